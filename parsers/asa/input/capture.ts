import type { SourceText } from '../../../src/source/source-text.ts'

/** The rows that `show access-list` printed of one list, in order: parallel arrays, because there may be a million. */
export interface Capture {
  readonly name: string
  /** Line of the file that begins it. */
  readonly line: number
  /** Lines of the file, and the device's own number of the entry on each. */
  readonly rows: number[]
  readonly numbers: number[]
  /** A line of it that is no row that can be read. */
  unread?: number
}

/** No device has as many entries; what is larger stays countable. */
const NUMBER_MAX = 999_999_999
const TAB = 9
/** `access-list`, the name, `line` and the number, each followed by one blank. */
const HEAD_WORDS = 4
const SPACE = 32
const OPEN = 40
const ZERO = 48
const NINE = 57

/** `access-list NAME; 4 elements; name hash: 0x3f0e11aa`, with the name; undefined for any other line. */
export function captureHeader(text: string): string | undefined {
  return /^access-list (\S+); \d+ elements\b/.exec(text)?.[1]
}

/** Whether an entry with `line N` was printed by a device, with its counters, rather than typed in a script. */
export function isCapturedRow(text: string): boolean {
  return /\(hitcnt=\d+\)|\(inactive\)\s|\s0x[0-9a-f]{6,8}\s*$/.test(text)
}

/** Takes the rows of a capture from the bytes; a row is `access-list NAME line N …`, children are indented. */
export class CaptureReader {
  readonly #source: SourceText
  #head: Uint8Array = new Uint8Array()
  #capture: Capture | undefined

  constructor(source: SourceText) {
    this.#source = source
  }

  begin(capture: Capture): void {
    this.#capture = capture
    this.#head = new TextEncoder().encode(`access-list ${capture.name} line `)
  }

  /** Whether the line is a further row, which is then taken. */
  take(line: number): boolean {
    if (this.#capture === undefined) return false
    const { bytes, lineStarts } = this.#source
    const end = lineStarts[line]!
    let at = lineStarts[line - 1]!
    while ((bytes[at] === SPACE || bytes[at] === TAB) && at < end) at++
    for (const byte of this.#head) if (bytes[at++] !== byte) return false
    let number = 0
    const digits = at
    for (; at < end && bytes[at]! >= ZERO && bytes[at]! <= NINE; at++) {
      number = Math.min(NUMBER_MAX, number * 10 + bytes[at]! - ZERO)
    }
    if (bytes[at] !== SPACE || at === digits) return false
    this.#capture.rows.push(line)
    this.#capture.numbers.push(number)
    return true
  }
}

/** Offset of the first word of a row that the reader took, behind `access-list NAME line N `. */
export function wordsStart({ bytes, lineStarts }: SourceText, line: number): number {
  let at = lineStarts[line - 1]!
  while (bytes[at] === SPACE || bytes[at] === TAB) at++
  for (let word = 0; word < HEAD_WORDS; word++) {
    while (bytes[at] !== SPACE) at++
    at++
  }
  return at
}

/**
 * The rows that stand for themselves: a parent that is followed by its expansion (the same number again) gives way to
 * it, as both together would count every entry twice.
 */
export function leavesOf({ rows, numbers }: Capture): { rows: number[]; numbers: number[] } {
  const leaves = { rows: [] as number[], numbers: [] as number[] }
  for (let i = 0; i < rows.length; ) {
    let next = i + 1
    while (next < rows.length && numbers[next] === numbers[i]) next++
    for (let leaf = next - i > 1 ? i + 1 : i; leaf < next; leaf++) {
      leaves.rows.push(rows[leaf]!)
      leaves.numbers.push(numbers[leaf]!)
    }
    i = next
  }
  return leaves
}

/** The rows that begin an entry: its parent, with the count of all of it. */
export function parentsOf({ rows, numbers }: Capture): { row: number; number: number }[] {
  return rows.flatMap((row, i) => (i > 0 && numbers[i - 1] === numbers[i] ? [] : [{ row, number: numbers[i]! }]))
}

/** Where the words of the entry end and the device's counters begin, and what these say. */
export interface RowTail {
  /** Offset behind the last byte of the words. */
  readonly end: number
  /** The row matched nothing when it was printed: switched off, outside its time range, or a name not resolved. */
  readonly inactive: boolean
}

/** Strips ` (hitcnt=9)`, ` (inactive)` and ` 0x4a5b6c7d` from the end of a row. */
export function tailOf(bytes: Uint8Array, start: number, lineEnd: number): RowTail {
  let end = lineEnd
  let inactive = false
  for (;;) {
    while (end > start && bytes[end - 1] === SPACE) end--
    let word = end
    while (word > start && bytes[word - 1] !== SPACE) word--
    const isHash = bytes[word] === ZERO && bytes[word + 1] === 0x78
    const second = bytes[word] === OPEN ? bytes[word + 1] : undefined
    const isInactive = second === 0x69
    if (!isHash && !isInactive && second !== 0x68) return { end, inactive }
    inactive ||= isInactive
    end = word
  }
}

/** How often the row was hit when it was printed; undefined where it does not say. */
export function hitsOf(text: string): number | undefined {
  const match = /\(hitcnt=(\d{1,15})\)/.exec(text)
  return match === null ? undefined : Number(match[1])
}

/** The words of a row without what only the device's print has: `(12)` behind a group, `(name)` behind a host. */
export function withoutCounts(text: string): string {
  return text.replace(/(\S)\(\d+\)(?=\s|$)/g, '$1').replace(/\s\((?!unresolved\))[^()\s]*\)/g, '')
}
