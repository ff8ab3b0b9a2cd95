import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bigintRanges, numberRanges, type RangeAlgebra, type Ranges, toPairs } from '../../src/algebra/ranges.ts'

const LAST = 24

/** Any list of pairs over a small domain, unsorted and overlapping. */
const pairs = fc
  .array(fc.tuple(fc.integer({ min: 0, max: LAST }), fc.integer({ min: 0, max: 6 })), { maxLength: 6 })
  .map((list) => list.flatMap(([first, length]) => [first, Math.min(LAST, first + length)]))

function pointsOf(list: readonly number[]): Set<number> {
  const points = new Set<number>()
  for (let i = 0; i < list.length; i += 2) for (let p = list[i]!; p <= list[i + 1]!; p++) points.add(p)
  return points
}

/** The one list that satisfies the invariant for these points, made from the points alone. */
function listOf(has: (point: number) => boolean): number[] {
  const list: number[] = []
  for (let p = 0; p <= LAST; p++) {
    if (!has(p)) continue
    if (!has(p - 1)) list.push(p)
    if (!has(p + 1)) list.push(p)
  }
  return list
}

function lawsOf<T extends number | bigint>(name: string, algebra: RangeAlgebra<T>, convert: (n: number) => T): void {
  const set = (list: readonly number[]): Ranges<T> => algebra.of(list.map(convert))
  const back = (ranges: Ranges<T>): number[] => ranges.map(Number)
  describe(name, () => {
    test('every operation agrees with sets of points and keeps the invariant', () => {
      fc.assert(
        fc.property(pairs, pairs, (x, y) => {
          const [a, b] = [set(x), set(y)]
          const [pa, pb] = [pointsOf(x), pointsOf(y)]
          expect(back(a)).toEqual(listOf((p) => pa.has(p)))
          expect(back(algebra.union(a, b))).toEqual(listOf((p) => pa.has(p) || pb.has(p)))
          expect(back(algebra.intersect(a, b))).toEqual(listOf((p) => pa.has(p) && pb.has(p)))
          expect(back(algebra.subtract(a, b))).toEqual(listOf((p) => pa.has(p) && !pb.has(p)))
          expect(algebra.isSubset(a, b)).toBe([...pa].every((p) => pb.has(p)))
          expect(algebra.equals(a, b)).toBe(listOf((p) => pa.has(p)).join() === listOf((p) => pb.has(p)).join())
          for (let p = 0; p <= LAST; p++) {
            expect(algebra.contains(a, convert(p))).toBe(pa.has(p))
            const met = Array.from({ length: 4 }, (_, i) => pa.has(p + i)).includes(true)
            expect(algebra.meets(a, convert(p), convert(p + 3))).toBe(met)
          }
        }),
      )
    })

    test('a backwards or unfinished range is refused', () => {
      expect(() => algebra.of([convert(5), convert(4)])).toThrow(RangeError)
      expect(() => algebra.of([convert(5)])).toThrow(RangeError)
      expect(() => algebra.of([convert(1), convert(2), convert(9), convert(3)])).toThrow('range 9-3 is backwards')
    })
  })
}

lawsOf('numbers', numberRanges, (n) => n)
lawsOf('bigints', bigintRanges, (n) => BigInt(n))

test('the ends of both address families are points like others', () => {
  const v4Last = 0xffffffff
  const v6Last = (1n << 128n) - 1n
  expect(numberRanges.subtract([0, v4Last], [0, 0, v4Last, v4Last])).toEqual([1, v4Last - 1])
  expect(bigintRanges.subtract([0n, v6Last], [0n, 0n, v6Last, v6Last])).toEqual([1n, v6Last - 1n])
  expect(numberRanges.of([0x80000000, v4Last, 0, 0x7fffffff])).toEqual([0, v4Last])
  expect(bigintRanges.subtract([0n, v6Last], [0n, v6Last])).toEqual([])
})

test('pairs say the same set', () => {
  fc.assert(
    fc.property(pairs, (x) => {
      const a = numberRanges.of(x)
      expect(toPairs(a).flat()).toEqual(a)
    }),
  )
})
