import fc from 'fast-check'
import type { Action } from '../../src/model/rule-table.ts'

/** A small random world in plain data: what the brute force reads. The network of the engine is built from it. */
export interface World {
  readonly firewalls: readonly WorldFirewall[]
  /** Zone of each host; host i has the address 10.0.0.i. */
  readonly zones: readonly string[]
}

export interface WorldFirewall {
  readonly zones: readonly string[]
  /** By `ingress>egress`. */
  readonly passages: ReadonlyMap<string, readonly WorldStage[]>
}

export interface WorldStage {
  readonly tables: readonly (readonly WorldRule[])[]
  readonly end: { readonly action: Action }
}

export interface WorldRule {
  readonly action: Action
  readonly uncertain: boolean
  /** Hosts. */
  readonly source: readonly number[]
  readonly destination: readonly number[]
  readonly service: WorldService
}

/** TCP ports, UDP ports, an ICMP type, another protocol, or everything. */
export type WorldService =
  | { readonly kind: 'all' }
  | { readonly kind: 'ports'; readonly protocol: 6 | 17; readonly destination: Span; readonly source: Span }
  | { readonly kind: 'icmp'; readonly types: Span }
  | { readonly kind: 'protocols'; readonly protocols: Span }

export type Span = readonly [number, number]

/** Packets that between them meet every border of the spans below. */
export const POINTS: readonly (readonly [number, number, number])[] = [
  ...[6, 17].flatMap((protocol) =>
    [1, 2, 3, 4, 5, 65535].flatMap((to) => [1, 2, 3, 65535].map((from) => [protocol, to, from] as const)),
  ),
  ...[0, 1, 2, 3, 255].map((type) => [1, type, 0] as const),
  ...[0, 46, 47, 48, 50, 58, 132, 255].map((protocol) => [protocol, protocol === 132 ? 9 : 0, 0] as const),
]

const span = (points: readonly number[]): fc.Arbitrary<Span> =>
  fc
    .tuple(fc.constantFrom(...points), fc.constantFrom(...points))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

const service: fc.Arbitrary<WorldService> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'all' } as const) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('ports' as const),
      protocol: fc.constantFrom<6 | 17>(6, 17),
      destination: span([0, 1, 2, 3, 4, 65535]),
      source: fc.oneof(fc.constant([0, 65535] as const), span([0, 1, 2, 65535])),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('icmp' as const), types: span([0, 1, 2, 255]) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('protocols' as const), protocols: span([0, 6, 47, 255]) }) },
)

const HOSTS = 6
/** Zones of every world. */
export const ZONES: string[] = ['a', 'b', 'c', 'd']

const hosts = fc.oneof(
  fc.constant(Array.from({ length: HOSTS }, (_, i) => i)),
  fc.uniqueArray(fc.nat(HOSTS - 1), { maxLength: 4 }),
)

const action = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<Action>('permit', 'deny') },
  {
    weight: 1,
    arbitrary: fc.constant<Action>('unknown'),
  },
)

const rule: fc.Arbitrary<WorldRule> = fc
  .record({ action, uncertain: fc.boolean(), source: hosts, destination: hosts, service, sure: fc.boolean() })
  .map(({ sure, uncertain, ...rest }) => ({ ...rest, uncertain: (uncertain && !sure) || rest.action === 'unknown' }))

const stage: fc.Arbitrary<WorldStage> = fc.record({
  tables: fc.array(fc.array(rule, { maxLength: 6 }), { maxLength: 2 }),
  end: fc.record({ action }),
})

const firewall: fc.Arbitrary<WorldFirewall> = fc.subarray(ZONES, { minLength: 2, maxLength: 3 }).chain((zones) => {
  const pairs = zones.flatMap((a) => zones.filter((b) => b !== a).map((b) => `${a}>${b}`))
  return fc
    .tuple(...pairs.map(() => fc.array(stage, { minLength: 1, maxLength: 2 })))
    .map((stages) => ({ zones, passages: new Map(pairs.map((pair, i) => [pair, stages[i] ?? []])) }))
})

/** Random worlds of up to three firewalls, four zones and six hosts. */
export const world: fc.Arbitrary<World> = fc.record({
  firewalls: fc.array(firewall, { minLength: 1, maxLength: 3 }),
  zones: fc.array(fc.constantFrom(...ZONES), { minLength: HOSTS, maxLength: HOSTS }),
})
