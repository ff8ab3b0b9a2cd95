import type {
  Analysis,
  Case,
  Exposure,
  Finding,
  Hole,
  InputCoverage,
  PacketRef,
  Reported,
  RuleRef,
  ServerVerdict,
  Services,
  Status,
  Trace,
} from '../../src/analysis/result.ts'

/** Analyses made by hand, so that reports are tested without any engine. */
export const NOTHING: Services = { all: false, tcp: [], udp: [], icmp: [], protocols: [] }
export const EVERYTHING: Services = {
  all: true,
  tcp: [[1, 65535]],
  udp: [[1, 65535]],
  icmp: [[0, 255]],
  protocols: [
    [0, 0],
    [2, 5],
    [7, 16],
    [18, 255],
  ],
}

export const CHEESE: Services = {
  all: false,
  tcp: [
    [25, 25],
    [53, 53],
    [88, 88],
    [135, 135],
    [139, 139],
    [389, 389],
    [443, 445],
    [1024, 65535],
  ],
  udp: [
    [53, 53],
    [88, 88],
    [389, 389],
  ],
  icmp: [[8, 8]],
  protocols: [[50, 51]],
}

export function rule(line: number, text: string, more: Partial<RuleRef> = {}): RuleRef {
  return { firewall: 'fw-a', list: 'DMZ-IN', line, aceLine: Math.max(1, line - 10), file: 'fw-a.cfg', text, ...more }
}

export const DENY_REST: RuleRef = rule(42, 'access-list DMZ-IN extended deny ip any any log')
export const PERMIT_ALL: RuleRef = rule(17, 'access-list DMZ-IN extended permit ip any any')
export const IMPLICIT: RuleRef = { firewall: 'fw-a', list: 'INSIDE-IN', file: 'fw-a.cfg', text: 'implicit deny' }
export const FQDN: RuleRef = rule(31, 'access-list DMZ-IN extended permit ip object CAS object DC-BY-NAME', {
  uncertain: 'the object DC-BY-NAME is a name (dc.contoso.example) that only a resolver knows',
})

export const TCP_135: PacketRef = {
  protocol: 'tcp',
  source: '192.168.10.11',
  destination: '10.10.1.10',
  sourcePort: 50000,
  destinationPort: 135,
}

/** What is said of one peer in one direction; those that are equal become one case. */
export interface HandAccess {
  readonly peer: string
  readonly direction: 'to' | 'from'
  readonly case: Case
}

export function access(peer: string, direction: 'to' | 'from', status: Status, more: Partial<Case> = {}): HandAccess {
  return {
    peer,
    direction,
    case: {
      status,
      permitted: status === 'unrestricted' ? EVERYTHING : NOTHING,
      possible: status === 'unrestricted' ? EVERYTHING : CHEESE,
      reason: { rules: status === 'unrestricted' ? [PERMIT_ALL] : [] },
      path: ['fw-a'],
      ways: [{ kind: 'crossed', evidence: [] }],
      ...more,
    },
  }
}

export function refused(packet: PacketRef, decidedBy: RuleRef, dialect = 'asa', ingress = 'dmz'): Partial<Case> {
  return {
    reason: { rules: [decidedBy] },
    witness: { packet, at: { firewall: 'fw-a', dialect, ingress, egress: 'inside' } },
  }
}

function portsOnly(one: Partial<Case>): Partial<Case> {
  const text = 'all TCP and UDP, but not every ICMP type, ESP, AH, SCTP'
  return { ...one, reason: { rules: one.reason?.rules ?? [], text, portsOnly: true } }
}

export interface HandServer {
  readonly verdict: Omit<ServerVerdict, 'access'>
  readonly ofPeers: readonly HandAccess[]
}

export function server(
  name: string,
  verdict: ServerVerdict['verdict'],
  ofPeers: readonly HandAccess[],
  more: Partial<ServerVerdict> = {},
): HandServer {
  return {
    ofPeers,
    verdict: {
      name,
      addresses: ['192.168.10.11'],
      zones: ['dmz'],
      site: 'Site-A',
      roles: ['client-access', 'hub-transport'],
      clientAccess: true,
      verdict,
      letter: verdict,
      cutOffFrom: [],
      ...more,
    },
  }
}

/** The servers with their access by case. */
export function answered(servers: readonly HandServer[]): Pick<Analysis, 'servers' | 'cases'> {
  const cases: Case[] = []
  const numbers = new Map<string, number>()
  const numberOf = (one: Case): number => {
    const { witness, undecidedPacket, ...told } = one
    const key = JSON.stringify([told, witness?.at])
    const known = numbers.get(key) ?? cases.push(one) - 1
    numbers.set(key, known)
    return known
  }
  return {
    servers: servers.map(({ verdict, ofPeers }) => {
      const access = new Map<string, { direction: 'to' | 'from'; case: number; peers: string[] }>()
      for (const one of ofPeers) {
        const number = numberOf(one.case)
        const key = `${one.direction} ${number}`
        const group = access.get(key) ?? { direction: one.direction, case: number, peers: [] }
        access.set(key, group)
        group.peers.push(one.peer)
      }
      return { ...verdict, access: [...access.values()] }
    }),
    cases,
  }
}

export function hole(id: string, protocol: 'tcp' | 'udp', ports: Hole['ports'], lines: readonly number[]): Hole {
  return { id, protocol, ports, certain: true, rules: lines.map((line) => rule(line, `rule of line ${line}`)) }
}

export function exposure(target: string, more: Partial<Exposure> = {}): Exposure {
  return {
    fromZone: 'dmz',
    toZone: 'inside',
    server: target,
    roles: ['domain-controller'],
    services: CHEESE,
    holes: [
      hole('rpc-endpoint-mapper', 'tcp', [[135, 135]], [20]),
      hole('netbios-session', 'tcp', [[139, 139]], [20]),
      hole('smb', 'tcp', [[445, 445]], [20]),
      hole('dns', 'tcp', [[53, 53]], [21]),
      hole('dns', 'udp', [[53, 53]], [22]),
      { ...hole('ldap', 'tcp', [[389, 389]], [23, 24, 25, 26, 27, 28, 29]), certain: false },
      hole('dynamic-rpc', 'tcp', [[1024, 65535]], [30]),
    ],
    openTcpPorts: 64521,
    openUdpPorts: 3,
    ...more,
  }
}

const ASA_INPUT: InputCoverage = {
  file: 'fw-a.cfg',
  kind: 'firewall',
  sha256: 'a'.repeat(64),
  bytes: 9000,
  dialect: 'asa',
  lines: 312,
  modelled: 204,
  irrelevant: 106,
  notUnderstood: [
    {
      line: 88,
      text: 'access-list DMZ-IN extended permit tcp any any eq frobnicate',
      reason: 'no port is called `frobnicate`',
    },
    { line: 301, text: 'mystery statement', reason: 'no statement that is known here' },
  ],
}

const CSV_INPUT: InputCoverage = {
  file: 'fw-b.csv',
  kind: 'firewall',
  sha256: 'b'.repeat(64),
  bytes: 4000,
  dialect: 'csv',
  lines: 61,
  modelled: 61,
  irrelevant: 0,
  notUnderstood: [],
  import: {
    encoding: 'utf-8 with byte order mark',
    delimiter: ';',
    headerLine: 3,
    columns: [
      { position: 1, header: 'No.', field: 'number' },
      { position: 2, header: 'Source', field: 'source' },
      { position: 3, header: 'Destination', field: 'destination' },
      { position: 4, header: 'Hits', ignored: 'a counter' },
      { position: 5, header: 'Ticket' },
    ],
    evaluation: 'first match, by row',
    otherwise: 'deny when no rule matches (stated in the project file)',
    rulesRead: 57,
    rulesDisabled: 2,
    rulesUncertain: 1,
    rowsPassedOver: 1,
    unknownNames: [{ name: 'H-OLD-PROXY', rules: 3, lines: [12, 15, 40] }],
    notes: ['the last row is a total and no rule'],
  },
}

const FINDINGS: readonly Finding[] = [
  ...['A-CASX01', 'A-CASX02'].map(
    (name): Finding => ({
      id: 'cas-in-perimeter',
      severity: 'error',
      message: `${name} in zone dmz is restricted to or from 4 of 5 peers`,
      subject: name,
      locations: [DENY_REST],
    }),
  ),
  {
    id: 'swiss-cheese',
    severity: 'warning',
    message: 'from zone dmz RPC is open to 3 servers; A-DC01 can be reached on 64521 TCP ports (98.5 %)',
    subject: 'dmz',
    locations: [20, 21, 22, 23, 24, 25].map((line) => rule(line, 'a permit')),
  },
  { id: 'edge-excluded', severity: 'note', message: 'A-EDGE01 is an Edge Transport server', locations: [] },
]

const OUTER: readonly HandAccess[] = [
  access('A-DC01', 'to', 'restricted', refused(TCP_135, DENY_REST)),
  access('A-DC02', 'to', 'restricted', refused({ ...TCP_135, destination: '10.10.1.11' }, DENY_REST)),
  access('A-MBX01', 'to', 'restricted', refused({ ...TCP_135, destination: '10.10.2.10' }, DENY_REST)),
  access('A-MBX02', 'to', 'undetermined', { reason: { rules: [FQDN] }, undecidedPacket: TCP_135 }),
  access('A-HUBCAS01', 'to', 'unrestricted'),
  access(
    'A-DC01',
    'from',
    'restricted',
    refused({ protocol: 'gre', source: '10.10.1.10', destination: '192.168.10.11' }, IMPLICIT, 'asa', 'inside'),
  ),
  access('A-DC02', 'from', 'unrestricted'),
  access('A-MBX01', 'from', 'unrestricted'),
  access('A-MBX02', 'from', 'unrestricted'),
  access('A-HUBCAS01', 'from', 'unrestricted'),
]

const SHELL: Analysis = {
  schema: 'emmental/analysis/2',
  version: '0.0.0',
  organization: 'Contoso',
  profile: 'any',
  verdict: 'internal',
  letter: 'internal',
  home: ['A-DC01', 'A-DC02'],
  servers: [],
  cases: [],
  zones: [],
  exposure: [],
  findings: [],
  support: [
    {
      name: 'Exchange 2010',
      statement: 'Nothing may stand between.',
      sources: [{ title: 'Understanding Client Access', url: 'https://example.org/a-page' }],
    },
  ],
  remarks: [],
  inputs: [],
}

export const PERIMETER: Analysis = {
  ...SHELL,
  verdict: 'perimeter',
  letter: 'perimeter',
  ...answered([
    server('A-CASX01', 'perimeter', OUTER),
    server('A-CASX02', 'perimeter', OUTER, { addresses: ['192.168.10.12'] }),
    server(
      'A-HUBCAS01',
      'internal',
      [access('A-DC01', 'to', 'unrestricted'), access('A-DC01', 'from', 'unrestricted')],
      {
        addresses: ['10.10.3.10', '2001:db8:3::10'],
        zones: ['inside'],
      },
    ),
    server(
      'A-MBX01',
      'internal',
      [
        access('A-DC01', 'to', 'unrestricted', {
          reason: { rules: [rule(4, ' nameif inside')], text: 'both stand in zone inside: no firewall between' },
          path: [],
        }),
        access('A-CASX01', 'to', 'restricted', refused({ ...TCP_135, destination: '192.168.10.11' }, DENY_REST)),
      ],
      { zones: ['inside'], roles: ['mailbox'], clientAccess: false, letter: 'perimeter', cutOffFrom: ['A-CASX01'] },
    ),
  ]),
  zones: [
    {
      name: 'inside',
      networks: ['10.10.0.0/16', '2001:db8::/32'],
      verdict: 'perimeter',
      pockets: [
        { networks: ['10.10.3.10/32'], verdict: 'internal', servers: ['A-HUBCAS01'] },
        { networks: ['10.10.9.9/32'], verdict: 'perimeter', servers: ['A-TOOL01'] },
      ],
    },
    {
      name: 'dmz',
      networks: ['192.168.10.0/24'],
      verdict: 'perimeter',
      pockets: [
        { networks: ['192.168.10.11/32', '192.168.10.12/32'], verdict: 'perimeter', servers: ['A-CASX01', 'A-CASX02'] },
      ],
    },
  ],
  exposure: [
    exposure('A-DC01'),
    exposure('A-DC02'),
    exposure('A-MBX01', {
      roles: ['mailbox'],
      services: { ...NOTHING, tcp: [[443, 443]] },
      holes: [hole('https', 'tcp', [[443, 443]], [35])],
      openTcpPorts: 1,
      openUdpPorts: 0,
    }),
    exposure('A-PRINT01', { roles: ['other'], services: NOTHING, holes: [], openTcpPorts: 0, openUdpPorts: 0 }),
    exposure('A-CASX01', {
      fromZone: 'inside',
      toZone: 'dmz',
      roles: ['client-access'],
      services: EVERYTHING,
      openTcpPorts: 65535,
      openUdpPorts: 65535,
    }),
    exposure('A-NLB01', {
      fromZone: 'inside',
      toZone: 'dmz',
      roles: ['load-balancer'],
      services: {
        ...EVERYTHING,
        all: false,
        tcp: [
          [0, 19],
          [22, 22],
          [24, 65535],
        ],
        protocols: [],
      },
      holes: [
        hole('smtp', 'tcp', [[25, 25]], [51]),
        hole('other-tcp', 'tcp', [[0, 19]], [50, 51]),
        hole('other-udp', 'udp', [[1, 65535]], [52]),
      ],
      openTcpPorts: 65533,
      openUdpPorts: 65535,
    }),
  ],
  findings: FINDINGS,
  remarks: [
    {
      severity: 'warning',
      code: 'servers/no-version',
      message: 'the Mailbox server `B-MBX07` states no version, so it does not count as a Client Access server',
      file: 'servers.csv',
      line: 7,
      expected: 'its Exchange version: from 2016 on every Mailbox server is a Client Access server',
      mend: 'write the version in the column `version`',
      affectsAnswer: true,
    },
    {
      severity: 'note',
      code: 'asa/pasted',
      message: 'prompts were taken away',
      file: 'fw-a.cfg',
      line: 1,
      affectsAnswer: false,
      count: 9,
      lines: [1, 2, 3, 5, 8, 13, 21, 34, 55],
    },
  ],
  inputs: [ASA_INPUT, CSV_INPUT],
}

export const INTERNAL: Analysis = {
  ...SHELL,
  profile: 'tcp-udp-icmp',
  ...answered([
    server('CAS1', 'internal', [access('DC1', 'to', 'unrestricted'), access('DC1', 'from', 'unrestricted')], {
      zones: ['inside'],
    }),
  ]),
  zones: [
    {
      name: 'inside',
      networks: ['10.0.0.0/8'],
      verdict: 'internal',
      pockets: [{ networks: ['10.1.1.1/32'], verdict: 'internal', servers: ['CAS1'] }],
    },
  ],
  inputs: [{ ...ASA_INPUT, notUnderstood: [] }],
}

export const UNDETERMINED: Analysis = {
  ...SHELL,
  verdict: 'undetermined',
  ...answered([
    server('CAS1', 'undetermined', [
      access('DC1', 'to', 'undetermined', {
        reason: {
          rules: [
            FQDN,
            rule(33, 'access-list DMZ-IN extended deny ip any any time-range NIGHT', {
              uncertain: 'a clock decides whether the time-range NIGHT is active',
            }),
          ],
        },
      }),
      access('DC2', 'to', 'undetermined', { reason: { rules: [FQDN] } }),
      access('DC6', 'to', 'undetermined', {
        reason: { rules: [], text: 'no address family in common: there is nothing to ask about' },
        path: [],
      }),
      access('DC1', 'from', 'unrestricted'),
      access('DC2', 'from', 'unrestricted'),
      access('DC6', 'from', 'unrestricted'),
    ]),
    server('CAS2', 'undetermined', [], { zones: ['lonely'] }),
  ]),
  zones: [{ name: 'dmz', networks: ['192.168.10.0/24'], verdict: 'undetermined', pockets: [] }],
  inputs: [CSV_INPUT],
}

/** All ports, yet not every protocol; a firewall that is no ASA; IPv6; text that would do harm if it were shown raw. */
export const HOSTILE: Analysis = {
  ...SHELL,
  organization: 'Evil\u001b[2J\u202eCorp',
  verdict: 'perimeter',
  ...answered([
    server(
      '__proto__\u001b[31m',
      'perimeter',
      [
        access(
          'DC\u0007-with-a-very-long-name-that-never-ends-and-goes-on-and-on-beyond-the-edge-of-any-page',
          'to',
          'restricted',
          {
            possible: { all: false, tcp: [[1, 65535]], udp: [[0, 65535]], icmp: [[8, 8]], protocols: [[47, 47]] },
            ...portsOnly(
              refused(
                { protocol: 50, source: '2001:db8::11', destination: '2001:db8:1::10' },
                rule(7, `permit <script>alert(1)</script> =cmd|' /C calc'!A0 ${'long '.repeat(40)}`, {
                  file: 'rules.csv',
                }),
                'csv',
                '',
              ),
            ),
          },
        ),
      ],
      { addresses: ['2001:db8::11'] },
    ),
  ]),
  exposure: [exposure('A-DC01', { fromZone: 'dmz\r\nINTERNAL: all is well' })],
}

export const ANALYSES: readonly (readonly [string, Analysis])[] = [
  ['perimeter', PERIMETER],
  ['internal', INTERNAL],
  ['undetermined', UNDETERMINED],
  ['hostile', HOSTILE],
  ['empty', { ...SHELL, verdict: 'undetermined' }],
]

const HOP = { firewall: 'fw-a', dialect: 'asa', ingress: 'dmz', egress: 'inside' } as const

export const TRACES: readonly (readonly [string, Trace])[] = [
  [
    'deny',
    {
      schema: 'emmental/trace/1',
      packet: TCP_135,
      from: { name: 'A-CASX01', zone: 'dmz' },
      to: { name: 'A-DC01', zone: 'inside' },
      verdict: 'deny',
      hops: [
        {
          ...HOP,
          verdict: 'deny',
          decidedBy: { ...DENY_REST, through: [{ line: 12, text: 'network-object host 10.10.1.10' }] },
        },
      ],
    },
  ],
  [
    'unknown',
    {
      schema: 'emmental/trace/1',
      packet: { protocol: 'icmp6', source: '2001:db8::1', destination: '2001:db8::2', icmpType: 128, icmpCode: 0 },
      from: { name: '2001:db8::1', zone: 'dmz' },
      to: { name: '2001:db8::2', zone: 'inside' },
      verdict: 'unknown',
      note: '2 paths: fw-a; fw-b',
      hops: [{ ...HOP, verdict: 'unknown', decidedBy: FQDN, undecided: [FQDN] }],
    },
  ],
  [
    'same-zone',
    {
      schema: 'emmental/trace/1',
      packet: { protocol: 47, source: '10.0.0.1', destination: '10.0.0.2' },
      from: { name: 'A', zone: 'inside' },
      to: { name: 'B', zone: 'inside' },
      verdict: 'permit',
      hops: [],
      note: 'same zone: no firewall is crossed',
    },
  ],
]

/** What every result holds of its input. */
export const PROVENANCE: Pick<Reported<object>, 'remarks' | 'inputs'> = {
  remarks: PERIMETER.remarks,
  inputs: [{ file: 'fw-a.cfg', kind: 'firewall', sha256: 'a'.repeat(64), bytes: 9000, lines: 312 }],
}
