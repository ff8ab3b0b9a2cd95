import { describe, expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { askCsv, errorsOf, readCsv } from '../../support/csv-table.ts'

/** PAN-OS: an intrazone rule holds within each of its zones, an interzone rule between different ones, a universal one for both. */
const DENY: CsvMapping = { otherwise: 'deny' }
const H = 'Type,Source Zone,Source,Destination Zone,Destination,Service,Action\n'
const PACKET = '10.0.0.1 10.0.0.2 tcp/80'

describe.each(['intrazone', 'Intra-Zone', 'intra zone'])('a rule of the type %s', (type) => {
  test('never holds between zones, though both of its zones are any', () => {
    expect(askCsv(readCsv(`${H}${type},any,any,any,any,any,allow\n`, DENY), PACKET)).toBe('deny end')
    const denied = readCsv(`${H}${type},any,any,any,any,any,deny\nuniversal,any,any,any,any,any,allow\n`, DENY)
    expect(askCsv(denied, PACKET)).toBe('permit 3')
  })

  test('holds within each zone that it lists', () => {
    const table = readCsv(
      `${H}${type},"dmz;inside",any,any,any,any,allow\nuniversal,outside,any,any,any,any,deny\n`,
      DENY,
    )
    expect(askCsv(table, `dmz>dmz ${PACKET}`)).toBe('permit 2')
    expect(askCsv(table, `inside>inside ${PACKET}`)).toBe('permit 2')
    expect(askCsv(table, `dmz>inside ${PACKET}`)).toBe('deny end')
    expect(askCsv(table, `outside>outside ${PACKET}`)).toBe('deny 3')
  })
})

test('an interzone rule holds between every two zones, and within none', () => {
  expect(askCsv(readCsv(`${H}interzone,any,any,any,any,any,allow\n`, DENY), PACKET)).toBe('permit 2')
  const table = readCsv(`${H}interzone,any,any,any,any,any,allow\nuniversal,dmz,any,inside,any,any,deny\n`, DENY)
  expect(askCsv(table, `dmz>inside ${PACKET}`)).toBe('permit 2')
  expect(askCsv(table, `dmz>dmz ${PACKET}`)).toBe('deny end')
})

describe('types that speak of zones in a table without zones are asked about', () => {
  const TABLE = 'Type,Source,Destination,Service,Action\nintrazone,any,any,any,allow\nuniversal,any,any,any,deny\n'

  test('once, with a mend that works', () => {
    const errors = errorsOf(readCsv(TABLE, DENY))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain('csv/type-without-zones 2:1')
    const mended = readCsv(TABLE, { ...DENY, blank: { sourceZone: 'any', destinationZone: 'any' } })
    expect(askCsv(mended, PACKET)).toBe('deny 3')
  })

  test.each(['universal', 'interzone'])('also %s, where one of the two columns is missing', (type) => {
    const table = `Type,Source Zone,Source,Destination,Service,Action\n${type},dmz,any,any,any,allow\n`
    expect(errorsOf(readCsv(table, DENY))[0]).toContain('no column for the destination zone')
  })
})
