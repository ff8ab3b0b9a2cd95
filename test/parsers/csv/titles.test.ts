import { describe, expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { askCsv, errorsOf, readCsv } from '../../support/csv-table.ts'

/** Titles between rules may say between which zones, on which device or when the rules below them hold. */
const DENY: CsvMapping = { otherwise: 'deny' }
const H = 'No.,Name,Source,Destination,Service,Action\n'
const PACKET = '10.0.0.1 10.0.0.2 tcp/80'
const below = (title: string): string => `${H}1,dns,any,10.0.0.9,udp/53,allow\n${title},,,,,\n2,all,any,any,any,allow\n`
const all: CsvMapping = { ...DENY, sections: { applies: 'all', reason: 'they group the rules by project' } }

const warningsOf = (table: string, mapping: CsvMapping): string[] =>
  readCsv(table, mapping).diagnostics.flatMap(({ severity, code, message }) =>
    severity === 'warning' ? [`${code} ${message}`] : [],
  )

describe('rules below a title that may limit them are uncertain', () => {
  test.each([
    'DMZ -> Outside',
    'Firewall FW-B',
    'Applies to: FW-B only',
    'Guest WLAN',
    'Inbound rules',
    'Nur Standort Köln',
    'Section 1',
    'Web servers',
    '2024',
  ])('%s', (title) => {
    expect(askCsv(readCsv(below(title), DENY), PACKET)).toBe('unknown')
    expect(askCsv(readCsv(below(title), all), PACKET)).toBe('permit 4')
  })

  test.each(['-----', 'Rules', '== Firewall Rules ==', 'Regeln', 'Seite 2 von 3', 'Page 2'])(
    'but not below %s',
    (title) => {
      expect(askCsv(readCsv(below(title), DENY), PACKET)).toBe('permit 4')
      expect(warningsOf(below(title), DENY)).toEqual([])
    },
  )

  test('and those above the first title are not', () => {
    const table = `${H}1,all,any,any,any,allow\nDMZ,,,,,\n2,no,any,any,any,deny\n`
    expect(askCsv(readCsv(table, DENY), PACKET)).toBe('permit 2')
  })

  test('which is told once, with what settles it', () => {
    const table = `${H}DMZ,,,,,\n1,a,any,any,tcp/1,allow\n2,b,any,any,tcp/2,allow\nGuests,,,,,\n3,c,any,any,any,allow\n`
    const { diagnostics } = readCsv(table, DENY)
    const told = diagnostics.filter(({ code }) => code === 'csv/titles')
    expect(told).toHaveLength(1)
    expect(told[0]?.message).toBe(
      '3 rules stand below a title that may say where or when rules hold (`DMZ`, `Guests`) and are uncertain',
    )
    expect(told[0]?.mend).toContain("`sections: { applies: ['DMZ'], reason: … }`")
  })

  test.each(['DMZ -> Outside', 'Rules for FW-B only', 'Outbound rules'])(
    'also where %s stands above the header',
    (title) => {
      const table = `${title},,,,,\n${H}1,all,any,any,any,allow\n`
      expect(askCsv(readCsv(table, DENY), PACKET)).toBe('unknown')
      expect(askCsv(readCsv(table, all), PACKET)).toBe('permit 3')
    },
  )

  test('a title above the header that names the table limits nothing', () => {
    expect(askCsv(readCsv(`Rules of FW-A as of May,,,,,\n${H}1,all,any,any,any,allow\n`, DENY), PACKET)).toBe(
      'permit 3',
    )
  })
})

describe('the project says what titles mean', () => {
  const table = `${H}1,all,any,10.0.0.3,any,allow\nFW-A,,,,,\n2,a,any,10.0.0.2,tcp/80,allow\nFW-B,,,,,\n3,b,any,any,any,deny\n4,c,any,any,any,allow\n`
  const only = (...applies: string[]): CsvMapping => ({
    ...DENY,
    sections: { applies, reason: 'FW-A is the back firewall' },
  })

  test('some of them head the rules of this firewall; the rest is left out, and told', () => {
    expect(askCsv(readCsv(table, only('fw-a')), PACKET)).toBe('permit 4')
    expect(askCsv(readCsv(table, only('FW-A')), '10.0.0.1 10.0.0.5 tcp/81')).toBe('deny end')
    expect(askCsv(readCsv(table, only('FW-B')), PACKET)).toBe('deny 6')
    expect(warningsOf(table, only('FW-A'))).toEqual([
      'csv/sections only the rules below `FW-A` and above the first title are those of this firewall; rules left out: 2, as the project file says (FW-A is the back firewall)',
    ])
  })

  test('one that is not there is refused', () => {
    expect(errorsOf(readCsv(table, only('FW-C')))[0]).toContain('csv/no-such-title')
  })

  test('the reason of the example is none', () => {
    const sections = { applies: 'all', reason: 'why the titles limit no rule' } as const
    expect(errorsOf(readCsv(table, { ...DENY, sections }))[0]).toContain('csv/example-reason')
  })

  test('what a title says is switched off stays open, unless it is named', () => {
    const off = `${H}Disabled,,,,,\n1,all,any,any,any,allow\n`
    expect(askCsv(readCsv(off, all), PACKET)).toBe('unknown')
    expect(askCsv(readCsv(off, only('Disabled')), PACKET)).toBe('permit 3')
  })
})

describe('sections of a product that only displays them', () => {
  const table = (header: string): string =>
    `${header}\n,Section,DMZ,,,,,,,,,\n1,Rule,r,any,any,Any,any,Any,Accept,Any,,Policy Targets\n`

  test('limit nothing', () => {
    const header = 'No.,Type,Name,Source,Destination,VPN,Services & Applications,Content,Action,Time,Track,Install On'
    expect(askCsv(readCsv(table(header), DENY), PACKET)).toBe('permit 3')
  })

  test('and in other tables they may', () => {
    const header = 'No.,Type,Name,Source,Destination,VPN,Service,Content,Action,Time,Track,Comment'
    expect(askCsv(readCsv(table(header), DENY), PACKET)).toBe('unknown')
  })
})
