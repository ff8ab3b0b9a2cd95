import { describe, expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { askCsv, errorsOf, readCsv } from '../../support/csv-table.ts'

const DENY: CsvMapping = { otherwise: 'deny' }
const H = 'Source,Destination,Service,Action'
/** A packet that the first rule of the tables below would permit if nothing narrowed it. */
const PACKET = '10.0.0.1 10.0.0.2 tcp/445'

function table(header: string, value: string): string {
  return `${H},${header}\nany,10.0.0.2,any,allow,${value}\nany,any,any,deny,\n`
}

describe('a column that is not known and holds a value makes its rules uncertain', () => {
  test.each([
    ['Wibble', 'x-ray'],
    ['Source Realm', 'CH'],
    ['Connection State', '"established,related"'],
    ['State', '"RELATED,ESTABLISHED"'],
    ['Valid until', '31.12.2024'],
    ['Gültig bis', '31.12.2024'],
    ['Schedule', 'nightly'],
    ['Application', 'smtp-base'],
    ['User Group', 'Admins'],
    ['Context Profiles', 'web'],
    ['Security Profiles', 'default'],
    ['IPS Policy', 'strict'],
    ['TCP Flags', 'SYN'],
    ['Gateway', 'WAN2'],
  ])('%s: %s', (header, value) => {
    // An empty status would be asked about, and says on here.
    const result = readCsv(table(header, value), { ...DENY, blank: { enabled: 'any' } })
    expect(errorsOf(result)).toEqual([])
    expect(askCsv(result, PACKET)).toBe('unknown')
    // The rule without a value there is as sure as before.
    expect(askCsv(result, '10.0.0.1 10.0.0.9 tcp/445')).toBe('deny 3')
  })

  test('it is told once, with the key that settles it, and that key settles it', () => {
    const result = readCsv(table('Wibble', 'x-ray'), DENY)
    const told = result.diagnostics.find(({ code }) => code === 'csv/unknown-values')
    expect(told).toMatchObject({ severity: 'warning', line: 1, column: 35 })
    expect(told?.message).toBe(
      'the column `Wibble` is not known and may narrow the rules; one row has a value there and is uncertain',
    )
    expect(told?.mend).toContain("`ignoreColumns: ['Wibble']`")
    const settled = readCsv(table('Wibble', 'x-ray'), { ...DENY, ignoreColumns: ['Wibble'] })
    expect(settled.diagnostics).toEqual([])
    expect(askCsv(settled, PACKET)).toBe('permit 2')
  })

  test.each([
    ['Wibble', ''],
    ['Wibble', 'any'],
    ['Wibble', 'All'],
    ['Schedule', 'always'],
    ['Valid until', 'unbefristet'],
    ['Security Profiles', 'no-inspection'],
    ['interfacenot', '0'],
    ['quick', 'yes'],
  ])('none, any and the words for no condition narrow nothing (%s: %s)', (header, value) => {
    const result = readCsv(table(header, value), DENY)
    expect(result.diagnostics).toEqual([])
    expect(askCsv(result, PACKET)).toBe('permit 2')
  })

  test('what is inspected may be refused; what is denied stays denied', () => {
    const text = `${H},Profile\nany,10.0.0.2,any,deny,default\nany,any,any,allow,\n`
    expect(askCsv(readCsv(text), PACKET)).toBe('deny 2')
  })
})

test.each([
  'Owner',
  'Business Owner',
  'Application Owner',
  'Change Ticket Number',
  'Request ID',
  'Comments',
  'Bemerkung',
  'Beschreibung',
  'Commentaire',
  'Observaciones',
  'Hit Count',
  'Last Hit',
  'Trefferzähler',
  'Created On',
  'Last Modified By',
  'Erstellt am',
  'Tags',
  'Logging',
  'Log',
  'Syslog Enabled ?',
  'UUID',
  'Risk Level',
])('%s is known to be harmless', (header) => {
  const result = readCsv(table(header, 'x-ray'), DENY)
  expect(result.diagnostics).toEqual([])
  expect(askCsv(result, PACKET)).toBe('permit 2')
})

describe('a column whose values decide is asked about, whatever its name', () => {
  test.each<[values: string, question: string, mend: string, mapping?: CsvMapping]>([
    ['Wibble/389/443', 'holds numbers, such as ports (`389`, `443`)', "columns: { condition: 'Wibble' }"],
    ['Dst Ports/389/443', 'holds numbers, such as ports (`389`, `443`)', "columns: { destinationPort: 'Dst Ports' }"],
    ['/389/443', 'holds numbers, such as ports (`389`, `443`)', 'columns: { condition: 5 }'],
    ['Wibble/tcp;389/', 'holds services', "columns: { condition: 'Wibble' }"],
    ['Wibble/tcp/udp', 'holds protocols (`tcp`, `udp`)', "columns: { protocol: 'Wibble' }"],
    ['Wibble/10.0.0.1/10.0.0.9', 'holds addresses (`10.0.0.1`, `10.0.0.9`)', "columns: { sourceExcept: 'Wibble' }"],
    ['Wibble/yes/no', 'holds yes and no, or on and off (`yes`, `no`)', "columns: { condition: 'Wibble' }"],
    ['Statusz/on/off', 'holds yes and no, or on and off (`on`, `off`)', "columns: { enabled: 'Statusz' }"],
    ['Wibble/Inactiva/Activa', 'holds yes and no, or on and off', "columns: { condition: 'Wibble' }"],
    ['Wibble/0/1', 'holds yes and no, or on and off (`0`, `1`)', "columns: { condition: 'Wibble' }"],
    ['Wibble/[Disabled]/', 'holds yes and no, or on and off', "columns: { condition: 'Wibble' }"],
    ['Source inverted/yes/', 'holds yes and no', "columns: { sourceNegated: 'Source inverted' }"],
    ['Wibble/permit/drop', 'holds actions (`permit`, `drop`)', "columns: { condition: 'Wibble' }"],
    ['Target/ACCEPT/DROP', 'was taken for a place, but it holds actions', "columns: { condition: 'Target' }"],
    ['Interface Pair/a to b/b to a', 'looks as if it decided traffic', "columns: { condition: 'Interface Pair' }"],
    ['Ref/yes/', 'is not read and holds yes and no', "columns: { condition: 'Ref' }"],
    ['Comment/10.0.0.1/10.0.0.9', 'is not read and holds addresses', "columns: { sourceExcept: 'Comment' }"],
  ])('%s', (column, question, mend) => {
    const [header, first = '', second = ''] = column.split('/')
    const text = `${H},${header}\nany,10.0.0.2,any,allow,${first.replace(';', '/')}\nany,any,any,deny,${second}\n`
    const asked = readCsv(text, DENY).diagnostics.filter(({ severity }) => severity === 'error')
    const found = asked.find(({ code }) => code === 'csv/unknown-column')
    expect(found?.message).toContain(question)
    // What gives a meaning is offered first, what passes over last and only with a reason.
    expect(found?.mend?.split('ignoreColumns:')[0]).toContain(mend)
    expect(found?.mend).not.toContain("ignoreColumns: ['")
  })

  test('zones of another column, and names of objects', () => {
    const zones =
      'To Zone,Source,Destination,Service,Action,Wibble\ndmz,any,any,any,allow,inside\ninside,any,any,any,allow,dmz\n'
    expect(errorsOf(readCsv(zones))).toEqual([
      'csv/unknown-column 1:43 the column `Wibble` is not known and holds zones of this table (`inside`, `dmz`)',
    ])
    const names = table('Wibble', 'A')
    expect(errorsOf(readCsv(names, DENY, ['Name,Address\nA,10.0.0.1\n']))).toEqual([
      'csv/unknown-column 1:35 the column `Wibble` is not known and holds addresses (`A`)',
    ])
  })

  test('following the question leads to the right reading', () => {
    const text =
      'No,Source IP,Destination IP,Protocol,Port Number,Action\n1,10.0.0.0/24,10.0.0.2,TCP,389,Allow\n2,any,any,Any,Any,Deny\n'
    expect(errorsOf(readCsv(text))).toHaveLength(1)
    const result = readCsv(text, { columns: { destinationPort: 'Port Number' } })
    expect(result.diagnostics).toEqual([])
    expect(askCsv(result, '10.0.0.1 10.0.0.2 tcp/389')).toBe('permit 2')
    expect(askCsv(result, PACKET)).toBe('deny 3')
  })

  test('a port column of one protocol cannot be named as it is', () => {
    const [asked] = readCsv(table('TCP Ports', '389'), DENY).diagnostics
    expect(asked?.mend).toContain('write protocol and ports of each rule into one column of services')
  })

  test('all questions are told at once, also those of a table without an action', () => {
    const text = 'num,src,dest,prot,rule\n1,any,10.0.0.2,tcp,ACCEPT\n2,any,any,all,DROP\n'
    expect(errorsOf(readCsv(text)).map((error) => error.split(' ')[0])).toEqual([
      'csv/no-service',
      'csv/no-action',
      'csv/unknown-column',
      'csv/unknown-column',
    ])
  })
})

describe('a column that is passed over', () => {
  const text = table('Port Number', '389')

  test('has to be confirmed where it looks as if it decided', () => {
    const refused = readCsv(text, { ...DENY, ignoreColumns: ['Port Number'] })
    expect(errorsOf(refused)).toEqual([
      'csv/ignored-column 1:35 the column `Port Number` is to be passed over, but it holds numbers, such as ports (`389`)',
    ])
    expect(refused.diagnostics[0]?.mend).toContain("`columns: { destinationPort: 'Port Number' }`")
  })

  test.each([
    ['User', 'admins', 'it means condition'],
    ['Interface', 'outside', 'it means interface'],
    ['Direction', 'in', 'it means direction'],
    ['Source Zone', 'dmz', 'it means sourceZone'],
    ['Rule Action 2', 'escalate', 'it looks as if it decided traffic'],
  ])('%s has to be confirmed by its name', (header, value, message) => {
    const refused = readCsv(table(header, value), { ...DENY, ignoreColumns: [header] })
    expect(errorsOf(refused).join()).toContain(message)
  })

  test('is told with the reason that confirms it', () => {
    const reason = 'ports of the load balancer'
    const result = readCsv(text, { ...DENY, ignoreColumns: [{ column: 'Port Number', reason }] })
    expect(result.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning csv/passed-over'])
    expect(result.diagnostics[0]?.message).toContain(reason)
    expect(askCsv(result, PACKET)).toBe('permit 2')
  })

  test('by its position, where it has no header, and never two by one name', () => {
    const unnamed = `${H},\nany,10.0.0.2,any,allow,note\nany,any,any,deny,\n`
    expect(readCsv(unnamed, { ...DENY, ignoreColumns: [5] }).diagnostics).toEqual([])
    const twice = `${H},X,X\nany,any,any,allow,a,b\n`
    expect(errorsOf(readCsv(twice, { ...DENY, ignoreColumns: ['X'] }))).toEqual([
      'csv/no-such-column 1:- the project file names the column `X`, which is in the header 2 times',
    ])
  })

  test('to call it a comment is to pass it over', () => {
    expect(errorsOf(readCsv(text, { ...DENY, columns: { comment: 'Port Number' } }))).toHaveLength(1)
  })
})

describe('a rule that is switched off', () => {
  test.each([
    ['Type', 'Rule [Disabled]'],
    ['Type', 'Disabled'],
    ['Type', 'inaktiv'],
    ['Rule Type', '[Deaktiviert] Rule'],
    ['Status', 'Désactivé'],
    ['Status', 'inactif'],
    ['Estado', 'Inactiva'],
    ['Aktiv', 'nein'],
    ['Enabled', 'off'],
    ['State', 'aus'],
    ['Name', '[Disabled] x'],
    ['Name', '(inactive) x'],
  ])('%s: %s', (header, value) => {
    const text = `${H},${header}\nany,10.0.0.2,any,allow,${value}\nany,any,any,deny,Rule\n`
    const result = readCsv(text, { words: { enabled: ['Rule'] } })
    expect(errorsOf(result)).toEqual([])
    expect(askCsv(result, PACKET)).toBe('deny 3')
  })

  test.each([
    ['Type', 'no'],
    ['Type', 'disabled since May'],
    ['Status', 'pending'],
  ])('%s: %s is asked about', (header, value) => {
    expect(errorsOf(readCsv(table(header, value), { ...DENY, blank: { enabled: 'any' } })).join()).toContain(
      'csv/unknown-switch',
    )
  })

  test.each([
    ['Comment', 'DISABLED'],
    ['Comment', '[disabled] until May'],
    ['Comment', 'DISABLED by change 123'],
    ['Bemerkung', 'deaktiviert am 1.1.2020'],
    ['Name', 'Disabled'],
    ['Name', 'CAS (disabled)'],
    ['Type', 'Special'],
  ])('%s: %s makes it uncertain', (header, value) => {
    const result = readCsv(`${table(header, value)}10.0.0.9,any,any,deny,abc\n`, DENY)
    expect(errorsOf(result)).toEqual([])
    expect(askCsv(result, PACKET)).toBe('unknown')
  })
})

describe('places and directions', () => {
  test.each([
    ['Interface', 'outside', 'binds the rules to `outside`', "`columns: { sourceZone: 'Interface' }`"],
    ['Direction', 'bidirectional', 'may mean that a rule holds in both directions', 'as two rows'],
    ['Applied To', 'web-tier', 'limits the rules to `web-tier`', "`ignoreColumns: ['Applied To']`"],
    ['Enforced On', 'fw2', 'limits the rules to `fw2`', "`ignoreColumns: ['Enforced On']`"],
  ])('%s: %s is asked about', (header, value, message, mend) => {
    const text = `${H},${header}\nany,10.0.0.2,any,allow,${value}\n`
    const [asked, ...more] = readCsv(text, DENY).diagnostics
    expect(more).toEqual([])
    expect(asked?.message).toContain(message)
    expect(asked?.mend).toContain(mend)
  })

  test('one direction throughout, and a device that is the only one, say nothing', () => {
    const text = `${H},Direction,Device\nany,10.0.0.2,any,allow,Inbound,fw1\nany,any,any,deny,Inbound,fw1\n`
    expect(readCsv(text).diagnostics).toEqual([])
  })
})
