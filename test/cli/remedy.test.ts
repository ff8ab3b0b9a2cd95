import { describe, expect, test } from 'vitest'
import type { Proposal, Remedy } from '../../src/analysis/remedy-result.ts'
import type { Analysis } from '../../src/analysis/result.ts'
import { validator } from '../schemas/validate.ts'
import { DMZ_INSIDE_OUTSIDE } from '../support/interfaces.ts'
import { scratchFolders } from './scratch.ts'

/** What would mend a network: proposed, entered into the configuration, and analysed again. */
const HEAD = `ASA Version 9.12(4)
${DMZ_INSIDE_OUTSIDE}`
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

test('--quiet is one line', async () => {
  const words = ['remedy', 'fw.cfg', '--servers', 'servers.csv', '--quiet']
  expect((await call({ 'fw.cfg': HEAD + LISTS, 'servers.csv': SERVERS }, words)).stdout).toMatch(
    /^2 Exchange servers not internal; any-any: INTERNAL with \d+ permits; move-inside: INTERNAL with [^;\n]*\n$/,
  )
})

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

describe('the figures are those of the changed text', () => {
  const OLD = `ASA Version 8.2(5)
interface Ethernet0/0
 nameif dmz
 security-level 50
 ip address 192.168.10.1 255.255.255.0
interface Ethernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
access-list D extended permit tcp any any eq 443
access-group D in interface dmz
static (inside,dmz) 192.168.10.99 10.1.0.99 netmask 255.255.255.255
`

  test('before 8.3, beside a translation that has nothing to do with it', async () => {
    const { proposals } = await remedyOf(OLD)
    expect(proposals[0]).toMatchObject({
      verdict: 'internal',
      after: { wholly: 2, tcpPorts: 131072, udpPorts: 131072 },
    })
    const { verdict, exposure } = await analysisOf(OLD + linesOf(proposals[0]!))
    expect(verdict).toBe('internal')
    expect(exposure.filter(({ fromZone, services }) => fromZone === 'dmz' && services.all)).toHaveLength(2)
  })

  test('on a PIX, which knows no `extended`', async () => {
    const pix = OLD.replace('ASA Version 8.2(5)', 'PIX Version 6.3(5)')
      .replace(/interface Ethernet0\/0\n[^a]*access-list/, 'access-list')
      .replaceAll(' extended', '')
    const head = `${pix}nameif ethernet0 dmz security50
nameif ethernet1 inside security100
ip address dmz 192.168.10.1 255.255.255.0
ip address inside 10.1.0.1 255.255.0.0
nat (inside) 0 10.1.0.0 255.255.0.0
static (inside,dmz) 10.1.0.0 10.1.0.0 netmask 255.255.0.0
`
    const { proposals } = await remedyOf(head)
    expect(linesOf(proposals[0]!)).not.toContain('extended')
    expect(linesOf(proposals[0]!)).toContain('access-list D line 1 permit ip object-group EMMENTAL-1')
  })

  test('an entry that stands further down would not be stored twice, so it is written otherwise', async () => {
    const twin = `access-list D extended deny ip any any
access-list D extended permit ip host 192.168.10.11 host 10.1.0.10
access-group D in interface dmz
`
    const one = 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.0.10,DC\n'
    const { proposals } = await remedyOf(HEAD + twin, one)
    expect(proposals[0]!.verdict).toBe('internal')
    expect(linesOf(proposals[0]!)).toContain(
      'access-list D line 1 extended permit ip object-group EMMENTAL-1 host 10.1.0.10\n',
    )
  })

  test('names that the text has are not used again', async () => {
    const taken = `object-group network EMMENTAL-1
 network-object host 10.1.0.77
object-group network EMMENTAL-2
 network-object host 10.1.0.78
`
    const { proposals } = await remedyOf(HEAD + taken + LISTS)
    expect(proposals[0]!.verdict).toBe('internal')
    expect(linesOf(proposals[0]!)).toContain('object-group network EMMENTAL-3')
    expect(linesOf(proposals[0]!)).not.toMatch(/EMMENTAL-[12]\b/)
  })

  test('of several devices in one text each is changed by itself', async () => {
    const device = (net: string): string => `ASA Version 9.12(4)
hostname device${net}
interface GigabitEthernet0/0
 nameif dmz${net}
 security-level 50
 ip address 192.168.${net}.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside${net}
 security-level 100
 ip address 10.${net}.0.1 255.255.0.0
access-list D extended permit tcp any any eq 443
access-group D in interface dmz${net}
: end
`
    const servers = 'name,address,roles\nCAS1,192.168.1.11,CAS\nDC1,10.1.0.10,DC\n'
    const { proposals } = await remedyOf(device('1') + device('2'), servers)
    expect(proposals[0]).toMatchObject({ verdict: 'internal', left: [], after: { wholly: 1 } })
    expect(proposals[0]!.changes.map(({ firewall }) => firewall)).toEqual(['fw/device1'])
  })

  test('on an interface without a list before 8.3, translated hosts stay open or closed as they were', async () => {
    const bare = OLD.replace(/access-.*\n/g, '')
    const { proposals } = await remedyOf(bare)
    expect(linesOf(proposals[0]!)).toContain('access-list EMMENTAL_dmz_in extended deny ip any host 192.168.10.99\n')
  })
})

describe('inspection that alters packets', () => {
  const POLICY = `policy-map global_policy
 class inspection_default
  inspect dns
  inspect esmtp
service-policy global_policy global
`

  test('is turned off by lines that are tried like the rest', async () => {
    const { proposals } = await remedyOf(HEAD + LISTS + POLICY)
    for (const { verdict, left, changes } of proposals.slice(0, 1)) {
      expect([verdict, left]).toEqual(['internal', []])
      expect(changes[0]!.lines.slice(-4)).toEqual([
        'policy-map global_policy',
        ' class inspection_default',
        '  no inspect esmtp',
        'exit',
      ])
    }
  })

  test('where nothing but inspection is in the way, nothing else is proposed', async () => {
    const open = `access-list D extended permit ip any any\naccess-group D in interface dmz\n`
    const { proposals } = await remedyOf(HEAD + open + POLICY)
    expect(proposals[0]).toMatchObject({ verdict: 'internal', permits: [] })
    expect(proposals[0]!.changes.map(({ lines }) => lines.length)).toEqual([4])
  })

  test('that alters nobody who matters stays', async () => {
    const { proposals } = await remedyOf(HEAD + LISTS + POLICY.replace('  inspect esmtp\n', ''))
    expect(linesOf(proposals[0]!)).not.toContain('inspect')
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

  test('without a proxy in the inventory one gets an address of its own', async () => {
    const closed = LISTS.replace('access-list D extended permit tcp 192.168.10.0 255.255.255.0 any eq 443\n', '')
    const { proposals } = await remedyOf(HEAD + closed)
    expect(proposals[1]!.after.from).toEqual(['a reverse proxy at 192.168.10.13'])
    expect(proposals[1]!.permits).toMatchObject([
      { protocol: 'tcp', port: 443, sources: ['192.168.10.13'], destinations: ['10.1.0.21', '10.1.0.22'] },
    ])
    // The address of the server that goes is free of rules afterwards.
    expect(proposals[1]!.needless).toMatchObject([{ line: 15 }])
  })

  test('no proposed address is one of a network, a server, a rule, a translation or the firewall itself', async () => {
    const small = HEAD.replace('192.168.10.1 255.255.255.0', '192.168.10.1 255.255.255.240')
    const used = `object network X
 host 10.1.0.22
 nat (inside,dmz) static 192.168.10.13
access-list I extended permit ip host 10.1.0.21 any
access-group I in interface inside
`
    const { proposals } = await remedyOf(small + used)
    expect(proposals[1]!.moves.map(({ to }) => to)).toEqual([['10.1.0.22'], ['10.1.0.23']])
    // 192.168.10.13 is translated, .14 is the last host, .15 the broadcast address.
    expect(proposals[1]!.after.from).toEqual(['a reverse proxy at 192.168.10.14'])
  })

  test('nor one that ends a network of 256 addresses', async () => {
    const last = SERVERS.replace('10.1.0.20', '10.1.0.254').replace('10.1.0.10', '10.1.0.253')
    const { proposals } = await remedyOf(HEAD + LISTS, last)
    expect(proposals[1]!.moves.map(({ to }) => to)).toEqual([['10.1.1.1'], ['10.1.1.2']])
  })

  test('where no address is free for a proxy the move is not proposed', async () => {
    const tiny = HEAD.replace('192.168.10.1 255.255.255.0', '192.168.10.10 255.255.255.252')
    const servers = SERVERS.replace('CAS1,192.168.10.11', 'CAS1,192.168.10.9').replace(/CAS2.*\n/, '')
    expect((await remedyOf(tiny, servers)).proposals.map(({ id }) => id)).toEqual(['any-any'])
  })

  test('only peers that stay say where inside is', async () => {
    // More Client Access servers stand outside than there are other servers.
    const many = Array.from({ length: 5 }, (_, i) => `X${i},192.168.10.${20 + i},CAS,A\n`).join('')
    const { proposals } = await remedyOf(HEAD + LISTS, SERVERS + many)
    expect(proposals[1]!.moves.map(({ server, toZones }) => `${server} ${toZones.join()}`)).toEqual([
      'CAS1 inside',
      'CAS2 inside',
      ...[0, 1, 2, 3, 4].map((i) => `X${i} inside`),
    ])
    expect(proposals[1]!.verdict).toBe('internal')
  })
})

test('where every server is internal there is nothing to mend', async () => {
  const open = `${HEAD}access-list D extended permit ip any any\naccess-group D in interface dmz\n`
  expect(await remedyOf(open)).toMatchObject({ servers: [], proposals: [] })
  const files = { 'fw.cfg': open, 'servers.csv': SERVERS }
  const ran = await call(files, ['remedy', 'fw.cfg', '--servers', 'servers.csv'])
  expect(ran.exitCode).toBe(0)
  expect(ran.stdout).toMatch(/^every Exchange server is internal: there is nothing to mend\n/)
})

test('the report sets both side by side', async () => {
  const files = { 'fw.cfg': HEAD + LISTS, 'servers.csv': SERVERS + PROXY }
  const { stdout } = await call(files, ['remedy', 'fw.cfg', '--servers', 'servers.csv'])
  expect(stdout).toContain('permits to add                      2              0')
  expect(stdout).toContain('access-list D line 1 extended permit ip object-group EMMENTAL-')
  expect(stdout).toContain('needless afterwards')
})
