import { describe, expect, test } from 'vitest'
import { formatAddress } from '../../src/model/address.ts'
import { Complaints } from '../../src/project/complaints.ts'
import { type ListedServer, readInventory } from '../../src/project/inventory.ts'
import { siteName, tableKind } from '../../src/project/powershell.ts'
import { readServerTable } from '../../src/project/server-table.ts'
import { complaintsOf, sourceOf } from './project-world.ts'

type Tables = Readonly<Record<string, string>>

function inventory(tables: Tables, complaints: Complaints): readonly ListedServer[] {
  const rows = Object.entries(tables).flatMap(([name, text]) => readServerTable(sourceOf(name, text), complaints))
  return readInventory(rows, complaints)
}

function lines(servers: readonly ListedServer[]): readonly string[] {
  return servers.map(({ name, addresses, roles, site, version, environment, organization, line }) =>
    [
      `${line}:`,
      name,
      addresses.map(({ address }) => formatAddress(address)).join(';'),
      roles.join(';'),
      site ?? '-',
      version ?? '-',
      environment ?? '-',
      organization ?? '-',
    ].join(' '),
  )
}

function read(tables: Tables): readonly string[] {
  const complaints = new Complaints()
  const servers = inventory(tables, complaints)
  complaints.refuse()
  return lines(servers)
}

const EXCHANGE = `#TYPE Microsoft.Exchange.Data.Directory.Management.ExchangeServer
"PSComputerName","RunspaceId","Name","Fqdn","Domain","Site","ServerRole","AdminDisplayVersion","IsClientAccessServer","IsMailboxServer","IsHubTransportServer","IsUnifiedMessagingServer","IsEdgeServer","StaticExcludedDomainControllers"
"hq-cas01.corp.example","0001","DMZ-CAS01","dmz-cas01.corp.example","corp.example","corp.example/Configuration/Sites/HQ","ClientAccess","Version 14.3 (Build 123.4)","True","False","False","False","False","Microsoft.Exchange.Data.MultiValuedProperty\`1[System.String]"
"hq-cas01.corp.example","0001","HQ-MBX01","hq-mbx01.corp.example","corp.example","corp.example/Configuration/Sites/HQ","Mailbox, HubTransport","Version 14.3 (Build 123.4)","False","True","True","False","False",
"hq-cas01.corp.example","0001","HQ-EX16","hq-ex16.corp.example","corp.example","corp.example/Configuration/Sites/HQ","Mailbox","Version 15.1 (Build 2507.6)","True","True","True","False","False",
`
const DIRECTORY = `"ComputerObjectDN","Domain","Forest","HostName","IPv4Address","IPv6Address","IsGlobalCatalog","IsReadOnly","Name","Site"
"CN=HQ-DC01,OU=Domain Controllers,DC=corp,DC=example","corp.example","corp.example","hq-dc01.corp.example","10.10.1.11","2001:db8:10::11","True","False","HQ-DC01","HQ"
"CN=HQ-RO01,OU=Domain Controllers,DC=corp,DC=example","corp.example","corp.example","hq-ro01.corp.example","10.10.1.12",,"True","True","HQ-RO01","CN=Branch,CN=Sites,CN=Configuration,DC=corp,DC=example"
`
const ADDRESSES = 'Name,IPAddress\ndmz-cas01.corp.example,192.168.10.11\nhq-mbx01,10.10.1.21\nHQ-EX16,10.10.1.22\n'

describe('servers.csv', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'the columns that are required',
      'name,address,roles\nCAS1,10.1.1.1,CAS\n',
      ['2: CAS1 10.1.1.1 client-access - - - -'],
    ],
    [
      'all columns, in any order and letters',
      'Roles,NAME,Address,Environment,Site,Organization,Version\nMBX;HT,M1,10.1.1.1;2001:db8::1,prod,HQ,Contoso,2010\n',
      ['2: M1 10.1.1.1;2001:db8::1 mailbox;hub-transport HQ 2010 prod Contoso'],
    ],
    [
      'other names of columns',
      'Server Name;IP Address;Server Role;AD-Site\nCAS1;10.1.1.1;Mailbox, ClientAccess;HQ\nM;10.1.1.2;MBX;HQ\n'.replace(
        'M;10.1.1.2;MBX;HQ\n',
        '',
      ),
      ['2: CAS1 10.1.1.1 client-access;mailbox HQ - - -'],
    ],
    [
      'tabs',
      'name\taddress\troles\nCAS1\t10.1.1.1\tCAS, HT\n',
      ['2: CAS1 10.1.1.1 client-access;hub-transport - - - -'],
    ],
    [
      'sep= with a tab',
      'sep=\t\nname\taddress\troles\nCAS1\t10.1.1.1\tCAS\n',
      ['3: CAS1 10.1.1.1 client-access - - - -'],
    ],
    ['sep=', 'sep=|\nname|address|roles\nCAS1|10.1.1.1|CAS\n', ['3: CAS1 10.1.1.1 client-access - - - -']],
    [
      'quotes, blanks, empty lines and remarks',
      'name, address ,roles\r\n\r\n# the old ones\r\n"CAS ""1""", 10.1.1.1 ,"CAS\nHT"\r\nDC1,10.1.1.2,DC\r\n'.replace(
        '\nHT',
        ';HT',
      ),
      ['4: CAS "1" 10.1.1.1 client-access;hub-transport - - - -', '5: DC1 10.1.1.2 domain-controller - - - -'],
    ],
    [
      'two columns of addresses',
      'name,ipv4,ipv6,role\nDC1,10.1.1.1,2001:db8::1,dc\n',
      ['2: DC1 10.1.1.1;2001:db8::1 domain-controller - - - -'],
    ],
    [
      'a host with its length',
      'name,address,roles\nDC1,10.1.1.1/32,dc\n',
      ['2: DC1 10.1.1.1 domain-controller - - - -'],
    ],
    [
      'names of objects',
      'name,address,roles\n__proto__,10.1.1.1,dc\nconstructor,10.1.1.2,dc\n',
      ['2: __proto__ 10.1.1.1 domain-controller - - - -', '3: constructor 10.1.1.2 domain-controller - - - -'],
    ],
    [
      'a cell over two lines',
      'name,address,roles\nDC1,"10.1.1.1\n10.1.1.2",dc\nDC2,10.1.1.3,dc\n',
      ['2: DC1 10.1.1.1;10.1.1.2 domain-controller - - - -', '4: DC2 10.1.1.3 domain-controller - - - -'],
    ],
    [
      'a site as Exchange writes it',
      'name,address,roles,site\nDC1,10.1.1.1,dc,corp.example/Configuration/Sites/HQ\n',
      ['2: DC1 10.1.1.1 domain-controller HQ - - -'],
    ],
  ])('%s', (_title, text, expected) => expect(read({ 'servers.csv': text })).toEqual(expected))
})

describe('exports of PowerShell', () => {
  test('are completed by a table of addresses', () =>
    expect(read({ 'ex.csv': EXCHANGE, 'dc.csv': DIRECTORY, 'ip.csv': ADDRESSES })).toEqual([
      '3: DMZ-CAS01 192.168.10.11 client-access HQ Version 14.3 (Build 123.4) - -',
      '4: HQ-MBX01 10.10.1.21 mailbox;hub-transport HQ Version 14.3 (Build 123.4) - -',
      '5: HQ-EX16 10.10.1.22 client-access;mailbox;hub-transport HQ Version 15.1 (Build 2507.6) - -',
      '2: HQ-DC01 10.10.1.11;2001:db8:10::11 domain-controller;global-catalog HQ - - -',
      '3: HQ-RO01 10.10.1.12 read-only-domain-controller Branch - - -',
    ]))

  test.each([
    ['CAS1', 'cas1.corp.example'],
    ['cas1.corp.example', 'CAS1'],
    ['CAS1.corp.example', 'cas1.CORP.example'],
  ])('a list without addresses has %s, the table %s', (listed, named) =>
    expect(read({ 'l.csv': `name,roles\n${listed},CAS\n`, 'a.csv': `name,address\n${named},10.1.1.1\n` })).toEqual([
      `2: ${listed} 10.1.1.1 client-access - - - -`,
    ]),
  )

  test('a full name of another domain is another machine', () =>
    expect(
      complaintsOf((complaints) =>
        inventory(
          { 'l.csv': 'name,roles\ncas1.corp.example,CAS\n', 'a.csv': 'name,address\ncas1.other.example,10.1.1.1\n' },
          complaints,
        ),
      ),
    ).toContain('the server `cas1.corp.example` has no address'))

  test('join a machine that is in both, and in a list', () => {
    const exchange =
      'Name,Fqdn,ServerRole,AdminDisplayVersion\nALL1,all1.corp.example,Mailbox,Version 15.1 (Build 1.2)\n'
    const directory =
      'Name,HostName,IPv4Address,IsGlobalCatalog,IsReadOnly\nALL1,all1.corp.example,10.1.1.1,True,False\n'
    const list = 'name,address,roles,environment\nall1,10.1.1.2,DNS,prod\n'
    expect(read({ 'a.csv': exchange, 'b.csv': directory, 'c.csv': list })).toEqual([
      '2: ALL1 10.1.1.1;10.1.1.2 mailbox;domain-controller;global-catalog;dns - Version 15.1 (Build 1.2) prod -',
    ])
  })

  test('keep two machines of one short name apart', () => {
    const directory =
      'Name,HostName,IPv4Address,IsGlobalCatalog,IsReadOnly\nDC1,dc1.a.example,10.1.1.1,True,False\nDC1,dc1.b.example,10.1.1.2,True,False\n'
    expect(read({ 'b.csv': directory })).toEqual([
      '2: dc1.a.example 10.1.1.1 domain-controller;global-catalog - - - -',
      '3: dc1.b.example 10.1.1.2 domain-controller;global-catalog - - - -',
    ])
  })

  test.each([
    [['Name', 'ServerRole', 'AdminDisplayVersion'], 'exchange'],
    [['HostName', 'IsReadOnly', 'IsGlobalCatalog', 'Name'], 'directory'],
    [['name', 'address', 'roles'], 'plain'],
    [['Name', 'ServerRole', 'IPAddress'], 'plain'],
  ] as const)('%j is of kind %s', (headers, kind) => expect(tableKind(headers)).toBe(kind))

  test.each([
    ['corp.example/Configuration/Sites/HQ', 'HQ'],
    ['CN=HQ,CN=Sites,CN=Configuration,DC=corp,DC=example', 'HQ'],
    ['CN=A\\, B,CN=Sites', 'A, B'],
    ['HQ', 'HQ'],
    ['HQ/Building 2', 'HQ/Building 2'],
  ])('the site of %s', (text, site) => expect(siteName(text)).toBe(site))
})

const HEADER = 'name,address,roles\n'
const ROLES =
  '`client-access`, `mailbox`, `hub-transport`, `unified-messaging`, `edge-transport`, `domain-controller`, `global-catalog`, `read-only-domain-controller`, `dns`, `reverse-proxy`, `load-balancer`, `skype-for-business`, `hybrid-agent`, `office-online-server` or `other`'

describe('what is wrong with a table', () => {
  test.each<[string, Tables, string]>([
    [
      'a name twice',
      { 's.csv': `${HEADER}CAS1,10.1.1.1,CAS\ncas1,10.1.1.2,CAS\n` },
      `s.csv:3:1: error: the server \`cas1\` is listed twice [servers/name-twice]
  found:    first in s.csv:2
  expected: each server once; several addresses or roles in one cell are separated by \`;\`
  mend:     join the two lines, or rename one of the servers`,
    ],
    [
      'a name in two lists',
      { 'a.csv': `${HEADER}CAS1,10.1.1.1,CAS\n`, 'b.csv': `${HEADER}CAS1,10.1.1.1,CAS\n` },
      `b.csv:2:1: error: the server \`CAS1\` is listed twice [servers/name-twice]
  found:    first in a.csv:2
  expected: each server once; several addresses or roles in one cell are separated by \`;\`
  mend:     join the two lines, or rename one of the servers`,
    ],
    [
      'an unknown role',
      { 's.csv': `${HEADER}CAS1,10.1.1.1,CAS;mailbx\n` },
      `s.csv:2:19: error: \`mailbx\` is no role of a server [servers/unknown-role]
  expected: ${ROLES}
  mend:     write \`mailbox\``,
    ],
    [
      'a role of another kind, in quotes',
      { 's.csv': `${HEADER}CAS1,10.1.1.1,"CAS, printer"\n` },
      `s.csv:2:21: error: \`printer\` is no role of a server [servers/unknown-role]
  expected: ${ROLES}
  mend:     write one of these, or \`other\``,
    ],
    [
      'no role',
      { 's.csv': `${HEADER}CAS1,10.1.1.1,\n` },
      `s.csv:2:1: error: the server \`CAS1\` has no role [servers/no-role]
  expected: ${ROLES}
  mend:     state its roles; \`other\` if it is neither an Exchange server nor a domain controller`,
    ],
    [
      'no address',
      { 's.csv': `${HEADER}CAS1,,CAS\n` },
      `s.csv:2:1: error: the server \`CAS1\` has no address [servers/no-address]
  expected: at least one IPv4 or IPv6 address
  mend:     write its address in the column \`address\``,
    ],
    [
      'no name',
      { 's.csv': `${HEADER},10.1.1.1,CAS\n` },
      `s.csv:2: error: the server has no name [servers/no-name]
  expected: a name in the column \`name\`
  mend:     name the server, or remove the line`,
    ],
    [
      'no address',
      { 's.csv': `${HEADER}CAS1,10.1.1.300,CAS\n` },
      `s.csv:2:6: error: \`10.1.1.300\` is no address [servers/not-an-address]
  expected: an IPv4 or IPv6 address, several separated by \`;\`
  mend:     write the address; names are not looked up`,
    ],
    [
      'the type of a list',
      { 's.csv': `${HEADER}CAS1,System.String[],CAS\n` },
      `s.csv:2:6: error: \`System.String[]\` is no address [servers/not-an-address]
  expected: an IPv4 or IPv6 address, several separated by \`;\`
  mend:     export it again with the values joined: \`@{n='Address';e={$_.Address -join ';'}}\``,
    ],
    [
      'a network',
      { 's.csv': `${HEADER}CAS1,10.1.1.2;10.1.1.1/24,CAS\n` },
      `s.csv:2:15: error: \`10.1.1.1/24\` is a network, not the address of a server [servers/network-as-address]
  found:    the network 10.1.1.0/24
  expected: an address without a length, for example \`10.1.1.10\`
  mend:     write \`10.1.1.1\``,
    ],
    [
      'an address of nobody',
      { 's.csv': `${HEADER}CAS1,224.0.0.5,CAS\n` },
      `s.csv:2:6: error: \`224.0.0.5\` cannot be the address of a server [servers/not-a-host]
  expected: the address of a host
  mend:     write the address of the server`,
    ],
    [
      'addresses that cross no firewall',
      { 's.csv': `${HEADER}DC1,10.1.1.1;fe80::1%12,DC\nDC2,169.254.3.4,DC\n` },
      `s.csv:2:14: warning: the address \`fe80::1%12\` is link-local or loopback and crosses no firewall; it is left out [servers/local-address]
  expected: an address by which other servers reach this one
  mend:     write the address of the network card that is in use
s.csv:3:1: error: the server \`DC2\` has no address [servers/no-address]
  expected: at least one IPv4 or IPv6 address
  mend:     write its address in the column \`address\`
s.csv:3:5: warning: the address \`169.254.3.4\` is link-local or loopback and crosses no firewall; it is left out [servers/local-address]
  expected: an address by which other servers reach this one
  mend:     write the address of the network card that is in use`,
    ],
    [
      'one address of two servers',
      { 's.csv': `${HEADER}DC1,10.1.1.1,DC\nDC2,10.1.1.1,DC\n` },
      `s.csv:3:5: warning: 10.1.1.1 is the address of two servers, \`DC1\` and \`DC2\` [servers/address-twice]
  found:    first in s.csv:2
  mend:     check which of the two has it`,
    ],
    [
      'a Mailbox server without a version',
      { 's.csv': `${HEADER}M1,10.1.1.1,MBX\n` },
      `s.csv:2:1: warning: the Mailbox server \`M1\` states no version, so it does not count as a Client Access server [servers/no-version]
  expected: its Exchange version: from 2016 on every Mailbox server is a Client Access server
  mend:     write the version in the column \`version\``,
    ],
    [
      'a version that is none',
      { 's.csv': 'name,address,roles,version\nM1,10.1.1.1,MBX,Windows 2016\n' },
      `s.csv:2:1: warning: the version \`Windows 2016\` of the server \`M1\` is no Exchange version that is known [servers/unknown-version]
  expected: for example \`2010\`, \`2016\`, \`SE\` or \`Version 15.1 (Build 2507.6)\`
  mend:     write the version in one of these forms`,
    ],
    [
      'no header',
      { 's.csv': 'CAS1,10.1.1.1,CAS\n' },
      `s.csv:1:1: error: the table has no header that names its columns [servers/no-header]
  found:    \`CAS1,10.1.1.1,CAS\`
  expected: the columns \`name\`, \`address\` and \`roles\`
  mend:     make \`name,address,roles\` the first line`,
    ],
    [
      'a column twice',
      { 's.csv': 'name,address,roles,Roles\nDC1,10.1.1.1,DC,GC\n' },
      `s.csv:1:20: error: the column \`Roles\` is there twice [servers/column-twice]
  expected: each column once; several addresses or roles in one cell are separated by \`;\`
  mend:     remove or rename one of the two`,
    ],
    [
      'a column that is not read',
      { 's.csv': 'name,adress,ip,roles\nDC1,x,10.1.1.1,DC\n' },
      `s.csv:1:6: note: a column is not read: \`adress\` [servers/columns-not-read]
  expected: \`name\`, \`fqdn\`, \`address\`, \`roles\`, \`site\`, \`version\`, \`environment\` or \`organization\``,
    ],
    [
      'a row that is too long',
      { 's.csv': `${HEADER}CAS1,10.1.1.1,CAS,HT\n` },
      `s.csv:2:19: error: the row has more cells than the header [servers/row-too-long]
  found:    \`HT\`
  expected: 3 cells
  mend:     separate several addresses or roles by \`;\`, or put quotes around the cell`,
    ],
    [
      'a quote without end',
      { 's.csv': `${HEADER}CAS1,10.1.1.1,"CAS\nDC1,10.1.1.2,DC\n` },
      `s.csv:2:15: error: a quoted cell has no end [servers/stray-quote]
  expected: a quote at the beginning and the end of the cell, those within it doubled
  mend:     close the quote, or double a quote that belongs to the text`,
    ],
    [
      'text behind a quote',
      { 's.csv': `${HEADER}"DC1\\"x",10.1.1.1,DC\n# a remark, "with a quote\nDC2,10.1.1.2,DC\n` },
      `s.csv:2:7: error: text follows a closing quote [servers/stray-quote]
  found:    \`x"\`
  expected: a quote at the beginning and the end of the cell, those within it doubled
  mend:     close the quote, or double a quote that belongs to the text`,
    ],
    [
      'formatted output',
      { 's.csv': '"ClassId2e4f51ef21dd47e99d3c952918aff9cd","pageHeaderEntry"\n"033ecb2bc07a4d43b5ef94ed5a35d280",\n' },
      `s.csv:1:2: error: the table holds the formatting of a console view, not the servers [servers/formatted-output]
  found:    columns such as \`ClassId2e4f51ef…\`
  expected: the properties of the servers as columns
  mend:     export again without \`Format-Table\` or \`Format-List\` before \`Export-Csv\`; use \`Select-Object\``,
    ],
    [
      'an export without addresses',
      { 'ex.csv': EXCHANGE, 'ip.csv': ADDRESSES.replace('HQ-EX16', 'HQ-EX19') },
      `ex.csv:5:33: error: the server \`HQ-EX16\` has no address [servers/no-address]
  expected: at least one IPv4 or IPv6 address
  mend:     list a table with the columns \`name,address\` under \`servers:\` beside this export
ip.csv:4:1: note: the address of a name that the inventory does not hold is passed over [servers/unknown-names]
  found:    \`HQ-EX19\``,
    ],
    [
      'addresses alone',
      { 'ip.csv': ADDRESSES },
      `ip.csv:1: error: no table states the roles of the servers [servers/no-roles]
  found:    names and addresses alone
  expected: a column \`roles\`
  mend:     add the column, or list an export of Get-ExchangeServer and of Get-ADDomainController beside this table`,
    ],
    [
      'a short name of two machines',
      {
        'dc.csv':
          'Name,HostName,IPv4Address,IsGlobalCatalog,IsReadOnly\nDC1,dc1.a.example,10.1.1.1,True,False\nDC1,dc1.b.example,10.1.1.2,True,False\n',
        'ip.csv': 'name,address\ndc1,10.1.1.3\n',
      },
      `ip.csv:2:1: error: more than one server of the inventory has the short name \`dc1\` [servers/ambiguous-name]
  expected: a name that only one server has
  mend:     write the fully qualified name`,
    ],
    [
      'a domain without controllers',
      { 'dc.csv': DIRECTORY.replace('"corp.example","corp.example"', '"corp.example","example"') },
      `dc.csv:2:150: warning: no domain controller of the domain \`example\` is in the list [servers/domain-without-controller]
  expected: the domain controllers of every domain of the forest
  mend:     export those of each domain: \`(Get-ADForest).Domains | % { Get-ADDomainController -Filter * -Server $_ }\``,
    ],
    [
      'Exchange 2003',
      {
        'ex.csv': 'Name,ServerRole,AdminDisplayVersion\nOLD1,None,Version 6.5 (Build 7638.2)\n',
        'ip.csv': 'name,address\nold1,10.1.1.1\n',
      },
      `ex.csv:2:1: warning: Exchange 2003 knows no roles; \`OLD1\` counts as a Mailbox server [servers/role-assumed]
  mend:     list it with the role \`client-access\` if it is a front-end server`,
    ],
    [
      'several organisations',
      { 's.csv': 'name,address,roles,organization\nDC1,10.1.1.1,DC,A\nDC2,10.1.1.2,DC,B\nDC3,10.1.1.3,DC,a\n' },
      `s.csv:3: note: the servers are of 2 organisations; a server is no peer of one of another organisation [servers/several-organizations]
  found:    \`A\`, \`B\``,
    ],
  ])('%s', (_title, tables, expected) =>
    expect(complaintsOf((complaints) => inventory(tables, complaints))).toBe(expected),
  )

  test('shows no control characters and no secrets of a cell', () => {
    const text = complaintsOf((c) => inventory({ 's.csv': `${HEADER}CAS1,10.1.1.1,password hunter2\u001b[31m\n` }, c))
    expect(text).toContain('`password ***`')
    expect(text).not.toContain('hunter2')
    expect(text).not.toContain('\u001b')
  })
})
