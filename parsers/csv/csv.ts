import type { Otherwise } from '../../src/model/firewall.ts'
import type { ImportReport } from '../../src/model/import-report.ts'
import { LineAccount } from '../../src/model/line-account.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import type { DecodedFile, Dialect, DialectInput, DialectResult } from '../dialect.ts'
import { readTable, type TableBody, type TableProblem, type TableRow, tableBody } from '../shared/table.ts'
import { splitCell } from './cells.ts'
import { type Definition, isDefinitionHeader, Names, readDefinitions } from './definitions.ts'
import { csvFirewall, matchesEverything } from './firewall.ts'
import type { HeaderColumn } from './header.ts'
import { countLogWords } from './header.ts'
import type { CsvMapping } from './mapping.ts'
import { type RecognisedTable, recogniseTable, refusalsOf } from './recognise-table.ts'
import { orderRules } from './rule-order.ts'
import { type CsvRule, RuleReader } from './rule-reader.ts'
import { unwrapped } from './unwrap.ts'

/** Rule tables of any product, as comma, semicolon, tab or bar separated text. */
export const csvDialect: Dialect = { name: 'csv', recognise, parse }

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
  const { mapping, sets } = input
  const source = unwrapped(input.file.source)
  const body = tableBody(source)
  const table = recogniseTable(body, mapping)
  if (table === undefined) return { firewalls: [], diagnostics: [noHeader(input)] }
  diagnostics.push(...refusalsOf(source, table, mapping))
  if (diagnostics.length > 0) return { firewalls: [], diagnostics }
  const definitions = input.definitions.flatMap(({ source: file }) => readDefinitions(file, mapping, diagnostics))
  const { reader, names, account, found } = readRules(input, body, table, definitions, diagnostics)
  const ordered = orderRules(found.rules, reader.cells.has('order'), mapping, source.name, found.numbers)
  diagnostics.push(
    ...ordered.problems,
    ...questions(source.name, reader, mapping),
    ...emptyTable(source.name, table, found),
  )
  if (diagnostics.some(({ severity }) => severity === 'error')) return { firewalls: [], diagnostics }
  const otherwise = otherwiseOf(mapping, ordered.rules, ordered.hasGaps, sets)
  const report = reportOf(input, body, table, reader, found, ordered.evaluation, otherwise, ordered.hasGaps)
  const namesAt = namesAtLine(found.cellsAt, names, mapping)
  const firewall = csvFirewall({
    name: input.name,
    source,
    rules: ordered.rules,
    hasZones: reader.cells.has('sourceZone') || reader.cells.has('destinationZone'),
    otherwise,
    sets,
    names,
    namesAt,
    accounts: [account],
    importReport: report,
    diagnostics,
  })
  return { firewalls: [firewall], diagnostics }
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

/** What was read, in the order of the rows. */
interface FoundRules {
  readonly rules: CsvRule[]
  readonly numbers: number[]
  readonly cellsAt: Map<number, readonly string[]>
  disabled: number
  noVerdict: number
  passedOver: number
  refused: number
}

/** Reads the rows strictly; if a stray quote forbids that, once more with stray quotes as text, and says so. */
function readRules(
  input: DialectInput,
  body: TableBody,
  table: RecognisedTable,
  definitions: readonly Definition[],
  diagnostics: Diagnostic[],
): { reader: RuleReader; names: Names; account: LineAccount; found: FoundRules } {
  const { mapping, sets } = input
  const attempt = (relaxed: boolean, problems: Diagnostic[]) => {
    const names = new Names(definitions, mapping, sets.services, problems)
    const reader = new RuleReader(body.source, table.columns, mapping, names, sets.services, problems)
    const account = new LineAccount(body.source, 'csv')
    return {
      reader,
      names,
      account,
      found: readRows(body, table, reader, account, definitions.length > 0, relaxed, problems),
    }
  }
  const strictProblems: Diagnostic[] = []
  const strict = attempt(false, strictProblems)
  if ('rules' in strict.found) {
    diagnostics.push(...strictProblems)
    return { ...strict, found: strict.found }
  }
  const relaxed = attempt(true, diagnostics)
  if (!('rules' in relaxed.found)) throw new Error('a relaxed reading gives rules or an error diagnostic')
  if (!diagnostics.some(({ code }) => code === 'csv/quotes')) {
    const message = 'a quote stands where none belongs; it was read as text'
    diagnostics.push({
      code: 'csv/stray-quote',
      severity: 'warning',
      file: body.source.name,
      line: strict.found.line,
      message,
    })
  }
  return { ...relaxed, found: relaxed.found }
}

function readRows(
  body: TableBody,
  table: RecognisedTable,
  reader: RuleReader,
  account: LineAccount,
  keepCells: boolean,
  relaxed: boolean,
  diagnostics: Diagnostic[],
): FoundRules | TableProblem {
  const found: FoundRules = {
    rules: [],
    numbers: [],
    cellsAt: new Map(),
    disabled: 0,
    noVerdict: 0,
    passedOver: 0,
    refused: 0,
  }
  for (let line = 1; line < table.headerRow.line; line++) account.set(line, 'irrelevant')
  const cover = (row: TableRow, state: 'modelled' | 'irrelevant'): void => {
    for (let line = row.line; line <= row.lastLine; line++) account.set(line, state)
  }
  const matchColumns = table.columns.filter(({ field }) => field === 'source' || field === 'destination')
  const visit = (row: TableRow): void => {
    if (row.line <= table.headerRow.line) {
      if (row.line === table.headerRow.line) cover(row, 'modelled')
      return
    }
    const outcome = reader.read(row)
    if (outcome === 'passed over') {
      found.passedOver++
      cover(row, 'irrelevant')
      return
    }
    cover(row, 'modelled')
    if (outcome === 'disabled') found.disabled++
    else if (outcome === 'no verdict') found.noVerdict++
    else if (outcome === 'refused') {
      found.refused++
      account.notUnderstood(row.line, 'the row is refused')
    } else {
      found.rules.push(outcome)
      if (keepCells)
        found.cellsAt.set(
          outcome.line,
          matchColumns.map(({ index }) => row.cells[index] ?? ''),
        )
    }
    found.numbers.push(numberOf(row, table.columns))
  }
  const problem = readTable(body, table.delimiter, relaxed, visit)
  if (problem !== undefined && !relaxed) return problem
  if (problem !== undefined) {
    diagnostics.push({
      code: 'csv/quotes',
      severity: 'error',
      file: account.source.name,
      line: problem.line,
      message: 'from this line on the quotes do not match, so the cells cannot be told apart',
      expected: 'quotes in pairs; a quote within a cell is doubled',
      mend: 'correct the quotes; quotes with a backslash are not read',
    })
  }
  return found
}

function numberOf(row: TableRow, columns: readonly HeaderColumn[]): number {
  const column = columns.find(({ field }) => field === 'order')
  const text = column === undefined ? '' : (row.cells[column.index] ?? '').trim()
  return /^\d{1,9}$/.test(text) ? Number(text) : 0
}

function emptyTable(file: string, table: RecognisedTable, found: FoundRules): Diagnostic[] {
  if (found.rules.length + found.disabled + found.noVerdict + found.refused > 0) return []
  return [
    {
      code: 'csv/no-rules',
      severity: 'error',
      file,
      line: table.headerRow.line,
      message: 'the table has a header but no rules',
      expected: 'at least one rule',
      mend: 'export the rules again; an empty table is not the same as one that denies everything',
    },
  ]
}

/** What must be asked before the table can be trusted. */
function questions(file: string, reader: RuleReader, mapping: CsvMapping): Diagnostic[] {
  const asked: Diagnostic[] = []
  for (const [field, { line, column, count }] of reader.cells.blanks) {
    if (mapping.blank?.[field] === 'refuse') continue
    const rows = count === 1 ? 'one row' : `${count} rows`
    asked.push({
      code: 'csv/blank',
      severity: 'error',
      file,
      line,
      column,
      message: `the ${field} is empty in ${rows}, and the table does not say what that means`,
      expected: 'a value in every match cell',
      mend: `say what it means: \`blank: { ${field}: any }\`, \`none\` or \`above\``,
    })
  }
  for (const [header, values] of reader.contexts) {
    if (values.size < 2) continue
    const shown = [...values]
      .slice(0, 4)
      .map((value) => `\`${showable(value).slice(0, 40)}\``)
      .join(', ')
    asked.push({
      code: 'csv/several-contexts',
      severity: 'error',
      file,
      message: `the column \`${showable(header).trim()}\` has several values (${shown}), so the rules may belong to different firewalls or directions`,
      expected: 'the rules of one firewall in one direction of evaluation',
      mend: `split the table, or add \`ignoreColumns: ['${showable(header).trim()}']\` if all rows belong together`,
    })
  }
  return asked
}

function otherwiseOf(mapping: CsvMapping, rules: readonly CsvRule[], hasGaps: boolean, sets: SetStore): Otherwise {
  if (hasGaps && mapping.complete !== true) {
    return {
      action: 'unknown',
      text: 'no rule of a table with missing numbers',
      uncertain: 'rule numbers are missing, so the table may be filtered; say `complete: true` if it holds every rule',
    }
  }
  if (mapping.otherwise !== undefined)
    return { action: mapping.otherwise, text: `implicit ${mapping.otherwise} (stated in the project file)` }
  const last = rules.at(-1)
  if (last !== undefined && matchesEverything(last, sets))
    return { action: last.action, text: 'the last rule matches everything', line: last.line }
  if (mapping.evaluation === 'allow-union') return { action: 'deny', text: 'no rule permits it' }
  return {
    action: 'unknown',
    text: 'no rule matches',
    uncertain: 'the table does not say what applies when no rule matches; say `otherwise: deny`',
  }
}

function reportOf(
  input: DialectInput,
  body: TableBody,
  table: RecognisedTable,
  reader: RuleReader,
  found: FoundRules,
  evaluation: string,
  otherwise: Otherwise,
  hasGaps: boolean,
): ImportReport {
  const uncertain = found.rules.filter((rule) =>
    [rule.conditions, rule.source.reasons, rule.destination.reasons, rule.service.reasons].some(
      (reasons) => reasons.length > 0,
    ),
  )
  const used = [...reader.services.wellKnown].map(
    ([name, count]) => `\`${showable(name)}\` was read as the well-known service (${count} times)`,
  )
  return {
    encoding: input.file.encoding,
    delimiter: table.delimiter === '\t' ? 'tab' : table.delimiter,
    headerLine: table.headerRow.line,
    columns: table.columns.map(({ index, header, field, ignored }) => ({
      position: index + 1,
      header: showable(header).trim(),
      ...(field === undefined ? {} : { field }),
      ...(ignored === undefined ? (field === undefined ? { ignored: 'no known meaning' } : {}) : { ignored }),
    })),
    evaluation,
    otherwise: otherwise.uncertain === undefined ? otherwise.text : `${otherwise.text}: ${otherwise.uncertain}`,
    rulesRead: found.rules.length,
    rulesDisabled: found.disabled,
    rulesUncertain: uncertain.length,
    rowsPassedOver: found.passedOver + found.noVerdict,
    unknownNames: [...reader.unknownNames]
      .map(([name, { rules, lines }]) => ({ name: showable(name).slice(0, 120), rules, lines }))
      .sort((a, b) => b.rules - a.rules || (a.name < b.name ? -1 : 1)),
    notes: [
      ...body.notes,
      ...used,
      ...(reader.cells.has('enabled') || reader.cells.has('disabled')
        ? []
        : ['no column says which rules are switched off; all are taken as live']),
      ...(hasGaps ? ['rule numbers are missing between the first and the last'] : []),
    ],
  }
}

/** The names that the match cells of a rule use, for explanations. */
function namesAtLine(
  cellsAt: ReadonlyMap<number, readonly string[]>,
  names: Names,
  mapping: CsvMapping,
): (line: number) => readonly string[] {
  return (line) =>
    (cellsAt.get(line) ?? [])
      .flatMap((cell) =>
        names.definitionsOf(cell.trim()).length > 0 ? [cell.trim()] : splitCell(cell, mapping.listSeparator),
      )
      .filter((name) => names.definitionsOf(name).length > 0)
}
