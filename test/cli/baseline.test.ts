import { describe, expect, test } from 'vitest'
import type { Baseline } from '../../src/analysis/baseline-result.ts'
import { validator } from '../schemas/validate.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import type { Ran } from './run-cli.ts'
import { scratchFolders } from './scratch.ts'

/** Only what is new against an earlier analysis. */
const FW = `ASA Version 9.12(4)
${DMZ_INSIDE}access-list D extended permit tcp any host 10.1.0.10 eq 389
access-list D extended deny ip any any
access-group D in interface dmz
`
const SERVERS = 'name,address,roles,version\nCAS1,192.168.10.11,CAS,2010\nDC1,10.1.0.10,DC,\nWEB,10.1.0.30,other,\n'
const call = scratchFolders()

async function against(before: string, after: string, ...options: readonly string[]): Promise<Ran> {
  const analyse = ['analyze', 'fw.cfg', '--servers', 'servers.csv']
  const { stdout } = await call({ 'fw.cfg': before, 'servers.csv': SERVERS }, [...analyse, '--format', 'json'])
  const files = { 'fw.cfg': after, 'servers.csv': SERVERS, 'base.json': stdout }
  return call(files, [...analyse, '--baseline', 'base.json', ...options])
}

async function told(before: string, after: string): Promise<string[]> {
  const baseline = JSON.parse((await against(before, after, '--format', 'json')).stdout) as Baseline
  const check = validator('baseline-1')
  check(baseline)
  expect(check.errors ?? []).toEqual([])
  const words = (sign: string, items: Baseline['added']): string[] =>
    items.map(({ kind, subject, text }) => `${sign}${kind} ${subject} ${text}`)
  return [...words('+', baseline.added), ...words('-', baseline.gone)]
}

const OPENED = FW.replace(
  'access-list D extended deny',
  'access-list D extended permit tcp any host 10.1.0.30 eq 445\naccess-list D extended deny',
)

describe('against a baseline', () => {
  test('nothing is new where nothing is, though lines have moved', async () => {
    expect(await told(FW, FW)).toEqual([])
    expect(await told(FW, FW.replace('access-list D', '! a remark\n!\naccess-list D'))).toEqual([])
    const ran = await against(FW, FW)
    expect([ran.exitCode, ran.stdout]).toEqual([0, 'against base.json: 0 new, 0 gone\n'])
  })

  test('a hole is new, and gone on the way back', async () => {
    expect(await told(FW, OPENED)).toEqual(['+hole WEB smb (tcp 445) open from zone dmz'])
    expect(await told(OPENED, FW)).toEqual(['-hole WEB smb (tcp 445) open from zone dmz'])
    expect((await against(FW, OPENED)).exitCode).toBe(0)
  })

  test.each<[string, (text: string) => string]>([
    ['a remark and another line', (text) => text.replace('access-list D', 'access-list D remark CR-7\naccess-list D')],
    ['a log at its end', (text) => text.replace('eq 389', 'eq 389 log')],
    ['a word for a port', (text) => text.replace('eq 389', 'eq ldap')],
    ['another name of the list', (text) => text.replaceAll(/(access-list|access-group) D/g, '$1 DMZ_IN')],
    [
      'an object in place of the address',
      (text) =>
        text
          .replace('host 10.1.0.10 eq', 'object DC eq')
          .replace('access-list', 'object network DC\n host 10.1.0.10\naccess-list'),
    ],
  ])('an edited rule is neither new nor gone: %s', async (_, edit) => {
    expect(edit(FW)).not.toBe(FW)
    expect(await told(FW, edit(FW))).toEqual([])
  })

  test('a hole that may be open, and is open for certain later', async () => {
    const hours =
      'time-range DAY\n periodic daily 8:00 to 18:00\naccess-list D extended permit tcp any host 10.1.0.10 eq 389'
    const may = OPENED.replace('eq 445', 'eq 445 time-range DAY').replace(/access-list D extended permit.* 389/, hours)
    expect(await told(FW, may)).toEqual(['+hole WEB smb (tcp 445) may be open from zone dmz'])
    expect(await told(may, may)).toEqual([])
    expect(await told(may, OPENED)).toEqual(['+hole WEB smb (tcp 445) open from zone dmz'])
    expect(await told(OPENED, may)).toEqual(['-hole WEB smb (tcp 445) open from zone dmz'])
    expect((await against(may, OPENED, '--fail-on', 'error')).exitCode).toBe(12)
  })

  test('a port more is one hole more', async () => {
    const ports = (last: number): string => FW.replace('eq 389', `range 1000 ${last}`)
    expect(await told(ports(1001), ports(1002))).toEqual(['+hole DC1 other-tcp (tcp 1002) open from zone dmz'])
    expect(await told(ports(1002), ports(1001))).toEqual(['-hole DC1 other-tcp (tcp 1002) open from zone dmz'])
  })

  test.each(['error', 'warning', 'note'])(
    'holes and findings that are new count for --fail-on %s',
    async (severity) => {
      const ran = await against(FW, OPENED, '--fail-on', severity)
      expect(ran.exitCode).toBe(12)
      expect(ran.stderr).toContain('exit 12: one hole is new')
      expect((await against(OPENED, OPENED, '--fail-on', severity)).exitCode).toBe(0)
      expect((await against(OPENED, FW, '--fail-on', severity)).exitCode).toBe(0)
      expect((await against(FW, OPENED, '--fail-on', severity, '--exit-zero')).exitCode).toBe(0)
    },
  )

  test('a finding that is new counts from its severity on, one that was there does not', async () => {
    const wide = FW.replace('eq 389', 'range 1024 65535').replace(
      'access-list D',
      'access-list D extended permit tcp any host 10.1.0.10 eq 135\naccess-list D',
    )
    const ran = await against(FW, wide, '--fail-on', 'error', '--format', 'json')
    const { added } = JSON.parse(ran.stdout) as Baseline
    expect(added.map(({ kind, text }) => `${kind} ${text}`)).toContainEqual(
      expect.stringMatching(/^finding swiss-cheese:/),
    )
    expect(ran.exitCode).toBe(12)
    expect(ran.stderr).toMatch(/holes are new/)
    expect((await against(wide, wide, '--fail-on', 'note')).exitCode).toBe(0)
  })

  test('a verdict that gets worse is what it is, one that was bad before is accepted', async () => {
    const open = FW.replace('access-list D extended deny', 'access-list D extended permit')
    const worse = await against(open, FW)
    expect(worse.exitCode).toBe(10)
    expect(worse.stdout).toContain('verdict: internal → perimeter')
    expect(worse.stdout).toContain('server  CAS1: verdict perimeter')
    expect((await against(FW, open)).exitCode).toBe(0)
    expect((await against(FW, FW, '--fail-on', 'note')).exitCode).toBe(0)
    expect((await against(open, FW, '--exit-zero')).exitCode).toBe(0)
    expect((await against(FW, FW, '--quiet')).stdout).toBe('against base.json: 0 new, 0 gone\n')
  })

  test('a server that gets worse counts although the whole was bad before', async () => {
    const both = 'name,address,roles\nCAS1,192.168.10.11,CAS\nCAS2,192.168.10.12,CAS\nDC1,10.1.0.10,DC\n'
    const open = `access-list D line 1 extended permit ip host 192.168.10.12 any\n`
    const files = { 'a.cfg': FW + open, 'b.cfg': FW, 'servers.csv': both }
    const base = await call(files, ['analyze', 'a.cfg', '--servers', 'servers.csv', '--format', 'json'])
    expect(base.exitCode).toBe(10)
    const words = ['analyze', 'b.cfg', '--servers', 'servers.csv', '--baseline', 'base.json']
    const ran = await call({ ...files, 'base.json': base.stdout }, words)
    expect(ran.exitCode).toBe(10)
    expect(ran.stdout).toContain('server  CAS2: verdict perimeter')
  })

  test.each([
    ['no JSON', '%PDF', 3, 'the file is no JSON'],
    ['something else', '{"schema":"emmental/zones/1"}', 3, 'no analysis of a version that is known'],
    ['of an earlier version', '{"schema":"emmental/analysis/1"}', 3, 'written by an earlier version'],
    ['of an earlier version, with the mend', '{"schema":"emmental/analysis/1"}', 3, 'write it anew with `analyze'],
    ['half of it', '{"schema":"emmental/analysis/2","verdict":"internal"}', 3, '`servers` is missing'],
  ])('a baseline that is %s is refused', async (_, text, code, reason) => {
    const files = { 'fw.cfg': FW, 'servers.csv': SERVERS, 'base.json': text }
    const ran = await call(files, ['analyze', 'fw.cfg', '--servers', 'servers.csv', '--baseline', 'base.json'])
    expect([ran.exitCode, ran.stdout]).toEqual([code, ''])
    expect(ran.stderr).toContain(reason)
  })

  test('a baseline that is not there, or would be overwritten', async () => {
    const files = { 'fw.cfg': FW, 'servers.csv': SERVERS, 'base.json': '{}' }
    const words = ['analyze', 'fw.cfg', '--servers', 'servers.csv', '--baseline']
    expect((await call(files, [...words, 'gone.json'])).exitCode).toBe(2)
    expect((await call(files, [...words, 'base.json', '-o', 'base.json'])).exitCode).toBe(2)
  })
})
