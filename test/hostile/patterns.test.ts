import { analyse } from 'scslre'
import { expect, test } from 'vitest'
import { patternsOf } from './patterns.ts'

test.each(patternsOf(['src', 'parsers']))('$place takes linear time', ({ regexp }) => {
  expect(slowParts(regexp)).toEqual([])
})

test.each([
  ['tried at every place', /\s+$/],
  ['two that can trade', /^a\s*\s*b$/],
  ['nested', /^(?:\w+)*!$/],
])('and one that does not is told: %s', (_, regexp) => {
  expect(slowParts(regexp)).not.toEqual([])
})

/** What in an expression can take more than linear time on a repeated character, told from the expression alone: nothing is timed. */
function slowParts({ source, flags }: RegExp): string[] {
  return analyse({ source, flags }).reports.map(({ type, character }) => `${type} on a repeated ${character.pick}`)
}
