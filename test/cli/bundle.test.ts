import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** The program as it is shipped; `npm test` builds it first. */
const PROGRAM = path.resolve('dist/emmental.js')

interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function program(words: readonly string[], env: Record<string, string> = {}, input?: string): Ran {
  const options = { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 28 } as const
  return spawnSync(process.execPath, [PROGRAM, ...words], input === undefined ? options : { ...options, input })
}

let scratch = ''
beforeAll(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'emmental-bundle-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('--version is that of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(program(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' })
  expect(program(['analyze', '--version'])).toMatchObject({ status: 0, stdout: `${version}\n` })
})

test('--version starts in at most twice the time of Node itself', { retry: 3 }, () => {
  const times = { node: [] as number[], version: [] as number[] }
  const timed = (words: readonly string[]): number => {
    const start = process.hrtime.bigint()
    spawnSync(process.execPath, words)
    return Number(process.hrtime.bigint() - start)
  }
  for (let i = 0; i < 9; i++) {
    times.node.push(timed(['-e', '0']))
    times.version.push(timed([PROGRAM, '--version']))
  }
  expect(Math.min(...times.version)).toBeLessThan(2 * Math.min(...times.node))
})

test('no word on standard error where both colour variables are set', () => {
  expect(program(['explain'], { NO_COLOR: '1', FORCE_COLOR: '1' })).toMatchObject({ status: 0, stderr: '' })
})

test('a call that is wrong exits with 2, in whatever language the system is', () => {
  for (const LANG of ['C', 'de_DE.UTF-8']) {
    const ran = program(['analyze', '--nonsense'], { LANG, LC_ALL: LANG })
    expect(ran).toMatchObject({ status: 2, stdout: '' })
    expect(ran.stderr).toContain('analyze has no option `--nonsense`')
  }
})

test('a file that is refused exits with 3', () => {
  const file = path.join(scratch, 'page.cfg')
  writeFileSync(file, '<html><body>no firewall</body></html>\n')
  const ran = program(['parse', file])
  expect(ran).toMatchObject({ status: 3, stdout: '' })
  expect(ran.stderr).toContain('a web page (HTML)')
  expect(program(['parse', '-'], {}, '<html></html>').stderr).toContain('standard input: error:')
})

test('a crash exits with 1, says that it is our bug, and shows where only if asked', () => {
  // A directory of the module cannot be listed as a working directory: the process starts where there is nothing.
  const gone = mkdtempSync(path.join(tmpdir(), 'emmental-gone-'))
  const script = `process.chdir(${JSON.stringify(gone)}); require('node:fs').rmSync(${JSON.stringify(gone)}, { recursive: true });
    process.argv.splice(1, 0); import(${JSON.stringify(`file://${PROGRAM}`)})`
  const crash = (env: Record<string, string>): Ran =>
    spawnSync(process.execPath, ['-e', script, '--', 'analyze'], { encoding: 'utf8', env: { ...process.env, ...env } })
  const plain = crash({})
  expect(plain.status).toBe(1)
  expect(plain.stdout).toBe('')
  expect(plain.stderr).toContain('This is a bug in Emmental, not in your input')
  expect(plain.stderr).not.toMatch(/^ +at /m)
  expect(crash({ EMMENTAL_DEBUG: '1' }).stderr).toMatch(/^ +at /m)
})

describe('a reader that goes away', () => {
  test.each([
    ['explain', ['explain'], 0],
    ['the help', ['--help'], 0],
  ] as const)('%s', async (_, words, status) => {
    const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, stderr }).toEqual({ code: status, stderr: '' })
  })
})
