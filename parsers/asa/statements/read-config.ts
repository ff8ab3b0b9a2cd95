import type { LineAccount } from '../../../src/model/line-account.ts'
import type { SourceText } from '../../../src/source/source-text.ts'
import { type AsaConfig, emptyConfig } from '../config.ts'
import { type Capture, CaptureReader, captureHeader, isCapturedRow } from '../input/capture.ts'
import type { Segment } from '../input/segments.ts'
import { inOrder } from '../lists/line-order.ts'
import type { Reading } from './block.ts'
import { spellInterfaces } from './interface-names.ts'
import { readStatement } from './statements.ts'

const SPACE = 32
const TAB = 9

/** Reads every line of a device but the entries of access lists, which are kept by line number. */
export function readConfig(source: SourceText, segments: readonly Segment[], account: LineAccount): AsaConfig {
  const config = emptyConfig()
  const reader = new LineReader(source, config, account)
  for (const { first, last, kind } of segments) {
    reader.beginSegment()
    for (let line = first; line <= last; line++) {
      if (kind === 'other') account.set(line, 'irrelevant')
      else reader.read(line)
    }
  }
  spellInterfaces(config)
  for (const list of config.lists.values()) {
    if (list.places !== undefined) list.lines = inOrder(list.lines, list.places)
    delete list.places
  }
  return config
}

class LineReader {
  readonly #source: SourceText
  readonly #account: LineAccount
  readonly #lists: ListLines
  readonly #captured: CaptureReader
  readonly #reading: Reading

  constructor(source: SourceText, config: AsaConfig, account: LineAccount) {
    const lists = new ListLines(source)
    this.#source = source
    this.#account = account
    this.#lists = lists
    this.#captured = new CaptureReader(source)
    const listBegins: Reading['listBegins'] = (name, lines) => lists.start(name, lines)
    this.#reading = { config, account, mode: undefined, byHardware: { entered: 0, found: new Map() }, listBegins }
  }

  beginSegment(): void {
    this.#reading.mode = undefined
  }

  read(line: number): void {
    if (this.#lists.take(line)) return
    if (this.#captured.take(line)) {
      this.#account.set(line, 'modelled')
      return
    }
    const text = this.#source.rawLine(line).trim()
    if (isPassedOver(text)) {
      this.#account.set(line, 'irrelevant')
      return
    }
    const capture = captureOf(text, line, this.#reading.config)
    if (capture !== undefined) {
      this.#captured.begin(capture)
      if (captureHeader(text) !== undefined || this.#captured.take(line)) {
        this.#account.set(line, 'modelled')
        return
      }
    }
    const byte = this.#source.bytes[this.#source.lineStarts[line - 1]!]
    readStatement(this.#reading, line, text, byte === SPACE || byte === TAB)
  }
}

/** Blank lines, comments, and what the device or the terminal says beside its configuration. */
function isPassedOver(text: string): boolean {
  return text === '' || text.startsWith('!') || text.startsWith(':') || SAID_BESIDE.test(text)
}

const SAID_BESIDE =
  /^(?:Cryptochecksum:|(?:INFO|WARNING|NOTICE): |---.*---$|-{3,5}$|={3,}$|#|\^$|Building configuration|Current configuration\b|Saved$|\[OK\]|Result of the command: |The command has been sent to the device|Type help or '\?' for a list|(?:Hardware|Serial Number): |Written by )/i

/** The capture that a line begins or belongs to, without being taken yet. A list that is printed twice counts once. */
function captureOf(text: string, line: number, { captures }: AsaConfig): Capture | undefined {
  if (!text.startsWith('access-list ')) return undefined
  const header = captureHeader(text)
  const name = header ?? (isCapturedRow(text) ? /^access-list (\S+) line \d+ /.exec(text)?.[1] : undefined)
  if (name === undefined) return undefined
  const known = captures.get(name)
  const fresh: Capture = { name, line, rows: [], numbers: [] }
  if (known !== undefined && header === undefined) return known
  if (known === undefined) captures.set(name, fresh)
  return fresh
}

/** `access-list NAME …` lines are the bulk of a configuration: only their name is read here, from the bytes. */
class ListLines {
  readonly #source: SourceText
  #nameBytes: Uint8Array = new Uint8Array()
  #lines: number[] | undefined

  constructor(source: SourceText) {
    this.#source = source
  }

  /** Takes the line if it continues the list of the line before; others go the ordinary way. */
  take(line: number): boolean {
    if (this.#lines === undefined) return false
    const { bytes, lineStarts } = this.#source
    let at = lineStarts[line - 1]!
    for (const byte of this.#nameBytes) if (bytes[at++] !== byte) return false
    // `line N` inserts, and what is no extended entry has its own reading.
    const next = bytes[at]
    if (next !== E && next !== P && next !== D && next !== R) return false
    if (next === E && bytes[at + 1] !== X) return false
    this.#lines.push(line)
    return true
  }

  start(name: string, lines: number[]): void {
    this.#lines = name === '' ? undefined : lines
    this.#nameBytes = new TextEncoder().encode(`access-list ${name} `)
  }
}

const E = 101
const X = 120
const P = 112
const D = 100
const R = 114
