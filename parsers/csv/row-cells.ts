import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { columnOf, type TableRow } from '../shared/table.ts'
import { isEmptyCell, readSwitch } from './cells.ts'
import { type HeaderColumn, normaliseHeader } from './header.ts'
import type { CsvField, CsvMapping } from './mapping.ts'
import type { Names } from './names.ts'
import type { Product } from './products.ts'
import { withoutMark } from './switched-off.ts'

/** Where a match cell was first found empty, and in how many rows. */
export interface Blank {
  readonly line: number
  readonly column: number
  count: number
}

/** The cells of a table's rows by meaning, with what an empty one stands for. */
export class RowCells {
  readonly columns: readonly HeaderColumn[]
  readonly mapping: CsvMapping
  readonly anyWords: readonly string[]
  /** Empty match cells that nobody said the meaning of, by field. */
  readonly blanks: Map<CsvField, Blank> = new Map()
  /** Empty cells of columns for yes and no, and the columns in which some row says no in words. */
  readonly blankSwitches: Map<string, Blank> = new Map()
  readonly saidNo: Set<string> = new Set()
  readonly #source: SourceText
  readonly #product: Product | undefined
  readonly #diagnostics: Diagnostic[]
  readonly #names: Pick<Names, 'isDefinedAddress' | 'isDefinedService'> | undefined
  readonly #byField = new Map<string, HeaderColumn>()
  readonly #above = new Map<CsvField, string>()

  constructor(
    source: SourceText,
    columns: readonly HeaderColumn[],
    mapping: CsvMapping,
    diagnostics: Diagnostic[],
    product?: Product,
    names?: Pick<Names, 'isDefinedAddress' | 'isDefinedService'>,
  ) {
    this.#product = product
    this.#names = names
    this.#source = source
    this.columns = columns
    this.mapping = mapping
    this.anyWords = mapping.words?.any ?? []
    this.#diagnostics = diagnostics
    for (const column of columns) {
      if (column.field !== undefined && !this.#byField.has(column.field)) this.#byField.set(column.field, column)
    }
  }

  has(field: string): boolean {
    return this.#byField.has(field)
  }

  columnOf(field: string): HeaderColumn | undefined {
    return this.#byField.get(field)
  }

  /** The cell as it stands; undefined if the table has no such column. */
  raw(row: TableRow, field: string): string | undefined {
    const column = this.#byField.get(field)
    return column === undefined ? undefined : (row.cells[column.index] ?? '')
  }

  /** The cell without a mark of a disabled rule; empty if the table has no such column. */
  text(row: TableRow, field: string): string {
    return withoutMark(this.raw(row, field) ?? '')
  }

  /** The text of a match cell with blanks settled; undefined if it is blank and nobody said what that means. */
  match(row: TableRow, field: CsvField): string | undefined {
    const text = this.text(row, field)
    if (!isEmptyCell(text) || this.#isName(field, text)) {
      if (this.mapping.blank?.[field] === 'above') this.#above.set(field, text)
      return text
    }
    return this.blank(row, field)
  }

  /** Whether a word such as `none` or `NA` is the name of an object. */
  #isName(field: CsvField, text: string): boolean {
    if (text === '' || this.#names === undefined) return false
    if (field === 'source' || field === 'destination') return this.#names.isDefinedAddress(text)
    return field === 'service' && this.#names.isDefinedService(text)
  }

  /** What an empty match cell means: as the mapping says, else it is asked about once per field. */
  blank(row: TableRow, field: CsvField): string | undefined {
    const meaning = this.mapping.blank?.[field]
    if (meaning === 'any') return 'any'
    if (meaning === 'none') return ''
    if (meaning === 'above' && this.#above.has(field)) return this.#above.get(field)
    if (this.#isInternetService(row, field)) return 'any'
    const known = this.blanks.get(field)
    if (known !== undefined) known.count++
    else this.blanks.set(field, { line: row.line, column: this.#columnAt(row, field) ?? 1, count: 1 })
    return undefined
  }

  /** Where a dump of FortiOS names an Internet service, address and service are blank: the service is the condition. */
  #isInternetService(row: TableRow, field: CsvField): boolean {
    if (this.#product?.blanksAreDefaults !== true) return false
    const name =
      field === 'source'
        ? 'internet service src'
        : field === 'destination' || field === 'service'
          ? 'internet service'
          : ''
    const column = this.columns.find(({ header }) => normaliseHeader(header) === name)
    return column !== undefined && /^enabled?$/i.test((row.cells[column.index] ?? '').trim())
  }

  /** Whether a cell says yes or on; undefined for a word that is neither, which is told. */
  saysYes(row: TableRow, field: string): boolean | undefined {
    const text = this.text(row, field)
    if (text === '') {
      if (this.#byField.has(field)) this.#blankSwitch(row, field)
      return false
    }
    const { words } = this.mapping
    const value = readSwitch(text, { on: words?.enabled ?? [], off: words?.disabled ?? [] })
    if (value === undefined) {
      this.error(
        row,
        field,
        'unknown-switch',
        `\`${text}\` says neither yes nor no`,
        'yes or no, true or false, enabled or disabled',
        'correct the cell, or add the word to `words: { enabled: […], disabled: […] }`',
      )
    }
    if (value === false) this.saidNo.add(field)
    return value
  }

  #blankSwitch(row: TableRow, field: string): void {
    const known = this.blankSwitches.get(field)
    if (known !== undefined) known.count++
    else this.blankSwitches.set(field, { line: row.line, column: this.#columnAt(row, field) ?? 1, count: 1 })
  }

  /** Tells that a cell is wrong; the file is refused. */
  error(row: TableRow, field: string, code: string, message: string, expected: string, mend: string): void {
    const column = this.#columnAt(row, field)
    this.#diagnostics.push({
      code: `csv/${code}`,
      severity: 'error',
      file: this.#source.name,
      line: row.line,
      ...(column === undefined ? {} : { column }),
      message: showable(message).slice(0, 300),
      expected,
      mend: showable(mend).slice(0, 300),
    })
  }

  #columnAt(row: TableRow, field: string): number | undefined {
    const column = this.#byField.get(field)
    return column === undefined ? undefined : columnOf(this.#source, row, column.index)
  }
}
