import { maskLength, parseIPv4, parsePrefix, prefixOf } from '../../../src/model/address.ts'
import type { AsaConfig, AsaList } from '../config.ts'
import { doubt, enter, isUnreadable, keyAt, leaveOpen, MODELLED, type Outcome, type Reading, unread } from './block.ts'

/** What follows the name of a list; behind anything else stands a setting for all lists, or nothing that is understood. */
const ENTRY_WORDS = /^(?:extended|permit|deny|remark|line|standard|webtype|ethertype)$/

/** `access-list alert-interval 300`: settings that a list may be called like. */
const SETTINGS = /^(?:alert-interval|deny-flow-max|compiled|cached|mode|commit|dynamic-map-persist)$/

export function readAccessList(reading: Reading, line: number, words: readonly string[]): Outcome {
  const { config } = reading
  const [, name = ''] = words
  const third = keyAt(words, 2)
  if (SETTINGS.test(name.toLowerCase()) && !ENTRY_WORDS.test(third)) return 'irrelevant'
  if (words.length < 3) return unread(reading, line, words, 'an entry is expected behind the name of the list')
  if (isUnreadable(name))
    return unread(reading, line, words, 'the name of a list is expected', { entry: words.slice(2).join(' ') })
  if (third === 'standard' || third === 'webtype') return 'irrelevant'
  if (third === 'ethertype') return readEthertype(config, line, words)
  if (third === 'extended') config.hasExtended = true
  const capture = config.captures.get(name)
  if (third === 'line' && capture !== undefined && !config.lists.has(name)) {
    // A row that was printed, and that is not read as one.
    capture.unread ??= line
    return { notUnderstood: 'the number of a row is expected; what hangs on the list is left open' }
  }
  const list = listNamed(config, name, false)
  if (third === 'line') return insertAt(list, line, words[3])
  if (mayBePlace(third, words[3])) list.unread ??= line
  list.lines.push(line)
  reading.listBegins(name, list.lines)
  return MODELLED
}

/** Whether a word that begins no entry may have been `line`, and the one behind it the place. */
function mayBePlace(word: string, next = ''): boolean {
  return !ENTRY_WORDS.test(word) && (/^\d+$/.test(next) || isUnreadable(next))
}

/** An entry whose place cannot be read may stand anywhere. */
function insertAt(list: AsaList, line: number, place: string | undefined): Outcome {
  const number = /^\d+$/.test(place ?? '') ? Number(place) : undefined
  if (number === undefined) list.unread ??= line
  list.places ??= new Map()
  list.places.set(list.lines.length, Math.max(0, (number ?? 1) - 1))
  list.lines.push(line)
  return MODELLED
}

const ETHERTYPES = /^(?:any|bpdu|dsap|eii-ipx|ipx|isis|mpls-multicast|mpls-unicast|0x[\da-f]{1,4}|\d{1,5})$/

/** Ethertype lists know no addresses; only an explicit `deny any` touches IP (transparent firewall guide of 9.x). */
function readEthertype({ ethertypes }: AsaConfig, line: number, words: readonly string[]): Outcome {
  const [, name = ''] = words
  const [action, what] = [keyAt(words, 3), keyAt(words, 4)]
  const known = ethertypes.get(name) ?? {}
  ethertypes.set(name, known)
  if (action === 'deny' && what === 'any') known.denyLine ??= line
  else if (action === 'remark' || ((action === 'permit' || action === 'deny') && ETHERTYPES.test(what))) return MODELLED
  else known.openLine ??= line
  return MODELLED
}

function listNamed(config: AsaConfig, name: string, ipv6: boolean): AsaList {
  const known = config.lists.get(name)
  if (known !== undefined) return known
  const list: AsaList = { name, ipv6, lines: [] }
  config.lists.set(name, list)
  return list
}

export function readIpv6(reading: Reading, line: number, words: readonly string[]): Outcome {
  const { config } = reading
  const second = keyAt(words, 1)
  if (second === 'router') return readRouter(reading, line)
  if (second === 'route') return readRouteIpv6(config, line, words)
  if (second !== 'access-list' || words[3] === undefined) return doubt(reading, line, words)
  const name = words[2] ?? ''
  if (isUnreadable(name)) return unread(reading, line, words, 'the name of a list is expected')
  const list = listNamed(config, name, true)
  if (keyAt(words, 3) === 'line') return insertAt(list, line, words[4])
  if (mayBePlace(keyAt(words, 3), words[4])) list.unread ??= line
  list.lines.push(line)
  return MODELLED
}

export function readAccessGroup(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, list = '', , , interfaceName = ''] = words
  const direction = keyAt(words, 2)
  const hasInterface = keyAt(words, 3) === 'interface' && interfaceName !== ''
  if (keyAt(words, 1) === 'rule-engine' && direction === 'transactional-commit') return 'irrelevant'
  if (direction === 'global') {
    if (words.length > 3) leaveOpen(reading, line, words)
    reading.config.global = { list, line }
    return MODELLED
  }
  if ((direction === 'in' || direction === 'out') && hasInterface)
    return bind(reading, line, words, direction, { list, interfaceName })
  // Of a line that names an interface where one is expected, that much is taken.
  const about = hasInterface ? { interface: interfaceName } : {}
  return unread(reading, line, words, '`in interface NAME`, `out interface NAME` or `global` is expected', about)
}

function bind(
  reading: Reading,
  line: number,
  words: readonly string[],
  direction: 'in' | 'out',
  { list, interfaceName }: { readonly list: string; readonly interfaceName: string },
): Outcome {
  const { config } = reading
  const options = words.slice(5).map((word) => word.toLowerCase())
  if (options.includes('control-plane')) return 'irrelevant'
  const ethertype = config.ethertypes.get(list)
  if (ethertype !== undefined) {
    // It stands beside an extended list, in whose place it does not come.
    if (ethertype.denyLine !== undefined)
      config.doubts.push({ line: ethertype.denyLine, words: ['ethertype-deny', interfaceName, direction] })
    else if (ethertype.openLine !== undefined)
      leaveOpen(reading, ethertype.openLine, words, { interface: interfaceName })
    return MODELLED
  }
  if (options.includes('per-user-override')) config.doubts.push({ line, words: ['per-user-override', interfaceName] })
  else if (options.length > 0) leaveOpen(reading, line, words, { interface: interfaceName })
  const isIpv6 = config.lists.get(list)?.ipv6 === true
  const bindings = {
    in: isIpv6 ? config.inbound6 : config.inbound,
    out: isIpv6 ? config.outbound6 : config.outbound,
  }
  bindings[direction].set(interfaceName, { list, line })
  return MODELLED
}

export function readRoute({ config }: Reading, line: number, words: readonly string[]): Outcome {
  const [, interfaceName = '', network = '', mask = '', gateway = '', metric] = words
  // Such a route leads only what comes out of tunnels.
  if (words.some((word) => word.toLowerCase() === 'tunneled')) return 'irrelevant'
  const address = parseIPv4(config.names.get(network) ?? network) ?? (network === '0' ? 0 : undefined)
  const bits = mask === '0' ? 0 : parseIPv4(mask)
  const length = bits === undefined ? undefined : maskLength(bits)
  if (address === undefined || length === undefined) {
    config.unreadRoutes.push({ interfaceName, network: config.names.get(network) ?? network, family: 4, line })
    return { notUnderstood: 'a network and its mask are expected' }
  }
  const prefix = prefixOf(address, length)
  config.routes.push({ interfaceName, prefix, line, gateway, metric: metricOf(metric) })
  return MODELLED
}

function readRouteIpv6(config: AsaConfig, line: number, words: readonly string[]): Outcome {
  const [, , interfaceName = '', network = '', gateway = '', metric] = words
  if (words.some((word) => word.toLowerCase() === 'tunneled')) return 'irrelevant'
  const parsed = parsePrefix(network)
  if (parsed.kind === 'invalid') {
    config.unreadRoutes.push({ interfaceName, network, family: 6, line })
    return { notUnderstood: 'a network is expected' }
  }
  config.routes.push({ interfaceName, prefix: parsed.prefix, line, gateway, metric: metricOf(metric) })
  return MODELLED
}

function metricOf(word: string | undefined): number {
  return word !== undefined && /^\d{1,3}$/.test(word) ? Number(word) : 1
}

/** Routes that are learned are not in the text; what the lines of the block say does not tell them either. */
export function readRouter(reading: Reading, line: number): Outcome {
  reading.config.learns.push(line)
  return enter(reading, { kind: 'irrelevant', reason: 'routing protocols' }, 'irrelevant')
}
