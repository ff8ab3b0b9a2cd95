import fc from 'fast-check'
import { printAsa } from './asa-printer.ts'
import { type AsaWorld, type Entry, hostAddress, INTERFACES, type NetMember, type Operand } from './asa-worlds.ts'

/**
 * Random ASA configurations that translate addresses (version 8.3 and later), as plain data and as text. Places are
 * numbered like the hosts of asa-worlds.ts: place p is the address hostAddress(p) in the network of interface p % 3.
 */
export interface NatWorld {
  /** Interfaces, groups, lists and their binding; `interInterface` is one of the two same-security knobs. */
  readonly asa: AsaWorld
  readonly intraInterface: boolean
  /** Twice NAT in the order of the text. */
  readonly twice: readonly TwiceRule[]
  /** Object NAT in the order of the text. */
  readonly objects: readonly ObjectRule[]
}

/** Consecutive addresses of one network: 10.0.network.(10 + first) and on; `count` is at least 1. */
export interface Span {
  readonly network: number
  readonly first: number
  readonly count: number
}

export interface Rule {
  /** Numbers of interfaces; undefined: `any`. */
  readonly realInterface: number | undefined
  readonly mappedInterface: number | undefined
  /** Undefined: every address (`any`), only with a dynamic rule. */
  readonly real: Span | undefined
  /** As many addresses as `real`; undefined: dynamic, to the address of the mapped interface. */
  readonly mapped: Span | undefined
}

export interface PortRule {
  readonly protocol: 6 | 17
  readonly real: number
  readonly mapped: number
}

export interface ObjectRule extends Rule {
  readonly real: Span
  readonly name: string
  /** Only with a static rule: it is about one port. */
  readonly service: PortRule | undefined
  /** Whether a single mapped address is written in place, not as an object. */
  readonly inline: boolean
}

export interface TwiceRule extends Rule {
  readonly destination: { readonly mapped: Span; readonly real: Span } | undefined
  /** Only with a static rule: one source port of its hosts is seen as another. */
  readonly service: PortRule | undefined
  /** Only with a destination, and of the protocol of `service`: one port of the peers is known as another. */
  readonly peerService: PortRule | undefined
  readonly afterAuto: boolean
  readonly inactive: boolean
}

/** Hosts of each network: their places are the first ones, the other places are free. */
const HOSTS_PER_NETWORK = 4
const PLACES_PER_NETWORK = 8
/** Every address that a packet of these worlds may bear. */
export const PLACES: number = PLACES_PER_NETWORK * INTERFACES

/** The place of a span that is so far from its start. */
export function placeIn(span: Span, offset: number): number {
  return span.network + INTERFACES * (span.first + offset)
}

/** Protocol, destination port or ICMP type, source port or code. */
export const NAT_POINTS: readonly (readonly [number, number, number])[] = [
  [6, 80, 50000],
  [6, 135, 50000],
  [6, 80, 135],
  [17, 80, 50000],
  [1, 8, 0],
]

const network = fc.nat(INTERFACES - 1)
const host = fc.tuple(network, fc.nat(HOSTS_PER_NETWORK - 1)).map(([net, first]) => net + INTERFACES * first)
const place = fc.oneof({ weight: 4, arbitrary: host }, { weight: 1, arbitrary: fc.nat(PLACES - 1) })
const one = <T>(value: T): fc.Arbitrary<T> => fc.constant(value)
const weighted = <T>(...pairs: readonly (readonly [number, T])[]): fc.Arbitrary<T> =>
  fc.oneof(...pairs.map(([weight, value]) => ({ weight, arbitrary: one(value) })))

const member: fc.Arbitrary<NetMember> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: one('host' as const), host: place }) },
  { weight: 1, arbitrary: fc.record({ kind: one('subnet' as const), network }) },
)

const operand: fc.Arbitrary<Operand> = fc.oneof(
  { weight: 4, arbitrary: one({ kind: 'any' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: one('host' as const), host: place }) },
  { weight: 2, arbitrary: fc.record({ kind: one('subnet' as const), network }) },
  { weight: 2, arbitrary: fc.record({ kind: one('group' as const), group: fc.nat(1) }) },
)

const port = (protocol: 6 | 17): fc.Arbitrary<Extract<Entry, { kind: 'ace' }>['service']> =>
  fc.constantFrom(80, 135).map((first) => ({
    kind: 'ports' as const,
    protocol,
    destination: { operator: 'eq' as const, first, last: first },
  }))

const entry: fc.Arbitrary<Entry> = fc.record({
  kind: one('ace' as const),
  action: weighted<'permit' | 'deny'>([3, 'permit'], [1, 'deny']),
  service: fc.oneof({ weight: 3, arbitrary: one({ kind: 'ip' as const }) }, port(6), port(6), port(17)),
  source: operand,
  destination: operand,
  inactive: weighted([9, false], [1, true]),
  timeRange: one(false),
  log: one(false),
})

const perInterface = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: INTERFACES, maxLength: INTERFACES })

/** Interfaces and lists that hold nothing undecidable, so that translation is all that is asked. */
export const plainWorld: fc.Arbitrary<AsaWorld> = fc.record({
  interfaces: perInterface(fc.record({ level: fc.constantFrom(0, 50, 50, 100) })),
  interInterface: fc.boolean(),
  objects: one([]),
  groups: fc.array(fc.array(member, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 2 }),
  portGroups: one([]),
  serviceGroups: one([]),
  protocolGroups: one([]),
  lists: fc.array(fc.array(entry, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 3 }),
  inList: perInterface(weighted<number | undefined>([2, undefined], [1, 0], [1, 1], [1, 2])),
  outList: perInterface(weighted<number | undefined>([9, undefined], [1, 1], [1, 2])),
  globalList: weighted<number | undefined>([5, undefined], [1, 0]),
  late: fc.boolean(),
})

const count = weighted([3, 1], [2, 2])

/** Where hosts stand. */
const hosts = fc.nat(HOSTS_PER_NETWORK - 2)
/** Mostly where none stands. */
const elsewhere = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: HOSTS_PER_NETWORK, max: PLACES_PER_NETWORK - 2 }) },
  { weight: 1, arbitrary: hosts },
)

interface Ends {
  readonly real: Span
  readonly mapped: Span
  readonly realInterface: number | undefined
  readonly mappedInterface: number | undefined
}

/** A translation of a few hosts towards another network, or, rarely, within their own. */
const ends: fc.Arbitrary<Ends> = fc
  .record({
    // Most rules are about the same few hosts, so that their order matters.
    from: weighted([4, 0], [1, 1], [1, 2]),
    step: weighted([12, 1], [6, 2], [1, 0]),
    first: weighted([4, 0], [2, 1], [1, 2]),
    mappedFirst: elsewhere,
    count,
    identity: weighted([4, false], [1, true]),
    anyReal: weighted([4, false], [1, true]),
    anyMapped: weighted([4, false], [1, true]),
  })
  .map((drawn) => {
    const to = (drawn.from + drawn.step) % INTERFACES
    const real = { network: drawn.from, first: drawn.first, count: drawn.count }
    return {
      real,
      mapped: drawn.identity ? real : { network: to, first: drawn.mappedFirst, count: drawn.count },
      realInterface: drawn.anyReal ? undefined : drawn.from,
      mappedInterface: drawn.anyMapped ? undefined : to,
    }
  })

/** A dynamic rule has to name the interface whose address it lends. */
function dynamic({ real, mapped, realInterface, mappedInterface }: Ends, everything: boolean): Rule {
  return {
    real: everything ? undefined : real,
    mapped: undefined,
    realInterface,
    mappedInterface: mappedInterface ?? mapped.network,
  }
}

export const portRule: fc.Arbitrary<PortRule> = fc.record({
  protocol: fc.constantFrom<6 | 17>(6, 6, 17),
  real: fc.constantFrom(80, 135),
  mapped: fc.constantFrom(80, 135),
})

const objectRule: fc.Arbitrary<Omit<ObjectRule, 'name' | 'inline'>> = fc
  .tuple(ends, fc.constantFrom('static', 'static', 'port', 'dynamic'), portRule)
  .map(([drawn, kind, service]) =>
    kind === 'dynamic'
      ? { ...dynamic(drawn, false), real: drawn.real, service: undefined }
      : { ...drawn, service: kind === 'port' ? service : undefined },
  )

const twiceRule: fc.Arbitrary<TwiceRule> = fc
  .record({
    ends,
    kind: weighted([4, 'static'], [1, 'dynamic'], [1, 'dynamic any']),
    withDestination: weighted([1, false], [2, true]),
    peers: hosts,
    peerCount: count,
    shown: elsewhere,
    shownAtHome: fc.boolean(),
    plainDestination: fc.boolean(),
    afterAuto: weighted([3, false], [1, true]),
    inactive: weighted([9, false], [1, true]),
    ports: weighted([3, 'none'], [1, 'source'], [2, 'destination'], [1, 'both']),
    service: portRule,
    peerService: portRule,
  })
  .map((drawn) => {
    const rule: Rule = drawn.kind === 'static' ? drawn.ends : dynamic(drawn.ends, drawn.kind === 'dynamic any')
    const home = drawn.ends.real.network
    const away = rule.mappedInterface ?? (home + 1) % INTERFACES
    const real = { network: away, first: drawn.peers, count: drawn.peerCount }
    const shown = { network: drawn.shownAtHome ? home : away, first: drawn.shown, count: drawn.peerCount }
    const destination = drawn.withDestination ? { real, mapped: drawn.plainDestination ? real : shown } : undefined
    const { ports, afterAuto, inactive } = drawn
    const { protocol } = drawn.service
    const service = drawn.kind === 'static' && /^(?:source|both)$/.test(ports) ? drawn.service : undefined
    const isAtPeers = destination !== undefined && /^(?:destination|both)$/.test(ports)
    const peerService = isAtPeers ? { ...drawn.peerService, protocol } : undefined
    return { ...rule, destination, service, peerService, afterAuto, inactive }
  })

const OBJECT_NAMES = ['n0', 'n1', 'n2', 'n3']

export const natWorld: fc.Arbitrary<NatWorld> = fc
  .record({
    asa: plainWorld,
    intraInterface: fc.boolean(),
    twice: fc.array(twiceRule, { maxLength: 3 }),
    objects: fc.array(objectRule, { maxLength: 3 }),
    names: fc.shuffledSubarray(OBJECT_NAMES, { minLength: OBJECT_NAMES.length }),
    inline: fc.boolean(),
  })
  .map(({ asa, intraInterface, twice, objects, names, inline }) => ({
    asa,
    intraInterface,
    twice,
    objects: objects.map((rule, i) => ({ ...rule, name: names[i]!, inline })),
  }))

/** Every address that the world's translations speak of, and every host. */
export function placesOf(world: NatWorld): readonly number[] {
  const places = new Set(Array.from({ length: HOSTS_PER_NETWORK * INTERFACES }, (_, h) => h))
  for (const span of spansOf(world)) for (let i = 0; i < span.count; i++) places.add(placeIn(span, i))
  return [...places].sort((a, b) => a - b)
}

function spansOf({ twice, objects }: NatWorld): readonly Span[] {
  return [
    ...twice.flatMap(({ real, mapped, destination }) => [real, mapped, destination?.mapped, destination?.real]),
    ...objects.flatMap(({ real, mapped }) => [real, mapped]),
  ].filter((span) => span !== undefined)
}

/** The world as a running configuration of version 9.12. */
export function printNat(world: NatWorld): string {
  const named = new Map(spansOf(world).map((span) => [nameOf(span), span]))
  const lines = [
    ...(world.intraInterface ? ['same-security-traffic permit intra-interface'] : []),
    ...[...named].flatMap(([name, span]) => [`object network ${name}`, ` ${printSpan(span)}`]),
    ...world.objects.flatMap(({ name, real }) => [`object network ${name}`, ` ${printSpan(real)}`]),
    ...[...new Set(world.twice.flatMap(clausesOf).flatMap(printPorts))],
    ...world.twice.map(printTwice),
    ...world.objects.flatMap((rule) => [
      `object network ${rule.name}`,
      ` nat ${printWay(rule)} ${printObjectNat(rule)}`,
    ]),
  ]
  return printAsa(world.asa).replace(': end\n', `${lines.map((line) => `${line}\n`).join('')}: end\n`)
}

/** 10.0.0.10 */
export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

const nameOf = ({ network: net, first, count: size }: Span): string => `a${net}-${first}-${size}`

function printSpan(span: Span): string {
  const first = dotted(hostAddress(placeIn(span, 0)))
  return span.count === 1 ? `host ${first}` : `range ${first} ${dotted(hostAddress(placeIn(span, span.count - 1)))}`
}

const printInterface = (i: number | undefined): string => (i === undefined ? 'any' : `if${i}`)

function printWay({ realInterface, mappedInterface }: Rule): string {
  return `(${printInterface(realInterface)},${printInterface(mappedInterface)})`
}

function printObjectNat({ mapped, inline, service }: ObjectRule): string {
  if (mapped === undefined) return 'dynamic interface'
  const to = inline && mapped.count === 1 ? dotted(hostAddress(placeIn(mapped, 0))) : nameOf(mapped)
  const ports = service === undefined ? '' : ` service ${protocolWord(service)} ${service.real} ${service.mapped}`
  return `static ${to}${ports}`
}

/** What the two service objects of a twice rule say, in their order. */
interface Ports {
  readonly protocol: string
  readonly source: number | undefined
  readonly destination: number | undefined
}

/** First the real port of the source and the mapped one of the destination, then the others. */
function clausesOf({ service, peerService }: TwiceRule): readonly Ports[] {
  const some = service ?? peerService
  if (some === undefined) return []
  const protocol = protocolWord(some)
  return [
    { protocol, source: service?.real, destination: peerService?.mapped },
    { protocol, source: service?.mapped, destination: peerService?.real },
  ]
}

const nameOfPorts = ({ protocol, source, destination }: Ports): string =>
  `s${protocol === 'tcp' ? 6 : 17}${String(source ?? 0).padStart(3, '0')}${String(destination ?? 0).padStart(3, '0')}`

function printPorts(ports: Ports): string {
  const { protocol, source, destination } = ports
  const words = [
    ...(source === undefined ? [] : [`source eq ${source}`]),
    ...(destination === undefined ? [] : [`destination eq ${destination}`]),
  ]
  return `object service ${nameOfPorts(ports)}\n service ${protocol} ${words.join(' ')}`
}

export const protocolWord = ({ protocol }: PortRule): string => (protocol === 6 ? 'tcp' : 'udp')

function printTwice(rule: TwiceRule): string {
  const { real, mapped, destination } = rule
  const source = `source ${mapped === undefined ? 'dynamic' : 'static'} ${real === undefined ? 'any' : nameOf(real)}`
  const words = [
    `nat ${printWay(rule)}`,
    ...(rule.afterAuto ? ['after-auto'] : []),
    `${source} ${mapped === undefined ? 'interface' : nameOf(mapped)}`,
    ...(destination === undefined
      ? []
      : [`destination static ${nameOf(destination.mapped)} ${nameOf(destination.real)}`]),
    ...(clausesOf(rule).length === 0 ? [] : ['service', ...clausesOf(rule).map(nameOfPorts)]),
    ...(rule.inactive ? ['inactive'] : []),
  ]
  return words.join(' ')
}
