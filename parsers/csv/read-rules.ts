import { append } from '../../src/model/append.ts'
import { LineAccount } from '../../src/model/line-account.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { readTable, type TableBody, type TableProblem, type TableRow } from '../shared/table.ts'
import type { Definition } from './definitions.ts'
import type { CsvMapping } from './mapping.ts'
import { Names } from './names.ts'
import type { Product } from './products.ts'
import type { RecognisedTable } from './recognise-table.ts'
import { type CsvRule, RuleReader } from './rule-reader.ts'

/** What was read, in the order of the rows. */
export interface FoundRules {
  readonly rules: CsvRule[]
  /** The numbers of all rows that are rules, read or switched off; 0 for none. */
  readonly numbers: number[]
  disabled: number
  noVerdict: number
  elsewhere: number
  passedOver: number
  refused: number
}

export interface RulesRead {
  readonly reader: RuleReader
  readonly names: Names
  readonly account: LineAccount
  readonly found: FoundRules
}

export interface RulesToRead {
  readonly body: TableBody
  readonly table: RecognisedTable
  readonly definitions: readonly Definition[]
  readonly mapping: CsvMapping
  readonly product: Product | undefined
  readonly sets: SetStore
}

/** Reads the rows strictly; if a stray quote forbids that, once more with stray quotes as text, and says so. */
export function readRules(input: RulesToRead, diagnostics: Diagnostic[]): RulesRead {
  const strict = attempt(input, false)
  if (strict.problem === undefined) {
    append(diagnostics, strict.problems)
    return strict
  }
  const relaxed = attempt(input, true)
  append(diagnostics, relaxed.problems)
  const file = input.body.source.name
  if (relaxed.problem === undefined) {
    diagnostics.push({
      code: 'csv/stray-quote',
      severity: 'warning',
      file,
      line: strict.problem.line,
      message: 'a quote stands where none belongs; it was read as text',
    })
  } else {
    diagnostics.push({
      code: 'csv/quotes',
      severity: 'error',
      file,
      line: relaxed.problem.line,
      message: 'from this line on the quotes do not match, so the cells cannot be told apart',
      expected: 'quotes in pairs; a quote within a cell is doubled',
      mend: 'correct the quotes; quotes with a backslash are not read',
    })
  }
  return relaxed
}

function attempt(
  { body, table, definitions, mapping, product, sets }: RulesToRead,
  relaxed: boolean,
): RulesRead & { problem: TableProblem | undefined; problems: Diagnostic[] } {
  const problems: Diagnostic[] = []
  const names = new Names(definitions, mapping, sets.services, problems)
  const reader = new RuleReader(
    {
      source: body.source,
      columns: table.columns,
      mapping,
      product,
      delimiter: table.delimiter,
      isRelaxed: relaxed,
    },
    names,
    sets,
    problems,
  )
  const account = new LineAccount(body.source, 'csv')
  const found: FoundRules = {
    rules: [],
    numbers: [],
    disabled: 0,
    noVerdict: 0,
    elsewhere: 0,
    passedOver: 0,
    refused: 0,
  }
  for (let line = 1; line < table.headerRow.line; line++) account.set(line, 'irrelevant')
  const problem = readTable(body, table.delimiter, relaxed, (row) => {
    if (row.line > table.headerRow.line) addRow(row, reader, account, found)
    else if (row.line < table.headerRow.line) reader.headings.preface(row)
    else if (row.line === table.headerRow.line) cover(account, row, 'modelled')
  })
  reader.shape.finish()
  return { reader, names, account, found, problem, problems }
}

function cover(account: LineAccount, row: TableRow, state: 'modelled' | 'irrelevant'): void {
  for (let line = row.line; line <= row.lastLine; line++) account.set(line, state)
}

function addRow(row: TableRow, reader: RuleReader, account: LineAccount, found: FoundRules): void {
  const outcome = reader.read(row)
  if (outcome === 'passed over') {
    found.passedOver++
    cover(account, row, 'irrelevant')
    return
  }
  cover(account, row, 'modelled')
  if (outcome === 'disabled') found.disabled++
  else if (outcome === 'no verdict') found.noVerdict++
  else if (outcome === 'elsewhere') found.elsewhere++
  else if (outcome === 'refused') {
    found.refused++
    account.notUnderstood(row.line, 'the row is refused')
  } else {
    found.rules.push(outcome)
  }
  found.numbers.push(typeof outcome === 'object' ? outcome.number : reader.numberOf(row))
}
