import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Impact } from '../../src/analysis/impact-result.ts'
import { HOLE_IDS } from '../../src/exchange/holes.ts'
import { validator } from '../schemas/validate.ts'
import type { Ran } from './run-cli.ts'
import { scratchFolders } from './scratch.ts'

/** What the gate counts: ports of Exchange servers and domain controllers that anyone can open and could not before. */
const call = scratchFolders()

const INTERFACES = `interface Ethernet0/0
 nameif dmz
 security-level 50
 ip address 192.168.10.1 255.255.255.0
interface Ethernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
interface Ethernet0/2
 nameif outside
 security-level 0
 ip address 203.0.113.1 255.255.255.0
route outside 0.0.0.0 0.0.0.0 203.0.113.254
`
const OLD = `ASA Version 8.2(5)
${INTERFACES}access-list D extended permit tcp any any eq 443
access-group D in interface dmz
static (inside,dmz) 203.0.113.99 10.1.0.10 netmask 255.255.255.255
`
const NEW = `ASA Version 9.8(4)
${INTERFACES}object network DC
 host 10.1.0.10
 nat (inside,outside) static 203.0.113.10 service tcp 445 8445
object network CAS
 host 192.168.10.11
 nat (dmz,outside) static 203.0.113.30
access-list OUT extended permit tcp any object CAS eq 443
access-group OUT in interface outside
access-list D extended permit tcp any any eq 443
access-group D in interface dmz
`
const SERVERS =
  'name,address,roles,version\nCAS1,192.168.10.11,CAS,2010\nDC1,10.1.0.10,DC,\nMBX1,10.1.0.20,MBX,2010\nWEB,10.1.0.30,other,\n'

function diff(before: string, added: string, ...options: readonly string[]): Promise<Ran> {
  const files = { 'a.cfg': before, 'b.cfg': `${before}${added}`, 'servers.csv': SERVERS }
  return call(files, ['diff', 'a.cfg', 'b.cfg', '--servers', 'servers.csv', ...options])
}

async function holes(before: string, added: string): Promise<string[]> {
  const { stdout } = await diff(before, added, '--format', 'json')
  const impact = JSON.parse(stdout) as Impact
  const check = validator('diff-1')
  check(impact)
  expect(check.errors ?? []).toEqual([])
  return impact.holes.map(({ change, fromZone, toZone, server, id, ports, sources = ['Exchange'], packet }) =>
    [
      change,
      `${fromZone}>${toZone}`,
      server,
      id,
      ports.join(' '),
      'by',
      sources.length > 2 ? 'many' : sources.join(),
      packet?.destination,
    ].join(' '),
  )
}

test('a host that is published on another network, on a text of 8.2', async () => {
  const ran = await diff(OLD, 'access-list D extended permit tcp any host 203.0.113.99 eq 445\n')
  expect(ran.exitCode).toBe(13)
  expect(ran.stdout).toContain('OPENED  dmz → inside: SMB, tcp 445 to DC1')
  expect(ran.stderr).toContain('gate: from zone dmz to DC1: smb (tcp 445) is open now')
})

describe('anyone', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'the Internet, by the mapped address of a Client Access server',
      'access-list OUT extended permit tcp any object CAS eq 445\n',
      ['opened outside>dmz CAS1 smb 445,445 by many 203.0.113.30'],
    ],
    [
      'the Internet, by a port that is published as another, of a domain controller',
      'access-list OUT extended permit tcp any object DC eq 445\n',
      ['opened outside>inside DC1 smb 445,445 by many 203.0.113.10'],
    ],
    [
      'one host of a network where no Exchange server stands',
      'access-list OUT extended permit tcp host 198.51.100.7 object CAS eq 25\n',
      ['opened outside>dmz CAS1 smtp 25,25 by 198.51.100.7/32 203.0.113.30'],
    ],
    [
      'hosts beside the Client Access server',
      'access-list D extended permit tcp host 192.168.10.77 host 10.1.0.20 eq 135\n',
      ['opened dmz>inside MBX1 rpc-endpoint-mapper 135,135 by 192.168.10.77/32 10.1.0.20'],
    ],
    [
      'what the Client Access servers open themselves is told once',
      'access-list D extended permit tcp any host 10.1.0.20 eq 135\n',
      ['opened dmz>inside MBX1 rpc-endpoint-mapper 135,135 by Exchange 10.1.0.20'],
    ],
    ['a server that is none of both', 'access-list OUT extended permit tcp any host 10.1.0.30 eq 445\n', []],
  ])('%s', async (_, added, expected) => {
    expect(await holes(NEW, added)).toEqual(expected)
    const { exitCode } = await diff(NEW, added)
    expect(exitCode).toBe(expected.length === 0 ? 0 : 13)
  })

  test('what is closed is told too, and no objection', async () => {
    const opened = 'access-list OUT extended permit tcp any object CAS eq 445\n'
    const files = { 'a.cfg': `${NEW}${opened}`, 'b.cfg': NEW, 'servers.csv': SERVERS }
    const ran = await call(files, ['diff', 'a.cfg', 'b.cfg', '--servers', 'servers.csv'])
    expect(ran.exitCode).toBe(0)
    expect(ran.stdout).toContain('closed  outside → dmz: SMB, tcp 445 to CAS1')
  })
})

describe('kinds of holes', () => {
  const everything = 'access-list OUT extended permit ip any object CAS\n'

  test.each([
    ['hole:smb', 13],
    ['hole:rdp', 13],
    ['hole:dynamic-rpc', 13],
    ['hole:https', 0],
  ])('a permit of everything is judged by %s', async (rule, code) => {
    expect((await diff(NEW, everything, '--fail-on', rule)).exitCode).toBe(code)
  })

  test('kinds that lie within a wide run of ports count', async () => {
    const ran = await diff(NEW, everything, '--fail-on', 'hole:global-catalog')
    expect(ran.stderr).toContain('dynamic-rpc (tcp 1024-65535) is open now')
  })

  test.each([
    ['hole:smd', 'did you mean `hole:smb`?'],
    ['hole:', 'choose a kind of hole: rpc-endpoint-mapper,'],
    ['hole:anything', 'choose a kind of hole: rpc-endpoint-mapper,'],
    ['holes', 'did you mean `hole`?'],
  ])('the kind %s is refused', async (rule, reason) => {
    const ran = await diff(NEW, everything, '--fail-on', rule)
    expect([ran.exitCode, ran.stdout]).toEqual([2, ''])
    expect(ran.stderr).toContain(`\`--fail-on\` cannot be \`${rule}\``)
    expect(ran.stderr).toContain(reason)
  })

  test('all of them are listed by the page and by --help', async () => {
    const page = readFileSync('docs/diff.md', 'utf8')
    const { stdout } = await call({}, ['diff', '--help'])
    for (const id of HOLE_IDS) {
      expect(page).toContain(`\`${id}\``)
      expect(stdout).toContain(id)
    }
  })
})

test('a server that has come to stand on another side is a difference', async () => {
  const added = 'access-list D extended permit ip any any\n'
  const moved = `${added}route dmz 10.1.0.10 255.255.255.255 192.168.10.7\n`
  const base = `ASA Version 9.8(4)\n${INTERFACES}access-group D in interface dmz\n`
  const files = { 'a.cfg': base + added, 'b.cfg': base + moved, 'servers.csv': SERVERS }
  const ran = await call(files, ['diff', 'a.cfg', 'b.cfg', '--servers', 'servers.csv', '--fail-on', 'difference'])
  expect(ran.exitCode).toBe(13)
  expect(ran.stderr).toContain('gate: from zone inside to DC1: rpc-endpoint-mapper (tcp 135) is open now')
})
