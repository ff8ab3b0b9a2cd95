import { describe, expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { askCsv, errorsOf, readCsv } from '../../support/csv-table.ts'

const H = 'Source,Destination,Service,Action\n'
const N = 'No,Name,Source,Destination,Service,Action\n'
const ABOVE: CsvMapping = {
  otherwise: 'deny',
  blank: { source: 'above', destination: 'above', service: 'above', action: 'above' },
}

interface Refused {
  readonly title: string
  readonly table: string
  readonly mapping?: CsvMapping
  readonly objects?: string
  readonly error: string
}

/** Rows that would be dropped, cut or shifted without a word. */
const REFUSED: readonly Refused[] = [
  {
    title: 'a row with one cell, and that under the source',
    table: `${N}1,a,10.0.0.1,any,any,allow\n,,10.0.0.2,,,\n2,b,any,any,any,deny\n`,
    error: 'csv/title-or-rule 3:3 the row has no action and one cell only, but it has a value under `Source`',
  },
  {
    title: 'a section with an address',
    table: 'Type,Name,Source,Destination,Service,Action\nSection,x,10.0.0.1,,,\nRule,y,any,any,any,deny\n',
    error: 'csv/title-or-rule 2:11 the row is called a section, but it has a value under `Source`',
  },
  {
    title: 'rows that go on with the rule above in two of its parts',
    table: `${N}1,a,10.0.0.1,10.0.1.1,ldap,allow\n,,10.0.0.2,,kerberos,\n`,
    mapping: ABOVE,
    error: 'csv/continued-rule 3:- the row has no action of its own and changes more than one',
  },
  {
    title: 'rows that go on with the rule above, one part in each',
    table: `${N}1,a,10.0.0.1,10.0.1.1,ldap,allow\n,,10.0.0.2,,,\n,,,,kerberos,\n`,
    mapping: ABOVE,
    error: 'csv/continued-rule 4:- the row has no action of its own and changes more than one',
  },
  {
    title: 'a quote that takes the next row into a comment',
    table: `Source,Destination,Service,Action,Comment\nany,10.0.0.1,any,allow,"oops\nany,10.0.0.2,any,deny,"fine"\nany,any,any,allow,\n`,
    error: 'csv/quotes 2:- a cell goes on until line 3 and holds what looks like further rows',
  },
  {
    title: 'a quote that takes the next row into a source',
    table: `${H}"any,10.0.0.1,any,allow\n10.0.0.7,"any",any,deny\nany,any,any,deny\n`,
    error: 'csv/quotes 2:- a cell goes on until line 3 and holds what looks like further rows',
  },
  {
    title: 'a separator in a cell that shifts the row',
    table: 'Action,Source,Destination,Service,Comment\ndeny,A,B,10.0.0.5,any,\nallow,any,any,any,\n',
    error: "csv/long-row 2:- the row has more cells than the header's 5, other rows have not",
  },
  {
    title: 'a separator in a header, for which every row is too short',
    table: 'Source,Destination,Service,Action,Com,ment\nany,any,any,allow,abc\nany,any,any,deny,abc\n',
    error: 'csv/short-row 2:- no row has as many cells as the header, which has 6',
  },
  {
    title: 'a second table below the first',
    table: `${H}any,any,any,allow\nDestination,Source,Service,Action\n10.0.0.1,any,any,deny\n`,
    error: 'csv/second-table 3:- a second table with a header of its own begins here',
  },
  {
    title: 'a second table where every row has one action',
    table: 'Source,Destination,Service,No\nany,any,any,1\nDestination,Source,Service,No\n10.0.0.1,any,any,2\n',
    mapping: { action: 'permit' },
    error: 'csv/second-table 3:- a second table with a header of its own begins here',
  },
  {
    title: 'members of a group in rows without its name',
    table: `${H}G,any,any,allow\n`,
    objects: 'name,members\nG,10.0.0.1\n,10.0.0.2\n',
    error: 'csv/definition 3:2 the row has values and no name, so they may belong to the name above',
  },
  {
    title: 'members of a group in further cells',
    table: `${H}G,any,any,allow\n`,
    objects: 'name,members\nG,10.0.0.1,10.0.0.2\n',
    error: "csv/long-row 2:12 the row has 3 cells, more than the header's 2",
  },
  {
    title: 'members of a group in a column that is not known',
    table: `${H}G,any,any,allow\n`,
    objects: 'name,members,Wibble\nG,10.0.0.1,10.0.0.2\n',
    error: 'csv/unknown-column 2:12 the column `wibble` is not known and holds addresses',
  },
  {
    title: 'a quote that takes the next group into the one above',
    table: `${H}G,any,any,allow\n`,
    objects: 'name,type,members\nG,group,"zzz\nH,group,"10.0.0.1;10.0.0.2"\n',
    error: 'csv/quotes 2:- from this line on the quotes do not match',
  },
  {
    title: 'a cell of separators, which would match nothing',
    table: `${H}",",any,any,allow\n`,
    error: 'csv/blank 2:2 the source is empty in one row',
  },
  {
    title: 'an empty negation where other rows say no',
    table: 'Source,Source Negated,Destination,Service,Action\n10.0.0.1,no,any,any,allow\n10.0.0.2,,any,any,allow\n',
    error: 'csv/blank 3:10 the sourceNegated is empty in one row, where other rows say no',
  },
  {
    title: 'an empty mark of a rule that is off, where other rows say no',
    table: 'Disabled,Source,Destination,Service,Action\nfalse,10.0.0.1,any,any,allow\n,10.0.0.2,any,any,allow\n',
    error: 'csv/blank 3:1 the disabled is empty in one row, where other rows say no',
  },
  {
    title: 'a list of nothing',
    table: `${H}"['']",any,any,allow\n`,
    error: 'csv/blank 2:2 the source is empty in one row',
  },
  {
    title: 'an address with its translation in brackets',
    table: `${H}192.168.10.11 (203.0.113.11),any,any,allow\n`,
    error: 'csv/address 2:1 `192.168.10.11 (203.0.113.11)` names two addresses',
  },
  {
    title: 'an address with its name and its translation',
    table: `${H}CAS2 192.168.10.12 [203.0.113.12],any,any,allow\n`,
    error: 'csv/address 2:1 `CAS2 192.168.10.12 [203.0.113.12]` names two addresses',
  },
  {
    title: 'a rule for everything that comes first by its number',
    table: 'Priority,Source,Destination,Service,Action\n200,10.0.0.1,any,any,allow\n100,any,any,any,deny\n',
    mapping: { evaluation: 'priority' },
    error: 'csv/priority-direction 3:- the lowest number, 100, is that of a rule that matches everything',
  },
]

describe('no row is passed over, cut or shifted without a word', () => {
  test.each(REFUSED)('$title', ({ table, mapping, objects, error }) => {
    const result = readCsv(table, mapping, objects === undefined ? [] : [objects])
    expect(errorsOf(result)).toHaveLength(1)
    expect(errorsOf(result)[0]).toContain(error)
    expect(result.diagnostics.find(({ severity }) => severity === 'error')?.mend).toBeTruthy()
  })
})

interface Read {
  readonly title: string
  readonly table: string
  readonly mapping?: CsvMapping
  readonly objects?: string
  readonly asks: Readonly<Record<string, string>>
}

const READ: readonly Read[] = [
  {
    title: 'titles in the first column, and in that of the names, are titles',
    table: `${N}Exchange,,,,,\n1,a,10.0.0.1,any,any,allow\n,Rest,,,,\n2,b,any,any,any,deny\n`,
    mapping: { sections: { applies: 'all', reason: 'they group the rules' } },
    asks: { '10.0.0.1 1.1.1.1 tcp/1': 'permit 3', '10.0.0.2 1.1.1.1 tcp/1': 'deny 5' },
  },
  {
    title: 'sections of a product are titles',
    table:
      'No.,Type,Name,Source,Destination,Services & Applications,Action\n,Section,Exchange,,,,\n1,Rule,a,any,any,any,Accept\n',
    asks: { '10.0.0.1 1.1.1.1 tcp/1': 'permit 3' },
  },
  {
    title: 'rows that go on with the rule above in one part',
    table: `${N}1,a,10.0.0.1,10.0.1.1,any,allow\n,,10.0.0.2,,,\n2,b,any,10.0.1.2,any,allow\n,,,10.0.1.3,,\n`,
    mapping: ABOVE,
    asks: {
      '10.0.0.2 10.0.1.1 tcp/1': 'permit 3',
      '10.0.0.9 10.0.1.3 tcp/1': 'permit 5',
      '10.0.0.9 10.0.1.1 tcp/1': 'deny end',
    },
  },
  {
    title: 'the header once more, as on every printed page',
    table: `${H}any,10.0.0.1,any,allow\nSource,Destination,Service,Action\nany,any,any,deny\n`,
    asks: { '10.0.0.9 10.0.0.1 tcp/1': 'permit 2', '10.0.0.9 10.0.0.2 tcp/1': 'deny 4' },
  },
  {
    title: 'a separator at the end of every row',
    table: 'Source,Destination,Service,Action,Comment\nany,10.0.0.1,any,allow,,\nany,any,any,deny,,\n',
    asks: { '10.0.0.9 10.0.0.1 tcp/1': 'permit 2' },
  },
  {
    title: 'two tables of objects in one file',
    table: `${H}A,any,WEB,allow\n`,
    mapping: { otherwise: 'deny' },
    objects: 'name,type,address\nA,host,10.0.0.1\n\nname,protocol,destination port\nWEB,tcp,443\n',
    asks: { '10.0.0.1 1.1.1.1 tcp/443': 'permit 2', '10.0.0.1 1.1.1.1 tcp/444': 'deny end' },
  },
  {
    title: 'objects that are called like words for nothing and for everything',
    table: `${H}NA,none,any,allow\nAny2,log,tcp,allow\n__proto__,constructor,any,allow\n`,
    mapping: { otherwise: 'deny' },
    objects:
      'name,type,address\nNA,host,10.0.0.1\nnone,host,10.0.1.1\nAny2,host,10.0.0.2\nlog,host,10.0.1.2\n__proto__,host,10.0.0.3\nconstructor,host,10.0.1.3\n',
    asks: {
      '10.0.0.1 10.0.1.1 tcp/1': 'permit 2',
      '10.0.0.2 10.0.1.2 tcp/1': 'permit 3',
      '10.0.0.2 10.0.1.2 udp/1': 'deny end',
      '10.0.0.3 10.0.1.3 tcp/1': 'permit 4',
      '10.0.0.9 10.0.1.9 tcp/1': 'deny end',
    },
  },
  {
    title: 'a group of addresses that is called like a service leaves the service what it is',
    table: `${H}icmp,any,icmp,allow\nhttps,any,https,allow\n`,
    mapping: { otherwise: 'deny' },
    objects: 'name,members\nicmp,https;10.0.0.1\nhttps,10.0.0.2\n',
    asks: {
      '10.0.0.1 1.1.1.1 icmp/8': 'permit 2',
      '10.0.0.2 1.1.1.1 tcp/443': 'permit 3',
      '10.0.0.2 1.1.1.1 tcp/80': 'deny end',
    },
  },
  {
    title: 'ports without any column for their protocol',
    table: 'Source,Destination,Port,Action\nany,10.0.0.1,389,allow\nany,10.0.0.2,any,allow\n',
    mapping: { otherwise: 'deny', blank: { protocol: 'any' } },
    asks: {
      '1.1.1.1 10.0.0.1 tcp/389': 'unknown',
      '1.1.1.1 10.0.0.1 tcp/390': 'deny end',
      '1.1.1.1 10.0.0.2 tcp/389': 'unknown',
    },
  },
  {
    title: 'an empty switch says no as the mapping says, or where no row says it in words',
    table:
      'Disabled,Source Negated,Source,Destination,Service,Action\nfalse,,10.0.0.1,any,any,allow\n,yes,10.0.0.1,any,any,deny\n',
    mapping: { otherwise: 'deny', blank: { disabled: 'none' } },
    asks: { '10.0.0.1 1.1.1.1 tcp/1': 'permit 2', '10.0.0.2 1.1.1.1 tcp/1': 'deny 3' },
  },
  {
    title: 'beside From and To the two port columns are those of either end',
    table:
      'No,Protocol,From,From Port,To,To Port,Action\n1,TCP,10.0.0.1,88,10.0.1.1,3268,Accept\n2,any,any,any,any,any,Drop\n',
    mapping: { columns: { source: 'From', destination: 'To' } },
    asks: { '10.0.0.1 10.0.1.1 tcp/88:3268': 'permit 2', '10.0.0.1 10.0.1.1 tcp/445': 'deny 3' },
  },
  {
    title: 'in the firewall of Windows a block beats an allow, whatever the order',
    table:
      'Name,Direction,Action,Local Address,Remote Address,Protocol,Local Port\na,Inbound,Allow,Any,10.0.0.0/24,TCP,389\nb,Inbound,Block,Any,10.0.0.2,TCP,389\n',
    mapping: {
      otherwise: 'deny',
      columns: { source: 'Remote Address', destination: 'Local Address', destinationPort: 'Local Port' },
    },
    asks: { '10.0.0.2 10.0.1.1 tcp/389': 'deny 3', '10.0.0.1 10.0.1.1 tcp/389': 'permit 2' },
  },
]

describe.each(READ)('$title', ({ table, mapping, objects, asks }) => {
  test.each(Object.entries(asks))('%s: %s', (question, answer) => {
    const result = readCsv(table, mapping, objects === undefined ? [] : [objects])
    expect(errorsOf(result)).toEqual([])
    expect(askCsv(result, question)).toBe(answer)
  })
})
