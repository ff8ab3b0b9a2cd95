import { append } from '../../src/model/append.ts'
import type { Otherwise } from '../../src/model/firewall.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { lookalikes, lookalikeWarning } from '../../src/source/lookalike.ts'
import { showable } from '../../src/source/redact.ts'
import type { DecodedFile, Dialect, DialectInput, DialectResult } from '../dialect.ts'
import { readTable, type TableBody, tableBody } from '../shared/table.ts'
import { applyRows } from './change.ts'
import { columnQuestions } from './column-questions.ts'
import { ColumnValues } from './column-values.ts'
import { isDefinitionHeader, readDefinitions } from './definitions.ts'
import { csvFirewall, matchesEverything } from './firewall.ts'
import { groupPathOf } from './group-path.ts'
import { countLogWords } from './header.ts'
import type { CsvMapping } from './mapping.ts'
import { Names } from './names.ts'
import { type Product, recogniseProduct } from './products.ts'
import { questionsOf } from './questions.ts'
import { readRules } from './read-rules.ts'
import { type RecognisedTable, recogniseTable, refusalsOf } from './recognise-table.ts'
import { reportOf } from './report.ts'
import { orderRules } from './rule-order.ts'
import type { CsvRule } from './rule-reader.ts'
import { unwrapped } from './unwrap.ts'

/** Rule tables of any product, as comma, semicolon, tab or bar separated text. */
export const csvDialect: Dialect = { name: 'csv', recognise, parse, change: applyRows }

function recognise({ source }: DecodedFile): { confidence: number; evidence: string } {
  const body = tableBody(unwrapped(source))
  const table = recogniseTable(body, {})
  if (table === undefined) return { confidence: 0, evidence: 'no header row of a rule table' }
  const known = table.columns.filter(({ field }) => field !== undefined)
  const shown = known
    .map(({ header }) => `\`${showable(header.trim()).slice(0, 30)}\``)
    .slice(0, 6)
    .join(', ')
  const definitions = isDefinitionHeader(table.headerRow.cells) || countLogWords(table.headerRow.cells) >= 2
  const confidence = known.length >= 3 ? Math.min(1, 0.4 + known.length / 10) : definitions ? 0.5 : 0.3
  return { confidence, evidence: `a header row in line ${table.headerRow.line} with ${shown}` }
}

function parse(input: DialectInput): DialectResult {
  const diagnostics: Diagnostic[] = []
  const { mapping, sets, file } = input
  const source = unwrapped(file.source)
  const body = tableBody(source)
  const table = recogniseTable(body, mapping)
  if (table === undefined) return { firewalls: [], diagnostics: [noHeader(input)] }
  const refusals = refusalsOf(source, table, mapping)
  if (refusals.length > 0) {
    const isOther = refusals.some(({ code }) => OTHER_TABLES.has(code))
    return { firewalls: [], diagnostics: [...refusals, ...(isOther ? [] : questionsByColumn(input, body, table))] }
  }
  const definitions = input.definitions.flatMap((one) => readDefinitions(one.source, mapping, diagnostics))
  const product = recogniseProduct(table.columns)
  const read = readRules({ body, table, definitions, mapping, product, sets }, diagnostics)
  const { reader, names, account, found } = read
  const { rules, numbers } = found
  const ordered = orderRules({
    file: source.name,
    rules,
    isNumbered: reader.has('order'),
    numbers,
    mapping,
    product,
    matchesAll: (rule) => matchesEverything(rule, sets),
  })
  append(diagnostics, ordered.problems)
  append(diagnostics, questionsOf(source.name, table, reader, found, mapping))
  for (const pair of lookalikes([...definitions.map(({ name }) => name), ...reader.unknownNames.keys()])) {
    const words = lookalikeWarning('names of the table', pair)
    diagnostics.push({ code: 'csv/names-alike', severity: 'warning', file: source.name, ...words })
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) return { firewalls: [], diagnostics }
  const otherwise = otherwiseOf(mapping, product, ordered.rules, sets, 'between')
  const { columns, delimiter } = table
  const pathInput = { source, delimiter, columns, names, mapping, services: sets.services }
  const firewall = csvFirewall({
    name: input.name,
    source,
    rules: ordered.rules,
    gaps: ordered.gaps,
    otherwise,
    otherwiseWithin: otherwiseOf(mapping, product, ordered.rules, sets, 'within'),
    sets,
    groupPath: (rows, row, packet) => groupPathOf(pathInput, rows.line(row), packet),
    accounts: [account],
    importReport: reportOf({ file, body, table, product, reader, found, ordered, otherwise }),
    diagnostics,
  })
  return { firewalls: [firewall], diagnostics }
}

/** Refusals of tables that are no tables of rules, so that their columns need no questions. */
const OTHER_TABLES: ReadonlySet<string> = new Set([
  'csv/too-many-columns',
  'csv/traffic-log',
  'csv/nat-table',
  'csv/password-column',
  'csv/definitions',
])

/** What the columns themselves ask, for a table whose rows cannot be read yet: all questions are told at once. */
function questionsByColumn(
  { mapping, sets, definitions }: DialectInput,
  body: TableBody,
  table: RecognisedTable,
): Diagnostic[] {
  const told: Diagnostic[] = []
  const known = definitions.flatMap((one) => readDefinitions(one.source, mapping, told))
  const values = new ColumnValues(table.columns, mapping, new Names(known, mapping, sets.services, told), sets.services)
  readTable(body, table.delimiter, true, (row) => {
    if (row.line > table.headerRow.line) values.see(row)
  })
  const asked = columnQuestions(body.source, table, values.sights())
  return [...told, ...asked.filter(({ severity }) => severity === 'error')]
}

function noHeader({ file }: DialectInput): Diagnostic {
  return {
    code: 'csv/no-header',
    severity: 'error',
    file: file.source.name,
    line: 1,
    message: 'no row is recognised as the header of a rule table',
    expected: 'a row with names such as Source, Destination, Service, Action within the first 40',
    mend: 'say where it is and what the columns mean: `headerLine: 3`, `columns: { source: "Src Addr", … }`',
  }
}

function otherwiseOf(
  mapping: CsvMapping,
  product: Product | undefined,
  rules: readonly CsvRule[],
  sets: SetStore,
  place: 'between' | 'within',
): Otherwise {
  if (mapping.otherwise !== undefined) {
    return { action: mapping.otherwise, text: `implicit ${mapping.otherwise} (stated in the project file)` }
  }
  const last = rules.at(-1)
  if (last !== undefined && matchesEverything(last, sets)) {
    return { action: last.action, text: 'the last rule matches everything', line: last.line }
  }
  const evaluation = mapping.evaluation ?? product?.evaluation
  if (evaluation === 'allow-union') return { action: 'deny', text: 'no rule permits it' }
  const known = product?.otherwise
  if (known !== undefined) return { action: known[place], text: known.text }
  return {
    action: 'unknown',
    text: 'no rule matches',
    uncertain: product?.openEnd ?? 'the table does not say what applies when no rule matches; say `otherwise: deny`',
  }
}
