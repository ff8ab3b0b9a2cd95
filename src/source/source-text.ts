import { keyBodies } from './key-bodies.ts'
import { redactLine, redactSentence, withoutQuotes } from './redact.ts'

/**
 * The text of one input file: UTF-8 bytes and where each line begins. Lines are numbered from 1 and end with LF,
 * CR LF or a lone CR; a final line end starts no further line. Bytes are kept so that a million lines cost no strings.
 */
export class SourceText {
  /** The name to show: the path as the user gave it, with forward slashes. */
  readonly name: string
  /** UTF-8, without byte order mark. */
  readonly bytes: Uint8Array
  readonly lineCount: number
  /** Offset of the first byte of line n at n − 1; one more entry at the end holds the length. */
  readonly lineStarts: Uint32Array
  /** A byte order mark within a text (files joined by copying) stands there like any other character. */
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #shown: SourceText | undefined
  /** No line of it may be quoted: it lies where the user did not point to. */
  readonly isHidden: boolean
  #keyBodies: ReturnType<typeof keyBodies> | undefined
  #pieces: readonly Piece[] | undefined

  /** A text put together of lines of others; each line is still known as the one that it was taken from. */
  static composed(name: string, pieces: readonly Piece[]): SourceText {
    const encoder = new TextEncoder()
    const parts = pieces.map(({ source, line, text }) =>
      text === undefined
        ? source.bytes.subarray(source.lineStarts[line - 1]!, source.lineEnd(line))
        : encoder.encode(text),
    )
    const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length + 1, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
      bytes[at++] = LF
    }
    const composed = new SourceText(name, bytes)
    composed.#pieces = pieces
    return composed
  }

  /** `shown`: the text as the user gave it, if this one was mended; it has the same number of lines. */
  constructor(name: string, bytes: Uint8Array, shown?: SourceText, isHidden: boolean = shown?.isHidden ?? false) {
    this.name = name
    this.#shown = shown
    this.isHidden = isHidden
    this.bytes = bytes
    this.lineStarts = findLineStarts(bytes)
    this.lineCount = this.lineStarts.length - 1
  }

  /** The words of a line without its line end, exactly as they stand: may hold secrets, never show it. */
  rawLine(line: number): string {
    if (!(line >= 1 && line <= this.lineCount)) throw new RangeError(`line ${line} is not within 1-${this.lineCount}`)
    return this.#decoder.decode(this.bytes.subarray(this.lineStarts[line - 1]!, this.lineEnd(line)))
  }

  /** Offset just behind the last byte of the line that is not part of its line end. */
  lineEnd(line: number): number {
    const start = this.lineStarts[line - 1]!
    let end = this.lineStarts[line]!
    while (end > start && (this.bytes[end - 1] === LF || this.bytes[end - 1] === CR)) end--
    return end
  }

  /** The same text, of which no line is ever shown. */
  hidden(): SourceText {
    return new SourceText(this.name, this.bytes, undefined, true)
  }

  /** The line as the user gave it and as it may be shown: secrets and control characters replaced, blanks at the ends removed. */
  shownLine(line: number): string {
    const piece = this.#pieceOf(line)
    if (piece !== undefined) return piece.source.shownLine(piece.line)
    if (this.isHidden) return HIDDEN
    const text = this.#shown ?? this
    return text.#isKeyBody(line) ? KEY_BODY : redactLine(text.rawLine(line))
  }

  /** What is said of a line, which quotes words of it, as it may be shown: no word of a line that holds a secret. */
  shownReason(line: number, reason: string): string {
    const shown = this.shownLine(line)
    return redactSentence(shown === HIDDEN || shown.includes('***') ? withoutQuotes(reason) : reason)
  }

  /** Where the user finds a line: the file and the line in it. */
  placeOf(line: number): { readonly file: string; readonly line: number } {
    const piece = this.#pieceOf(line)
    return piece === undefined ? { file: this.name, line } : piece.source.placeOf(piece.line)
  }

  #isKeyBody(line: number): boolean {
    this.#keyBodies ??= keyBodies(this)
    return this.#keyBodies.some(([first, last]) => first <= line && line <= last)
  }

  /** A text that was mended keeps the pieces of the one that the user gave. */
  #pieceOf(line: number): Piece | undefined {
    const shown = this.#shown
    const pieces = this.#pieces ?? (shown === undefined ? undefined : shown.#pieces)
    return pieces?.[line - 1]
  }
}

/** A line of a text, with other words than it has there if they are given. */
export interface Piece {
  readonly source: SourceText
  /** From 1. */
  readonly line: number
  readonly text?: string
}

const HIDDEN = '(not quoted: the file lies outside the directory of the project)'
const KEY_BODY = '***'

const LF = 10
const CR = 13

function findLineStarts(bytes: Uint8Array): Uint32Array {
  let capacity = Math.max(1024, bytes.length >> 5)
  let starts = new Uint32Array(capacity)
  let count = 0
  const push = (offset: number): void => {
    if (count === capacity) {
      capacity *= 2
      const grown = new Uint32Array(capacity)
      grown.set(starts)
      starts = grown
    }
    starts[count++] = offset
  }
  const hasCarriageReturn = bytes.indexOf(CR) >= 0
  if (bytes.length > 0) push(0)
  if (hasCarriageReturn) {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]
      const ends = byte === LF || (byte === CR && bytes[i + 1] !== LF)
      if (ends && i + 1 < bytes.length) push(i + 1)
    }
  } else {
    for (let i = bytes.indexOf(LF); i >= 0 && i + 1 < bytes.length; i = bytes.indexOf(LF, i + 1)) push(i + 1)
  }
  push(bytes.length)
  return starts.slice(0, count)
}
