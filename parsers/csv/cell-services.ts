import { numberRanges, type Ranges } from '../../src/algebra/ranges.ts'
import { append } from '../../src/model/append.ts'
import { ICMP, parseProtocol, TCP, UDP } from '../../src/model/protocol.ts'
import {
  ALL_PORTS,
  isIcmp,
  isPortProtocol,
  PORT_LAST,
  type ServiceSet,
  type ServiceSetStore,
} from '../../src/model/service-set.ts'
import { WELL_KNOWN_SERVICES } from '../shared/well-known-services.ts'
import { ANY_WORDS, damageOf, singleSpaced } from './cells.ts'

/** What one value of a service cell says. `wellKnown` names were taken from the catalogue. */
export type ServiceToken =
  | { readonly kind: 'set'; readonly set: ServiceSet; readonly wellKnown?: string }
  | { readonly kind: 'ports'; readonly ports: Ranges<number> }
  | { readonly kind: 'protocols'; readonly protocols: readonly number[] }
  | { readonly kind: 'any' }
  | { readonly kind: 'condition'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'wrong'; readonly message: string; readonly expected: string; readonly mend: string }

const EXPECTED = 'a service such as tcp/443, udp:53, tcp 1024-65535, icmp/8, a port, or the name of a service'

function wrong(message: string, mend: string): ServiceToken {
  return { kind: 'wrong', message, expected: EXPECTED, mend }
}

/** Reads one value of a service, port or protocol cell; `isDefined` tells names that a definition settles. */
export function readServiceToken(
  token: string,
  services: ServiceSetStore,
  anyWords: readonly string[],
  isDefined: (name: string) => boolean,
): ServiceToken {
  const text = token.trim()
  const word = singleSpaced(text.toLowerCase())
  if (isDefined(text)) return { kind: 'name', name: text }
  if (
    ANY_WORDS.has(word) ||
    word === 'ip' ||
    word === 'all traffic' ||
    anyWords.some((one) => one.toLowerCase() === word)
  ) {
    return { kind: 'any' }
  }
  if (word === 'application-default') return { kind: 'condition', text }
  if (RANGE_WORDS.has(word)) {
    return {
      kind: 'wrong',
      message: `\`${text}\` stands for a range of ports that the table does not state`,
      expected: EXPECTED,
      mend: `say the range: \`services: { ${text}: ["tcp/49152-65535"] }\``,
    }
  }
  const damage = damageOf(text)
  if (damage !== undefined) return wrong(`\`${text}\` is ${damage}`, 'write the service again')
  return (
    portsOf(word, text) ??
    protocolAndPorts(word, text, services) ??
    everyPort(word) ??
    protocolAlone(word) ??
    icmp(word, services) ??
    named(text, word, services)
  )
}

/** Dynamic ports of RPC: which ones, is set on the servers. */
const RANGE_WORDS = new Set(['rpc', 'dynamic rpc', 'dynamic-rpc', 'rpc dynamic', 'rpc-dynamic'])

// The patterns below are asked of single-spaced words: an optional blank, never `\s*`, stands between their parts.
const PORTS = /^(\d+)(?:\.0)?(?: ?(?:-|–|—|\bto\b) ?(\d+)(?:\.0)?)?$/

function portsOf(word: string, text: string): ServiceToken | undefined {
  const match = PORTS.exec(word)
  if (match === null) return undefined
  const ports = portRange(match[1]!, match[2] ?? match[1]!)
  return typeof ports === 'string'
    ? wrong(ports.replace('%', text), 'write ports from 0 to 65535, the lower one first')
    : { kind: 'ports', ports }
}

/** The range, or the sentence that says what is wrong with it; `%` stands for the text. */
function portRange(a: string, b: string): Ranges<number> | string {
  if (a.length > 5 || b.length > 5) return '`%` is too long for a port; a spreadsheet may have joined a list'
  const first = Number(a)
  const last = Number(b)
  if (first > PORT_LAST || last > PORT_LAST) return `port ${Math.max(first, last)} is out of range`
  return first > last ? 'the port range `%` is backwards' : [first, last]
}

const PROTOCOL_WORD = '(tcp ?[&+/,]? ?udp|tcp|udp|sctp|tcp_udp|6|17)'
const FORWARD = new RegExp(`^(?:service[-_])?${PROTOCOL_WORD} ?[/:_-]? ?(\\d+)(?: ?(?:-|–|—|to) ?(\\d+))?$`)
const REVERSED = /^(\d+)(?: ?(?:-|–|—) ?(\d+))? ?[/_-]? ?\(?(tcp|udp|sctp)\)?$/

function protocolsOf(word: string): readonly number[] {
  if (word.startsWith('tcp') && word.endsWith('udp')) return [TCP, UDP]
  const protocol = parseProtocol(word)
  return protocol === undefined ? [] : [protocol]
}

/** `tcp/443`, `TCP_443`, `udp:53`, `tcp 1024-65535`, `443/tcp`, `53 (udp)`. */
function protocolAndPorts(word: string, text: string, services: ServiceSetStore): ServiceToken | undefined {
  const forward = FORWARD.exec(word)
  const reversed = REVERSED.exec(word)
  if (forward === null && reversed === null) {
    if (/^(tcp|udp)\/\d+:\d+$/.test(word)) {
      return wrong(`\`${text}\` may be a range or two ports`, 'write a range with `-`, or two services')
    }
    return undefined
  }
  const [, a = '', b = ''] = forward ?? reversed!
  const [protocolWord, first, last] = forward === null ? [reversed![3]!, a, reversed![2] ?? a] : [a, b, forward[3] ?? b]
  const ports = portRange(first, last)
  if (typeof ports === 'string')
    return wrong(ports.replace('%', text), 'write ports from 0 to 65535, the lower one first')
  const protocols = protocolsOf(protocolWord)
  const set = services.unionOf(protocols.map((protocol) => services.ports(protocol, ports)))
  // `TCP_8443` may as well be the name of an object, so that it was read as what it says is told.
  return /^(?:service[-_]\S|[a-z]+[-_]\d)/.test(word) ? { kind: 'set', set, wellKnown: text } : { kind: 'set', set }
}

/** `tcp/any`, `tcp/*`, `udp (all)`: every port of the protocol. */
function everyPort(word: string): ServiceToken | undefined {
  const match = /^(tcp|udp|sctp|icmp)(?: ?[/:] ?| )\(?(?:any|all|\*)\)?$/.exec(word) ?? /^all_(icmp)$/.exec(word)
  const protocol = match === null ? undefined : parseProtocol(match[1]!)
  return protocol === undefined ? undefined : { kind: 'protocols', protocols: [protocol] }
}

function protocolAlone(word: string): ServiceToken | undefined {
  if (/^tcp ?[&+/,_-]? ?udp$/.test(word)) return { kind: 'protocols', protocols: [TCP, UDP] }
  const protocol = /^\d+$/.test(word) ? undefined : parseProtocol(word)
  return protocol === undefined ? undefined : { kind: 'protocols', protocols: [protocol] }
}

/** `icmp/8`, `ICMP (8)`, `icmp 8`, `icmp/8/0`, `icmp echo`. */
function icmp(word: string, services: ServiceSetStore): ServiceToken | undefined {
  const match = /^(icmp|icmp6|icmpv6|ipv6-icmp)(?: ?[/:(] ?| )(\d{1,3})\)?(?: ?[/:] ?(\d{1,3}))?$/.exec(word)
  if (match === null) {
    return /^(icmp[- ](echo|ping)|ping|echo-request|icmp-echo-request)$/.test(word)
      ? { kind: 'set', set: services.icmp(ICMP, [8, 8]), wellKnown: word }
      : undefined
  }
  const protocol = parseProtocol(match[1]!) ?? ICMP
  const type = Number(match[2])
  if (type > 255 || Number(match[3] ?? 0) > 255)
    return wrong(`ICMP type or code in \`${word}\` is out of range`, 'write 0 to 255')
  const code = match[3] === undefined ? undefined : Number(match[3])
  return {
    kind: 'set',
    set:
      code === undefined ? services.icmp(protocol, [type, type]) : services.icmp(protocol, [type, type], [code, code]),
  }
}

function named(text: string, word: string, services: ServiceSetStore): ServiceToken {
  const known = WELL_KNOWN_SERVICES.get(word)
  if (known === undefined) return { kind: 'name', name: text }
  const protocols = [...(known.tcp ? [TCP] : []), ...(known.udp ? [UDP] : [])]
  const set = services.unionOf(protocols.map((one) => services.ports(one, known.ports)))
  return { kind: 'set', set, wellKnown: text }
}

/** The values of a port cell as ranges, every port for `any`, or what is wrong with the first bad one. */
export function readPortTokens(
  values: readonly string[],
  anyWords: readonly string[],
): Ranges<number> | { readonly message: string; readonly expected: string; readonly mend: string } {
  const expected = 'a port from 0 to 65535, a range such as 1024-65535, or any'
  const pairs: number[] = []
  for (const value of values) {
    const text = value.trim()
    const word = singleSpaced(text.toLowerCase())
    if (ANY_WORDS.has(word) || anyWords.some((one) => one.toLowerCase() === word)) return ALL_PORTS
    const damage = damageOf(text)
    if (damage !== undefined) return { message: `\`${text}\` is ${damage}`, expected, mend: 'write the port again' }
    const token = RANGE_WORDS.has(word) ? undefined : portsOf(word, text)
    if (token?.kind === 'wrong') return { message: token.message, expected, mend: token.mend }
    if (token?.kind !== 'ports') {
      const mend = RANGE_WORDS.has(word) ? 'write the range of ports that is set on the servers' : 'write the port'
      return { message: `\`${text}\` is no port`, expected, mend }
    }
    append(pairs, token.ports)
  }
  return numberRanges.of(pairs)
}

/**
 * Whether a protocol cell says 0: IANA's number of HOPOPT, and what exports of services (FortiOS, `protocol-number 0`) write
 * for every protocol, so it is asked which is meant.
 */
export function isProtocolZero(text: string, anyWords: readonly string[]): boolean {
  const word = text.trim()
  return /^0+(?:\.0)?$/.test(word) && !anyWords.includes(word)
}

export const PROTOCOL_ZERO = {
  message: 'the protocol 0 may be HOPOPT, whose number it is, or every protocol, as some exports write it',
  expected: 'a protocol that is unmistakable',
  mend: "write `hopopt`, or say that 0 means every protocol: `words: { any: ['0'] }`",
} as const

/** A protocol number (0 to 255) in a column of its own; `ip`, `any` and -1 mean every protocol. */
export function readProtocolCell(text: string, anyWords: readonly string[]): readonly number[] | 'any' | undefined {
  const word = singleSpaced(text.trim().toLowerCase()).replace(/\.0$/, '')
  if (ANY_WORDS.has(word) || word === 'ip' || word === '-1' || anyWords.some((one) => one.toLowerCase() === word))
    return 'any'
  if (/^tcp ?[&+/,_-]? ?udp$/.test(word)) return [TCP, UDP]
  if (word === 'hopopt') return [0]
  const protocol = parseProtocol(word)
  return protocol === undefined ? undefined : [protocol]
}

/** Protocols with destination and source ports; protocols without ports take no part in a port test. */
export function servicesWithPorts(
  protocols: readonly number[] | 'any',
  destination: Ranges<number>,
  source: Ranges<number>,
  services: ServiceSetStore,
): ServiceSet {
  const all = numberRanges.equals(destination, [0, PORT_LAST]) && numberRanges.equals(source, [0, PORT_LAST])
  if (protocols === 'any') {
    if (all) return services.all
    return services.unionOf([TCP, UDP].map((protocol) => services.ports(protocol, destination, source)))
  }
  return services.unionOf(
    protocols.map((protocol) => {
      if (isPortProtocol(protocol)) return services.ports(protocol, destination, source)
      if (isIcmp(protocol) && !all) return services.icmp(protocol, numberRanges.intersect(destination, [0, 255]))
      return services.protocols([protocol, protocol])
    }),
  )
}
