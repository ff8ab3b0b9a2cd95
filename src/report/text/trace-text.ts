import type { ReplyRef, Trace, TraceHop } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { traceSentence } from '../verdict-sentence.ts'
import { paragraph, wrapped } from './layout.ts'
import { type Look, lookOf, type TextOptions } from './look.ts'
import { replayCommand } from './replay.ts'
import { ruleText } from './rule-text.ts'

/** What became of a packet, hop by hop, for people. */
export function renderTraceText(trace: Trace, options: TextOptions): string {
  const look = lookOf(options)
  const sentence = wrapped(traceSentence(trace), look.columns)
  const lines = [
    ...sentence.map((line) => look.paint.heading(look.paint.word(trace.verdict, line))),
    ...paragraph(look, '', showable(`from ${trace.from.name} to ${trace.to.name}`)),
    ...(trace.note === undefined ? [] : paragraph(look, '', showable(trace.note))),
    ...trace.hops.flatMap((hop, i) => hopLines(look, trace, hop, i + 1)),
    ...(trace.reply === undefined ? [] : replyLines(look, trace.reply)),
  ]
  return `${lines.join('\n')}\n`
}

function replyLines(look: Look, { verdict, decidedBy, packet }: ReplyRef): string[] {
  if (decidedBy === undefined) return ['', ...paragraph(look, '', 'The answer passes as part of the connection.')]
  const type = packet.icmpType === undefined ? '' : ` (type ${packet.icmpType})`
  const word = verdict === 'deny' ? 'is refused' : 'may be refused'
  const sentence = `The answer${type} is no part of a connection here, and ${word}:`
  return ['', ...paragraph(look, '', sentence), ...ruleText(look, decidedBy, 5)]
}

/** What is translated, and what the verdict does not show. */
function besideLines(look: Look, { translations = [], caveats = [] }: TraceHop): string[] {
  return [
    ...translations.flatMap(({ what, from, to, rule }) => [
      ...paragraph(look, '     ', showable(`${what} ${from} becomes ${to} by`), 7),
      ...ruleText(look, rule, 7),
    ]),
    ...caveats.flatMap(({ meaning = '', ...rule }) => [
      ...paragraph(look, '     but ', showable(meaning), 9),
      ...ruleText(look, rule, 9),
    ]),
  ]
}

function hopLines(look: Look, { packet }: Trace, hop: TraceHop, number: number): string[] {
  const { firewall, dialect, ingress, egress, verdict, decidedBy, undecided } = hop
  const way = ingress === '' && egress === '' ? '' : `, ${ingress} ${look.glyphs.arrow} ${egress}`
  const title = paragraph(look, `${number}  `, `${verdict.toUpperCase()} at ${showable(firewall + way)}`)
  const command = dialect === 'asa' ? [`     ${replayCommand({ packet, at: hop }, [])}`] : []
  return [
    '',
    ...title.map((line) => line.replace(verdict.toUpperCase(), look.paint.word(verdict, verdict.toUpperCase()))),
    ...(undecided === undefined || undecided.length === 0
      ? ruleText(look, decidedBy, 5)
      : ['     depends on', ...undecided.flatMap((ref) => ruleText(look, ref, 5))]),
    ...command,
    ...besideLines(look, hop),
  ]
}
