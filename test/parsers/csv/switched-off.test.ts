import { describe, expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { askCsv, errorsOf, readCsv } from '../../support/csv-table.ts'

/** What people write of rules that are not in force, in places where nobody looks for it. */
const DENY: CsvMapping = { otherwise: 'deny' }
const H = 'No,Source,Destination,Service,Action'
const PACKET = '10.0.0.1 10.0.0.2 tcp/80'

/** What is said of the packet, or that the table is asked about. */
function answer(table: string, mapping: CsvMapping = DENY): string {
  const result = readCsv(table, mapping)
  return errorsOf(result).length > 0 ? 'asked' : askCsv(result, PACKET)
}

describe('rules below a heading that says they are not in force are left open', () => {
  test.each([
    'DISABLED',
    'Disabled rules',
    '=== Off ===',
    '[inactive]',
    'Deaktivierte Regeln',
    'Règles désactivées',
    'Reglas desactivadas',
    'Expired rules',
    'Abgelaufen',
    'To be removed: pending approval',
    'Dis\u0430bled rules',
    'DIS\u200bABLED',
    'Ｄｉｓａｂｌｅｄ',
  ])('%s', (heading) => {
    expect(answer(`${H}\n${heading},,,,\n1,any,10.0.0.2,any,allow\n`)).toBe('unknown')
    expect(answer(`${heading},,,,\nJanuary,,,,\n${H}\n1,any,10.0.0.2,any,allow\n`)).toBe('unknown')
    expect(answer(`${H}\n1,any,10.0.0.3,any,allow\n${heading},,,,\n\n2,any,any,any,deny\n3,any,any,any,allow\n`)).toBe(
      'unknown',
    )
  })

  test('up to the next heading', () => {
    const table = `${H}\nDisabled rules,,,,\n1,any,10.0.0.3,any,allow\nRules,,,,\n2,any,10.0.0.2,any,allow\n`
    expect(answer(table)).toBe('permit 5')
  })

  test('a section of a table with types', () => {
    const table = `Name,Type,Source,Destination,Service,Action\nDisabled,Section,,,,\nr1,Rule,any,10.0.0.2,any,allow\n`
    expect(answer(table)).toBe('unknown')
  })

  test.each(['Mail rules', 'Kick-off', 'Rules of the DMZ', 'Правила'])('%s says nothing', (heading) => {
    const sections = { applies: 'all', reason: 'they only group the rules' } as const
    expect(answer(`${H}\n${heading},,,,\n1,any,10.0.0.2,any,allow\n`, { ...DENY, sections })).toBe('permit 3')
  })
})

describe('columns of free text leave a rule open', () => {
  test.each([
    ['Notes', 'Disabled'],
    ['Notes', 'inactive since May'],
    ['Tags', 'exchange;disabled'],
    ['Tags', 'DISABLED'],
    ['Remarques', 'désactivé le 1er mai'],
    ['Bemerkung', 'deaktiviert'],
    ['Observaciones', 'regla desactivada'],
    ['Owner', 'Bob (disabled)'],
    ['Ticket', 'CHG1: disabled'],
    ['Section', 'Disabled rules'],
    ['Change Log', 'disabled by Bob'],
    ['Policy', 'Disabled'],
    ['Comment', 'rule dis\u0430bled'],
    ['Name', 'dis\u00adabled'],
    ['Comment', 'expired'],
    ['Notes', 'pending approval'],
  ])('%s: %s', (header, value) => {
    expect(answer(`${H},${header}\n1,any,10.0.0.2,any,allow,${value}\n`)).not.toMatch(/permit|deny/)
    const mixed = `${H},${header}\n1,any,10.0.0.2,any,allow,${value}\n2,10.0.0.9,any,any,deny,other text\n`
    expect(answer(mixed)).not.toMatch(/permit|deny/)
  })

  test.each([
    ['Logging', 'Disabled'],
    ['Track', 'Off'],
    ['Notes', 'Mail of Exchange'],
    ['Hits', '0'],
    ['Notes', 'Почта'],
    ['Approved', 'Jane'],
    ['Approved', '2024-01-02'],
  ])('%s: %s says nothing', (header, value) => {
    expect(answer(`${H},${header}\n1,any,10.0.0.2,any,allow,${value}\n`)).toBe('permit 2')
  })
})

describe('a rule that nobody has approved may not be there', () => {
  test.each([
    'rejected',
    'pending',
    'Pending (CAB)',
    'no',
    'not yet',
    'denied',
    'draft',
    'abgelehnt',
    'en attente',
    'rechazado',
    'reje\u0441ted',
  ])('%s', (value) => {
    for (const header of ['Approved', 'Approval', 'Genehmigt']) {
      const rows = `1,any,10.0.0.2,any,allow,${value}\n2,10.0.0.9,any,any,deny,yes\n3,10.0.0.8,any,any,deny,Jane\n`
      expect(answer(`${H},${header}\n${rows}`)).not.toMatch(/permit|deny/)
    }
  })
})

test.each([
  ['Typ', 'Regel [deaktiviert]', 'Regel'],
  ['Type', 'Rule (disabled)', 'Rule'],
  ['Type de règle', 'Règle [désactivée]', 'Règle'],
  ['Tipo', 'Regla [desactivada]', 'Regla'],
  ['Regeltyp', 'inaktiv', 'Regel'],
  ['Status', 'Regel [deaktiviert]', 'aktiv'],
  ['Estado', 'Regla (inactiva)', 'activa'],
])('%s: %s switches off', (header, value, plain) => {
  const table = `${H},${header}\n1,any,10.0.0.2,any,allow,${value}\n2,any,any,any,deny,${plain}\n`
  expect(answer(table, {})).toBe('deny 3')
})

test('a status that says both is asked about', () => {
  expect(answer(`${H},Status\n1,any,10.0.0.2,any,allow,enabled [disabled]\n`)).toBe('asked')
})

describe('letters of another alphabet and signs that are not seen make no known word', () => {
  test.each([
    ['an action', `${H}\n1,any,10.0.0.2,any,d\u0435ny\n2,any,any,any,allow\n`],
    ['an action', `${H}\n1,any,10.0.0.2,any,al\u200blow\n`],
    ['a source', `${H}\n1,\u0430ny,10.0.0.2,any,allow\n`],
    ['a service', `${H}\n1,any,10.0.0.2,\u0430ny,allow\n`],
    ['an address', `${H}\n1,any,10.0.0.2\u200b,any,allow\n`],
    ['a port', `${H}\n1,any,10.0.0.2,tcp/8\u200b0,allow\n`],
    ['a header for the switch', `${H},Dis\u0430bled\n1,any,10.0.0.2,any,allow,yes\n`],
    ['a header for the switch', `${H},Enabl\u200bed\n1,any,10.0.0.2,any,allow,no\n2,10.0.0.9,any,any,deny,yes\n`],
    ['a header for a negation', `${H},Source Neg\u0430ted\n1,10.0.0.1,10.0.0.2,any,allow,yes\n`],
    ['a header for the action', `No,Source,Destination,Service,\u0410ction\n1,any,10.0.0.2,any,deny\n`],
    ['a switch', `${H},Enabled\n1,any,10.0.0.2,any,allow,n\u043e\n`],
    ['a mark', `${H},Name\n1,any,10.0.0.2,any,allow,[Dis\u0430bled] x\n`],
    ['a type', `${H},Type\n1,any,10.0.0.2,any,allow,Rule [dis\u0430bled]\n`],
  ])('%s', (_, table) => expect(answer(table)).not.toMatch(/permit/))
})

describe('names that take their rule out', () => {
  test.each([
    '# all',
    '// all',
    '~all~',
    'DIS_all',
    'DIS - all',
    '[D] all',
    '[x] all',
    'all (expired)',
    'all (gesperrt)',
    'all (refusé)',
    'all - expired',
    'all [OLD not active]',
    'nicht mehr benutzt',
    'hors service: all',
    'fuera de servicio',
  ])('%s', (name) => {
    expect(answer(`${H},Name\n1,any,10.0.0.2,any,allow,${name}\n`)).toBe('unknown')
  })

  test.each([
    '#1 DNS',
    'Rejected traffic',
    'Old-DC to new',
    '*.contoso.com',
    'X-Force',
    'Offsite backup',
    'Discovery',
    '[DMZ] all',
  ])('%s does not', (name) => {
    expect(answer(`${H},Name\n1,any,10.0.0.2,any,allow,${name}\n`)).toBe('permit 2')
  })
})

describe('options', () => {
  test.each(['Schedule: nights', 'log at session end; schedule nights', 'stateless'])(
    '%s leave a rule open',
    (value) => {
      expect(answer(`${H},Options\n1,any,10.0.0.2,any,allow,${value}\n`)).toBe('unknown')
    },
  )

  test.each(['none', 'log', 'Log at Session End', 'Log Forwarding Profile: x'])('%s say nothing', (value) => {
    expect(answer(`${H},Options\n1,any,10.0.0.2,any,allow,${value}\n`)).toBe('permit 2')
  })
})
