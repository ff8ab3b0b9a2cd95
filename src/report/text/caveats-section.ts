import { answersOf } from '../../analysis/answers-of.ts'
import type { Analysis, CaveatRef } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { refKey } from './access-groups.ts'
import { heading, paragraph } from './layout.ts'
import type { Look } from './look.ts'
import { ruleText } from './rule-text.ts'
import { counted, listed } from './words.ts'

interface Concerned {
  readonly caveat: CaveatRef
  answers: number
  /** Servers by direction, with the peers of the answers that the caveat concerns. */
  readonly pairs: Map<string, Set<string>>
}

const SHOWN_SERVERS = 4

/** What the answers do not show, each next to the answers that it concerns. */
export function caveatsSection(look: Look, { servers, cases }: Analysis): string[] {
  const byKey = new Map<string, Concerned>()
  for (const server of servers) {
    for (const { peers: concerned, direction, case: one } of answersOf(server, cases)) {
      for (const caveat of one.caveats ?? []) {
        const key = `${caveat.id} ${refKey(caveat)}`
        const known = byKey.get(key) ?? { caveat, answers: 0, pairs: new Map<string, Set<string>>() }
        byKey.set(key, known)
        known.answers += concerned.length
        const side = direction === 'to' ? `${server.name} to` : `${server.name} from`
        const peers = known.pairs.get(side) ?? new Set<string>()
        for (const peer of concerned) peers.add(peer)
        known.pairs.set(side, peers)
      }
    }
  }
  if (byKey.size === 0) return []
  const all = [...byKey.values()].sort((a, b) => (a.caveat.line ?? 0) - (b.caveat.line ?? 0))
  return [...heading(look, 'What these answers do not show'), ...all.flatMap((one) => concernedLines(look, one))]
}

function concernedLines(look: Look, { caveat, answers, pairs }: Concerned): string[] {
  const { meaning = '', ...rule } = caveat
  const sides = [...pairs]
  const shown = look.verbose ? sides : sides.slice(0, SHOWN_SERVERS)
  const more = sides.length - shown.length
  return [
    ...paragraph(look, '', showable(meaning), 2),
    ...ruleText(look, rule, 2),
    ...paragraph(look, '  concerns ', counted(answers, 'answer'), 4),
    ...shown.flatMap(([side, peers]) => paragraph(look, '    ', `${showable(side)} ${listed(look, [...peers], 6)}`, 6)),
    ...(more > 0
      ? [`    ${look.glyphs.ellipsis} and ${counted(more, 'more server and direction', 'more servers and directions')}`]
      : []),
  ]
}
