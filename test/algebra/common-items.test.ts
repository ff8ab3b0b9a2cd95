import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uncommonItems } from '../../src/algebra/common-items.ts'

const items = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 14 })

/** The length of the longest common subsequence, by the textbook table. */
function longest(a: readonly number[], b: readonly number[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!)
    }
  }
  return table[a.length]![b.length]!
}

test('without the uncommon items both lists are the same, and as few as possible are taken out', () => {
  fc.assert(
    fc.property(items, items, (a, b) => {
      const { first, second } = uncommonItems(a.length, b.length, (i, j) => a[i] === b[j])
      const left = a.filter((_, i) => !first.includes(i))
      expect(left).toEqual(b.filter((_, j) => !second.includes(j)))
      expect(left).toHaveLength(longest(a, b))
    }),
    { numRuns: Number(process.env['ORACLE_RUNS'] ?? 1000) },
  )
})

test('lists that differ in everything are told by head and tail alone', () => {
  const a = Array.from({ length: 5000 }, (_, i) => (i < 10 ? 0 : i))
  const b = Array.from({ length: 5000 }, (_, i) => (i < 10 ? 0 : -i))
  const { first, second } = uncommonItems(a.length, b.length, (i, j) => a[i] === b[j])
  expect([first.length, second.length]).toEqual([4990, 4990])
})
