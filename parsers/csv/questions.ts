import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { columnQuestions } from './column-questions.ts'
import { contextQuestions } from './context-questions.ts'
import type { CsvMapping } from './mapping.ts'
import type { FoundRules } from './read-rules.ts'
import type { RecognisedTable } from './recognise-table.ts'
import type { RuleReader } from './rule-reader.ts'

/** What must be answered before the rules can be trusted. */
export function questionsOf(
  file: string,
  table: RecognisedTable,
  reader: RuleReader,
  found: FoundRules,
  mapping: CsvMapping,
): Diagnostic[] {
  return [
    ...blankQuestions(file, reader, mapping),
    ...switchQuestions(file, reader, mapping),
    ...contextQuestions(file, table.columns, reader.contexts),
    ...reader.headings.questions(file),
    ...columnQuestions(reader.source, table, reader.values.sights()),
    ...emptyTable(file, table, found),
  ]
}

function blankQuestions(file: string, reader: RuleReader, mapping: CsvMapping): Diagnostic[] {
  return [...reader.cells.blanks].map(([field, { line, column, count }]) => {
    const rows = count === 1 ? 'one row' : `${count} rows`
    const mend =
      field === 'enabled'
        ? 'say what it means: `blank: { enabled: any }` if such rules are switched on, `none` if they are off'
        : `say what it means: \`blank: { ${field}: any }\`, \`none\` or \`above\``
    return {
      code: 'csv/blank',
      severity: 'error',
      file,
      line,
      column,
      message: `the ${field} is empty in ${rows}, and the table does not say what that means`,
      expected: 'a value in every match cell',
      mend: mapping.blank?.[field] === 'refuse' ? 'write the value; `blank` refuses empty cells' : mend,
    }
  })
}

/** Where other rows say no in words, a row that says nothing does not say no. */
function switchQuestions(file: string, { cells }: RuleReader, { blank }: CsvMapping): Diagnostic[] {
  return [...cells.blankSwitches].flatMap(([field, { line, column, count }]): Diagnostic[] => {
    const isStated = Object.entries(blank ?? {}).some(([one, meaning]) => one === field && meaning === 'none')
    if (isStated || !cells.saidNo.has(field)) return []
    return [
      {
        code: 'csv/blank',
        severity: 'error',
        file,
        line,
        column,
        message: `the ${field} is empty in ${count === 1 ? 'one row' : `${count} rows`}, where other rows say no`,
        expected: 'yes or no in every row, or only yes and empty cells',
        mend:
          field === 'serviceNegated'
            ? 'write yes or no'
            : `write yes or no, or say \`blank: { ${field}: none }\` if an empty cell says no`,
      },
    ]
  })
}

function emptyTable(file: string, table: RecognisedTable, found: FoundRules): Diagnostic[] {
  if (found.rules.length + found.disabled + found.noVerdict + found.elsewhere + found.refused > 0) return []
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
