import type { Alteration, BlockChange, Impact, UnmodelledChange, VerdictChange } from '../../analysis/impact-result.ts'
import type { LintFinding } from '../../analysis/lint-result.ts'
import type { RuleRef, Services } from '../../analysis/result.ts'
import { packetText } from '../../model/packet-text.ts'
import { protocolName } from '../../model/protocol.ts'
import { showable } from '../../source/redact.ts'
import { groupBy } from './group.ts'
import { holeLines } from './hole-text.ts'
import { heading, paragraph } from './layout.ts'
import { type Look, lookOf, type TextOptions } from './look.ts'
import { ruleText } from './rule-text.ts'
import { counted, listed, placesOf, ranges } from './words.ts'

const NAMES_SHOWN = 8
const BLOCKS_SHOWN = 30

/** What a change does, for people: verdicts, then holes, then the exact difference. */
export function renderImpactText(impact: Impact, options: TextOptions): string {
  const look = lookOf(options)
  const { before, after, verdicts, holes, blocks, unmodelled, notes, lint = [] } = impact
  const lines = [
    ...paragraph(look, '', showable(`From ${before} to ${after}: ${summaryOf(impact)}`)),
    ...notes.flatMap((note) => paragraph(look, 'note: ', showable(note))),
    ...section(look, 'Verdicts', verdictLines(look, verdicts)),
    ...section(look, 'Holes', holeLines(look, holes)),
    ...section(look, 'What passes otherwise than before', blockLines(look, blocks)),
    ...section(look, 'Changed lines whose effect is not known', unmodelledLines(look, unmodelled)),
    ...section(look, 'What lint says of the changed rules', lintLines(look, lint)),
  ]
  return `${lines.join('\n')}\n`
}

/** `no difference`, or how much of what has changed. */
export function summaryOf({ verdicts, holes, blocks, unmodelled, notes }: Impact): string {
  const parts = [
    ...(verdicts.length === 0 ? [] : [counted(verdicts.length, 'changed verdict')]),
    ...(holes.length === 0 ? [] : [counted(holes.length, 'changed hole')]),
    ...(blocks.length === 0
      ? []
      : [counted(blocks.length, 'block of packets that passes otherwise', 'blocks of packets that pass otherwise')]),
    ...(unmodelled.length === 0
      ? []
      : [counted(unmodelled.length, 'changed line of unknown effect', 'changed lines of unknown effect')]),
    ...(notes.length === 0 ? [] : ['not everything could be compared']),
  ]
  return parts.length === 0 ? 'no difference' : parts.join(', ')
}

function section(look: Look, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...heading(look, title), ...lines]
}

function verdictLines(look: Look, verdicts: readonly VerdictChange[]): string[] {
  const groups = groupBy(verdicts, ({ kind, subject, direction, was, is, because, peer }) =>
    JSON.stringify([kind, was, is, because, kind === 'access' ? [subject, direction] : (peer ?? '')]),
  )
  return groups.flatMap((members) => {
    const [first] = members
    if (first === undefined) return []
    const word = first.worse ? 'WORSE ' : 'better'
    const lines = paragraph(
      look,
      `${word}  `,
      `${whoOf(look, members)}: ${first.was} ${look.glyphs.arrow} ${first.is}`,
      4,
    )
    return [
      ...lines.map((line, i) => (i === 0 && first.worse ? look.paint.word('error', line) : line)),
      ...first.because.slice(0, 4).flatMap((rule) => ruleText(look, rule, 4)),
    ]
  })
}

function whoOf(look: Look, members: readonly VerdictChange[]): string {
  const [first] = members
  const names = listed(
    look,
    members.map(({ subject, peer }) => peer ?? subject),
    NAMES_SHOWN,
  )
  if (first?.kind === 'zone') return `zone ${names}`
  return first?.kind === 'access' ? `${showable(first.subject)} ${first.direction} ${names}` : names
}

function blockLines(look: Look, blocks: readonly BlockChange[]): string[] {
  const shown = look.verbose ? blocks : blocks.slice(0, BLOCKS_SHOWN)
  const more = blocks.length - shown.length
  return [
    ...shown.flatMap((block) => blockText(look, block)),
    ...(more > 0 ? [`${look.glyphs.ellipsis} and ${counted(more, 'more block')}`] : []),
  ]
}

function blockText(look: Look, block: BlockChange): string[] {
  const { fromZone, toZone, was, is, sources, destinations, services, packet } = block
  const zones = showable(`${fromZone} ${look.glyphs.arrow} ${toZone}`)
  const ends = `${listed(look, sources, 4)} ${look.glyphs.arrow} ${listed(look, destinations, 4)}`
  return [
    ...paragraph(look, '', `${zones}: ${was} ${look.glyphs.arrow} ${is}${effectOf(block)}`, 2).map(look.paint.heading),
    ...paragraph(look, '  ', `${ends}: ${servicesText(look, services)}`, 4),
    ...paragraph(look, '  for example ', showable(packetText(packet, look.glyphs.arrow)), 4),
    ...sideLines(look, 'before', block.before, block.alteredBefore),
    ...sideLines(look, 'now', block.after, block.alteredAfter),
  ]
}

/** Before and after the input does not say what becomes of the packets, but not for the same reason. */
export function effectOf({ was, is }: BlockChange): string {
  return was === 'open' && is === 'open'
    ? ' (not known before and now, but for other reasons: more may pass, or less)'
    : ''
}

function unmodelledLines(look: Look, changes: readonly UnmodelledChange[]): string[] {
  return changes.flatMap(({ change, meaning, rule }) => [
    ...paragraph(look, `${change}  `, showable(meaning), 4),
    ...ruleText(look, rule, 4),
  ])
}

const STATEMENTS_SHOWN = 4

/** What decides the packets on one side, and what becomes of those that pass. */
function sideLines(
  look: Look,
  word: string,
  refs: readonly RuleRef[],
  alterations: readonly Alteration[] = [],
): string[] {
  const more = alterations.length - STATEMENTS_SHOWN
  return [
    ...refsLines(look, word, refs),
    ...alterations
      .slice(0, STATEMENTS_SHOWN)
      .flatMap((one) => [
        ...paragraph(look, '  ', `${word}, ${alterationText(look, one)}:`, 4),
        ...ruleText(look, one.rule, 4),
      ]),
    ...(more > 0 ? [`    ${look.glyphs.ellipsis} and ${counted(more, 'more statement')}`] : []),
  ]
}

/** `the destination 203.0.113.30/32 becomes 172.16.50.11/32`. */
export function alterationText(look: Look, { what, from = [], to = [], fromPort, toPort }: Alteration): string {
  if (what === 'inspection') return 'inspection may alter what passes'
  const end = (addresses: readonly string[], port: number | undefined): string =>
    `${listed(look, addresses, 4)}${port === undefined ? '' : ` port ${port}`}`
  return `the ${what} ${end(from, fromPort)} becomes ${end(to, toPort)}`
}

function lintLines(look: Look, findings: readonly LintFinding[]): string[] {
  return findings.flatMap(({ id, severity, rule, because }) => [
    `${look.paint.word(severity)}  ${id}`,
    ...ruleText(look, rule, 2),
    ...(because.length === 0 ? [] : paragraph(look, '    by ', placesOf(look, because, 3))),
  ])
}

function refsLines(look: Look, word: string, refs: readonly RuleRef[]): string[] {
  if (refs.length === 0) return []
  return [...paragraph(look, '  ', `${word}:`), ...refs.slice(0, 4).flatMap((rule) => ruleText(look, rule, 4))]
}

/** `every IP packet`, or the protocols with their ports. */
export function servicesText(look: Look, { all, tcp, udp, icmp, protocols }: Services): string {
  if (all) return 'every IP packet'
  const part = (name: string, pairs: Services['tcp'], whole: (first: number, last: number) => boolean): string[] =>
    pairs.length === 0
      ? []
      : [pairs.some(([first, last]) => whole(first, last)) ? `all ${name}` : `${name} ${ranges(look, pairs, 6)}`]
  const isWhole = (first: number, last: number): boolean => first <= 1 && last === 65535
  const others = protocols.map(([first, last]) => (first === last ? protocolName(first) : `${first}-${last}`))
  return [
    ...part('tcp', tcp, isWhole),
    ...part('udp', udp, isWhole),
    ...part('icmp', icmp, (first, last) => first === 0 && last === 255),
    ...(others.length === 0 ? [] : [`protocols ${listed(look, others, 6)}`]),
  ].join(', ')
}
