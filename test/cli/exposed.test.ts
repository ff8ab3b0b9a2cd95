import { describe, expect, test } from 'vitest'
import type { Analysis, Finding } from '../../src/analysis/result.ts'
import { scratchFolders } from './scratch.ts'

/** What the Internet, proxies and neighbours can open to the servers, as findings. */
const CONFIG = `ASA Version 9.12(4)
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 203.0.113.1 255.255.255.0
interface GigabitEthernet0/1
 nameif dmz
 security-level 50
 ip address 192.168.10.1 255.255.255.0
interface GigabitEthernet0/2
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
route outside 0.0.0.0 0.0.0.0 203.0.113.254
access-group O in interface outside
access-group D in interface dmz
`
const SERVERS = `name,address,roles,version
CAS1,10.1.0.11,CAS;MBX,2013
EDGE1,192.168.10.25,edge,2013
DC1,10.1.0.10,DC,
`

const call = scratchFolders()

async function findings(rules: readonly string[], kinds: RegExp, more = '', config = CONFIG): Promise<Finding[]> {
  const files = {
    'fw.cfg': `${config}${rules.map((rule) => `access-list ${rule.replace(' ', ' extended ')}\n`).join('')}`,
    'servers.csv': `${SERVERS}${more}`,
  }
  const words = ['analyze', 'fw.cfg', '--servers', 'servers.csv', '--format', 'json']
  const ran = await call(files, words)
  const analysis = JSON.parse(ran.stdout) as Analysis
  return analysis.findings.filter(({ id }) => kinds.test(id))
}

const INTERNET = /^open-to-internet/
const DENY = 'D deny ip any any'

describe('published straight to the Internet', () => {
  test('client ports are a warning, with where from and by which line', async () => {
    const rules = ['O permit tcp any host 10.1.0.11 eq 443', 'O permit tcp any host 10.1.0.11 eq smtp', DENY]
    expect(await findings(rules, INTERNET)).toMatchObject([
      {
        id: 'open-to-internet',
        severity: 'warning',
        subject: 'CAS1',
        message: 'CAS1 is open to the Internet (zone outside, anybody) with no proxy between: TCP 25, 443',
        locations: [{ line: 17 }, { line: 18 }],
      },
    ])
  })

  test.each([
    ['tcp any host 10.1.0.11 eq 3389', 'CAS1', 'TCP 3389'],
    ['tcp any host 10.1.0.11 range 440 450', 'CAS1', 'TCP 440-442, 444-450'],
    ['udp any host 10.1.0.11 eq 443', 'CAS1', 'UDP 443'],
    ['ip any host 10.1.0.11', 'CAS1', 'TCP 0-24'],
    ['tcp any host 10.1.0.10 eq 443', 'DC1', 'TCP 443'],
    ['tcp any host 192.168.10.25 eq 443', 'EDGE1', 'TCP 443'],
  ])('%s is graver', async (rule, subject, words) => {
    const [found, ...more] = await findings([`O permit ${rule}`, DENY], INTERNET)
    expect(found).toMatchObject({ id: 'open-to-internet-wide', severity: 'error', subject, locations: [{ line: 17 }] })
    expect(found!.message).toContain(`by what is no client port of it: ${words}`)
    expect(more).toEqual([])
  })

  test.each([
    ['mail to Edge Transport', ['O permit tcp any host 192.168.10.25 eq smtp']],
    ['a ping', ['O permit icmp any any']],
    ['what a deny before it refuses', ['O deny tcp any host 10.1.0.11', 'O permit tcp any host 10.1.0.11 eq 443']],
    ['private addresses outside', ['O permit tcp 172.16.0.0 255.240.0.0 any eq 443']],
    ['servers of the list', ['O permit tcp host 198.51.100.7 any eq 443']],
    ['other networks of one’s own', ['O deny ip any any', 'D permit tcp any host 10.1.0.11 eq 3389']],
  ])('%s is none', async (_, rules) => {
    expect(await findings([...rules, DENY], INTERNET, 'LB9,198.51.100.7,load-balancer,\n')).toEqual([])
  })

  test('a stranger among listed machines is named by its network', async () => {
    const rules = ['O permit tcp 198.51.100.6 255.255.255.254 host 10.1.0.11 eq 443', DENY]
    expect(await findings(rules, INTERNET, 'LB9,198.51.100.7,load-balancer,\n')).toMatchObject([
      { message: 'CAS1 is open to the Internet (zone outside, 198.51.100.6/32) with no proxy between: TCP 443' },
    ])
  })

  test('by a translated address, before 8.3 and since', async () => {
    const nat = `object network C\n host 10.1.0.11\n nat (inside,outside) static 203.0.113.11\n`
    const rules = ['O permit tcp any host 10.1.0.11 eq 443', DENY]
    expect(await findings(rules, INTERNET, '', `${CONFIG}${nat}`)).toMatchObject([{ id: 'open-to-internet' }])
    const old = CONFIG.replace('9.12(4)', '8.2(5)').concat(
      'static (inside,outside) 203.0.113.11 10.1.0.11 netmask 255.255.255.255\n',
    )
    const mapped = ['O permit tcp any host 203.0.113.11 eq 443', DENY]
    expect(await findings(mapped, INTERNET, '', old)).toMatchObject([{ id: 'open-to-internet', subject: 'CAS1' }])
    expect(await findings([...mapped, 'O permit tcp any host 203.0.113.11 eq 3389'], INTERNET, '', old)).toMatchObject([
      { id: 'open-to-internet-wide', subject: 'CAS1' },
    ])
  })

  test('what hangs on a line that is not settled says so, and is no error', async () => {
    for (const port of [443, 3389]) {
      const rules = [`O permit tcp any host 10.1.0.11 eq ${port} time-range T`, DENY]
      expect(await findings(rules, INTERNET)).toMatchObject([
        {
          id: 'open-to-internet',
          message: `CAS1 may be, as some line may be read, open to the Internet (zone outside, anybody) with no proxy between: TCP ${port}`,
        },
      ])
    }
  })
})

describe('machines in front of Client Access servers', () => {
  const PUBLISHED = /^published/

  test.each([
    ['load-balancer', ['tcp', 'eq 443'], 'published', 'X reaches CAS1 by TCP 443 alone'],
    ['reverse-proxy', ['tcp', 'range 993 995'], 'published-too-wide', 'X can open more than TCP 25, 80'],
    ['load-balancer', ['tcp', 'eq 3389'], 'published-too-wide', 'X can open more than TCP 25, 80'],
    ['reverse-proxy', ['tcp', 'eq smtp'], 'published', 'X reaches CAS1 by TCP 25 alone'],
    ['hybrid-agent', ['tcp', 'range 5985 5986'], 'published', 'X reaches CAS1 by TCP 5985-5986 alone'],
    ['hybrid-agent', ['tcp', 'eq smtp'], 'published-too-wide', 'X can open more than TCP 80, 443, 5985, 5986 to CAS1'],
    ['Office Online Server', ['tcp', 'eq 443'], 'published', 'X reaches CAS1 by TCP 443 alone'],
    ['Office Online Server', ['tcp', 'eq 80'], 'published-too-wide', 'X can open more than TCP 443 to CAS1'],
  ] as const)('%s by %j: %s', async (role, [protocol, ports], id, message) => {
    const rule = `D permit ${protocol} host 192.168.10.9 host 10.1.0.11 ${ports}`
    const [found, ...more] = await findings([rule], PUBLISHED, `X,192.168.10.9,${role},\n`)
    expect(found).toMatchObject({ id, subject: 'X', message: expect.stringContaining(message) })
    expect(more).toEqual([])
  })

  test('a ping alone publishes nothing', async () => {
    expect(await findings(['D permit icmp any any'], PUBLISHED, 'X,192.168.10.9,reverse-proxy,\n')).toEqual([])
  })
})

describe('Skype for Business and Lync', () => {
  const SFB = /^sfb-/

  test('restricted to or from Exchange or a domain controller, with the lines; the verdict stays', async () => {
    const rules = ['D permit ip host 192.168.10.40 host 10.1.0.10', 'D permit tcp any any eq 443']
    expect(await findings(rules, SFB, 'LYNC1,192.168.10.40,Lync,\n')).toMatchObject([
      {
        id: 'sfb-restricted',
        severity: 'warning',
        subject: 'LYNC1',
        message: 'LYNC1 is restricted to CAS1',
        locations: [{ text: 'implicit deny' }],
      },
    ])
    const ran = await call(
      {
        'fw.cfg': `${CONFIG}access-list D extended deny ip any any\n`,
        'servers.csv': `${SERVERS}LYNC1,192.168.10.40,SfB,\n`,
      },
      ['analyze', 'fw.cfg', '--servers', 'servers.csv', '--quiet'],
    )
    expect([ran.exitCode, ran.stdout]).toEqual([0, expect.stringContaining('INTERNAL')])
  })

  test('unrestricted, there is nothing to say, and Edge Transport does not count', async () => {
    expect(await findings(['D permit ip any any'], SFB, 'S,192.168.10.40,skype-for-business,\n')).toEqual([])
    const apart = ['D deny ip host 192.168.10.25 any', 'D permit ip any any']
    expect(await findings(apart, SFB, 'S,10.1.0.40,skype-for-business,\n')).toEqual([])
  })

  test('an Exchange server in a perimeter network is to blame itself', async () => {
    const more = 'S,10.1.0.40,skype-for-business,\nCAS2,192.168.10.12,CAS,2013\n'
    expect(await findings(['D deny ip any any'], SFB, more)).toEqual([])
  })
})
