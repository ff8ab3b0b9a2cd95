import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Impact } from '../../src/analysis/impact-result.ts'
import { ALLOW_KEYS } from '../../src/project/allow-file.ts'
import { validator } from '../schemas/validate.ts'
import { DMZ_INSIDE_OUTSIDE } from '../support/interfaces.ts'
import type { Ran } from './run-cli.ts'
import { scratchFolders } from './scratch.ts'

/** What a change does, from two configurations to the gate. */
const HEAD = `ASA Version 9.12(4)
${DMZ_INSIDE_OUTSIDE}object network DC
 host 10.1.0.10
object-group network LEAF
 network-object host 10.1.0.20
object-group network MIDDLE
 group-object LEAF
object-group network TOP
 group-object MIDDLE
 network-object object DC
time-range T
 absolute end 18:00 31 december 2026
access-group D in interface dmz
access-group I in interface inside
`
const BEFORE = `${HEAD}access-list D extended permit ip any object-group TOP
access-list D extended permit tcp host 192.168.10.30 any eq 443
access-list D extended deny ip any any
access-list I extended permit ip any any
`
const SERVERS =
  'name,address,roles,version\nCAS1,192.168.10.11,CAS,2010\nDC1,10.1.0.10,DC,\nMBX1,10.1.0.20,MBX,2010\nWEB,10.1.0.30,other,\n'

const call = scratchFolders()

function diff(before: string, after: string, ...options: readonly string[]): Promise<Ran> {
  const files = { 'before.cfg': before, 'after.cfg': after, 'servers.csv': SERVERS }
  return call(files, ['diff', 'before.cfg', 'after.cfg', '--servers', 'servers.csv', ...options])
}

async function impactOf(before: string, after: string, ...options: readonly string[]): Promise<Impact> {
  const { stdout } = await diff(before, after, '--format', 'json', ...options)
  const impact = JSON.parse(stdout) as Impact
  const check = validator('diff-1')
  check(impact)
  expect(check.errors ?? []).toEqual([])
  return impact
}

const told = ({ verdicts }: Impact): string[] =>
  verdicts.map(({ subject, direction, peer, was, is, worse }) =>
    [worse ? 'worse' : 'better', subject, direction, peer, was, is].filter((word) => word !== undefined).join(' '),
  )
const blocks = ({ blocks: all }: Impact): string[] =>
  all.map(({ fromZone, toZone, was, is, sources, destinations, services }) => {
    const what = services.all ? 'ip' : `tcp ${services.tcp.join(' ')}`
    return `${fromZone}>${toZone} ${was}>${is} ${sources.join()} ${destinations.join()} ${what}`
  })

describe('equal meaning is equal', () => {
  test.each([
    ['itself', BEFORE],
    ['names and words', BEFORE.replaceAll('TOP', 'ALL-SERVERS').replace('eq 443', 'eq https')],
    [
      'a group taken apart',
      BEFORE.replace(
        'access-list D extended permit ip any object-group TOP',
        'access-list D extended permit ip any host 10.1.0.20\naccess-list D extended permit ip any object DC',
      ),
    ],
    ['an order that does not matter', BEFORE.replace(/(access-list D .*TOP\n)(access-list D .*443\n)/, '$2$1')],
    [
      'an entry that adds nothing',
      BEFORE.replace(
        'access-list D extended deny',
        'access-list D extended permit tcp any host 10.1.0.10 eq 80\naccess-list D extended deny',
      ),
    ],
    ['the deny that is there anyway', BEFORE.replace('access-list D extended deny ip any any\n', '')],
  ])('%s', async (_, after) => {
    expect(after === BEFORE).toBe(_ === 'itself')
    const ran = await diff(BEFORE, after)
    expect([ran.exitCode, ran.stderr]).toEqual([0, ''])
    expect(ran.stdout).toBe('From before.cfg to after.cfg: no difference\n')
  })

  test('a rule table that means the same as an ASA, as in a migration', async () => {
    const project = (config: string, format: string): string => `version: 1
zones:
  dmz: { networks: [192.168.10.0/24] }
  inside: { networks: [10.1.0.0/16] }
firewalls:
  - { name: fw, config: ${config}, format: ${format}${format === 'csv' ? ', evaluation: first-match, otherwise: deny' : ''} }
servers: servers.csv
`
    const table = `No,Source Zone,Source,Destination Zone,Destination,Service,Action
1,dmz,any,inside,10.1.0.20;10.1.0.10,any,allow
2,dmz,192.168.10.30,inside,any,tcp/443,allow
3,inside,any,dmz,any,any,allow
`
    const files = {
      'old.yaml': project('before.cfg', 'asa'),
      'new.yaml': project('rules.csv', 'csv'),
      'before.cfg': BEFORE,
      'rules.csv': table,
      'servers.csv': SERVERS,
    }
    const ran = await call(files, ['diff', 'old.yaml', 'new.yaml'])
    expect(ran.stdout).toMatch(/^From old\.yaml to new\.yaml: no difference\n(?:\n── Remarks on the input |$)/)
    const other = { ...files, 'rules.csv': table.replace('tcp/443', 'tcp/444') }
    const changed = await call(other, ['diff', 'old.yaml', 'new.yaml', '--format', 'json'])
    expect(blocks(JSON.parse(changed.stdout) as Impact)).toHaveLength(2)
  })
})

describe('no change is too small', () => {
  test('a group member three levels down', async () => {
    const impact = await impactOf(
      BEFORE,
      BEFORE.replace('network-object host 10.1.0.20', 'network-object host 10.1.0.21'),
    )
    expect(told(impact)).toEqual([
      'worse CAS1 internal perimeter',
      'worse MBX1 internal perimeter',
      'worse dmz internal perimeter',
      'worse CAS1 to MBX1 unrestricted restricted',
    ])
    expect(impact.holes.every(({ change, server }) => change === 'closed' && server === 'MBX1')).toBe(true)
    expect(blocks(impact)).toEqual([
      'dmz>inside permitted>denied 192.168.10.0/32,192.168.10.2-192.168.10.29,192.168.10.31-192.168.10.255 10.1.0.20/32 ip',
      expect.stringMatching(/^dmz>inside permitted>denied 192\.168\.10\.30\/32 10\.1\.0\.20\/32 tcp 0,442 444,65535/),
      'dmz>inside denied>permitted 192.168.10.0/32,192.168.10.2-192.168.10.29,192.168.10.31-192.168.10.255 10.1.0.21/32 ip',
      expect.stringMatching(/^dmz>inside denied>permitted 192\.168\.10\.30\/32 10\.1\.0\.21\/32 tcp/),
    ])
    expect(impact.blocks[0]).toMatchObject({
      packet: { source: '192.168.10.11', destination: '10.1.0.20' },
      before: [{ line: 28, through: [{}, {}, {}, {}, {}, { text: 'network-object host 10.1.0.20' }] }],
      after: [{ text: 'access-list D extended deny ip any any' }],
    })
  })

  test('a schedule that ends, by the clock that is stated', async () => {
    const timed = BEFORE.replace('object-group TOP\n', 'object-group TOP time-range T\n')
    expect(told(await impactOf(BEFORE, timed, '--at', '2026-12-01'))).toEqual([])
    expect(told(await impactOf(BEFORE, timed, '--at', '2027-01-01'))).toContain('worse CAS1 internal perimeter')
    const open = await impactOf(BEFORE, timed)
    expect(told(open)).toContain('worse CAS1 internal undetermined')
    expect(open.blocks[0]).toMatchObject({ was: 'permitted', is: 'open', after: [{ line: 28 }] })
  })

  test('a security level', async () => {
    const bare = HEAD.replace(/access-group .*\n/g, '')
    const impact = await impactOf(bare, bare.replace('security-level 50', 'security-level 60'))
    expect(blocks(impact)).toEqual([])
    const raised = await impactOf(bare, bare.replace('security-level 100', 'security-level 40'))
    expect(blocks(raised).some((block) => block.startsWith('dmz>inside denied>permitted'))).toBe(true)
  })

  test('a route that moves a server to another zone', async () => {
    const impact = await impactOf(BEFORE, `${BEFORE}route outside 10.1.0.10 255.255.255.255 203.0.113.254\n`)
    expect(told(impact)[0]).toMatch(/CAS1/)
    expect(impact.blocks.some(({ toZone }) => toZone === 'outside (was inside)')).toBe(true)
  })

  test('a line of address translation', async () => {
    const nat = 'object network C\n host 192.168.10.11\n nat (dmz,inside) static 10.1.0.111\n'
    const impact = await impactOf(BEFORE, `${BEFORE}${nat}`)
    expect(told(impact)).toContain('worse CAS1 internal perimeter')
    expect(
      impact.blocks.some(({ is, after }) => is === 'denied' && after.some(({ text }) => text.startsWith('nat '))),
    ).toBe(true)
  })

  test('a list that is bound no more', async () => {
    const impact = await impactOf(BEFORE, BEFORE.replace('access-group D in interface dmz\n', ''))
    expect(told(impact)).toContain('worse CAS1 internal perimeter')
    expect(blocks(impact).some((block) => block.startsWith('dmz>outside denied>permitted'))).toBe(true)
  })
})

describe('the gate', () => {
  const HOLE = BEFORE.replace(
    'access-list D extended deny',
    'access-list D extended permit tcp host 192.168.10.11 host 10.1.0.30 eq 445\naccess-list D extended deny',
  )
  const FAR = BEFORE.replace(
    'access-list D extended deny',
    'access-list D extended permit tcp host 192.168.10.99 host 10.1.0.99 eq 445\naccess-list D extended deny',
  )

  test.each([
    ['a hole closes it', HOLE, [], 13],
    ['a hole of another kind does not', HOLE, ['--fail-on', 'hole:rpc-endpoint-mapper'], 0],
    ['a hole of this kind does', HOLE, ['--fail-on', 'hole:smb'], 13],
    ['verdicts alone', HOLE, ['--fail-on', 'verdict'], 0],
    ['what no server can use passes', FAR, [], 0],
    ['unless every difference counts', FAR, ['--fail-on', 'difference'], 13],
    ['reports may be wanted only', HOLE, ['--exit-zero'], 0],
    ['what becomes open', BEFORE.replace('eq 443', 'eq 443 time-range T'), ['--fail-on', 'undetermined'], 13],
  ])('%s', async (_, after, options, code) => {
    expect((await diff(BEFORE, after, ...options)).exitCode).toBe(code)
  })

  test('a hole is told with its packet and the lines of both sides', async () => {
    const { holes } = await impactOf(BEFORE, HOLE)
    expect(holes).toMatchObject([
      {
        change: 'opened',
        server: 'WEB',
        id: 'smb',
        ports: [[445, 445]],
        rules: [{ line: 30, file: 'after.cfg' }],
        packet: { source: '192.168.10.11', destination: '10.1.0.30', destinationPort: 445 },
        refusedBy: { line: 30, file: 'before.cfg' },
      },
    ])
    expect((await impactOf(HOLE, BEFORE)).holes).toMatchObject([{ change: 'closed', id: 'smb' }])
  })

  const ALLOW = '- kind: hole\n  subject: WEB\n  id: smb\n  reason: CR-12, until the move\n  until: 2026-12-31\n'

  test('accepted changes let it pass, until their day', async () => {
    const run = (today: string, allow = ALLOW): Promise<Ran> => {
      const files = { 'before.cfg': BEFORE, 'after.cfg': HOLE, 'servers.csv': SERVERS, 'allow.yaml': allow }
      const words = [
        'diff',
        'before.cfg',
        'after.cfg',
        '--servers',
        'servers.csv',
        '--allow',
        'allow.yaml',
        '--today',
        today,
      ]
      return call(files, words)
    }
    const accepted = await run('2026-12-31')
    expect(accepted.exitCode).toBe(0)
    expect(accepted.stderr).toContain('accepted until 2026-12-31: hole WEB: CR-12, until the move')
    const late = await run('2027-01-01')
    expect(late.exitCode).toBe(13)
    expect(late.stderr).toContain('no longer accepted (until 2026-12-31): hole WEB')
    const other = await run('2026-12-31', ALLOW.replace('smb', 'ldap'))
    expect(other.exitCode).toBe(13)
    expect(other.stderr).toContain('accepted, but not needed: hole WEB')
  })

  test.each([
    ['no list', 'kind: hole\n', 'allow.yaml:1:1'],
    ['a day that is none', ALLOW.replace('12-31', '02-30'), 'allow.yaml:5:10'],
    ['a kind that is none', ALLOW.replace('kind: hole', 'kind: everything'), 'allow.yaml:1:9'],
    ['a key too many', `${ALLOW}  who: me\n`, 'allow.yaml:6:3'],
    ['no reason', ALLOW.replace('  reason: CR-12, until the move\n', ''), '`reason`'],
  ])('a file of accepted changes with %s is refused', async (_, allow, place) => {
    const files = { 'before.cfg': BEFORE, 'after.cfg': HOLE, 'servers.csv': SERVERS, 'allow.yaml': allow }
    const ran = await call(files, [
      'diff',
      'before.cfg',
      'after.cfg',
      '--servers',
      'servers.csv',
      '--allow',
      'allow.yaml',
      '--today',
      '2026-01-01',
    ])
    expect([ran.exitCode, ran.stdout]).toEqual([2, ''])
    expect(ran.stderr).toContain(place)
  })

  test('its schema has the same keys and takes the same file', () => {
    const schema = JSON.parse(readFileSync('schemas/allow-1.schema.json', 'utf8'))
    expect(Object.keys(schema.items.properties).sort()).toEqual([...ALLOW_KEYS].sort())
    const validate = new Ajv2020({ strict: true }).compile(schema)
    expect(validate(parse(ALLOW))).toBe(true)
  })

  test.each([
    [['diff', 'before.cfg'], 'diff needs two configurations or two projects'],
    [['diff', 'before.cfg', 'after.cfg', '--fail-on', 'everything'], '`--fail-on` cannot be `everything`'],
    [['diff', 'before.cfg', 'after.cfg', '--today', 'tomorrow'], '`tomorrow` is no day'],
  ])('the call %j is wrong', async (words, reason) => {
    const ran = await call({ 'before.cfg': BEFORE, 'after.cfg': BEFORE }, words)
    expect([ran.exitCode, ran.stdout]).toEqual([2, ''])
    expect(ran.stderr).toContain(reason)
  })
})

test('inventories may differ: a server that is new, one that has gone, one that has moved', async () => {
  const project = (servers: string): string => `version: 1\nfirewalls:\n  - config: before.cfg\nservers: ${servers}\n`
  const files = {
    'before.cfg': BEFORE,
    'old.yaml': project('old.csv'),
    'new.yaml': project('new.csv'),
    'old.csv': SERVERS,
    'new.csv': `${SERVERS.replace('10.1.0.30', '192.168.10.40').replace('DC1,10.1.0.10', 'DC1,10.1.0.11')}CAS2,192.168.10.12,CAS,2010\n`,
  }
  const ran = await call(files, ['diff', 'old.yaml', 'new.yaml', '--format', 'json'])
  const impact = JSON.parse(ran.stdout) as Impact
  expect(ran.exitCode).toBe(13)
  expect(told(impact)).toContain('worse CAS2 absent perimeter')
  expect(told(impact)).toContain('worse CAS1 to DC1 unrestricted restricted')
  expect(impact.blocks).toEqual([])
})

test('two configurations are compared without an inventory too', async () => {
  const after = BEFORE.replace('eq 443', 'eq 444')
  const ran = await call({ 'before.cfg': BEFORE, 'after.cfg': after }, ['diff', 'before.cfg', 'after.cfg'])
  expect(ran.exitCode).toBe(0)
  expect(ran.stdout).toContain('dmz → inside: permitted → denied\n  192.168.10.30/32 →')
})

test('Markdown for a merge request takes nothing of the input for markup', async () => {
  const evil = BEFORE.replace(
    'access-list D extended deny',
    'access-list D remark <script>|`*\naccess-list D extended permit tcp host 192.168.10.11 host 10.1.0.30 eq 445 log | <b>x</b>\naccess-list D extended deny',
  )
  const { stdout } = await diff(BEFORE, evil, '--format', 'markdown')
  expect(stdout).toMatch(/^## Emmental: /)
  expect(stdout).not.toMatch(/<(?!\/?code>|br>)/)
  const rows = stdout.split('\n').filter((line) => line.startsWith('|'))
  expect(new Set(rows.map((row) => row.split(' | ').length)).size).toBeLessThan(4)
  expect(await diff(BEFORE, evil, '--format', 'markdown')).toEqual(await diff(BEFORE, evil, '--format', 'markdown'))
})
