import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { columnOf, DELIMITERS, type Delimiter, readTable, type TableBody, type TableRow } from '../shared/table.ts'
import { passOver } from './column-questions.ts'
import { isDefinitionHeader } from './definitions.ts'
import {
  type ColumnField,
  clashesOf,
  countLogWords,
  type HeaderColumn,
  headerScore,
  normaliseHeader,
  readHeader,
  unfoundColumns,
} from './header.ts'
import type { CsvField, CsvMapping } from './mapping.ts'

const SAMPLE_ROWS = 60
const HEADER_ROWS = 40

/** Many times the columns of any product; a spreadsheet may have more, and then most of them hold nothing. */
const COLUMNS_MOST = 1000

/** Where the table's header is and what its columns mean. */
export interface RecognisedTable {
  readonly delimiter: Delimiter
  readonly headerRow: TableRow
  readonly columns: readonly HeaderColumn[]
  readonly score: number
  /** Another delimiter that gives as good a header. */
  readonly rival?: Delimiter
}

/** The first rows of the body under one delimiter. */
function sampleOf(body: TableBody, delimiter: Delimiter): TableRow[] {
  const rows: TableRow[] = []
  readTable(body, delimiter, true, (row) => rows.push(row), SAMPLE_ROWS)
  return rows
}

/** The best header row over all delimiters, or that of the mapping; undefined if no row has two known columns. */
export function recogniseTable(body: TableBody, mapping: CsvMapping): RecognisedTable | undefined {
  const stated = mapping.delimiter === 'tab' ? '\t' : mapping.delimiter
  const only = stated ?? body.stated
  let best: RecognisedTable | undefined
  for (const delimiter of only === undefined ? DELIMITERS : [only]) {
    for (const [i, row] of sampleOf(body, delimiter).slice(0, HEADER_ROWS).entries()) {
      if (mapping.headerLine !== undefined && row.line !== mapping.headerLine) continue
      // One more than may be is enough to refuse the table.
      const columns = readHeader(row.cells.slice(0, COLUMNS_MOST + 1), mapping)
      const score = headerScore(columns, i)
      const fields = new Set(columns.map(({ field }) => field).filter((field) => field !== undefined))
      if (fields.size < 2 && mapping.headerLine === undefined) continue
      if (score > (best?.score ?? 0)) best = { delimiter, headerRow: row, columns, score }
      else if (best !== undefined && score === best.score && delimiter !== best.delimiter) {
        best = { ...best, rival: delimiter }
      }
    }
  }
  return best
}

/** What keeps a table from being read as rules: each with what to do about it. */
export function refusalsOf(source: SourceText, table: RecognisedTable, mapping: CsvMapping): Diagnostic[] {
  const { headerRow, columns } = table
  const fields = new Set(columns.map(({ field }) => field))
  const names = columns.map(({ header }) => normaliseHeader(header))
  const refuse = (code: string, message: string, expected: string, mend: string, column?: number): Diagnostic => ({
    code: `csv/${code}`,
    severity: 'error',
    file: source.name,
    line: headerRow.line,
    ...(column === undefined ? {} : { column: columnOf(source, headerRow, column) }),
    message: showable(message),
    expected,
    mend: showable(mend),
  })
  const rules = 'a table of firewall rules with source, destination, service and action'
  if (columns.length > COLUMNS_MOST) {
    const message = `the table has ${headerRow.cells.length} columns`
    const mend = 'remove the columns that say nothing about rules, and check that the header ends where its line does'
    return [refuse('too-many-columns', message, `at most ${COLUMNS_MOST} columns`, mend)]
  }
  if (countLogWords(headerRow.cells) >= 2) {
    return [
      refuse('traffic-log', 'this is a log of traffic, not a table of rules', rules, 'export the rules, not the log'),
    ]
  }
  if (names.some((name) => /translated packet|original packet|translation type|nat type/.test(name))) {
    return [refuse('nat-table', 'this is a table of address translation', rules, 'export the table of security rules')]
  }
  const secret = columns.find(({ header }) => /passw|secret|community|api ?key|token/i.test(header))
  if (secret !== undefined) {
    const message = `the column \`${secret.header.trim()}\` looks as if it held secrets`
    return [refuse('password-column', message, 'a table without secrets', 'remove the column', secret.index)]
  }
  if (isDefinitionHeader(headerRow.cells) && !fields.has('action') && !fields.has('destination')) {
    return [
      refuse(
        'definitions',
        'this is a table of objects, not of rules',
        rules,
        'name it under `objects:` of a firewall',
      ),
    ]
  }
  const found: Diagnostic[] = []
  if (table.rival !== undefined) {
    const [one, other] = [delimiterWord(table.delimiter), delimiterWord(table.rival)]
    found.push(
      refuse(
        'delimiter',
        `the columns may be separated by ${one} or by ${other}`,
        'one separator that gives the better header',
        'say which: `delimiter: ";"`',
      ),
    )
  }
  for (const { name, times } of unfoundColumns(headerRow.cells, mapping)) {
    found.push(
      refuse(
        'no-such-column',
        times === 0
          ? `the project file names the column \`${name}\`, which is not in the header`
          : `the project file names the column \`${name}\`, which is in the header ${times} times`,
        'the header of one column, or its position from 1',
        times === 0 ? 'correct the name; `parse --explain` lists the columns' : 'name it by its position',
      ),
    )
  }
  for (const { field, columns: twice } of clashesOf(columns)) {
    const shown = twice.map(({ header, index }) => `\`${header.trim()}\` (column ${index + 1})`).join(' and ')
    found.push(
      refuse(
        'column-twice',
        `${shown} both mean ${field}`,
        'one column for each meaning',
        `say which: \`columns: { ${field}: ${twice[0]!.index + 1} }\`, and for the other ${otherMeaning(field, twice[1]!.index + 1)}, or, only if it decides nothing, ${passOver(twice[1]!, columns)}`,
        twice[1]!.index,
      ),
    )
  }
  return [...found, ...missingColumns(refuse, columns, fields, mapping)]
}

/** What a second column of one meaning may be: hardly ever nothing. */
function otherMeaning(field: ColumnField, position: number): string {
  const condition = `\`condition: ${position}\` if it narrows the rule`
  const isSide = field === 'source' || field === 'destination'
  return isSide
    ? `\`${field}Except: ${position}\` if the rule does not hold for what stands there, ${condition}`
    : condition
}

function delimiterWord(delimiter: Delimiter): string {
  return delimiter === '\t' ? 'tab' : `\`${delimiter}\``
}

type Refuse = (code: string, message: string, expected: string, mend: string, column?: number) => Diagnostic

function missingColumns(
  refuse: Refuse,
  columns: readonly HeaderColumn[],
  fields: ReadonlySet<string | undefined>,
  mapping: CsvMapping,
): Diagnostic[] {
  const headers = columns
    .map(({ header }) => `\`${header.trim()}\``)
    .join(', ')
    .slice(0, 400)
  const local = columns.filter(({ header }) => /^(local|remote)( |-)?(address|port|ip)/i.test(normaliseHeader(header)))
  if (local.length > 0 && !fields.has('source')) {
    return [
      refuse(
        'direction',
        'the table speaks of local and remote addresses, so each rule needs a direction that is not in it',
        'columns for source and destination',
        'say which is which for this table: `columns: { source: Remote Address, destination: Local Address }` for an inbound list, the reverse for an outbound one',
      ),
    ]
  }
  const windows = columns.some(({ header }) =>
    /^(InstanceID|PolicyStoreSource|PrimaryStatus|DisplayGroup|InterfaceType)$/i.test(header.trim()),
  )
  if (windows && !fields.has('source')) {
    return [
      refuse(
        'windows-filters',
        'Get-NetFirewallRule alone prints no addresses and no ports',
        'rules joined with their filters',
        'join each rule with Get-NetFirewallAddressFilter and Get-NetFirewallPortFilter before Export-Csv',
      ),
    ]
  }
  const peer = columns.find(({ field }) => field === 'peer')
  if (peer !== undefined && (!fields.has('source') || !fields.has('destination'))) {
    const name = peer.header.trim()
    return [
      refuse(
        'direction',
        `the column \`${name}\` holds the other end of each rule, so whether that is the source depends on a direction`,
        'columns for source and destination',
        `split the table by direction; for the inbound rules say \`columns: { source: ${name} }\`, \`blank: { destination: any }\`, \`action: permit\` and \`evaluation: allow-union\``,
        peer.index,
      ),
    ]
  }
  const found: Diagnostic[] = []
  if (fields.has('fromPort') !== fields.has('toPort')) {
    found.push(
      refuse(
        'port-pair',
        'the ports of a rule begin in one column, and the column in which they end is not found',
        'columns `From Port` and `To Port`, or one column for the ports',
        'name one column for the ports: `columns: { destinationPort: NAME OF THE COLUMN }`',
      ),
    )
  }
  const hasPorts = fields.has('destinationPort') || fields.has('fromPort')
  const need = (field: CsvField, what: string): void => {
    if (fields.has(field) || mapping.blank?.[field] === 'any') return
    found.push(
      refuse(
        `no-${field}`,
        `no column for ${what} is found among ${headers}`,
        `a column for ${what}`,
        field === 'protocol'
          ? 'name it: `columns: { protocol: NAME OF THE COLUMN }`, or add a column that says tcp or udp; with `blank: { protocol: any }` every rule is read and uncertain'
          : `name it: \`columns: { ${field}: NAME OF THE COLUMN }\`, or say \`blank: { ${field}: any }\` if there is none and every value is meant`,
      ),
    )
  }
  need('source', 'the source')
  need('destination', 'the destination')
  if (!fields.has('service') && !hasPorts && !fields.has('protocol'))
    need('service', 'the service, or protocol and port')
  if (!fields.has('service') && hasPorts && !fields.has('protocol')) need('protocol', 'the protocol of the ports')
  if (!fields.has('action') && mapping.action === undefined) {
    found.push(
      refuse(
        'no-action',
        `no column for the action is found among ${headers}`,
        'a column for the action, or one action for all rows',
        'name it: `columns: { action: NAME OF THE COLUMN }`, or say `action: permit` if every row permits',
      ),
    )
  }
  return found
}
