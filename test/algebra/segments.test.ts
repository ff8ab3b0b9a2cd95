import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberRanges } from '../../src/algebra/ranges.ts'
import { Segments } from '../../src/algebra/segments.ts'

const LAST = 40
const set = fc
  .array(fc.tuple(fc.nat(LAST), fc.nat(LAST)), { maxLength: 4 })
  .map((pairs) => numberRanges.of(pairs.flatMap(([a, b]) => [Math.min(a, b), Math.max(a, b)])))

test('segments make up the domain, and each is wholly inside or outside of every cutter', () => {
  fc.assert(
    fc.property(set, fc.array(set, { maxLength: 4 }), (domain, cutters) => {
      const segments = new Segments(
        domain,
        cutters,
        (n) => n + 1,
        (n) => n - 1,
      )
      const all = Array.from({ length: segments.count }, (_, i) => segments.bounds(i))
      expect(numberRanges.of(all.flat())).toEqual(domain)
      for (const cutter of cutters) {
        const runs = segments.within(cutter)
        const inside = new Set<number>()
        for (let i = 0; i < runs.length; i += 2) for (let s = runs[i]!; s < runs[i + 1]!; s++) inside.add(s)
        for (const [i, [first, last]] of all.entries()) {
          for (let point = first; point <= last; point++) {
            expect(inside.has(i)).toBe(numberRanges.contains(cutter, point))
          }
        }
      }
    }),
  )
})
