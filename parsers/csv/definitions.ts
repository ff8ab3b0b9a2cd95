import { append } from '../../src/model/append.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import {
  columnOf,
  DELIMITERS,
  type Delimiter,
  readTable,
  type TableProblem,
  type TableRow,
  tableBody,
  takesInRows,
} from '../shared/table.ts'
import { readAddressToken } from './cell-addresses.ts'
import { isEmptyCell, splitCell } from './cells.ts'
import { isHarmlessName } from './harmless-columns.ts'
import { isDangerous, normaliseHeader } from './header.ts'
import type { CsvMapping } from './mapping.ts'
import { unwrapped } from './unwrap.ts'

/** One definition: a name and the values that its cells hold. */
export interface Definition {
  readonly name: string
  readonly kind: 'address' | 'service' | 'either'
  /** A group's members may be spread over several rows of one table; other names are defined once. */
  readonly isGroup: boolean
  /** None where the row says nothing: a dynamic group, an empty cell. */
  readonly values: readonly string[]
  /** Protocol and source ports of a service whose parts stand in columns of their own. */
  readonly protocol?: string
  readonly sourcePorts?: string
  readonly source: SourceText
  readonly line: number
}

const NAME_COLUMNS = new Set(['name', 'object', 'object name', 'group', 'group name', 'display name'])
const ADDRESS_COLUMNS = new Set([
  'address',
  'addresses',
  'ip',
  'ip address',
  'ipv4 address',
  'ipv6 address',
  'ipv4',
  'ipv6',
  'cidr',
  'prefix',
  'subnet',
  'network',
])
const MEMBER_COLUMNS = new Set(['member', 'members'])
const VALUE_COLUMNS = new Set([
  ...ADDRESS_COLUMNS,
  ...MEMBER_COLUMNS,
  'value',
  'values',
  'content',
  'protoport',
  'definition',
])
const MASK_COLUMNS = new Set([
  'mask',
  'netmask',
  'subnet mask',
  'mask length',
  'prefix length',
  'ipv4 mask',
  'net mask',
])
const FIRST_COLUMNS = new Set(['first', 'start', 'first ip', 'start ip', 'ip address first', 'from ip', 'range start'])
const LAST_COLUMNS = new Set(['last', 'end', 'last ip', 'end ip', 'ip address last', 'to ip', 'range end'])
const PORT_COLUMNS = new Set(['destination port', 'destination ports', 'port', 'ports', 'dst port'])
const SOURCE_PORT_COLUMNS = new Set(['source port', 'source ports', 'src port'])
const PROTOCOL_COLUMNS = new Set(['protocol', 'proto', 'ip protocol'])
const TYPE_COLUMNS = new Set(['type', 'kind', 'object type'])

const KNOWN: readonly ReadonlySet<string>[] = [
  NAME_COLUMNS,
  VALUE_COLUMNS,
  MASK_COLUMNS,
  FIRST_COLUMNS,
  LAST_COLUMNS,
  PORT_COLUMNS,
  SOURCE_PORT_COLUMNS,
  PROTOCOL_COLUMNS,
  TYPE_COLUMNS,
]

const HEADER_ROWS = 40

/** Whether a header row is one of definitions rather than of rules. */
export function isDefinitionHeader(cells: readonly string[]): boolean {
  const names = cells.map(normaliseHeader)
  const has = (set: ReadonlySet<string>): boolean => names.some((name) => set.has(name))
  if (!has(NAME_COLUMNS)) return false
  return has(VALUE_COLUMNS) || (has(FIRST_COLUMNS) && has(LAST_COLUMNS)) || (has(PORT_COLUMNS) && has(PROTOCOL_COLUMNS))
}

/** Reads a table of definitions; problems are added to the diagnostics. */
export function readDefinitions(file: SourceText, mapping: CsvMapping, diagnostics: Diagnostic[]): Definition[] {
  const source = unwrapped(file)
  const body = tableBody(source)
  for (const delimiter of body.stated === undefined ? DELIMITERS : [body.stated]) {
    const header = headerOf(source, delimiter)
    if (header === undefined) continue
    append(diagnostics, dangers(source, header))
    const strict = rowsOf(source, mapping, header, delimiter, false)
    const read = strict.problem === undefined ? strict : rowsOf(source, mapping, header, delimiter, true)
    append(diagnostics, read.told)
    if (read.problem !== undefined) diagnostics.push(quotes(source, read.problem.line))
    else if (strict.problem !== undefined) diagnostics.push(strayQuote(source, strict.problem.line))
    return read.definitions
  }
  diagnostics.push({
    code: 'csv/no-definitions',
    severity: 'error',
    file: source.name,
    line: 1,
    message: 'no header of a table of definitions is found',
    expected: 'columns such as `name,type,address` or `name,members` or `name,protocol,destination port`',
    mend: 'add a header row with these names',
  })
  return []
}

interface RowsRead {
  readonly definitions: Definition[]
  readonly told: Diagnostic[]
  readonly problem: TableProblem | undefined
}

function rowsOf(
  source: SourceText,
  mapping: CsvMapping,
  header: TableRow,
  delimiter: Delimiter,
  isRelaxed: boolean,
): RowsRead {
  const definitions: Definition[] = []
  const told: Diagnostic[] = []
  const strange = new StrangeCells(source, told)
  let names = header.cells.map(normaliseHeader)
  const problem = readTable(tableBody(source), delimiter, isRelaxed, (row) => {
    if (row.line <= header.line || row.cells.every((cell) => cell.trim() === '')) return
    if (takesInRows(row, delimiter, names.length, isRelaxed)) {
      told.push(quotes(source, row.line))
      return
    }
    if (isDefinitionHeader(row.cells)) {
      // A second table, or the first header once more.
      append(told, dangers(source, row))
      names = row.cells.map(normaliseHeader)
      return
    }
    strange.see(row, names)
    const definition = definitionOf(row, names, source, mapping, told)
    if (definition !== undefined) definitions.push(definition)
  })
  return { definitions, told, problem }
}

function headerOf(source: SourceText, delimiter: (typeof DELIMITERS)[number]): TableRow | undefined {
  let header: TableRow | undefined
  const visit = (row: TableRow): void => {
    if (header === undefined && isDefinitionHeader(row.cells)) header = row
  }
  readTable(tableBody(source), delimiter, true, visit, HEADER_ROWS)
  return header
}

/** An exclusion that is not read would make a group larger than it is. */
function dangers(source: SourceText, header: TableRow): Diagnostic[] {
  return header.cells.flatMap((cell, i) => {
    const name = normaliseHeader(cell)
    if (KNOWN.some((names) => names.has(name)) || !isDangerous(name)) return []
    return [
      {
        code: 'csv/unknown-column',
        severity: 'error' as const,
        file: source.name,
        line: header.line,
        column: columnOf(source, header, i),
        message: `the column \`${showable(cell.trim()).slice(0, 60)}\` is not known and looks as if it changed what a name stands for`,
        expected: 'columns for name, type, address or members, protocol and ports',
        mend: 'remove the column, or write what the names stand for without it',
      },
    ]
  })
}

/** Cells that may define something and are not read: each kind is told once. */
class StrangeCells {
  readonly #source: SourceText
  readonly #diagnostics: Diagnostic[]
  readonly #told = new Set<string>()

  constructor(source: SourceText, diagnostics: Diagnostic[]) {
    this.#source = source
    this.#diagnostics = diagnostics
  }

  see(row: TableRow, names: readonly string[]): void {
    const filled = row.cells.flatMap((cell, i) => (isEmptyCell(cell) ? [] : [i]))
    const extra = filled.find((i) => i >= names.length)
    if (extra !== undefined) {
      const message = `the row has ${row.cells.length} cells, more than the header's ${names.length}`
      this.#tell(row, extra, 'long-row', message, 'put the members of a group into one cell, in quotes')
    }
    const hasName = row.cells.some((cell, i) => cell.trim() !== '' && NAME_COLUMNS.has(names[i] ?? ''))
    const value = filled.find((i) => KNOWN.some((known) => known !== TYPE_COLUMNS && known.has(names[i] ?? '')))
    if (!hasName && value !== undefined) {
      const message = 'the row has values and no name, so they may belong to the name above'
      this.#tell(row, value, 'definition', message, 'write the name into the row, or the values into the cell above')
    }
    for (const i of filled) {
      const name = names[i]
      if (name === undefined || KNOWN.some((known) => known.has(name)) || isHarmlessName(name) || isDangerous(name))
        continue
      const text = row.cells[i]!.trim()
      if (this.#told.has(name) || !/[.:]/.test(text) || readAddressToken(text, []).kind !== 'set') continue
      this.#told.add(name)
      const header = name === '' ? `column ${i + 1} has no header` : `the column \`${name}\` is not known`
      const mend = 'name it as one of these columns, or remove it if the names do not stand for its values'
      this.#tell(row, i, 'unknown-column', `${header} and holds addresses`, mend)
    }
  }

  #tell(row: TableRow, cell: number, code: string, message: string, mend: string): void {
    if (this.#told.has(code) && code !== 'unknown-column') return
    this.#told.add(code)
    this.#diagnostics.push({
      code: `csv/${code}`,
      severity: 'error',
      file: this.#source.name,
      line: row.line,
      column: columnOf(this.#source, row, cell),
      message: showable(message),
      expected: 'columns for name, type, address or members, protocol and ports',
      mend,
    })
  }
}

function strayQuote(source: SourceText, line: number): Diagnostic {
  return {
    code: 'csv/stray-quote',
    severity: 'warning',
    file: source.name,
    line,
    message: 'a quote stands where none belongs; it was read as text',
  }
}

function quotes(source: SourceText, line: number): Diagnostic {
  return {
    code: 'csv/quotes',
    severity: 'error',
    file: source.name,
    line,
    message: 'from this line on the quotes do not match, so the cells cannot be told apart',
    expected: 'quotes in pairs; a quote within a cell is doubled',
    mend: 'correct the quotes; quotes with a backslash are not read',
  }
}

function definitionOf(
  row: TableRow,
  header: readonly string[],
  source: SourceText,
  mapping: CsvMapping,
  diagnostics: Diagnostic[],
): Definition | undefined {
  const cell = (set: ReadonlySet<string>): string | undefined => {
    const index = header.findIndex((name, i) => set.has(name) && !isEmptyCell(row.cells[i] ?? ''))
    return index < 0 ? undefined : row.cells[index]!.trim()
  }
  // An object may be called `NA` or `none`, words that stand for nothing elsewhere.
  const named = header.findIndex((one, i) => NAME_COLUMNS.has(one) && (row.cells[i] ?? '').trim() !== '')
  if (named < 0) return undefined
  const name = row.cells[named]!.trim()
  const type = normaliseHeader(cell(TYPE_COLUMNS) ?? '')
  const protocol = cell(PROTOCOL_COLUMNS)
  const sourcePorts = cell(SOURCE_PORT_COLUMNS)
  const values = valuesOf(row, header, mapping, cell)
  const count = countOf(header, row)
  if (count !== undefined && count !== values.length && values.length > 0) {
    diagnostics.push({
      code: 'csv/members-count',
      severity: 'error',
      file: source.name,
      line: row.line,
      column: columnOf(
        source,
        row,
        header.findIndex((one) => VALUE_COLUMNS.has(one)),
      ),
      message: `the group \`${showable(name).slice(0, 60)}\` has ${count} members by its count, but its cell splits into ${values.length}`,
      expected: 'as many values as the count says',
      mend: 'set `listSeparator` to what separates the members',
    })
  }
  const isService = /service/.test(type) || header.some((one) => one === 'protoport') || protocol !== undefined
  const isAddress = /host|network|range|fqdn|ip netmask|address|wildcard|subnet/.test(type) && !isService
  return {
    name,
    kind: isService ? 'service' : isAddress ? 'address' : 'either',
    isGroup: /group/.test(type) || header.some((one) => MEMBER_COLUMNS.has(one)) || count !== undefined,
    values: /fqdn|wildcard|dynamic/.test(type) ? values.map((value) => `${type} ${value}`) : values,
    ...(protocol === undefined ? {} : { protocol }),
    ...(sourcePorts === undefined ? {} : { sourcePorts }),
    source,
    line: row.line,
  }
}

/** Everything that the row says, whichever columns it stands in: some tables have one for addresses and one for members. */
function valuesOf(
  row: TableRow,
  header: readonly string[],
  mapping: CsvMapping,
  cell: (set: ReadonlySet<string>) => string | undefined,
): string[] {
  const mask = cell(MASK_COLUMNS)
  const [first, last] = [cell(FIRST_COLUMNS), cell(LAST_COLUMNS)]
  const values = header.flatMap((name, i) => {
    const text = row.cells[i] ?? ''
    if (!VALUE_COLUMNS.has(name) || isEmptyCell(text)) return []
    const parts = splitCell(text, mapping.listSeparator)
    const masked = mask !== undefined && ADDRESS_COLUMNS.has(name) && parts.length === 1 && !/[/: ]/.test(text.trim())
    return masked ? [`${text.trim()}/${mask.replace(/^\//, '')}`] : parts
  })
  if (first !== undefined && last !== undefined) values.push(`${first}-${last}`)
  const ports = values.length === 0 ? cell(PORT_COLUMNS) : undefined
  return ports === undefined ? values : splitCell(ports, mapping.listSeparator)
}

function countOf(header: readonly string[], row: TableRow): number | undefined {
  const index = header.indexOf('members count')
  const text = index < 0 ? '' : (row.cells[index] ?? '').trim()
  return /^\d+$/.test(text) ? Number(text) : undefined
}
