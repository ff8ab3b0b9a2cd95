import type { LineAccount } from '../../../src/model/line-account.ts'
import { redactLine } from '../../../src/source/redact.ts'
import type { AsaConfig, AsaDoubt, AsaGroup, AsaInterface, UnreadLine } from '../config.ts'
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
  /** `inspection`: the name in `policy-map type inspect`, which says how, not what, an inspection looks at. */
  | { readonly kind: 'policy'; readonly inspection?: string; className?: string }
  /** `tcp-map`, `snmp-map` and their like: what of the packets that a policy hands to it is dropped or changed. */
  | { readonly kind: 'filter-map'; readonly name: string }
  | { readonly kind: 'webvpn' }
  | { readonly kind: 'time-range'; readonly target: TimeRange }
  /** `crypto ca certificate chain`: certificates in hexadecimal, each up to its `quit`. */
  | { readonly kind: 'certificates'; isWithin: boolean }
  /** A block that decides no traffic. */
  | { readonly kind: 'irrelevant'; readonly reason: string }
  | { readonly kind: 'ignored-group' }
  /** Behind a line that is not understood and may have begun a block. */
  | { readonly kind: 'lost'; readonly header: UnreadLine }

/** A line, and whether its word is one that may begin a statement outside every block. */
export interface Line {
  readonly line: number
  /** The first word is in lower case. */
  readonly words: readonly string[]
  readonly indented: boolean
  /** `decides`: it may decide traffic. */
  readonly topLevel: 'decides' | 'irrelevant' | undefined
}

/** The state while reading: the configuration so far, the account of lines, and the block that the line may be in. */
export interface Reading {
  readonly config: AsaConfig
  readonly account: LineAccount
  mode: Mode | undefined
  /** Interfaces by their hardware in lower case, the first of each, as far as they are entered. */
  readonly byHardware: { entered: number; readonly found: Map<string, AsaInterface> }
  /** Says that the lines after this one may be taken for this list without reading them; '' ends that. */
  listBegins: (name: string, lines: number[]) => void
}

/** The word at a place as a keyword, which knows no case; empty behind the end. */
export function keyAt(words: readonly string[], at: number): string {
  return words[at]?.toLowerCase() ?? ''
}

/**
 * Whether a word that stands where a name should is none: masked, or garbled. Names are of letters, digits and
 * `.!@#$%^&()-_{}` (command reference, `object-group`); a few signs more are taken, as management tools write them.
 */
export function isUnreadable(name: string): boolean {
  return !/^[\w.!@#$%^&()\-{}+=~,:/[\]';|]+$/.test(name)
}

/** More doubts about everything say nothing new, and a file of nothing else would make as many rows for each question. */
const DOUBTS_MAX = 20

const SHOWN_MAX = 60

export function unreadLine(line: number, words: readonly string[]): UnreadLine {
  const text = redactLine(words.join(' '))
  return { line, text: text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text }
}

/** Leaves open what a statement that is not modelled, or not understood, may decide. */
export function leaveOpen(
  { config }: Reading,
  line: number,
  words: readonly string[],
  about: Omit<AsaDoubt, keyof UnreadLine> = {},
): void {
  const isWide = about.entry === undefined && about.interface === undefined
  if (
    !isWide ||
    config.open.filter((one) => one.entry === undefined && one.interface === undefined).length < DOUBTS_MAX
  )
    config.open.push({ ...unreadLine(line, words), ...about })
}

/** Keeps a statement that may decide traffic and is not modelled. */
export function doubt(
  reading: Reading,
  line: number,
  words: readonly string[],
  about: Omit<AsaDoubt, keyof UnreadLine> = {},
): Outcome {
  leaveOpen(reading, line, words, about)
  return { notUnderstood: `\`${words[0]}\` is not modelled; what it may change is left open` }
}

/** As `doubt`, for a statement of a known kind that cannot be read. */
export function unread(
  reading: Reading,
  line: number,
  words: readonly string[],
  expected: string,
  about: Omit<AsaDoubt, keyof UnreadLine> = {},
): Outcome {
  leaveOpen(reading, line, words, about)
  return { notUnderstood: expected }
}

/** As `unread`, for a statement that begins a block: what stands below it is of a block that is not known. */
export function lose(reading: Reading, line: number, words: readonly string[], expected: string): Outcome {
  reading.mode = { kind: 'lost', header: unreadLine(line, words) }
  return unread(reading, line, words, expected)
}

/** Keeps a statement that is modelled by what it does between the interfaces that it concerns. */
export function kept(reading: Reading, line: number, words: readonly string[]): Outcome {
  reading.config.doubts.push({ line, words })
  return MODELLED
}

/** Begins a block of sub-commands. */
export function enter(reading: Reading, mode: Mode, outcome: Outcome): Outcome {
  reading.mode = mode
  return outcome
}
