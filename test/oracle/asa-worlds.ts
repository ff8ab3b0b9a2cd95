import fc from 'fast-check'

/**
 * Random ASA configurations as plain data, printed as the device prints them. The evaluator in asa-brute-force.ts
 * reads the data, never the text, so a mistake in the parser cannot hide in both.
 */
export interface AsaWorld {
  readonly interfaces: readonly { readonly level: number }[]
  readonly interInterface: boolean
  /** Network objects o0, o1, … */
  readonly objects: readonly NetObject[]
  /** Network groups g0, g1, …; a group holds groups of higher number only. */
  readonly groups: readonly (readonly NetMember[])[]
  readonly portGroups: readonly PortGroup[]
  readonly serviceGroups: readonly (readonly ServiceMember[])[]
  readonly protocolGroups: readonly (readonly number[])[]
  readonly lists: readonly (readonly Entry[])[]
  /** Per interface the number of its in-list and of its out-list. */
  readonly inList: readonly (number | undefined)[]
  readonly outList: readonly (number | undefined)[]
  readonly globalList: number | undefined
  /** Whether groups are printed before what they hold. */
  readonly late: boolean
}

export type NetObject =
  | { readonly kind: 'host'; readonly host: number }
  | { readonly kind: 'range'; readonly first: number; readonly last: number }
  | { readonly kind: 'subnet'; readonly network: number }
  | { readonly kind: 'fqdn' }

export type NetMember =
  | { readonly kind: 'host'; readonly host: number }
  | { readonly kind: 'subnet'; readonly network: number }
  | { readonly kind: 'object'; readonly object: number }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'missing' }

export type Operand =
  | { readonly kind: 'any' }
  | { readonly kind: 'host'; readonly host: number }
  | { readonly kind: 'subnet'; readonly network: number }
  | { readonly kind: 'object'; readonly object: number }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'missing' }

export interface PortTest {
  readonly operator: 'eq' | 'neq' | 'lt' | 'gt' | 'range'
  readonly first: number
  readonly last: number
}

export interface PortGroup {
  readonly protocol: 'tcp' | 'udp' | 'tcp-udp'
  readonly tests: readonly PortTest[]
}

export type ServiceMember =
  | { readonly kind: 'ports'; readonly protocol: 6 | 17; readonly source?: PortTest; readonly destination?: PortTest }
  | { readonly kind: 'icmp'; readonly type?: number }
  | { readonly kind: 'protocol'; readonly protocol: number }

export type EntryService =
  | { readonly kind: 'ip' }
  | { readonly kind: 'protocol'; readonly protocol: number }
  | { readonly kind: 'protocolGroup'; readonly group: number }
  | { readonly kind: 'serviceGroup'; readonly group: number }
  | { readonly kind: 'icmp'; readonly type?: number }
  | {
      readonly kind: 'ports'
      readonly protocol: 6 | 17
      readonly source?: PortTest
      readonly destination?: PortTest | { readonly portGroup: number }
    }

export type Entry =
  | { readonly kind: 'remark' }
  | {
      readonly kind: 'ace'
      readonly action: 'permit' | 'deny'
      readonly service: EntryService
      readonly source: Operand
      readonly destination: Operand
      readonly inactive: boolean
      readonly timeRange: boolean
      readonly log: boolean
    }

/** Interfaces of every world; interface i is if0, if1, … with the network 10.0.i.0/24. */
export const INTERFACES = 3
/** Hosts of every world; host h stands at interface h % INTERFACES with the address 10.0.(h % 3).(10 + ⌊h / 3⌋). */
export const HOSTS = 6
const LISTS = 3
const OBJECTS = 4
const GROUPS = 3
const PORTS = [22, 80, 135, 1023, 1024, 65535]

/** TCP and UDP ports that meet every border of a port test made from PORTS. */
const PORT_POINTS = [1, 22, 79, 80, 81, 135, 136, 1023, 1024, 1025, 65534, 65535]

/** Protocol, destination port or ICMP type, source port or code. */
export const ASA_POINTS: readonly (readonly [number, number, number])[] = [
  ...[6, 17].flatMap((protocol) =>
    PORT_POINTS.flatMap((to) => [80, 1024, 50000].map((from) => [protocol, to, from] as const)),
  ),
  ...[0, 8, 3].map((type) => [1, type, 0] as const),
  ...[47, 50, 58, 89].map((protocol) => [protocol, 0, 0] as const),
]

const host = fc.nat(HOSTS - 1)
const network = fc.nat(INTERFACES - 1)
const portTest: fc.Arbitrary<PortTest> = fc
  .tuple(
    fc.constantFrom<PortTest['operator']>('eq', 'eq', 'neq', 'lt', 'gt', 'range'),
    fc.constantFrom(...PORTS),
    fc.constantFrom(...PORTS),
  )
  .map(([operator, a, b]) => ({
    operator: operator === 'gt' && a === 65535 ? 'eq' : operator,
    first: operator === 'range' ? Math.min(a, b) : a,
    last: Math.max(a, b),
  }))

const netObject: fc.Arbitrary<NetObject> = fc.oneof(
  fc.record({ kind: fc.constant('host' as const), host }),
  fc.tuple(host, host).map(([a, b]) => ({ kind: 'range' as const, ...addressOrder(a, b) })),
  fc.record({ kind: fc.constant('subnet' as const), network }),
  fc.constant({ kind: 'fqdn' as const }),
)

function addressOrder(a: number, b: number): { first: number; last: number } {
  return hostAddress(a) <= hostAddress(b) ? { first: a, last: b } : { first: b, last: a }
}

/** The address of a host as a number, for ordering and for the evaluator. */
export function hostAddress(h: number): number {
  return 0x0a000000 + (h % INTERFACES) * 256 + 10 + Math.floor(h / INTERFACES)
}

const netMember = (groupsAbove: readonly number[]): fc.Arbitrary<NetMember> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('host' as const), host }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('subnet' as const), network }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('object' as const), object: fc.nat(OBJECTS - 1) }) },
    ...(groupsAbove.length === 0
      ? []
      : [
          {
            weight: 2,
            arbitrary: fc.record({ kind: fc.constant('group' as const), group: fc.constantFrom(...groupsAbove) }),
          },
        ]),
    { weight: 1, arbitrary: fc.constant({ kind: 'missing' as const }) },
  )

const operand: fc.Arbitrary<Operand> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'any' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('host' as const), host }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('subnet' as const), network }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('object' as const), object: fc.nat(OBJECTS - 1) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('group' as const), group: fc.nat(GROUPS - 1) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'missing' as const }) },
)

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })

const protocolWithPorts = fc.constantFrom<6 | 17>(6, 17)
const icmpType = optional(fc.constantFrom(0, 8, 3))

const serviceMember: fc.Arbitrary<ServiceMember> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(protocolWithPorts, optional(portTest), optional(portTest))
      .map(([protocol, source, destination]) => compact({ kind: 'ports' as const, protocol, source, destination })),
  },
  { weight: 1, arbitrary: icmpType.map((type) => compact({ kind: 'icmp' as const, type })) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('protocol' as const), protocol: fc.constantFrom(47, 50, 89) }),
  },
)

const entryService: fc.Arbitrary<EntryService> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'ip' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('protocol' as const), protocol: fc.constantFrom(6, 17, 47, 89) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('protocolGroup' as const), group: fc.constant(0) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('serviceGroup' as const), group: fc.nat(1) }) },
  { weight: 1, arbitrary: icmpType.map((type) => compact({ kind: 'icmp' as const, type })) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        protocolWithPorts,
        optional(portTest),
        optional(fc.oneof(portTest, fc.record({ portGroup: fc.constant(0) }))),
      )
      .map(([protocol, source, destination]) => compact({ kind: 'ports' as const, protocol, source, destination })),
  },
)

/** The record without its undefined fields, as exact optional properties demand. */
function compact<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

const rarely = fc.integer({ min: 0, max: 9 }).map((n) => n === 0)

const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: 'remark' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('ace' as const),
      action: fc.constantFrom<'permit' | 'deny'>('permit', 'permit', 'deny'),
      service: entryService,
      source: operand,
      destination: operand,
      inactive: rarely,
      timeRange: rarely,
      log: rarely,
    }),
  },
)

const listNumber = optional(fc.nat(LISTS - 1))

export const asaWorld: fc.Arbitrary<AsaWorld> = fc
  .record({
    interfaces: fc.array(fc.record({ level: fc.constantFrom(0, 50, 100) }), {
      minLength: INTERFACES,
      maxLength: INTERFACES,
    }),
    interInterface: fc.boolean(),
    objects: fc.array(netObject, { minLength: OBJECTS, maxLength: OBJECTS }),
    groups: fc.tuple(
      fc.array(netMember([1, 2]), { minLength: 1, maxLength: 4 }),
      fc.array(netMember([2]), { minLength: 1, maxLength: 4 }),
      fc.array(netMember([]), { minLength: 1, maxLength: 4 }),
    ),
    portGroups: fc.array(
      fc.record({
        protocol: fc.constantFrom<PortGroup['protocol']>('tcp-udp'),
        tests: fc.array(portTest.map(withoutOperatorsOfAces), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 1 },
    ),
    serviceGroups: fc.array(fc.array(serviceMember, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 2 }),
    protocolGroups: fc.array(fc.uniqueArray(fc.constantFrom(6, 17, 47), { minLength: 1 }), {
      minLength: 1,
      maxLength: 1,
    }),
    lists: fc.array(
      // A bound list of remarks alone is a special case of its own; these lists hold at least one entry.
      fc.array(entry, { minLength: 1, maxLength: 7 }).filter((entries) => entries.some(({ kind }) => kind === 'ace')),
      { minLength: LISTS, maxLength: LISTS },
    ),
    inList: fc.array(listNumber, { minLength: INTERFACES, maxLength: INTERFACES }),
    outList: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, listNumber), {
      minLength: INTERFACES,
      maxLength: INTERFACES,
    }),
    globalList: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, listNumber),
    late: fc.boolean(),
  })
  .map((drawn) => drawn)

/** Port groups know `eq` and `range` alone. */
function withoutOperatorsOfAces(test: PortTest): PortTest {
  return test.operator === 'range' ? test : { ...test, operator: 'eq', last: test.first }
}
