import type { SourceText } from '../source/source-text.ts'
import { type Complaints, quoted } from './complaints.ts'
import type { Cell } from './server-cells.ts'

const DELIMITERS: readonly string[] = [',', ';', '\t', '|']

/**
 * The rows of a table of servers, cells trimmed, each with the line and column where it begins. Reads `,`, `;`, tab or `|`
 * as the header has them, quoted cells over several lines, and passes over empty lines, `sep=;` and `#TYPE …`.
 */
export function readRows(source: SourceText, complaints: Complaints): readonly (readonly Cell[])[] {
  return new TableScan(source, complaints).run()
}

class TableScan {
  readonly #source: SourceText
  readonly #complaints: Complaints
  #delimiter = ','
  #rows: Cell[][] = []
  #line = 1
  #text = ''

  constructor(source: SourceText, complaints: Complaints) {
    this.#source = source
    this.#complaints = complaints
  }

  run(): readonly (readonly Cell[])[] {
    let line = this.#headerLine()
    while (line <= this.#source.lineCount) {
      // A remark may hold quotes, which mean nothing there.
      const isRemark = this.#rows.length > 0 && this.#source.rawLine(line).startsWith('#')
      line = isRemark ? line + 1 : this.#row(line) + 1
    }
    return this.#rows
  }

  /** The line of the header; settles the delimiter. */
  #headerLine(): number {
    const { lineCount } = this.#source
    let told: string | undefined
    for (let line = 1; line <= lineCount; line++) {
      const text = this.#source.rawLine(line)
      const here = /^"?sep=(.)"?\s*$/i.exec(text)?.[1]
      told ??= here
      if (here !== undefined || text.trim() === '' || /^"?#(?:TYPE\b|\s)/i.test(text)) continue
      this.#delimiter = told ?? mostFrequent(text)
      return line
    }
    return lineCount + 1
  }

  /** Reads the record that begins in a line and returns the line where it ends. */
  #row(first: number): number {
    const cells: Cell[] = []
    this.#line = first
    this.#text = this.#source.rawLine(first)
    let at = 0
    for (;;) {
      while (this.#text[at] === ' ') at++
      const isQuoted = this.#text[at] === '"'
      const start = { line: this.#line, column: at + (isQuoted ? 2 : 1) }
      let value = ''
      if (isQuoted) [value, at] = this.#quoted(at + 1, start)
      const next = this.#text.indexOf(this.#delimiter, at)
      const rest = this.#text.slice(at, next < 0 ? undefined : next)
      if (isQuoted && rest.trim() !== '') this.#complainQuote('text follows a closing quote', at + 1, rest.trim())
      value += rest
      cells.push({ text: value.trim(), ...start })
      if (next < 0) break
      at = next + 1
    }
    if (cells.length > 1 || cells[0]?.text !== '') this.#rows.push(cells)
    return this.#line
  }

  /** The text of a quoted cell from behind its first quote on, and where it ends; it may go on in further lines. */
  #quoted(from: number, start: { line: number; column: number }): [string, number] {
    let value = ''
    let at = from
    for (;;) {
      const end = this.#text.indexOf('"', at)
      if (end >= 0 && this.#text[end + 1] === '"') {
        value += this.#text.slice(at, end + 1)
        at = end + 2
      } else if (end >= 0) {
        return [value + this.#text.slice(at, end), end + 1]
      } else if (this.#line < this.#source.lineCount) {
        value += `${this.#text.slice(at)}\n`
        this.#line++
        this.#text = this.#source.rawLine(this.#line)
        at = 0
      } else {
        this.#line = start.line
        this.#complainQuote('a quoted cell has no end', start.column - 1)
        this.#line = this.#source.lineCount
        return [value, this.#text.length]
      }
    }
  }

  #complainQuote(message: string, column: number, found?: string): void {
    this.#complaints.error(
      'servers/stray-quote',
      { file: this.#source.name, line: this.#line, column },
      {
        message,
        ...(found === undefined ? {} : { found: quoted(found) }),
        expected: 'a quote at the beginning and the end of the cell, those within it doubled',
        mend: 'close the quote, or double a quote that belongs to the text',
      },
    )
  }
}

function mostFrequent(header: string): string {
  const plain = header.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => plain.split(delimiter).length - 1)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}
