import type { PacketRef, RuleRef } from './result.ts'

/** What could be tidied in rule sets. Types only. */
export interface Lint {
  readonly schema: 'emmental/lint/1'
  readonly version: string
  readonly findings: readonly LintFinding[]
  /** What was not looked at, and why. */
  readonly notes: readonly string[]
  /** Rules looked at. */
  readonly rules: number
}

export type LintKind =
  | 'shadowed'
  | 'covered'
  | 'redundant'
  | 'duplicate'
  | 'contradicted-in-part'
  | 'any-any'
  | 'never-matching'
  | 'inactive'
  | 'no-hits'
  | 'unbound-list'
  | 'unused-object'
  | 'unused-group'

export interface LintFinding {
  readonly id: LintKind
  readonly severity: 'warning' | 'note'
  readonly firewall: string
  readonly list?: string
  readonly rule: RuleRef
  /** The rules that make it so. */
  readonly because: readonly RuleRef[]
  /** Whether what passes stays the same without it, proved. */
  readonly removable: 'yes' | 'no' | 'undetermined'
  /** Contradicted in part: a packet that meets the other rule first. */
  readonly packet?: PacketRef
}
