import { doubt, keyAt, MODELLED, type Outcome, type Reading } from './block.ts'
import { IRRELEVANT } from './irrelevant.ts'

/** What is running on the device, not configured: clearing it changes no later decision. */
const RUNNING = new Set(['xlate', 'local-host', 'conn', 'arp', 'counters', 'access-list', 'shun', 'dns-hosts', 'asp'])

/**
 * `clear configure WHAT [NAME]` wipes what was read so far (command reference, "clear configure"); scripts begin so.
 * That the bindings of a wiped list go with it has no source; it is assumed.
 */
export function readClear(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, , , name] = words
  const [first, what] = [keyAt(words, 1), keyAt(words, 2)]
  // Before 7.0 there is no `configure`: what is cleared may be configuration.
  if (!/^conf/.test(first))
    return RUNNING.has(first) || IRRELEVANT.has(first) ? 'irrelevant' : doubt(reading, line, words)
  const { config } = reading
  switch (what) {
    case 'access-list':
      return wipeLists(reading, name)
    case 'access-group':
      for (const bindings of [config.inbound, config.outbound, config.inbound6, config.outbound6]) bindings.clear()
      delete config.global
      return MODELLED
    case 'object':
      config.objects.clear()
      return MODELLED
    case 'object-group': {
      for (const [group, { kind }] of config.groups)
        if (name === undefined || name === kind || name === group) config.groups.delete(group)
      return MODELLED
    }
    case 'nat':
    case 'static':
    case 'global': {
      const kept = config.translations.filter(({ words: [word] }) => word !== what)
      config.translations.splice(0, config.translations.length, ...kept)
      return MODELLED
    }
    case 'conduit':
      config.conduits.splice(0)
      return MODELLED
    case 'names':
    case 'name':
      config.names.clear()
      return MODELLED
    case 'route':
      config.routes.splice(0)
      config.unreadRoutes.splice(0)
      return MODELLED
    case 'time-range':
      config.timeRanges.clear()
      return MODELLED
    default:
      return IRRELEVANT.has(what) ? 'irrelevant' : doubt(reading, line, words)
  }
}

function wipeLists({ config, listBegins }: Reading, name: string | undefined): Outcome {
  const gone = (list: string): boolean => name === undefined || list === name
  for (const list of config.lists.keys()) if (gone(list)) config.lists.delete(list)
  for (const bindings of [config.inbound, config.outbound, config.inbound6, config.outbound6]) {
    for (const [interfaceName, { list }] of bindings) if (gone(list)) bindings.delete(interfaceName)
  }
  if (config.global !== undefined && gone(config.global.list)) delete config.global
  // Further entries of a list that is gone begin a new one.
  listBegins('', [])
  return MODELLED
}
