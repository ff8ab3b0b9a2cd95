import type { Complaints, Place } from './complaints.ts'

/** A piece of text of the inventory and where it stands; the column is unknown in some tables. */
export interface Cell {
  readonly text: string
  readonly line: number
  readonly column?: number
}

/**
 * Where a row of the inventory comes from: a list written by hand (`servers.csv` or the project file), an export of
 * Get-ExchangeServer or of Get-ADDomainController, or a table that only gives addresses to names.
 */
export type Origin = 'list' | 'exchange' | 'directory' | 'addresses'

/** One row of the inventory as it was written, nothing checked yet. */
export interface RawServer {
  readonly file: string
  readonly line: number
  readonly origin: Origin
  readonly name: Cell
  /** Fully qualified name, where there is a column for it. */
  readonly fqdn?: string
  /** One cell may hold several addresses. */
  readonly addresses: readonly Cell[]
  readonly roles: readonly Cell[]
  readonly site?: string
  readonly version?: string
  readonly environment?: string
  readonly organization?: string
  /** Domain and forest of an export, to see whether a domain is missing. */
  readonly domain?: string
  readonly forest?: string
}

/** The place of a cell for a complaint. */
export function placeOf(file: string, { line, column }: Cell): { file: string } & ({ line: number } | Place) {
  return column === undefined ? { file, line } : { file, line, column }
}

/** A row with its cells by the meaning of their columns. */
export interface ServerRow {
  readonly file: string
  readonly line: number
  cells(column: string): readonly Cell[]
  /** The text of the first cell that holds something. */
  text(column: string): string | undefined
}

/** A property that is there only if it has a value. */
export function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string })
}

/** Export-Csv prints a collection as the name of its type: nothing is known about the value then. */
export function isTypeName(text: string): boolean {
  return /^(?:System|Microsoft)\.[\w.]+(?:`\d+)?(?:\[.*\])?$/.test(text)
}

/** Tells that a row names no server. */
export function complainOfNoName(row: ServerRow, column: string, mend: string, complaints: Complaints): void {
  complaints.error(
    'servers/no-name',
    { file: row.file, line: row.line },
    { message: 'the server has no name', expected: `a name in the column \`${column}\``, mend },
  )
}
