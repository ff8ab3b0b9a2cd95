import { holdsKind } from '../../exchange/holes.ts'
import type { BlockChange, HoleChange, Impact, UnmodelledChange, VerdictChange } from '../impact-result.ts'

/** What a change may be refused for. `hole:smb` names one kind of hole. */
export type GateRule = 'verdict' | 'hole' | 'difference' | 'undetermined' | `hole:${string}`

/** A change that someone has accepted, until a day. */
export interface Accepted {
  readonly kind: 'verdict' | 'hole' | 'difference'
  /** A server or zone for a verdict, a server for a hole, `zone to zone` for a difference. */
  readonly subject: string
  /** The kind of hole; absent: all. */
  readonly id?: string
  readonly reason: string
  /** The last day on which it counts, as YYYY-MM-DD. */
  readonly until: string
}

/** Something that the gate is closed for, in words. */
export interface Objection {
  readonly rule: GateRule
  readonly text: string
}

export interface GateOutcome {
  readonly objections: readonly Objection[]
  /** Entries that let something pass. */
  readonly used: readonly Accepted[]
  /** Entries that matched nothing, and those whose day has passed. */
  readonly unused: readonly Accepted[]
  readonly expired: readonly Accepted[]
}

/** What of a change counts against it, but for what was accepted. `today` is YYYY-MM-DD. */
export function gateOf(
  { verdicts, holes, blocks, unmodelled, notes }: Impact,
  rules: readonly GateRule[],
  accepted: readonly Accepted[],
  today: string,
): GateOutcome {
  const live = accepted.filter(({ until }) => until >= today)
  const used = new Set<Accepted>()
  const isAccepted = (kind: Accepted['kind'], subject: string, id?: string): boolean => {
    const entry = live.find(
      (one) => one.kind === kind && one.subject === subject && (one.id === undefined || one.id === id),
    )
    if (entry !== undefined) used.add(entry)
    return entry !== undefined
  }
  const has = (rule: GateRule): boolean => rules.includes(rule)
  const objections: Objection[] = [
    ...verdicts
      .filter((one) => one.worse && has('verdict') && !isAccepted('verdict', one.subject))
      .map((one): Objection => ({ rule: 'verdict', text: verdictText(one) })),
    ...holes.flatMap((one): Objection[] => {
      if (one.change !== 'opened') return []
      const rule = rules.find((each) => each === 'hole' || (each.startsWith('hole:') && holdsKind(one, each.slice(5))))
      return rule === undefined || isAccepted('hole', one.server, one.id) ? [] : [{ rule, text: holeText(one) }]
    }),
    ...blocks
      .filter((one) => has('difference') && !isAccepted('difference', zonesText(one)))
      .map((one): Objection => ({ rule: 'difference', text: blockText(one) })),
    // Where a server has come to stand on another side, no packet between two zones need pass otherwise.
    ...holes
      .filter((one) => has('difference') && !blocks.some((block) => zonesText(block) === zonesText(one)))
      .filter((one) => !isAccepted('difference', zonesText(one)))
      .map((one): Objection => ({ rule: 'difference', text: holeText(one) })),
    ...blocks
      .filter(({ is }) => is === 'open' && has('undetermined') && !has('difference'))
      .map((one): Objection => ({ rule: 'undetermined', text: blockText(one) })),
    ...unmodelled
      .filter(() => has('undetermined') || has('difference'))
      .map((one): Objection => ({ rule: 'undetermined', text: unmodelledText(one) })),
    ...notes
      .filter(() => has('undetermined') || has('difference'))
      .map((text): Objection => ({ rule: 'undetermined', text })),
  ]
  return {
    objections,
    used: [...used],
    unused: live.filter((one) => !used.has(one)),
    expired: accepted.filter(({ until }) => until < today),
  }
}

/** `CAS1 is now perimeter (was internal)`. */
export function verdictText({ kind, subject, peer, direction, was, is }: VerdictChange): string {
  const who = kind === 'zone' ? `zone ${subject}` : peer === undefined ? subject : `${subject} ${direction} ${peer}`
  return `${who}: ${was} → ${is}`
}

function unmodelledText({ change, rule }: UnmodelledChange): string {
  return `${change}, with an effect that is not known: ${rule.text}`
}

function holeText({ change, fromZone, server, id, protocol, ports, possible }: HoleChange): string {
  const shown = ports.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ')
  return `from zone ${fromZone} to ${server}: ${id} (${protocol} ${shown}) ${HOLE_WORDS[change][possible === true ? 1 : 0]}`
}

const HOLE_WORDS: Readonly<Record<HoleChange['change'], readonly [string, string]>> = {
  opened: ['is open now', 'may open'],
  closed: ['is shut now', 'may be shut now'],
}

/** As the accepted entries name it. */
export function zonesText({ fromZone, toZone }: Pick<BlockChange, 'fromZone' | 'toZone'>): string {
  return `${fromZone} to ${toZone}`
}

function blockText(one: BlockChange): string {
  return `${zonesText(one)}: ${one.was} → ${one.is} for ${one.sources[0]} to ${one.destinations[0]}`
}
