import { type AddressRanges, ANY_ADDRESS, addressRange } from '../../../src/model/address-set.ts'
import { TCP, UDP } from '../../../src/model/protocol.ts'
import type { ServiceSetStore } from '../../../src/model/service-set.ts'
import { type AddressExtent, openAddresses, settled } from '../../shared/extent.ts'
import type { AsaStatement } from '../config.ts'
import type { Unread } from '../doubt-context.ts'
import type { AddressResolver } from '../names/resolve-addresses.ts'
import { portNumber, type ServiceResolver } from '../names/resolve-services.ts'
import { EVERY_PEER, interfacePair, type NatRule, sameAddresses, sourceAt } from './nat-rule.ts'
import { altersPeerPort, isMoved, readServiceClause } from './nat-services.ts'
import { lowestOf, sizeOf } from './positions.ts'

/** A statement that is read, or why it is not. */
export type NatReading = NatRule | 'inactive' | { readonly notUnderstood: string }

/** The rules of 8.3 and newer in the order in which the device tries them, and what was not understood. */
export interface NatRules {
  readonly rules: readonly NatRule[]
  readonly unread: readonly Unread[]
}

export interface NatContext {
  readonly addresses: AddressResolver
  readonly serviceNames: ServiceResolver
  readonly services: ServiceSetStore
}

/**
 * Section 1: twice NAT in the order of the text; 2: the objects' own, static first, then fewer addresses, then the
 * lower address, then the object's name; 3: twice NAT `after-auto`. The first match ends the search (NAT order of the
 * 9.x configuration guide).
 */
export function readNat(statements: readonly AsaStatement[], context: NatContext): NatRules {
  const { addresses } = context
  const manual: NatRule[] = []
  const after: NatRule[] = []
  const automatic: { rule: NatRule; object: string }[] = []
  const unread: Unread[] = []
  for (const { words, line, object } of statements) {
    if (words[0] !== 'nat') continue
    const reading =
      object === undefined ? readTwice(words, line, context) : readOfObject(words, line, object, addresses)
    if (reading === 'inactive') continue
    if ('notUnderstood' in reading) unread.push(unreadOf(words, line, reading.notUnderstood))
    else if (object !== undefined) automatic.push({ rule: reading, object })
    else insert(isLate(words) ? after : manual, reading, placeOf(words))
  }
  automatic.sort(
    (a, b) =>
      Number(a.rule.kind === 'dynamic') - Number(b.rule.kind === 'dynamic') ||
      compare(rankOf(a.rule.real), rankOf(b.rule.real)) ||
      compare(lowestOf(a.rule.real.most) ?? 0, lowestOf(b.rule.real.most) ?? 0) ||
      compare(a.object, b.object),
  )
  return { rules: [...manual, ...automatic.map(({ rule }) => rule), ...after], unread }
}

/** The size by which a statement is tried: one of which the addresses are open may come before every other. */
export function rankOf({ most, reasons }: AddressExtent): bigint {
  return reasons.length > 0 ? 0n : sizeOf(most)
}

/** A statement that is not understood, with the interfaces that it names. */
export function unreadOf(words: readonly string[], line: number, reason: string): Unread {
  const interfaces = interfacePair(words[1])
  return { line, reason, ...(interfaces === undefined ? {} : { interfaces }) }
}

function compare<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A typed statement may name its place in the section, from 1; a saved one does not. */
function insert(rules: NatRule[], rule: NatRule, place: number | undefined): void {
  rules.splice(place === undefined ? rules.length : Math.min(rules.length, place - 1), 0, rule)
}

function isLate(words: readonly string[]): boolean {
  return words.slice(1, sourceAt(words)).some((word) => word.toLowerCase() === 'after-auto')
}

function placeOf(words: readonly string[]): number | undefined {
  const before = words[sourceAt(words) - 1] ?? ''
  return /^[1-9]\d*$/.test(before) ? Number(before) : undefined
}

/** Options that alter neither what matches nor what it becomes. */
const QUIET = new Set([
  'dns',
  'no-proxy-arp',
  'route-lookup',
  'net-to-net',
  'ipv6',
  'extended',
  'flat',
  'include-reserve',
  'round-robin',
  'block-allocation',
])

function readOfObject(words: readonly string[], line: number, object: string, addresses: AddressResolver): NatReading {
  const pair = interfacePair(words[1])
  const [realInterface, mappedInterface] = pair ?? ['any', 'any']
  const [howWord, ...operands] = words.slice(pair === undefined ? 1 : 2)
  const how = howWord?.toLowerCase()
  if (how !== 'static' && how !== 'dynamic') return { notUnderstood: '`static` or `dynamic` is expected' }
  const real = addresses.object(object)
  if (real === undefined) return { notUnderstood: `object \`${object}\` has no address` }
  const target = readTarget(operands, mappedInterface, addresses, inlineOperand)
  if (target === undefined) return { notUnderstood: 'the translated address is not understood' }
  const rest = operands.slice(target.taken).map((word) => word.toLowerCase())
  const port = rest[0] === 'service' ? portOf(rest.slice(1)) : undefined
  if (rest[0] === 'service' && port === undefined) return { notUnderstood: '`service tcp REAL MAPPED` is expected' }
  const options = rest.slice(port === undefined ? 0 : 4)
  if (options.includes('inactive')) return 'inactive'
  const stranger = options.find((word) => !QUIET.has(word) && word !== 'interface')
  if (stranger !== undefined) return { notUnderstood: `\`${stranger}\` is not understood` }
  const keepsPort = port === undefined || port.real === port.mapped
  const isIdentity = how === 'static' && keepsPort && isSame(real, target.mapped)
  return {
    ...EVERY_PEER,
    line,
    kind: isIdentity ? 'identity' : how,
    realInterface,
    mappedInterface,
    real,
    ...(target.mapped === undefined ? {} : { mapped: target.mapped }),
    mappedText: operands.slice(0, target.taken).join(' '),
    ...(port === undefined ? {} : { port }),
    outboundOnly: false,
    ...(options.includes('route-lookup') ? { looksUpRoute: true } : {}),
    conditions: [],
  }
}

function readTwice(
  words: readonly string[],
  line: number,
  { addresses, serviceNames, services }: NatContext,
): NatReading {
  const pair = interfacePair(words[1])
  const [realInterface, mappedInterface] = pair ?? ['any', 'any']
  const at = sourceAt(words)
  const how = words[at + 1]?.toLowerCase()
  if (at < 0 || (how !== 'static' && how !== 'dynamic'))
    return { notUnderstood: '`source static` or `source dynamic` is expected' }
  const realWord = words[at + 2] ?? ''
  const real = namedOperand(realWord, addresses)
  const target = readTarget(words.slice(at + 3), mappedInterface, addresses, namedOperand)
  if (real === undefined || target === undefined) return { notUnderstood: 'real and mapped addresses are expected' }
  let rest = words.slice(at + 3 + target.taken)
  const isNext = (word: string): boolean => rest[0]?.toLowerCase() === word
  if (isNext('interface')) rest = rest.slice(1)
  if (isNext('ipv6')) rest = rest.slice(1)
  const peers = isNext('destination') ? readPeers(rest, realInterface, addresses) : EVERY_PEER
  if (peers === undefined) return { notUnderstood: '`destination static MAPPED REAL` is expected' }
  if (peers.hasPeers) rest = rest.slice(4)
  const { conditions, ...ports } = isNext('service')
    ? readServiceClause(rest, how === 'static', serviceNames, services)
    : { conditions: [] }
  if (isNext('service')) rest = rest.slice(3)
  const lower = rest.map((word) => word.toLowerCase())
  const end = lower.indexOf('description')
  const options = end < 0 ? lower : lower.slice(0, end)
  if (options.includes('inactive')) return 'inactive'
  const stranger = options.find((word) => !QUIET.has(word) && word !== 'unidirectional')
  if (stranger !== undefined) return { notUnderstood: `\`${stranger}\` is not understood` }
  const isSameHost = words[at + 3] === realWord || isSame(real, target.mapped)
  const isIdentity = how === 'static' && isSameHost && !isMoved(ports.port) && ports.altersServices !== true
  const rule: NatRule = {
    ...peers,
    ...ports,
    line,
    kind: isIdentity ? 'identity' : how,
    realInterface,
    mappedInterface,
    real,
    ...(target.mapped === undefined ? {} : { mapped: target.mapped }),
    mappedText: words.slice(at + 3, at + 3 + target.taken).join(' '),
    outboundOnly: options.includes('unidirectional'),
    ...(options.includes('route-lookup') ? { looksUpRoute: true } : {}),
    conditions,
  }
  // Another port of a peer is another end, as another address of it would be.
  return altersPeerPort(rule) ? { ...rule, peerTranslated: true, hasPeers: true } : rule
}

type Peers = Pick<NatRule, 'peerMapped' | 'peerReal' | 'peerTranslated' | 'hasPeers'>

/** `destination static MAPPED REAL`: mapped first, unlike the source. */
function readPeers(words: readonly string[], realInterface: string, addresses: AddressResolver): Peers | undefined {
  const [, how = '', mappedWord = '', realWord = ''] = words
  const isOwn = mappedWord.toLowerCase() === 'interface'
  if (isOwn && addresses.isNamed(mappedWord)) return undefined
  const peerMapped = isOwn ? ownAddress(realInterface, addresses) : namedOperand(mappedWord, addresses)
  const peerReal = namedOperand(realWord, addresses)
  if (how.toLowerCase() !== 'static' || peerMapped === undefined || peerReal === undefined) return undefined
  const peerTranslated = mappedWord !== realWord && !isSame(peerReal, peerMapped.most)
  return { peerMapped, peerReal, peerTranslated, hasPeers: true }
}

interface Target {
  readonly mapped: AddressRanges | undefined
  /** How many words say it. */
  readonly taken: number
}

/**
 * The mapped side: an address, an object, a group, `interface`, or `pat-pool POOL`. An object that is called like one of
 * these words leaves open which is meant.
 */
function readTarget(
  words: readonly string[],
  mappedInterface: string,
  addresses: AddressResolver,
  operandOf: typeof inlineOperand,
): Target | undefined {
  const [first, second = ''] = words
  if (first === undefined) return undefined
  const key = first.toLowerCase()
  if ((key === 'interface' || key === 'pat-pool') && addresses.isNamed(first)) return undefined
  if (key === 'interface') return { mapped: addresses.ofInterface(mappedInterface), taken: 1 }
  if (key === 'pat-pool') return { mapped: operandOf(second, addresses)?.most, taken: 2 }
  const operand = operandOf(first, addresses)
  if (operand === undefined) return undefined
  return { mapped: operand.reasons.length > 0 ? undefined : operand.most, taken: 1 }
}

/** An operand of twice NAT is the name of an object or group (command reference, `nat (global)`); an address is taken, too. */
function namedOperand(word: string, addresses: AddressResolver): AddressExtent | undefined {
  if (word.toLowerCase() === 'any') return addresses.isNamed(word) ? undefined : settled(ANY_ADDRESS)
  return addresses.object(word) ?? addresses.group(word) ?? literalOf(word, addresses)
}

/** In object NAT an address may stand in place; an object of that name has to say the same. */
function inlineOperand(word: string, addresses: AddressResolver): AddressExtent | undefined {
  const literal = literalOf(word, addresses)
  const named = addresses.object(word) ?? addresses.group(word)
  if (literal === undefined || named === undefined) return named ?? literal
  return isSame(named, literal.most) ? literal : undefined
}

function literalOf(word: string, addresses: AddressResolver): AddressExtent | undefined {
  const address = addresses.address(word)
  return address === undefined ? undefined : settled(addressRange(address, address))
}

function ownAddress(name: string, addresses: AddressResolver): AddressExtent {
  const own = addresses.ofInterface(name)
  return own === undefined
    ? openAddresses(ANY_ADDRESS, `the address of interface \`${name}\` is not in the text`)
    : settled(own)
}

function isSame(real: AddressExtent, mapped: AddressRanges | undefined): boolean {
  return mapped !== undefined && real.reasons.length === 0 && sameAddresses(real.most, mapped)
}

/** `tcp REAL MAPPED`: one port of the host is known by another. */
export function portOf([protocol, real = '', mapped = '']: readonly string[]): NatRule['port'] {
  const number = protocol === 'tcp' ? TCP : protocol === 'udp' ? UDP : undefined
  if (number === undefined) return undefined
  const [a, b] = [portNumber([number], real), portNumber([number], mapped)]
  return a === undefined || b === undefined ? undefined : { protocol: number, real: a, mapped: b }
}
