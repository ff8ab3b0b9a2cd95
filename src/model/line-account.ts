import type { SourceText } from '../source/source-text.ts'

/**
 * What became of a line of input. `modelled`: it took part in building the firewall, or is known to take no effect
 * there (a remark, an inactive rule). `irrelevant`: known not to decide traffic. `not-understood`: the rest.
 */
export type LineState = 'modelled' | 'irrelevant' | 'not-understood'

const STATES: readonly (LineState | undefined)[] = [undefined, 'modelled', 'irrelevant', 'not-understood']

/** The account of one file: INVARIANT(every-line-counted): each line is in exactly one state. */
export class LineAccount {
  readonly source: SourceText
  readonly dialect: string
  readonly #states: Uint8Array
  readonly #reasons = new Map<number, string>()

  constructor(source: SourceText, dialect: string) {
    this.source = source
    this.dialect = dialect
    this.#states = new Uint8Array(source.lineCount + 1)
  }

  /** Sets a line's state; a later word on the same line wins. */
  set(line: number, state: 'modelled' | 'irrelevant'): void {
    this.#states[line] = STATES.indexOf(state)
    if (this.#reasons.size > 0) this.#reasons.delete(line)
  }

  notUnderstood(line: number, reason: string): void {
    this.#states[line] = STATES.indexOf('not-understood')
    this.#reasons.set(line, reason)
  }

  /** Gives a line the state of another, of which it is a part. */
  follow(line: number, other: number): void {
    const state = this.state(other)
    if (state === 'not-understood')
      this.notUnderstood(line, this.#reasons.get(other) ?? 'part of a line not understood')
    else this.set(line, state)
  }

  /** A line that nobody claimed counts as not understood. */
  state(line: number): LineState {
    return STATES[this.#states[line]!] ?? 'not-understood'
  }

  /** Why a line is not understood, as it may be shown. */
  reason(line: number): string | undefined {
    const reason = this.#reasons.get(line)
    return reason === undefined ? undefined : this.source.shownReason(line, reason)
  }

  counts(): Readonly<Record<LineState, number>> {
    const counts = { modelled: 0, irrelevant: 0, 'not-understood': 0 }
    for (let line = 1; line <= this.source.lineCount; line++) counts[this.state(line)]++
    return counts
  }

  /** Numbers of the lines not understood, ascending. */
  linesNotUnderstood(): number[] {
    const lines: number[] = []
    for (let line = 1; line <= this.source.lineCount; line++)
      if (this.state(line) === 'not-understood') lines.push(line)
    return lines
  }
}
