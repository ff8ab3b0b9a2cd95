import { describe, expect, test } from 'vitest'
import type { Analysis, Trace } from '../../src/analysis/result.ts'
import { accessOf, type OneAccess } from '../support/accesses.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { scratchFolders } from './scratch.ts'

/** What an ASA prints, from the file to the report. */
const INTERFACES = `${DMZ_INSIDE}`
const OPEN = 'access-list D extended permit ip any any\naccess-group D in interface dmz\n'
const SERVERS = 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.0.10,DC\nDC2,10.1.0.11,DC\n'

const call = scratchFolders()

function ask(text: string, words: readonly string[]): ReturnType<typeof call> {
  return call({ 'fw.cfg': text, 'servers.csv': SERVERS }, words)
}

async function analysis(text: string, ...options: readonly string[]): Promise<Analysis> {
  const { stdout } = await ask(text, ['analyze', 'fw.cfg', '--servers', 'servers.csv', '--format', 'json', ...options])
  return JSON.parse(stdout) as Analysis
}

async function traced(text: string, ...words: readonly string[]): Promise<Trace> {
  const options = ['--servers', 'servers.csv', '--format', 'json']
  const { stdout } = await ask(text, ['trace', 'fw.cfg', ...words, ...options])
  return JSON.parse(stdout) as Trace
}

function access(analysis: Analysis, peer: string, direction: 'to' | 'from'): OneAccess {
  return accessOf(analysis, 'CAS1', peer, direction)
}

describe('a schedule', () => {
  const text = `ASA Version 9.8(2)
${INTERFACES}clock timezone CET 1
time-range NIGHT
 absolute end 18:00 31 december 2026
 periodic daily 22:00 to 23:59
access-list D extended permit ip any any time-range NIGHT
access-list D extended permit tcp any any eq 389
access-group D in interface dmz
`
  test.each([
    [[], 'undetermined'],
    [['--at', '2026-11-23T22:00'], 'internal'],
    [['--at', '2026-11-23T21:59'], 'perimeter'],
    // 21:30 in Greenwich is 22:30 on the device.
    [['--at', '2026-11-23T21:30Z'], 'internal'],
    [['--at', '2027-01-01'], 'perimeter'],
  ])('with %j: %s', async (options, verdict) => {
    expect((await analysis(text, ...options)).verdict).toBe(verdict)
  })

  test('without a clock the open lines say what settles them and when they end', async () => {
    const [ref] = access(await analysis(text), 'DC1', 'to').undecided!
    expect(ref).toMatchObject({
      line: 14,
      uncertain:
        'the entry holds only at `absolute end 18:00 31 december 2026; periodic daily 22:00 to 23:59` (time-range `NIGHT`, line 11) (it ends 2026-12-31 18:00); `--at TIME` settles it',
    })
  })

  test('one that has ended is a finding', async () => {
    const found = (await analysis(text, '--at', '2027-01-01')).findings.find(({ id }) => id === 'expired-schedule')
    expect(found).toMatchObject({
      message: 'time-range NIGHT ended 2026-12-31 18:00: rules that use it match nothing',
      locations: [{ line: 11, text: 'time-range NIGHT' }],
    })
  })

  test('a time that is none is refused', async () => {
    expect(await ask(text, ['analyze', 'fw.cfg', '--servers', 'servers.csv', '--at', 'noon'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('`noon` is no time'),
    })
  })
})

describe('what stands beside the lists', () => {
  const inspected = (engines: string): string =>
    `class-map inspection_default\n match default-inspection-traffic\npolicy-map global_policy\n class inspection_default\n${engines}service-policy global_policy global\n`

  test('dcerpc inspection makes dynamic RPC a possible hole wherever TCP 135 is open', async () => {
    const list = 'access-list D extended permit tcp any host 10.1.0.10 eq 135\naccess-group D in interface dmz\n'
    const found = await analysis(`ASA Version 9.8(2)\n${INTERFACES}${list}${inspected('  inspect dcerpc\n')}`)
    const open = found.exposure.map(({ server, holes }) => [server, holes.map(({ id, certain }) => [id, certain])])
    expect(open).toEqual([
      [
        'DC1',
        [
          ['rpc-endpoint-mapper', true],
          ['dynamic-rpc', false],
        ],
      ],
      ['DC2', []],
    ])
    expect(access(found, 'DC1', 'to').caveats?.map(({ id, line }) => [id, line])).toEqual([['dcerpc-pinholes', 16]])
    expect(access(found, 'DC2', 'to').caveats).toBeUndefined()
  })

  test('tunnels concern only what may come out of them', async () => {
    const vpn =
      'access-list VPN extended permit ip host 10.1.0.10 192.168.10.0 255.255.255.0\ncrypto map M 10 match address VPN\ncrypto map M interface dmz\n'
    const found = await analysis(`ASA Version 9.8(2)\n${INTERFACES}${OPEN}${vpn}`)
    const ids = (peer: string, direction: 'to' | 'from'): string[] | undefined =>
      access(found, peer, direction).caveats?.map(({ id }) => id)
    expect([ids('DC1', 'to'), ids('DC1', 'from'), ids('DC2', 'to')]).toEqual([['vpn'], undefined, undefined])
    const off = await analysis(`ASA Version 9.8(2)\n${INTERFACES}${OPEN}${vpn}no sysopt connection permit-vpn\n`)
    expect(access(off, 'DC1', 'to').caveats).toBeUndefined()
  })

  test.each([
    ['per-user-override', 'access-group D in interface dmz per-user-override\n', 'to'],
    ['aaa', 'aaa authentication match D dmz LOCAL\n', 'to'],
    ['filter', 'filter url http 10.1.0.0 255.255.0.0 0 0\n', 'from'],
    ['module', `policy-map P\n class ANY\n  sfr fail-open\nservice-policy P global\n`, 'to'],
    [
      'tcp-state-bypass',
      `policy-map P\n class ANY\n  set connection advanced-options tcp-state-bypass\nservice-policy P global\n`,
      'to',
    ],
    ['dynamic-filter', 'dynamic-filter drop blacklist\n', 'to'],
    ['vpn', 'webvpn\n enable dmz\n', 'to'],
  ] as const)('%s is a caveat, and the verdict stands', async (id, lines, direction) => {
    const found = await analysis(`ASA Version 9.8(2)\n${INTERFACES}${OPEN}${lines}`)
    expect(found.verdict).toBe('internal')
    expect(access(found, 'DC1', direction).caveats?.map((caveat) => caveat.id)).toEqual([id])
    expect(found.inputs[0]!.notUnderstood).toEqual([])
  })

  test('the report names the answers next to each caveat', async () => {
    const text = `ASA Version 9.8(2)\n${INTERFACES}${OPEN}filter url http 192.168.10.11 255.255.255.255 0 0\n`
    const { stdout } = await ask(text, ['analyze', 'fw.cfg', '--servers', 'servers.csv'])
    expect(stdout).toContain(
      [
        '── What these answers do not show ──────────────────────────────────────────────',
        '',
        '`filter url` may refuse requests',
        '  fw.cfg:12  filter url http 192.168.10.11 255.255.255.255 0 0',
        '  concerns 2 answers',
        '    CAS1 to DC1, DC2',
      ].join('\n'),
    )
  })
})

describe('translation', () => {
  const nat = `ASA Version 9.8(2)
${INTERFACES}${OPEN}object network DC1
 host 10.1.0.10
 nat (inside,dmz) static 192.168.10.110
object network CAS1
 host 192.168.10.11
nat (dmz,inside) source dynamic CAS1 interface
`
  test('a pair that is translated is restricted, and the line and its meaning are named', async () => {
    const found = await analysis(nat)
    expect(access(found, 'DC1', 'to').witness?.decidedBy).toMatchObject({
      line: 14,
      meaning: 'the host is known here by a translated address, and its own one fails the reverse-path check (305013)',
    })
    expect(access(found, 'DC2', 'to').witness?.decidedBy).toMatchObject({
      line: 17,
      meaning: 'the packet passes with another address or port than it was sent with',
    })
    // The rules of a hole are those that open it, not those that let it by.
    expect(found.exposure[0]!.holes[0]!.rules.map(({ line }) => line)).toEqual([10])
    // What can be opened at all stays in sight, whatever address it takes.
    expect(found.exposure.map(({ server, services }) => [server, services.all])).toEqual([
      ['DC1', true],
      ['DC2', true],
    ])
  })

  test('before 8.3 a list names the translated address, and exposure is told by the host', async () => {
    const old = (named: string): string =>
      `ASA Version 8.2(5)\n${INTERFACES}static (inside,dmz) 192.168.10.110 10.1.0.10 netmask 255.255.255.255\naccess-list D extended permit tcp any host ${named} eq 389\naccess-group D in interface dmz\n`
    const ports = async (named: string): Promise<unknown> =>
      (await analysis(old(named))).exposure.map(({ server, services }) => [server, services.tcp])
    expect(await ports('192.168.10.110')).toEqual([
      ['DC1', [[389, 389]]],
      ['DC2', []],
    ])
    expect(await ports('10.1.0.10')).toEqual([
      ['DC1', []],
      ['DC2', []],
    ])
    expect(await ports('10.1.0.11')).toEqual([
      ['DC1', []],
      ['DC2', [[389, 389]]],
    ])
  })

  test('a trace shows what each address becomes', async () => {
    const found = await traced(nat, 'CAS1', '192.168.10.110', 'tcp/389')
    expect(found).toMatchObject({
      verdict: 'permit',
      packet: { destination: '192.168.10.110' },
      to: { zone: 'inside' },
      hops: [
        {
          translations: [
            { what: 'destination', from: '192.168.10.110', to: '10.1.0.10', rule: { line: 14 } },
            { what: 'source', from: '192.168.10.11', to: '10.1.0.1', rule: { line: 17 } },
          ],
        },
      ],
      reply: { verdict: 'permit' },
    })
    const { stdout } = await ask(nat, [
      'trace',
      'fw.cfg',
      '--servers',
      'servers.csv',
      'CAS1',
      '192.168.10.110',
      'tcp/389',
    ])
    expect(stdout).toContain('destination 192.168.10.110 becomes 10.1.0.10 by')
  })

  test('the answer to a ping is no part of a connection unless ICMP is inspected', async () => {
    const plain = `ASA Version 9.8(2)\n${INTERFACES}`
    expect((await traced(plain, 'DC1', 'CAS1', 'icmp')).reply).toMatchObject({ verdict: 'deny' })
    const policy = 'policy-map P\n class inspection_default\n  inspect icmp\nservice-policy P global\n'
    expect((await traced(`${plain}${policy}`, 'DC1', 'CAS1', 'icmp')).reply).toMatchObject({ verdict: 'permit' })
    expect((await traced(plain, 'DC1', 'CAS1', 'tcp/80')).reply).toMatchObject({ verdict: 'permit' })
  })
})

describe('several outputs in one file', () => {
  test('counters of `show access-list` are told with the entries of the configuration, which are not read twice', async () => {
    const text = `fw# show running-config
ASA Version 9.8(2)
hostname fw
${INTERFACES}access-list D remark to the directory
access-list D extended permit tcp any any eq 389
access-group D in interface dmz
fw# show access-list
access-list D; 1 elements; name hash: 0x12345678
access-list D line 1 remark to the directory
access-list D line 2 extended permit tcp any any eq ldap (hitcnt=77) 0x9e1f0a11
fw# show version
Cisco Adaptive Security Appliance Software Version 9.8(2)
`
    const { stdout } = await ask(text, ['parse', 'fw.cfg'])
    const rules = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { line: number; aceLine: number; hits: number })
    expect(rules).toMatchObject([{ line: 13, aceLine: 2, hits: 77 }])
    const coverage = await ask(text, ['parse', '--coverage', 'fw.cfg'])
    expect(coverage.stdout).toContain('  0 (0.0 %) are not understood')
    expect(coverage.stderr).toContain('prompts of a terminal were taken away (3 lines)')
  })

  test('numbers of a capture are read as they stand', async () => {
    const text = `ASA Version 9.8(2)
${INTERFACES}access-group D in interface dmz
access-list D; 3 elements; name hash: 0x12345678
access-list D line 007 extended permit tcp any any eq ldap (hitcnt=77) 0x9e1f0a11
\taccess-list D line 8 extended permit udp any any eq 53 (hitcnt=1) 0x9e1f0a12
access-list D line 1234567890123 extended permit udp any any eq 88 (hitcnt=1) 0x9e1f0a13
`
    const { stdout } = await ask(text, ['parse', 'fw.cfg'])
    const rules = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { line: number; aceLine: number; hits: number })
    expect(rules).toMatchObject([
      { line: 12, aceLine: 7, hits: 77 },
      { line: 13, aceLine: 8, hits: 1 },
      { line: 14, aceLine: 999_999_999, hits: 1 },
    ])
  })

  test('contexts are firewalls of their own', async () => {
    const context = (name: string, outside: string): string =>
      `fw/${name}# show running-config\nASA Version 9.8(2) <context>\nhostname ${name}\n${INTERFACES.replaceAll('dmz', outside)}${OPEN.replaceAll('dmz', outside)}`
    const { stdout } = await ask(`${context('one', 'dmz')}${context('two', 'dmz2')}`, ['parse', 'fw.cfg'])
    const firewalls = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { firewall: string }).firewall)
    expect(firewalls).toEqual(['fw/fw/one', 'fw/fw/two'])
  })
})

test('what became of every line, with the reason for those not understood', async () => {
  const text = `ASA Version 9.8(2)\n${INTERFACES}${OPEN}snmp-server community SECRET\nfrobnicate the firewall\n`
  const { stdout } = await ask(text, ['parse', '--coverage', 'fw.cfg'])
  expect(stdout).toBe(`fw.cfg: asa, 13 lines
  11 (84.6 %) decide traffic, or are known to take no effect on it: 1-11
  1 (7.7 %) are known not to decide traffic: 12
  1 (7.7 %) are not understood
  13: frobnicate the firewall
      no statement that is known begins with \`frobnicate\`
`)
})
