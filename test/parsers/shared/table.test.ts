import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTable, type TableRow, tableBody } from '../../../parsers/shared/table.ts'
import { SourceText } from '../../../src/source/source-text.ts'

function rowsOf(text: string): TableRow[] {
  const rows: TableRow[] = []
  const body = tableBody(new SourceText('t.csv', new TextEncoder().encode(text)))
  expect(readTable(body, ',', false, (row) => rows.push(row))).toBeUndefined()
  return rows
}

const piece = fc.constantFrom('a', 'é', '€', ',', ',,', ' ', '\n', '\r\n', '\r', ';', '10.0.0.1', '\ufeff')

test('text without quotes gives the records that csv-parse gives', () => {
  // A last record with quotes sends the whole text through csv-parse; the records in front of it must be the same.
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const plain = `first,row\n${pieces.join('')}\n`
      expect(rowsOf(plain)).toEqual(rowsOf(`${plain}"q"\n`).slice(0, -1))
    }),
    { numRuns: 500 },
  )
})

test('more lines than are decoded at once keep their numbers', () => {
  const rows = rowsOf(Array.from({ length: 10_000 }, (_, i) => `${i + 1},ü\n`).join(''))
  expect(rows.length).toBe(10_000)
  expect(rows.every(({ cells, line }) => cells[0] === String(line) && cells[1] === 'ü')).toBe(true)
})
