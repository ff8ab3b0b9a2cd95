import { describe, expect, test } from 'vitest'
import type { Impact } from '../../src/analysis/impact-result.ts'
import type { LintFinding } from '../../src/analysis/lint-result.ts'
import type { Ran } from './run-cli.ts'
import { scratchFolders } from './scratch.ts'

/** A file that holds several devices holds several firewalls, for every command. */
const call = scratchFolders()

const device = (host: string, number: number, list: string): string => `hostname ${host}
interface GigabitEthernet0/0
 nameif dmz${number}
 security-level 50
 ip address 192.168.${number}.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside${number}
 security-level 100
 ip address 10.${number}.0.1 255.255.0.0
object-group network UNUSED-${number}
 network-object host 10.${number}.0.99
access-list ${list} extended permit tcp any host 10.${number}.0.10 eq 443
access-list ${list} extended permit tcp any host 10.${number}.0.10 eq 445
access-group ${list} in interface dmz${number}
`
const BOTH = device('alpha', 1, 'D') + device('beta', 2, 'D')
const CONTEXTS = `fw/ctx-a# show running-config
${device('fw', 1, 'D')}fw/ctx-b# show running-config
${device('fw', 2, 'D')}`

test('lint asks each device for its own text', async () => {
  const { stdout } = await call({ 'both.cfg': BOTH }, ['lint', 'both.cfg', '--format', 'json'])
  const { findings } = JSON.parse(stdout) as { findings: readonly LintFinding[] }
  expect(findings.map(({ id, firewall, rule }) => `${firewall} ${id} ${rule.line}`)).toEqual([
    'both/alpha unused-group 10',
    'both/beta unused-group 24',
  ])
})

describe('a change', () => {
  const changed = (config: string, script: string, ...options: readonly string[]): Promise<Ran> =>
    call({ 'fw.cfg': config, 's.txt': script }, ['diff', 'fw.cfg', '--change', 's.txt', ...options])
  const told = ({ stdout }: Ran): string[] =>
    (JSON.parse(stdout) as Impact).blocks.map(({ fromZone, toZone, was, is, services }) =>
      [`${fromZone}>${toZone} ${was}>${is}`, ...services.tcp].join(' '),
    )

  test.each([
    ['no firewall is named', []],
    ['the file is named', ['--firewall', 'fw']],
    ['another one is named', ['--firewall', 'fw/gamma']],
  ])('is not applied if %s', async (_, options) => {
    const { exitCode, stdout, stderr } = await changed(BOTH, 'access-list D extended permit ip any any\n', ...options)
    expect([exitCode, stdout]).toEqual([3, ''])
    expect(stderr).toContain('expected: `fw/alpha`, `fw/beta`')
    expect(stderr).toContain('--firewall fw/alpha')
  })

  test.each([
    ['fw/alpha', 'dmz1>inside1 denied>permitted 25,25'],
    ['fw/beta', 'dmz2>inside2 denied>permitted 25,25'],
  ])('is applied to %s alone', async (name, block) => {
    const script = 'access-list D line 1 extended permit tcp any any eq 25\n'
    expect(told(await changed(BOTH, script, '--firewall', name, '--format', 'json'))).toEqual([block])
  })

  test.each([
    ['fw/fw/ctx-a', 'dmz1>inside1 denied>permitted 25,25'],
    ['fw/fw/ctx-b', 'dmz2>inside2 denied>permitted 25,25'],
  ])('is applied to the context %s alone, which only its prompt tells', async (name, block) => {
    const script = 'access-list D extended permit tcp any any eq 25\n'
    expect(told(await changed(CONTEXTS, script, '--firewall', name, '--format', 'json'))).toEqual([block])
  })

  test('goes to the only device that has the list, and says so', async () => {
    const other = device('alpha', 1, 'A') + device('beta', 2, 'B')
    const ran = await changed(other, 'access-list A extended permit tcp any any eq 25\n', '--format', 'json')
    expect(told(ran)).toEqual(['dmz1>inside1 denied>permitted 25,25'])
    expect(ran.stderr).toContain('the change is applied to `fw/alpha`')
  })

  test('names new lists, objects and interfaces where its own device has them, not the other', async () => {
    const script = 'no object-group network UNUSED-2\n'
    expect((await changed(BOTH, script, '--firewall', 'fw/alpha')).stderr).toContain('there is no object-group')
    expect((await changed(BOTH, script, '--firewall', 'fw/beta')).exitCode).toBe(0)
  })
})
