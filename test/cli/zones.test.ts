import { describe, expect, test } from 'vitest'
import type { Analysis, ZoneMap } from '../../src/analysis/result.ts'
import { validator } from '../schemas/validate.ts'
import { DMZ_INSIDE_OUTSIDE } from '../support/interfaces.ts'
import { scratchFolders } from './scratch.ts'

/** Whole networks, from the file to the map. */
const CONFIG = `ASA Version 9.12(4)
${DMZ_INSIDE_OUTSIDE}route inside 10.2.0.0 255.255.0.0 10.1.0.254
access-group D in interface dmz
access-group O in interface outside
`
const SERVERS = 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.0.10,DC\nMBX1,10.2.0.20,MBX\n'

const call = scratchFolders()

async function run(rules: string, words: readonly string[]): Promise<string> {
  const [command = '', ...options] = words
  const files = { 'fw.cfg': `${CONFIG}${rules}`, 'servers.csv': SERVERS }
  return (await call(files, [command, 'fw.cfg', '--servers', 'servers.csv', ...options])).stdout
}

async function mapOf(rules: string): Promise<ZoneMap> {
  const map = JSON.parse(await run(rules, ['zones', '--format', 'json'])) as ZoneMap
  const check = validator('zones-1')
  check(map)
  expect(check.errors ?? []).toEqual([])
  return map
}

/** `verdict networks servers` of each pocket of a zone. */
function pockets(map: ZoneMap, name: string): string[] {
  const zone = map.zones.find((one) => one.name === name)!
  return zone.pockets.map(({ verdict, networks, servers }) => `${verdict} ${networks.join()} ${servers.join()}`)
}

const CLOSED = 'access-list O extended deny ip any any\n'

describe('every address of a zone', () => {
  test('a rule for one host makes a pocket in a perimeter network, and analyze says so', async () => {
    const rules = `${CLOSED}access-list D extended permit ip host 192.168.10.11 any\n`
    const map = await mapOf(rules)
    expect(pockets(map, 'dmz')).toEqual([
      'perimeter 192.168.10.0/32,192.168.10.2-192.168.10.10,192.168.10.12-192.168.10.255 ',
      'internal 192.168.10.11/32 CAS1',
    ])
    const analysis = JSON.parse(await run(rules, ['analyze', '--format', 'json'])) as Analysis
    expect([analysis.verdict, analysis.zones[0]?.verdict]).toEqual(['internal', 'perimeter'])
    expect(analysis.findings.find(({ id }) => id === 'only-the-server')).toMatchObject({
      severity: 'warning',
      subject: 'CAS1',
      message: 'CAS1 is unrestricted, but other addresses of its network (zone dmz) are restricted',
    })
  })

  test('a permit in pieces that together hold every port and address proves the zone', async () => {
    const halves = ['192.168.10.0 255.255.255.128', '192.168.10.128 255.255.255.128']
    const protocols = ['tcp', 'udp', 'icmp', 'ip']
    const pieces = halves.flatMap((half) =>
      protocols.map((one) => `access-list D extended permit ${one} ${half} any\n`),
    )
    expect(pockets(await mapOf(`${CLOSED}${pieces.join('')}`), 'dmz')).toEqual(['internal 192.168.10.0/24 CAS1'])
  })

  test('one port that is denied to a part of the zone makes that part perimeter', async () => {
    const rules = `${CLOSED}access-list D extended deny tcp 192.168.10.64 255.255.255.192 any eq 445\naccess-list D extended permit ip any any\n`
    const map = await mapOf(rules)
    expect(pockets(map, 'dmz')).toEqual([
      'perimeter 192.168.10.64/26 ',
      'internal 192.168.10.0/32,192.168.10.2-192.168.10.63,192.168.10.128/25 CAS1',
    ])
    expect(map.zones[0]?.pockets[0]?.witness).toMatchObject({
      peer: 'DC1',
      direction: 'to',
      packet: { source: '192.168.10.65', destination: '10.1.0.10', destinationPort: 445 },
      decidedBy: { line: 19 },
    })
  })

  test('an entry that depends on something makes undetermined exactly what it touches', async () => {
    const rules = `${CLOSED}access-list D extended deny ip 192.168.10.128 255.255.255.128 any time-range T\naccess-list D extended permit ip any any\n`
    expect(pockets(await mapOf(rules), 'dmz')).toEqual([
      'undetermined 192.168.10.128/25 ',
      'internal 192.168.10.0/32,192.168.10.2-192.168.10.127 CAS1',
    ])
  })

  test('private addresses that no zone names are judged behind the zone that holds the rest', async () => {
    const rules =
      'access-list D extended permit ip any any\naccess-list O extended permit ip 172.16.0.0 255.240.0.0 any\naccess-list O extended deny ip any any\n'
    const [unlabelled] = (await mapOf(rules)).unlabelled
    expect(
      unlabelled?.pockets.map(({ verdict, networks }) => [verdict, networks.filter((one) => !one.includes(':'))]),
    ).toEqual([
      [
        'perimeter',
        ['10.0.0.0/16', '10.3.0.0-10.255.255.255', '192.168.0.0-192.168.9.255', '192.168.11.0-192.168.255.255'],
      ],
      ['internal', ['172.16.0.0/12']],
    ])
  })

  test('the map as text', async () => {
    const rules = `${CLOSED}access-list D extended permit ip any any\n`
    expect(await run(rules, ['zones'])).toContain(
      [
        '── zone dmz ────────────────────────────────────────────────────────────────────',
        '',
        'INTERNAL  192.168.10.0/24',
        '    servers: CAS1',
      ].join('\n'),
    )
  })
})

test('a zone may be called anything, also what looks like two names', async () => {
  const rules = [
    'access-list D extended permit ip host 192.168.10.11 any',
    'access-list D extended permit tcp host 192.168.10.12 any range 1024 65535',
  ]
  const files = (name: string) => ({
    'fw.cfg': `${CONFIG}${CLOSED}${rules.join('\n')}\n`,
    'servers.csv': `${SERVERS}CAS2,192.168.10.12,CAS\n`,
    'emmental.yaml': `version: 1\nzones:\n  "${name}": { networks: [192.168.10.0/24] }\n  inside: { networks: [10.0.0.0/8] }\n  outside: { networks: [any] }\nfirewalls:\n  - config: fw.cfg\n    zones: { dmz: "${name}" }\nservers: servers.csv\n`,
  })
  const analysisOf = async (name: string): Promise<Analysis> =>
    JSON.parse((await call(files(name), ['analyze', '--format', 'json'])).stdout) as Analysis
  const [plain, joined] = [await analysisOf('dmz'), await analysisOf('Extranet + DMZ')]
  expect(joined.servers.map(({ zones }) => zones)).toEqual(
    plain.servers.map(({ zones }) => zones.map((one) => (one === 'dmz' ? 'Extranet + DMZ' : one))),
  )
  expect(joined.findings.map(({ id }) => id)).toEqual(plain.findings.map(({ id }) => id))
  expect(plain.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['only-the-server']))
})
