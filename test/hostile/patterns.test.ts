import { describe, expect, test } from 'vitest'
import { patternsOf } from './patterns.ts'

/** Some pattern on a text of this length costs under a millisecond if it is linear, and more than fifty if it is quadratic. */
const LENGTH = 10_000
const SUSPICIOUS_MS = 20
const BASE = [' ', '\t', '\n', 'a', 'A', '1', '.', ',', ':', '-', '(', '"', "'", '<', '\\', '/']

describe('every regular expression of the product takes linear time', () => {
  test.each(patternsOf(['src', 'parsers']))('$place', ({ regexp }) => {
    const words = [...new Set(regexp.source.match(/[\w:=,."'<>([{/ -]+/g) ?? [])].map((word) => word.slice(0, 20))
    const characters = [...new Set(regexp.source.match(/[^\\^$?*+|]/g) ?? [])]
    const pumps = new Set([...BASE, ...characters.slice(0, 24), ...words.slice(0, 8)])
    const heads = new Set(['', 'a', '1', ...words.slice(0, 6)])
    for (const head of heads) {
      for (const pump of pumps) {
        for (const tail of ['', '\u0000!']) {
          const text = (length: number): string => head + pump.repeat(Math.ceil(length / pump.length)) + tail
          expect(isQuadratic(regexp, text), JSON.stringify([head, pump, tail])).toBe(false)
        }
      }
    }
  })

  test('and a quadratic one is told', () => {
    expect(isQuadratic(/\s+$/, (length) => `${' '.repeat(length)}x`)).toBe(true)
  })
})

/** Quadratic is what is slow thrice, and much more than four times as slow at four times the length; a busy machine is neither. */
function isQuadratic(regexp: RegExp, text: (length: number) => string): boolean {
  const short = text(LENGTH)
  if ([1, 2, 3].some(() => millisecondsOf(regexp, short) < SUSPICIOUS_MS)) return false
  const long = text(4 * LENGTH)
  const ratio = Math.min(...[1, 2].map(() => millisecondsOf(regexp, long))) / millisecondsOf(regexp, short)
  return ratio > 8
}

function millisecondsOf(regexp: RegExp, text: string): number {
  regexp.lastIndex = 0
  const start = performance.now()
  text.replace(regexp, '')
  return performance.now() - start
}
