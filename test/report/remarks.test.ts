import { describe, expect, test } from 'vitest'
import { remarksOf } from '../../src/report/remarks.ts'
import { remarksSentence, renderRemarksText } from '../../src/report/text/remarks-section.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'

const LOOK = { colour: false, ascii: false, columns: 80, verbose: false, inputWords: [] }
const at = (line: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'asa/maybe-broken',
  severity: 'warning',
  file: 'fw.cfg',
  line,
  message: 'the line may be broken',
  ...more,
})

describe('remarks', () => {
  test('that are equal are one, with how many and where, at the first place', () => {
    expect(remarksOf([at(9), at(3), at(7), at(3)])).toEqual([
      {
        severity: 'warning',
        code: 'asa/maybe-broken',
        message: 'the line may be broken',
        file: 'fw.cfg',
        line: 3,
        affectsAnswer: true,
        count: 3,
        lines: [3, 7, 9],
      },
    ])
  })

  test('that differ in anything but the place stay apart', () => {
    const different = [{}, { file: 'b.cfg' }, { message: 'x' }, { found: 'x' }, { mend: 'x' }, { code: 'asa/x' }]
    expect(remarksOf(different.map((more) => at(1, more)))).toHaveLength(different.length)
  })

  test('come gravest first, whatever the order they came up in, and errors are none', () => {
    const note = at(1, { severity: 'note', message: 'a' })
    const error = at(1, { severity: 'error', message: 'e' })
    const all = [note, at(5), error, at(2, { file: 'a.cfg' })]
    const places = remarksOf(all).map(({ severity, file, line }) => `${severity} ${file}:${line}`)
    expect(places).toEqual(['warning a.cfg:2', 'warning fw.cfg:5', 'note fw.cfg:1'])
    expect(remarksOf(all.toReversed())).toEqual(remarksOf(all))
  })

  test('of which nothing is known say nothing of answers', () => {
    expect(remarksOf([at(1, { code: 'new/code' })])[0]).not.toHaveProperty('affectsAnswer')
  })
})

describe('the text', () => {
  test('is empty without remarks', () => {
    expect([renderRemarksText([], LOOK), remarksSentence([])]).toEqual(['', undefined])
  })

  test('cuts after sorting, so that warnings are never what is cut', () => {
    const notes = Array.from({ length: 40 }, (_, i) => at(i + 1, { severity: 'note', message: `note ${i}` }))
    const remarks = remarksOf([...notes, at(99)])
    const text = renderRemarksText(remarks, LOOK)
    expect(text).toContain('fw.cfg:99: the line may be broken')
    expect(text).toContain('… and 29 more remarks (--verbose)')
    expect(renderRemarksText(remarks, { ...LOOK, verbose: true })).toContain('note 39')
    expect(remarksSentence(remarks)).toBe('1 warning and 40 notes on the input')
  })
})
