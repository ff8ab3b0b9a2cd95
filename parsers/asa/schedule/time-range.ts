/** A moment on the device's own clock, which has no time zone here, to the minute. */
export interface DeviceTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
}

export interface TimeRange {
  readonly name: string
  readonly line: number
  /** Its `absolute` and `periodic` lines. */
  readonly lines: { readonly line: number; readonly words: readonly string[] }[]
}

/** `expired`: it does not hold and never will again. `unknown`: a line is not understood, or there is none. */
export type TimeRangeState =
  | { readonly state: 'open' | 'closed' | 'expired' }
  | { readonly state: 'unknown'; readonly reason: string }

const DAYS: readonly string[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const MONTHS = 'january february march april may june july august september october november december'.split(' ')
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
const DAY_MINUTES = 24 * 60
const WEEK_MINUTES = 7 * DAY_MINUTES

/**
 * Whether the range holds at a moment. Ends are inclusive to the minute; several `periodic` lines count together, and
 * only between start and end of `absolute` if there is one (general configuration guide 8.4, "time range"). Of several
 * `absolute` lines the last counts (assumption: the device keeps one).
 */
export function stateAt({ name, lines }: TimeRange, at: DeviceTime): TimeRangeState {
  const read = lines.map(({ line, words }) => readLine(words, line))
  const wrong = read.find((one) => 'wrong' in one)
  if (wrong !== undefined && 'wrong' in wrong) return { state: 'unknown', reason: wrong.wrong }
  if (read.length === 0)
    return { state: 'unknown', reason: `time-range \`${name}\` has no line that says when it holds` }
  const moment = minutesOf(at)
  const absolute = read.findLast((one) => 'start' in one)
  if (absolute !== undefined && 'start' in absolute) {
    if (absolute.end !== undefined && moment > absolute.end) return { state: 'expired' }
    if (absolute.start !== undefined && moment < absolute.start) return { state: 'closed' }
  }
  const periods = read.flatMap((one) => ('spans' in one ? one.spans : []))
  const inWeek = weekMinute(at)
  const holds = periods.length === 0 || periods.some(([first, last]) => isWithin(inWeek, first, last))
  return { state: holds ? 'open' : 'closed' }
}

/** The last minute of an absolute range, inclusive, if it has an end that is understood. */
export function endOf({ lines }: TimeRange): DeviceTime | undefined {
  const ends = lines.map(({ line, words }) => readLine(words, line)).filter((one) => 'start' in one)
  const end = ends.at(-1)?.end
  return end === undefined ? undefined : fromMinutes(end)
}

/** `2026-12-31 23:59`. */
export function formatDeviceTime({ year, month, day, hour, minute }: DeviceTime): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/**
 * Reads `2026-12-31T08:30`, also with seconds, or a date alone. With `Z` or an offset it is turned to the device's
 * clock, which is `offsetMinutes` east of UTC. Undefined for anything else.
 */
export function parseTime(text: string, offsetMinutes: number): DeviceTime | undefined {
  const match = TIME.exec(text.trim())
  if (match === null) return undefined
  const [, year, month, day, hour = '0', minute = '0', zone] = match
  const time = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
  }
  if (!isTime(time)) return undefined
  if (zone === undefined) return time
  const said = /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  const east = said === null ? 0 : (said[1] === '-' ? -1 : 1) * (Number(said[2]) * 60 + Number(said[3]))
  return fromMinutes(minutesOf(time) - east + offsetMinutes)
}

interface Absolute {
  /** Minutes since 1970 on the device's clock, inclusive. */
  readonly start: number | undefined
  readonly end: number | undefined
}

interface Periodic {
  /** Pairs of minutes of the week from Sunday 00:00, both inclusive; the second may lie before the first. */
  readonly spans: readonly (readonly [number, number])[]
}

function readLine(words: readonly string[], line: number): Absolute | Periodic | { readonly wrong: string } {
  const wrong = { wrong: `line ${line} of the time range is not understood: \`${words.join(' ')}\`` }
  const lower = words.map((word) => word.toLowerCase())
  if (lower[0] === 'absolute') return readAbsolute(lower.slice(1)) ?? wrong
  return (lower[0] === 'periodic' ? readPeriodic(lower.slice(1)) : undefined) ?? wrong
}

function readAbsolute(words: readonly string[]): Absolute | undefined {
  const found: { start: number | undefined; end: number | undefined } = { start: undefined, end: undefined }
  for (let at = 0; at < words.length; at += 5) {
    const which = words[at]
    const moment = momentOf(words.slice(at + 1, at + 5))
    if ((which !== 'start' && which !== 'end') || moment === undefined || found[which] !== undefined) return undefined
    found[which] = moment
  }
  if (words.length === 0 || (found.start !== undefined && found.end !== undefined && found.start > found.end))
    return undefined
  return found
}

/** `08:00 1 january 2026`. */
function momentOf([clock = '', day = '', month = '', year = '']: readonly string[]): number | undefined {
  const minute = clockOf(clock)
  const number = month.length < 3 ? -1 : MONTHS.findIndex((name) => name.startsWith(month))
  if (minute === undefined || number < 0 || !/^\d{1,2}$/.test(day) || !/^\d{4}$/.test(year)) return undefined
  const time = { year: Number(year), month: number + 1, day: Number(day), hour: 0, minute }
  return isTime({ ...time, minute: 0 }) ? minutesOf({ ...time, minute: 0 }) + minute : undefined
}

/** `monday friday 8:00 to 18:00`, `friday 22:00 to monday 6:00`, `weekdays 8:00 to 18:00`. */
function readPeriodic(words: readonly string[]): Periodic | undefined {
  const to = words.indexOf('to')
  const from = clockOf(words[to - 1] ?? '')
  const days = daysOf(words.slice(0, Math.max(0, to - 1)))
  const rest = words.slice(to + 1)
  const until = clockOf(rest.at(-1) ?? '')
  if (to < 2 || from === undefined || until === undefined || days === undefined || rest.length > 2) return undefined
  if (rest.length === 1) {
    // On one day the end cannot stand before the start.
    if (until < from) return undefined
    return { spans: days.map((day) => [day * DAY_MINUTES + from, day * DAY_MINUTES + until]) }
  }
  const [day, ...others] = days
  const last = dayOf(rest[0] ?? '')
  if (day === undefined || others.length > 0 || last === undefined) return undefined
  return { spans: [[day * DAY_MINUTES + from, last * DAY_MINUTES + until]] }
}

function daysOf(words: readonly string[]): readonly number[] | undefined {
  const [only] = words
  if (words.length === 1) {
    if (only === 'daily') return EVERY_DAY
    if (only === 'weekdays') return [1, 2, 3, 4, 5]
    if (only === 'weekend') return [0, 6]
  }
  const days = words.map(dayOf)
  return days.length === 0 || days.includes(undefined) ? undefined : days.filter((day) => day !== undefined)
}

function dayOf(word: string): number | undefined {
  const day = DAYS.indexOf(word)
  return day < 0 ? undefined : day
}

/** `8:00` as minutes of the day. */
function clockOf(word: string): number | undefined {
  const match = /^(\d{1,2}):(\d\d)$/.exec(word)
  if (match === null || Number(match[1]) > 23 || Number(match[2]) > 59) return undefined
  return Number(match[1]) * 60 + Number(match[2])
}

function isWithin(minute: number, first: number, last: number): boolean {
  return first <= last ? first <= minute && minute <= last : minute >= first || minute <= last
}

function isTime({ year, month, day, hour, minute }: DeviceTime): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour <= 23 && minute <= 59 && year >= 1000
}

/** Minutes since 1970 on the device's clock. */
function minutesOf({ year, month, day, hour, minute }: DeviceTime): number {
  return Date.UTC(year, month - 1, day, hour, minute) / 60_000
}

function fromMinutes(minutes: number): DeviceTime {
  const date = new Date(minutes * 60_000)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  }
}

/** Minutes since Sunday 00:00; 1970 began on a Thursday. */
function weekMinute(at: DeviceTime): number {
  return (((minutesOf(at) + 4 * DAY_MINUTES) % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES
}
