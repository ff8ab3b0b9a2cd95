import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ANY_ADDRESS, addressRange, unionOfAddresses } from '../../src/model/address-set.ts'
import { RuleTable } from '../../src/model/rule-table.ts'
import type { ServiceSet } from '../../src/model/service-set.ts'
import { createSetStore, type SetStore } from '../../src/model/set-store.ts'
import { TableHygiene } from '../../src/reach/hygiene/table-hygiene.ts'
import { SourceText } from '../../src/source/source-text.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 400) }

/** A rule over eight addresses on each side, four ports; `any` holds IPv6 too. */
interface Rule {
  readonly action: 'permit' | 'deny'
  readonly uncertain: boolean
  readonly source: readonly number[] | 'any'
  readonly destination: readonly number[] | 'any'
  readonly ports: readonly [number, number] | 'any' | 'none'
}

const side = fc.oneof(
  fc.constant('any' as const),
  fc.constantFrom(
    [0],
    [1],
    [2],
    [0, 1],
    [2, 3],
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [0, 1, 2, 3, 4, 5, 6, 7],
    [0, 2, 5],
    [1, 2, 3],
  ),
)
const rule: fc.Arbitrary<Rule> = fc.record({
  action: fc.constantFrom('permit' as const, 'deny' as const),
  uncertain: fc.integer({ min: 0, max: 6 }).map((n) => n === 0),
  source: side,
  destination: side,
  ports: fc.oneof(
    { weight: 4, arbitrary: fc.constant('any' as const) },
    { weight: 4, arbitrary: fc.constantFrom<[number, number]>([1, 1], [1, 2], [2, 4], [0, 65535]) },
    { weight: 1, arbitrary: fc.constant('none' as const) },
  ),
})
const rules = fc.array(rule, { minLength: 1, maxLength: 8 })

/** Packets that meet every border: family, addresses, and a port or another protocol. */
const POINTS = (['4', '6'] as const).flatMap((family) =>
  (family === '4' ? [0, 1, 2, 3, 4, 5, 6, 7, 9] : [0]).flatMap((s) =>
    (family === '4' ? [0, 1, 2, 3, 4, 5, 6, 7, 9] : [0]).flatMap((d) =>
      [0, 1, 2, 3, 4, 5, 'gre' as const].map((port) => ({ family, s, d, port })),
    ),
  ),
)

function holds({ source, destination, ports }: Rule, { family, s, d, port }: (typeof POINTS)[number]): boolean {
  const within = (side: Rule['source'], value: number): boolean =>
    side === 'any' || (family === '4' && side.includes(value))
  const served = ports === 'any' || (ports !== 'none' && port !== 'gre' && ports[0] <= port && port <= ports[1])
  return within(source, s) && within(destination, d) && served
}

/** What becomes of a packet in one truth: bit i says whether the uncertain rule i matches what it holds. */
function fate(
  list: readonly (Rule | undefined)[],
  point: (typeof POINTS)[number],
  truth: number,
  end: 'permit' | 'deny',
): string {
  for (const [i, one] of list.entries()) {
    if (one === undefined || !holds(one, point)) continue
    if (one.uncertain && ((truth >> i) & 1) === 0) continue
    return one.action
  }
  return end
}

function tableOf(list: readonly Rule[], sets: SetStore): RuleTable {
  const table = new RuleTable('t', new SourceText('t', new TextEncoder().encode('x\n'.repeat(200))))
  const setOf = (one: Rule['source']) =>
    sets.addresses.intern(
      one === 'any' ? ANY_ADDRESS : unionOfAddresses(one.map((n) => addressRange(0x0a000000 + n, 0x0a000000 + n))),
    )
  const serviceOf = (ports: Rule['ports']): ServiceSet => {
    if (ports === 'none') return sets.services.none
    return ports === 'any' ? sets.services.all : sets.services.ports(6, ports)
  }
  for (const [i, one] of list.entries()) {
    table.add({
      action: one.action,
      source: setOf(one.source),
      destination: setOf(one.destination),
      service: sets.services.idOf(serviceOf(one.ports)),
      line: i + 1,
      ...(one.uncertain ? { uncertain: 'marked so' } : {}),
    })
  }
  return table
}

test('covered, needless and partly taken rules agree with trying every packet and every truth', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(rules, fc.constantFrom('permit' as const, 'deny' as const, undefined), (list, end) => {
      const sets = createSetStore()
      const hygiene = new TableHygiene(
        tableOf(list, sets),
        sets,
        end === undefined ? undefined : { action: end, text: 'end' },
      )
      for (const [i, one] of list.entries()) {
        const state = hygiene.stateOf([i])
        seen.set(state.kind, (seen.get(state.kind) ?? 0) + 1)
        const own = POINTS.filter((point) => holds(one, point))
        const certain = list.slice(0, i).filter(({ uncertain }) => !uncertain)
        const covered = own.every((point) => certain.some((other) => holds(other, point)))
        expect(state.kind === 'covered').toBe(covered)
        if (state.kind === 'covered') {
          expect(own.every((point) => state.by.some((row) => row < i && holds(list[row]!, point)))).toBe(true)
        }
        const without = list.map((other, j) => (j === i ? undefined : other))
        const ends = end === undefined ? (['permit', 'deny'] as const) : ([end] as const)
        const changes = own.some((point) =>
          ends.some((last) => {
            for (let truth = 0; truth < 1 << list.length; truth++) {
              if (fate(list, point, truth, last) !== fate(without, point, truth, last)) return true
            }
            return false
          }),
        )
        // What is called needless never matters; what is not, and is certain, does, unless rules that are not settled hide it.
        if (state.kind === 'covered' || state.kind === 'needless') expect(changes).toBe(false)
        if (state.kind === 'live' && list.every(({ uncertain }) => !uncertain)) expect(changes).toBe(true)
        const taken = hygiene.partlyTaken(i)
        const isReached = (other: Rule, at: number): boolean =>
          POINTS.some(
            (point) =>
              holds(other, point) && !list.slice(0, at).some((front) => !front.uncertain && holds(front, point)),
          )
        const partly = list
          .slice(0, i)
          .findIndex(
            (other, at) =>
              !other.uncertain &&
              isReached(other, at) &&
              !one.uncertain &&
              other.action !== one.action &&
              POINTS.some((point) => holds(other, point) && holds(one, point)) &&
              POINTS.some((point) => holds(other, point) && !holds(one, point)),
          )
        expect(taken?.by ?? -1).toBe(partly)
      }
    }),
    RUNS,
  )
  for (const kind of ['live', 'covered', 'needless']) expect(seen.get(kind) ?? 0).toBeGreaterThan(RUNS.numRuns / 20)
})

/** Long lists between the same few networks, where rows that cannot matter are left out of the search. */
const narrow = fc.record({
  action: fc.constantFrom('permit' as const, 'deny' as const),
  uncertain: fc.constant(false),
  source: fc.constantFrom<Rule['source']>('any', 'any', [0, 1, 2, 3, 4, 5, 6, 7], [1]),
  destination: fc.constantFrom<Rule['source']>('any', 'any', [2], [0, 2, 5]),
  ports: fc.oneof(
    fc.constantFrom<[number, number]>([1, 2], [3, 3]),
    fc.tuple(fc.nat(5), fc.nat(5)).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
  ),
})

test('long lists are judged like short ones', () => {
  fc.assert(
    fc.property(
      fc.array(narrow, { minLength: 60, maxLength: 150 }),
      fc.constantFrom('permit' as const, 'deny' as const),
      (list, end) => {
        const sets = createSetStore()
        const hygiene = new TableHygiene(tableOf(list, sets), sets, { action: end, text: 'end' })
        for (const [i, one] of list.entries()) {
          const own = POINTS.filter((point) => holds(one, point))
          const covered = own.every((point) => list.slice(0, i).some((other) => holds(other, point)))
          const without = list.map((other, j) => (j === i ? undefined : other))
          const changes = own.some((point) => fate(list, point, 0, end) !== fate(without, point, 0, end))
          expect(hygiene.stateOf([i]).kind).toBe(covered ? 'covered' : changes ? 'live' : 'needless')
        }
      },
    ),
    { numRuns: Math.ceil(RUNS.numRuns / 20) },
  )
})
