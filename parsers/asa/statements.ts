import { maskLength, type Prefix, parseAddress, parseIPv4, parsePrefix, prefixOf } from '../../src/model/address.ts'
import { doubt, kept, MODELLED, type Mode, type Outcome, type Reading } from './block.ts'
import { readClear } from './clear.ts'
import type { AsaConfig, AsaGroup, GroupKind } from './config.ts'
import { readInterfaceLine } from './interface-lines.ts'
import { IRRELEVANT, IRRELEVANT_PAIRS } from './irrelevant.ts'
import {
  isPix6Line,
  newInterface,
  readFailover,
  readPix6Address,
  readPix6Interface,
  readPix6Nameif,
} from './pix6-lines.ts'

type Handler = (reading: Reading, line: number, words: readonly string[]) => Outcome

/** Reads one line that is no blank, no comment and no entry that was taken already. */
export function readStatement(reading: Reading, line: number, text: string, indented: boolean): void {
  const words = text.split(/\s+/)
  const outcome = readInMode(reading, line, words, indented) ?? readTopLevel(reading, line, words)
  if (typeof outcome === 'string') reading.account.set(line, outcome)
  else reading.account.notUnderstood(line, outcome.notUnderstood)
}

const UNKNOWN_OF_INTERFACE: Outcome = { notUnderstood: 'no sub-command of an interface that is known' }

/** Modules and services that may drop what a policy hands to them. */
const HANDED_TO = new Set(['ips', 'sfr', 'cxsc', 'csc'])

/** Membership goes by keyword; indentation decides only for blocks whose sub-commands are not known one by one. */
function readInMode(reading: Reading, line: number, words: readonly string[], indented: boolean): Outcome | undefined {
  const { mode } = reading
  if (mode === undefined) return undefined
  switch (mode.kind) {
    case 'interface':
      if (isPix6Line(reading, words)) return undefined
      return readInterfaceLine(mode.target, line, words, reading) ?? (indented ? UNKNOWN_OF_INTERFACE : undefined)
    case 'object':
      return readObjectLine(reading, mode.name, line, words)
    case 'group':
      return readGroupLine(mode.target, line, words)
    case 'class':
      if (words[0] === 'match') reading.config.doubts.push({ line, words: ['class-map', mode.name, ...words.slice(1)] })
      return indented || words[0] === 'match' || words[0] === 'description' ? MODELLED : undefined
    case 'policy':
      return readPolicyLine(reading, mode, line, words, indented)
    case 'webvpn':
      if (words[0] === 'enable' && words[1] !== undefined) return kept(reading, line, ['tunnel', words[1]])
      return indented ? 'irrelevant' : undefined
    case 'time-range':
      if (words[0] !== 'absolute' && words[0] !== 'periodic') return undefined
      mode.target.lines.push({ line, words })
      return MODELLED
    case 'irrelevant':
    case 'ignored-group':
      return indented ? 'irrelevant' : undefined
  }
}

/** Whether a line may begin with this word outside every block. */
export function isTopLevelWord(word: string): boolean {
  const key = word.toLowerCase()
  return HANDLERS.has(key) || IRRELEVANT.has(key) || key === 'no'
}

function readTopLevel(reading: Reading, line: number, words: readonly string[]): Outcome {
  reading.mode = undefined
  const first = (words[0] ?? '').toLowerCase()
  const pair = `${first} ${words[1]?.toLowerCase() ?? ''}`
  const known = IRRELEVANT_PAIRS.get(pair)
  if (known !== undefined) return enter(reading, { kind: 'irrelevant', reason: known }, 'irrelevant')
  const handler = HANDLERS.get(first)
  if (handler !== undefined) return handler(reading, line, words)
  const reason = IRRELEVANT.get(first)
  if (reason !== undefined) return enter(reading, { kind: 'irrelevant', reason }, 'irrelevant')
  if (first === 'no' && words[1] !== undefined) return readNegation(reading, line, words)
  if (/^(access|policy|conduit|nat|static|filter)/.test(first)) return doubt(reading, line, ['unknown', ...words])
  return { notUnderstood: `no statement that is known begins with \`${first.slice(0, 40)}\`` }
}

/** A saved configuration prints `no …` for defaults; of a statement that decides traffic it may undo an earlier line. */
function readNegation(reading: Reading, line: number, words: readonly string[]): Outcome {
  const second = (words[1] ?? '').toLowerCase()
  if (second === 'nat-control') {
    delete reading.config.natControl
    return MODELLED
  }
  if (second === 'fixup') return MODELLED
  if (second === 'sysopt') {
    const isVpn = words[2] === 'connection' && /^permit-(?:vpn|ipsec)$/.test(words[3] ?? '')
    return isVpn ? kept(reading, line, ['permit-vpn', 'off']) : 'irrelevant'
  }
  if (second === 'clock') return 'irrelevant'
  if (IRRELEVANT.has(second)) return enter(reading, { kind: 'irrelevant', reason: 'a default' }, 'irrelevant')
  if (HANDLERS.has(second)) return doubt(reading, line, words)
  return { notUnderstood: `no statement that is known begins with \`no ${second.slice(0, 40)}\`` }
}

function enter(reading: Reading, mode: Mode, outcome: Outcome): Outcome {
  reading.mode = mode
  return outcome
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['asa', readVersion],
  ['pix', readVersion],
  ['fwsm', readVersion],
  ['hostname', readHostname],
  ['interface', readInterface],
  ['name', readName],
  ['object', readObject],
  ['object-group', readObjectGroup],
  ['access-list', readAccessList],
  ['ipv6', readIpv6],
  ['access-group', readAccessGroup],
  ['same-security-traffic', readSameSecurity],
  ['route', readRoute],
  ['class-map', (reading, _line, words) => enter(reading, { kind: 'class', name: words.at(-1) ?? '' }, 'modelled')],
  ['policy-map', (reading) => enter(reading, { kind: 'policy' }, 'modelled')],
  ['crypto', readCrypto],
  ['isakmp', readCrypto],
  ['webvpn', (reading) => enter(reading, { kind: 'webvpn' }, 'irrelevant')],
  ['sysopt', readSysopt],
  ['aaa', readAaa],
  ['service-policy', kept],
  ['time-range', readTimeRange],
  ['clock', readClock],
  ['dynamic-filter', readDynamicFilter],
  ['clear', readClear],
  ['end', () => 'irrelevant'],
  ['exit', () => 'irrelevant'],
  ['nat', readTranslation],
  ['static', readTranslation],
  ['global', readTranslation],
  ['nat-control', readNatControl],
  ['conduit', readConduit],
  ['nameif', readPix6Nameif],
  ['ip', readIp],
  ['failover', readFailover],
  ['firewall', readFirewall],
  ['fixup', readFixup],
  ...['outbound', 'apply', 'established', 'filter', 'shun'].map((word): [string, Handler] => [word, kept]),
  ...['alias', 'policy-route'].map((word): [string, Handler] => [word, doubt]),
])

function readTranslation({ config }: Reading, line: number, words: readonly string[]): Outcome {
  config.translations.push({ line, words })
  return MODELLED
}

function readNatControl({ config }: Reading, line: number): Outcome {
  config.natControl = { line }
  return MODELLED
}

function readConduit({ config }: Reading, line: number): Outcome {
  config.pix6Line ??= line
  config.conduits.push(line)
  return MODELLED
}

function readIp(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (words[1] === 'address') return readPix6Address(reading, line, words)
  return words[1] === 'verify' ? kept(reading, line, ['ip-verify', ...words.slice(2)]) : doubt(reading, line, words)
}

/** Between the interfaces of a transparent firewall the same lists and levels decide. */
function readFirewall(reading: Reading, line: number, words: readonly string[]): Outcome {
  return words[1] === 'transparent' || words[1] === 'router' ? MODELLED : doubt(reading, line, words)
}

/** The inspections of PIX 6, named as the later ones. */
function readFixup(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (words[1] !== 'protocol' || words[2] === undefined) return { notUnderstood: '`fixup protocol NAME` is expected' }
  reading.config.pix6Line ??= line
  return kept(reading, line, ['fixup', words[2] === 'smtp' ? 'esmtp' : words[2], ...words.slice(3)])
}

function readClock({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  const [, what, , hours = '', minutes = '0'] = words
  if (what === 'summer-time') config.summerTime = true
  else if (what === 'timezone') {
    if (!/^-?\d{1,2}$/.test(hours) || !/^\d{1,2}$/.test(minutes))
      return { notUnderstood: '`clock timezone NAME HOURS` is expected' }
    config.timeZone = Number(hours) * 60 + (hours.startsWith('-') ? -Number(minutes) : Number(minutes))
  }
  return MODELLED
}

/** Only where tunnels end matters: what comes out of them may skip the lists. */
function readCrypto(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [first, second, third = '', fourth = '', fifth = ''] = words
  const { doubts } = reading.config
  if (first === 'crypto' && second === 'map' && fourth === 'interface') {
    const lists = doubts.filter((one) => one.words[0] === 'crypto-match' && one.words[1] === third)
    // A dynamic entry takes whoever connects, so no list says what may come out of it.
    const names = lists.some((one) => one.words[2] === undefined) ? [] : lists.map((one) => one.words[2] ?? '')
    return kept(reading, line, ['tunnel', fifth, ...names])
  }
  if (first === 'crypto' && second === 'map' && words.includes('match') && words.includes('address')) {
    doubts.push({ line, words: ['crypto-match', third, words.at(-1) ?? ''] })
  } else if (first === 'crypto' && second === 'map' && words.includes('dynamic')) {
    doubts.push({ line, words: ['crypto-match', third] })
  }
  return enter(reading, { kind: 'irrelevant', reason: 'tunnels' }, 'irrelevant')
}

function readSysopt(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (words[1] !== 'connection' || !/^permit-(?:vpn|ipsec)$/.test(words[2] ?? '')) return 'irrelevant'
  return kept(reading, line, ['permit-vpn', 'on'])
}

function readAaa(reading: Reading, line: number, words: readonly string[]): Outcome {
  const asks =
    (words[1] === 'authentication' || words[1] === 'authorization') && /^(?:match|include)$/.test(words[2] ?? '')
  return asks ? kept(reading, line, words) : 'irrelevant'
}

function readTimeRange(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, name] = words
  if (name === undefined) return { notUnderstood: 'a name is expected' }
  const known = reading.config.timeRanges.get(name)
  const target = known ?? { name, line, lines: [] }
  reading.config.timeRanges.set(name, target)
  return enter(reading, { kind: 'time-range', target }, MODELLED)
}

/** Only `enable` and `drop` decide traffic; the other lines fetch and store lists of names. */
function readDynamicFilter(reading: Reading, line: number, words: readonly string[]): Outcome {
  return words[1] === 'enable' || words[1] === 'drop' ? kept(reading, line, words) : 'irrelevant'
}

function readVersion({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  const match = /^version\s+(\d+)\.(\d+)/i.exec(words.slice(1).join(' '))
  if (match === null) return { notUnderstood: 'no version number' }
  config.version ??= {
    product: (words[0] ?? '').toLowerCase(),
    major: Number(match[1]),
    minor: Number(match[2]),
  }
  return MODELLED
}

function readHostname({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  config.hostname ??= words[1] ?? ''
  return 'irrelevant'
}

function readInterface(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (readPix6Interface(reading, line, words)) return enter(reading, { kind: 'irrelevant', reason: 'PIX' }, MODELLED)
  const target = newInterface(words.slice(1).join(' '), line)
  reading.config.interfaces.push(target)
  return enter(reading, { kind: 'interface', target }, MODELLED)
}

function readName({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  const [, address, alias] = words
  if (address === undefined || alias === undefined || parseAddress(address) === undefined) {
    return { notUnderstood: 'an address and a name are expected' }
  }
  config.names.set(alias, address)
  return MODELLED
}

function readObject(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, kind, name] = words
  if ((kind !== 'network' && kind !== 'service') || name === undefined) {
    return { notUnderstood: '`object network NAME` or `object service NAME` is expected' }
  }
  const known = reading.config.objects.get(name)
  if (known === undefined || known.kind !== kind) reading.config.objects.set(name, { name, kind, line })
  return enter(reading, { kind: 'object', name }, MODELLED)
}

const VALUE_WORDS = new Set(['host', 'subnet', 'range', 'fqdn', 'service'])

function readObjectLine(reading: Reading, name: string, line: number, words: readonly string[]): Outcome | undefined {
  const object = reading.config.objects.get(name)
  const first = words[0] ?? ''
  if (object === undefined) return undefined
  if (VALUE_WORDS.has(first)) {
    object.value = { line, words }
    return MODELLED
  }
  if (first === 'description') return 'irrelevant'
  // With `source` it is twice NAT, which belongs to no object.
  if (first === 'nat' && !words.includes('source')) {
    reading.config.translations.push({ line, words, object: name })
    return MODELLED
  }
  return undefined
}

const GROUP_KINDS: ReadonlyMap<string, GroupKind> = new Map([
  ['network', 'network'],
  ['service', 'service'],
  ['protocol', 'protocol'],
  ['icmp-type', 'icmp-type'],
  ['user', 'user'],
  ['security', 'security'],
  ['network-service', 'network-service'],
])

function readObjectGroup(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, kindWord = '', name, ports] = words
  const kind = GROUP_KINDS.get(kindWord)
  if (kind === undefined || name === undefined) return { notUnderstood: 'a kind of group and a name are expected' }
  const known = reading.config.groups.get(name)
  if (known !== undefined) {
    if (known.kind === kind && (known.ports ?? '') === (ports ?? '')) {
      return enter(reading, { kind: 'group', target: known }, MODELLED)
    }
    return enter(
      reading,
      { kind: 'ignored-group' },
      { notUnderstood: `\`${name}\` is a group of another kind already` },
    )
  }
  const target: AsaGroup = { name, kind, line, members: [], ...(ports === undefined ? {} : { ports }) }
  reading.config.groups.set(name, target)
  return enter(reading, { kind: 'group', target }, MODELLED)
}

const MEMBER_WORDS = new Set([
  'network-object',
  'service-object',
  'port-object',
  'protocol-object',
  'icmp-object',
  'group-object',
  'user',
  'user-group',
  'security-group',
])

function readGroupLine(group: AsaGroup, line: number, words: readonly string[]): Outcome | undefined {
  const first = words[0] ?? ''
  if (first === 'description') return 'irrelevant'
  if (first === 'no' && MEMBER_WORDS.has(words[1] ?? '')) {
    const gone = words.slice(1).join(' ')
    const at = group.members.findIndex((member) => member.words.join(' ') === gone)
    if (at < 0) return { notUnderstood: 'the group has no such member' }
    group.members.splice(at, 1)
    return MODELLED
  }
  if (!MEMBER_WORDS.has(first)) return undefined
  group.members.push({ line, words })
  return MODELLED
}

function readPolicyLine(
  reading: Reading,
  mode: Extract<Mode, { kind: 'policy' }>,
  line: number,
  words: readonly string[],
  indented: boolean,
): Outcome | undefined {
  if (words[0] === 'class' && words[1] !== undefined) mode.className = words[1]
  const className = mode.className ?? ''
  if (words[0] === 'inspect') return kept(reading, line, words)
  if (HANDED_TO.has(words[0] ?? '')) return kept(reading, line, [...words, className])
  if (words.includes('tcp-state-bypass')) return kept(reading, line, ['tcp-state-bypass', className])
  return indented || words[0] === 'class' || words[0] === 'parameters' ? 'irrelevant' : undefined
}

function readAccessList(reading: Reading, line: number, words: readonly string[]): Outcome {
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

function readIpv6(reading: Reading, line: number, words: readonly string[]): Outcome {
  const { config } = reading
  if (words[1] === 'route') return addRoute(config, line, words[2], parsePrefix(words[3] ?? ''))
  if (words[1] !== 'access-list' || words[2] === undefined) return doubt(reading, line, words)
  const list = listNamed(config, words[2], true)
  if (words[3] === 'line' && /^\d+$/.test(words[4] ?? '')) list.lines.splice(Math.max(0, Number(words[4]) - 1), 0, line)
  else list.lines.push(line)
  return MODELLED
}

function readAccessGroup({ config }: Reading, line: number, words: readonly string[]): Outcome {
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

function readSameSecurity({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  const which = words.at(-1)
  if (words[1] !== 'permit') return { notUnderstood: '`permit` is expected' }
  if (which === 'inter-interface') config.interInterface = true
  else if (which === 'intra-interface') config.intraInterface = true
  else return { notUnderstood: '`inter-interface` or `intra-interface` is expected' }
  return MODELLED
}

function readRoute({ config }: Reading, line: number, words: readonly string[]): Outcome {
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
