import { describe, expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { askCsv, errorsOf, readCsv } from '../../support/csv-table.ts'

const DENY: CsvMapping = { otherwise: 'deny' }
const H = 'Source,Destination,Service,Action\n'

interface Trap {
  readonly title: string
  readonly table: string
  readonly mapping?: CsvMapping
  readonly definitions?: readonly string[]
  readonly asks: Readonly<Record<string, string>>
}

/** Tables in which a column or a value that is passed over would give a sure and wrong answer. */
const TRAPS: readonly Trap[] = [
  {
    title: 'a negated service is every other one',
    table: 'Source,Destination,Service,Service Negated,Action\nany,any,tcp/23,yes,allow\n',
    mapping: DENY,
    asks: { '1.1.1.1 2.2.2.2 tcp/23': 'deny end', '1.1.1.1 2.2.2.2 tcp/24': 'permit 2' },
  },
  {
    title: 'a service and ports beside it both count',
    table:
      'Source,Destination,Service,Protocol,Port,Action\nany,10.0.0.1,any,tcp,443,allow\nany,10.0.0.2,WEB,tcp,8443,allow\nany,10.0.0.3,dns,udp,,allow\n',
    mapping: DENY,
    asks: {
      '1.1.1.1 10.0.0.1 tcp/443': 'permit 2',
      '1.1.1.1 10.0.0.1 tcp/444': 'deny end',
      '1.1.1.1 10.0.0.2 tcp/8443': 'unknown',
      '1.1.1.1 10.0.0.2 tcp/8444': 'deny end',
      '1.1.1.1 10.0.0.3 udp/53': 'permit 4',
      '1.1.1.1 10.0.0.3 tcp/53': 'deny end',
    },
  },
  {
    title: 'source ports beside a service narrow it',
    table: 'Source,Source Port,Destination,Service,Action\nany,1024-65535,any,tcp/443,allow\n',
    mapping: DENY,
    asks: { '1.1.1.1 2.2.2.2 tcp/1024:443': 'permit 2', '1.1.1.1 2.2.2.2 tcp/1023:443': 'deny end' },
  },
  {
    title: 'From and To beside addresses are zones',
    table: 'From,To,Source,Destination,Service,Action\ndmz,inside,any,any,any,allow\ninside,dmz,any,any,tcp/1,allow\n',
    mapping: DENY,
    asks: { 'inside>dmz 1.1.1.1 2.2.2.2 tcp/2': 'deny end', 'dmz>inside 1.1.1.1 2.2.2.2 tcp/2': 'permit 2' },
  },
  {
    title: 'a column for the address family',
    table:
      'Source,Destination,Protocol,IpProtocol_,Action\n'.replace('IpProtocol_', 'ipprotocol') +
      'any,any,any,inet,allow\n',
    mapping: DENY,
    asks: { '1.1.1.1 2.2.2.2 tcp/2': 'permit 2', '2001:db8::1 2001:db8::2 tcp/2': 'deny end' },
  },
  {
    title: 'a rule that translates addresses leaves open what arrives',
    table: 'Source,Destination,Service,NAT,Action\nany,10.0.0.1,any,enable,accept\nany,10.0.0.2,any,disable,accept\n',
    mapping: DENY,
    asks: { '1.1.1.1 10.0.0.1 tcp/2': 'unknown', '1.1.1.1 10.0.0.2 tcp/2': 'permit 3' },
  },
  {
    title: 'a mark in any cell switches the rule off',
    table:
      'No,Source,Destination,Service,Action\n1,any,any,any,[Disabled] deny\n2,any,any,any,allow\n3,any,any,any,deny\n',
    asks: { '1.1.1.1 2.2.2.2 tcp/2': 'permit 3' },
  },
  {
    title: 'what a missing rule may decide is open, what stands in front of it is not',
    table:
      'No,Source,Destination,Service,Action\n1,any,10.0.0.1,any,permit\n2,any,10.0.0.2,any,permit\n3,any,10.0.0.3,any,permit\n7,any,10.0.0.4,any,permit\n',
    mapping: DENY,
    asks: {
      '1.1.1.1 10.0.0.3 tcp/1': 'permit 4',
      '1.1.1.1 10.0.0.4 tcp/1': 'unknown',
      '1.1.1.1 10.0.0.5 tcp/1': 'unknown',
    },
  },
  {
    title: 'numbers missing behind the last live rule leave only the end open',
    table:
      'No,Source,Destination,Service,Action,Enabled\n1,any,10.0.0.1,any,permit,yes\n2,any,10.0.0.2,any,permit,yes\n3,any,10.0.0.3,any,deny,yes\n4,any,any,any,permit,no\n6,any,any,any,permit,no\n',
    mapping: DENY,
    asks: { '1.1.1.1 10.0.0.3 tcp/1': 'deny 4', '1.1.1.1 10.0.0.4 tcp/1': 'unknown' },
  },
  {
    title: 'numbers missing where every rule is switched off leave everything open',
    table:
      'No,Source,Destination,Service,Action,Enabled\n1,any,10.0.0.1,any,permit,no\n2,any,10.0.0.2,any,permit,no\n3,any,10.0.0.3,any,permit,no\n5,any,any,any,permit,no\n',
    mapping: DENY,
    asks: { '1.1.1.1 10.0.0.4 tcp/1': 'unknown' },
  },
  {
    title: 'an object that is called by its own address stands for it',
    table: `${H}10.0.0.1,G,any,permit\n`,
    mapping: DENY,
    definitions: ['Name,Address\n10.0.0.1,10.0.0.1\n', 'Name,Members\nG,10.0.0.1;10.0.0.2\n'],
    asks: { '10.0.0.1 10.0.0.2 tcp/1': 'permit 2', '10.0.0.1 10.0.0.3 tcp/1': 'deny end' },
  },
  {
    title: 'the same table, said to be complete',
    table:
      'No,Source,Destination,Service,Action\n1,any,10.0.0.1,any,permit\n2,any,10.0.0.2,any,permit\n3,any,10.0.0.3,any,permit\n7,any,10.0.0.4,any,permit\n',
    mapping: { otherwise: 'deny', complete: true },
    asks: { '1.1.1.1 10.0.0.4 tcp/1': 'permit 5', '1.1.1.1 10.0.0.5 tcp/1': 'deny end' },
  },
  {
    title: 'objects with a mask, with first and last address, and with addresses and members in columns of their own',
    table: `${H}NET,any,any,permit\nPOOL,any,any,permit\nBOTH,any,any,permit\n`,
    mapping: DENY,
    definitions: [
      'Name,IPv4 address,Mask,First,Last\nNET,10.1.0.0,255.255.0.0,,\nPOOL,,,10.2.0.5,10.2.0.9\n',
      'Name,Address,Members\nH,10.3.0.1,\nBOTH,,H;NET\n',
    ],
    asks: {
      '10.1.2.3 9.9.9.9 tcp/1': 'permit 2',
      '10.2.0.9 9.9.9.9 tcp/1': 'permit 3',
      '10.2.0.10 9.9.9.9 tcp/1': 'deny end',
      '10.3.0.1 9.9.9.9 tcp/1': 'permit 4',
    },
  },
  {
    title: 'a group without members and a service in place of an address are open, not empty',
    table: `${H}DYNAMIC,10.0.0.1,any,deny\nSVC,10.0.0.2,any,deny\nany,any,any,permit\n`,
    definitions: ['Name,Members Count,Addresses\nDYNAMIC,0,\n', 'Name,Protocol,Destination Port\nSVC,tcp,80\n'],
    asks: {
      '1.1.1.1 10.0.0.1 tcp/1': 'unknown',
      '1.1.1.1 10.0.0.2 tcp/1': 'unknown',
      '1.1.1.1 10.0.0.3 tcp/1': 'permit 4',
    },
  },
  {
    title: 'source ports of a defined service count',
    table: `${H}any,any,SVC,permit\n`,
    mapping: DENY,
    definitions: ['Name,Protocol,Source Port,Destination Port\nSVC,udp,123,123\n'],
    asks: { '1.1.1.1 2.2.2.2 udp/123:123': 'permit 2', '1.1.1.1 2.2.2.2 udp/124:123': 'deny end' },
  },
  {
    title: 'pairs of ports, floats, -1 for all, type and code of ICMP',
    table:
      'Source,Destination,IpProtocol,FromPort,ToPort,Action\nany,10.0.0.1,tcp,30093.0,30094.0,allow\nany,10.0.0.2,-1,,,allow\nany,10.0.0.3,icmp,3.0,4.0,allow\nany,10.0.0.4,icmp,-1.0,-1.0,allow\n',
    mapping: DENY,
    asks: {
      '1.1.1.1 10.0.0.1 tcp/30094': 'permit 2',
      '1.1.1.1 10.0.0.1 tcp/30095': 'deny end',
      '1.1.1.1 10.0.0.2 gre': 'permit 3',
      '1.1.1.1 10.0.0.3 icmp/3/4': 'permit 4',
      '1.1.1.1 10.0.0.3 icmp/4/4': 'deny end',
      '1.1.1.1 10.0.0.4 icmp/8/0': 'permit 5',
    },
  },
  {
    title: 'predefined services of products',
    table: `${H}any,10.0.0.1,service-http,permit\nany,10.0.0.2,ALL_TCP,permit\nany,10.0.0.3,tcp/any,permit\nany,10.0.0.4,icmp6/128,permit\n`,
    mapping: DENY,
    asks: {
      '1.1.1.1 10.0.0.1 tcp/8080': 'permit 2',
      '1.1.1.1 10.0.0.2 tcp/9': 'permit 3',
      '1.1.1.1 10.0.0.2 udp/9': 'deny end',
      '1.1.1.1 10.0.0.3 tcp/9': 'permit 4',
      '1.1.1.1 10.0.0.4 icmp/8': 'deny end',
    },
  },
  {
    title: 'services separated by blanks, where every piece is one',
    table: `${H}any,10.0.0.1,tcp/80 tcp/443,permit\nany,10.0.0.2,Web Servers,permit\n`,
    mapping: DENY,
    asks: { '1.1.1.1 10.0.0.1 tcp/443': 'permit 2', '1.1.1.1 10.0.0.2 tcp/443': 'unknown' },
  },
  {
    title: 'a macro with the range that the mapping states',
    table: `${H}any,10.0.0.1,RPC,permit\n`,
    mapping: { otherwise: 'deny', services: { RPC: ['tcp/49152-65535'] } },
    asks: { '1.1.1.1 10.0.0.1 tcp/50000': 'permit 2', '1.1.1.1 10.0.0.1 tcp/135': 'deny end' },
  },
  {
    title: 'the end of a table of PAN-OS, and of FortiGate policies',
    table:
      '"","Name","Tags","Type","Source Zone","Source Address","Destination Zone","Destination Address","Application","Service","Action","Profile","Options"\n"1","a","none","universal","dmz","any","inside","any","any","tcp/443","Allow","none","none"\n"2","b","none","universal","inside","any","dmz","any","any","tcp/443","Allow","none","none"\n',
    asks: { 'dmz>inside 1.1.1.1 2.2.2.2 tcp/80': 'deny end', 'dmz>dmz 1.1.1.1 2.2.2.2 tcp/80': 'permit end' },
  },
  {
    title: 'Azure goes by priority',
    table:
      'Name,Priority,Direction,Access,Protocol,SourcePortRange,DestinationPortRange,SourceAddressPrefix,DestinationAddressPrefix\nb,200,Inbound,Deny,*,*,*,*,*\na,100,Inbound,Allow,Tcp,*,443,*,10.0.0.1\n',
    asks: { '1.1.1.1 10.0.0.1 tcp/443': 'permit 3', '1.1.1.1 10.0.0.1 tcp/444': 'deny 2' },
  },
  {
    title: 'a dump of FortiOS: blanks are defaults, the order is stated',
    table:
      'edit_id,action,dstaddr,dstintf,internet-service,schedule,service,srcaddr,srcintf,status\n7,accept,all,b,,always,ALL,10.0.0.1,a,\n3,,all,b,,always,ALL,10.0.0.2,a,\n5,accept,,b,enable,always,,10.0.0.3,a,\n6,accept,all,b,,always,ALL,10.0.0.4,a,disable\n',
    mapping: { evaluation: 'first-match' },
    asks: {
      'a>b 10.0.0.1 2.2.2.2 tcp/1': 'permit 2',
      'a>b 10.0.0.2 2.2.2.2 tcp/1': 'deny 3',
      'a>b 10.0.0.3 2.2.2.2 tcp/1': 'unknown',
      'a>b 10.0.0.4 2.2.2.2 tcp/1': 'deny end',
    },
  },
]

describe.each(TRAPS)('$title', ({ table, mapping, definitions, asks }) => {
  test.each(Object.entries(asks))('%s: %s', (question, answer) => {
    const result = readCsv(table, mapping, definitions)
    expect(errorsOf(result)).toEqual([])
    expect(askCsv(result, question)).toBe(answer)
  })
})

interface Asked {
  readonly title: string
  readonly table: string
  readonly mapping?: CsvMapping
  readonly definitions?: readonly string[]
  readonly errors: readonly string[]
}

const ASKED: readonly Asked[] = [
  {
    title: 'an interface that is negated',
    table: 'interfacenot,Source,Destination,Service,Action\n0,any,any,any,allow\n1,any,any,any,allow\n',
    errors: [
      'csv/unknown-column 1:1 the column `interfacenot` is not known and holds yes and no, or on and off (`0`, `1`)',
    ],
  },
  {
    title: 'a negated zone',
    table: 'Source Zone,Destination Zone,Source,Destination,Service,Action\n!dmz,any,any,any,any,allow\n',
    errors: ['csv/negated-zone 2:1 `!dmz` takes a zone out'],
  },
  {
    title: 'a type that is a direction',
    table: 'Rule Type,Source,Destination,Service,Action\nInbound,any,any,any,allow\nOutbound,any,any,any,deny\n',
    errors: [
      'csv/several-contexts -:- the column `Rule Type` has several values (`Inbound`, `Outbound`), so the rules may belong to different firewalls or directions',
    ],
  },
  {
    title: 'rules that filter nothing',
    table: 'Rule Type,Source,Destination,Service,Action\nNAT,any,any,any,allow\n',
    errors: ['csv/not-a-filter-rule 2:1 a rule of the type `NAT` filters nothing'],
  },
  {
    title: 'rules for another device',
    table: 'Source,Destination,Service,Action,Install On\nany,any,any,Accept,gw-2\n',
    errors: [
      'csv/several-contexts -:- the column `Install On` limits the rules to `gw-2`, which may not be this firewall',
    ],
  },
  {
    title: 'chains of several machines',
    table:
      'machine,table,chain,protocol,ipsource,ipdest,portdest,rule\na,filter,INPUT,tcp,any,any,80,ACCEPT\na,nat,INPUT,tcp,any,any,80,ACCEPT\n',
    mapping: { columns: { action: 'rule' } },
    errors: [
      'csv/several-contexts -:- the column `table` has several values (`filter`, `nat`), so the rules may belong to different firewalls or directions',
    ],
  },
  {
    title: 'more cells than headers',
    table: `${H}any,any,any,allow,surprise\n`,
    errors: ["csv/long-row 2:- the row has 5 cells, more than the header's 4"],
  },
  {
    title: 'a row that ends before a condition',
    table: 'Source,Destination,Service,Action,Schedule\nany,any,any,allow\n',
    errors: ['csv/short-row 2:- the row has 4 cells and ends before its last match column'],
  },
  {
    title: 'a switch that is neither on nor off',
    table: 'Enabled,Source,Destination,Service,Action\nx,any,any,any,allow\n,any,any,any,deny\n',
    errors: ['csv/blank 3:1 the enabled is empty in one row, and the table does not say what that means'],
  },
  {
    title: 'an empty source port',
    table: 'Source,Source Port,Destination,Protocol,Port,Action\nany,,any,tcp,80,allow\n',
    errors: ['csv/blank 2:5 the sourcePort is empty in one row, and the table does not say what that means'],
  },
  {
    title: 'a service and ports that exclude each other',
    table: 'Source,Destination,Service,Protocol,Port,Action\nany,any,https,tcp,8443,allow\n',
    errors: ['csv/contradiction 2:9 the service `https` and the protocol or ports of the row exclude each other'],
  },
  {
    title: 'a port of a protocol that has none',
    table: 'Source,Destination,Protocol,Port,Action\nany,any,gre,80,allow\n',
    errors: ['csv/port 2:13 `80` names a port, but gre has none'],
  },
  {
    title: 'a macro without its range',
    table: `${H}any,any,RPC,allow\n`,
    errors: ['csv/service 2:9 `RPC` stands for a range of ports that the table does not state'],
  },
  {
    title: 'addresses that are none',
    table: `${H}0.0.0.0,10.5,any,allow\n`,
    errors: ['csv/address 2:1 `0.0.0.0` is no host', 'csv/address 2:9 `10.5` is a number, not an address'],
  },
  {
    title: 'layers within rules',
    table: 'No.,Source,Destination,Service,Action\n1,any,any,any,allow\n1.1,any,any,any,allow\n',
    errors: ['csv/inline-layer 3:1 the rule number `1.1` belongs to a layer within another rule'],
  },
  {
    title: 'an empty action',
    table: `${H}any,any,any,\n`,
    errors: ['csv/unknown-action 2:13 the action is empty'],
  },
  {
    title: 'a column that is not there',
    table: `${H}any,any,any,allow\n`,
    mapping: { columns: { order: 'Seq' } },
    errors: ['csv/no-such-column 1:- the project file names the column `Seq`, which is not in the header'],
  },
  {
    title: 'a column that is there twice',
    table: 'Note,Note,Source,Destination,Service,Action\na,b,any,any,any,allow\n',
    mapping: { columns: { comment: 'Note' } },
    errors: ['csv/no-such-column 1:- the project file names the column `Note`, which is in the header 2 times'],
  },
  {
    title: 'a deny in a table of which every row permits',
    table: `${H}any,any,any,deny\n`,
    mapping: { evaluation: 'allow-union' },
    errors: ['csv/deny-in-union 2:- the rule denies, but everything that some rule permits is to be permitted'],
  },
  {
    title: 'a rule without priority, and one priority for two',
    table: 'Priority,Source,Destination,Service,Action\n1,any,any,any,allow\nhigh,any,any,any,deny\n',
    mapping: { evaluation: 'priority' },
    errors: ['csv/no-priority 3:- the rule has no priority'],
  },
  {
    title: 'one priority for two',
    table: 'Priority,Source,Destination,Service,Action\n1,any,any,any,allow\n1,any,any,any,deny\n',
    mapping: { evaluation: 'priority' },
    errors: ['csv/priority-twice 3:- the priority 1 stands also in line 2, with another action'],
  },
  {
    title: 'a dump that lost the order of its rules',
    table: 'edit_id,action,dstaddr,dstintf,service,srcaddr,srcintf\n10,accept,all,b,ALL,all,a\n9,,all,b,ALL,all,a\n',
    errors: [
      'csv/order -:- a table of this kind (FortiOS policy dump) is sorted by number, so the order of the rules is not in it',
    ],
  },
  {
    title: 'the other end without a direction',
    table: 'GroupName,Direction,IpProtocol,FromPort,ToPort,CidrIp\na,Inbound,tcp,1,2,0.0.0.0/0\n',
    errors: [
      'csv/direction 1:48 the column `CidrIp` holds the other end of each rule, so whether that is the source depends on a direction',
    ],
  },
  {
    title: 'a name with two meanings',
    table: `${H}A,any,any,allow\n`,
    definitions: ['Name,Address\nA,10.0.0.1\nA,10.0.0.2\n'],
    errors: ['csv/definition 3:- in the definition of `A`: it is defined differently in line 2 of objects0.csv'],
  },
  {
    title: 'a group with exclusions',
    table: `${H}A,any,any,allow\n`,
    definitions: ['Name,Members,Exclude\nA,10.0.0.0/8,10.0.0.1\n'],
    errors: [
      'csv/unknown-column 1:14 the column `Exclude` is not known and looks as if it changed what a name stands for',
    ],
  },
]

describe('what may decide and is not understood is asked', () => {
  test.each(ASKED)('$title', ({ table, mapping, definitions, errors }) => {
    const result = readCsv(table, mapping, definitions)
    expect(errorsOf(result)).toEqual(errors)
    for (const { severity, expected, mend } of result.diagnostics) {
      if (severity === 'error') expect([expected, mend]).not.toContain(undefined)
    }
  })
})

test('names without definition are ranked, also those within groups', () => {
  const objects = 'Name,Members\nG,X;10.0.0.1\n'
  const result = readCsv(`${H}G,Y,any,allow\nX,any,any,allow\nany,any,any,deny\n`, {}, [objects])
  expect(result.firewalls[0]?.importReport?.unknownNames).toEqual([
    { name: 'X', rules: 2, lines: [2, 3] },
    { name: 'Y', rules: 1, lines: [2] },
  ])
})

test('what a packet meets on its way through groups is told by side', () => {
  const objects = 'Name,Members\nOUTER,INNER\nINNER,10.0.0.1\nSVC,tcp/443\n'
  const result = readCsv(`${H}OUTER,OUTER,SVC,allow\nany,any,any,deny\n`, {}, [objects])
  const firewall = result.firewalls[0]!
  const table = firewall.passage('', '', 4)[0]!.tables[0]!
  const packet = { protocol: 6, destinationField: 443, sourceField: 1, source: 0x0a000001, destination: 0x0a000001 }
  expect(firewall.groupPath(table, 0, packet).map(({ line, text }) => `${line} ${text}`)).toEqual([
    '2 objects0.csv: OUTER,INNER',
    '3 objects0.csv: INNER,10.0.0.1',
    '2 objects0.csv: OUTER,INNER',
    '3 objects0.csv: INNER,10.0.0.1',
    '4 objects0.csv: SVC,tcp/443',
  ])
})
