import type { LineAccount } from '../../src/model/line-account.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import type { Reading } from './block.ts'
import { type AsaConfig, emptyConfig } from './config.ts'
import { readStatement } from './statements.ts'

const SPACE = 32
const TAB = 9

/** Reads every line but the entries of access lists, which are kept by line number. */
export function readConfig(source: SourceText, account: LineAccount, warn: Reading['warn']): AsaConfig {
  const lists = new ListLines(source)
  const listBegins: Reading['listBegins'] = (name, lines) => lists.start(name, lines)
  const reading: Reading = { config: emptyConfig(), account, mode: undefined, warn, listBegins }
  let banner: string | undefined
  for (let line = 1; line <= source.lineCount; line++) {
    if (lists.take(line)) continue
    const raw = source.rawLine(line)
    const text = raw.trim()
    if (banner !== undefined) {
      account.set(line, 'irrelevant')
      if (text.includes(banner)) banner = undefined
      continue
    }
    if (text === '' || text.startsWith('!') || text.startsWith(':') || /^Cryptochecksum:/i.test(text)) {
      account.set(line, 'irrelevant')
      continue
    }
    const first = source.bytes[source.lineStarts[line - 1]!]
    readStatement(reading, line, text, first === SPACE || first === TAB)
    if (/^certificate\b/.test(text)) banner = 'quit'
  }
  return reading.config
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
    this.#lines = lines
    this.#nameBytes = new TextEncoder().encode(`access-list ${name} `)
  }
}

const E = 101
const X = 120
const P = 112
const D = 100
const R = 114
