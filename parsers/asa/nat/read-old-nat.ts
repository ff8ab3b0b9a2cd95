import { parseIPv4 } from '../../../src/model/address.ts'
import { type AddressRanges, ANY_ADDRESS } from '../../../src/model/address-set.ts'
import { append } from '../../../src/model/append.ts'
import { type AddressExtent, settled } from '../../shared/extent.ts'
import type { AsaInterface, AsaStatement } from '../config.ts'
import type { Ace } from '../lists/ace.ts'
import type { AddressResolver } from '../names/resolve-addresses.ts'
import { EVERY_PEER, interfacePair, type NatRule, sameAddresses } from './nat-rule.ts'
import { type NatRules, portOf, rankOf, unreadOf } from './read-nat.ts'

export interface OldNatContext {
  readonly addresses: AddressResolver
  readonly interfaces: readonly AsaInterface[]
  /** The entries of a list in order, without remarks; undefined if it is not in the text. */
  entriesOf(list: string): readonly Ace[] | undefined
}

/** What a translated host may be sent out as: `global (outside) 1 …`. */
interface Pool {
  readonly interfaceName: string
  readonly id: string
  readonly mapped: AddressRanges | undefined
  readonly text: string
}

/**
 * The rules of PIX, FWSM and ASA before 8.3, in the order in which the device tries them: exemption (`nat 0
 * access-list`), `static` in the order of the text, policy `nat` in the order of the text, `nat` with the most specific
 * network first (configuration guide of 8.2, "NAT order"; existing translations are not in a text).
 */
export function readOldNat(statements: readonly AsaStatement[], context: OldNatContext): NatRules {
  const pools = statements.map((one) => readPool(one, context.addresses)).filter((pool) => pool !== undefined)
  const exempt: NatRule[] = []
  const fixed: NatRule[] = []
  const policy: NatRule[] = []
  const regular: { rules: readonly NatRule[]; size: bigint }[] = []
  const unread: NatRules['unread'][number][] = []
  for (const statement of statements) {
    const { words, line } = statement
    if (words[0] === 'static') {
      const rules = readStatic(statement, context)
      if (rules === undefined) unread.push(unreadOf(words, line, '`static (real,mapped) MAPPED REAL` is expected'))
      else append(fixed, rules)
    } else if (words[0] === 'nat') {
      const read = readDynamic(statement, pools, context)
      if (read === undefined) unread.push(unreadOf(words, line, '`nat (interface) NUMBER ADDRESS MASK` is expected'))
      else if (read.kind === 'regular') regular.push(read)
      else append(read.kind === 'exempt' ? exempt : policy, read.rules)
    } else if (words[0] === 'global' && readPool(statement, context.addresses) === undefined) {
      unread.push(unreadOf(words, line, '`global (interface) NUMBER ADDRESS` is expected'))
    }
  }
  regular.sort((a, b) => (a.size < b.size ? -1 : a.size > b.size ? 1 : 0))
  return { rules: [...exempt, ...fixed, ...policy, ...regular.flatMap(({ rules }) => rules)], unread }
}

function singleInterface(word: string | undefined): string | undefined {
  return /^\(([^,()]+)\)$/.exec(word ?? '')?.[1]
}

function readPool({ words }: AsaStatement, addresses: AddressResolver): Pool | undefined {
  const interfaceName = singleInterface(words[1])
  const [, , id = '', text = ''] = words
  if (words[0] !== 'global' || interfaceName === undefined || !/^\d+$/.test(id) || text === '') return undefined
  if (text.toLowerCase() === 'interface')
    return { interfaceName, id, mapped: addresses.ofInterface(interfaceName), text }
  const [first = '', last] = text.split('-')
  const mapped = addresses.range(first, last ?? first)
  return mapped === undefined ? undefined : { interfaceName, id, mapped, text }
}

function readStatic({ words, line }: AsaStatement, context: OldNatContext): readonly NatRule[] | undefined {
  const { addresses } = context
  const pair = interfacePair(words[1])
  if (pair === undefined) return undefined
  const [realInterface, mappedInterface] = pair
  const protocol = words[2]?.toLowerCase() ?? ''
  const ported = protocol === 'tcp' || protocol === 'udp'
  const mappedWord = words[ported ? 3 : 2] ?? ''
  const [realWord = '', second = '', ...behind] = words.slice(ported ? 5 : 3)
  const isList = realWord.toLowerCase() === 'access-list'
  const mask = maskIn(isList || ported ? behind : words.slice(4))
  if (mask === undefined) return undefined
  const isInterface = mappedWord.toLowerCase() === 'interface'
  const mapped = isInterface ? addresses.ofInterface(mappedInterface) : exact(addresses.masked(mappedWord, mask))
  if (mapped === undefined && !isInterface) return undefined
  const base: Base = {
    line,
    realInterface,
    mappedInterface,
    ...(mapped === undefined ? {} : { mapped }),
    mappedText: mappedWord,
    outboundOnly: false,
  }
  if (isList) {
    const rules = policyRules(second, base, 'static', context)
    if (!ported) return rules
    const reason = 'one port is published as another, and the list says which'
    return rules?.map((rule) => ({ ...rule, conditions: [...rule.conditions, reason] }))
  }
  const real = addresses.masked(realWord, mask)
  if (real === undefined) return undefined
  if (ported) {
    const port = portOf([protocol, second, words[4] ?? ''])
    return port === undefined ? undefined : [{ ...EVERY_PEER, ...base, port, kind: 'static', real, conditions: [] }]
  }
  const isIdentity = mapped !== undefined && real.reasons.length === 0 && sameAddresses(real.most, mapped)
  return [{ ...EVERY_PEER, ...base, kind: isIdentity ? 'identity' : 'static', real, conditions: [] }]
}

/** The mask of a `static`, that of one host if it says none; undefined if its options are not understood. */
function maskIn(options: readonly string[]): string | undefined {
  const at = options.findIndex((word) => word.toLowerCase() === 'netmask')
  const others = at < 0 ? options : [...options.slice(0, at), ...options.slice(at + 2)]
  if (!areQuiet(others)) return undefined
  return at < 0 ? '255.255.255.255' : (options[at + 1] ?? '')
}

/** Options that alter neither what matches nor what it becomes: limits of connections, answers of DNS, sequence numbers. */
function areQuiet(words: readonly string[]): boolean {
  return words.every((word) => /^(?:dns|norandomseq|tcp|udp|\d+)$/i.test(word))
}

function exact(extent: AddressExtent | undefined): AddressRanges | undefined {
  return extent === undefined || extent.reasons.length > 0 ? undefined : extent.most
}

type Base = Omit<NatRule, 'kind' | 'real' | 'conditions' | 'peerMapped' | 'peerReal' | 'peerTranslated' | 'hasPeers'>

/** One rule for each permit of a list; what a deny before it takes out of it is left open. */
function policyRules(
  list: string,
  base: Base,
  kind: NatRule['kind'],
  { entriesOf }: OldNatContext,
): readonly NatRule[] | undefined {
  const entries = entriesOf(list)
  if (entries === undefined) {
    const reason = `the list \`${list}\` is not in the text; add it`
    return [{ ...EVERY_PEER, ...base, kind, real: settled(ANY_ADDRESS), conditions: [reason] }]
  }
  let isCut = false
  return entries.flatMap((ace): NatRule[] => {
    if (ace.inactive) return []
    if (ace.action !== 'permit') {
      isCut = true
      return []
    }
    const conditions = [...ace.conditions, ...ace.service.reasons]
    if (isCut) conditions.push(`an entry of \`${list}\` before it denies, and may take packets out`)
    const peers = { peerMapped: ace.destination, peerReal: ace.destination, peerTranslated: false, hasPeers: true }
    return [{ ...base, ...peers, kind, real: ace.source, conditions }]
  })
}

type Dynamic =
  | { readonly kind: 'exempt' | 'policy'; readonly rules: readonly NatRule[] }
  | { readonly kind: 'regular'; readonly rules: readonly NatRule[]; readonly size: bigint }

/**
 * `nat (interface) ID …`: 0 exempts or keeps, every other number sends out as the `global` of that number. Without
 * `outside` it is about connections to interfaces of lower or the same level, and drops those for which it has no pool
 * (guide for 8.2, "real addresses in a NAT rule must be translated on all lower or same security interfaces").
 */
function readDynamic(
  { words, line }: AsaStatement,
  pools: readonly Pool[],
  context: OldNatContext,
): Dynamic | undefined {
  const realInterface = singleInterface(words[1])
  const [, , id = '', first = '', second = ''] = words
  const isList = first.toLowerCase() === 'access-list'
  // `nat (inside) 1 0` stands for every address.
  const options = words.slice(second === '' || (first === '0' && !isMask(second)) ? 4 : 5)
  const isOutside = options.some((word) => word.toLowerCase() === 'outside')
  if (realInterface === undefined || !/^\d+$/.test(id)) return undefined
  if (!areQuiet(options.filter((word) => word.toLowerCase() !== 'outside'))) return undefined
  const base = { line, realInterface, mappedText: '', outboundOnly: false }
  const towards = isOutside
    ? otherInterfaces(realInterface, context.interfaces)
    : below(realInterface, context.interfaces)
  const served = pools.filter((pool) => pool.id === id && towards.includes(pool.interfaceName))
  if (isList) {
    if (id === '0') {
      const rules = policyRules(second, { ...base, mappedInterface: 'any' }, 'identity', context)
      return rules === undefined
        ? undefined
        : { kind: 'exempt', rules: rules.map((rule) => ({ ...rule, looksUpRoute: true })) }
    }
    const rules = served.flatMap((pool) => policyRules(second, { ...base, ...sentAs(pool) }, 'dynamic', context) ?? [])
    return { kind: 'policy', rules }
  }
  const real = context.addresses.masked(first, first === '0' && !isMask(second) ? '0' : second)
  if (real === undefined) return undefined
  const size = rankOf(real)
  const ruleTo = (mappedInterface: string): NatRule => ({
    ...EVERY_PEER,
    ...base,
    mappedInterface,
    kind: 'dynamic',
    real,
    conditions: [],
  })
  if (id === '0') {
    // What the mapped side may open to a host that is only kept as it is outbound is not said (assumption: nothing is sure).
    const rules = towards.map((name): NatRule => ({ ...ruleTo(name), kind: 'identity', outboundOnly: true }))
    return { kind: 'regular', rules, size }
  }
  const rules = served.map((pool): NatRule => ({ ...ruleTo(pool.interfaceName), ...sentAs(pool) }))
  const lost = towards
    .filter((name) => !served.some((pool) => pool.interfaceName === name))
    .map((name): NatRule => ({ ...ruleTo(name), isLost: true }))
  return { kind: 'regular', rules: [...rules, ...lost], size }
}

function isMask(word: string): boolean {
  return word === '0' || parseIPv4(word) !== undefined
}

function otherInterfaces(name: string, interfaces: readonly AsaInterface[]): string[] {
  return interfaces.flatMap(({ nameif }) => (nameif === undefined || nameif === name ? [] : [nameif]))
}

/** The other interfaces of lower or the same level. */
function below(name: string, interfaces: readonly AsaInterface[]): string[] {
  const levelOf = (one: string): number => interfaces.find(({ nameif }) => nameif === one)?.level ?? 0
  return otherInterfaces(name, interfaces).filter((other) => levelOf(other) <= levelOf(name))
}

function sentAs({
  interfaceName,
  mapped,
  text,
}: Pool): Pick<NatRule, 'mappedInterface' | 'mappedText'> & Partial<Pick<NatRule, 'mapped'>> {
  return { mappedInterface: interfaceName, mappedText: text, ...(mapped === undefined ? {} : { mapped }) }
}
