import type { RuleRef } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { paragraph } from './layout.ts'
import type { Look } from './look.ts'
import { counted, placeOf } from './words.ts'

/** A rule with its place and text, and the objects through which it matches. */
export function ruleText(look: Look, ref: RuleRef, indent = 4): string[] {
  const blanks = ' '.repeat(indent)
  const list = ref.line === undefined && ref.list !== undefined ? ` (end of ${showable(ref.list)})` : ''
  const hits = ref.hits === undefined || ref.text.includes('(hitcnt=') ? '' : ` (${counted(ref.hits, 'hit')})`
  const lines = paragraph(look, blanks, `${placeOf(ref)}  ${showable(ref.text)}${list}${hits}`, indent + 4)
  const meaning =
    ref.meaning === undefined ? [] : paragraph(look, `${blanks}  which means: `, showable(ref.meaning), indent + 4)
  const through = (ref.through ?? []).flatMap((step) =>
    paragraph(look, `${blanks}  via `, `line ${step.line}: ${showable(step.text)}`, indent + 4),
  )
  const why =
    ref.uncertain === undefined ? [] : paragraph(look, `${blanks}  uncertain: `, showable(ref.uncertain), indent + 4)
  return [...lines, ...meaning, ...through, ...why]
}
