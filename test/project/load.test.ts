import { describe, expect, test, vi } from 'vitest'
import { nodeFiles } from '../../src/cli/node-files.ts'
import { formatAddress, formatPrefix } from '../../src/model/address.ts'
import type { Network } from '../../src/model/network.ts'
import { InputReader } from '../../src/project/input-reader.ts'
import { type LoadedProject, loadFirewalls, loadProject } from '../../src/project/load.ts'
import { renderDiagnostics } from '../../src/source/diagnostic.ts'
import { fakeDialect, refusalOf, writeFiles } from './project-world.ts'

// These tests bring a dialect of their own, so that no change of a real one can fail them.
vi.mock('../../parsers/dialects.ts', () => ({ DIALECTS: [] }))

const FW = '! fake\ninside 10.0.0.0/8\ndmz 192.168.10.0/24\noutside 203.0.113.0/29 0.0.0.0/0\n'
const SERVERS = 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.1.10;2001:db8::10,DC;GC\n'
const PROJECT = 'version: 1\nfirewalls:\n  - name: fw1\n    config: fw1.cfg\nservers: servers.csv\n'
const GOOD = { 'emmental.yaml': PROJECT, 'fw1.cfg': FW, 'servers.csv': SERVERS.replace(';2001:db8::10', '') }

function load(
  files: Readonly<Record<string, string | Uint8Array>>,
  targets: readonly string[] = [],
  servers?: string,
): LoadedProject {
  const cwd = writeFiles(files)
  return loadProject(
    { reader: new InputReader(nodeFiles(cwd)), targets, ...(servers === undefined ? {} : { servers }) },
    [fakeDialect],
  )
}

/** A network in a few lines. */
function summary({ zones, servers, attachments, paths }: Network): unknown {
  return {
    zones: zones.map(({ name, networks, catchAll }) =>
      [name, ...networks.map(formatPrefix), ...(catchAll ? ['any'] : [])].join(' '),
    ),
    servers: servers.map(({ name, addresses, roles }) =>
      [name, ...addresses.map(({ address, zone }) => `${formatAddress(address)}@${zone}`), ...roles].join(' '),
    ),
    firewalls: attachments.map(
      ({ firewall, interfacesByZone }) =>
        `${firewall.name} ${[...interfacesByZone].map(([zone, names]) => `${zone}=${names.join('+')}`).join(' ')}`,
    ),
    paths: paths.map(({ between, through }) => `${between.join('-')}: ${through.join(' ')}`),
  }
}

const PLAIN = {
  zones: ['inside 10.0.0.0/8', 'dmz 192.168.10.0/24', 'outside 203.0.113.0/29 any'],
  servers: ['CAS1 192.168.10.11@dmz client-access', 'DC1 10.1.1.10@inside domain-controller global-catalog'],
  firewalls: ['fw1 inside=inside dmz=dmz outside=outside'],
  paths: [],
}

describe('a project', () => {
  test.each<[string, readonly string[]]>([
    ['is found in the current directory', []],
    ['is named as a directory', ['.']],
    ['is named as a file', ['emmental.yaml']],
  ])('%s', (_title, targets) => expect(summary(load(GOOD, targets).network)).toEqual(PLAIN))

  test('may lie elsewhere: its paths are relative to it, and shown from the current directory', () => {
    const files = { 'a/b/emmental.yaml': PROJECT, 'a/b/fw1.cfg': FW, 'a/b/servers.csv': GOOD['servers.csv'] }
    const { network } = load(files, ['a/b'])
    expect(summary(network)).toEqual(PLAIN)
    expect(network.attachments[0]?.firewall.source.name).toBe('a/b/fw1.cfg')
    expect(network.servers[0]?.file).toBe('a/b/servers.csv')
    expect(network.servers[0]?.line).toBe(2)
  })

  test('may be given as firewall files and a server list', () => {
    const { network } = load({ 'fw1.cfg': FW, 's.csv': GOOD['servers.csv'] }, ['fw1.cfg'], 's.csv')
    expect(summary(network)).toEqual(PLAIN)
  })

  test('is read in the encodings that its files have', () => {
    const yaml = `\ufeff${PROJECT.replace('config: fw1.cfg', 'config: fw1.cfg\n    encoding: utf-16be')}`
    const servers = `\ufeff${GOOD['servers.csv'].replace('CAS1', 'Brücke')}`.replaceAll('\n', '\r\n')
    const { network } = load({
      'emmental.yaml': yaml,
      'fw1.cfg': Buffer.from(FW, 'utf16le').swap16(),
      'servers.csv': Buffer.from(servers, 'utf16le'),
    })
    expect(network.servers.map(({ name, line }) => [name, line])).toEqual([
      ['Brücke', 2],
      ['DC1', 3],
    ])
    expect(network.zones).toHaveLength(3)
  })

  test('has its server list replaced by that of the call', () => {
    const other = 'name,address,roles\nCAS9,10.1.1.1,CAS\nDC9,10.1.1.2,DC\n'
    const { network } = load({ ...GOOD, 'other.csv': other }, [], 'other.csv')
    expect(network.servers.map(({ name }) => name)).toEqual(['CAS9', 'DC9'])
  })

  test('states zones, names and paths', () => {
    const yaml = `version: 1
organization: Contoso
zones:
  internal: { networks: [10.0.0.0/8] }
  perimeter: { networks: [192.168.10.0/24, "2001:db8::/64"] }
  world: { networks: [any] }
firewalls:
  - { name: back, config: fw1.cfg, zones: { inside: internal, dmz: perimeter, outside: world } }
  - { name: front, config: fw2.cfg, zones: { inside: perimeter } }
servers:
  - { name: CAS1, address: [192.168.10.11, "2001:db8::11"], roles: [CAS, HT], organization: Contoso }
  - servers.csv
paths:
  - between: [perimeter, internal]
    through: [back]
`
    const { network, diagnostics } = load({
      'emmental.yaml': yaml,
      'fw1.cfg': FW,
      'fw2.cfg': '! fake\ninside 192.168.10.0/24\noutside 0.0.0.0/0\n',
      'servers.csv': 'name,address,roles\nDC1,10.1.1.10,DC\nWEB,198.51.100.7,other\n',
    })
    expect(summary(network)).toEqual({
      zones: ['internal 10.0.0.0/8', 'perimeter 192.168.10.0/24 2001:db8::/64', 'world any'],
      servers: [
        'CAS1 192.168.10.11@perimeter 2001:db8::11@perimeter client-access hub-transport',
        'DC1 10.1.1.10@internal domain-controller',
        'WEB 198.51.100.7@world other',
      ],
      firewalls: ['back internal=inside perimeter=dmz world=outside', 'front perimeter=inside'],
      paths: ['perimeter-internal: back'],
    })
    expect(network.organization).toBe('Contoso')
    expect(network.servers.map(({ organization }) => organization)).toEqual(['Contoso', 'Contoso', 'Contoso'])
    expect(renderDiagnostics(diagnostics)).toBe(
      `emmental.yaml:9:13: warning: some interfaces of the firewall \`front\` are in no zone and take no part [project/interface-in-no-zone]
  found:    \`outside\`
  expected: one of the zones \`internal\`, \`perimeter\`, \`world\`
  mend:     add the zones, or say under \`zones:\` of the firewall which of its names is which zone
emmental.yaml:9:13: warning: the firewall \`front\` has an interface in the zone \`perimeter\` alone, so it stands on no way and none of its rules is asked; servers of the zone that its own text does not put before it are undetermined [project/firewall-in-one-zone]
  found:    in no zone: \`outside\`
  expected: interfaces in at least two zones
  mend:     state the zones behind it under \`zones:\` with their networks, or take the firewall out of the project if nothing passes it`,
    )
  })

  test('joins interfaces of one name into one zone', () => {
    const other = '! fake\ninside 172.16.0.0/12\ndmz 192.168.20.0/24\n'
    const { network } = load({ 'a.cfg': FW, 'b.cfg': other, 's.csv': GOOD['servers.csv'] }, ['a.cfg', 'b.cfg'], 's.csv')
    expect(summary(network)).toMatchObject({
      zones: ['inside 10.0.0.0/8 172.16.0.0/12', 'dmz 192.168.10.0/24 192.168.20.0/24', 'outside 203.0.113.0/29 any'],
      firewalls: ['a inside=inside dmz=dmz outside=outside', 'b inside=inside dmz=dmz'],
    })
  })

  test('follows default routes from firewall to firewall', () => {
    const back = '! fake\ninside 10.0.0.0/8\ndmz 192.168.10.0/24 0.0.0.0/0\n'
    const front = '! fake\ndmz 192.168.10.0/24\noutside 0.0.0.0/0\n'
    const { network } = load(
      { 'a.cfg': back, 'b.cfg': front, 's.csv': GOOD['servers.csv'] },
      ['a.cfg', 'b.cfg'],
      's.csv',
    )
    expect(network.zones.map(({ name, catchAll }) => [name, catchAll])).toEqual([
      ['inside', false],
      ['dmz', false],
      ['outside', true],
    ])
  })

  test('an export without interfaces stands between every two zones', () => {
    const yaml = `version: 1
zones: { inside: { networks: [10.0.0.0/8] }, dmz: { networks: [192.168.10.0/24] } }
firewalls: [{ config: fw1.cfg }]
servers: servers.csv
`
    const { network } = load({ ...GOOD, 'emmental.yaml': yaml, 'fw1.cfg': '! fake\n' })
    expect(network.attachments[0]?.interfacesByZone.size).toBe(0)
  })

  test("warns of a zone without networks and of an address that is the firewall's own", () => {
    const files = {
      ...GOOD,
      'emmental.yaml': PROJECT.replace('firewalls:', 'zones: { inside:, dmz: {}, outside:, lab: }\nfirewalls:'),
      'fw1.cfg': `${FW}own 10.1.1.10/32\n`,
    }
    expect(renderDiagnostics(load(files).diagnostics)).toBe(
      `emmental.yaml:2:38: warning: the zone \`lab\` has no networks; no server stands in it, so no answer depends on it [project/zone-without-networks]
  expected: networks here, or an interface of a configuration that names them
  mend:     add \`networks:\`
servers.csv:3:5: warning: the address 10.1.1.10 of the server \`DC1\` is an address of the firewall \`fw1\` [servers/firewall-address]
  expected: the address that the server itself has
  mend:     correct the address`,
    )
  })

  test('firewalls alone need no servers', () => {
    const cwd = writeFiles({ 'fw1.cfg': FW })
    const { firewalls, diagnostics } = loadFirewalls(
      { reader: new InputReader(nodeFiles(cwd)), targets: ['fw1.cfg'] },
      [fakeDialect],
    )
    expect(firewalls.map(({ name }) => name)).toEqual(['fw1'])
    expect(diagnostics).toEqual([])
  })
})

interface Refusal {
  readonly title: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly targets?: readonly string[]
  readonly servers?: string
  readonly expected: string
}

const REFUSALS: readonly Refusal[] = [
  {
    title: 'no project in the current directory',
    files: {},
    expected: `exit 2
emmental.yaml: error: the file \`emmental.yaml\` cannot be read [input/unreadable]
  found:    there is no such file
  expected: a project file, emmental.yaml
  mend:     name a project or firewall exports, or run this where emmental.yaml is`,
  },
  {
    title: 'firewall files without servers',
    files: GOOD,
    targets: ['fw1.cfg'],
    expected: `exit 2
fw1.cfg: error: no server list is given [call/no-servers]
  expected: a list with names, addresses and roles
  mend:     add \`--servers FILE\`, or name a project`,
  },
  {
    title: 'a project and a file',
    files: GOOD,
    targets: ['fw1.cfg', '.'],
    expected: `exit 2
.: error: the project \`.\` is named together with other files [call/project-and-more]
  expected: one project, or firewall exports
  mend:     name the exports in the project file`,
  },
  {
    title: 'a file that is not there, named in the call',
    files: GOOD,
    targets: ['fw9.cfg'],
    servers: 'servers.csv',
    expected: `exit 3
fw9.cfg: error: the file \`fw9.cfg\` cannot be read [input/unreadable]
  found:    there is no such file
  expected: a firewall export
  mend:     check the path`,
  },
  {
    title: 'a file that is not there, named in the project',
    files: { ...GOOD, 'emmental.yaml': PROJECT.replace('config: fw1.cfg', 'config: fw9.cfg') },
    expected: `exit 2
emmental.yaml:4:13: error: the file \`fw9.cfg\` cannot be read [input/unreadable]
  found:    there is no such file
  expected: a firewall export
  mend:     check the path; it is relative to the project file`,
  },
  {
    title: 'a directory for a file',
    files: { ...GOOD, 'emmental.yaml': PROJECT.replace('servers: servers.csv', 'servers: .') },
    expected: `exit 2
emmental.yaml:5:10: error: the file \`.\` cannot be read [input/unreadable]
  found:    it is a directory
  expected: a table of servers
  mend:     name a file in it`,
  },
  {
    title: 'an empty file',
    files: { ...GOOD, 'fw1.cfg': '' },
    expected: `exit 3
fw1.cfg: error: the file is empty [input/empty]
  found:    0 bytes
  expected: a firewall export
  mend:     export it again, and check that the export did not fail`,
  },
  {
    title: 'a file of blanks',
    files: { ...GOOD, 'servers.csv': '\r\n \r\n' },
    expected: `exit 3
servers.csv: error: the file is empty [input/empty]
  found:    blanks and line ends alone
  expected: a table of servers
  mend:     export it again, and check that the export did not fail`,
  },
  {
    title: 'a binary file',
    files: { ...GOOD, 'servers.csv': Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0) },
    expected: `exit 3
servers.csv: error: the file is no text [input/binary]
  found:    a ZIP archive or an Excel workbook
  expected: a table of servers as text
  mend:     export it as text or CSV`,
  },
  {
    title: 'no firewall export',
    files: { ...GOOD, 'fw1.cfg': '<!DOCTYPE html>\n<html><body>login</body></html>\n' },
    expected: `exit 3
fw1.cfg: error: the file is no firewall export that can be read [input/not-a-firewall-export]
  found:    a web page (HTML) (line 1: <!DOCTYPE html>)
  expected: a Cisco ASA configuration, or a table of rules as CSV
  mend:     save the export itself, not the page that shows it`,
  },
  {
    title: 'two firewalls of one name in a project',
    files: {
      ...GOOD,
      'emmental.yaml': PROJECT.replace('servers:', '  - name: fw1\n    config: fw2.cfg\nservers:'),
      'fw2.cfg': FW,
    },
    expected: `exit 2
emmental.yaml:5:11: error: two firewalls have the name \`fw1\` [project/firewall-twice]
  found:    first in emmental.yaml:3
  expected: each firewall under a name of its own
  mend:     give one of them another \`name:\``,
  },
  {
    title: 'two firewalls of one name in a call',
    files: { ...GOOD, 'b/fw1.cfg': FW },
    targets: ['fw1.cfg', 'b/fw1.cfg'],
    servers: 'servers.csv',
    expected: `exit 3
b/fw1.cfg: error: two firewalls have the name \`fw1\` [project/firewall-twice]
  found:    first in fw1.cfg
  expected: each firewall under a name of its own
  mend:     rename one of the files, or write emmental.yaml and give each a \`name:\``,
  },
  {
    title: 'a server in no zone',
    files: {
      ...GOOD,
      'fw1.cfg': '! fake\ninside 10.0.0.0/8\ndmz 192.168.10.0/24\n',
      'servers.csv': 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.1.10;172.16.1.10,DC\n',
    },
    expected: `exit 3
servers.csv:3:15: error: the address 172.16.1.10 of the server \`DC1\` is in no zone [servers/in-no-zone]
  expected: an address in one of the zones \`inside\`, \`dmz\`
  mend:     add its network to a zone under \`zones:\` in emmental.yaml, or correct the address`,
  },
  {
    title: 'a server that the zones and the firewall see on two sides',
    files: {
      ...GOOD,
      'emmental.yaml': PROJECT.replace(
        'firewalls:',
        'zones:\n  inside: { networks: [10.0.0.0/8, 192.168.0.0/16] }\n  outside: { networks: [any] }\nfirewalls:',
      ),
    },
    expected: `exit 3
servers.csv:2:6: error: the zones and the firewall \`fw1\` disagree on where the address 192.168.10.11 of the server \`CAS1\` is [servers/on-two-sides]
  found:    in the zone \`inside\`, but behind the interface \`dmz\` of the firewall
  expected: the same place in both
  mend:     state the network behind \`dmz\` as a zone of its own under \`zones:\`, or correct the address`,
  },
  {
    title: 'no Client Access server',
    files: { ...GOOD, 'servers.csv': 'name,address,roles,version\nMBX1,10.1.1.11,MBX,2013\nDC1,10.1.1.10,DC,\n' },
    expected: `exit 3
servers.csv: error: no server in the list is a Client Access server [servers/no-client-access]
  found:    2 servers
  expected: at least one with the role \`client-access\`, or a Mailbox server of Exchange 2016 or later
  mend:     add the role, or the version of the Mailbox servers, or the servers that are missing`,
  },
  {
    title: 'nothing that a Client Access server must reach',
    files: { ...GOOD, 'servers.csv': 'name,address,roles\nCAS1,10.1.1.11,CAS\nEDGE,192.168.10.5,ET\n' },
    expected: `exit 3
servers.csv:2: error: the list holds no domain controller and no Exchange server that \`CAS1\` must reach [servers/no-peers]
  expected: every domain controller of the forest and every Exchange server of the organisation
  mend:     add them`,
  },
  {
    title: 'a zone name that is not there',
    files: {
      ...GOOD,
      'emmental.yaml': `version: 1
zones: { inside: { networks: [10.0.0.0/8] }, dmz: { networks: [192.168.10.0/24] } }
firewalls:
  - config: fw1.cfg
    zones: { dmz: dnz }
servers: servers.csv
paths:
  - { between: [dmz, insid], through: [fw2] }
`,
    },
    expected: `exit 2
emmental.yaml:5:19: error: there is no zone \`dnz\` [project/unknown-zone]
  expected: \`inside\`, \`dmz\`
  mend:     write \`dmz\`
emmental.yaml:8:22: error: there is no zone \`insid\` [project/unknown-zone]
  expected: \`inside\`, \`dmz\`
  mend:     write \`inside\`
emmental.yaml:8:40: error: there is no firewall \`fw2\` [project/unknown-firewall]
  expected: \`fw1\`
  mend:     write \`fw1\``,
  },
  {
    title: 'a firewall with no interface in a zone',
    files: {
      ...GOOD,
      'emmental.yaml': PROJECT.replace('firewalls:', 'zones: { a: { networks: [any] } }\nfirewalls:'),
    },
    expected: `exit 2
emmental.yaml:4:11: error: no interface of the firewall \`fw1\` is in a zone [project/firewall-in-no-zone]
  found:    \`inside\`, \`dmz\`, \`outside\`
  expected: interfaces in the zones \`a\`
  mend:     say under \`zones:\` of the firewall which of its names is which zone`,
  },
  {
    title: 'one network in two zones of configurations',
    files: { ...GOOD, 'fw1.cfg': '! fake\ninside 10.0.0.0/8\ndmz 192.168.10.0/24 10.0.0.0/8\n' },
    expected: `exit 3
fw1.cfg:3: error: the network 10.0.0.0/8 is in two zones, \`inside\` and \`dmz\` [project/network-in-two-zones]
  expected: each network in one zone; a zone may hold a part of the network of another one
  mend:     state the zones and their networks under \`zones:\` in emmental.yaml, and the names of each firewall under its \`zones:\``,
  },
  {
    title: 'one network in two zones of the project',
    files: {
      ...GOOD,
      'emmental.yaml': PROJECT.replace(
        'firewalls:',
        'zones:\n  inside: { networks: [10.0.0.0/8] }\n  dmz: { networks: [192.168.10.0/24, 10.0.0.0/8] }\nfirewalls:',
      ),
    },
    expected: `exit 2
emmental.yaml:4:38: error: the network 10.0.0.0/8 is in two zones, \`inside\` and \`dmz\` [project/network-in-two-zones]
  expected: each network in one zone; a zone may hold a part of the network of another one
  mend:     name in one of the two only the part or the hosts that are there, as for the ports of one bridge: \`{ networks: [192.168.10.11/32] }\``,
  },
  {
    title: 'two zones for the rest',
    files: {
      ...GOOD,
      'emmental.yaml': PROJECT.replace(
        'firewalls:',
        'zones:\n  inside: { networks: any }\n  dmz: { networks: [0.0.0.0/0] }\nfirewalls:',
      ),
    },
    expected: `exit 2
emmental.yaml:4:3: error: two zones hold every remaining address, \`inside\` and \`dmz\` [project/two-zones-for-the-rest]
  expected: \`any\`, or a default route, in one zone only
  mend:     list the networks of \`dmz\``,
  },
  {
    title: 'an export without networks and no zones',
    files: { ...GOOD, 'fw1.cfg': '! fake\n' },
    expected: `exit 2
emmental.yaml:3:11: error: nothing says which networks there are and where the firewalls stand [project/no-zones]
  found:    an export that names no networks
  expected: zones with their networks
  mend:     write emmental.yaml with \`zones:\`, for example \`dmz: { networks: [192.168.10.0/24] }\`, and name the export under \`firewalls:\``,
  },
]

describe('what is refused', () => {
  test.each(REFUSALS.map((refusal) => [refusal.title, refusal] as const))('%s', (_title, refusal) => {
    const { files, targets = [], servers, expected } = refusal
    const warnings = refusalOf(() => load(files, targets, servers))
    // Errors alone: interfaces of these firewalls that are in no zone are not what the case is about.
    const [exit, ...blocks] = warnings.split(/\n(?=\S)/)
    expect([exit, ...blocks.filter((block) => / error: /.test(block))].join('\n')).toBe(expected)
  })
})
