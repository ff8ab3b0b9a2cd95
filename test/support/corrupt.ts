/** What is done to a text, and what has to become of its answers. */
export interface Corruption {
  readonly what: string
  readonly text: string
}

/** Words that no device takes for a name, a number, an address or a keyword: they stand for what was masked or garbled. */
const GARBAGE = ['<removed>', '***', 'x*x9', '\u25a0\u25a0\u25a0', '??']
/** Which octets of an address are masked, and by what; the others stay. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\d+/g, 'xx'],
  [/\d+\.\d+$/, '*.*'],
  [/\d+$/, 'x'],
  [/\d+(?=\.\d+$)/, 'x'],
  [/^\d+/, 'x'],
]

/** How many corruptions there are of one line, for drawing a number. */
export const KINDS = 64

/**
 * One corruption of a line, told by a number: a word becomes unreadable, the line does, its indentation or the case of
 * its keywords changes. Undefined where it would change nothing. `isName` tells words that are names, whose case counts.
 */
export function corrupt(
  text: string,
  line: number,
  number: number,
  isName: (word: string) => boolean,
): Corruption | undefined {
  const lines = text.split('\n')
  const at = line % lines.length
  const old = lines[at]!
  if (old.trim() === '') return undefined
  const [what, changed] = corruptLine(old, number, isName)
  if (changed === old) return undefined
  lines[at] = changed
  return { what: `line ${at + 1}, ${what}: \`${old}\` -> \`${changed}\``, text: lines.join('\n') }
}

function corruptLine(old: string, number: number, isName: (word: string) => boolean): readonly [string, string] {
  const garbage = GARBAGE[number % GARBAGE.length]!
  const kind = Math.floor(number / GARBAGE.length) % 12
  if (kind === 0) return ['the line is unreadable', `${garbage} ${garbage}`]
  if (kind === 1) return ['the line is unreadable, but for its indentation', old.replace(/\S.*/, garbage)]
  if (kind === 2) return ['a blank more', number % 2 === 0 ? ` ${old}` : `\t${old}`]
  if (kind === 3) return ['no indentation', old.trimStart()]
  if (kind === 4) return ['capital letters', old.replace(/\S+/g, (word) => (isName(word) ? word : word.toUpperCase()))]
  const words = [...old.matchAll(/\S+/g)]
  const word = words[number % words.length]!
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(word[0])
  const put = isAddress && kind % 2 === 0 ? word[0].replace(...MASKS[number % MASKS.length]!) : garbage
  return ['a word is unreadable', `${old.slice(0, word.index)}${put}${old.slice(word.index + word[0].length)}`]
}
