import type { Otherwise } from '../../src/model/firewall.ts'
import type { ImportReport } from '../../src/model/import-report.ts'
import { redactText, showable, withoutQuotes } from '../../src/source/redact.ts'
import type { DecodedFile } from '../dialect.ts'
import type { TableBody } from '../shared/table.ts'
import type { Product } from './products.ts'
import type { FoundRules } from './read-rules.ts'
import type { RecognisedTable } from './recognise-table.ts'
import type { OrderedRules } from './rule-order.ts'
import type { RuleReader } from './rule-reader.ts'

export interface ReportInput {
  readonly file: DecodedFile
  readonly body: TableBody
  readonly table: RecognisedTable
  readonly product: Product | undefined
  readonly reader: RuleReader
  readonly found: FoundRules
  readonly ordered: OrderedRules
  readonly otherwise: Otherwise
}

const GAPS_SHOWN = 10

/** How the table was read, for people, before any verdict. */
export function reportOf(input: ReportInput): ImportReport {
  const { file, table, reader, found, ordered, otherwise } = input
  // Of a file that may not be quoted neither headers nor names are told.
  const told = (text: string): string => (file.source.isHidden ? '…' : redactText(text))
  return {
    encoding: file.encoding,
    delimiter: table.delimiter === '\t' ? 'tab' : table.delimiter,
    headerLine: table.headerRow.line,
    columns: table.columns.map(({ index, header, field, ignored }) => ({
      position: index + 1,
      header: told(header).trim(),
      ...(field === undefined
        ? { ignored: ignored ?? 'not known: a rule with a value there is uncertain' }
        : { field }),
    })),
    evaluation: ordered.evaluation,
    otherwise: otherwise.uncertain === undefined ? otherwise.text : `${otherwise.text}: ${otherwise.uncertain}`,
    rulesRead: found.rules.length,
    rulesDisabled: found.disabled,
    rulesUncertain: found.rules.filter(({ open }) => open !== undefined).length,
    rowsPassedOver: found.passedOver + found.noVerdict,
    unknownNames: [...reader.unknownNames]
      .map(([name, { rules, lines }]) => ({ name: told(name).slice(0, 120), rules, lines }))
      .sort((a, b) => b.rules - a.rules || (a.name < b.name ? -1 : 1)),
    notes: file.source.isHidden ? notesOf(input).map(withoutQuotes) : notesOf(input),
  }
}

function notesOf({ body, product, reader, found, ordered }: ReportInput): string[] {
  const notes: string[] = [...body.notes]
  if (product !== undefined) notes.push(`the headers are those of: ${product.name}`)
  for (const [name, count] of reader.wellKnown) {
    const times = count === 1 ? 'once' : `${count} times`
    notes.push(`\`${showable(name).slice(0, 60)}\` was read as the well-known service (${times})`)
  }
  if (!reader.has('enabled') && !reader.has('disabled')) {
    notes.push('no column says which rules are switched off; all are taken as live')
  }
  if (found.noVerdict > 0) {
    notes.push(`rows that only watch traffic (monitor, alert) and decide nothing: ${found.noVerdict}`)
  }
  if (found.elsewhere > 0) notes.push(`rules below titles that the project file leaves out: ${found.elsewhere}`)
  if (reader.shape.rowsTooShort > 0) {
    notes.push(`rows shorter than the header, in which nothing is missing that decides: ${reader.shape.rowsTooShort}`)
  }
  for (const { first, last } of ordered.gaps.slice(0, GAPS_SHOWN)) {
    notes.push(first === last ? `rule number ${first} is missing` : `the rule numbers ${first} to ${last} are missing`)
  }
  if (ordered.gaps.length > GAPS_SHOWN) notes.push(`further gaps in the numbers: ${ordered.gaps.length - GAPS_SHOWN}`)
  return notes
}
