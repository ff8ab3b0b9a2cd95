import { describe, expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { askCsv, readCsv } from '../../support/csv-table.ts'

/** Rules in front of the first may be missing, too. */
const DENY: CsvMapping = { otherwise: 'deny' }
const PACKET = '10.0.0.1 10.0.0.2 tcp/80'

/** A table with a rule for each number; the first permits everything. */
function table(numbers: readonly number[]): string {
  const rows = numbers.map(
    (number, i) => `${number},${i === 0 ? 'any' : '10.9.0.1'},any,any,${i === 0 ? 'allow' : 'deny'}`,
  )
  return `No.,Source,Destination,Service,Action\n${rows.join('\n')}\n`
}

describe('numbers that do not begin at the start', () => {
  test.each([[[17]], [[4, 5]], [[17, 18]], [[2, 3, 4]], [[100, 101, 102]], [[17, 27, 37]], [[20, 30, 40]]])(
    '%j',
    (numbers) => {
      expect(askCsv(readCsv(table(numbers), DENY), PACKET)).toBe('unknown')
      expect(askCsv(readCsv(table(numbers), { ...DENY, complete: true }), PACKET)).toBe('permit 2')
    },
  )
})

describe('numbers that do', () => {
  test.each([
    [[1]],
    [[1, 2]],
    [[10]],
    [[10, 20, 30]],
    [[100, 110]],
    [[1000, 1100, 1150]],
    [[5, 10, 15]],
    [[10, 15, 30]],
    [[10, 11, 20, 30]],
  ])('%j', (numbers) => {
    expect(askCsv(readCsv(table(numbers), DENY), PACKET)).toBe('permit 2')
  })
})
