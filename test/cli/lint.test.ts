import { describe, expect, test } from 'vitest'
import { LINT_KINDS } from '../../src/analysis/lint-catalogue.ts'
import type { Lint } from '../../src/analysis/lint-result.ts'
import { validator } from '../schemas/validate.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { scratchFolders } from './scratch.ts'

/** Rule hygiene, from the file to the finding. */
const HEAD = `ASA Version 9.12(4)
${DMZ_INSIDE}access-group D in interface dmz
`
const call = scratchFolders()

async function lintOf(config: string, ...options: readonly string[]): Promise<Lint> {
  const lint = JSON.parse(
    (await call({ 'fw.cfg': config }, ['lint', 'fw.cfg', '--format', 'json', ...options])).stdout,
  ) as Lint
  const check = validator('lint-1')
  check(lint)
  expect(check.errors ?? []).toEqual([])
  return lint
}

/** `kind line<-lines removable`, lines from the first entry on. */
async function told(...entries: readonly string[]): Promise<string[]> {
  const text = `${HEAD}${entries.map((entry) => `access-list D ${entry}\n`).join('')}`
  const { findings } = await lintOf(text)
  const number = (line = 0): number => line - 10
  return findings.map(
    ({ id, rule, because, removable }) =>
      `${id} ${number(rule.line)}<-${because.map(({ line }) => number(line)).join('+')} ${removable}`,
  )
}

describe('rules that never decide, or could go', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'a deny that a permit hides',
      ['extended permit tcp any any', 'extended deny tcp any any eq 445'],
      ['shadowed 2<-1 yes'],
    ],
    [
      'one that several hide together',
      [
        'extended permit tcp any any range 1 100',
        'extended permit tcp any any range 101 200',
        'extended permit tcp any any range 50 150',
      ],
      ['covered 3<-1+2 yes'],
    ],
    [
      'halves of a network',
      [
        'extended permit ip 192.168.10.0 255.255.255.128 any',
        'extended permit ip 192.168.10.128 255.255.255.128 any',
        'extended deny ip 192.168.10.0 255.255.255.0 host 10.1.0.1',
      ],
      ['shadowed 3<-1+2 yes'],
    ],
    [
      'one port too few',
      [
        'extended permit tcp any any range 1 100',
        'extended permit tcp any any range 102 200',
        'extended permit tcp any any range 50 150',
      ],
      [],
    ],
    [
      'a rule that a later one makes needless',
      ['extended permit tcp any host 10.1.0.1 eq 80', 'extended permit tcp any any eq 80'],
      ['redundant 1<-2 yes'],
    ],
    [
      'but not across a rule of the other kind',
      [
        'extended permit tcp any host 10.1.0.1 eq 80',
        'extended deny tcp any any range 70 90',
        'extended permit tcp any any',
      ],
      ['contradicted-in-part 2<-1 no'].slice(1),
    ],
    ['the deny at the end', ['extended permit tcp any any eq 80', 'extended deny ip any any'], ['redundant 2<- yes']],
    [
      'twice the same',
      ['extended permit tcp any any eq www', 'extended permit tcp any any eq 80'],
      ['duplicate 2<-1 yes'],
    ],
    ['what is switched off', ['extended permit tcp any any eq 80 inactive'], ['inactive 1<- yes']],
    ['everything', ['extended permit ip any any'], ['any-any 1<- no']],
    [
      'what is not settled hides nothing',
      ['extended permit tcp any any time-range T', 'extended permit tcp any any eq 80'],
      [],
    ],
    [
      'but can be hidden',
      ['extended permit tcp any any', 'extended deny tcp any any eq 80 time-range T'],
      ['shadowed 2<-1 yes'],
    ],
    [
      'a part that is taken',
      ['extended deny tcp host 192.168.10.5 any', 'extended permit tcp any any eq 80'],
      ['contradicted-in-part 2<-1 no'],
    ],
    [
      'an exception is none',
      ['extended deny tcp host 192.168.10.5 any eq 80', 'extended permit tcp any any eq 80'],
      [],
    ],
  ])('%s', async (_, entries, expected) => {
    expect(await told(...entries)).toEqual(expected)
  })

  test('a part that is taken comes with a packet', async () => {
    const { findings } = await lintOf(
      `${HEAD}access-list D extended deny tcp host 192.168.10.5 any\naccess-list D extended permit tcp any any eq 80\n`,
    )
    expect(findings[0]?.packet).toMatchObject({ protocol: 'tcp', source: '192.168.10.5', destinationPort: 80 })
  })

  test('a schedule that has ended, by the clock', async () => {
    const text = `${HEAD}time-range T\n absolute end 18:00 31 december 2026\naccess-list D extended permit tcp any any eq 80 time-range T\n`
    expect((await lintOf(text, '--at', '2027-01-01')).findings.map(({ id }) => id)).toEqual(['never-matching'])
    expect((await lintOf(text, '--at', '2026-01-01')).findings).toEqual([])
  })

  test('counters of the device', async () => {
    const text = `fw# show run\n${HEAD}access-list D extended permit tcp any any eq 80\naccess-list D extended permit tcp any any eq 81\nfw# show access-list\naccess-list D; 2 elements; name hash: 0x12345678\naccess-list D line 1 extended permit tcp any any eq www (hitcnt=0) 0x9e1f0a11\naccess-list D line 2 extended permit tcp any any eq 81 (hitcnt=5) 0x9e1f0a12\n`
    expect((await lintOf(text)).findings.map(({ id, rule }) => [id, rule.hits])).toEqual([['no-hits', 0]])
  })
})

test('names that nobody uses, through groups within groups', async () => {
  const text = `${HEAD}object network USED
 host 10.1.0.1
object network IN-UNUSED
 host 10.1.0.2
object network MAPPED
 host 10.1.0.3
 nat (inside,dmz) static 192.168.10.3
object-group network INNER
 network-object object USED
object-group network OUTER
 group-object INNER
object-group network UNUSED
 network-object object IN-UNUSED
access-list D extended permit ip any object-group OUTER
access-list X extended permit ip any host 10.1.0.9
access-list SPLIT extended permit ip host 10.1.0.9 any
group-policy P attributes
 split-tunnel-network-list value SPLIT
`
  const { findings } = await lintOf(text)
  expect(findings.filter(({ id }) => id.startsWith('un')).map(({ id, rule }) => `${id} ${rule.text}`)).toEqual([
    'unbound-list access-list X extended permit ip any host 10.1.0.9',
    'unused-group object-group network UNUSED',
    'unused-object object network IN-UNUSED',
  ])
})

test('a rule table with zones is judged for each pair of zones', async () => {
  const rules = `No,Source Zone,Source,Destination Zone,Destination,Service,Action
1,dmz,any,inside,any,any,deny
2,inside,10.1.0.5,dmz,192.168.10.9,tcp/443,allow
3,dmz,192.168.10.9,inside,10.1.0.5,tcp/443,allow
4,any,any,any,any,any,deny
`
  const project =
    'version: 1\nzones:\n  dmz: { networks: [192.168.10.0/24] }\n  inside: { networks: [10.1.0.0/16] }\nfirewalls:\n  - { name: fw, config: rules.csv, format: csv, evaluation: first-match, otherwise: deny }\nservers: servers.csv\n'
  const files = { 'emmental.yaml': project, 'rules.csv': rules, 'servers.csv': 'name,address,roles\n' }
  const { stdout } = await call(files, ['lint', '.', '--format', 'json'])
  const { findings } = JSON.parse(stdout) as Lint
  expect(
    findings.map(({ id, rule, because }) => `${id} ${rule.line}<-${because.map(({ line }) => line).join()}`),
  ).toEqual(['shadowed 4<-2', 'redundant 5<-2'])
})

test('the report, the exit code, and what findings mean', async () => {
  const text = `${HEAD}access-list D extended permit tcp any any\naccess-list D extended deny tcp any any eq 445\n`
  const plain = await call({ 'fw.cfg': text }, ['lint', 'fw.cfg'])
  expect(plain.exitCode).toBe(0)
  expect(plain.stdout).toContain('1 finding in 2 rules, 1 warning among them')
  expect(plain.stdout).toContain(
    'fw.cfg:12  access-list D extended deny tcp any any eq 445\n    everything is decided by fw.cfg:11',
  )
  expect((await call({ 'fw.cfg': text }, ['lint', 'fw.cfg', '--fail-on', 'warning'])).exitCode).toBe(12)
  for (const { id } of LINT_KINDS) {
    const explained = await call({}, ['explain', id])
    expect([explained.exitCode, explained.stdout.split(/\s/)[0]]).toEqual([0, id])
  }
  expect((await call({ 'fw.cfg': 'nothing\n' }, ['lint', 'fw.cfg'])).exitCode).toBe(3)
})

test('names of any kind do no harm', async () => {
  const text = `${HEAD}object-group network __proto__\n network-object host 10.1.0.1\nobject network constructor\n host 10.1.0.2\naccess-list D extended permit ip any object-group __proto__\naccess-list toString extended permit ip any any\n`
  const { findings } = await lintOf(text)
  expect(findings.map(({ id }) => id).sort()).toEqual(['any-any', 'unbound-list', 'unused-object'])
})
