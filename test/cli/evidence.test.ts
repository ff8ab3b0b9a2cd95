import { describe, expect, test } from 'vitest'
import type { Analysis, Case, Trace, ZoneMap } from '../../src/analysis/result.ts'
import { scratchFolders } from './scratch.ts'

/** No answer without evidence: what the text has to say before two servers count as standing in one network. */
const call = scratchFolders()

const OUTSIDE = `interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 203.0.113.9 255.255.255.0
`
const INSIDE = `interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
`
const DEFAULT = 'route outside 0.0.0.0 0.0.0.0 203.0.113.254\n'
const CLOSED = 'access-list O extended deny ip any any\naccess-group O in interface outside\n'

interface Input {
  readonly text: string
  readonly cas: string
  readonly dc: string
  readonly zones?: string
}

function files({ text, cas, dc, zones }: Input): Record<string, string> {
  const project = `version: 1\nfirewalls: [{ name: fw, config: fw.cfg }]\nservers: servers.csv\n`
  return {
    'fw.cfg': `ASA Version 9.12(4)\nhostname fw\n${text}`,
    'servers.csv': `name,address,roles\nCAS1,${cas},client-access\nDC1,${dc},domain-controller\n`,
    'emmental.yaml': zones === undefined ? project : `${project}zones: ${zones}\n`,
  }
}

async function ask(input: Input): Promise<Analysis> {
  const { stdout } = await call(files(input), ['analyze', '--format', 'json'])
  return JSON.parse(stdout) as Analysis
}

/** What is said of access from CAS1 to DC1. */
async function outward(input: Input): Promise<Case> {
  const { servers, cases } = await ask(input)
  return cases[servers[0]!.access.find(({ direction }) => direction === 'to')!.case]!
}

const ELSEWHERE = { text: OUTSIDE + INSIDE + CLOSED + DEFAULT, cas: '172.16.50.11', dc: '10.10.1.10' }

describe('two servers that only a default route places', () => {
  test('are undetermined, with the route and what would settle it', async () => {
    const analysis = await ask(ELSEWHERE)
    expect(analysis.verdict).toBe('undetermined')
    expect(analysis.cases[0]?.ways).toEqual([
      {
        kind: 'unsettled',
        evidence: [{ file: 'fw.cfg', line: 13, text: DEFAULT.trim(), firewall: 'fw' }],
        note: 'that both stand in one network of zone outside is not shown by the input; state their networks under `zones:` in emmental.yaml',
      },
    ])
    expect(analysis.findings.map(({ id }) => id)).toContain('place-not-settled')
  })

  test('are as the project states them', async () => {
    const together = await ask({
      ...ELSEWHERE,
      zones: '{ inside: {}, outside: {}, far: { networks: [172.16.0.0/12, 10.10.0.0/16] } }',
    })
    expect(together.verdict).toBe('internal')
    const apart = { ...ELSEWHERE, zones: '{ inside: { networks: [10.0.0.0/8] }, outside: {} }' }
    expect((await ask(apart)).verdict).toBe('perimeter')
  })

  test('are not one network by `any` either', async () => {
    expect((await ask({ ...ELSEWHERE, zones: '{ inside: {}, outside: { networks: [any] } }' })).verdict).toBe(
      'undetermined',
    )
  })

  test('are unknown to trace, and their zone is undetermined against them', async () => {
    const traced = await call(files(ELSEWHERE), ['trace', '.', 'CAS1', 'DC1', 'tcp/389', '--format', 'json'])
    expect((JSON.parse(traced.stdout) as Trace).verdict).toBe('unknown')
    const zones = await call(files(ELSEWHERE), ['zones', '--format', 'json'])
    const map = JSON.parse(zones.stdout) as ZoneMap
    const verdictOf = (name: string) => map.zones.find((zone) => zone.name === name)
    expect(verdictOf('outside')?.pockets.map(({ verdict }) => verdict)).not.toContain('internal')
  })
})

describe('a server that stands elsewhere', () => {
  const text = OUTSIDE + INSIDE + CLOSED
  const pair = { cas: '172.16.50.11', dc: '10.1.0.10' }
  test.each([
    ['a static default route decides the way', DEFAULT, 'restricted'],
    [
      'not where routes are learned',
      `${DEFAULT}router ospf 1\n network 10.1.0.0 255.255.255.0 area 0\n`,
      'undetermined',
    ],
    [
      'not where a connected network cannot be read',
      `interface GigabitEthernet0/2\n nameif dmz\n security-level 50\n ip address 172.16.x.1 255.255.255.0\n${DEFAULT}`,
      'undetermined',
    ],
    [
      'not where an interface is given its address',
      `interface GigabitEthernet0/2\n nameif dmz\n security-level 50\n ip address dhcp\n${DEFAULT}`,
      'undetermined',
    ],
    [
      'not where a route cannot be read',
      `route inside 172.16.x.0 255.255.255.0 10.1.0.254\n${DEFAULT}`,
      'undetermined',
    ],
  ])('%s', async (_, more, status) => {
    expect((await outward({ text: text + more, ...pair })).status).toBe(status)
  })

  test('a default route that DHCP sets settles no way', async () => {
    const dynamic = OUTSIDE.replace('203.0.113.9 255.255.255.0', 'dhcp setroute')
    const access = await outward({ text: dynamic + INSIDE + CLOSED, ...pair })
    expect(access.ways.map(({ kind }) => kind)).toEqual(['unsettled'])
  })

  test('of two default routes the one with the lower metric counts', async () => {
    const backup = OUTSIDE.replaceAll('outside', 'backup').replace('0/0', '0/3').replace('203.0.113.9', '198.51.100.1')
    const routes = 'route outside 0 0 203.0.113.254 1 track 1\nroute backup 0 0 198.51.100.254 254\n'
    const { servers } = await ask({ text: text + backup + routes, ...pair })
    expect(servers[0]?.zones).toEqual(['outside'])
  })
})

describe('two networks behind one interface', () => {
  const routes = 'route inside 10.10.0.0 255.255.0.0 10.1.0.254\nroute inside 10.20.0.0 255.255.0.0 10.1.0.253\n'
  const pair = { cas: '10.10.0.11', dc: '10.20.0.10' }
  const text = OUTSIDE + INSIDE + DEFAULT + routes

  test('are unrestricted, with the lines that put both there and a caveat that names the interface', async () => {
    const { status, ways, caveats } = await outward({ text, ...pair })
    expect(status).toBe('unrestricted')
    expect(ways[0]?.evidence.map(({ text: line }) => line)).toEqual(routes.trim().split('\n'))
    expect(caveats?.map(({ id, meaning }) => [id, meaning])).toEqual([
      ['one-interface', expect.stringContaining('`inside`')],
    ])
  })

  test('without a caveat behind one router', async () => {
    const one = await outward({ text: text.replace('10.1.0.253', '10.1.0.254'), ...pair })
    expect([one.status, one.caveats]).toEqual(['unrestricted', undefined])
  })

  const listed = 'access-list I extended permit tcp any any\naccess-group I in interface inside\n'
  test.each([
    ['the firewall may send packets back', 'same-security-traffic permit intra-interface\n', 'undetermined'],
    ['it translates them on the way back', 'nat (inside,inside) source dynamic any interface\n', 'undetermined'],
    [
      'one lies beyond a tunnel',
      'access-list V extended permit ip any 10.20.0.0 255.255.0.0\ncrypto map M 1 match address V\ncrypto map M interface inside\n',
      'undetermined',
    ],
    [
      'another lies beyond a tunnel',
      'access-list V extended permit ip any 10.30.0.0 255.255.0.0\ncrypto map M 1 match address V\ncrypto map M interface inside\n',
      'unrestricted',
    ],
  ])('where %s', async (_, more, status) => {
    expect((await outward({ text: text + listed + more, ...pair })).status).toBe(status)
  })
})

describe('a zone that the firewall decides within', () => {
  const dmz = (n: number): string =>
    `interface GigabitEthernet0/${n}\n nameif dmz${n}\n security-level ${n}0\n ip address 192.168.${n}.1 255.255.255.0\n`
  const merged = `version: 1
firewalls: [{ name: fw, config: fw.cfg, zones: { dmz1: dmz, dmz2: dmz } }]
servers: servers.csv
zones: { dmz: { networks: [192.168.0.0/16] }, outside: {} }
`
  test('two of its interfaces in one zone are asked', async () => {
    const input = files({ text: OUTSIDE + dmz(1) + dmz(2), cas: '192.168.1.10', dc: '192.168.2.10' })
    const { stdout } = await call({ ...input, 'emmental.yaml': merged }, ['analyze', '--format', 'json'])
    const analysis = JSON.parse(stdout) as Analysis
    expect(analysis.verdict).toBe('perimeter')
    expect(analysis.cases[0]?.path).toEqual(['fw'])
  })
})

describe('a second firewall', () => {
  const edge = `ASA Version 9.12(4)
interface GigabitEthernet0/0
 nameif dmz
 security-level 50
 ip address 172.16.50.1 255.255.255.0
interface GigabitEthernet0/1
 nameif transit
 security-level 80
 ip address 192.168.255.1 255.255.255.252
access-list D extended permit ip any any
access-group D in interface dmz
route transit 10.0.0.0 255.0.0.0 192.168.255.2
`
  const table = `Seq;Name;Source Zone;Source;Destination Zone;Destination;Service;Action
1;in;transit;172.16.50.0/24;core;10.10.0.0/16;tcp/443;allow
2;drop;any;any;any;any;any;deny
`
  const project =
    'version: 1\nfirewalls: [{ name: edge, config: edge.cfg }, { name: core, config: rules.csv }]\nservers: servers.csv\n'
  const servers = 'name,address,roles\nCAS1,172.16.50.11,CAS\nDC1,10.10.1.10,DC\n'
  const input = { 'edge.cfg': edge, 'rules.csv': table, 'servers.csv': servers }

  test('of which a zone has no networks is refused, and the mend gives the right reading', async () => {
    const refused = await call({ ...input, 'emmental.yaml': project }, ['analyze', '--quiet'])
    expect(refused.exitCode).toBe(2)
    const zones = /`(zones: .*)`; leave/.exec(refused.stderr)?.[1]
    expect(zones).toBe('zones: { dmz: {}, transit: {}, core: { networks: [10.10.0.0/16] } }')
    const mended = await call({ ...input, 'emmental.yaml': `${project}${zones}\n` }, ['analyze', '--quiet'])
    expect(mended.stdout).toMatch(/^PERIMETER/)
  })

  test('of which the rules name a zone that the project does not know is refused', async () => {
    const zones = 'zones: { dmz: {}, transit: {} }\n'
    const { exitCode, stderr } = await call({ ...input, 'emmental.yaml': project + zones }, ['analyze'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('[project/zone-of-rules]')
  })

  test('that no other zone of the project lies behind leaves open what stands in its zone', async () => {
    const core = edge
      .replaceAll('dmz', 'core')
      .replace('172.16.50.1 ', '10.10.0.1 ')
      .replace('192.168.255.1 ', '192.168.255.2 ')
      .replace(/^route.*\n/m, '')
    const zones = 'zones: { dmz: {}, transit: {} }\n'
    const { exitCode, stderr } = await call(
      { ...input, 'core.cfg': core, 'emmental.yaml': project.replace('rules.csv', 'core.cfg') + zones },
      ['analyze'],
    )
    expect(exitCode).toBe(11)
    expect(stderr).toContain('[project/firewall-in-one-zone]')
  })
})

test('an interface without an address carries nothing, and that is told', async () => {
  const bare = 'interface GigabitEthernet0/2\n nameif spare\n security-level 10\n no ip address\n'
  const input = files({ text: OUTSIDE + INSIDE + bare + DEFAULT, cas: '10.1.0.11', dc: '10.1.0.10' })
  const { exitCode, stderr } = await call(input, ['analyze'])
  expect(exitCode).toBe(0)
  expect(stderr).toContain('the interface `spare` has no address, and no route leads to it')
})
