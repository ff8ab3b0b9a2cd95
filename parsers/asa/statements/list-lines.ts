import { maskLength, type Prefix, parseIPv4, parsePrefix, prefixOf } from '../../../src/model/address.ts'
import type { AsaConfig } from '../config.ts'
import { doubt, MODELLED, type Outcome, type Reading } from './block.ts'

export function readAccessList(reading: Reading, line: number, words: readonly string[]): Outcome {
  const { config } = reading
  const [, name = '', third = ''] = words
  if (third === 'standard' || third === 'webtype') return 'irrelevant'
  if (third === 'ethertype') return readEthertype(config, line, words)
  if (words.length < 3) return { notUnderstood: 'an entry is expected behind the name of the list' }
  if (third === 'extended') config.hasExtended = true
  const list = listNamed(config, name, false)
  if (third === 'line' && /^\d+$/.test(words[3] ?? '')) {
    list.lines.splice(Math.max(0, Number(words[3]) - 1), 0, line)
    return MODELLED
  }
  list.lines.push(line)
  reading.listBegins(name, list.lines)
  return MODELLED
}

/** Ethertype lists know no addresses; only an explicit `deny any` touches IP (transparent firewall guide of 9.x). */
function readEthertype({ ethertypes }: AsaConfig, line: number, words: readonly string[]): Outcome {
  const [, name = '', , action, what] = words
  const known = ethertypes.get(name) ?? {}
  ethertypes.set(name, known)
  if (action === 'deny' && what === 'any') known.denyLine ??= line
  return MODELLED
}

function listNamed(config: AsaConfig, name: string, ipv6: boolean) {
  const known = config.lists.get(name)
  if (known !== undefined) return known
  const list = { name, ipv6, lines: [] as number[] }
  config.lists.set(name, list)
  return list
}

export function readIpv6(reading: Reading, line: number, words: readonly string[]): Outcome {
  const { config } = reading
  if (words[1] === 'route') return addRoute(config, line, words[2], parsePrefix(words[3] ?? ''))
  if (words[1] !== 'access-list' || words[2] === undefined) return doubt(reading, line, words)
  const list = listNamed(config, words[2], true)
  if (words[3] === 'line' && /^\d+$/.test(words[4] ?? '')) list.lines.splice(Math.max(0, Number(words[4]) - 1), 0, line)
  else list.lines.push(line)
  return MODELLED
}

export function readAccessGroup({ config }: Reading, line: number, words: readonly string[]): Outcome {
  const [, list = '', direction, , interfaceName = ''] = words
  const binding = { list, line }
  if (words.includes('control-plane')) return 'irrelevant'
  const ethertype = config.ethertypes.get(list)
  if (ethertype !== undefined) {
    // It stands beside an extended list, in whose place it does not come.
    if (ethertype.denyLine !== undefined) {
      config.doubts.push({ line: ethertype.denyLine, words: ['ethertype-deny', interfaceName, direction ?? ''] })
    }
    return MODELLED
  }
  if (words.includes('per-user-override')) config.doubts.push({ line, words: ['per-user-override', interfaceName] })
  if (direction === 'global') config.global = binding
  else if (direction === 'in' || direction === 'out') {
    const ipv6 = config.lists.get(list)?.ipv6 === true
    const target =
      direction === 'in' ? (ipv6 ? config.inbound6 : config.inbound) : ipv6 ? config.outbound6 : config.outbound
    target.set(interfaceName, binding)
  } else return { notUnderstood: '`in`, `out` or `global` is expected' }
  return MODELLED
}

export function readRoute({ config }: Reading, line: number, words: readonly string[]): Outcome {
  const [, interfaceName, network = '', mask = ''] = words
  const address = parseIPv4(config.names.get(network) ?? network) ?? (network === '0' ? 0 : undefined)
  const bits = mask === '0' ? 0 : parseIPv4(mask)
  const length = bits === undefined ? undefined : maskLength(bits)
  if (address === undefined || length === undefined) return { notUnderstood: 'a network and its mask are expected' }
  return addRoute(config, line, interfaceName, { kind: 'prefix', prefix: prefixOf(address, length) })
}

function addRoute(
  config: AsaConfig,
  line: number,
  interfaceName: string | undefined,
  parsed: { readonly kind: string; readonly prefix?: Prefix },
): Outcome {
  if (interfaceName === undefined || parsed.prefix === undefined) return { notUnderstood: 'a network is expected' }
  config.routes.push({ interfaceName, prefix: parsed.prefix, line })
  return MODELLED
}
