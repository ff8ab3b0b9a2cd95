import { describe, expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { askCsv, readCsv } from '../../support/csv-table.ts'

interface TableCase {
  readonly title: string
  readonly table: string
  readonly mapping?: CsvMapping
  readonly definitions?: readonly string[]
  /** Question → answer. */
  readonly asks: Readonly<Record<string, string>>
}

const H = 'Source,Destination,Service,Action\n'
const DENY: CsvMapping = { otherwise: 'deny' }

const CASES: readonly TableCase[] = [
  {
    title: 'services in every spelling',
    table: `${H}any,10.0.0.1,tcp/443,allow\nany,10.0.0.1,TCP_444,allow\nany,10.0.0.1,udp:53,allow\nany,10.0.0.1,tcp 80,allow\nany,10.0.0.1,8443/tcp,allow\nany,10.0.0.1,53 (tcp),allow\nany,10.0.0.1,tcp/1000-1002,allow\nany,10.0.0.1,"tcp/135,139,445",allow\nany,10.0.0.1,icmp/8,allow\nany,10.0.0.1,gre,allow\nany,10.0.0.1,https,deny\n`,
    mapping: DENY,
    asks: {
      '1.1.1.1 10.0.0.1 tcp/443': 'permit 2',
      '1.1.1.1 10.0.0.1 tcp/444': 'permit 3',
      '1.1.1.1 10.0.0.1 udp/53': 'permit 4',
      '1.1.1.1 10.0.0.1 tcp/80': 'permit 5',
      '1.1.1.1 10.0.0.1 tcp/8443': 'permit 6',
      '1.1.1.1 10.0.0.1 tcp/53': 'permit 7',
      '1.1.1.1 10.0.0.1 tcp/1002': 'permit 8',
      '1.1.1.1 10.0.0.1 tcp/1003': 'deny end',
      '1.1.1.1 10.0.0.1 tcp/445': 'permit 9',
      '1.1.1.1 10.0.0.1 icmp/8': 'permit 10',
      '1.1.1.1 10.0.0.1 icmp/0': 'deny end',
      '1.1.1.1 10.0.0.1 gre': 'permit 11',
    },
  },
  {
    title: 'addresses in every spelling',
    table: `${H}10.0.0.1,any,any,deny\n10.1.0.0/16,any,any,deny\n10.2.0.0/255.255.0.0,any,any,deny\n10.3.0.0 255.255.0.0,any,any,deny\n10.4.0.5-10.4.0.9,any,any,deny\n10.5.0.5-9,any,any,deny\nsrv (10.6.0.1),any,any,deny\n2001:db8::/32,any,any,deny\n"10.7.0.1; 10.7.0.2|10.7.0.3\n10.7.0.4",any,any,deny\nany,any,any,permit\n`,
    asks: {
      '10.0.0.1 9.9.9.9 tcp/1': 'deny 2',
      '10.1.255.255 9.9.9.9 tcp/1': 'deny 3',
      '10.2.0.1 9.9.9.9 tcp/1': 'deny 4',
      '10.3.9.9 9.9.9.9 tcp/1': 'deny 5',
      '10.4.0.9 9.9.9.9 tcp/1': 'deny 6',
      '10.4.0.10 9.9.9.9 tcp/1': 'permit 12',
      '10.5.0.9 9.9.9.9 tcp/1': 'deny 7',
      '10.6.0.1 9.9.9.9 tcp/1': 'deny 8',
      '2001:db8::1 2001:db9::1 tcp/1': 'deny 9',
      '10.7.0.1 9.9.9.9 tcp/1': 'deny 10',
      '10.7.0.4 9.9.9.9 tcp/1': 'deny 10',
    },
  },
  {
    title: 'negated values, one by one and by a column',
    table:
      'Source,Source Negated,Destination,Service,Action\n"!10.0.0.1;!10.0.0.2",,any,any,deny\n10.0.0.1,yes,any,any,permit\n10.0.0.1,,any,any,permit\n',
    mapping: DENY,
    asks: {
      '9.9.9.9 1.1.1.1 tcp/1': 'deny 2',
      '10.0.0.2 1.1.1.1 tcp/1': 'permit 3',
      '10.0.0.1 1.1.1.1 tcp/1': 'permit 4',
    },
  },
  {
    title: 'protocol and ports in columns of their own',
    table:
      'src,dst,protocol,src port,dst port,action\nany,10.0.0.1,tcp,any,443.0,allow\nany,10.0.0.1,udp,53,any,allow\nany,10.0.0.1,icmp,,,allow\nany,10.0.0.2,any,any,any,allow\nany,10.0.0.3,TCP/UDP,any,"5000-5001, 6000",allow\n',
    mapping: DENY,
    asks: {
      '1.1.1.1 10.0.0.1 tcp/443': 'permit 2',
      '1.1.1.1 10.0.0.1 udp/53:999': 'permit 3',
      '1.1.1.1 10.0.0.1 udp/54:999': 'deny end',
      '1.1.1.1 10.0.0.1 icmp/3': 'permit 4',
      '1.1.1.1 10.0.0.2 esp': 'permit 5',
      '1.1.1.1 10.0.0.3 udp/6000': 'permit 6',
    },
  },
  {
    title: 'a rule that is switched off decides nothing',
    table:
      'Enabled,Name,Source,Destination,Service,Action\nno,a,any,any,any,deny\nyes,[Disabled] b,any,any,any,deny\nyes,c,any,any,any,allow\n',
    asks: { '1.1.1.1 2.2.2.2 tcp/1': 'permit 4' },
  },
  {
    title: 'conditions and names that nobody defines leave a rule open',
    table:
      'Source,Destination,Service,Application,Action\nany,10.0.0.1,any,ssl,permit\nany,10.0.0.2,any,any,permit\nNOBODY,10.0.0.3,any,any,deny\nany,10.0.0.3,any,any,permit\nNOBODY,10.0.0.4,any,any,permit\nany,any,any,any,deny\n',
    asks: {
      '1.1.1.1 10.0.0.1 tcp/1': 'unknown',
      '1.1.1.1 10.0.0.2 tcp/1': 'permit 3',
      '1.1.1.1 10.0.0.3 tcp/1': 'unknown',
      '1.1.1.1 10.0.0.4 tcp/1': 'unknown',
      '1.1.1.1 10.0.0.5 tcp/1': 'deny 7',
    },
  },
  {
    title: 'objects, nested groups and services from further tables; what is known of a group is certain',
    table: `${H}GRP,any,SVC,permit\nHALF,any,any,permit\n`,
    mapping: DENY,
    definitions: [
      'Name,Type,Value\nGRP,group,A;INNER\nINNER,group,B\nHALF,group,A;NOBODY\nA,host,10.0.0.1\nB,range,10.0.0.5-10.0.0.6\n',
      'Name,Protocol,Destination Port\nSVC,tcp,"80,443"\n',
    ],
    asks: {
      '10.0.0.6 1.1.1.1 tcp/443': 'permit 2',
      '10.0.0.6 1.1.1.1 tcp/444': 'unknown',
      '10.0.0.1 1.1.1.1 tcp/444': 'permit 3',
    },
  },
  {
    title: 'zones select the rows of a pair',
    table:
      'From Zone,To Zone,Source,Destination,Service,Action\ndmz,inside,any,any,tcp/443,allow\nany,inside,any,any,tcp/80,allow\ninside,"dmz;outside",any,any,any,allow\n',
    mapping: DENY,
    asks: {
      'dmz>inside 1.1.1.1 2.2.2.2 tcp/443': 'permit 2',
      'outside>inside 1.1.1.1 2.2.2.2 tcp/443': 'deny end',
      'outside>inside 1.1.1.1 2.2.2.2 tcp/80': 'permit 3',
      'inside>outside 1.1.1.1 2.2.2.2 tcp/9': 'permit 4',
      'dmz>outside 1.1.1.1 2.2.2.2 tcp/9': 'deny end',
    },
  },
  {
    title: 'by priority',
    table: 'Priority,Source,Destination,Service,Action\n200,any,any,any,deny\n100,any,10.0.0.1,any,permit\n',
    mapping: { evaluation: 'priority' },
    asks: { '1.1.1.1 10.0.0.1 tcp/1': 'permit 3', '1.1.1.1 10.0.0.2 tcp/1': 'deny 2' },
  },
  {
    title: 'a deny overrides',
    table: `${H}any,10.0.0.1,any,permit\nany,any,tcp/23,deny\n`,
    mapping: { evaluation: 'deny-overrides', otherwise: 'deny' },
    asks: { '1.1.1.1 10.0.0.1 tcp/23': 'deny 3', '1.1.1.1 10.0.0.1 tcp/24': 'permit 2' },
  },
  {
    title: 'what applies at the end is open unless someone says so',
    table: `${H}any,10.0.0.1,any,permit\n`,
    asks: { '1.1.1.1 10.0.0.1 tcp/1': 'permit 2', '1.1.1.1 10.0.0.2 tcp/1': 'unknown' },
  },
  {
    title: 'missing numbers: the table may be filtered',
    table:
      'No,Source,Destination,Service,Action\n1,any,10.0.0.1,any,permit\n2,any,10.0.0.2,any,permit\n3,any,10.0.0.3,any,permit\n9,any,10.0.0.4,any,permit\n',
    mapping: DENY,
    asks: { '1.1.1.1 10.0.0.9 tcp/1': 'unknown' },
  },
  {
    title: 'an older layout with Zone and Address twice, lists on lines, and a preamble',
    table:
      'Exported rules\n\n#,Name,Tags,Type,Zone,Address,User,Zone,Address,Application,Service,Action,Options,\n1,a,,universal,dmz,"A\n10.0.0.2",any,inside,any,any,tcp/443,allow,none,\n',
    mapping: { otherwise: 'deny', addresses: { A: ['10.0.0.1'] } },
    asks: {
      'dmz>inside 10.0.0.1 2.2.2.2 tcp/443': 'permit 4',
      'dmz>inside 10.0.0.2 2.2.2.2 tcp/443': 'permit 4',
      'dmz>inside 10.0.0.3 2.2.2.2 tcp/443': 'deny end',
    },
  },
  {
    title: 'German headers and words, semicolons, sep= in front',
    table:
      'sep=;\nNr;Quelle;Ziel;Dienst;Aktion;Bemerkung\n1;alle;10.0.0.1;tcp/443;erlauben;x, y\n2;alle;alle;alle;sperren;\n',
    asks: { '1.1.1.1 10.0.0.1 tcp/443': 'permit 3', '1.1.1.1 10.0.0.1 tcp/444': 'deny 4' },
  },
  {
    title: 'cells of scripts, and empty lists as the mapping says',
    table:
      "source_networks,destination_networks,destination_ports,protocol,action\n\"['10.0.0.1', '10.0.0.2']\",[],443,tcp,ALLOW\n",
    mapping: { otherwise: 'deny', blank: { destination: 'any' } },
    asks: { '10.0.0.2 9.9.9.9 tcp/443': 'permit 2', '10.0.0.3 9.9.9.9 tcp/443': 'deny end' },
  },
  {
    title: 'merged cells take the value above',
    table: `${H}10.0.0.1,any,tcp/1,permit\n,any,tcp/2,permit\n`,
    mapping: { otherwise: 'deny', blank: { source: 'above' } },
    asks: { '10.0.0.1 9.9.9.9 tcp/2': 'permit 3', '10.0.0.2 9.9.9.9 tcp/2': 'deny end' },
  },
  {
    title: 'every line wrapped in quotes',
    table: '"Source,Destination,Service,Action"\n"any,10.0.0.1,""tcp/80,443"",allow"\n',
    mapping: DENY,
    asks: { '1.1.1.1 10.0.0.1 tcp/443': 'permit 2' },
  },
]

describe.each(CASES)('$title', ({ table, mapping, definitions, asks }) => {
  test.each(Object.entries(asks))('%s: %s', (question, answer) => {
    const result = readCsv(table, mapping, definitions)
    expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(askCsv(result, question)).toBe(answer)
  })
})

test('UTF-16 with tabs, as a spreadsheet saves it', () => {
  const text = '\ufeffSource\tDestination\tService\tAction\nany\t10.0.0.1\ttcp/443\tAllow\t\n'
  const result = readCsv(new Uint8Array(Buffer.from(text, 'utf16le')), DENY)
  expect(askCsv(result, '1.1.1.1 10.0.0.1 tcp/443')).toBe('permit 2')
  expect(result.firewalls[0]?.importReport).toMatchObject({ encoding: 'utf-16le', delimiter: 'tab', rulesRead: 1 })
})

test('the import report tells how the table was read', () => {
  const table =
    'No,Enabled,Source,Destination,Service,Action,Owner\n1,yes,X,any,any,deny,me\n2,no,any,any,any,deny,me\n3,yes,X,Y,https,allow,me\n'
  const report = readCsv(table, DENY).firewalls[0]?.importReport
  expect(report).toMatchObject({
    headerLine: 1,
    rulesRead: 2,
    rulesDisabled: 1,
    rulesUncertain: 2,
    evaluation: 'first match, by row',
  })
  expect(report?.unknownNames).toEqual([
    { name: 'X', rules: 2, lines: [2, 4] },
    { name: 'Y', rules: 1, lines: [4] },
  ])
  expect(report?.columns.at(-1)).toEqual({ position: 7, header: 'Owner', field: 'information' })
  expect(report?.notes.join()).toContain('`https` was read as the well-known service')
})
