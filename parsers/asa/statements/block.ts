import type { LineAccount } from '../../../src/model/line-account.ts'
import type { AsaConfig, AsaGroup, AsaInterface } from '../config.ts'
import type { TimeRange } from '../schedule/time-range.ts'

/** What a handler makes of a line; the object says why it is not understood. */
export type Outcome = 'modelled' | 'irrelevant' | { readonly notUnderstood: string }

export const MODELLED: Outcome = 'modelled'

/** What a block of sub-commands belongs to. */
export type Mode =
  | { readonly kind: 'interface'; readonly target: AsaInterface }
  | { readonly kind: 'object'; readonly name: string }
  | { readonly kind: 'group'; readonly target: AsaGroup }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'policy'; className?: string }
  | { readonly kind: 'webvpn' }
  | { readonly kind: 'time-range'; readonly target: TimeRange }
  | { readonly kind: 'irrelevant'; readonly reason: string }
  | { readonly kind: 'ignored-group' }

/** The state while reading: the configuration so far, the account of lines, and the block that the line may be in. */
export interface Reading {
  readonly config: AsaConfig
  readonly account: LineAccount
  mode: Mode | undefined
  /** Says that the lines after this one may be taken for this list without reading them; '' ends that. */
  listBegins: (name: string, lines: number[]) => void
}

/** Keeps a statement that may decide traffic; what it may do is worked out when the interfaces are known. */
export function doubt(reading: Reading, line: number, words: readonly string[]): Outcome {
  reading.config.doubts.push({ line, words })
  return { notUnderstood: `\`${words[0]}\` is not modelled; what it may change is left open` }
}

/** As `doubt`, for what is modelled by leaving the traffic that it touches open. */
export function kept(reading: Reading, line: number, words: readonly string[]): Outcome {
  reading.config.doubts.push({ line, words })
  return MODELLED
}

/** Begins a block of sub-commands. */
export function enter(reading: Reading, mode: Mode, outcome: Outcome): Outcome {
  reading.mode = mode
  return outcome
}
