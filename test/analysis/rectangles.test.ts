import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rectanglesOf } from '../../src/analysis/remedy/rectangles.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 300) }
const point = fc.integer({ min: 0, max: 5 })
const pairs = fc.array(fc.tuple(point, point), { maxLength: 20 })

test('the products hold every needed pair and none that is not allowed', () => {
  fc.assert(
    fc.property(pairs, pairs, (needed, more) => {
      const wanted = new Map<number, Set<number>>()
      for (const [source, target] of needed) {
        wanted.set(source, (wanted.get(source) ?? new Set<number>()).add(target))
      }
      const allowed = new Set([...needed, ...more].map((pair) => pair.join()))
      const found = rectanglesOf(wanted, (source, target) => allowed.has(`${source},${target}`))
      const held = new Set(
        found.flatMap(({ sources, destinations }) => sources.flatMap((s) => destinations.map((d) => `${s},${d}`))),
      )
      for (const pair of needed) expect(held.has(pair.join())).toBe(true)
      for (const pair of held) expect(allowed.has(pair)).toBe(true)
      expect(found.length).toBeLessThanOrEqual(wanted.size)
    }),
    RUNS,
  )
})

test('sources that need the same are one product, and joining opens nothing new', () => {
  const needed = new Map([
    [1, new Set([10, 11])],
    [2, new Set([10, 11])],
    [3, new Set([10])],
  ])
  expect(rectanglesOf(needed, () => true)).toEqual([{ sources: [1, 2, 3], destinations: [10, 11] }])
  expect(rectanglesOf(needed, (source, target) => !(source === 3 && target === 11))).toEqual([
    { sources: [1, 2], destinations: [10, 11] },
    { sources: [3], destinations: [10] },
  ])
})
