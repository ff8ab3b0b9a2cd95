import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { redactSentence } from '../../src/source/redact.ts'
import { type Piece, SourceText } from '../../src/source/source-text.ts'
import type { ChangedText } from '../dialect.ts'
import { type Delimiter, readTable, type TableRow, tableBody } from '../shared/table.ts'
import { recogniseTable } from './recognise-table.ts'
import { unwrapped } from './unwrap.ts'

/** A row of the table in the making: as it stands, or put together anew. */
interface Row {
  readonly source: SourceText
  readonly record: TableRow
  readonly cells: readonly string[]
  readonly isNew: boolean
}

/** Why the rows of a change cannot be applied; the message of one line. */
class Refused extends Error {}

const WORDS: readonly string[] = ['add', 'remove', 'move']

/**
 * Applies rows to a rule table. The change is a table with the headers of the rule table and two more: `Change` (`add`, `remove` or `move`) and
 * `Position` (1 is the first rule). A row that is removed or moved is the one that holds all of the given cells; there must be one alone.
 */
export function applyRows(text: SourceText, change: SourceText): ChangedText {
  const source = unwrapped(text)
  const table = recogniseTable(tableBody(source), {})
  const edits = rowsOf(change)
  const [head] = edits
  const column = (name: string): number => (head?.cells ?? []).findIndex((cell) => cell.trim().toLowerCase() === name)
  if (table === undefined || head === undefined || column('change') < 0) {
    return refusal(
      source,
      change,
      1,
      'the change has no column `Change`',
      'the headers of the rule table, and `Change` and `Position`',
    )
  }
  const headers = table.headerRow.cells.map((cell) => cell.trim())
  const places = head.cells.map((cell) => headers.indexOf(cell.trim()))
  const strange = head.cells.find(
    (cell, i) => places[i] === -1 && !['change', 'position', ''].includes(cell.trim().toLowerCase()),
  )
  if (strange !== undefined) {
    return refusal(source, change, head.line, `the rule table has no column \`${strange.trim()}\``, headers.join(', '))
  }
  const all: TableRow[] = []
  readTable(tableBody(source), table.delimiter, true, (row) => all.push(row))
  const body = all.filter(
    ({ line, cells }) => line > table.headerRow.lastLine && cells.some((cell) => cell.trim() !== ''),
  )
  let rows = body.map((record): Row => ({ source, record, cells: record.cells, isNew: false }))
  const order = table.columns.findIndex(({ field }) => field === 'order')
  const numbers = order < 0 ? [] : rows.map(({ cells }) => Number(cells[order]))
  const isConsecutive = numbers.every((number, i) => number === (numbers[0] ?? 0) + i)
  for (const record of edits.slice(1)) {
    const cell = (name: string): string => record.cells[column(name)]?.trim() ?? ''
    try {
      if (order >= 0 && !isConsecutive)
        throw new Refused('the numbers of the rule table have gaps, so a position says nothing')
      rows = edited(rows, {
        change,
        record,
        places,
        width: headers.length,
        word: cell('change').toLowerCase(),
        position: cell('position'),
      })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return refusal(source, change, record.line, error.message, 'one rule of the table, or the place of a new one')
    }
  }
  const first = numbers[0] ?? 1
  const numbered = order < 0 ? rows : rows.map((row, i) => withNumber(row, order, first + i))
  return {
    source: SourceText.composed(text.name, piecesOf(source, table.headerRow.lastLine, numbered, table.delimiter)),
    diagnostics: [],
  }
}

function rowsOf(change: SourceText): TableRow[] {
  const rows: TableRow[] = []
  const body = tableBody(change)
  const header = change.lineCount > 0 ? change.rawLine(1) : ''
  const delimiter = ([';', '\t', '|', ','] as const).find((one) => header.includes(one)) ?? ','
  readTable(body, delimiter, true, (row) => {
    if (row.cells.some((cell) => cell.trim() !== '')) rows.push(row)
  })
  return rows
}

interface RowEdit {
  readonly change: SourceText
  readonly record: TableRow
  /** For each column of the change that of the rule table; -1 for the two words of the change. */
  readonly places: readonly number[]
  readonly width: number
  readonly word: string
  readonly position: string
}

/** Throws Refused. */
function edited(rows: readonly Row[], { change, record, places, width, word, position }: RowEdit): Row[] {
  if (!WORDS.includes(word)) throw new Refused(`\`Change\` is \`${word}\`, not one of ${WORDS.join(', ')}`)
  const at = position === '' ? undefined : Number(position)
  if (at !== undefined && !(Number.isSafeInteger(at) && at >= 1)) throw new Refused('`Position` is no number from 1')
  const given = places.flatMap((place, i) => {
    const text = record.cells[i]?.trim() ?? ''
    return place < 0 || text === '' ? [] : [{ place, text }]
  })
  if (word === 'add') {
    if (at === undefined) throw new Refused('a new rule needs a `Position`; 1 is the first rule')
    if (at > rows.length + 1) throw new Refused(`the table has ${rows.length} rules, so there is no position ${at}`)
    const cells = new Array<string>(width).fill('')
    for (const { place, text } of given) cells[place] = text
    return rows.toSpliced(at - 1, 0, { source: change, record, cells, isNew: true })
  }
  const matching = rows.filter(({ cells }) => given.every(({ place, text }) => cells[place]?.trim() === text))
  const wanted = word === 'remove' && at !== undefined ? matching.filter((row) => row === rows[at - 1]) : matching
  const [found, ...more] = wanted
  if (found === undefined || given.length === 0) throw new Refused('no rule of the table holds these cells')
  if (more.length > 0) {
    const lines = wanted
      .map(({ record: { line } }) => line)
      .slice(0, 5)
      .join(', ')
    throw new Refused(`${wanted.length} rules of the table hold these cells (lines ${lines})`)
  }
  const rest = rows.filter((row) => row !== found)
  if (word === 'remove') return rest
  if (at === undefined || at > rows.length) throw new Refused('a rule that moves needs a `Position` within the table')
  return rest.toSpliced(at - 1, 0, found)
}

function withNumber(row: Row, order: number, number: number): Row {
  if (row.cells[order]?.trim() === String(number)) return row
  return { ...row, cells: row.cells.map((cell, i) => (i === order ? String(number) : cell)), isNew: true }
}

function piecesOf(source: SourceText, headerEnd: number, rows: readonly Row[], delimiter: Delimiter): Piece[] {
  const pieces: Piece[] = []
  for (let line = 1; line <= headerEnd; line++) pieces.push({ source, line })
  for (const row of rows) {
    if (row.isNew) pieces.push({ source: row.source, line: row.record.line, text: recordText(row.cells, delimiter) })
    else for (let { line } = row.record; line <= row.record.lastLine; line++) pieces.push({ source, line })
  }
  return pieces
}

/** A cell with a line end would take several lines of the text, so line ends become blanks. */
function recordText(cells: readonly string[], delimiter: Delimiter): string {
  return cells
    .map((cell) => cell.replace(/[\r\n]+/g, '; '))
    .map((cell) => (cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(delimiter)
}

function refusal(source: SourceText, change: SourceText, line: number, message: string, expected: string): ChangedText {
  const diagnostic: Diagnostic = {
    code: 'change/refused',
    severity: 'error',
    file: change.name,
    line,
    message: redactSentence(message),
    expected: redactSentence(expected),
    mend: 'correct the row, or export the table after the change and compare that',
  }
  return { source, diagnostics: [diagnostic] }
}
