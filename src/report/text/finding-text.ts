import { paragraph, table } from './layout.ts'
import { lookOf, type TextOptions } from './look.ts'

/** A kind of finding in words, as the catalogue holds it. */
export interface FindingText {
  readonly id: string
  readonly severity: 'error' | 'warning' | 'note'
  readonly title: string
  readonly explanation: string
  readonly mend: string
  /** Where the statement that it rests on stands; absent where it rests on the rules alone. */
  readonly source?: string
}

type Options = Omit<TextOptions, 'verbose' | 'inputWords'>

/** One kind of finding: what it means and what to do. */
export function renderFindingText(finding: FindingText, options: Options): string {
  const look = lookOf({ ...options, verbose: true, inputWords: [] })
  const lines = [
    `${look.paint.heading(finding.id)}  ${look.paint.word(finding.severity)}`,
    ...paragraph(look, '', finding.title),
    '',
    ...paragraph(look, '', finding.explanation),
    '',
    ...paragraph(look, 'What to do: ', finding.mend, 2),
    ...sourceLines(finding.source),
  ]
  return `${lines.join('\n')}\n`
}

/** Addresses stay in one piece, so that a terminal makes links of them. */
function sourceLines(source: string | undefined): string[] {
  return source === undefined ? [] : ['Source:', ...source.split(/ and (?=https?:)/).map((one) => `  ${one}`)]
}

/** All kinds, one after the other. */
export function renderFindingList(findings: readonly FindingText[], options: Options): string {
  const look = lookOf({ ...options, verbose: true, inputWords: [] })
  const rows = findings.map(({ id, severity, title }) => [severity, id, title])
  const lines = table(look, 0, rows, (piece, column) => (column === 0 ? look.paint.word(piece) : piece))
  return `${lines.join('\n')}\n`
}
