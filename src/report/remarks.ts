import type { Remark, Reported } from '../analysis/result.ts'
import type { Firewall } from '../model/firewall.ts'
import type { ImportReport } from '../model/import-report.ts'
import type { InputFile } from '../model/input-file.ts'
import { type Diagnostic, mergeRemarks } from '../source/diagnostic.ts'

const LINES_MAX = 1000

/**
 * What is known of the effect of remarks on answers, by code: true where an answer is other, or less sure, than it would
 * be without the cause; false where none is. What is not listed may affect answers.
 */
const AFFECTS: ReadonlyMap<string, boolean> = new Map([
  ['asa/pasted', false],
  ['asa/maybe-broken', true],
  ['asa/matches-nothing', false],
  ['change/passed-over', false],
  ['servers/columns-not-read', false],
  ['servers/unknown-names', false],
  ['servers/no-domain-controller', true],
  ['servers/domain-without-controller', true],
  ['servers/no-version', true],
  ['servers/role-assumed', true],
  ['servers/several-organizations', true],
  ['servers/address-twice', true],
  ['servers/firewall-address', true],
  ['project/interface-in-no-zone', true],
  ['project/unknown-interface', true],
  ['project/zone-without-networks', true],
  ['settings/unknown-server', false],
  ['table/undefined-names', true],
])

/** A result with what was said of its input, how tables of its firewalls were read included, and the files that it was made from. */
export function reported<T>(
  result: T,
  diagnostics: readonly Diagnostic[],
  firewalls: readonly Firewall[],
  inputs: readonly InputFile[],
): Reported<T> {
  const imports = firewalls.flatMap(({ source, importReport }) =>
    importReport === undefined ? [] : importDiagnostics(source.name, importReport),
  )
  return { ...result, remarks: remarksOf([...diagnostics, ...imports]), inputs }
}

/** Warnings and notes as results tell them: gravest first, then by file and line; equal ones once. */
export function remarksOf(diagnostics: readonly Diagnostic[]): Remark[] {
  const remarks = mergeRemarks(diagnostics.filter(({ severity }) => severity !== 'error')).map(
    ({ diagnostic: { severity, ...rest }, count, lines }): Remark => {
      const affectsAnswer = AFFECTS.get(rest.code)
      return {
        severity: severity === 'warning' ? 'warning' : 'note',
        ...rest,
        ...(affectsAnswer === undefined ? {} : { affectsAnswer }),
        ...(count > 1 ? { count, lines: lines.slice(0, LINES_MAX) } : {}),
      }
    },
  )
  return [...remarks.filter(isWarning), ...remarks.filter((remark) => !isWarning(remark))]
}

function isWarning({ severity }: Remark): boolean {
  return severity === 'warning'
}

const NAMES_SHOWN = 10

/** What there is to know of how a rule table was read, for results that do not hold the report on it. */
export function importDiagnostics(file: string, report: ImportReport): Diagnostic[] {
  const names = report.unknownNames.map(({ name }) => `\`${name}\``)
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''
  return [
    ...report.notes.map((message): Diagnostic => ({ code: 'table/reading', severity: 'note', file, message })),
    ...(names.length === 0
      ? []
      : [
          {
            code: 'table/undefined-names',
            severity: 'warning' as const,
            file,
            line: report.unknownNames[0]?.lines[0] ?? report.headerLine,
            message: `names that nobody defines are used, so their rules are uncertain: ${names.slice(0, NAMES_SHOWN).join(', ')}${more}`,
            mend: 'add the export that defines them under `objects:`',
          },
        ]),
  ]
}
