import { describe, expect, test } from 'vitest'
import { errorsOf, readCsv } from '../../support/csv-table.ts'

const H = 'Source,Destination,Service,Action\n'

const CASES: readonly (readonly [title: string, table: string, errors: readonly string[]])[] = [
  ['header only', H, ['csv/no-rules 1:- the table has a header but no rules']],
  ['no header', 'a,b,c\nd,e,f\n', ['csv/no-header 1:- no row is recognised as the header of a rule table']],
  ['port 70000', `${H}any,any,tcp/70000,allow\n`, ['csv/service 2:9 port 70000 is out of range']],
  [
    'a port range backwards',
    `${H}any,any,tcp/90-80,allow\n`,
    ['csv/service 2:9 the port range `tcp/90-80` is backwards'],
  ],
  [
    'ports joined by a spreadsheet',
    `${H}any,any,tcp/135445,allow\n`,
    ['csv/service 2:9 `tcp/135445` is too long for a port; a spreadsheet may have joined a list'],
  ],
  ['host bits', `${H}10.1.2.3/24,any,any,allow\n`, ['csv/address 2:1 `10.1.2.3/24` has host bits behind its prefix']],
  [
    'a range of addresses backwards',
    `${H}10.0.0.9-10.0.0.1,any,any,allow\n`,
    ['csv/address 2:1 the range `10.0.0.9-10.0.0.1` is backwards'],
  ],
  ['a wildcard mask', `${H}10.0.0.0 0.0.0.255,any,any,allow\n`, ['csv/address 2:1 `0.0.0.255` is no network mask']],
  ['an octet too large', `${H}10.0.0.256,any,any,allow\n`, ['csv/address 2:1 `10.0.0.256` is no IPv4 address']],
  ['a leading zero', `${H}10.0.0.01,any,any,allow\n`, ['csv/address 2:1 `10.0.0.01` is no IPv4 address']],
  ['an unknown action', `${H}any,any,any,maybe\n`, ['csv/unknown-action 2:13 the action `maybe` is not known']],
  [
    'a date in place of a range',
    `${H}any,any,05-Mar,allow\n`,
    ['csv/service 2:9 `05-Mar` is a date, as a spreadsheet reads ranges'],
  ],
  ['an error value', `${H}#REF!,any,any,allow\n`, ['csv/address 2:1 `#REF!` is an error value of a spreadsheet']],
  [
    'a .NET type',
    `${H}System.Collections.Generic.List\`1[System.String],any,any,allow\n`,
    [
      'csv/address 2:1 `System.Collections.Generic.List`1[System.String]` is the name of a .NET type in place of its values',
    ],
  ],
  [
    'a port without a protocol',
    `${H}any,any,8080,allow\n`,
    ['csv/port-without-protocol 2:9 `8080` names a port but no protocol'],
  ],
  [
    'an empty match cell',
    `${H},any,any,allow\n,any,any,deny\n`,
    ['csv/blank 2:1 the source is empty in 2 rows, and the table does not say what that means'],
  ],
  ['a short row', `${H}any,any\n`, ['csv/short-row 2:- the row has 2 cells and ends before its last match column']],
  [
    'a column twice',
    'Source,Destination,Destination IP,Service,Action\nany,any,any,any,allow\n',
    ['csv/column-twice 1:20 `Destination` (column 2) and `Destination IP` (column 3) both mean destination'],
  ],
  [
    'an unknown column that may decide',
    'Source,Destination,Service,Action,Interface Not\nany,any,any,allow,yes\n',
    ['csv/unknown-column 1:35 the column `Interface Not` is not known and holds yes and no, or on and off (`yes`)'],
  ],
  [
    'no action',
    'Source,Destination,Service\nany,any,any\n',
    ['csv/no-action 1:- no column for the action is found among `Source`, `Destination`, `Service`'],
  ],
  [
    'a log of traffic',
    'Receive Time,Source address,Destination address,Session ID,Action,Service\n1,any,any,1,allow,any\n',
    ['csv/traffic-log 1:- this is a log of traffic, not a table of rules'],
  ],
  [
    'address translation',
    'Original Packet Source Zone,Source,Destination,Service,Action\nany,any,any,any,allow\n',
    ['csv/nat-table 1:- this is a table of address translation'],
  ],
  [
    'definitions as rules',
    'Name,Type,Address\na,host,10.0.0.1\n',
    ['csv/definitions 1:- this is a table of objects, not of rules'],
  ],
  [
    'a column of secrets',
    'Source,Destination,Service,Action,Password\nany,any,any,allow,x\n',
    ['csv/password-column 1:35 the column `Password` looks as if it held secrets'],
  ],
  [
    'numbers that fall',
    'No,Source,Destination,Service,Action\n2,any,any,any,allow\n1,any,any,any,deny\n',
    ['csv/order 3:- the rule number 1 stands behind 2, so the order of the rows may not be the order of the rules'],
  ],
  [
    'several devices',
    'Device,Source,Destination,Service,Action\na,any,any,any,allow\nb,any,any,any,allow\n',
    [
      'csv/several-contexts -:- the column `Device` has several values (`a`, `b`), so the rules may belong to different firewalls or directions',
    ],
  ],
  [
    'local and remote addresses',
    'Name,Enabled,Action,Local Address,Remote Address,Protocol,Local Port\na,Yes,Allow,Any,Any,TCP,80\n',
    [
      'csv/direction 1:- the table speaks of local and remote addresses, so each rule needs a direction that is not in it',
      'csv/unknown-column 1:59 the column `Local Port` is not known and holds numbers, such as ports (`80`)',
    ],
  ],
  [
    'an on/off word',
    'Enabled,Source,Destination,Service,Action\nperhaps,any,any,any,allow\n',
    ['csv/unknown-switch 2:1 `perhaps` says neither yes nor no'],
  ],
  [
    'several errors at once',
    `${H}10.1.2.3/24,any,tcp/70000,allow\nany,any,any,maybe\n`,
    [
      'csv/address 2:1 `10.1.2.3/24` has host bits behind its prefix',
      'csv/service 2:17 port 70000 is out of range',
      'csv/unknown-action 3:13 the action `maybe` is not known',
    ],
  ],
]

describe('a table is refused, with the place and the reason', () => {
  test.each(CASES)('%s', (_, table, errors) => {
    expect(errorsOf(readCsv(table))).toEqual(errors)
  })

  test.each(CASES)('%s: every error says what was expected and how to mend it', (_, table) => {
    for (const { severity, expected, mend, file } of readCsv(table).diagnostics) {
      if (severity !== 'error') continue
      expect(expected).toBeTruthy()
      expect(mend).toBeTruthy()
      expect(file).toBe('rules.csv')
    }
  })
})

describe('hostile tables do no harm', () => {
  test('names of object members are names', () => {
    const table = `${H}__proto__,constructor,toString,permit\nany,any,any,deny\n`
    const { firewalls, diagnostics } = readCsv(table)
    expect(diagnostics).toEqual([])
    expect(firewalls[0]?.importReport?.unknownNames.map(({ name }) => name).sort()).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ])
  })

  test('a group that holds itself, and one nested ten thousand deep', () => {
    const loop = 'Name,Members\nA,B\nB,A;10.0.0.1\n'
    expect(errorsOf(readCsv(`${H}A,any,any,permit\nany,any,any,deny\n`, {}, [loop]))).toEqual([])
    const deep = `Name,Members\n${Array.from({ length: 10_000 }, (_, i) => `G${i},G${i + 1}`).join('\n')}\nG10000,10.0.0.1\n`
    expect(errorsOf(readCsv(`${H}G0,any,any,permit\nany,any,any,deny\n`, {}, [deep]))).toEqual([])
  })

  test('control characters and very long cells', () => {
    const { diagnostics } = readCsv(
      `${H}any,any,any,al\u001b[31mlow\nany,${'x'.repeat(40_000)},any,allow\nany,any,any,deny\n`,
    )
    const shown = JSON.stringify(diagnostics)
    expect(shown).not.toContain('\u001b')
    expect(shown).not.toContain('\\u001b')
    expect(shown.length).toBeLessThan(5_000)
  })
})
