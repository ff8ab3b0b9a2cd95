import { describe, expect, test } from 'vitest'
import type { Impact } from '../../src/analysis/impact-result.ts'
import { validator } from '../schemas/validate.ts'
import { DMZ_INSIDE_OUTSIDE } from '../support/interfaces.ts'
import type { Ran } from './run-cli.ts'
import { scratchFolders } from './scratch.ts'

/** What `diff` says where the text leaves open what becomes of packets, before and after. */
const call = scratchFolders()

const TEXT = String.raw`ASA Version 9.12(4)
${DMZ_INSIDE_OUTSIDE}time-range T
 periodic weekdays 8:00 to 18:00
object network UPDATE
 fqdn v4 update.contoso.com
access-list D extended permit tcp host 192.168.10.11 host 10.1.0.10 eq 445 time-range T
access-list D extended permit tcp host 192.168.10.11 object UPDATE eq 80
access-list D extended permit tcp user CONTOSO\anna any host 10.1.0.10 eq 3389
access-list D extended permit tcp host 192.168.10.11 object-group NOWHERE eq 443
access-list D extended permit tcp host 192.168.10.12 host 10.1.0.10 eq 25 frobnicate
access-list D extended deny ip any any
access-list I extended permit ip any any
access-group D in interface dmz
access-group I in interface inside
dynamic-filter enable interface outside
`
const SERVERS = 'name,address,roles,version\nCAS1,192.168.10.11,CAS,2010\nDC1,10.1.0.10,DC,\nMBX1,10.1.0.20,MBX,2010\n'

function diff(before: string, after: string, ...options: readonly string[]): Promise<Ran> {
  expect(after).not.toBe(before)
  const files = { 'before.cfg': before, 'after.cfg': after, 'servers.csv': SERVERS }
  return call(files, ['diff', 'before.cfg', 'after.cfg', '--servers', 'servers.csv', ...options])
}

async function impactOf(before: string, after: string): Promise<Impact> {
  const { stdout } = await diff(before, after, '--format', 'json')
  const impact = JSON.parse(stdout) as Impact
  const check = validator('diff-1')
  check(impact)
  expect(check.errors ?? []).toEqual([])
  return impact
}

const reasons = (refs: Impact['blocks'][number]['before']): string => refs.map(({ uncertain = '' }) => uncertain).join()

test('other hours of a time range read so, and the gate counts what may open', async () => {
  const ran = await diff(TEXT, TEXT.replace('8:00 to 18:00', '7:00 to 22:00'))
  expect(ran.exitCode).toBe(13)
  expect(ran.stderr).toContain('gate: from zone dmz to DC1: smb (tcp 445) may open')
  expect(ran.stdout).toBe(GOLDEN)
})

test('a name that is not known is one question as source and another as destination', async () => {
  const entry = (text: string): string => `access-list D line 1 extended ${text}\n`
  const [from, to] = [entry('permit tcp object UPDATE any eq 80'), entry('permit tcp any object UPDATE eq 80')]
  expect((await impactOf(TEXT + from + to, TEXT + from)).blocks.length).toBeGreaterThan(0)
  const hours =
    TEXT + entry('permit tcp any object UPDATE time-range T') + entry('deny ip object UPDATE any time-range T')
  expect((await impactOf(hours, hours.replace('8:00 to', '7:00 to'))).blocks.length).toBeGreaterThan(1)
})

describe('what an uncertain line rests on is compared', () => {
  test.each<[string, string, string, string, string]>([
    ['a name of DNS', 'update.contoso.com', 'mail.contoso.com', '`update.contoso.com`', '`mail.contoso.com`'],
    ['a user', 'CONTOSO\\anna', 'CONTOSO\\bert', 'anna', 'bert'],
    ['a group that is not defined', 'NOWHERE', 'ELSEWHERE', '`NOWHERE`', '`ELSEWHERE`'],
    ['words that are not understood', 'eq 25 frobnicate', 'eq 25 flip', '`frobnicate`', '`flip`'],
  ])('%s', async (_, old, now, was, is) => {
    const { blocks, holes } = await impactOf(TEXT, TEXT.replace(old, now))
    expect(blocks.length).toBeGreaterThan(0)
    for (const block of blocks) {
      expect([block.was, block.is]).toEqual(['open', 'open'])
      expect(reasons(block.before)).toContain(was)
      expect(reasons(block.after)).toContain(is)
    }
    expect(holes.every(({ change, possible }) => change === 'opened' && possible === true)).toBe(true)
  })

  test('the members of a group of users', async () => {
    const entry = 'access-list D extended permit tcp object-group-user STAFF any host 10.1.0.10 eq 88\n'
    const text = `${TEXT.replace('access-list D extended deny', `${entry}access-list D extended deny`)}object-group user STAFF\n user CONTOSO\\\\anna\n`
    const { blocks } = await impactOf(text, text.replace(/anna\n$/, 'bert\n'))
    expect(blocks.map(({ was, is, services }) => [was, is, services.tcp])).toEqual([['open', 'open', [[88, 88]]]])
  })

  test('rules below a line that leaves everything open', async () => {
    const text = `${TEXT}frobnicate all\n`
    const { blocks } = await impactOf(text, text.replace('deny ip any any', 'permit ip any any'))
    const block = blocks.find(({ toZone }) => toZone === 'inside')
    expect(block).toMatchObject({ was: 'open', is: 'open' })
    expect(block?.before.map(({ text: line }) => line)).toContain('access-list D extended deny ip any any')
    expect(block?.after.map(({ text: line }) => line)).toContain('access-list D extended permit ip any any')
  })
})

test('a `shun` that is taken back may open what the lists permit', async () => {
  const list = 'access-list O extended permit tcp any host 10.1.0.10 eq 443\naccess-group O in interface outside\n'
  const { blocks, holes } = await impactOf(`${TEXT}${list}shun 192.0.2.7\n`, `${TEXT}${list}`)
  expect(blocks.map(({ was, is, sources }) => [was, is, ...sources])).toEqual([['open', 'permitted', '192.0.2.7/32']])
  expect(holes.map(({ id, possible }) => [id, possible])).toEqual([['https', true]])
})

describe('a line whose effect is not modelled', () => {
  test.each([
    ['removed', TEXT, TEXT.replace('dynamic-filter enable interface outside\n', '')],
    ['added', TEXT.replace('dynamic-filter enable interface outside\n', ''), TEXT],
  ])('%s', async (change, before, after) => {
    const ran = await diff(before, after)
    const file = change === 'added' ? 'after' : 'before'
    expect([ran.exitCode, ran.stderr]).toEqual([0, ''])
    expect(ran.stdout).toBe(`From before.cfg to after.cfg: 1 changed line of unknown effect

── Changed lines whose effect is not known ─────────────────────────────────────

${`${change}  `}the botnet filter may drop packets to and from listed addresses
    ${file}.cfg:28  dynamic-filter enable interface outside
`)
    expect((await diff(before, after, '--fail-on', 'undetermined')).exitCode).toBe(13)
    expect((await diff(before, after, '--fail-on', 'difference')).exitCode).toBe(13)
  })

  test('one that is not understood is told with its text', async () => {
    const { unmodelled } = await impactOf(TEXT, `${TEXT}same-security-traffic permit whatever\n`)
    expect(unmodelled.map(({ change, rule }) => [change, rule.text])).toContainEqual([
      'added',
      'same-security-traffic permit whatever',
    ])
  })
})

describe('equal meaning stays equal', () => {
  test.each([
    [
      'another name of a time range',
      TEXT.replace('time-range T\n periodic', 'time-range HOURS\n periodic').replace(
        'time-range T\n',
        'time-range HOURS\n',
      ),
    ],
    ['another name of an object', TEXT.replaceAll('UPDATE', 'PATCHES')],
    ['lines that moved', TEXT.replace('time-range T\n', 'names\n!\ntime-range T\n')],
    ['an order that does not matter', TEXT.replace(/(.*eq 445 time-range T\n)(.*UPDATE eq 80\n)/, '$2$1')],
  ])('%s', async (_, after) => {
    expect((await diff(TEXT, after)).stdout).toBe('From before.cfg to after.cfg: no difference\n')
  })
})

test('a hole of a server by a line with hours is told as one that may open, without them as one that opens', async () => {
  const line = 'access-list D extended permit tcp host 192.168.10.11 host 10.1.0.20 eq 5985'
  const withLine = (one: string): string => TEXT.replace('access-list D extended permit tcp host', `${one}\n$&`)
  const said = async (one: string): Promise<unknown> =>
    (await impactOf(TEXT, withLine(one))).holes.map(({ change, possible, server, id }) => [
      change,
      possible,
      server,
      id,
    ])
  expect(await said(`${line} time-range T`)).toEqual([['opened', true, 'MBX1', 'winrm']])
  expect(await said(line)).toEqual([['opened', undefined, 'MBX1', 'winrm']])
})

test('a value in a column that is not known', async () => {
  const table = (value: string): string =>
    `No,Source Zone,Source,Destination Zone,Destination,Service,Action,Posture\n1,dmz,any,inside,10.1.0.10,tcp/445,allow,${value}\n`
  const project = (config: string): string =>
    `version: 1\nzones:\n  dmz: { networks: [192.168.10.0/24] }\n  inside: { networks: [10.1.0.0/16] }\nfirewalls:\n  - { name: fw, config: ${config}, evaluation: first-match, otherwise: deny }\nservers: servers.csv\n`
  const files = {
    'old.yaml': project('old.csv'),
    'new.yaml': project('new.csv'),
    'old.csv': table('managed'),
    'new.csv': table('any device'),
    'servers.csv': SERVERS,
  }
  const { stdout, stderr } = await call(files, ['diff', 'old.yaml', 'new.yaml', '--format', 'json'])
  expect(stderr).not.toContain('error')
  const { blocks, holes } = JSON.parse(stdout) as Impact
  expect(blocks.map(({ was, is }) => [was, is])).toEqual([['open', 'open']])
  expect(holes.map(({ id, possible }) => [id, possible])).toEqual([['smb', true]])
})

const GOLDEN = `From before.cfg to after.cfg: 1 changed hole, 1 block of packets that passes
otherwise

── Holes ───────────────────────────────────────────────────────────────────────

MAY OPEN  dmz → inside: SMB, tcp 445 to DC1
    from 192.168.10.11/32
    for example tcp 192.168.10.11:50000 → 10.1.0.10:445
    by
      after.cfg:19  access-list D extended permit tcp host 192.168.10.11 host
          10.1.0.10 eq 445 time-range T
        uncertain: the entry holds only at \`periodic weekdays 7:00 to 22:00\`
          (time-range \`T\`, line 15); \`--at TIME\` settles it
    before
      before.cfg:19  access-list D extended permit tcp host 192.168.10.11 host
          10.1.0.10 eq 445 time-range T
        uncertain: the entry holds only at \`periodic weekdays 8:00 to 18:00\`
          (time-range \`T\`, line 15); \`--at TIME\` settles it

── What passes otherwise than before ───────────────────────────────────────────

dmz → inside: open → open (not known before and now, but for other reasons: more
  may pass, or less)
  192.168.10.11/32 → 10.1.0.10/32: tcp 445
  for example tcp 192.168.10.11:50000 → 10.1.0.10:445
  before:
    before.cfg:19  access-list D extended permit tcp host 192.168.10.11 host
        10.1.0.10 eq 445 time-range T
      uncertain: the entry holds only at \`periodic weekdays 8:00 to 18:00\`
        (time-range \`T\`, line 15); \`--at TIME\` settles it
  now:
    after.cfg:19  access-list D extended permit tcp host 192.168.10.11 host
        10.1.0.10 eq 445 time-range T
      uncertain: the entry holds only at \`periodic weekdays 7:00 to 22:00\`
        (time-range \`T\`, line 15); \`--at TIME\` settles it
`
