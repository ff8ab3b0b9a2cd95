import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyze.ts'
import type { Analysis, Profile } from '../../src/analysis/result.ts'
import { accessOf as accessBetween, accessesOf, type OneAccess } from '../support/accesses.ts'
import { type RuleText, type ServerText, smallNetwork } from '../support/small-network.ts'

const SERVERS: readonly ServerText[] = [
  'CAS1 client-access dmz 10.1.0.11',
  'DC1 domain-controller inside 10.2.0.10',
  'MBX1 mailbox inside 10.2.0.20',
]

function ask(
  outward: readonly RuleText[],
  inward: readonly RuleText[] = ['permit any any any'],
  servers: readonly ServerText[] = SERVERS,
  profile: Profile = 'any',
): Analysis {
  const rules = { 'dmz>inside': outward, 'inside>dmz': inward }
  const network = smallNetwork([{ name: 'fw', zones: ['dmz', 'inside'], rules }], servers)
  return analyze(network, { profile, version: 'test' })
}

function accessOf(analysis: Analysis, peer: string, direction: 'to' | 'from'): OneAccess {
  return accessBetween(analysis, 'CAS1', peer, direction)
}

describe('the verdict', () => {
  const cases: readonly [string, readonly RuleText[], readonly RuleText[], string][] = [
    ['any/any in both directions', ['permit any any any'], ['permit any any any'], 'internal'],
    ['one direction only', ['permit any any any'], ['permit any any tcp/1-65535'], 'perimeter'],
    [
      'every listed port, the rest denied',
      ['permit any any tcp/135', 'permit any any tcp/1024-65535'],
      [],
      'perimeter',
    ],
    [
      'a deny in front for one port',
      ['deny any any tcp/135', 'permit any any any'],
      ['permit any any any'],
      'perimeter',
    ],
    ['a deny behind the permit', ['permit any any any', 'deny any any tcp/135'], ['permit any any any'], 'internal'],
    ['one peer left out', ['permit any 10.2.0.10/32 any'], ['permit any any any'], 'perimeter'],
    ['the permit is uncertain', ['?permit any any any'], ['permit any any any'], 'undetermined'],
    [
      'an uncertain deny in front',
      ['?deny any any udp/53', 'permit any any any'],
      ['permit any any any'],
      'undetermined',
    ],
    ['an uncertain deny that is moot', ['permit any any any', '?deny any any any'], ['permit any any any'], 'internal'],
    ['uncertain, yet refused in every reading', ['?permit any any tcp/135'], ['permit any any any'], 'perimeter'],
  ]
  test.each(cases)('%s', (_, outward, inward, verdict) => {
    expect(ask(outward, inward).verdict).toBe(verdict)
  })

  test('all of TCP, UDP and ICMP is not every packet, but it is under the weaker profile', () => {
    const rules = ['permit any any tcp/1-65535', 'permit any any udp/1-65535', 'permit any any icmp']
    const strict = ask(rules, rules)
    expect(strict.verdict).toBe('perimeter')
    expect(strict.findings.map(({ id }) => id)).toContain('ports-but-not-protocols')
    expect(accessesOf(strict)[0]?.witness?.packet).toMatchObject({
      source: '10.1.0.11',
      destination: '10.2.0.10',
    })
    expect(ask(rules, rules, SERVERS, 'tcp-udp-icmp').verdict).toBe('internal')
    expect(ask(rules.slice(0, 2), rules, SERVERS, 'tcp-udp-icmp').verdict).toBe('perimeter')
  })

  test('port 0 is no port that anyone misses', () => {
    const rules = [
      'permit any any tcp/1-65535',
      'permit any any udp/1-65535',
      'permit any any sctp/1-65535',
      'deny any any tcp/0-65535',
      'deny any any udp/0-65535',
      'deny any any sctp/0-65535',
      'permit any any any',
    ]
    expect(ask(rules, rules).verdict).toBe('internal')
  })

  test('edge and read-only servers are no peers, and the report says so', () => {
    // Permits up to DC1 and MBX1, and not for the other two.
    const rules = ['permit any 10.2.0.0/27 any', 'permit 10.2.0.0/27 any any']
    const extra = ['EDGE1 edge-transport inside 10.2.0.99', 'RO1 read-only-domain-controller inside 10.2.0.98']
    const analysis = ask(rules, rules, [...SERVERS, ...extra])
    expect(analysis.verdict).toBe('internal')
    expect(analysis.findings.map(({ id, subject }) => [id, subject])).toEqual([
      // The network of the mailbox server holds the addresses of these two.
      ['only-the-server', 'MBX1'],
      ['edge-excluded', 'EDGE1'],
      ['rodc-excluded', 'RO1'],
    ])
  })

  test('a peer without a common address family is undetermined, never unrestricted', () => {
    const analysis = ask(
      ['permit any any any'],
      ['permit any any any'],
      [SERVERS[0]!, 'DC6 domain-controller inside 2001:db8::1'],
    )
    expect(analysis.verdict).toBe('undetermined')
    expect(accessOf(analysis, 'DC6', 'to')).toMatchObject({ status: 'undetermined', undecided: [] })
    expect(analysis.findings.map(({ id }) => id)).toContain('no-common-family')
  })

  test('every address of both servers counts', () => {
    const servers = [
      'CAS1 client-access dmz 10.1.0.11,2001:db8:1::11',
      'DC1 domain-controller inside 10.2.0.10,2001:db8:2::10',
    ]
    const both = ['permit any any any']
    const oneFamily = ['permit 0.0.0.0/0 0.0.0.0/0 any']
    expect(ask(both, both, servers).verdict).toBe('internal')
    expect(ask(oneFamily, both, servers).verdict).toBe('perimeter')
  })

  test('a server without peers is undetermined', () => {
    const analysis = ask(['permit any any any'], [], ['CAS1 client-access dmz 10.1.0.11'])
    expect(analysis.verdict).toBe('undetermined')
    expect(analysis.findings.map(({ id }) => id)).toEqual(['no-domain-controller', 'no-peers', 'firewall-not-asked'])
  })
})

describe('the explanation', () => {
  test('a restriction carries a packet and the line that refuses it', () => {
    const access = accessOf(
      ask(['permit any any tcp/443', 'deny any 10.2.0.10/32 any', 'permit any any any']),
      'DC1',
      'to',
    )
    expect(access).toMatchObject({
      status: 'restricted',
      path: ['fw'],
      permitted: { all: false, tcp: [[443, 443]], udp: [], icmp: [], protocols: [] },
      witness: {
        packet: {
          protocol: 'tcp',
          source: '10.1.0.11',
          destination: '10.2.0.10',
          sourcePort: 50000,
          destinationPort: 135,
        },
        decidedBy: {
          firewall: 'fw',
          list: 'dmz>inside',
          line: 2,
          aceLine: 2,
          file: 'fw.rules',
          text: 'deny any 10.2.0.10/32 any',
        },
        at: { firewall: 'fw', ingress: 'dmz', egress: 'inside' },
      },
    })
  })

  test('an undetermined access names the lines that would settle it, and no others', () => {
    const rules = ['?permit any 10.2.0.20/32 any', '?deny any any udp/53', 'permit any any any', '?deny any any any']
    const access = accessOf(ask(rules), 'DC1', 'to')
    expect(access.undecided?.map(({ line, uncertain }) => [line, uncertain])).toEqual([[2, 'marked so']])
    expect(access.undecidedPacket).toMatchObject({ protocol: 'udp', destinationPort: 53 })
  })

  test('holes are told by service, with the rules that make them', () => {
    const rules = [
      'permit any 10.2.0.10/32 tcp/135',
      'permit any any tcp/445',
      'permit any any tcp/49152-65535',
      '?permit any any tcp/389',
    ]
    const analysis = ask(rules)
    const dc = analysis.exposure.find(({ server }) => server === 'DC1')
    expect(
      dc?.holes.map(({ id, ports, certain, rules: by }) => [id, ports, certain, by.map(({ line }) => line)]),
    ).toEqual([
      ['rpc-endpoint-mapper', [[135, 135]], true, [1]],
      ['smb', [[445, 445]], true, [2]],
      ['ldap', [[389, 389]], false, [4]],
      ['dynamic-rpc', [[49152, 65535]], true, [3]],
    ])
    expect(dc?.openTcpPorts).toBe(3 + 16384)
    expect(analysis.findings.map(({ id }) => id)).toContain('swiss-cheese')
  })

  test.each([
    ['2007', 'tcp/1025-60000', 'on MBX1 every dynamic RPC port (1025-60000, Exchange 2007 on Windows Server 2008)'],
    ['2010', 'tcp/6005-65535', 'on MBX1 every dynamic RPC port (6005-65535, Exchange 2010 Client Access)'],
    ['2007', 'tcp/49152-65535', 'on MBX1 every dynamic RPC port (49152-65535, Windows Server 2008 and later)'],
    ['2016', 'tcp/5001-60000', undefined],
  ])('a whole range of dynamic RPC ports of %s is called so: %s', (version, open, words) => {
    const servers = ['CAS1 client-access dmz 10.1.0.11', `MBX1 mailbox inside 10.2.0.20 version=${version}`]
    const { findings } = ask([`permit any any ${open}`], [], servers)
    const message = findings.find(({ id }) => id === 'swiss-cheese')?.message ?? ''
    if (words === undefined) expect(message).not.toContain('every dynamic RPC port')
    else expect(message).toContain(words)
  })

  test('zones are judged by every address, and a rule for one host makes a pocket', () => {
    const analysis = ask(
      ['permit 10.1.0.11/32 any any'],
      ['permit any any any'],
      [...SERVERS, 'RP1 reverse-proxy dmz 10.1.0.99'],
    )
    expect(analysis.servers[0]?.verdict).toBe('internal')
    expect(analysis.zones.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'dmz perimeter',
      'inside internal',
    ])
    expect(analysis.zones.slice(0, 1)).toMatchObject([
      {
        name: 'dmz',
        verdict: 'perimeter',
        pockets: [
          {
            verdict: 'perimeter',
            servers: ['RP1'],
            networks: ['10.1.0.99/32'],
            witness: { direction: 'to', packet: { source: '10.1.0.99' }, decidedBy: { text: 'implicit deny' } },
          },
          { verdict: 'internal', servers: ['CAS1'], networks: ['10.1.0.11/32'] },
        ],
      },
    ])
  })
})

describe('several firewalls', () => {
  const servers = ['CAS1 client-access dmz 10.1.0.11', 'DC1 domain-controller inside 10.2.0.10']
  const open = ['permit any any any']
  const between = (a: string, b: string, rules: readonly RuleText[]) => ({
    zones: [a, b],
    rules: { [`${a}>${b}`]: rules, [`${b}>${a}`]: rules },
  })

  test('each firewall on the way must permit', () => {
    const chain = (second: readonly RuleText[]) =>
      smallNetwork(
        [
          { name: 'fw1', ...between('dmz', 'core', open) },
          { name: 'fw2', ...between('core', 'inside', second) },
        ],
        servers,
      )
    expect(analyze(chain(open), { profile: 'any', version: '' }).verdict).toBe('internal')
    const closed = analyze(chain(['deny any any tcp/135', ...open]), { profile: 'any', version: '' })
    expect(accessesOf(closed)[0]).toMatchObject({
      status: 'restricted',
      path: ['fw1', 'fw2'],
      witness: { decidedBy: { firewall: 'fw2' } },
    })
  })

  test('two ways: every way must permit, and some way must refuse', () => {
    const two = (first: readonly RuleText[], second: readonly RuleText[]) =>
      analyze(
        smallNetwork(
          [
            { name: 'fw1', ...between('dmz', 'inside', first) },
            { name: 'fw2', ...between('dmz', 'inside', second) },
          ],
          servers,
        ),
        { profile: 'any', version: '' },
      )
    expect(two(open, open).verdict).toBe('internal')
    expect(two(open, ['permit any any tcp/443']).verdict).toBe('undetermined')
    expect(two(['permit any any tcp/80'], ['permit any any tcp/443']).verdict).toBe('perimeter')
    expect(two(open, []).findings.map(({ id }) => id)).toContain('several-ways')
  })

  test('no way is undetermined and says how to settle it', () => {
    const apart = smallNetwork(
      [
        { name: 'fw1', ...between('dmz', 'core', open) },
        { name: 'fw2', ...between('inside', 'lab', open) },
      ],
      servers,
    )
    const analysis = analyze(apart, { profile: 'any', version: '' })
    expect(analysis.verdict).toBe('undetermined')
    expect(accessesOf(analysis)[0]?.note).toContain('no firewall connects zone dmz with zone inside')
  })
})
