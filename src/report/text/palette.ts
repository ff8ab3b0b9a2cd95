import picocolors from 'picocolors'

export type Paint = (text: string) => string

/** Colours by what they mean. Whatever is coloured also says so in words. */
export interface Palette {
  readonly bad: Paint
  readonly good: Paint
  readonly open: Paint
  readonly heading: Paint
  readonly quiet: Paint
  /** By one of the words of verdicts, statuses and severities; other words stay as they are. */
  word(word: string, text?: string): string
}

const BAD: readonly string[] = ['perimeter', 'restricted', 'deny', 'error']
const GOOD: readonly string[] = ['internal', 'unrestricted', 'permit']
const OPEN: readonly string[] = ['undetermined', 'unknown', 'warning']

export function createPalette(colour: boolean): Palette {
  const colours = picocolors.createColors(colour)
  const palette = { bad: colours.red, good: colours.green, open: colours.yellow }
  return {
    ...palette,
    heading: colours.bold,
    quiet: colours.dim,
    word(word, text = word) {
      const lower = word.toLowerCase()
      if (BAD.includes(lower)) return palette.bad(text)
      if (GOOD.includes(lower)) return palette.good(text)
      return OPEN.includes(lower) ? palette.open(text) : text
    },
  }
}
