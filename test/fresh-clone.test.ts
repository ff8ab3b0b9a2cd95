import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/**
 * The two commands of the README in a fresh clone with nothing installed. This takes minutes and needs a commit to
 * clone, so it is for CI (`CI=true`); the clone's own test run leaves it out, or it would never end.
 */
const wanted = process.env['CI'] === 'true' && process.env['EMMENTAL_IN_CLONE'] === undefined

describe.runIf(wanted)('in a fresh clone', () => {
  let clone = ''

  beforeAll(() => {
    clone = path.join(mkdtempSync(path.join(tmpdir(), 'emmental-clone-')), 'emmental')
    const { status, stderr } = spawnSync('git', ['clone', '--quiet', '.', clone], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  afterAll(() => rmSync(path.dirname(clone), { recursive: true, force: true }))

  function npm(...args: string[]): { status: number | null; output: string } {
    const env = { ...process.env, EMMENTAL_IN_CLONE: '1', NO_COLOR: '1' }
    const shell = process.platform === 'win32'
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd: clone, encoding: 'utf8', env, shell })
    return { status, output: stdout + stderr }
  }

  test('npm start installs, builds and prints the verdict', { timeout: 600_000 }, () => {
    const { status, output } = npm('start')
    expect(output).toMatch(/perimeter/i)
    expect(status).toBe(0)
  })

  test('npm test passes', { timeout: 1_800_000 }, () => {
    const { status, output } = npm('test')
    expect(output).toMatch(/^\d+ passed, 0 failed$/m)
    expect(status).toBe(0)
  })
})
