import type { ImportReport } from '../../src/model/import-report.ts'
import { type Diagnostic, renderDiagnostics } from '../../src/source/diagnostic.ts'
import { redactText, showable } from '../../src/source/redact.ts'
import type { DialectInput } from '../dialect.ts'
import { readTable, type TableRow, tableBody } from '../shared/table.ts'
import { csvDialect } from './csv.ts'
import type { HeaderColumn } from './header.ts'
import { type RecognisedTable, recogniseTable } from './recognise-table.ts'
import { unwrapped } from './unwrap.ts'

/** How a table would be read, in words, and whether it can be. */
export interface TableExplanation {
  readonly text: string
  /** Nothing has to be answered before the rules can be used. */
  readonly isReadable: boolean
}

const SAMPLES = 3
const SAMPLE_LENGTH = 32

/** Explains a table without judging it: what was recognised, what would be asked, and a mapping ready to edit. */
export function explainTable(input: DialectInput): TableExplanation {
  const source = unwrapped(input.file.source)
  const body = tableBody(source)
  const table = recogniseTable(body, input.mapping)
  const { firewalls, diagnostics } = csvDialect.parse(input)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const report = firewalls[0]?.importReport
  const lines = [
    `${source.name}: ${input.file.encoding}${table === undefined ? ', no header row is recognised' : ''}`,
    ...(table === undefined ? [] : tableLines(table, samplesOf(input, table))),
    ...body.notes.map((note) => `note: ${note}`),
    ...(report === undefined ? [] : reportLines(report)),
    ...(errors.length === 0 ? [] : ['', 'To be answered first:', renderDiagnostics(errors)]),
    '',
    "A mapping to edit, for the firewall's entry in emmental.yaml:",
    ...mappingLines(source.name, table, errors),
  ]
  return { text: `${lines.join('\n')}\n`, isReadable: errors.length === 0 }
}

function samplesOf(input: DialectInput, table: RecognisedTable): TableRow[] {
  const rows: TableRow[] = []
  const visit = (row: TableRow): void => {
    if (row.line > table.headerRow.line && row.cells.some((cell) => cell.trim() !== '')) rows.push(row)
  }
  readTable(tableBody(unwrapped(input.file.source)), table.delimiter, true, visit, 60)
  return rows
}

function tableLines(table: RecognisedTable, rows: readonly TableRow[]): string[] {
  const delimiter = table.delimiter === '\t' ? 'tab' : `\`${table.delimiter}\``
  return [
    `delimiter ${delimiter}, header in line ${table.headerRow.line}`,
    '',
    ...table.columns.map((column) => {
      const meaning = column.field ?? column.ignored ?? 'not known: a rule with a value there is uncertain'
      return `  ${column.index + 1}. ${short(column.header)}: ${meaning}${examples(column, rows)}`
    }),
    '',
  ]
}

/** Up to three different values; a column that may hold secrets, or remarks of people, shows none. */
function examples({ index, header, field }: HeaderColumn, rows: readonly TableRow[]): string {
  if (field === 'comment' || /passw|secret|community|api ?key|token/i.test(header)) return ''
  const values = new Set(rows.map(({ cells }) => short(cells[index] ?? '')).filter((value) => value !== '``'))
  const shown = [...values].slice(0, SAMPLES)
  return shown.length === 0 ? ' (always empty)' : `, for example ${shown.join(', ')}`
}

function short(text: string): string {
  const shown = redactText(text.trim().replace(/\s+/g, ' '))
  return `\`${shown.length > SAMPLE_LENGTH ? `${shown.slice(0, SAMPLE_LENGTH)}…` : shown}\``
}

function reportLines(report: ImportReport): string[] {
  return [
    `rules: ${report.rulesRead} read, ${report.rulesDisabled} switched off, ${report.rulesUncertain} uncertain`,
    `decided by: ${report.evaluation}; at the end: ${report.otherwise}`,
    ...report.notes.map((note) => `note: ${note}`),
    ...report.unknownNames.map(
      ({ name, rules }) => `not defined: \`${name}\`, used by ${rules === 1 ? 'one rule' : `${rules} rules`}`,
    ),
  ]
}

/** YAML with what was recognised as it stands, and the open questions as comments. */
function mappingLines(file: string, table: RecognisedTable | undefined, errors: readonly Diagnostic[]): string[] {
  const known = (table?.columns ?? []).filter(({ field }) => field !== undefined && NAMED.has(field))
  return [
    'firewalls:',
    `  - config: ${JSON.stringify(showable(file))}`,
    '    format: csv',
    ...(table === undefined ? ['    # headerLine: 1'] : [`    headerLine: ${table.headerRow.line}`]),
    ...(known.length === 0
      ? ['    # columns: { source: "…", destination: "…", service: "…", action: "…" }']
      : ['    columns:']),
    ...known.map(
      ({ field, index, header }) => `      ${field}: ${index + 1} # ${showable(header.trim()).slice(0, 60)}`,
    ),
    '    # evaluation: first-match # or priority, deny-overrides, allow-union',
    '    # otherwise: deny',
    ...new Set(errors.map(({ mend }) => `    # ${(mend ?? '').replace(/\s+/g, ' ')}`)),
  ]
}

/** Meanings that a mapping may name; each of them has at most one column. */
const NAMED: ReadonlySet<string> = new Set([
  'order',
  'enabled',
  'disabled',
  'action',
  'sourceZone',
  'destinationZone',
  'source',
  'destination',
  'sourceExcept',
  'destinationExcept',
  'sourceNegated',
  'destinationNegated',
  'protocol',
  'service',
  'sourcePort',
  'destinationPort',
])
