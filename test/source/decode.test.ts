import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Decoded, decode, decodeAs } from '../../src/source/decode.ts'

function textOf(decoded: Decoded): { encoding: string; lines: string[] } {
  if (decoded.kind === 'binary') throw new Error(`binary: ${decoded.reason}`)
  const { text } = decoded
  return { encoding: decoded.encoding, lines: Array.from({ length: text.lineCount }, (_, i) => text.rawLine(i + 1)) }
}

const utf16 = (text: string, order: 'le' | 'be', mark: boolean): Uint8Array => {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}
const LINES = ['hostname fw1', 'access-list a extended permit ip any any', '']
const TEXT = LINES.join('\r\n')
const SEEN = LINES.slice(0, 2)

describe('encodings', () => {
  test.each([
    ['plain ASCII', Buffer.from(TEXT), 'utf-8', SEEN],
    ['UTF-8', Buffer.from('name;Bräu\nü'), 'utf-8', ['name;Bräu', 'ü']],
    ['UTF-8 with mark', Buffer.from('\ufeffname;Bräu'), 'utf-8 with byte order mark', ['name;Bräu']],
    ['UTF-16 LE with mark', utf16(TEXT, 'le', true), 'utf-16le', SEEN],
    ['UTF-16 BE with mark', utf16(TEXT, 'be', true), 'utf-16be', SEEN],
    ['UTF-16 LE without mark', utf16(TEXT, 'le', false), 'utf-16le', SEEN],
    ['UTF-16 BE without mark', utf16(TEXT, 'be', false), 'utf-16be', SEEN],
    ['UTF-16 with letters beyond Latin', utf16('規則,名前\n1,許可', 'le', true), 'utf-16le', ['規則,名前', '1,許可']],
    ['windows-1252', Buffer.from('Br\xe4u;\x80 5', 'latin1'), 'windows-1252', ['Bräu;€ 5']],
    [
      'stray NULs in a long capture',
      Buffer.from(`${'interface x\n'.repeat(10)}\0\0ab\0c`),
      'utf-8',
      [...Array(10).fill('interface x'), 'abc'],
    ],
    ['nothing', Buffer.alloc(0), 'utf-8', []],
    ['one byte', Buffer.from('x'), 'utf-8', ['x']],
    ['a mark alone', Buffer.from('\ufeff'), 'utf-8 with byte order mark', []],
  ])('%s', (_, bytes, encoding, lines) => expect(textOf(decode('f', bytes))).toEqual({ encoding, lines }))

  test.each([
    ['PK\x03\x04rest', 'a ZIP archive or an Excel workbook'],
    ['\xd0\xcf\x11\xe0rest', 'an old Excel workbook'],
    ['\x1f\x8b\x08', 'a gzip archive'],
    ['%PDF-1.7', 'a PDF'],
    ['\x89PNG\r\n', 'a PNG picture'],
    ['\x7fELF\x02', 'a program'],
    ['a\0\0\0b\0\0\0c\0\0\0', 'a file with zero bytes throughout'],
  ])('%j is no text', (bytes, reason) => {
    expect(decode('f', Buffer.from(bytes, 'latin1'))).toEqual({ kind: 'binary', reason })
  })
})

test('one byte that is not ASCII is seen wherever it stands, at every alignment', () => {
  for (let offset = 0; offset < 4; offset++) {
    for (let length = 1; length <= 13; length++) {
      for (let at = 0; at < length; at++) {
        const buffer = new Uint8Array(offset + length + 4).fill(0xff)
        const bytes = buffer.subarray(offset, offset + length).fill(0x61)
        expect(textOf(decode('f', bytes)).encoding).toBe('utf-8')
        bytes[at] = 0xe9
        const seen = textOf(decode('f', bytes))
        expect(seen).toEqual({ encoding: 'windows-1252', lines: [`${'a'.repeat(at)}é${'a'.repeat(length - at - 1)}`] })
      }
    }
  }
})

test('any text survives UTF-8 and marked UTF-16, unaligned too', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((t) => !/[\0\r\n\ufeff]/.test(t) && t !== '')
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 3 }), (t, offset) => {
      const body = Buffer.from(`abc${t}`)
      const bytes = new Uint8Array(offset + body.length)
      bytes.set(body, offset)
      expect(textOf(decode('f', bytes.subarray(offset)))).toEqual({ encoding: 'utf-8', lines: [`abc${t}`] })
      for (const order of ['le', 'be'] as const) {
        expect(textOf(decode('f', utf16(t, order, true)))).toEqual({ encoding: `utf-16${order}`, lines: [t] })
      }
    }),
  )
})

test('no bytes at all make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const decoded = decode('f', bytes)
      if (decoded.kind === 'text') for (let n = 1; n <= decoded.text.lineCount; n++) decoded.text.shownLine(n)
    }),
  )
})

describe('a stated encoding', () => {
  test.each([
    ['windows-1252', Buffer.from('Br\xe4u;\x80', 'latin1'), ['Bräu;€']],
    ['windows-1252', Buffer.from('ä'), ['Ã¤']],
    ['utf-8', Buffer.from('\ufeffBräu\nx'), ['Bräu', 'x']],
    ['utf-16le', utf16('a,b', 'le', false), ['a,b']],
    ['utf-16be', utf16('a,b', 'be', true), ['a,b']],
  ] as const)('%s', (encoding, bytes, lines) =>
    expect(textOf(decodeAs('x', bytes, encoding))).toEqual({ encoding, lines }),
  )

  test('that the bytes do not have is refused', () =>
    expect(decodeAs('x', Buffer.from('Br\xe4u', 'latin1'), 'utf-8')).toEqual({
      kind: 'binary',
      reason: 'bytes that are not utf-8, which the project file states',
    }))
})
