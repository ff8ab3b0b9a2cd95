import { createPalette, type Palette } from './palette.ts'

/** How a text report is to look. */
export interface TextOptions {
  readonly colour: boolean
  /** Whether frames and bars keep to ASCII. */
  readonly ascii: boolean
  /** Characters in a line. */
  readonly columns: number
  /** Everything in full, and how the input was read. */
  readonly verbose: boolean
  /** The words of the call that name the input, to be repeated in commands that the report offers. */
  readonly inputWords: readonly string[]
}

/** The options with what is made of them; every part of a text report gets it. */
export interface Look extends TextOptions {
  readonly paint: Palette
  readonly glyphs: Glyphs
  /** The folder that all inputs lie in, ending with `/`, or empty: lists leave it out. */
  readonly folder: string
}

export interface Glyphs {
  readonly line: string
  readonly ellipsis: string
  readonly arrow: string
  /** Cells of a port bar: nothing open, then rising shares, then everything open. */
  readonly bar: readonly string[]
}

const UNICODE: Glyphs = { line: '─', ellipsis: '…', arrow: '→', bar: [...'·▁▂▃▄▅▆▇█'] }
const ASCII: Glyphs = { line: '-', ellipsis: '...', arrow: '->', bar: [...'.-=+#'] }

/** `files` are the inputs that the report speaks of. */
export function lookOf(options: TextOptions, files: readonly string[] = []): Look {
  return {
    ...options,
    folder: commonFolder(files),
    paint: createPalette(options.colour),
    glyphs: options.ascii ? ASCII : UNICODE,
  }
}

function commonFolder(files: readonly string[]): string {
  const [first = '', ...others] = files
  const parts = first.split('/').slice(0, -1)
  while (parts.length > 0) {
    const folder = `${parts.join('/')}/`
    if (others.every((file) => file.startsWith(folder))) return folder
    parts.pop()
  }
  return ''
}
