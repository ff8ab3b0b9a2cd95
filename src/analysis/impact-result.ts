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

/** Ports of one kind that Client Access servers of a zone can open, or could. */
export interface HoleChange {
  readonly change: 'opened' | 'closed'
  readonly fromZone: string
  readonly toZone: string
  readonly server: string
  readonly id: string
  readonly protocol: 'tcp' | 'udp'
  readonly ports: readonly (readonly [number, number])[]
  /** The rules that open it, on the side where it is open. */
  readonly rules: readonly RuleRef[]
  readonly packet?: PacketRef
  /** What refuses the packet on the other side. */
  readonly refusedBy?: RuleRef
}

export type Fate = 'permitted' | 'denied' | 'open'

/** Every packet of a block had one fate and has another. `open`: the input does not say. */
export interface BlockChange {
  readonly fromZone: string
  readonly toZone: string
  readonly was: Fate
  readonly is: Fate
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly services: Services
  /** One packet of the block, and what decides it on each side. */
  readonly packet: PacketRef
  readonly before: readonly RuleRef[]
  readonly after: readonly RuleRef[]
}
