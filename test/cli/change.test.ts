import { describe, expect, test } from 'vitest'
import type { Impact } from '../../src/analysis/impact-result.ts'
import { validator } from '../schemas/validate.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import type { Ran } from './run-cli.ts'
import { scratchFolders } from './scratch.ts'

/** A change script, from the command line to the lines that are told. */
const FW = `ASA Version 9.12(4)
${DMZ_INSIDE}object-group network SERVERS
 network-object host 10.1.0.10
access-list D extended permit ip any object-group SERVERS
access-list D extended deny ip any any
access-group D in interface dmz
`
const SERVERS = 'name,address,roles,version\nCAS1,192.168.10.11,CAS,2010\nDC1,10.1.0.10,DC,\nWEB,10.1.0.30,other,\n'

const call = scratchFolders()

function changed(script: string, ...options: readonly string[]): Promise<Ran> {
  const files = { 'fw.cfg': FW, 'servers.csv': SERVERS, 'change.txt': script }
  return call(files, ['diff', 'fw.cfg', '--servers', 'servers.csv', '--change', 'change.txt', ...options])
}

/** The same as someone may have typed it. */
const IN_CAPITALS = FW.replaceAll(/^access-list D extended (?:permit|deny) ip/gm, (head) => head.toUpperCase())

describe('commands for an ASA', () => {
  test('what they open is told with their own lines', async () => {
    const ran = await changed(
      '! CR-1\nobject-group network SERVERS\n network-object host 10.1.0.30\n',
      '--format',
      'json',
    )
    const impact = JSON.parse(ran.stdout) as Impact
    expect(ran.exitCode).toBe(13)
    expect(impact.after).toBe('fw.cfg with change.txt')
    expect(impact.blocks).toMatchObject([
      {
        was: 'denied',
        is: 'permitted',
        destinations: ['10.1.0.30/32'],
        before: [{ file: 'fw.cfg', line: 13 }],
        after: [
          {
            file: 'fw.cfg',
            line: 12,
            through: [
              { line: 10, text: 'object-group network SERVERS' },
              { line: 3, text: 'network-object host 10.1.0.30 (change.txt)' },
            ],
          },
        ],
      },
    ])
    const direct = await changed(
      'access-list D line 1 extended permit tcp any host 10.1.0.30 eq 445\n',
      '--format',
      'json',
    )
    expect((JSON.parse(direct.stdout) as Impact).holes).toMatchObject([
      { id: 'smb', rules: [{ file: 'change.txt', line: 1 }] },
    ])
  })

  test('a change that changes nothing, and one that is not applied at all', async () => {
    expect(await changed('access-list D line 1 extended permit tcp any host 10.1.0.10 eq 80\n')).toMatchObject({
      exitCode: 0,
      stdout: 'From fw.cfg to fw.cfg with change.txt: no difference\n',
    })
    const refused = await changed(
      'access-list D line 1 extended permit tcp any host 10.1.0.30 eq 445\nno access-list D extended permit gre any any\n',
    )
    expect([refused.exitCode, refused.stdout]).toEqual([3, ''])
    expect(refused.stderr).toContain('change.txt:2: error: the list `D` has no such entry [change/refused]')
  })

  test.each([
    ['an entry with more behind it', 'access-list D extended permit ip any host 10.1.0.30 too', '`too` at its end'],
    ['an entry with half a network', 'access-list D extended permit ip any 10.1.0.0', 'from `10.1.0.0` on'],
    ['a level that is none', 'interface GigabitEthernet0/0\n security-level high', 'a level from 0 to 100'],
    ['a translation to nothing', 'nat (dmz,inside) source static NOBODY NOBODY', 'real and mapped addresses'],
  ])('what is not understood is not applied: %s', async (_, script, found) => {
    const ran = await changed(`access-list D line 1 extended permit tcp any any eq 25\n${script}\n`)
    expect([ran.exitCode, ran.stdout]).toEqual([3, ''])
    const line = script.split('\n').length + 1
    expect(ran.stderr).toContain(`change.txt:${line}: error: the line of the change is not understood`)
    expect(ran.stderr).toContain(found)
  })

  test.each([
    'copy tftp://10.1.0.5/new.cfg running-config',
    'configure factory-default',
    'config net',
    'write erase',
    'reload',
  ])('what replaces the whole configuration is refused: %s', async (command) => {
    const ran = await changed(`${command}\n`)
    expect([ran.exitCode, ran.stdout]).toEqual([3, ''])
    expect(ran.stderr).toContain('puts another configuration in place of the whole')
  })

  test('what only keeps it is passed over', async () => {
    const ran = await changed('configure terminal\nwrite memory\ncopy running-config startup-config\n')
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'From fw.cfg to fw.cfg with change.txt: no difference\n' })
  })

  test.each([
    ['an entry', 'access-list D line 1 extended permit tcp any host 10.1.0.30 eq 445'],
    ['a whole entry in capitals', 'ACCESS-LIST D LINE 1 EXTENDED PERMIT TCP ANY HOST 10.1.0.30 EQ 445'],
    [
      'a block',
      'OBJECT-GROUP NETWORK WEB\n NETWORK-OBJECT HOST 10.1.0.30\nAccess-List D Line 1 Permit Tcp Any Object-Group WEB Eq 445',
    ],
    ['an object', 'Object Network HOST\n Host 10.1.0.30\naccess-list D line 1 permit tcp any OBJECT HOST eq 445'],
  ])('a device takes keywords in any case: %s', async (_, script) => {
    for (const config of [FW, IN_CAPITALS]) {
      const files = { 'fw.cfg': config, 'servers.csv': SERVERS, 'change.txt': `${script}\n` }
      const words = ['diff', 'fw.cfg', '--servers', 'servers.csv', '--change', 'change.txt']
      const ran = await call(files, [...words, '--format', 'json'])
      expect([ran.exitCode, ran.stderr]).toEqual([13, expect.stringContaining('WEB: smb (tcp 445) is open now')])
      expect((JSON.parse(ran.stdout) as Impact).blocks).toMatchObject([
        { was: 'denied', is: 'permitted', destinations: ['10.1.0.30/32'], services: { tcp: [[445, 445]] } },
      ])
    }
  })

  test('and takes away in any case, but tells names by their letters', async () => {
    const removed = await changed('NO ACCESS-LIST D EXTENDED PERMIT IP ANY OBJECT-GROUP SERVERS\n')
    expect(removed.stdout).toContain('permitted → denied')
    expect((await changed('CLEAR CONFIGURE ACCESS-LIST D\n')).stdout).toContain('permitted → denied')
    expect((await changed('NO ACCESS-GROUP D IN INTERFACE dmz\n')).stdout).toContain('permitted → denied')
    expect((await changed('no access-list d extended permit ip any object-group SERVERS\n')).stderr).toContain(
      'the list `d` has no such entry',
    )
    expect((await changed('object-group network servers\n no network-object host 10.1.0.10\n')).stderr).toContain(
      '`servers` has no such line',
    )
  })

  test.each([
    [
      'a group that would hold itself through another one',
      'object-group network OUTER\n group-object SERVERS\nobject-group network SERVERS\n group-object OUTER',
      'a group cannot hold itself',
    ],
    ['a group to clear that is not there', 'clear configure object-group NOBODY', 'there is no object-group `NOBODY`'],
    ['another name for a list', 'access-list D rename E', 'another name for a list cannot be applied'],
  ])('what a device refuses, or what cannot be applied: %s', async (_, script, message) => {
    const ran = await changed(`${script}\n`)
    expect([ran.exitCode, ran.stdout]).toEqual([3, ''])
    expect(ran.stderr).toContain(message)
  })

  test('the change is linted for what it adds', async () => {
    const ran = await changed('access-list D extended permit tcp any any eq 80\n', '--lint', '--format', 'json')
    const { lint, blocks } = JSON.parse(ran.stdout) as Impact
    expect(blocks).toEqual([])
    expect(lint?.map(({ id, rule, because }) => [id, rule.file, rule.line, because.map(({ line }) => line)])).toEqual([
      ['shadowed', 'change.txt', 1, [13]],
    ])
    const check = validator('diff-1')
    check(JSON.parse(ran.stdout))
    expect(check.errors ?? []).toEqual([])
    const plain = await changed('access-list D extended permit tcp any any eq 80\n', '--lint')
    expect(plain.stdout).toContain(
      'warning  shadowed\n  change.txt:1  access-list D extended permit tcp any any eq 80\n    by fw.cfg:13',
    )
  })

  test('scripts are applied in their order', async () => {
    const files = {
      'fw.cfg': FW,
      'servers.csv': SERVERS,
      'a.txt': 'object network X\n host 10.1.0.30\n',
      'b.txt': 'access-list D line 1 extended permit ip any object X\n',
    }
    const words = ['diff', 'fw.cfg', '--servers', 'servers.csv', '--fail-on', 'difference', '--change']
    expect((await call(files, [...words, 'a.txt', '--change', 'b.txt'])).exitCode).toBe(13)
    expect((await call(files, [...words, 'b.txt', '--change', 'a.txt'])).exitCode).toBe(3)
  })
})

const TABLE = `No,Source,Destination,Service,Action,Comment
1,any,10.1.0.10,any,allow,directory
2,192.168.10.11,10.1.0.30,tcp/443,allow,web
3,10.1.0.0/16,any,any,allow,
4,any,any,any,deny,
`
const PROJECT = `version: 1
zones:
  dmz: { networks: [192.168.10.0/24] }
  inside: { networks: [10.1.0.0/16] }
firewalls:
  - { name: one, config: rules.csv, evaluation: first-match, otherwise: deny }
servers: servers.csv
`

describe('rows for a rule table', () => {
  async function impactOf(rows: string): Promise<{ ran: Ran; impact: Impact }> {
    const files = { 'emmental.yaml': PROJECT, 'rules.csv': TABLE, 'servers.csv': SERVERS, 'change.csv': rows }
    const ran = await call(files, ['diff', '.', '--change', 'change.csv', '--format', 'json'])
    return { ran, impact: ran.stdout === '' ? ({} as Impact) : (JSON.parse(ran.stdout) as Impact) }
  }
  const blocks = ({ blocks: all }: Impact): string[] =>
    all.map(
      ({ was, is, sources, destinations, services }) =>
        `${was}>${is} ${sources.join()} ${destinations.join()} ${services.all ? 'any' : services.tcp.join()}`,
    )

  test.each([
    [
      'added',
      'Change,Position,Source,Destination,Service,Action\nadd,1,192.168.10.11,10.1.0.30,tcp/445,allow\n',
      ['denied>permitted 192.168.10.11/32 10.1.0.30/32 445,445'],
    ],
    [
      'added where it does not count',
      'Change,Position,Source,Destination,Service,Action\nadd,5,192.168.10.11,10.1.0.30,tcp/445,allow\n',
      [],
    ],
    [
      'removed by what it holds',
      'Change;Comment\nremove;web\n',
      ['permitted>denied 192.168.10.11/32 10.1.0.30/32 443,443'],
    ],
    [
      'moved',
      'Change,Position,No\nmove,1,4\n',
      [
        'permitted>denied 192.168.10.0/24 10.1.0.10/32 any',
        'permitted>denied 192.168.10.11/32 10.1.0.30/32 443,443',
        'permitted>denied 10.1.0.0/16 192.168.10.0/24 any',
      ],
    ],
  ])('a rule is %s', async (_, rows, expected) => {
    const { impact } = await impactOf(rows)
    expect(blocks(impact).sort()).toEqual([...expected].sort())
  })

  test.each([
    ['no column for the change', 'Source,Action\nany,deny\n', 'change.csv:1'],
    ['a column that the table does not have', 'Change,Zone\nremove,dmz\n', 'no column `Zone`'],
    ['a word that is none', 'Change,No\ndrop,1\n', 'not one of add, remove, move'],
    ['a rule that is not there', 'Change,Comment\nremove,mail\n', 'no rule of the table holds these cells'],
    [
      'two rules that are meant',
      'Change,Action\nremove,allow\n',
      '3 rules of the table hold these cells (lines 2, 3, 4)',
    ],
    ['no position', 'Change,Action\nadd,allow\n', 'a new rule needs a `Position`'],
    ['a position beyond the table', 'Change,Position,Action\nadd,9,allow\n', 'there is no position 9'],
  ])('%s is refused', async (_, rows, message) => {
    const { ran } = await impactOf(rows)
    expect([ran.exitCode, ran.stdout]).toEqual([3, ''])
    expect(ran.stderr).toContain(message)
  })

  test('of several firewalls it has to be said which one is meant', async () => {
    const two = `${PROJECT.replace('  - { name: one', '  - { name: two, config: other.csv, evaluation: first-match, otherwise: deny }\n  - { name: one')}`
    const files = {
      'emmental.yaml': two,
      'rules.csv': TABLE,
      'other.csv': TABLE,
      'servers.csv': SERVERS,
      'change.csv': 'Change,Comment\nremove,web\n',
    }
    const ran = await call(files, ['diff', '.', '--change', 'change.csv'])
    expect(ran.exitCode).toBe(2)
    expect(ran.stderr).toContain('`--firewall`')
    expect(
      (await call(files, ['diff', '.', '--change', 'change.csv', '--firewall', 'one', '--exit-zero'])).exitCode,
    ).toBe(0)
    expect((await call(files, ['diff', '.', '--change', 'change.csv', '--firewall', 'three'])).stderr).toContain(
      'there is no firewall `three`',
    )
  })
})
