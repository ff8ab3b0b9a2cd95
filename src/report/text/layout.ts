import type { Look } from './look.ts'
import type { Paint } from './palette.ts'

/** How many characters a text takes, one for each code point. */
export function widthOf(text: string): number {
  return [...text].length
}

/** `text` followed by blanks up to a width. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/**
 * Breaks a text at blanks into lines of at most `width` characters, the first of at most `firstWidth`; a word that is
 * longer than a line is broken where it must be.
 */
export function wrapped(text: string, width: number, firstWidth: number = width): string[] {
  const lines: string[] = []
  let line: string[] = []
  const room = (): number => (lines.length === 0 ? firstWidth : width)
  const flush = (): void => {
    lines.push(line.join('').trimEnd())
    line = []
  }
  for (const word of text.split(' ')) {
    let rest = [...word]
    if (line.length > 0) {
      if (line.length + 1 + rest.length <= room()) line.push(' ')
      else flush()
    }
    while (line.length + rest.length > room()) {
      const space = Math.max(1, room() - line.length)
      line.push(...rest.slice(0, space))
      rest = rest.slice(space)
      flush()
    }
    line.push(...rest)
  }
  flush()
  return lines
}

const ROOM_MIN = 16

/** A paragraph: the first line begins with `first`, the others with blanks of the same width (or `hang` of them). */
export function paragraph(look: Look, first: string, text: string, hang: number = widthOf(first)): string[] {
  const roomBehind = (width: number): number => Math.max(ROOM_MIN, look.columns - width)
  return wrapped(text, roomBehind(hang), roomBehind(widthOf(first))).map(
    (line, i) => (i === 0 ? first : ' '.repeat(hang)) + line,
  )
}

/** `── Title ───────`, with an empty line before it. */
export function heading(look: Look, title: string): string[] {
  const { line } = look.glyphs
  const lead = `${line}${line} ${title} `
  return ['', look.paint.heading(lead + line.repeat(Math.max(2, look.columns - widthOf(lead)))), '']
}

const COLUMN_MIN = 8
const GAP = 2

/**
 * Rows as columns that fit the page: the widest columns give way and their cells wrap. `paint` colours a piece of a
 * cell by its column and row.
 */
export function table(
  look: Look,
  indent: number,
  rows: readonly (readonly string[])[],
  paint: (piece: string, column: number, row: number) => string = (piece) => piece,
): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = columnWidths(rows, count, look.columns - indent)
  return rows.flatMap((row, rowIndex) => {
    const cells = Array.from({ length: count }, (_, column) => wrapped(row[column] ?? '', widths[column] ?? COLUMN_MIN))
    const height = Math.max(1, ...cells.map((cell) => cell.length))
    return Array.from({ length: height }, (_, line) => {
      const pieces = cells.map((cell, column) => {
        const piece = cell[line] ?? ''
        const blanks = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(piece)))
        const painted = piece === '' ? '' : paint(piece, column, rowIndex)
        return column === count - 1 ? painted : painted + blanks
      })
      return ' '.repeat(indent) + pieces.join(' '.repeat(GAP)).trimEnd()
    })
  })
}

function columnWidths(rows: readonly (readonly string[])[], count: number, available: number): number[] {
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))),
  )
  const room = Math.max(count * COLUMN_MIN, available - GAP * Math.max(0, count - 1))
  let total = widths.reduce((sum, width) => sum + width, 0)
  while (total > room) {
    const widest = widths.indexOf(Math.max(...widths))
    const width = widths[widest] ?? 0
    if (width <= COLUMN_MIN) break
    widths[widest] = width - 1
    total--
  }
  return widths
}

/** Lines with an indent, coloured as a whole. */
export function indented(indent: number, lines: readonly string[], paint: Paint = (text) => text): string[] {
  return lines.map((line) => ' '.repeat(indent) + paint(line))
}
