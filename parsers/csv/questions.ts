import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import { isEmptyCell } from './cells.ts'
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
    ...contextQuestions(file, reader),
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

/** Words that say that a rule holds wherever the table does. */
const EVERYWHERE = new Set(['policy targets', 'any', 'all', 'shared'])

function contextQuestions(file: string, reader: RuleReader): Diagnostic[] {
  const asked: Diagnostic[] = []
  for (const [header, values] of reader.contexts) {
    const told = [...values].filter((value) => !EVERYWHERE.has(value.toLowerCase()))
    const named = told.filter((value) => !isEmptyCell(value))
    if (named.length === 0 || (values.size < 2 && !isInstallation(header))) continue
    const shown = [...values]
      .slice(0, 4)
      .map((value) => `\`${showable(value).slice(0, 40)}\``)
      .join(', ')
    const name = showable(header).trim()
    const several = values.size > 1
    asked.push({
      code: 'csv/several-contexts',
      severity: 'error',
      file,
      message: several
        ? `the column \`${name}\` has several values (${shown}), so the rules may belong to different firewalls or directions`
        : `the column \`${name}\` limits the rules to ${shown}, which may not be this firewall`,
      expected: 'the rules of one firewall in one direction of evaluation',
      mend: several
        ? `split the table, or add \`ignoreColumns: ['${name}']\` if all rows belong together`
        : `add \`ignoreColumns: ['${name}']\` if that is this firewall`,
    })
  }
  return asked
}

/** Columns that say on which devices a rule is installed: even one value may be another device. */
function isInstallation(header: string): boolean {
  return /^\s*install\s*on\s*$/i.test(header)
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
