import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Analysis } from '../../src/analysis/result.ts'
import type { Certificate } from '../../src/model/certificate.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { type Ran, runCli } from './run-cli.ts'

/** What was read is what is certified and told: each file is opened once, and a pipe can be opened no more than that. */
const FW = `ASA Version 9.12(4)
${DMZ_INSIDE}access-list D extended permit ip any host 10.1.0.10
access-group D in interface dmz
`
const SERVERS = 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.0.10,DC\n'
const PROJECT = 'version: 1\nfirewalls:\n  - config: fw.cfg\nservers: servers.csv\n'
const FILES: Readonly<Record<string, string>> = { 'fw.cfg': FW, 'servers.csv': SERVERS, 'emmental.yaml': PROJECT }

let cwd = ''
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'emmental-once-'))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(cwd, name), text)
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const call = (...words: readonly string[]): Promise<Ran> => runCli(words, { cwd })
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

describe.skipIf(process.platform === 'win32')('pipes', () => {
  /** A pipe through which a file comes once. */
  function piped(name: string, file: string): string {
    expect(spawnSync('sh', ['-c', `mkfifo ${name}`], { cwd }).status).toBe(0)
    spawn('sh', ['-c', `cat ${file} > ${name}`], { cwd, stdio: 'ignore' })
    return name
  }

  test('a certificate of a pipe certifies what came through it, and is verified through another', async () => {
    const words = ['--servers', piped('list.pipe', 'servers.csv'), '--certificate', 'c.json', '-q']
    const ran = await call('analyze', piped('fw.pipe', 'fw.cfg'), ...words)
    expect(ran).toMatchObject({ exitCode: 0 })
    const certificate = JSON.parse(readFileSync(path.join(cwd, 'c.json'), 'utf8')) as Certificate
    expect(certificate.inputs).toEqual([
      { file: 'fw.pipe', kind: 'firewall', sha256: digest(FW) },
      { file: 'list.pipe', kind: 'servers', sha256: digest(SERVERS) },
    ])
    rmSync(path.join(cwd, 'fw.pipe'))
    const verified = await call('verify', 'c.json', piped('fw.pipe', 'fw.cfg'), '--servers', 'servers.csv')
    expect(verified.exitCode).toBe(0)
    expect((await call('verify', 'c.json', 'fw.cfg', 'fw.cfg', '--servers', 'servers.csv')).exitCode).not.toBe(0)
  })

  test('a server list that both sides of a comparison share is read once', async () => {
    const ran = await call('diff', 'fw.cfg', 'fw.cfg', '--servers', piped('both.pipe', 'servers.csv'))
    expect(ran.stdout).toMatch(/no difference/)
  })
})

test('an analysis tells every file with its kind and the digest of its bytes', async () => {
  const { inputs } = JSON.parse((await call('analyze', '--format', 'json')).stdout) as Analysis
  expect(inputs).toMatchObject([
    { file: 'emmental.yaml', kind: 'project', sha256: digest(PROJECT), bytes: PROJECT.length, lines: 4, modelled: 4 },
    { file: 'fw.cfg', kind: 'firewall', sha256: digest(FW), dialect: 'asa', lines: 11, notUnderstood: [] },
    { file: 'servers.csv', kind: 'servers', sha256: digest(SERVERS), lines: 3, modelled: 3, irrelevant: 0 },
  ])
})

test.each([['zones'], ['exposure'], ['remedy'], ['lint'], ['trace CAS1 DC1 tcp/1'], ['diff fw.cfg fw.cfg']])(
  '%s tells its files too',
  async (words) => {
    const { stdout } = await call(...words.split(' '), '--format', 'json')
    const { inputs } = JSON.parse(stdout) as { inputs: unknown }
    expect(inputs).toContainEqual({
      file: 'fw.cfg',
      kind: 'firewall',
      sha256: digest(FW),
      bytes: FW.length,
      lines: 11,
    })
  },
)

test('standard input cannot be two files', async () => {
  const ran = await call('diff', '-', '-')
  expect([ran.exitCode, ran.stdout]).toEqual([2, ''])
  expect(ran.stderr).toContain('standard input cannot be both sides')
})
