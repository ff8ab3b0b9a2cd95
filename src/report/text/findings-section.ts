import type { Analysis, Finding } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { groupBy } from './group.ts'
import { heading, paragraph } from './layout.ts'
import type { Look } from './look.ts'
import { counted, placesOf } from './words.ts'

const SHOWN_PER_KIND_MAX = 4

/** What a reviewer should see, by kind. */
export function findingsSection(look: Look, { findings }: Analysis): string[] {
  if (findings.length === 0) return []
  const kinds = groupBy(findings, ({ severity, id }) => JSON.stringify([severity, id]))
  return [
    ...heading(look, 'Findings (emmental explain NAME says what they mean)'),
    ...kinds.flatMap((members) => kindLines(look, members)),
  ]
}

function kindLines(look: Look, members: readonly Finding[]): string[] {
  const [first] = members
  if (first === undefined) return []
  const shown =
    look.verbose || members.length <= SHOWN_PER_KIND_MAX + 1 ? members : members.slice(0, SHOWN_PER_KIND_MAX)
  const more = members.length - shown.length
  return [
    `${look.paint.word(first.severity)}  ${look.paint.heading(first.id)}`,
    ...shown.flatMap((finding) => {
      const places = finding.locations.length === 0 ? '' : ` [${placesOf(look, finding.locations, 3)}]`
      return paragraph(look, '  ', `${showable(finding.message)}${places}`, 4)
    }),
    ...(more > 0
      ? [`  ${look.glyphs.ellipsis} and ${counted(more, 'more finding', 'more findings')} of this kind`]
      : []),
  ]
}
