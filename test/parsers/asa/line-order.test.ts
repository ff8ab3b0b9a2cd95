import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder } from '../../../parsers/asa/lists/line-order.ts'

test('lines stand where putting them in one by one puts them', () => {
  const place = fc.option(fc.nat(12), { nil: undefined })
  fc.assert(
    fc.property(fc.array(place, { maxLength: 40 }), (places) => {
      const slow: number[] = []
      for (const [line, at] of places.entries()) slow.splice(at ?? slow.length, 0, line)
      const known = new Map(places.flatMap((at, line) => (at === undefined ? [] : [[line, at] as const])))
      expect(inOrder([...places.keys()], known)).toEqual(slow)
    }),
    { numRuns: Number(process.env['ORACLE_RUNS'] ?? 300) },
  )
})
