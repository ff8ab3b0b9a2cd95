import { spawnSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileWriter } from '../../src/cli/file-writer.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { type Ran, runCli, type World } from './run-cli.ts'

/** Nothing that was read is ever written over, and nothing is written by halves. */
const FW = `ASA Version 9.12(4)
${DMZ_INSIDE}access-list D extended permit ip any host 10.1.0.10
access-group D in interface dmz
`
const FILES: Readonly<Record<string, string>> = {
  'p/fw.cfg': FW,
  'p/servers.csv': 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.0.10,DC\n',
  'p/owa.csv': 'Server,Name,ExternalUrl\nCAS1,owa (Default Web Site),https://a/owa\n',
  'p/emmental.yaml': 'version: 1\nfirewalls:\n  - config: fw.cfg\nservers: servers.csv\nsettings: owa.csv\n',
  'change.txt': 'access-list D extended permit tcp any any eq 443\n',
  'allow.yaml': '- { kind: hole, subject: DC1, reason: x, until: 2027-01-31 }\n',
}

let cwd = ''
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'emmental-writing-'))
  mkdirSync(path.join(cwd, 'p'))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(cwd, name), text)
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const call = (words: string, world: World = {}): Promise<Ran> => runCli(words.split(' '), { cwd, ...world })
const textOf = (name: string): string => readFileSync(path.join(cwd, name), 'utf8')

describe('what was read stays', () => {
  const QUESTIONS = [
    'analyze p -o FILE',
    'analyze p --certificate FILE',
    'zones p -o FILE',
    'exposure p -o FILE',
    'remedy p -o FILE',
    'lint p -o FILE',
    'parse p -o FILE',
    'parse p --coverage -o FILE',
    'trace p CAS1 DC1 tcp/1 -o FILE',
    'diff p p -o FILE',
    'diff p --change change.txt --allow allow.yaml --today 2026-01-01 -o FILE',
  ]
  const INPUTS = ['p/fw.cfg', 'p/servers.csv', 'p/owa.csv', 'p/emmental.yaml']

  test.each(QUESTIONS)('%s, whichever file of the project it is, by whatever path', async (words) => {
    symlinkSync('p', path.join(cwd, 'q'))
    for (const [i, input] of INPUTS.entries()) {
      symlinkSync(input, path.join(cwd, `soft${i}`))
      linkSync(path.join(cwd, input), path.join(cwd, `hard${i}`))
      const base = path.basename(input)
      for (const file of [input, `q/${base}`, `p/../p/./${base}`, `soft${i}`, `hard${i}`, path.join(cwd, input)]) {
        const ran = await call(words.replace('FILE', file))
        expect([ran.exitCode, ran.stdout]).toEqual([2, ''])
        expect(ran.stderr).toContain('would overwrite the input')
      }
    }
    for (const [name, text] of Object.entries(FILES)) expect(textOf(name)).toBe(text)
  })

  test.each([
    ['diff p --change change.txt -o change.txt'],
    ['diff p p --allow allow.yaml --today 2026-01-01 -o allow.yaml'],
    ['analyze p/fw.cfg --servers p/servers.csv -o p/servers.csv'],
  ])('%s', async (words) => {
    expect((await call(words)).exitCode).toBe(2)
    for (const [name, text] of Object.entries(FILES)) expect(textOf(name)).toBe(text)
  })

  test('a baseline', async () => {
    await call('analyze p --format json -o base.json')
    const base = textOf('base.json')
    symlinkSync('base.json', path.join(cwd, 'soft'))
    for (const words of ['-o base.json', '-o soft', '--certificate soft']) {
      expect((await call(`analyze p --baseline base.json ${words}`)).exitCode).toBe(2)
    }
    expect(textOf('base.json')).toBe(base)
  })

  test('a file that the project names counts, also where the call lists others in its place', async () => {
    writeFileSync(path.join(cwd, 'other.csv'), FILES['p/servers.csv'] ?? '')
    const ran = await call('analyze p --servers other.csv -o p/servers.csv')
    expect([ran.exitCode, textOf('p/servers.csv')]).toEqual([2, FILES['p/servers.csv']])
  })
})

describe('two results', () => {
  test.each(['x.json x.json', 'x.json ./x.json', 'x.json X.json', 'link x.json', 'x.json link', 'p/../x.json x.json'])(
    'do not share a file: %s',
    async (names) => {
      const [output = '', certificate = ''] = names.split(' ')
      symlinkSync('x.json', path.join(cwd, 'link'))
      const ran = await call(`analyze p -o ${output} --certificate ${certificate}`)
      expect([ran.exitCode, existsSync(path.join(cwd, 'x.json'))]).toEqual([2, false])
      expect(ran.stderr).toContain('name the same file')
    },
  )

  test('nor standard output', async () => {
    const ran = await call('analyze p --certificate -')
    expect([ran.exitCode, ran.stdout]).toEqual([2, ''])
  })
})

describe('a file is written as a whole or not at all', () => {
  test('what was there stays until the new text is complete, and nothing is left beside it', () => {
    const file = path.join(cwd, 'out.txt')
    writeFileSync(file, 'old', { mode: 0o640 })
    const given = fileWriter(file)
    given.write('half')
    expect(textOf('out.txt')).toBe('old')
    given.abandon()
    expect(textOf('out.txt')).toBe('old')
    const kept = fileWriter(file)
    kept.write('new')
    kept.finish()
    expect(textOf('out.txt')).toBe('new')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(readdirSync(cwd).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('a link stays a link, also one to what is not there yet', async () => {
    symlinkSync('target.txt', path.join(cwd, 'link'))
    expect((await call('lint p -q -o link')).exitCode).toBe(0)
    expect(textOf('target.txt')).toMatch(/rule/)
    expect((await call('lint p -q -o link')).exitCode).toBe(0)
    expect(readdirSync(cwd)).not.toContain('.part')
  })

  test.skipIf(process.platform === 'win32')('a device that takes nothing: exit 2 and a mend', async () => {
    for (const words of ['analyze p -o /dev/full', 'analyze p --certificate /dev/full', 'parse p -o /dev/full']) {
      const ran = await call(words)
      expect([ran.exitCode, ran.stdout]).toEqual([2, ''])
      expect(ran.stderr).toMatch(/the file `\/dev\/full` cannot be written \(ENOSPC\)\n {2}mend: make room/)
    }
  })

  test.each([
    'analyze p',
    'analyze p --format json',
    'lint p',
    'parse p',
    'trace p CAS1 DC1 tcp/1',
    'explain',
    '--help',
  ])('standard output that takes nothing: %s', async (words) => {
    const failure = Object.assign(new Error('full'), { code: 'ENOSPC' })
    const ran = await call(words, { failure })
    expect(ran.exitCode).toBe(2)
    expect(ran.stderr).toMatch(/^emmental: exit 2: standard output cannot be written \(ENOSPC\)\n {2}mend: /m)
    expect(ran.stderr.match(/^emmental: exit/gm)).toHaveLength(1)
  })
})

describe.skipIf(process.platform === 'win32')('the program as it is shipped', () => {
  const program = path.resolve('dist/emmental.js')
  const shell = (line: string): ReturnType<typeof spawnSync> =>
    spawnSync('sh', ['-c', line.replaceAll('emmental', `"${process.execPath}" "${program}"`)], {
      cwd,
      encoding: 'utf8',
    })

  test.each(['emmental analyze p', 'emmental parse p', 'emmental --version', 'emmental lint p --format json'])(
    '%s > /dev/full',
    (line) => {
      const ran = shell(`${line} > /dev/full`)
      expect(ran.status).toBe(2)
      expect(ran.stderr).toMatch(/standard output cannot be written \(ENOSPC\)\n {2}mend: make room/)
      expect(ran.stderr).not.toMatch(/^ {4}at /m)
    },
  )

  test('a reader that leaves early ends it quietly', () => {
    const ran = shell('emmental analyze p --format json | head -n 1')
    expect([ran.stdout, ran.stderr]).toEqual(['{\n', ''])
  })
})
