import { describe, expect, test } from 'vitest'
import type { Alteration, Impact } from '../../src/analysis/impact-result.ts'
import { validator } from '../schemas/validate.ts'
import { scratchFolders } from './scratch.ts'

/** What `diff` says of packets that pass altered: translated in both directions, in the text of every era, or inspected. */
const call = scratchFolders()

const interfaces = `interface Ethernet0/0
 nameif outside
 security-level 0
 ip address 203.0.113.1 255.255.255.0
interface Ethernet0/1
 nameif dmz
 security-level 50
 ip address 172.16.50.1 255.255.255.0
interface Ethernet0/2
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
route outside 198.51.100.0 255.255.255.0 203.0.113.254
`
const NEW = `ASA Version 9.8(4)\n${interfaces}access-group OUT in interface outside
object network MAIL
 host 172.16.50.11
object network SHOWN
 host 203.0.113.30
object network PARTNER
 host 198.51.100.7
object network PARTNER-HERE
 host 172.16.50.200
access-list OUT extended permit tcp any object MAIL eq https
`
const OLD = `ASA Version 8.2(5)\n${interfaces}access-group OUT in interface outside
access-list OUT extended permit tcp any host 203.0.113.30 eq https
`
const STATIC = 'object network MAIL\n nat (dmz,outside) static SHOWN\n'
const OLD_STATIC = 'static (dmz,outside) 203.0.113.30 172.16.50.11 netmask 255.255.255.255\n'

async function impactOf(before: string, after: string): Promise<Impact> {
  const { stdout, stderr } = await call({ 'before.cfg': before, 'after.cfg': after }, [
    'diff',
    'before.cfg',
    'after.cfg',
    '--format',
    'json',
  ])
  expect(stderr).not.toContain('error')
  const impact = JSON.parse(stdout) as Impact
  const check = validator('diff-1')
  check(impact)
  expect(check.errors ?? []).toEqual([])
  expect(impact.notes).toEqual([])
  return impact
}

function alterationText({ what, from, to, fromPort, toPort, rule }: Alteration): string {
  const port = (number: number | undefined): string => (number === undefined ? '' : `:${number}`)
  return `${what}${from === undefined ? '' : ` ${from.join()}${port(fromPort)} > ${to?.join()}${port(toPort)}`} (${rule.text})`
}

const side = (fate: string, altered: readonly Alteration[] = []): string =>
  altered.length === 0 ? fate : `${fate} ${altered.map(alterationText).join(' and ')}`

/** The blocks from one zone that hold the packets sent to an address, without what they share. */
function told({ blocks }: Impact, fromZone: string, destination: string): string[] {
  return blocks
    .filter((block) => block.fromZone === fromZone && block.destinations.join().includes(destination))
    .map(({ toZone, services, was, is, alteredBefore, alteredAfter }) => {
      const what = services.all ? 'ip' : services.tcp.length === 0 ? 'other' : `tcp ${services.tcp.join(' ')}`
      return `${toZone} ${what}: ${side(was, alteredBefore)} / ${side(is, alteredAfter)}`
    })
}

describe('8.3 and newer', () => {
  test('a port that is published as itself is the same as the whole address, for that port', async () => {
    const impact = await impactOf(`${NEW}${STATIC}`, `${NEW}${STATIC.replace('SHOWN', 'SHOWN service tcp 443 443')}`)
    // What is not published any more would be a host of the outside network's own.
    const rest = 'outside (was dmz) tcp 0,442 444,65535: denied / permitted'
    expect(told(impact, 'outside', '203.0.113.30')).toEqual([rest])
    expect(told(impact, 'dmz', '203.0.113.0').join()).toContain('source 172.16.50.11/32 > 203.0.113.30/32')
  })

  test.each<[string, string, string, string, readonly string[]]>([
    [
      'a list that opens more of a host with a static address',
      `${NEW}${STATIC}`,
      'access-list OUT extended permit tcp any object MAIL eq smtp\n',
      'outside 203.0.113.30',
      [
        'dmz tcp 25,25: denied / altered destination 203.0.113.30/32 > 172.16.50.11/32 (nat (dmz,outside) static SHOWN)',
      ],
    ],
    [
      'a static address alone, with the same lists',
      NEW,
      STATIC,
      'outside 203.0.113.30',
      [
        'dmz (was outside) tcp 443,443: permitted / altered destination 203.0.113.30/32 > 172.16.50.11/32 (nat (dmz,outside) static SHOWN)',
        'dmz (was outside) tcp 0,442 444,65535: permitted / denied',
      ],
    ],
    [
      'a port forward on the address of the interface',
      NEW,
      'object network MAIL\n nat (dmz,outside) static interface service tcp https 8443\n',
      'outside 203.0.113.1/32',
      [
        'dmz tcp 8443,8443: denied / altered destination 203.0.113.1/32:8443 > 172.16.50.11/32:443 (nat (dmz,outside) static interface service tcp https 8443)',
      ],
    ],
    [
      'a pool for what goes out',
      NEW,
      'nat (inside,outside) source dynamic any interface\n',
      'inside 203.0.113.',
      [
        'outside ip: permitted / altered source 10.1.0.0/32,10.1.0.2-10.1.255.255 > 203.0.113.1/32 (nat (inside,outside) source dynamic any interface)',
      ],
    ],
    [
      'a peer that is known by an address of the network',
      NEW,
      'nat (dmz,outside) source static MAIL SHOWN destination static PARTNER-HERE PARTNER\n',
      'dmz 172.16.50.200',
      [
        'outside (was dmz) ip: permitted / altered destination 172.16.50.200/32 > 198.51.100.7/32 (nat (dmz,outside) source static MAIL SHOWN destination static PARTNER-HERE PARTNER) and source 172.16.50.11/32 > 203.0.113.30/32 (nat (dmz,outside) source static MAIL SHOWN destination static PARTNER-HERE PARTNER)',
      ],
    ],
    ['identity, which alters nothing', NEW, 'nat (dmz,outside) source static MAIL MAIL\n', 'dmz', []],
  ])('%s', async (_, before, added, where, expected) => {
    const [zone = '', destination = ''] = where.split(' ')
    expect(told(await impactOf(before, `${before}${added}`), zone, destination)).toEqual(expected)
    // And the reverse the other way round.
    const reverse = told(await impactOf(`${before}${added}`, before), zone, destination)
    const turned = expected.map((line) =>
      line.replace(/: (.*) \/ (.*)$/, ': $2 / $1').replace(/^(\S+) \(was (\S+)\)/, '$2 (was $1)'),
    )
    expect(reverse.sort()).toEqual(turned.sort())
  })
})

describe('before 8.3', () => {
  test.each<[string, string, string, string, readonly string[]]>([
    [
      'a list that opens more of a translated address',
      `${OLD}${OLD_STATIC}`,
      'access-list OUT extended permit tcp any host 203.0.113.30 eq smtp\n',
      'outside 203.0.113.30',
      [
        'dmz tcp 25,25: denied / altered destination 203.0.113.30/32 > 172.16.50.11/32 (static (dmz,outside) 203.0.113.30 172.16.50.11 netmask 255.255.255.255)',
      ],
    ],
    [
      'one port of an address that is redirected',
      OLD,
      'static (dmz,outside) tcp 203.0.113.30 https 172.16.50.11 8443 netmask 255.255.255.255\n',
      'outside 203.0.113.30',
      [
        'dmz (was outside) tcp 443,443: permitted / altered destination 203.0.113.30/32:443 > 172.16.50.11/32:8443 (static (dmz,outside) tcp 203.0.113.30 https 172.16.50.11 8443 netmask 255.255.255.255)',
      ],
    ],
    [
      'a static address by a list',
      `${OLD}access-list POLICY extended permit ip host 172.16.50.11 198.51.100.0 255.255.255.0\n`,
      'static (dmz,outside) 203.0.113.30 access-list POLICY\n',
      'outside 203.0.113.30',
      [
        'dmz (was outside) tcp 443,443: permitted / altered destination 203.0.113.30/32 > 172.16.50.11/32 (static (dmz,outside) 203.0.113.30 access-list POLICY)',
        'dmz (was outside) tcp 0,442 444,65535: permitted / denied',
      ],
    ],
  ])('%s', async (_, before, added, where, expected) => {
    const [zone = '', destination = ''] = where.split(' ')
    expect(told(await impactOf(before, `${before}${added}`), zone, destination)).toEqual(expected)
  })
})

test('inspection that alters mail is a difference of its own', async () => {
  const policy = (lines: string): string =>
    `policy-map global_policy\n class inspection_default\n  inspect ftp\n${lines}service-policy global_policy global\n`
  const impact = await impactOf(`${NEW}${policy('')}`, `${NEW}${policy('  inspect esmtp\n')}`)
  expect(told(impact, 'inside', '172.16.50.')).toEqual([
    'dmz tcp 25,25: permitted / altered inspection (inspect esmtp)',
  ])
})
