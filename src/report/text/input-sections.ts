import type { Analysis, InputCoverage } from '../../analysis/result.ts'
import type { ImportReport } from '../../model/import-report.ts'
import { showable } from '../../source/redact.ts'
import { heading, paragraph } from './layout.ts'
import type { Look } from './look.ts'
import { count, counted, listed } from './words.ts'

const LINES_SHOWN_MAX = 8

/** The lines that were not understood, first ones in full. */
export function notUnderstoodSection(look: Look, { inputs }: Analysis): string[] {
  const left = inputs.filter(({ notUnderstood }) => notUnderstood.length > 0)
  if (left.length === 0) return []
  return [...heading(look, 'What was not understood'), ...left.flatMap((input) => leftLines(look, input))]
}

function leftLines(look: Look, { file, lines, notUnderstood }: InputCoverage): string[] {
  const total = notUnderstood.length
  const shown = look.verbose || total <= LINES_SHOWN_MAX + 1 ? notUnderstood : notUnderstood.slice(0, LINES_SHOWN_MAX)
  const more = total - shown.length
  return [
    ...paragraph(look, '', `${showable(file)}: ${count(total)} of ${counted(lines, 'line')}`),
    ...shown.flatMap(({ line, text, reason }) => [
      ...paragraph(look, `  ${line}: `, showable(text), 6),
      ...paragraph(look, '      ', look.verbose || reason !== '' ? showable(reason) : ''),
    ]),
    ...(more > 0 ? [`  ${look.glyphs.ellipsis} and ${counted(more, 'more line', 'more lines')} (--verbose)`] : []),
  ]
}

/** How rule tables were read. */
export function importSection(look: Look, { inputs }: Analysis): string[] {
  const imported = inputs.flatMap(({ file, import: report }) => (report === undefined ? [] : [{ file, report }]))
  if (imported.length === 0) return []
  return [
    ...heading(look, 'How rule tables were read'),
    ...imported.flatMap(({ file, report }) => [showable(file), ...importLines(look, report)]),
  ]
}

function importLines(look: Look, report: ImportReport): string[] {
  const used = report.columns.filter(({ field }) => field !== undefined)
  const ignored = report.columns.filter(({ field }) => field === undefined)
  const facts: readonly (readonly [string, string])[] = [
    ['form', `${report.encoding}, delimiter ${report.delimiter}, header in line ${report.headerLine}`],
    [
      'rules',
      [
        `${count(report.rulesRead)} read`,
        `${count(report.rulesDisabled)} disabled`,
        `${count(report.rulesUncertain)} uncertain`,
        `${counted(report.rowsPassedOver, 'row')} passed over`,
      ].join(', '),
    ],
    ['evaluation', `${report.evaluation}; ${report.otherwise}`],
    ['columns', used.map(({ header, field }) => `${header} = ${field}`).join(', ')],
    [
      'not read',
      listed(
        look,
        ignored.map(({ header, ignored: why }) => (why === undefined ? header : `${header} (${why})`)),
        6,
      ),
    ],
    [
      'unknown',
      listed(
        look,
        report.unknownNames.map(({ name, rules }) => `${name} (${counted(rules, 'rule')})`),
        6,
      ),
    ],
    ...report.notes.map((note) => ['note', note] as const),
  ]
  return facts
    .filter(([, text]) => text !== '')
    .flatMap(([label, text]) => paragraph(look, `  ${label}: `, showable(text), 4))
}
