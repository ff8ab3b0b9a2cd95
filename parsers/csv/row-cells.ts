import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { columnOf, type TableRow } from '../shared/table.ts'
import { isEmptyCell, withoutMark } from './cells.ts'
import type { HeaderColumn } from './header.ts'
import type { CsvField, CsvMapping } from './mapping.ts'

/** The cells of rows by meaning, with the errors that they give rise to and the blanks that must be asked about. */
export class RowCells {
  readonly #source: SourceText
  readonly #byField = new Map<string, HeaderColumn>()
  readonly #mapping: CsvMapping
  readonly #diagnostics: Diagnostic[]
  readonly #above = new Map<CsvField, string>()
  /** Empty match cells that nobody said the meaning of: the first place and the count, by field. */
  readonly blanks: Map<CsvField, { line: number; column: number; count: number }> = new Map()

  constructor(source: SourceText, columns: readonly HeaderColumn[], mapping: CsvMapping, diagnostics: Diagnostic[]) {
    this.#source = source
    this.#mapping = mapping
    this.#diagnostics = diagnostics
    for (const column of columns) {
      if (column.field !== undefined && !this.#byField.has(column.field)) this.#byField.set(column.field, column)
    }
  }

  /** The column of a meaning. */
  column(field: string): HeaderColumn | undefined {
    return this.#byField.get(field)
  }

  has(field: CsvField): boolean {
    return this.#byField.has(field)
  }

  /** The cell as it stands; undefined without such a column. */
  cell(row: TableRow, field: string): string | undefined {
    const column = this.#byField.get(field)
    return column === undefined ? undefined : (row.cells[column.index] ?? '')
  }

  /** The cell without marks and blanks around it; empty without such a column. */
  text(row: TableRow, field: string): string {
    return withoutMark(this.cell(row, field) ?? '')
  }

  /** Adds an error at the cell's place. */
  error(row: TableRow, field: string, code: string, message: string, expected: string, mend: string): void {
    const column = this.#byField.get(field)
    this.#diagnostics.push({
      code: `csv/${code}`,
      severity: 'error',
      file: this.#source.name,
      line: row.line,
      ...(column === undefined ? {} : { column: columnOf(this.#source, row, column.index) }),
      message: showable(message).slice(0, 300),
      expected,
      mend,
    })
  }

  /** What an empty match cell means: as the mapping says, else it is asked about once per field. */
  blank(row: TableRow, field: CsvField): string | undefined {
    const meaning = this.#mapping.blank?.[field]
    if (meaning === 'any') return 'any'
    if (meaning === 'above' && this.#above.has(field)) return this.#above.get(field)
    if (meaning === 'none') return ''
    const column = this.#byField.get(field)
    const known = this.blanks.get(field)
    if (known !== undefined) known.count++
    else
      this.blanks.set(field, {
        line: row.line,
        column: column === undefined ? 1 : columnOf(this.#source, row, column.index),
        count: 1,
      })
    return undefined
  }

  /** The text of a match cell with blanks settled; undefined if it is blank and nobody said what that means. */
  match(row: TableRow, field: CsvField): string | undefined {
    const text = this.text(row, field)
    if (text !== '' && !(isEmptyCell(text) && text !== 'none')) {
      this.#above.set(field, text)
      return text
    }
    return this.blank(row, field)
  }
}
