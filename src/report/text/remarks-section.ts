import type { Remark } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { heading, paragraph } from './layout.ts'
import { type Look, lookOf, type TextOptions } from './look.ts'
import { count, counted } from './words.ts'

const REMARKS_SHOWN = 12
const LINES_SHOWN = 6

/** Warnings and notes on the input at the end of a report, and whether answers hang on them; empty if there are none. */
export function renderRemarksText(remarks: readonly Remark[], options: TextOptions): string {
  if (remarks.length === 0) return ''
  const look = lookOf(options)
  const shown = look.verbose || remarks.length <= REMARKS_SHOWN + 1 ? remarks : remarks.slice(0, REMARKS_SHOWN)
  const more = remarks.length - shown.length
  const lines = [
    ...heading(look, 'Remarks on the input'),
    ...shown.flatMap((remark) => remarkLines(look, remark)),
    ...(more > 0 ? [`${look.glyphs.ellipsis} and ${counted(more, 'more remark')} (--verbose)`] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** `2 warnings and 1 note on the input`; undefined if there are none. */
export function remarksSentence(remarks: readonly Remark[]): string | undefined {
  const warnings = remarks.filter(({ severity }) => severity === 'warning').length
  const notes = remarks.length - warnings
  const parts = [
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
    ...(notes === 0 ? [] : [counted(notes, 'note')]),
  ]
  return parts.length === 0 ? undefined : `${parts.join(' and ')} on the input`
}

function remarkLines(look: Look, remark: Remark): string[] {
  const { severity, code, message, file, line, found, expected, mend, affectsAnswer } = remark
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `
  const more: readonly (readonly [string, string | undefined])[] = [
    ['', placesText(look, remark)],
    ['found: ', found],
    ['expected: ', expected],
    ['mend: ', mend],
    ['', affectsAnswer === undefined ? 'may affect answers' : affectsAnswer ? 'affects answers' : 'affects no answer'],
  ]
  return [
    ...paragraph(look, `${severity}  `, showable(`${place}${message} [${code}]`), 4).map((text, i) =>
      i === 0 ? look.paint.word(severity) + text.slice(severity.length) : text,
    ),
    ...more.flatMap(([label, text]) =>
      text === undefined || text === '' ? [] : paragraph(look, `    ${label}`, showable(text), 6),
    ),
  ]
}

/** `3 places: lines 12, 15, 20`. */
function placesText(look: Look, { count: places, lines = [] }: Remark): string | undefined {
  if (places === undefined) return undefined
  const shown = lines.slice(0, LINES_SHOWN).join(', ')
  const rest = lines.length > LINES_SHOWN ? ` ${look.glyphs.ellipsis}` : ''
  return `${count(places)} places${shown === '' ? '' : `: lines ${shown}${rest}`}`
}
