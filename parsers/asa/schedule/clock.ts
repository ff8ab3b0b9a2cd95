import { redactLine } from '../../../src/source/redact.ts'
import type { AsaConfig } from '../config.ts'
import { endOf, formatDeviceTime, parseTime, stateAt, type TimeRange } from './time-range.ts'

/** What a time range makes of an entry: it counts, it does not, or the reason why that is open. */
export type Timed =
  | 'open'
  | 'closed'
  | { readonly reason: string /** What it says, in full. */; readonly basis?: string }

/** A time range that ended before the moment that was asked about. */
export interface Expired {
  readonly name: string
  readonly line: number
  readonly end: string
}

/** All that a range says, so that two texts can be compared. */
function basisOf({ lines }: TimeRange): string {
  return lines.map(({ words }) => words.join(' ').toLowerCase()).join('; ')
}

/** Characters of what a range says that a reason quotes. */
const HOURS_SHOWN = 80

/** The clock of the device: a moment that the user states, else none. */
export class Clock {
  readonly #config: AsaConfig
  /** ISO, as the user said it; a `Z` or offset is converted by the device's `clock timezone`. */
  readonly #at: string | undefined
  readonly #known = new Map<string, Timed>()
  readonly #expired = new Map<string, Expired>()

  constructor(config: AsaConfig, at: string | undefined) {
    this.#config = config
    this.#at = at
  }

  timed(name: string): Timed {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const found = this.#find(name)
    this.#known.set(name, found)
    return found
  }

  /** Those among the ranges that entries named so far. */
  get expired(): readonly Expired[] {
    return [...this.#expired.values()]
  }

  #find(name: string): Timed {
    const range = this.#config.timeRanges.get(name)
    if (range === undefined) return { reason: `time-range \`${name}\` is not defined in the text; add its definition` }
    if (this.#at === undefined) {
      const end = endOf(range)
      const until = end === undefined ? '' : ` (it ends ${formatDeviceTime(end)})`
      const basis = basisOf(range)
      const hours = basis === '' ? 'hours that are not in the text' : `\`${redactLine(basis).slice(0, HOURS_SHOWN)}\``
      const where = `time-range \`${name}\`, line ${range.line}`
      return { reason: `the entry holds only at ${hours} (${where})${until}; \`--at TIME\` settles it`, basis }
    }
    const { clockUnread } = this.#config
    if (clockUnread !== undefined && /(?:z|[+-]\d\d:?\d\d)$/i.test(this.#at)) {
      return { reason: `\`${clockUnread.text}\` (line ${clockUnread.line}) is not understood; say --at without offset` }
    }
    const states = this.#offsets().map((offset) => this.#stateAt(range, offset))
    const [first = { reason: 'no time' }] = states
    const agree = states.every((state) => state === first)
    if (agree) return first
    const open = states.find((state) => typeof state === 'object')
    return (
      open ?? {
        reason: `whether time-range \`${name}\` holds depends on daylight saving time; say --at without offset`,
      }
    )
  }

  #stateAt(range: TimeRange, offset: number): Timed {
    const at = parseTime(this.#at ?? '', offset)
    if (at === undefined) return { reason: `\`${this.#at}\` is no time` }
    const found = stateAt(range, at)
    if (found.state === 'unknown') return { reason: found.reason, basis: basisOf(range) }
    if (found.state === 'expired') {
      const end = endOf(range)
      this.#expired.set(range.name, {
        name: range.name,
        line: range.line,
        end: end === undefined ? '' : formatDeviceTime(end),
      })
    }
    return found.state === 'open' ? 'open' : 'closed'
  }

  /** Minutes east of UTC that the device's clock may be: `clock timezone CET 1`, an hour more in summer. */
  #offsets(): number[] {
    const { timeZone, summerTime } = this.#config
    const base = timeZone ?? 0
    return summerTime ? [base, base + 60] : [base]
  }
}
