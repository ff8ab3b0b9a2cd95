import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanPaste } from '../../../../parsers/asa/input/paste.ts'
import { SourceText } from '../../../../src/source/source-text.ts'

function clean(text: string) {
  const original = new SourceText('fw.cfg', new TextEncoder().encode(text))
  const cleaned = cleanPaste(original)
  const lines = Array.from({ length: cleaned.source.lineCount }, (_, i) => cleaned.source.rawLine(i + 1))
  const what = cleaned.notes.map((note) => `${note.line} ${note.what} ${note.count}`)
  return { ...cleaned, original, lines, what }
}

const PAGER = '<--- More --->'
const ACE = 'access-list A extended permit ip any any'
const DENY = 'access-list A extended deny ip any any'
/** Eighty characters, the last of which may be half a number. */
const FULL = 'access-list DMZ_IN extended permit tcp host 172.16.10.25 host 10.10.10.110 eq 38'
const WRAPPED = 'lines broken at the width of a terminal'

test('the broken entry of these tests is as wide as a terminal', () => {
  expect(FULL.length).toBe(80)
})

type Case = readonly [title: string, before: readonly string[], after: readonly string[], notes: readonly string[]]

const ARTEFACTS: readonly Case[] = [
  [
    'a pager mark alone',
    ['interface Vlan1', PAGER, ' nameif a'],
    ['interface Vlan1', '', ' nameif a'],
    ['2 pager marks 1'],
  ],
  ['a pager mark in front of a statement', [`${PAGER}              ${ACE}`], [ACE], ['1 pager marks 1']],
  [
    'a pager mark in front of a member, whose indentation is lost',
    [`${PAGER}               network-object host 10.0.0.1`, `${PAGER}network-object host 10.0.0.2`],
    [' network-object host 10.0.0.1', ' network-object host 10.0.0.2'],
    ['1 pager marks 2'],
  ],
  ['a pager mark that backspaces erase', [`${PAGER}\b\b\b   \b\b\b${ACE}`], [ACE], ['1 pager marks 1']],
  [
    'a pager mark in front of a prompt',
    [`${PAGER}              fw# show nat`],
    [''],
    ['1 pager marks 1', '1 prompts of a terminal 1'],
  ],
  ['several pager marks', [`${PAGER} ${PAGER}  ${ACE}`], [ACE], ['1 pager marks 1']],
  [
    'the mark of another device',
    [' --More-- \b\b\b         hostname fw', '--More--'],
    ['hostname fw', ''],
    ['1 pager marks 2'],
  ],
  [
    'prompts with commands',
    [
      'fw# show run',
      'hostname fw',
      'fw> en',
      'fw/ctx1# sh access-list',
      'fw/act/pri#',
      '10-dmz.corp.example# wr t',
      'fw#show nat',
    ],
    ['', 'hostname fw', '', '', '', '', ''],
    ['1 prompts of a terminal 6'],
  ],
  [
    'configuration typed at a prompt',
    ['fw(config)# interface Vlan1', 'fw(config-if)# nameif dmz', 'fw(config-if)# shutdown', `fw(config-if)# ${ACE}`],
    ['interface Vlan1', 'nameif dmz', ' shutdown', ACE],
    ['1 prompts of a terminal 4'],
  ],
  [
    'members typed in long modes',
    [
      'fw/pri/act(config)# object-group network G',
      'fw/pri/act(config-network-object-group)# network-object host 10.0.0.1',
    ],
    ['object-group network G', ' network-object host 10.0.0.1'],
    ['1 prompts of a terminal 2'],
  ],
  [
    'what configures nothing, typed while configuring',
    [
      'fw(config)# show run',
      'fw(config)# do sh access-list',
      'fw(config)# wr mem',
      'fw(config)# access-list ?',
      'fw(config)#',
      'fw(config)# no shutdown',
    ],
    ['', '', '', '', '', 'no shutdown'],
    ['1 prompts of a terminal 6'],
  ],
  [
    'characters of a word processor',
    [
      'hostname\u00a0fw',
      'access\u2011list A remark \u201cCAS\u201d \u2013 AD\u2019s',
      '\ufeff: Saved',
      `object\u200b network A`,
    ],
    ['hostname fw', `access-list A remark "CAS" - AD's`, ': Saved', 'object network A'],
    ['1 characters of mail or wiki in place of plain ones 4'],
  ],
  [
    'a pager mark from a page of a wiki',
    [`<---\u00a0More\u00a0---> ${ACE}`],
    [ACE],
    ['1 characters of mail or wiki in place of plain ones 1', '1 pager marks 1'],
  ],
  ['fences', ['```cisco-ios', 'hostname fw', '```'], ['', 'hostname fw', ''], ['1 fences of a markup 2']],
  [
    'quoted mail',
    ['> interface Vlan1', '>', '>  nameif a'],
    ['interface Vlan1', '', ' nameif a'],
    ['1 marks of quoted mail 3'],
  ],
  [
    'quoted mail without blanks',
    ['>interface Vlan1', '> nameif a', '', '>mtu a 1500'],
    ['interface Vlan1', ' nameif a', '', 'mtu a 1500'],
    ['1 marks of quoted mail 3'],
  ],
  [
    'mail quoted twice',
    ['> > interface Vlan1', '>>  nameif a', '> > mtu a 1500'],
    ['interface Vlan1', ' nameif a', 'mtu a 1500'],
    ['1 marks of quoted mail 3'],
  ],
  [
    'line numbers',
    ['9: interface Vlan1', '10:  nameif a', '11:', '12: !'],
    ['interface Vlan1', ' nameif a', '', '!'],
    ['1 line numbers 4'],
  ],
  [
    'line numbers with blanks',
    ['   9  interface Vlan1', '  10   nameif a', '', '  12  !'],
    ['interface Vlan1', ' nameif a', '', '!'],
    ['1 line numbers 3'],
  ],
  [
    'line numbers with tabs',
    ['1\tinterface Vlan1', '2\t nameif a', '3\t!'],
    ['interface Vlan1', ' nameif a', '!'],
    ['1 line numbers 3'],
  ],
  [
    'time stamps in brackets',
    ['[2024-05-01 10:11:12] interface Vlan1', '[2024-05-01T10:11:12.345Z]  nameif a', '[10:11:13] !'],
    ['interface Vlan1', ' nameif a', '!'],
    ['1 time stamps of a logger 3'],
  ],
  [
    'time stamps of the standard',
    ['2024-05-01T10:11:12+02:00 interface Vlan1', '2024-05-01 10:11:12,345  nameif a', '2024-05-01T10:11:13Z'],
    ['interface Vlan1', ' nameif a', ''],
    ['1 time stamps of a logger 3'],
  ],
  [
    'time stamps of syslog, of which one line has none; no word of the statement goes with them',
    [
      `May  1 10:11:12 no ${ACE}`,
      `May 01 10:11:12 ${DENY}`,
      'May 01 2024 10:11:13: mtu a 1500',
      'May 1 10:11:12 !',
      'mtu b 1500',
    ],
    [`no ${ACE}`, DENY, 'mtu a 1500', '!', 'mtu b 1500'],
    ['1 time stamps of a logger 4'],
  ],
  [
    'a prompt behind a time stamp',
    ['[10:11:12] fw# show run', '[10:11:12] hostname fw', '[10:11:12] !'],
    ['', 'hostname fw', '!'],
    ['1 time stamps of a logger 3', '1 prompts of a terminal 1'],
  ],
  ['an entry broken within a number', [FULL, '9 log', DENY], [`${FULL}9 log`, '', DENY], [`2 ${WRAPPED} 1`]],
  ['an entry broken in front of a blank', [FULL, ' log', DENY], [`${FULL} log`, '', DENY], [`2 ${WRAPPED} 1`]],
  [
    'an entry broken in front of its object group',
    [FULL.replace('eq 38', 'eq 3 '), 'object-group G', DENY],
    [`${FULL.replace('eq 38', 'eq 3 ')}object-group G`, '', DENY],
    [`2 ${WRAPPED} 1`],
  ],
  [
    'an entry on three lines',
    ['mtu a 1500', FULL, '9'.padEnd(80, '0'), '7 log', DENY],
    ['mtu a 1500', `${FULL}${'9'.padEnd(80, '0')}7 log`, '', '', DENY],
    [`3 ${WRAPPED} 2`],
  ],
  [
    'a member broken in its name',
    ['object-group network G', ` network-object object ${'N'.repeat(58)}`, 'ame', '!'],
    ['object-group network G', ` network-object object ${'N'.repeat(58)}ame`, '', '!'],
    [`3 ${WRAPPED} 1`],
  ],
  [
    'an entry broken behind a prompt',
    [`fw(config)# ${FULL.slice(0, 68)}`, '0.110 eq 389', '!'],
    [`${FULL.slice(0, 68)}0.110 eq 389`, '', '!'],
    ['1 prompts of a terminal 1', `2 ${WRAPPED} 1`],
  ],
]

describe('what terminals, mail and loggers add is taken away', () => {
  test.each(ARTEFACTS)('%s', (_, before, after, notes) => {
    const cleaned = clean(before.join('\n'))
    // A last line of which nothing is left is one blank, so that it stays a line.
    expect(cleaned.lines.map((line) => (line === ' ' ? '' : line))).toEqual(after)
    expect(cleaned.what).toEqual(notes)
  })

  test.each(ARTEFACTS)('%s, with line ends of Windows', (_, before, after) => {
    expect(clean(before.map((line) => `${line}\r\n`).join('')).lines).toEqual(after)
  })

  test('the prompts are told with host and command', () => {
    expect(clean('fw/act# show access-list\nx\nfw(config)# route a 0 0 b\nfw(config)# sh ver\n').prompts).toEqual([
      { line: 1, host: 'fw/act', command: 'show access-list', isConfig: false },
      { line: 3, host: 'fw', command: 'route a 0 0 b', isConfig: true },
      { line: 4, host: 'fw', command: 'sh ver', isConfig: false },
    ])
  })

  test('joined lines name the line that they continue', () => {
    expect([...clean(`${FULL}\n${'9'.repeat(80)}\n7\n${FULL}\n9\n`).joined]).toEqual([
      [2, 1],
      [3, 1],
      [5, 4],
    ])
  })

  test('what is shown of a mended line is the line as it was given, without its secrets', () => {
    const { source } = clean('fw(config)# enable password hunter2\nhostname fw\n')
    expect(source.name).toBe('fw.cfg')
    expect(source.rawLine(1)).toBe('enable password hunter2')
    expect(source.shownLine(1)).toMatch(/^fw\(config\)# enable password/)
    expect(source.shownLine(1)).not.toContain('hunter2')
  })

  test('a text is mended once', () => {
    const { original, source } = clean('fw# show run\nhostname fw\n')
    expect(cleanPaste(original).source).toBe(source)
  })
})

describe('what only looks so stays', () => {
  test.each<[string, string[]]>([
    ['a banner with number signs', ['banner motd # keep out #', 'banner motd fw# show run']],
    ['a description with a greater-than sign', ['interface Vlan1', ' description a > b', ' description a>b']],
    [
      'a remark that quotes a prompt',
      ['access-list A remark fw# show', 'access-list A remark fw(config)# no access-list A'],
    ],
    ['a remark that quotes a pager', [`access-list A remark ${PAGER} x`, 'access-list A remark --More-- x']],
    ['two entries around a pager mark, which are no entry together', [`${ACE} ${PAGER} ${DENY}`]],
    ['no name in front of the sign', ['# hostname fw', '#', '>', ' fw# show run', '10.1# x', 'a b# show run']],
    ['a sign within a word', ['a>b', 'a#b', 'a->b', 'name#1 10.0.0.1']],
    ['tags', ['<html>', '<p>a</p>', '<--- Less --->', '-- More']],
    ['an entry as long as the longest line, and a statement', [FULL, 'mtu a 1500']],
    ['an entry as long as the longest line, and a further entry', [FULL, FULL, DENY]],
    ['an entry as long as the longest line, and a member', [FULL, 'host 10.0.0.1', 'network-object host 10.0.0.1']],
    ['an entry as long as the longest line, and an indented line', [FULL, ' host 10.0.0.1', '  9 log']],
    ['an entry as long as the longest line, and a comment', [FULL, '! a comment', FULL, ': end', FULL, '']],
    [
      'an entry as long as the longest line, and messages',
      [FULL, 'ERROR: % Invalid', FULL, 'Cryptochecksum:1f', FULL, '-----'],
    ],
    ['an entry as long as the longest line, and a misspelt entry', [FULL, 'acess-list A extended deny ip any any']],
    ['an entry as long as the longest line, and a group', [FULL, 'object-group network G', FULL, 'object network O']],
    ['a remark as long as the longest line, and prose', [`access-list A remark ${'x'.repeat(80)}`, 'and more']],
    ['an entry that is not the longest line', [FULL, '9 log', `access-list A remark ${'x'.repeat(80)}`]],
    ['an entry shorter than any terminal', ['access-list A extended permit tcp any any eq 38', '9 log']],
    ['an entry longer than any terminal', [FULL.replace('DMZ_IN', 'A'.repeat(500)), '9 log']],
    ['a full entry of which the last part may be a statement', [FULL, '9'.repeat(80), 'mtu a 1500']],
    ['numbers in front of some lines', ['1 line', 'hostname fw', '2 lines']],
    ['numbers that do not rise by one', ['10 a', '20 b', '30 c']],
    ['marks of quotation in front of some lines', ['> a', 'hostname fw', '> b', '> c']],
    ['time stamps in front of some lines', ['[10:11:12] hostname fw', 'mtu a 1500', 'mtu b 1500', '[10:11:12] !']],
    ['a fence within a line', ['access-list A remark ```', '``` access-list A remark', '``']],
    ['tabs and other scripts', ['object\tnetwork\tA', ' description Büro, 東京']],
  ])('%s', (_, lines) => {
    const { source, original, notes, prompts } = clean(`${lines.join('\n')}\n`)
    expect(source).toBe(original)
    expect(notes).toEqual([])
    expect(prompts).toEqual([])
  })

  test('what every line of the sample has but not every line', () => {
    const quoted = `${'> mtu a 1500\n'.repeat(2500)}${ACE}\n`
    expect(clean(quoted).notes).toEqual([])
    const late = `${FULL}\n9 log\n${'mtu a 1500\n'.repeat(2500)}access-list A remark ${'x'.repeat(80)}\n`
    expect(clean(late).notes).toEqual([])
  })
})

const word = fc.constantFrom(
  'host',
  '10.0.0.1',
  '255.255.255.0',
  'any',
  'eq',
  '443',
  'object-group',
  'G',
  '#',
  '>',
  'a>b',
  '1:',
)
const first = fc.constantFrom(
  'access-list A remark',
  'interface',
  ' description',
  'mtu',
  ' network-object',
  'banner',
  '!',
  ':',
  'route',
)
const statement = fc.tuple(first, fc.array(word, { maxLength: 30 })).map(([head, rest]) => [head, ...rest].join(' '))

test('ordinary statements come back as the same object', () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 30 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, lineEnd) => {
      const { source, original, notes } = clean(lines.join(lineEnd))
      expect(source).toBe(original)
      expect(notes).toEqual([])
    }),
    { numRuns: 300 },
  )
})

const piece = fc.oneof(
  fc.constantFrom(
    PAGER,
    '--More--',
    'fw# ',
    'fw(config)# ',
    '> ',
    '```',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '\u0008',
    '\t',
    ' ',
    '[10:11:12] ',
  ),
  fc.constantFrom('\r', '\n', '\r\n', '\n'),
  fc.constantFrom(FULL, ACE, '9 log', 'access-list A', ' 1:', '__proto__', '\u0000', '\u001b[0m'),
  fc.string({ maxLength: 5, unit: 'binary' }),
)

test('no line is lost or won, and what is told of lines is so, whatever the text is', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { source, original, notes, joined, prompts } = clean(pieces.join(''))
      expect(source.lineCount).toBe(original.lineCount)
      for (const { line, count } of notes) {
        expect(line).toBeGreaterThanOrEqual(1)
        expect(line + count - 1).toBeLessThanOrEqual(source.lineCount)
      }
      for (const [line, begin] of joined) {
        expect(begin).toBeLessThan(line)
        expect(source.rawLine(line).trim()).toBe('')
      }
      for (const { line, isConfig } of prompts) if (!isConfig) expect(source.rawLine(line).trim()).toBe('')
    }),
    { numRuns: 500 },
  )
})

describe('hostile texts take no time worth telling', () => {
  test.each<[string, string]>([
    ['prompts', 'fw/act# show run\n'.repeat(50_000)],
    ['marks in one line', PAGER.repeat(50_000)],
    ['blanks behind a mark', `${PAGER}${' '.repeat(1_000_000)}x`],
    ['a name without end', `${'a-/'.repeat(300_000)}#`],
    ['a mode without end', `fw(config${'-a'.repeat(500_000)})#`],
    ['signs', `${'# '.repeat(500_000)}\n${'>'.repeat(1_000_000)}`],
    ['lines of signs', '#\n>\n'.repeat(100_000)],
    ['full lines that never end', `${FULL}\n${`${'9'.repeat(80)}\n`.repeat(50_000)}`],
  ])(
    '%s',
    (_, text) => {
      const { source, original } = clean(text)
      expect(source.lineCount).toBe(original.lineCount)
    },
    5000,
  )
})

test('an entry that may go on in a line that could stand alone is left open, where others were broken at its width', () => {
  const full = `access-list DMZ_IN extended permit tcp host 172.16.10.25 host 10.10.1.10 eq 38911`
  const text = `${full}\n9 log\n${full}\ntime-range NIGHT\n`
  const { source, notes } = cleanPaste(new SourceText('fw.cfg', new TextEncoder().encode(text)))
  expect(source.rawLine(1)).toBe(`${full}9 log`)
  expect(source.rawLine(3)).toBe(`${full} <the rest may stand in the next line>`)
  expect(notes.map(({ what, line }) => [what, line])).toEqual([
    ['lines broken at the width of a terminal', 2],
    ['statements that may go on in the next line', 3],
  ])
})
