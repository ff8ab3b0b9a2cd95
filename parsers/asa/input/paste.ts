import { isAscii } from '../../../src/source/decode.ts'
import { SourceText } from '../../../src/source/source-text.ts'
import { isUnreadable } from '../statements/block.ts'
import { isTopLevelWord } from '../statements/statements.ts'
import { firstWord, indentedMember, promptOf } from './prompts.ts'
import type { Prompt } from './segments.ts'

/** What was mended in a pasted text, for the report: one entry per kind of artefact. */
export interface PasteNote {
  /** In words, in the plural: `pager marks`, `prompts of a terminal`. */
  readonly what: string
  /** The first line that had it; `count`: how many had. */
  readonly line: number
  readonly count: number
  /** It could not be mended, so the statements are left uncertain. */
  readonly isLeft?: true
}

export interface CleanedPaste {
  /** Line n says what line n of the original says, without artefacts; the same object where there were none. */
  readonly source: SourceText
  readonly notes: readonly PasteNote[]
  /** Lines whose words were joined to an earlier one, which a terminal had broken at its width; they are blank now. */
  readonly joined: ReadonlyMap<number, number>
  /** Commands typed at a prompt. They are blank in `source`, except what configures (`isConfig`), which stays without the prompt. */
  readonly prompts: readonly Prompt[]
}

/**
 * Takes away what terminals, mail and loggers add to the text of a device; no line is renumbered. What is not surely an
 * artefact stays: it is told as not understood later, which costs less than a rule that says something else.
 */
export function cleanPaste(source: SourceText): CleanedPaste {
  let cleaned = KNOWN.get(source)
  if (cleaned === undefined) {
    cleaned = clean(source)
    KNOWN.set(source, cleaned)
  }
  return cleaned
}

/** A text is looked at twice: to see what it is, and to read it. */
const KNOWN = new WeakMap<SourceText, CleanedPaste>()

function clean(source: SourceText): CleanedPaste {
  const prefix = commonPrefix(source)
  const paste = new Paste(source)
  if (prefix === undefined) for (const line of suspectsOf(source)) paste.mend(line, prefix)
  else for (let line = 1; line <= source.lineCount; line++) paste.mend(line, prefix)
  paste.joinBroken()
  return paste.result()
}

const SAMPLE_LINES = 2000

/** As much of a line as the tests of its beginning look at; a line of a megabyte costs no more than another. */
const HEAD_BYTES = 256

const BACKSPACE = 8
const TAB = 9
const CR = 13
const SPACE = 32
const HASH = 35
const DASH = 45
const LESS = 60
const GREATER = 62
const BACKTICK = 96

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function head(source: SourceText, line: number): string {
  const start = source.lineStarts[line - 1]!
  return decoder.decode(source.bytes.subarray(start, Math.min(source.lineEnd(line), start + HEAD_BYTES)))
}

/** What stands in front of every line, or of nearly every one, although no device wrote it. */
interface Prefix {
  readonly what: string
  /** The line without it, or the line as it is. */
  readonly strip: (text: string) => string
}

const STAMPS: readonly RegExp[] = [
  /^\[[^\][]{0,20}\d\d:\d\d:\d\d[^\][]{0,16}\]/,
  /^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?:?(?=\s|$)/,
  /^[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: \d{4})?:?(?=\s|$)/,
]
const NUMBER = /^[ \t]*(\d{1,9})[:.)]?(?=\s|$)/
const QUOTE = /^>(?: ?>){0,7}/

function commonPrefix(source: SourceText): Prefix | undefined {
  const sample = heads(source, SAMPLE_LINES)
  if (sample.length < 3) return undefined
  const all = (): Head[] => (source.lineCount <= SAMPLE_LINES ? sample : heads(source, source.lineCount))
  if (isQuoted(sample) && isQuoted(all())) return { what: 'marks of quoted mail', strip: stripper(QUOTE, all()) }
  if (isNumbered(sample) && isNumbered(all())) return { what: 'line numbers', strip: stripper(NUMBER, all()) }
  const stamp = STAMPS.find((pattern) => isStamped(pattern, sample) && isStamped(pattern, all()))
  return stamp === undefined ? undefined : { what: 'time stamps of a logger', strip: stripper(stamp, all()) }
}

type Head = Readonly<{ line: number; text: string }>

/** The beginnings of the first lines, without blank ones. */
function heads(source: SourceText, most: number): Head[] {
  const found: Head[] = []
  for (let line = 1; line <= Math.min(source.lineCount, most); line++) {
    const text = head(source, line)
    if (text.trim() !== '') found.push({ line, text })
  }
  return found
}

function isQuoted(lines: readonly Head[]): boolean {
  return lines.every(({ text }) => QUOTE.test(text))
}

/** Numbers that rise by one, whether or not the blank lines between were counted. */
function isNumbered(lines: readonly Head[]): boolean {
  const numbers = lines.map(({ text }) => Number(NUMBER.exec(text)?.[1] ?? Number.NaN))
  const risesWith = (count: (i: number) => number): boolean =>
    numbers.every((number, i) => number - numbers[0]! === count(i))
  return risesWith((i) => i) || risesWith((i) => lines[i]!.line - lines[0]!.line)
}

function isStamped(pattern: RegExp, lines: readonly Head[]): boolean {
  return lines.filter(({ text }) => pattern.test(text)).length >= 0.8 * lines.length
}

/** Blanks that follow the prefix on every line belong to it (or one tab); what is more is the line's own indentation. */
function stripper(pattern: RegExp, lines: readonly Head[]): Prefix['strip'] {
  let gap = Number.POSITIVE_INFINITY
  let tab = true
  for (const { text } of lines) {
    const match = pattern.exec(text)
    const rest = match === null ? '' : text.slice(match[0].length)
    if (rest.trim() === '') continue
    gap = Math.min(gap, rest.length - rest.replace(/^ +/, '').length)
    tab &&= rest.startsWith('\t')
  }
  const width = tab && gap === 0 ? 1 : gap
  return (text) => {
    const match = pattern.exec(text)
    return match === null ? text : text.slice(match[0].length + width)
  }
}

/** Lines that may hold an artefact, in order, found by single bytes: a clean text is not decoded to learn that it is. */
function suspectsOf(source: SourceText): number[] {
  const { bytes, lineStarts, lineCount } = source
  const found = new Set<number>()
  for (let line = 1; line <= lineCount; line++) {
    const end = lineStarts[line]!
    let at = lineStarts[line - 1]!
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === BACKSPACE)) at++
    const byte = bytes[at]
    if ((byte === LESS || byte === DASH || byte === BACKTICK) && bytes[at + 1] === (byte === BACKTICK ? byte : DASH))
      found.add(line)
  }
  addLinesWith(HASH, source, found)
  addLinesWith(GREATER, source, found)
  if (!isAscii(bytes)) {
    for (let at = 0, line = 1; at < bytes.length; at++) {
      if (bytes[at]! < 0x80) continue
      while (lineStarts[line]! <= at) line++
      found.add(line)
      at = lineStarts[line]! - 1
    }
  }
  return [...found].sort((a, b) => a - b)
}

/** Lines of which the first word goes on to the sign by which a prompt ends. */
function addLinesWith(sign: number, { bytes, lineStarts }: SourceText, found: Set<number>): void {
  let line = 1
  for (let at = bytes.indexOf(sign); at >= 0; at = bytes.indexOf(sign, lineStarts[line]!)) {
    while (lineStarts[line]! <= at) line++
    const start = lineStarts[line - 1]!
    if (at === start || at - start > HEAD_BYTES) continue
    let word = start
    while (word < at && bytes[word]! > SPACE) word++
    if (word === at) found.add(line)
  }
}

const PAGER = /^[\s\u0008]*(?:<-{1,3} ?More ?-{1,3}>|--More--)[\s\u0008]*/
const FENCE = /^\s*```[\w+-]*\s*$/

/** The text without pager marks in front; undefined where there are none. */
function withoutPager(text: string): string | undefined {
  let rest = text
  for (let match = PAGER.exec(rest); match !== null; match = PAGER.exec(rest)) rest = rest.slice(match[0].length)
  if (rest.length === text.length) return undefined
  return promptOf(rest) === undefined ? indentedMember(rest) : rest
}

/** No-break and zero-width blanks, typographic quotes and dashes, a byte order mark within the text. */
function withoutTypography(text: string): string {
  return text
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[\u2018-\u201b\u2032]/g, "'")
    .replace(/[\u201c-\u201f\u2033]/g, '"')
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, '-')
}

const MAY_GO_ON = 'statements that may go on in the next line'
const WIDTH_MIN = 72
const WIDTH_MAX = 512
/** Lines that may follow the first of a statement; an entry with every option takes fewer at the least width. */
const PARTS_MAX = 16

/** Statements that get long enough to be broken; free text (remarks) is none, as nothing tells what belongs to it. */
const BREAKABLE =
  /^\s{0,4}(?:access-list\s+\S+\s+(?!remark\b)(?!line\s+\d+\s+remark\b)|(?:static|nat|route|network-object|service-object|conduit)[\s(]|object(?:-group)?\s)/

/** Words below which statements stand; a line that begins with one may be a statement of its own. */
const MEMBER_WORDS: ReadonlySet<string> = new Set(
  (
    'host subnet range fqdn description network-object service-object port-object protocol-object icmp-object ' +
    'group-object nameif security-level ipv6 shutdown match class inspect user user-group security-group security ' +
    'absolute periodic member management-only vlan bridge-group set quit'
  ).split(' '),
)

/** The rest of an entry broken in front of a blank: no statement begins so, and left alone it would widen the rule. */
const TAIL =
  /^ (?:eq|gt|lt|neq|any[46]?|log|inactive|range \d{1,5} \d{1,5}|\d[\da-fA-F.:]*|\(hitcnt=\d+\)|\(inactive\)|0x[0-9a-f]+)(?:\s|$)/
const OBJECT = /^ ?object(?:-group)? \S/
const OBJECT_HEADER = /^ ?object(?:-group)? (?:network|service|protocol|icmp-type|user|security|network-service) /

/** Begins a statement of its own, or goes on with an entry: only the device could tell. */
const EITHER = /^(?:time-range|interface|host|log|object-group (?:network|service|protocol|icmp-type)) /

/** Whether this can be nothing but the rest of a statement. */
function isRest(text: string): boolean {
  if (/\b(?:permit|deny|remark)\b/.test(text)) return false
  // What is garbled says nothing of where it belongs.
  if (text.split(/\s+/).some((word) => word !== '' && isUnreadable(word))) return false
  if (OBJECT.test(text)) return !OBJECT_HEADER.test(text)
  if (text.startsWith(' ')) return TAIL.test(text)
  const word = firstWord(text)
  // Messages and headings are none (`ERROR: …`, `Cryptochecksum:…`, `-----`); `beef:1::/64` is.
  if (!/^(?:[\w.()/]|[-=]\w)/.test(word) || /^(?![\da-f]{1,4}:)[A-Za-z-]+:/i.test(word)) return false
  return !isTopLevelWord(word) && !MEMBER_WORDS.has(word.toLowerCase())
}

class Paste {
  readonly #source: SourceText
  /** What the lines say that say something else now. */
  readonly #changed = new Map<number, string>()
  /** How many characters such a line had on the terminal, its prompt included. */
  readonly #widths = new Map<number, number>()
  readonly #notes = new Map<string, { line: number; count: number }>()
  readonly #joined = new Map<number, number>()
  readonly #prompts = new Map<number, Prompt>()

  constructor(source: SourceText) {
    this.#source = source
  }

  mend(line: number, prefix: Prefix | undefined): void {
    const raw = this.#source.rawLine(line)
    let text = raw
    const step = (mended: string, what: string): void => {
      if (mended === text) return
      text = mended
      this.#note(what, line)
    }
    if (prefix !== undefined) step(prefix.strip(text), prefix.what)
    step(withoutTypography(text), 'characters of mail or wiki in place of plain ones')
    step(withoutPager(text) ?? text, 'pager marks')
    if (FENCE.test(text)) step('', 'fences of a markup')
    this.#widths.set(line, text.length)
    const typed = promptOf(text)
    if (typed !== undefined) {
      step(typed.left, 'prompts of a terminal')
      const { host, command, isConfig } = typed
      this.#prompts.set(line, { line, host, command, isConfig })
    }
    if (text !== raw) this.#changed.set(line, text)
  }

  /** Joins what was broken at the width of a terminal: then no line is longer, and the broken ones are just as long. */
  joinBroken(): void {
    const { lineCount } = this.#source
    let width = 0
    for (let line = 1; line <= lineCount; line++)
      if (this.#mayReach(line, width)) width = Math.max(width, this.#width(line))
    if (width < WIDTH_MIN || width > WIDTH_MAX) return
    const open: number[] = []
    for (let first = 1; first < lineCount; first++) {
      if (!this.#mayReach(first, width) || this.#width(first) !== width || this.#goesOnAlike(first)) continue
      let whole = this.#text(first)
      const last = BREAKABLE.test(whole) && !whole.includes('\t') ? this.#lastOf(first, width) : undefined
      if (last === undefined) {
        if (BREAKABLE.test(whole) && EITHER.test(this.#text(first + 1))) open.push(first)
        continue
      }
      for (let line = first + 1; line <= last; line++) {
        whole += this.#text(line)
        this.#note('lines broken at the width of a terminal', line)
        this.#changed.set(line, '')
        this.#joined.set(line, first)
      }
      this.#changed.set(first, whole)
      first = last
    }
    // Where others were broken at this width, such a statement is not read as if it were whole.
    for (const line of this.#joined.size === 0 ? [] : open) {
      this.#note(MAY_GO_ON, line)
      this.#changed.set(line, `${this.#text(line)} <the rest may stand in the next line>`)
    }
  }

  result(): CleanedPaste {
    const original = this.#source
    const notes = Array.from(this.#notes, ([what, { line, count }]): PasteNote => {
      return what === MAY_GO_ON ? { what, line, count, isLeft: true } : { what, line, count }
    })
    const source = this.#changed.size === 0 ? original : new SourceText(original.name, this.#bytes(), original)
    return { source, notes, joined: this.#joined, prompts: [...this.#prompts.values()] }
  }

  /** The last line of a statement whose lines but the last are full; undefined if one of them may be something else. */
  #lastOf(first: number, width: number): number | undefined {
    for (let line = first + 1; line <= Math.min(this.#source.lineCount, first + PARTS_MAX); line++) {
      if (this.#prompts.has(line) || !isRest(this.#text(line))) return undefined
      if (this.#width(line) < width) return line
    }
    return undefined
  }

  #text(line: number): string {
    return this.#changed.get(line) ?? this.#source.rawLine(line)
  }

  /** Characters of the line as the terminal showed it; every line that is not plain ASCII was looked at. */
  #width(line: number): number {
    return this.#widths.get(line) ?? this.#source.lineEnd(line) - this.#source.lineStarts[line - 1]!
  }

  /** Cheaply: whether the line, with its line end, has bytes enough. */
  #mayReach(line: number, width: number): boolean {
    return this.#source.lineStarts[line]! - this.#source.lineStarts[line - 1]! >= width
  }

  /** The next line begins with the same word, as entries of a list do: it is no rest, which is seen without decoding. */
  #goesOnAlike(line: number): boolean {
    const { bytes, lineStarts } = this.#source
    if (this.#changed.has(line) || this.#changed.has(line + 1)) return false
    let a = lineStarts[line - 1]!
    let b = lineStarts[line]!
    for (; bytes[a] === bytes[b] && bytes[a]! > SPACE; b++) a++
    return a > lineStarts[line - 1]! && bytes[a] === SPACE && bytes[b] === SPACE
  }

  #note(what: string, line: number): void {
    const { line: first, count } = this.#notes.get(what) ?? { line, count: 0 }
    this.#notes.set(what, { line: first, count: count + 1 })
  }

  /** The text with the changed lines in place; line ends stay, and with them the number of lines. */
  #bytes(): Uint8Array {
    const { bytes, lineStarts } = this.#source
    const encoder = new TextEncoder()
    const parts: Uint8Array[] = []
    let done = 0
    for (const [line, text] of [...this.#changed].sort(([a], [b]) => a - b)) {
      const start = lineStarts[line - 1]!
      const end = this.#source.lineEnd(line)
      // If nothing were left, a last line would be none, and CR and LF around a line would become one line end.
      const wouldVanish = text === '' && (end === bytes.length || bytes[start - 1] === CR)
      parts.push(bytes.subarray(done, start), encoder.encode(wouldVanish ? ' ' : text))
      done = end
    }
    parts.push(bytes.subarray(done))
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }
}
