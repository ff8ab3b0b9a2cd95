import { CsvError, parse } from 'csv-parse/sync'
import type { SourceText } from '../../src/source/source-text.ts'

/** One record of a table: its cells as text, and the lines of the file that it covers, from 1, inclusive. */
export interface TableRow {
  readonly cells: readonly string[]
  readonly line: number
  readonly lastLine: number
}

export type Delimiter = ',' | ';' | '|' | '\t'
export const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|']

/** The body of a table file: what is left of the text behind decorations that spreadsheets and shells put in front. */
export interface TableBody {
  readonly source: SourceText
  /** Offset of the first byte of the table. */
  readonly start: number
  /** A delimiter that the file states itself (`sep=;`). */
  readonly stated?: Delimiter
  readonly notes: readonly string[]
}

/** A record that cannot be read, at its line. */
export interface TableProblem {
  readonly line: number
  readonly message: string
}

/** Skips a doubly encoded byte order mark, `sep=;` and `#TYPE …`. */
export function tableBody(source: SourceText): TableBody {
  const notes: string[] = []
  let line = 1
  let start = 0
  let stated: Delimiter | undefined
  const first = source.lineCount > 0 ? source.rawLine(1) : ''
  if (first.startsWith('\u00ef\u00bb\u00bf')) {
    start = 6
    notes.push('a byte order mark that was encoded twice was removed')
  }
  const sep = /^(?:\u00ef\u00bb\u00bf)?"?sep=(.)"?\s*$/i.exec(first)
  if (sep !== null) {
    stated = DELIMITERS.find((delimiter) => delimiter === sep[1])
    notes.push(`line 1 states the delimiter \`${sep[1]}\``)
    line = 2
  }
  if (line <= source.lineCount && source.rawLine(line).replace(/^"/, '').startsWith('#TYPE')) {
    notes.push(`line ${line} (\`#TYPE\`) was skipped`)
    line++
  }
  if (line > 1) start = source.lineStarts[line - 1] ?? source.bytes.length
  return { source, start, ...(stated === undefined ? {} : { stated }), notes }
}

/**
 * Reads records one after the other without keeping them. Stray quotes are an error unless `relaxed`; short and long
 * records are given as they are. `rowsMost` stops early.
 */
export function readTable(
  body: TableBody,
  delimiter: Delimiter,
  relaxed: boolean,
  visit: (row: TableRow) => void,
  rowsMost?: number,
): TableProblem | undefined {
  const { source, start } = body
  const end = rowsMost === undefined ? source.bytes.length : endOfSample(source, start)
  // Without a quote every line is a record, and cutting it at the delimiter is all there is to do.
  if (source.bytes.subarray(start, end).indexOf(QUOTE) >= 0) {
    return parseRecords(source, start, end, delimiter, relaxed, visit, rowsMost)
  }
  readPlainLines(source, start, end, delimiter, visit, rowsMost ?? Infinity)
  return undefined
}

/**
 * Whether a cell goes on over lines that look like further records of at least `width` cells: a quote that is not closed
 * takes them in. Where stray quotes are read as text, a quote and a delimiter in such a cell are enough.
 */
export function takesInRows(row: TableRow, delimiter: Delimiter, width: number, isRelaxed: boolean): boolean {
  if (row.lastLine === row.line) return false
  return row.cells.some((cell) => {
    if (!/[\r\n]/.test(cell)) return false
    if (isRelaxed && cell.includes('"') && cell.includes(delimiter)) return true
    const further = cell.split(/\r\n|\n|\r/).slice(1)
    return width > 3 && further.some((line) => line.split(delimiter).length >= width)
  })
}

/** The record that begins in this line; undefined if it cannot be read. */
export function recordAt(source: SourceText, line: number, delimiter: Delimiter): TableRow | undefined {
  let found: TableRow | undefined
  const visit = (row: TableRow): void => {
    found ??= row
  }
  parseRecords(source, source.lineStarts[line - 1] ?? 0, source.bytes.length, delimiter, true, visit, 1)
  return found
}

const QUOTE = 34
/** Samples are for finding the header; a quote that never ends must not cost the whole file. */
const SAMPLE_BYTES = 1 << 20

function endOfSample(source: SourceText, start: number): number {
  const { bytes, lineStarts } = source
  if (bytes.length - start <= SAMPLE_BYTES) return bytes.length
  return Math.max(lineStarts[lineAt(source, start + SAMPLE_BYTES) - 1]!, Math.min(bytes.length, start + 1))
}

function parseRecords(
  source: SourceText,
  start: number,
  end: number,
  delimiter: Delimiter,
  relaxed: boolean,
  visit: (row: TableRow) => void,
  rowsMost: number | undefined,
): TableProblem | undefined {
  let offset = start
  try {
    // The bytes are given as they are; the types of the library know only the buffers of one platform.
    parse(source.bytes.subarray(start, end) as unknown as string, {
      delimiter,
      relax_column_count: true,
      relax_quotes: relaxed,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: false,
      ...(rowsMost === undefined ? {} : { to: rowsMost }),
      on_record: (cells: string[], { bytes }: { bytes: number }) => {
        const line = lineAt(source, offset)
        offset = start + bytes
        visit({ cells, line, lastLine: Math.max(line, lineAt(source, Math.max(start, offset - 1))) })
        return null
      },
    })
    return undefined
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { line: lineAt(source, offset), message: error.message }
  }
}

/** Lines decoded at once: one call for each line would cost more than cutting it. */
const LINES_AT_ONCE = 4096

/** Gives the same records as `parseRecords` for text without quotes (a property test holds this). */
function readPlainLines(
  source: SourceText,
  start: number,
  end: number,
  delimiter: Delimiter,
  visit: (row: TableRow) => void,
  rowsMost: number,
): void {
  const { bytes, lineStarts, lineCount } = source
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let line = lineAt(source, start)
  let rows = 0
  while (line <= lineCount && lineStarts[line - 1]! < end) {
    const last = Math.min(lineCount, line + LINES_AT_ONCE - 1)
    const from = Math.max(start, lineStarts[line - 1]!)
    const text = decoder.decode(bytes.subarray(from, Math.min(end, lineStarts[last]!)))
    const records = text.split(/\r\n|\n|\r/)
    // The end of the last line begins no further one.
    for (let i = 0; line + i <= last && i < records.length; i++) {
      if (rows++ >= rowsMost) return
      visit({ cells: records[i]!.split(delimiter), line: line + i, lastLine: line + i })
    }
    line = last + 1
  }
}

/** The line that holds the byte at this offset. */
function lineAt(source: SourceText, offset: number): number {
  const { lineStarts } = source
  let low = 0
  let high = source.lineCount
  while (low < high) {
    const middle = (low + high) >>> 1
    if (lineStarts[middle + 1]! <= offset) low = middle + 1
    else high = middle
  }
  return Math.min(low + 1, Math.max(1, source.lineCount))
}

/** Column of the n-th cell in the first line of its record, from 1, found by its text; 1 where it cannot be told. */
export function columnOf(source: SourceText, row: TableRow, cell: number): number {
  const line = source.rawLine(row.line)
  let at = 0
  for (let i = 0; i <= cell; i++) {
    const text = (row.cells[i] ?? '').split(/[\r\n]/)[0]!.replaceAll('"', '""')
    const found = line.indexOf(text, at)
    if (found < 0) return 1
    if (i === cell) return found + 1
    at = found + text.length + 1
  }
  return 1
}
