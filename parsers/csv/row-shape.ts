import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { type Delimiter, type TableRow, takesInRows } from '../shared/table.ts'
import { type ColumnField, type HeaderColumn, isHeaderName, readHeader } from './header.ts'
import type { RowCells } from './row-cells.ts'

/** Fields whose missing cell in a short row changes nothing. */
const DISPENSABLE: ReadonlySet<ColumnField | undefined> = new Set([
  undefined,
  'information',
  'comment',
  'hits',
  'id',
  'name',
])

/** What a cell of a row may say about packets, by the part of a rule that it belongs to. */
const PARTS: ReadonlyMap<ColumnField | undefined, 'source' | 'destination' | 'service'> = new Map([
  ['sourceZone', 'source'],
  ['source', 'source'],
  ['sourceExcept', 'source'],
  ['destinationExcept', 'destination'],
  ['destinationZone', 'destination'],
  ['destination', 'destination'],
  ['protocol', 'service'],
  ['service', 'service'],
  ['sourcePort', 'service'],
  ['destinationPort', 'service'],
  ['fromPort', 'service'],
  ['toPort', 'service'],
  ['peer', 'source'],
])

/** Tells rules from titles, and rows of which the cells may stand in the wrong columns or belong to the row above. */
export class RowShape {
  rowsTooShort = 0
  readonly #cells: RowCells
  readonly #source: SourceText
  readonly #delimiter: Delimiter
  readonly #isRelaxed: boolean
  readonly #diagnostics: Diagnostic[]
  readonly #matching: readonly HeaderColumn[]
  readonly #titling: readonly HeaderColumn[]
  readonly #lastNeeded: number
  readonly #width: number
  /** Without the empty headers at the end. */
  readonly #namedWidth: number
  /** Parts that the rows below the last one with an action of its own have changed. */
  readonly #changed = new Set<string>()
  readonly #told = new Set<string>()
  #fullRows = 0
  #rows = 0
  #firstRow = 0
  /** The first row with more cells than the header. */
  #shifted: number | undefined

  constructor(
    cells: RowCells,
    source: SourceText,
    delimiter: Delimiter,
    isRelaxed: boolean,
    diagnostics: Diagnostic[],
  ) {
    const { columns } = cells
    this.#cells = cells
    this.#source = source
    this.#delimiter = delimiter
    this.#isRelaxed = isRelaxed
    this.#diagnostics = diagnostics
    this.#matching = columns.filter(({ field }) => PARTS.has(field))
    this.#titling = columns.filter(({ field }) => DISPENSABLE.has(field) || field === 'order')
    this.#lastNeeded = Math.max(-1, ...columns.filter(({ field }) => !DISPENSABLE.has(field)).map(({ index }) => index))
    this.#width = columns.length
    this.#namedWidth = 1 + columns.findLastIndex(({ header }) => header.trim() !== '')
  }

  /** Whether a row is a rule, a title above rules, the header once more, or cannot be told and was complained about. */
  kindOf(row: TableRow): 'rule' | 'title' | 'header' | 'unclear' {
    if (this.#swallows(row)) return 'unclear'
    const filled = this.#matching.filter(({ index }) => (row.cells[index] ?? '').trim() !== '')
    if (this.isSection(row)) {
      return filled.length === 0 ? 'title' : this.#unclear(row, filled[0]!, 'is called a section')
    }
    const action = this.#cells.raw(row, 'action')?.trim()
    if (action !== '') return 'rule'
    const all = row.cells.flatMap((cell, i) => (cell.trim() === '' ? [] : [i]))
    if (all.length !== 1) return 'rule'
    if (this.#titling.some(({ index }) => index === all[0])) return 'title'
    if (this.#cells.mapping.blank?.action === 'above' || filled.length === 0) return 'rule'
    return this.#unclear(row, filled[0]!, 'has no action and one cell only')
  }

  /** Whether a column for the type calls the row a section. */
  isSection(row: TableRow): boolean {
    return /^section/i.test(this.#cells.text(row, 'ruleType'))
  }

  #unclear(row: TableRow, { field, header }: HeaderColumn, what: string): 'unclear' {
    this.#cells.error(
      row,
      field ?? '',
      'title-or-rule',
      `the row ${what}, but it has a value under \`${header.trim()}\`: it may be a title, a rule that is not complete, or go on with the rule above`,
      'rules with all their cells, and titles with nothing under source, destination or service',
      'complete the row if it is a rule, write its value into the row above if it goes on with that, or remove it if it is a title',
    )
    return 'unclear'
  }

  /** Whether a row that the action column cannot place is a header: the first one again, or that of a second table. */
  headerKind(row: TableRow): 'again' | 'second' | undefined {
    const { columns, mapping } = this.#cells
    const text = (cell: string | undefined): string => (cell ?? '').trim().toLowerCase()
    if (columns.every(({ index, header }) => text(row.cells[index]) === text(header))) return 'again'
    // Most rows of a table without actions are told from a header by one cell.
    if (!row.cells.some((cell, i) => i < this.#width && cell.length < 40 && isHeaderName(cell))) return undefined
    const { columns: _, ...rest } = mapping
    const found = new Set(readHeader(row.cells, rest).map(({ field }) => field))
    return found.has('source') && found.has('destination') && found.size >= 4 ? 'second' : undefined
  }

  secondHeader(row: TableRow): void {
    this.#tell(
      row.line,
      'second-table',
      'a second table with a header of its own begins here',
      'one table in each file',
      'write each table into a file of its own, or bring both into the same columns under one header',
    )
  }

  /** A quote that is not closed takes the rows below into its cell; they would be rules no more. */
  #swallows(row: TableRow): boolean {
    if (!takesInRows(row, this.#delimiter, this.#width, this.#isRelaxed)) return false
    this.#tell(
      row.line,
      'quotes',
      `a cell goes on until line ${row.lastLine} and holds what looks like further rows`,
      'quotes in pairs; a quote within a cell is doubled',
      'correct the quotes; quotes with a backslash are not read',
    )
    return true
  }

  /** A row of another width than the header's may hold its values in the wrong columns. */
  fits(row: TableRow): boolean {
    this.#rows++
    if (this.#firstRow === 0) this.#firstRow = row.line
    const { cells } = row
    if (cells.length >= this.#namedWidth) this.#fullRows += cells.length <= this.#width ? 1 : 0
    const extra = cells.slice(this.#width).findIndex((cell) => cell.trim() !== '')
    if (cells.length > this.#width && extra < 0) this.#shifted ??= row.line
    if (cells.length > this.#lastNeeded && extra < 0) {
      if (cells.length < this.#width) this.rowsTooShort++
      return true
    }
    const short = extra < 0
    this.#tell(
      row.line,
      short ? 'short-row' : 'long-row',
      short
        ? `the row has ${cells.length} cells and ends before its last match column`
        : `the row has ${cells.length} cells, more than the header's ${this.#width}`,
      short ? `at least ${this.#lastNeeded + 1} cells` : `at most ${this.#width} cells`,
      short
        ? 'complete the row, or remove it if it is a note'
        : 'put the cell that holds the separator into quotes, or name the further column in the header',
    )
    return false
  }

  /** Where rows take their action from above: whether they add to that rule, or are rules of their own, has to be the same. */
  continues(row: TableRow): boolean {
    const { mapping } = this.#cells
    if (mapping.blank?.action !== 'above' || !this.#cells.has('action')) return true
    if (this.#cells.text(row, 'action') !== '') {
      this.#changed.clear()
      return true
    }
    for (const { field, index } of this.#matching) {
      if ((row.cells[index] ?? '').trim() !== '') this.#changed.add(PARTS.get(field)!)
    }
    if (this.#changed.size < 2) return true
    if (!this.#told.has('continued')) {
      this.#told.add('continued')
      this.#tell(
        row.line,
        'continued-rule',
        'the row has no action of its own and changes more than one of source, destination and service: its values may be added to the rule above, or replace them',
        'every rule in a row of its own, or rows that change one part only',
        'write all values of a rule into the cells of one row, or complete each row',
      )
    }
    return false
  }

  /** What only all rows together tell. */
  finish(): void {
    if (this.#shifted !== undefined && this.#fullRows > 0) {
      this.#tell(
        this.#shifted,
        'long-row',
        `the row has more cells than the header's ${this.#width}, other rows have not, so its values may stand in the wrong columns`,
        'the same number of cells in every row',
        'put the cell that holds the separator into quotes, or remove the separator at the end of the row',
      )
    }
    if (this.#rows > 0 && this.#fullRows === 0 && this.rowsTooShort === this.#rows) {
      this.#tell(
        this.#firstRow,
        'short-row',
        `no row has as many cells as the header, which has ${this.#namedWidth}`,
        'a cell for every header',
        'correct the header, or complete the rows',
      )
    }
  }

  #tell(line: number, code: string, message: string, expected: string, mend: string): void {
    this.#diagnostics.push({
      code: `csv/${code}`,
      severity: 'error',
      file: this.#source.name,
      line,
      message,
      expected,
      mend,
    })
  }
}
