import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Standing, standingOf } from '../../src/analysis/standing.ts'
import type { Role, Server } from '../../src/model/network.ts'
import { type PlainServer, type PlainStatus, type PlainWorld, standingByHand } from '../oracle/standing-brute-force.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 500) }

/** Mostly unrestricted, so that bodies of servers form. */
const status: fc.Arbitrary<PlainStatus> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<PlainStatus>('unrestricted') },
  { weight: 1, arbitrary: fc.constant<PlainStatus>('restricted') },
  { weight: 1, arbitrary: fc.constant<PlainStatus>('undetermined') },
)

const plainWorld: fc.Arbitrary<PlainWorld> = fc.integer({ min: 1, max: 8 }).chain((count) =>
  fc.record({
    servers: fc.tuple(
      ...Array.from({ length: count }, (_, i) =>
        fc
          .constantFrom<[boolean, boolean]>([true, false], [false, true], [false, true], [true, true], [false, false])
          .map(([isController, isExchange]): PlainServer => ({ name: `S${i}`, isController, isExchange })),
      ),
    ),
    matrix: fc.array(fc.array(status, { minLength: count, maxLength: count }), { minLength: count, maxLength: count }),
  }),
)

function serverOf({ name, isController, isExchange }: PlainServer, i: number): Server {
  const roles: Role[] = [
    ...(isController ? (['domain-controller'] as const) : []),
    ...(isExchange ? ([i % 2 === 0 ? 'client-access' : 'mailbox'] as const) : []),
    ...(isController || isExchange ? [] : (['other'] as const)),
  ]
  return { name, roles, addresses: [{ address: i + 1, zone: 'z' }], file: 'world', line: i + 1 }
}

function ask({ servers, matrix }: PlainWorld): Standing {
  const made = servers.map(serverOf)
  return standingOf(made, (from, to) => matrix[made.indexOf(from)]![made.indexOf(to)]!)
}

function told({ home, judged }: Standing) {
  const byName = <T>(part: (one: Standing['judged'][number]) => T): Record<string, T> =>
    Object.fromEntries(judged.map((one) => [one.server.name, part(one)]).toSorted())
  return {
    home: home.map(({ name }) => name).toSorted(),
    verdicts: byName(({ verdict }) => verdict),
    letters: byName(({ letter }) => letter),
    cutOff: byName(({ cutOffFrom }) => cutOffFrom.map(({ name }) => name).toSorted()),
  }
}

describe('home, verdict, letter and cut off', () => {
  test('are what the definition says, over small worlds', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(plainWorld, (drawn) => {
        const plain = standingByHand(drawn)
        const sorted = <T>(map: ReadonlyMap<string, T>): Record<string, T> => Object.fromEntries([...map].toSorted())
        expect(told(ask(drawn))).toEqual({
          home: plain.home.toSorted(),
          verdicts: sorted(plain.verdicts),
          letters: sorted(plain.letters),
          cutOff: sorted(new Map(Array.from(plain.cutOff, ([name, names]) => [name, [...names].toSorted()]))),
        })
        for (const [name, verdict] of plain.verdicts) {
          const kind = (plain.cutOff.get(name) ?? []).length > 0 ? `${verdict}, cut off` : verdict
          seen.set(kind, (seen.get(kind) ?? 0) + 1)
        }
      }),
      RUNS,
    )
    for (const kind of ['internal', 'perimeter', 'undetermined', 'internal, cut off']) {
      expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(5)
    }
  })

  test('do not hang on the order of the inventory', () => {
    fc.assert(
      fc.property(
        plainWorld.chain((drawn) =>
          fc.record({
            drawn: fc.constant(drawn),
            order: fc.shuffledSubarray(
              drawn.servers.map((_, i) => i),
              { minLength: drawn.servers.length },
            ),
          }),
        ),
        ({ drawn, order }) => {
          const turned: PlainWorld = {
            servers: order.map((i) => drawn.servers[i]!),
            matrix: order.map((i) => order.map((j) => drawn.matrix[i]![j]!)),
          }
          expect(told(ask(turned))).toEqual(told(ask(drawn)))
        },
      ),
      RUNS,
    )
  })

  test('other names change nothing but who is taken of equals', () => {
    fc.assert(
      fc.property(plainWorld, (drawn) => {
        // The same alphabetical order, other names.
        const renamed: PlainWorld = {
          ...drawn,
          servers: drawn.servers.map((server) => ({ ...server, name: `X${server.name}` })),
        }
        expect(JSON.stringify(told(ask(renamed))).replaceAll('XS', 'S')).toBe(JSON.stringify(told(ask(drawn))))
      }),
      RUNS,
    )
  })

  test('by the letter is never better than the verdict, and where it is internal so is the verdict', () => {
    const rank = { internal: 0, undetermined: 1, perimeter: 2 }
    fc.assert(
      fc.property(plainWorld, (drawn) => {
        for (const { verdict, letter, cutOffFrom, peers } of ask(drawn).judged) {
          expect(rank[letter] >= rank[verdict] || peers.length === 0).toBe(true)
          if (letter === 'internal') expect(verdict).toBe('internal')
          if (cutOffFrom.length > 0) expect(letter).toBe('perimeter')
        }
      }),
      RUNS,
    )
  })

  test('an undetermined answer is no restriction, but keeps a server from being internal', () => {
    const servers: PlainServer[] = [
      { name: 'DC1', isController: true, isExchange: false },
      { name: 'DC2', isController: true, isExchange: false },
      { name: 'CAS1', isController: false, isExchange: true },
    ]
    const matrix = servers.map((_, i) =>
      servers.map((__, j): PlainStatus => (i < 2 && j < 2 && i !== j ? 'undetermined' : 'unrestricted')),
    )
    expect(told(ask({ servers, matrix }))).toMatchObject({ home: ['DC1', 'DC2'], verdicts: { CAS1: 'internal' } })
    const open = matrix.map((row, i) => row.map((one, j): PlainStatus => (i === 2 && j === 0 ? 'undetermined' : one)))
    expect(told(ask({ servers, matrix: open })).verdicts).toEqual({ CAS1: 'undetermined' })
  })
})
