import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Ran, runCli } from '../cli/run-cli.ts'

/** What a call left behind: its exit code, and everything that it wrote anywhere. */
export interface Left extends Pick<Ran, 'exitCode'> {
  readonly call: string
  readonly written: string
}

/** Every command in every format, on a folder with `emmental.yaml`, `fw`, `before`, `servers.csv` and `change.txt`. */
export const CALLS: readonly (readonly string[])[] = [
  ['analyze'],
  ['analyze', '--quiet'],
  ['analyze', '--verbose', '--certificate', 'out.certificate.json', '-o', 'out.txt'],
  ['analyze', '--format', 'json', '-o', 'out.json'],
  ['analyze', 'fw', '--servers', 'servers.csv', '--verbose'],
  ['analyze', '--baseline', 'out.json'],
  ['verify', 'out.certificate.json'],
  ['lint'],
  ['lint', 'fw', '--format', 'json'],
  ['parse', 'fw'],
  ['parse', 'fw', '--coverage'],
  ['parse', 'fw', '--explain'],
  ['zones', '--format', 'json'],
  ['zones', '--verbose'],
  ['exposure'],
  ['exposure', '--format', 'json'],
  ['remedy'],
  ['remedy', '--format', 'json'],
  ['trace', '192.168.10.11', '10.1.0.10', 'tcp/443'],
  ['trace', 'CAS1', 'DC1', 'tcp/135', '--format', 'json'],
  ['diff', 'before', 'fw', '--servers', 'servers.csv'],
  ['diff', 'before', 'fw', '--format', 'json'],
  ['diff', 'before', 'fw', '--format', 'markdown'],
  ['diff', 'fw', '--change', 'change.txt'],
]

/** Runs all calls on a folder of its own with these files, and gathers standard output, standard error and new files. */
export async function everyCommand(
  files: Readonly<Record<string, string | Uint8Array>>,
  calls: readonly (readonly string[])[] = CALLS,
): Promise<Left[]> {
  const root = mkdtempSync(path.join(tmpdir(), 'emmental-hostile-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
      writeFileSync(path.join(root, name), content)
    }
    const cwd = path.join(root, files['project/emmental.yaml'] === undefined ? '' : 'project')
    const given = new Set(readdirSync(cwd))
    const left: Left[] = []
    for (const call of calls) {
      const { exitCode, stdout, stderr } = await runCli(call, { cwd })
      const made = readdirSync(cwd).filter((name) => !given.has(name))
      const written = [stdout, stderr, ...made.map((name) => readFileSync(path.join(cwd, name), 'utf8'))].join('\n')
      left.push({ call: call.join(' '), exitCode, written })
    }
    return left
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** A configuration of two networks, with these lines at its end. */
export function configuration(lines: string): string {
  return `ASA Version 9.12(4)
hostname fw
interface GigabitEthernet0/0
 nameif dmz
 security-level 50
 ip address 192.168.10.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
access-list D extended permit tcp any any eq 443
access-group D in interface dmz
${lines}
`
}

export const SERVERS = 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.0.10,DC\nMBX1,10.1.0.20,Mailbox\n'
export const PROJECT = 'version: 1\nfirewalls:\n  - name: fw\n    config: fw\nservers: servers.csv\n'
