import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { runCli } from './run-cli.ts'

/** Every kind of bad input from the command line: the exit code, nothing on standard output, and the exact message. */
const ASA = `ASA Version 9.12(4)
${DMZ_INSIDE}access-list D extended permit ip any any
access-group D in interface dmz
`
const SERVERS = 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.0.10,DC\n'
const RULES = 'Source,Destination,Service,Action\nany,any,any,allow\n'
const project = (rest: string): string => `version: 1\nfirewalls:\n  - config: fw.cfg\nservers: servers.csv\n${rest}`

interface BadCase {
  readonly title: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly call?: readonly string[]
  readonly exitCode: 2 | 3
  /** Consecutive lines of standard error. */
  readonly says: readonly string[]
}

const FILES = ['fw.cfg', '--servers', 'servers.csv']

const CASES: readonly BadCase[] = [
  {
    title: 'a rule table with a zone that the project does not know',
    files: {
      'rules.csv':
        'Source Zone,Destination Zone,Source,Destination,Service,Action\ndmz,inside,any,any,any,allow\nzzz,any,any,any,any,deny\n',
      'emmental.yaml':
        'version: 1\nzones:\n  dmz: { networks: [192.168.10.0/24] }\n  inside: { networks: [10.1.0.0/16] }\nfirewalls:\n  - config: rules.csv\n    otherwise: deny\nservers: servers.csv\n',
      'servers.csv': SERVERS,
    },
    call: [],
    exitCode: 2,
    says: [
      'emmental.yaml:6:5: error: the rules of the firewall `rules` name zones that the project does not know, so those rules would count for nothing [project/zone-of-rules]',
      '  found:    `zzz`',
    ],
  },
  {
    title: 'not a firewall export',
    files: { 'fw.cfg': 'Dear colleagues,\nplease find attached the rules.\n', 'servers.csv': SERVERS },
    exitCode: 3,
    says: ['fw.cfg: error: the file is no firewall export that can be read [input/not-a-firewall-export]'],
  },
  {
    title: 'an empty file',
    files: { 'fw.cfg': '', 'servers.csv': SERVERS },
    exitCode: 3,
    says: ['fw.cfg: error: the file is empty [input/empty]'],
  },
  {
    title: 'a binary file',
    files: { 'fw.cfg': new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), 'servers.csv': SERVERS },
    exitCode: 3,
    says: ['fw.cfg: error: the file is no text [input/binary]'],
  },
  {
    title: 'a configuration that binds no interface',
    files: { 'fw.cfg': 'ASA Version 9.12(4)\naccess-list D extended permit ip any any\n', 'servers.csv': SERVERS },
    exitCode: 3,
    says: [
      'fw.cfg: error: the text binds no interfaces, so it cannot be said which list decides which packet [asa/no-binding]',
      '  found:    access lists: 1, interfaces with a name: 0',
      '  expected: at least two interfaces with `nameif`, and `access-group` lines',
      '  mend:     paste the whole output of `show running-config`',
    ],
  },
  {
    title: 'a server in no zone',
    files: { 'fw.cfg': ASA, 'servers.csv': `${SERVERS}MBX1,172.16.0.1,MBX\n` },
    exitCode: 3,
    says: ['servers.csv:4:6: error: the address 172.16.0.1 of the server `MBX1` is in no zone [servers/in-no-zone]'],
  },
  {
    title: 'a server twice',
    files: { 'fw.cfg': ASA, 'servers.csv': `${SERVERS}dc1,10.1.0.11,DC\n` },
    exitCode: 3,
    says: ['servers.csv:4:1: error: the server `dc1` is listed twice [servers/name-twice]'],
  },
  {
    title: 'an unknown role',
    files: { 'fw.cfg': ASA, 'servers.csv': 'name,address,roles\nCAS1,192.168.10.11,CSA\nDC1,10.1.0.10,DC\n' },
    exitCode: 3,
    says: ['servers.csv:2:20: error: `CSA` is no role of a server [servers/unknown-role]'],
  },
  {
    title: 'a network with host bits in the project file',
    files: {
      'emmental.yaml': project('zones:\n  dmz: { networks: [192.168.10.1/24] }\n'),
      'fw.cfg': ASA,
      'servers.csv': SERVERS,
    },
    call: [],
    exitCode: 2,
    says: ['emmental.yaml:6:21: error: the network `192.168.10.1/24` has host bits [project/host-bits]'],
  },
  {
    title: 'port 70000 and a range backwards in a rule table',
    files: { 'fw.cfg': `${RULES}any,any,tcp/70000,allow\nany,any,tcp/90-80,deny\n`, 'servers.csv': SERVERS },
    exitCode: 3,
    says: [
      'fw.cfg:3:9: error: port 70000 is out of range [csv/service]',
      '  expected: a service such as tcp/443, udp:53, tcp 1024-65535, icmp/8, a port, or the name of a service',
      '  mend:     write ports from 0 to 65535, the lower one first',
      'fw.cfg:4:9: error: the port range `tcp/90-80` is backwards [csv/service]',
    ],
  },
  {
    title: 'a wrong key in the project file',
    files: { 'emmental.yaml': project('zonse: {}\n'), 'fw.cfg': ASA, 'servers.csv': SERVERS },
    call: [],
    exitCode: 2,
    says: ['emmental.yaml:5:1: error: `zonse` is no key of the project file [project/unknown-key]'],
  },
  {
    title: 'a wrong type in the project file',
    files: {
      'emmental.yaml': 'version: 1\nfirewalls: fw.cfg\nservers: servers.csv\n',
      'fw.cfg': ASA,
      'servers.csv': SERVERS,
    },
    call: [],
    exitCode: 2,
    says: ['emmental.yaml:2:12: error: `firewalls` has the wrong form [project/wrong-type]'],
  },
  {
    title: 'a column twice',
    files: {
      'fw.cfg': 'Source,Destination,Destination IP,Service,Action\nany,any,any,any,allow\n',
      'servers.csv': SERVERS,
    },
    exitCode: 3,
    says: [
      'fw.cfg:1:20: error: `Destination` (column 2) and `Destination IP` (column 3) both mean destination [csv/column-twice]',
    ],
  },
  {
    title: 'a file that is not there',
    files: { 'servers.csv': SERVERS },
    exitCode: 3,
    says: ['fw.cfg: error: the file `fw.cfg` cannot be read [input/unreadable]'],
  },
  {
    title: 'two firewalls of one name',
    files: { 'fw.cfg': ASA, 'other/fw.cfg': ASA, 'servers.csv': SERVERS },
    call: ['fw.cfg', 'other/fw.cfg', '--servers', 'servers.csv'],
    exitCode: 3,
    says: ['other/fw.cfg: error: two firewalls have the name `fw` [project/firewall-twice]'],
  },
  {
    title: 'no Client Access server in the list',
    files: { 'fw.cfg': ASA, 'servers.csv': 'name,address,roles\nDC1,10.1.0.10,DC\n' },
    exitCode: 3,
    says: ['servers.csv: error: no server in the list is a Client Access server [servers/no-client-access]'],
  },
]

describe('bad input is refused', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'emmental-bad-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(CASES.map((one, i) => ({ ...one, i })))('$title', async ({ files, call, exitCode, says, i }) => {
    const cwd = path.join(folder, String(i))
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true })
      writeFileSync(path.join(cwd, name), content)
    }
    const ran = await runCli(['analyze', ...(call ?? FILES)], { cwd })
    expect(ran.stderr).toContain(`${says.join('\n')}\n`)
    expect(ran.stderr).toMatch(/^ {2}expected: /m)
    expect(ran.stderr).toMatch(/^ {2}mend: {5}/m)
    expect(ran.stdout).toBe('')
    expect(ran.exitCode).toBe(exitCode)
  })
})
