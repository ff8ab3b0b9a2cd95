import { isAscii } from '../../../src/source/decode.ts'
import { SourceText } from '../../../src/source/source-text.ts'
import { isTopLevelWord } from '../statements/statements.ts'
import type { Prompt } from './segments.ts'

/** One kind of artefact that was taken away. */
export interface PasteNote {
  /** In words, in the plural: `pager marks`, `prompts of a terminal`. */
  readonly what: string
  /** The first line that had it. */
  readonly line: number
  readonly count: number
}

export interface CleanedPaste {
  /** Line n says what line n of the original says, without artefacts; the same object where there were none. */
  readonly source: SourceText
  readonly notes: readonly PasteNote[]
  /** Lines that continue an earlier one, which a terminal had broken at its width: line → the line that it belongs to. */
  readonly joined: ReadonlyMap<number, number>
  readonly prompts: readonly Prompt[]
}

const SAMPLE_LINES = 2000

/**
 * Takes away what terminals, mail and loggers add to the text of a device. What is not surely an artefact stays: it is
 * told as not understood later, which costs less than a rule that says something else.
 */
export function cleanPaste(source: SourceText): CleanedPaste {
  const known = KNOWN.get(source)
  if (known !== undefined) return known
  const cleaned = clean(source)
  KNOWN.set(source, cleaned)
  return cleaned
}

/** A text is looked at twice: to see what it is, and to read it. */
const KNOWN = new WeakMap<SourceText, CleanedPaste>()

function clean(source: SourceText): CleanedPaste {
  const prefix = commonPrefix(source)
  const suspects = suspectsOf(source)
  const width = wrapWidth(source)
  if (prefix === undefined && width === undefined && suspects.size === 0 && isAscii(source.bytes)) {
    return { source, notes: [], joined: new Map(), prompts: [] }
  }
  const isEveryLine = prefix !== undefined || width !== undefined || !isAscii(source.bytes)
  return new Cleaner(source, prefix, width).clean(isEveryLine ? undefined : suspects)
}

/** How every line, or nearly every one, begins although no device wrote it; what is left of a line without it. */
interface Prefix {
  readonly what: string
  readonly pattern: RegExp
  /** How many of the lines must have it. */
  readonly share: number
}

const PREFIXES: readonly Prefix[] = [
  { what: 'marks of quoted mail', pattern: /^>\s?/, share: 1 },
  {
    what: 'time stamps of a logger',
    pattern: /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?\s?/,
    share: 0.8,
  },
  { what: 'time stamps of a logger', pattern: /^\[\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]\s?/, share: 0.8 },
  {
    what: 'time stamps of a logger',
    pattern: /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?: \d{4})?:? (?:\S+ (?:\S+: )?)?/,
    share: 0.8,
  },
]

function commonPrefix(source: SourceText): Prefix | undefined {
  const sample: string[] = []
  for (let line = 1; line <= Math.min(source.lineCount, SAMPLE_LINES); line++) {
    const text = source.rawLine(line).slice(0, 200)
    if (text.trim() !== '') sample.push(text)
  }
  if (sample.length < 3) return undefined
  const found = PREFIXES.find(
    ({ pattern, share }) => sample.filter((text) => pattern.test(text)).length >= share * sample.length,
  )
  return found ?? numbering(sample)
}

const NUMBERED = /^\s*(\d{1,9})[:.)]?(?:\s|$)/

/** Line numbers in front, rising by one from line to line. */
function numbering(sample: readonly string[]): Prefix | undefined {
  let before: number | undefined
  for (const text of sample) {
    const number = NUMBERED.exec(text)?.[1]
    // Blank lines are not in the sample, but they were counted.
    if (number === undefined || (before !== undefined && Number(number) <= before)) return undefined
    before = Number(number)
  }
  return { what: 'line numbers', pattern: NUMBERED, share: 1 }
}

const LESS = 60
const GREATER = 62
const HASH = 35
const BACKTICK = 96
const BACKSPACE = 8
const CR = 13

/** Lines that hold a byte by which an artefact begins, found without reading the others. */
function suspectsOf(source: SourceText): ReadonlySet<number> {
  const { bytes, lineStarts } = source
  const found = new Set<number>()
  for (const [byte, isMark] of [
    [LESS, isPager],
    [HASH, isPromptLine],
    [GREATER, isPromptLine],
    [BACKTICK, isFence],
    [BACKSPACE, () => true],
  ] as const) {
    let line = 0
    for (let at = bytes.indexOf(byte); at >= 0; ) {
      while (lineStarts[line + 1]! <= at) line++
      if (isMark(source.rawLine(line + 1).slice(0, 400))) found.add(line + 1)
      // One mark in a line is enough.
      at = bytes.indexOf(byte, lineStarts[line + 1]!)
    }
  }
  return found
}

const PAGER = /<--- More --->/
const PAGERS = /(?:<--- More --->|--More--)[\s\u0008]*/g

function isPager(text: string): boolean {
  return PAGER.test(text)
}

function isFence(text: string): boolean {
  return /^\s*```\w*\s*$/.test(text)
}

function isPromptLine(text: string): boolean {
  return PROMPT.test(text)
}

/** `fw# show run`, `fw/act/pri>`, `fw(config-if)# nameif dmz`: nothing stands between the name and the sign. */
const PROMPT = /^([A-Za-z][\w.-]{0,62}(?:\/[\w.-]{1,32}){0,3})(\(config[\w-]{0,40}\))?[#>]\s*([A-Za-z][^\n]*)?$/

/** The width at which a terminal broke lines: entries of exactly this length go on in a line that begins like none. */
function wrapWidth(source: SourceText): number | undefined {
  let width = 0
  const { lineStarts } = source
  const last = Math.min(source.lineCount, SAMPLE_LINES)
  for (let line = 1; line <= last; line++) {
    if (lineStarts[line]! - lineStarts[line - 1]! > width)
      width = Math.max(width, source.lineEnd(line) - lineStarts[line - 1]!)
  }
  if (width < 72 || width > 512) return undefined
  for (let line = 1; line < last; line++) if (isBroken(source, line, width)) return width
  return undefined
}

const LONG = /^\s*(?:access-list|static|nat|route|network-object|service-object|conduit|object-group|object)\s/

function isBroken(source: SourceText, line: number, width: number): boolean {
  if (source.lineEnd(line) - source.lineStarts[line - 1]! !== width || line === source.lineCount) return false
  return LONG.test(source.rawLine(line)) && continues(source.rawLine(line + 1))
}

/** Words below which statements stand; a line that begins with one is no rest of the line before. */
const MEMBER_WORDS = new Set(
  'host subnet range fqdn service description network-object service-object port-object protocol-object icmp-object group-object nameif security-level ip ipv6 shutdown match class inspect user user-group security-group absolute periodic nat exit quit end'.split(
    ' ',
  ),
)

function continues(text: string): boolean {
  const word = /^[^\s!:<#]\S*/.exec(text)?.[0]
  return word !== undefined && !isTopLevelWord(word) && !MEMBER_WORDS.has(word.toLowerCase()) && !PROMPT.test(text)
}

class Cleaner {
  readonly #source: SourceText
  readonly #prefix: Prefix | undefined
  readonly #width: number | undefined
  /** The lines that say something else now. */
  readonly #changed = new Map<number, string>()
  readonly #notes = new Map<string, { line: number; count: number }>()
  readonly #joined = new Map<number, number>()
  readonly #prompts: Prompt[] = []

  constructor(source: SourceText, prefix: Prefix | undefined, width: number | undefined) {
    this.#source = source
    this.#prefix = prefix
    this.#width = width
  }

  /** Looks at the given lines, or at every one. */
  clean(suspects: ReadonlySet<number> | undefined): CleanedPaste {
    const original = this.#source
    if (suspects !== undefined) for (const line of [...suspects].sort((a, b) => a - b)) this.#look(line)
    else for (let line = 1; line <= original.lineCount; line++) this.#look(line)
    const notes = Array.from(this.#notes, ([what, { line, count }]) => ({ what, line, count }))
    const source = this.#changed.size === 0 ? original : new SourceText(original.name, this.#bytes(), original)
    return { source, notes, joined: this.#joined, prompts: this.#prompts }
  }

  #look(line: number): void {
    const raw = this.#source.rawLine(line)
    if (this.#isRest(line)) this.#join(line, raw)
    else {
      const text = this.#mend(line, raw)
      if (text !== raw) this.#changed.set(line, text)
    }
  }

  /** The text with the changed lines in place; line ends stay, and with them the number of lines. */
  #bytes(): Uint8Array {
    const { bytes, lineStarts } = this.#source
    const encoder = new TextEncoder()
    const parts: Uint8Array[] = []
    let done = 0
    for (const [line, text] of [...this.#changed].sort(([a], [b]) => a - b)) {
      const end = this.#source.lineEnd(line)
      const start = lineStarts[line - 1]!
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

  #note(what: string, line: number): void {
    const known = this.#notes.get(what)
    if (known === undefined) this.#notes.set(what, { line, count: 1 })
    else known.count++
  }

  /** Whether the line is the rest of the one before it. */
  #isRest(line: number): boolean {
    return (
      this.#width !== undefined &&
      line > 1 &&
      !this.#joined.has(line - 1) &&
      isBroken(this.#source, line - 1, this.#width)
    )
  }

  #join(line: number, raw: string): void {
    this.#note('lines broken at the width of a terminal', line)
    this.#changed.set(line - 1, `${this.#changed.get(line - 1) ?? this.#source.rawLine(line - 1)}${raw}`)
    this.#changed.set(line, '')
    this.#joined.set(line, line - 1)
  }

  #mend(line: number, raw: string): string {
    let text = raw
    const { pattern, what } = this.#prefix ?? {}
    if (pattern?.test(text) === true) {
      text = text.replace(pattern, '')
      this.#note(what ?? '', line)
    }
    const plain = withoutTypography(text)
    if (plain !== text) this.#note('characters of mail or wiki in place of plain ones', line)
    text = plain
    if (/<--- More --->|--More--/.test(text)) {
      this.#note('pager marks', line)
      const rest = text.replace(PAGERS, '').replaceAll('\u0008', '')
      const bare = rest.trimStart()
      text = bare === '' || isTopLevelWord(/^\S+/.exec(bare)?.[0] ?? '') ? bare : ` ${bare}`
    }
    if (isFence(text)) {
      this.#note('fences of a markup', line)
      return ''
    }
    return this.#withoutPrompt(line, text)
  }

  #withoutPrompt(line: number, text: string): string {
    const match = PROMPT.exec(text)
    if (match === null) return text
    const [, host = '', config, command = ''] = match
    this.#note('prompts of a terminal', line)
    const isConfig = config !== undefined && !/^(?:do\s+)?(?:sh|wr|copy|ping|exit|end|terminal)\w*\b/i.test(command)
    this.#prompts.push({ line, host, command, isConfig })
    if (!isConfig) return ''
    return config === '(config)' ? command : ` ${command}`
  }
}

/** No-break and zero-width blanks, typographic quotes and dashes, a byte order mark within the text. */
function withoutTypography(text: string): string {
  return text
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[\u2018\u2019\u201a]/g, "'")
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\u2010-\u2014\u2212]/g, '-')
}
