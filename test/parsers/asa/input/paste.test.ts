import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanPaste } from '../../../../parsers/asa/input/paste.ts'
import { SourceText } from '../../../../src/source/source-text.ts'

function clean(text: string) {
  const source = new SourceText('fw.cfg', new TextEncoder().encode(text))
  const cleaned = cleanPaste(source)
  const lines = Array.from({ length: cleaned.source.lineCount }, (_, i) => cleaned.source.rawLine(i + 1))
  return {
    ...cleaned,
    original: source,
    lines,
    what: cleaned.notes.map(({ what, line, count }) => `${line} ${what} ${count}`),
  }
}

const LONG = `access-list DMZ_IN extended permit tcp host 172.16.10.25 host 10.10.1.10 eq 38`

describe('what terminals, mail and loggers add is taken away', () => {
  test.each<[string, string, string[], string[]]>([
    [
      'a pager mark alone',
      'interface Vlan1\n nameif a\n<--- More --->\n security-level 5\n',
      ['interface Vlan1', ' nameif a', '', ' security-level 5'],
      ['3 pager marks 1'],
    ],
    [
      'a pager mark in front of a statement, and of a member',
      '<--- More --->              access-list A extended permit ip any any\n<--- More --->               network-object host 10.0.0.1\n',
      ['access-list A extended permit ip any any', ' network-object host 10.0.0.1'],
      ['1 pager marks 2'],
    ],
    [
      'prompts with commands',
      'fw# show run\nhostname fw\nfw/ctx1/act> en\nfw(config)# access-list A extended permit ip any any\nfw(config-if)# nameif dmz\nfw(config)# exit\nfw#\n',
      ['', 'hostname fw', '', 'access-list A extended permit ip any any', ' nameif dmz', '', ''],
      ['1 prompts of a terminal 6'],
    ],
    [
      'quoted mail',
      '> hostname fw\n> interface Vlan1\n>  nameif a\n',
      ['hostname fw', 'interface Vlan1', ' nameif a'],
      ['1 marks of quoted mail 3'],
    ],
    [
      'line numbers',
      '1: hostname fw\n2: interface Vlan1\n3:  nameif a\n',
      ['hostname fw', 'interface Vlan1', ' nameif a'],
      ['1 line numbers 3'],
    ],
    [
      'time stamps',
      '[2024-05-01 10:11:12] hostname fw\n[2024-05-01 10:11:12] interface Vlan1\n[2024-05-01 10:11:13]  nameif a\n',
      ['hostname fw', 'interface Vlan1', ' nameif a'],
      ['1 time stamps of a logger 3'],
    ],
    [
      'characters of a word processor',
      'hostname\u00a0fw\naccess\u2011list A remark \u201cCAS\u201d \u2013 AD\n',
      ['hostname fw', 'access-list A remark "CAS" - AD'],
      ['1 characters of mail or wiki in place of plain ones 2'],
    ],
    ['fences', '```cisco\nhostname fw\n```\n', ['', 'hostname fw', ''], ['1 fences of a markup 2']],
    [
      'entries broken at the width of the terminal',
      `${LONG}\n9 log\n${LONG}\naccess-list DMZ_IN extended deny ip any any\n`,
      [`${LONG}9 log`, '', LONG, 'access-list DMZ_IN extended deny ip any any'],
      ['2 lines broken at the width of a terminal 1'],
    ],
  ])('%s', (_, text, lines, what) => {
    const cleaned = clean(text)
    expect(cleaned.lines).toEqual(lines)
    expect(cleaned.what).toEqual(what)
  })

  test('the prompts are told with host and command', () => {
    expect(clean('fw/act# show access-list\nx\nfw(config)# route a 0 0 b\n').prompts).toEqual([
      { line: 1, host: 'fw/act', command: 'show access-list', isConfig: false },
      { line: 3, host: 'fw', command: 'route a 0 0 b', isConfig: true },
    ])
  })

  test('what is shown of a mended line is the line as it was given', () => {
    const { source } = clean('fw(config)# access-list A extended permit ip any any\nhostname fw\n')
    expect(source.shownLine(1)).toBe('fw(config)# access-list A extended permit ip any any')
  })
})

describe('what only looks so stays', () => {
  test.each([
    'banner motd # keep out #\n',
    'interface Vlan1\n description a > b\n',
    'access-list A remark fw# show run\n',
    'object network A\n description 3 <--- More\n',
    `${LONG}\n network-object host 10.0.0.1\n`,
    `${LONG}\n! a comment\n`,
    '1 line\nhostname fw\n2 lines\n',
    '> a\nhostname fw\n> b\n> c\n',
  ])('%j', (text) => {
    const { source, original, notes } = clean(text)
    expect(source).toBe(original)
    expect(notes).toEqual([])
  })
})

test('no line is lost or won, whatever the text is', () => {
  const piece = fc.constantFrom(
    '<--- More --->',
    'fw# ',
    '> ',
    '```',
    '\u00a0',
    '\r',
    '\n',
    '\n',
    'access-list A',
    ' 1:',
    LONG,
    '\u0008',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { source, original } = clean(pieces.join(''))
      expect(source.lineCount).toBe(original.lineCount)
    }),
    { numRuns: 300 },
  )
})

test('a million marks and a megabyte in one line are read in no time worth telling', () => {
  const { lines } = clean(`${'<--- More --->\n'.repeat(50_000)}${'# '.repeat(500_000)}\n`)
  expect(lines.length).toBe(50_001)
})
