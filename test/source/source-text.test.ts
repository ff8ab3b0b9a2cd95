import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SourceText } from '../../src/source/source-text.ts'

const read = (text: string): SourceText => new SourceText('a.cfg', new TextEncoder().encode(text))
const linesOf = (source: SourceText): string[] =>
  Array.from({ length: source.lineCount }, (_, i) => source.rawLine(i + 1))

/** LF, CR LF or a lone CR end a line; an end at the end of the file starts no further line. */
function split(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const piece = fc.constantFrom(
  '\n',
  '\r',
  '\r\n',
  '',
  'a',
  'permit ip any any',
  'ü',
  '規',
  '😀',
  '\ufeff',
  '\0',
  '\u2028',
  ' ',
)

test('lines are those of a plain split, whatever ends them', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      const source = read(text)
      expect(linesOf(source)).toEqual(split(text))
      expect(source.lineStarts[source.lineCount]).toBe(source.bytes.length)
      expect(source.lineStarts.length).toBe(source.lineCount + 1)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['', []],
  ['\n', ['']],
  ['\r', ['']],
  ['\r\n', ['']],
  ['\n\r', ['', '']],
  ['a\r\r\nb', ['a', '', 'b']],
  ['a\n\nb\n', ['a', '', 'b']],
  ['a\rb\nc\r\nd', ['a', 'b', 'c', 'd']],
])('%j', (text, lines) => expect(linesOf(read(text))).toEqual(lines))

test('many short lines outgrow the first guess', () => {
  const source = read('x\n'.repeat(5000))
  expect(source.lineCount).toBe(5000)
  expect(source.rawLine(5000)).toBe('x')
  expect(read('\n'.repeat(3000)).lineCount).toBe(3000)
})

test('a line beyond the text is refused, and a shown line holds no secret', () => {
  const source = read('passwd abc\nb')
  expect(() => source.rawLine(0)).toThrow(RangeError)
  expect(() => source.rawLine(3)).toThrow('line 3 is not within 1-2')
  expect(() => read('').rawLine(1)).toThrow(RangeError)
  expect(source.shownLine(1)).toBe('passwd ***')
  expect(source.rawLine(1)).toBe('passwd abc')
})
