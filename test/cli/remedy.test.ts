import { describe, expect, test } from 'vitest'
import type { Proposal, Remedy } from '../../src/analysis/remedy-result.ts'
import type { Analysis } from '../../src/analysis/result.ts'
import { validator } from '../schemas/validate.ts'
import { scratchFolders } from './scratch.ts'

/** What would mend a network: proposed, entered into the configuration, and analysed again. */
const HEAD = `ASA Version 9.12(4)
interface GigabitEthernet0/0
 nameif dmz
 security-level 50
 ip address 192.168.10.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
interface GigabitEthernet0/2
 nameif outside
 security-level 0
 ip address 203.0.113.1 255.255.255.0
route outside 0.0.0.0 0.0.0.0 203.0.113.254
`
const LISTS = `access-list D extended permit tcp host 192.168.10.11 host 10.1.0.10 eq 389
access-list D extended permit tcp 192.168.10.0 255.255.255.0 any eq 443
access-list D extended deny ip any any
access-list I extended permit tcp any any
access-group D in interface dmz
access-group I in interface inside
`
const SERVERS =
  'name,address,roles,site\nCAS1,192.168.10.11,CAS,A\nCAS2,192.168.10.12,CAS,A\nMBX1,10.1.0.20,MBX,A\nDC1,10.1.0.10,DC,A\n'
const PROXY = 'RP1,192.168.10.5,reverse-proxy,\n'

const call = scratchFolders()

async function remedyOf(config: string, servers = SERVERS): Promise<Remedy> {
  const words = ['remedy', 'fw.cfg', '--servers', 'servers.csv', '--format', 'json']
  const remedy = JSON.parse((await call({ 'fw.cfg': config, 'servers.csv': servers }, words)).stdout) as Remedy
  const check = validator('remedy-1')
  check(remedy)
  expect(check.errors ?? []).toEqual([])
  return remedy
}

async function analysisOf(config: string, servers = SERVERS): Promise<Analysis> {
  const words = ['analyze', 'fw.cfg', '--servers', 'servers.csv', '--format', 'json']
  return JSON.parse((await call({ 'fw.cfg': config, 'servers.csv': servers }, words)).stdout) as Analysis
}

function linesOf({ changes }: Proposal): string {
  return changes.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join('')
}

describe('any/any rules', () => {
  test('one permit for each list and direction, and the configuration with them is internal', async () => {
    const { servers, before, proposals } = await remedyOf(HEAD + LISTS)
    expect(servers).toEqual(['CAS1', 'CAS2'])
    const proposal = proposals[0]!
    expect([proposal.id, proposal.verdict, proposal.left]).toEqual(['any-any', 'internal', []])
    expect(proposal.permits).toMatchObject([
      {
        list: 'D',
        protocol: 'ip',
        sources: ['192.168.10.11', '192.168.10.12'],
        destinations: ['10.1.0.10', '10.1.0.20'],
      },
      {
        list: 'I',
        protocol: 'ip',
        sources: ['10.1.0.10', '10.1.0.20'],
        destinations: ['192.168.10.11', '192.168.10.12'],
      },
    ])
    expect([before.wholly, proposal.after.wholly]).toEqual([0, 2])
    expect(before.tcpPorts).toBe(3)
    expect((await analysisOf(HEAD + LISTS + linesOf(proposal))).verdict).toBe('internal')
  })

  test('an interface without a list gets one that keeps what its level did', async () => {
    const { proposals } = await remedyOf(HEAD)
    const proposal = proposals[0]!
    expect(proposal.verdict).toBe('internal')
    expect(linesOf(proposal)).toContain('access-list EMMENTAL_dmz_in extended deny ip any 10.1.0.0 255.255.0.0\n')
    const after = HEAD + linesOf(proposal)
    expect((await analysisOf(after)).verdict).toBe('internal')
    const asked = async (config: string, ...words: readonly string[]): Promise<string> => {
      const files = { 'fw.cfg': config, 'servers.csv': SERVERS }
      return (await call(files, ['trace', 'fw.cfg', ...words, '--servers', 'servers.csv', '-q'])).stdout.slice(0, 6)
    }
    for (const words of [
      ['192.168.10.99', '10.1.0.10', 'tcp/135'],
      ['192.168.10.99', '198.51.100.1', 'tcp/443'],
      ['10.1.0.99', '192.168.10.99', 'tcp/443'],
    ]) {
      expect(await asked(after, ...words)).toBe(await asked(HEAD, ...words))
    }
  })

  test('what no permit mends is left and named', async () => {
    const nat = `object network C1\n host 192.168.10.11\n nat (dmz,inside) static 10.1.0.111\n`
    const { proposals } = await remedyOf(`${HEAD}${nat}${LISTS}`)
    expect(proposals[0]).toMatchObject({ verdict: 'perimeter' })
    expect(proposals[0]!.left.map(({ server, peer, direction }) => `${server} ${direction} ${peer}`)).toContain(
      'CAS1 to DC1',
    )
    expect(proposals[0]!.left[0]!.because[0]).toMatchObject({ text: 'nat (dmz,inside) static 10.1.0.111' })
  })
})

describe('moved inside and published', () => {
  test('the servers get free addresses beside their peers, the proxy one port', async () => {
    const { proposals } = await remedyOf(HEAD + LISTS, SERVERS + PROXY)
    const proposal = proposals[1]!
    expect([proposal.id, proposal.verdict, proposal.left]).toEqual(['move-inside', 'internal', []])
    expect(proposal.moves).toMatchObject([
      { server: 'CAS1', fromZones: ['dmz'], toZones: ['inside'], to: ['10.1.0.21'] },
      { server: 'CAS2', to: ['10.1.0.22'] },
    ])
    // The list lets the whole network out by HTTPS, so nothing is to be added.
    expect(proposal.permits).toEqual([])
    expect(proposal.needless).toMatchObject([{ line: 15 }])
    expect(proposal.after).toMatchObject({ from: ['RP1'], tcpPorts: 4 })
  })

  test('a port that is closed is opened, from the proxies alone', async () => {
    const closed = LISTS.replace('access-list D extended permit tcp 192.168.10.0 255.255.255.0 any eq 443\n', '')
    const { proposals } = await remedyOf(HEAD + closed, SERVERS + PROXY)
    const proposal = proposals[1]!
    expect(proposal.permits).toMatchObject([
      { list: 'D', protocol: 'tcp', port: 443, sources: ['192.168.10.5'], destinations: ['10.1.0.21', '10.1.0.22'] },
    ])
    const moved = SERVERS.replace('192.168.10.11', '10.1.0.21').replace('192.168.10.12', '10.1.0.22') + PROXY
    const after = await analysisOf(HEAD + closed + linesOf(proposal), moved)
    expect(after.verdict).toBe('internal')
    expect(after.findings.map(({ id }) => id)).toContain('published')
  })

  test('without a proxy in the inventory one takes the place of a server', async () => {
    const { proposals } = await remedyOf(HEAD + LISTS)
    expect(proposals[1]!.after.from).toEqual(['a reverse proxy at 192.168.10.11'])
    expect(proposals[1]!.needless).toEqual([])
  })
})

test('where every server is internal there is nothing to mend', async () => {
  const open = `${HEAD}access-list D extended permit ip any any\naccess-group D in interface dmz\n`
  expect(await remedyOf(open)).toMatchObject({ servers: [], proposals: [] })
  const files = { 'fw.cfg': open, 'servers.csv': SERVERS }
  const ran = await call(files, ['remedy', 'fw.cfg', '--servers', 'servers.csv'])
  expect(ran.exitCode).toBe(0)
  expect(ran.stdout).toMatch(/^every Client Access server is internal: there is nothing to mend\n/)
})

test('the report sets both side by side', async () => {
  const files = { 'fw.cfg': HEAD + LISTS, 'servers.csv': SERVERS + PROXY }
  const { stdout } = await call(files, ['remedy', 'fw.cfg', '--servers', 'servers.csv'])
  expect(stdout).toContain('permits to add                      2              0')
  expect(stdout).toContain('access-list D line 1 extended permit ip object-group EMMENTAL-')
  expect(stdout).toContain('needless afterwards')
})
