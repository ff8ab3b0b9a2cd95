import type { LintFinding } from './lint-result.ts'
import type { PacketRef, Profile, RuleRef, Services, Status, Verdict } from './result.ts'

/** What a change does: verdicts first, then holes, then the exact difference. Types only. */
export interface Impact {
  readonly schema: 'emmental/diff/1'
  readonly version: string
  readonly profile: Profile
  /** The inputs, as the call names them. */
  readonly before: string
  readonly after: string
  readonly verdicts: readonly VerdictChange[]
  readonly holes: readonly HoleChange[]
  readonly blocks: readonly BlockChange[]
  /** Lines that only one side has, that may decide packets, and of which no block tells: not modelled, or not understood. */
  readonly unmodelled: readonly UnmodelledChange[]
  /** What could not be compared, and why. */
  readonly notes: readonly string[]
  /** What lint says of the rules after the change and did not say before; only if it was asked for. */
  readonly lint?: readonly LintFinding[]
}

/** `absent`: there is no such server, zone or pair on this side. */
export interface VerdictChange {
  readonly kind: 'server' | 'zone' | 'access'
  readonly subject: string
  readonly peer?: string
  readonly direction?: 'to' | 'from'
  readonly was: Verdict | Status | 'absent'
  readonly is: Verdict | Status | 'absent'
  readonly worse: boolean
  /** The lines that decide it now, or did before it got better. */
  readonly because: readonly RuleRef[]
}

/**
 * Ports of one kind that can be opened and could not before, or the reverse: by Exchange servers of a zone, or by any of the `sources` to an Exchange
 * server or domain controller.
 */
export interface HoleChange {
  readonly change: 'opened' | 'closed'
  /** It may be open now, or may have been shut before: the input does not say. */
  readonly possible?: true
  readonly fromZone: string
  readonly toZone: string
  readonly server: string
  /** Who can open it; absent: the Exchange servers of the zone. */
  readonly sources?: readonly string[]
  readonly id: string
  readonly protocol: 'tcp' | 'udp'
  readonly ports: readonly (readonly [number, number])[]
  /** The rules that open it, on the side where it is open. */
  readonly rules: readonly RuleRef[]
  readonly packet?: PacketRef
  /** What refuses the packet on the other side. */
  readonly refusedBy?: RuleRef
}

/** A line whose effect is not known. */
export interface UnmodelledChange {
  readonly change: 'added' | 'removed'
  /** What the line may do, in words. */
  readonly meaning: string
  readonly rule: RuleRef
}

/** `altered`: it passes, but translated or inspected. `open`: the input does not say whether it passes. */
export type Fate = 'permitted' | 'altered' | 'denied' | 'open'

/** What a statement makes of packets that pass. */
export interface Alteration {
  readonly what: 'source' | 'destination' | 'inspection'
  /** Networks before and behind the statement, matched in their order; in words where it is one of several addresses. */
  readonly from?: readonly string[]
  readonly to?: readonly string[]
  /** Destination ports, where one is published as another. */
  readonly fromPort?: number
  readonly toPort?: number
  readonly rule: RuleRef
}

/** Every packet of a block had one fate and has another, or passed and passes altered in another way. */
export interface BlockChange {
  readonly fromZone: string
  /** Where the hosts stand that the packets reach. */
  readonly toZone: string
  readonly was: Fate
  readonly is: Fate
  /** As the packets are sent. */
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly services: Services
  /** One packet of the block, and what decides it on each side. */
  readonly packet: PacketRef
  readonly before: readonly RuleRef[]
  readonly after: readonly RuleRef[]
  /** What becomes of the packets that are not refused; absent where they stay as they were sent. */
  readonly alteredBefore?: readonly Alteration[]
  readonly alteredAfter?: readonly Alteration[]
}
