import { expect, test } from 'vitest'
import { asaDialect } from '../../parsers/asa/asa.ts'
import { createSetStore } from '../../src/model/set-store.ts'
import { SourceText } from '../../src/source/source-text.ts'
import { errorsOf, readCsv } from '../support/csv-table.ts'
import { configuration } from './every-command.ts'

/** The errors of a configuration. */
function asaErrors(text: string): string[] {
  const file = { source: new SourceText('fw.cfg', new TextEncoder().encode(text)), encoding: 'utf-8' as const }
  return errorsOf(asaDialect.parse({ name: 'fw', file, definitions: [], sets: createSetStore(), mapping: {} }))
}

test('more interfaces than a device can have are refused', () => {
  const many = (count: number): string =>
    configuration(Array.from({ length: count }, (_, i) => `interface Vlan${i}\n nameif v${i}\n`).join(''))
  expect(asaErrors(many(4000))).toEqual([])
  expect(asaErrors(many(4097))).toEqual([
    expect.stringMatching(/^asa\/too-many-interfaces \d+:- the configuration has more than 4096 interfaces$/),
  ])
})

test('a line that no device prints is refused before it is read', () => {
  expect(asaErrors(configuration(`access-list L remark ${'x'.repeat(900_000)}\n`))).toEqual([])
  expect(asaErrors(configuration(`access-list L remark ${'x '.repeat(500_000)}\n`))).toEqual([
    expect.stringMatching(/^asa\/line-too-long \d+:- the line has more than 1000000 bytes$/),
  ])
})

test.each(['', 'Foo', 'Source', 'Comment', 'Name'])(
  'more columns than a table of rules has are refused: %j',
  (name) => {
    const table = (more: number): string =>
      `Source,Destination,Service,Action${`,${name}`.repeat(more)}\nany,any,any,allow${',x'.repeat(more)}\n`
    expect(errorsOf(readCsv(table(100_000)))).toEqual(['csv/too-many-columns 1:- the table has 100004 columns'])
    expect(errorsOf(readCsv(table(900))).join()).not.toContain('too-many-columns')
  },
)
