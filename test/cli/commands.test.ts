import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProjectRequest } from '../../src/project/load.ts'
import { type Diagnostic, InputError } from '../../src/source/diagnostic.ts'
import { type RuleText, smallNetwork } from '../support/small-network.ts'
import { runCli } from './run-cli.ts'

const PROBLEM: Diagnostic = {
  code: 'asa/broken',
  severity: 'error',
  file: 'fw\u001b[2J.cfg',
  line: 3,
  message: 'it is broken',
}
const REMARK: Diagnostic = { code: 'asa/odd', severity: 'warning', file: 'fw.cfg', line: 4, message: 'it is odd' }

/** Loading is replaced: the first target says what the project is. */
const requests: ProjectRequest[] = []
function load(request: ProjectRequest): unknown {
  requests.push(request)
  const [kind = 'internal'] = request.targets
  const outward: Record<string, readonly RuleText[]> = {
    internal: ['permit any any any'],
    perimeter: ['permit any any tcp/1-65535'],
    undetermined: ['?permit any any any'],
    remarked: ['permit any any any'],
    '-': ['permit any any any'],
    '0x10': ['permit any any any'],
    huge: Array.from({ length: 5000 }, (_, i) => `permit any any tcp/${i + 1}`),
  }
  if (kind === 'refused') throw new InputError(3, [PROBLEM, REMARK])
  if (kind === 'wrong-project') throw new InputError(2, [PROBLEM])
  if (kind === 'bug') throw new TypeError('x is not a function')
  const rules = { 'dmz>inside': outward[kind] ?? [], 'inside>dmz': ['permit any any any'] }
  const network = smallNetwork(
    [{ name: 'fw', zones: ['dmz', 'inside'], rules }],
    ['CAS1 client-access dmz 10.1.0.11', 'DC1 domain-controller inside 10.2.0.10', 'EDGE edge-transport dmz 10.1.0.9'],
  )
  const diagnostics = kind === 'remarked' ? [REMARK] : []
  return { network, sets: network.sets, firewalls: network.attachments.map(({ firewall }) => firewall), diagnostics }
}

vi.mock('../../src/project/load.ts', () => ({ loadProject: load, loadFirewalls: load }))

let scratch = ''
beforeEach(() => {
  requests.length = 0
  scratch = mkdtempSync(path.join(tmpdir(), 'emmental-cli-'))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

describe('exit codes of analyze', () => {
  test.each([
    ['analyze internal', 0, ''],
    [
      'analyze perimeter',
      10,
      'emmental: exit 10: PERIMETER: the one Client Access server stands in a perimeter network\n',
    ],
    [
      'analyze undetermined',
      11,
      'emmental: exit 11: UNDETERMINED: the one Client Access server is not proved internal, none is proved restricted\n',
    ],
    ['analyze internal --fail-on note', 12, 'emmental: exit 12: one finding is at or above --fail-on note\n'],
    ['analyze internal --fail-on warning', 0, ''],
    ['analyze perimeter --fail-on note', 10, /^emmental: exit 10: /],
    ['analyze undetermined --fail-on warning', 11, /^emmental: exit 11: /],
    ['analyze perimeter --exit-zero', 0, ''],
    ['analyze internal --fail-on note --exit-zero', 0, ''],
    ['analyze perimeter --profile tcp-udp-icmp', 10, /PERIMETER/],
    ['trace internal CAS1 DC1 tcp/135', 0, ''],
    ['trace perimeter CAS1 DC1 udp/53', 10, /^emmental: exit 10: DENY: udp 10\.1\.0\.11:50000 -> 10\.2\.0\.10:53/],
    ['trace undetermined CAS1 DC1 gre', 11, /^emmental: exit 11: UNKNOWN: gre/],
    ['trace perimeter CAS1 DC1 udp/53 --exit-zero', 0, ''],
  ] as const)('%s: %i', async (call, exitCode, stderr) => {
    const ran = await runCli(call.split(' '))
    expect(ran.exitCode).toBe(exitCode)
    if (typeof stderr === 'string') expect(ran.stderr).toBe(stderr)
    else expect(ran.stderr).toMatch(stderr)
    expect(ran.stdout).not.toBe('')
  })

  test.each([
    ['analyze refused', 3],
    ['analyze refused --exit-zero', 3],
    ['analyze wrong-project', 2],
    ['trace refused CAS1 DC1 tcp/1', 3],
    ['parse refused', 3],
  ])('%s: refused with every reason and nothing on standard output', async (call, exitCode) => {
    const ran = await runCli(call.split(' '))
    expect(ran.exitCode).toBe(exitCode)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain('fw\\u{1b}[2J.cfg:3: error: it is broken [asa/broken]\n')
    expect(ran.stderr).toMatch(new RegExp(`^emmental: exit ${exitCode}: .*one error, no verdict$`, 'm'))
  })

  test('a bug of ours is no refusal', async () => {
    await expect(runCli(['analyze', 'bug'])).rejects.toThrow(TypeError)
  })

  test('remarks of a load that succeeds go to standard error', async () => {
    const ran = await runCli(['analyze', 'remarked'])
    expect(ran).toMatchObject({ exitCode: 0, stderr: 'fw.cfg:4: warning: it is odd [asa/odd]\n' })
    expect((await runCli(['analyze', 'remarked', '--quiet'])).stderr).toBe(
      'emmental: 1 warning on the input, told without --quiet\n',
    )
  })
})

describe('calls that are wrong: exit 2, a reason, a mend, nothing on standard output', () => {
  test.each([
    ['', 'no command is given', 'emmental --help lists the commands'],
    ['--color', 'no command is given', 'emmental --help'],
    ['analize', 'no command is called `analize`; did you mean `analyze`?', 'emmental --help'],
    ['frobnicate', 'no command is called `frobnicate`', 'emmental --help'],
    ['package.json', '`package.json` is a path, not a command', 'emmental analyze package.json'],
    ['-', '`-` is a path, not a command', 'emmental analyze -'],
    ['analyze --profil any', 'analyze has no option `--profil`; did you mean `--profile`?', 'emmental analyze --help'],
    ['analyze -x', 'analyze has no option `-x`', 'emmental analyze --help'],
    ['analyze --__proto__ 1', 'analyze has no option `--', 'emmental analyze --help'],
    ['analyze --profile weak', '`--profile` cannot be `weak`', 'choose one of any, tcp-udp-icmp'],
    ['analyze --format jsn', '`--format` cannot be `jsn`; did you mean `json`?', 'choose one of text, json'],
    ['analyze --fail-on perimeter', '`--fail-on` cannot be `perimeter`', 'choose one of error, warning, note'],
    ['analyze --servers', 'the option `--servers` needs a value', 'emmental analyze --help'],
    ['analyze --servers a --servers b', 'an option is given twice: a and b', 'give it once'],
    ['analyze --quiet --verbose', '`--quiet` and `--verbose` exclude each other', 'leave one'],
    ['analyze --quiet --format json', '--quiet prints the verdict line alone', 'leave one'],
    ['analyze -o no/such/dir/x', 'the file `no/such/dir/x` cannot be written (ENOENT)', 'create the directory first'],
    ['analyze -o .', 'the file `.` cannot be written (EISDIR)', 'name a file'],
    [
      'analyze package.json -o ./package.json',
      '`-o ./package.json` would overwrite the input `package.json`',
      'another',
    ],
    ['analyze --servers README.md -o README.md', 'would overwrite the input `README.md`', 'another'],
    ['trace', 'trace needs FROM, TO and SERVICE', 'for example'],
    ['trace CAS1 DC1', 'trace needs FROM, TO and SERVICE', 'for example'],
    ['trace internal CAS1 DC1 tcp', '`tcp` is no service', 'tcp/135'],
    ['trace internal CAS1 DC1 tcp/70000', '`tcp/70000` is no service', 'tcp/135'],
    ['trace internal CAS9 DC1 tcp/1', '`CAS9` is neither the name of a server', ''],
    ['trace internal CAS1 DC1 tcp/1 --from-zone nowhere', 'no zone is called nowhere; the zones are dmz, inside', ''],
    ['parse', 'parse needs at least one', 'emmental parse CONFIG…'],
    ['explain a -- b', 'explain takes one name', 'emmental explain --help'],
    ['explain a b', '`b` is one word too many', 'emmental explain --help'],
    ['explain cas-in-permeter', 'did you mean `cas-in-perimeter`?', 'emmental explain'],
    ['explain __proto__', 'no finding is called `__proto__`', 'emmental explain'],
  ])('%s', async (call, reason, mend) => {
    const ran = await runCli(call.split(' ').filter((word) => word !== ''))
    expect(ran.stderr).toContain(`emmental: exit 2: `)
    expect(ran.stderr).toContain(reason)
    expect(ran.stderr).toContain(mend)
    expect(ran.stdout).toBe('')
    expect(ran.exitCode).toBe(2)
  })

  test('an empty word is told', async () => {
    expect(await runCli(['analyze', ''])).toMatchObject({ exitCode: 2, stdout: '' })
  })
})

describe('what is passed on', () => {
  test('a lone dash stays a dash, and what looks like a number stays text', async () => {
    await runCli(['analyze', '-', '--servers', '-'])
    await runCli(['analyze', '0x10'])
    await runCli(['trace', '0x10', '10.1.0.11', '10.2.0.10', '47'])
    expect(requests.map(({ targets, servers }) => [...targets, servers])).toEqual([
      ['-', '-'],
      ['0x10', undefined],
      ['0x10', undefined],
    ])
  })

  test('words behind `--` are no options', async () => {
    await runCli(['analyze', '--', '--format'])
    expect(requests[0]?.targets).toEqual(['--format'])
  })

  test('the language of the system does not change a word', async () => {
    const env = { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }
    expect((await runCli(['--help'], { env })).stdout).toBe((await runCli(['--help'])).stdout)
  })
})

describe('output', () => {
  test('the JSON of an analysis is nothing but JSON', async () => {
    const { stdout, exitCode } = await runCli(['analyze', 'perimeter', '--format', 'json'])
    expect(exitCode).toBe(10)
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'emmental/analysis/2', version: '1.2.3', verdict: 'perimeter' })
    const trace = await runCli(['trace', 'perimeter', 'CAS1', 'DC1', 'gre', '--format=json'])
    expect(JSON.parse(trace.stdout)).toMatchObject({ schema: 'emmental/trace/1', verdict: 'deny' })
  })

  test('--quiet is one line', async () => {
    expect((await runCli(['analyze', 'internal', '-q'])).stdout).toBe(
      'INTERNAL: the one Client Access server has unrestricted access both ways\n',
    )
    const trace = await runCli(['trace', 'internal', 'CAS1', 'DC1', 'gre', '--quiet'])
    expect(trace.stdout).toBe('PERMIT: gre 10.1.0.11 -> 10.2.0.10, zone dmz to zone inside\n')
  })

  test.each([
    ['analyze', 'PERIMETER: the one Client Access server stands in a perimeter network'],
    ['zones', 'PERIMETER for addresses of dmz (2 zones in all)'],
    [
      'exposure',
      '3 servers can be opened from other zones: RPC endpoint mapper on 3, NetBIOS on 3, SMB on 3, dynamic RPC on 3',
    ],
    ['lint', '1 finding in 2 rules, 1 warning among them'],
  ])('%s --quiet too', async (command, line) => {
    expect((await runCli([command, 'perimeter', '--quiet'])).stdout).toBe(`${line}\n`)
  })

  test('-o writes the file and leaves standard output empty', async () => {
    const file = path.join(scratch, 'out put.json')
    const ran = await runCli(['analyze', 'perimeter', '--format', 'json', '-o', file])
    expect(ran).toMatchObject({ exitCode: 10, stdout: '' })
    expect(readFileSync(file, 'utf8')).toBe((await runCli(['analyze', 'perimeter', '--format', 'json'])).stdout)
    expect((await runCli(['analyze', 'internal', '-q', '-o', '-'])).stdout).toMatch(/^INTERNAL/)
  })

  test('-o is relative to the directory of the call', async () => {
    expect(await runCli(['analyze', 'internal', '-o', 'r.txt'], { cwd: scratch })).toMatchObject({ stdout: '' })
    expect(readFileSync(path.join(scratch, 'r.txt'), 'utf8')).toMatch(/^INTERNAL/)
  })

  test('a refused input leaves the file of -o alone', async () => {
    const file = path.join(scratch, 'old.txt')
    writeFileSync(file, 'old')
    await runCli(['analyze', 'refused', '-o', file])
    expect(readFileSync(file, 'utf8')).toBe('old')
  })

  test('commands in the report repeat the words of the call', async () => {
    const { stdout } = await runCli(['analyze', 'perimeter', '--servers', 'my servers.csv'])
    expect(stdout).toContain("emmental trace perimeter --servers 'my servers.csv' 10.1.0.11 10.2.0.10 ")
  })

  test('the rules of parse, one a line, also into a file', async () => {
    const { stdout, exitCode } = await runCli(['parse', 'huge'])
    const lines = stdout.trimEnd().split('\n')
    expect(exitCode).toBe(0)
    expect(lines).toHaveLength(5001)
    expect(JSON.parse(lines[4999] ?? '')).toMatchObject({ schema: 'emmental/rule/1', line: 5000, action: 'permit' })
    const file = path.join(scratch, 'rules.jsonl')
    expect(await runCli(['parse', 'huge', '-o', file])).toMatchObject({ stdout: '', exitCode: 0 })
    expect(readFileSync(file, 'utf8')).toBe(stdout)
  })

  test('parse stops when nobody reads any more', async () => {
    const { stdout, exitCode } = await runCli(['parse', 'huge'], { readerLeavesAfter: 1 })
    expect(exitCode).toBe(0)
    expect(stdout.length).toBeLessThan(100_000)
  })

  test('explain, with a name and without', async () => {
    expect((await runCli(['explain', 'CAS-in-perimeter'])).stdout).toMatch(/^cas-in-perimeter +error\n/)
    expect((await runCli(['explain'])).stdout).toMatch(/^warning +swiss-cheese/m)
  })

  test('help, version and completion', async () => {
    expect((await runCli(['--help'])).stdout).toContain('Exit codes:')
    expect((await runCli(['analyze', '--help'])).stdout).toContain('--fail-on')
    expect((await runCli(['analyze', '--version'])).stdout).toBe('1.2.3\n')
    expect((await runCli(['completion'])).stdout).toContain('complete -o')
    const offered = (await runCli(['--get-yargs-completions', 'emmental', ''])).stdout
    expect(offered.split('\n')).toEqual(expect.arrayContaining(['analyze', 'trace', 'parse', 'explain']))
  })
})

describe('colours', () => {
  const hasColour = (text: string): boolean => text.includes('\u001b[')
  test.each([
    ['a pipe', {}, [], false],
    ['a terminal', { isTerminal: true }, [], true],
    ['a dumb terminal', { isTerminal: true, env: { TERM: 'dumb' } }, [], false],
    ['NO_COLOR', { isTerminal: true, env: { NO_COLOR: '1' } }, [], false],
    ['an empty NO_COLOR', { isTerminal: true, env: { NO_COLOR: '' } }, [], true],
    ['FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, [], true],
    ['FORCE_COLOR=0', { isTerminal: true, env: { FORCE_COLOR: '0' } }, [], false],
    ['NO_COLOR and FORCE_COLOR', { isTerminal: true, env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, [], false],
    ['--color', { env: { NO_COLOR: '1' } }, ['--color'], true],
    ['--no-color', { isTerminal: true, env: { FORCE_COLOR: '1' } }, ['--no-color'], false],
  ] as const)('%s', async (_, world, words, expected) => {
    expect(hasColour((await runCli(['analyze', 'perimeter', ...words], world)).stdout)).toBe(expected)
  })

  test('a file gets none from a terminal', async () => {
    const file = path.join(scratch, 'r.txt')
    await runCli(['analyze', 'perimeter', '-o', file], { isTerminal: true })
    expect(hasColour(readFileSync(file, 'utf8'))).toBe(false)
  })
})

describe('the width and the characters', () => {
  const widest = (text: string): number =>
    Math.max(
      ...text
        .split('\n')
        .filter((line) => !line.includes('emmental trace') && !/^ +https:/.test(line))
        .map((line) => [...line].length),
    )
  test.each([
    ['a pipe', {}, 80],
    ['COLUMNS', { env: { COLUMNS: '70' } }, 70],
    ['a terminal', { isTerminal: true, columns: 100, env: { COLUMNS: '60' } }, 100],
    ['a wide terminal', { isTerminal: true, columns: 300 }, 120],
    ['a tiny terminal', { isTerminal: true, columns: 10 }, 60],
    ['nonsense', { env: { COLUMNS: 'wide' } }, 80],
  ])('%s', async (_, world, width) => {
    expect(widest((await runCli(['analyze', 'perimeter', '--no-color'], world)).stdout)).toBe(width)
  })

  const isAscii = (text: string): boolean => /^[\n -~]*$/.test(text)
  test.each([
    ['a pipe', {}, false],
    ['a UTF-8 terminal', { isTerminal: true, env: { LANG: 'en_GB.UTF-8' } }, false],
    ['a Latin-1 terminal', { isTerminal: true, env: { LANG: 'de_DE.ISO-8859-1' } }, true],
    ['LC_ALL wins', { isTerminal: true, env: { LANG: 'en_GB.UTF-8', LC_ALL: 'C' } }, true],
    ['the console of Windows', { isTerminal: true, platform: 'win32' }, true],
    ['Windows Terminal', { isTerminal: true, platform: 'win32', env: { WT_SESSION: 'x' } }, false],
  ])('%s', async (_, world, ascii) => {
    expect(isAscii((await runCli(['analyze', 'perimeter', '--no-color'], world)).stdout)).toBe(ascii)
  })
})
