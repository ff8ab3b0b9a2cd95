import { type Answer, answersOf } from '../../analysis/answers-of.ts'
import type { Analysis, RuleRef } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { refKey } from './access-groups.ts'
import { heading, paragraph } from './layout.ts'
import type { Look } from './look.ts'
import { ruleText } from './rule-text.ts'
import { count, counted, listed } from './words.ts'

interface Cause {
  readonly ref?: RuleRef
  readonly note?: string
  /** Answers (server, peer and direction) in which it has a part. */
  answers: number
  /** Of these, those in which it is the only cause. */
  alone: number
  readonly peers: Set<string>
}

const SHOWN_MAX = 10

/** What leaves answers open, most answers first. */
export function undeterminedSection(look: Look, { servers, cases }: Analysis): string[] {
  const open = servers
    .flatMap((server) => answersOf(server, cases))
    .filter((answer) => answer.case.status === 'undetermined')
  if (open.length === 0) return []
  const causes = causesOf(open)
  const shown = look.verbose ? causes : causes.slice(0, SHOWN_MAX)
  const more = causes.length - shown.length
  const total = open.reduce((sum, { peers }) => sum + peers.length, 0)
  return [
    ...heading(look, 'What would settle the undetermined answers'),
    ...paragraph(look, '', `${counted(total, 'answer')} (server, peer, direction) ${total === 1 ? 'is' : 'are'} open.`),
    ...shown.flatMap((cause) => causeLines(look, cause)),
    ...(more > 0 ? [`${look.glyphs.ellipsis} and ${counted(more, 'more cause', 'more causes')}`] : []),
  ]
}

function causesOf(open: readonly Answer[]): Cause[] {
  const byKey = new Map<string, Cause>()
  for (const { peers, case: one } of open) {
    const { rules, text } = one.reason
    const found = [
      ...rules.map((ref) => ({ key: refKey(ref), ref })),
      ...(text === undefined ? [] : [{ key: `note ${text}`, note: text }]),
    ]
    for (const { key, ...what } of found) {
      const cause = byKey.get(key) ?? { ...what, answers: 0, alone: 0, peers: new Set<string>() }
      byKey.set(key, cause)
      cause.answers += peers.length
      if (found.length === 1) cause.alone += peers.length
      for (const peer of peers) cause.peers.add(peer)
    }
  }
  // Sorting keeps the order of equals, which is that of the servers and peers.
  return [...byKey.values()].sort((a, b) => b.answers - a.answers || b.alone - a.alone)
}

function causeLines(look: Look, { ref, note, answers, alone, peers }: Cause): string[] {
  const others = alone === answers ? ' alone' : alone === 0 ? ' and others' : `, ${count(alone)} of them alone`
  const hang = `${counted(answers, 'answer')} ${answers === 1 ? 'hangs' : 'hang'} on this${others}`
  const settles = `${hang}: ${listed(look, [...peers], 5)}`
  const what = ref === undefined ? paragraph(look, '  ', showable(note ?? ''), 4) : ruleText(look, ref, 2)
  return ['', ...paragraph(look, '', settles, 2), ...what]
}
