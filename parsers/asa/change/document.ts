import type { Piece, SourceText } from '../../../src/source/source-text.ts'
import { captureHeader, isCapturedRow } from '../input/capture.ts'
import type { Prompt, Segment } from '../input/segments.ts'
import { lineWithLowerKeywords } from './keyword-case.ts'

/** A line of the configuration in the making. */
export interface DocLine {
  readonly source: SourceText
  readonly line: number
  /** With keywords in lower case. */
  text: string
  /** Whether the text is no longer what stands there. */
  isEdited: boolean
  isGone: boolean
}

/** A header with the lines below it. */
export interface Block {
  readonly header: DocLine
  readonly members: DocLine[]
}

/** First words of statements that have lines below them. */
const HEADS = /^(?:object|object-group|interface|time-range|policy-map|class-map)\s/
/** What stands below a group or an object also where the indentation was lost. */
const MEMBERS =
  /^(?:network-object|group-object|port-object|service-object|protocol-object|icmp-object|host|subnet|range|fqdn|description)\s/

/** A configuration as lines that can be taken away and put in, found by what they are. */
export class Document {
  readonly blocks: Block[] = []
  /** By name; of `ipv6 access-list` by `ipv6 NAME`. */
  readonly lists: Map<string, DocLine[]> = new Map()
  /** Everything else, in the order of the text. */
  readonly statements: DocLine[] = []
  readonly #source: SourceText
  /** Lines of the text that were looked at, by their number; the others stay as they are. */
  readonly #lines = new Map<number, DocLine>()
  /** Lines at the end of a text that holds no configuration. */
  readonly #added: DocLine[] = []
  /** Lines that stand in front of another one. */
  readonly #before = new Map<DocLine, DocLine[]>()
  readonly #behind = new Map<DocLine, DocLine[]>()
  /** The last line of the configuration; more may follow it, of other devices. */
  #end: DocLine | undefined

  /** The configuration that stands in some lines of a text; without them in all of it. The other lines stay as they are. */
  constructor(source: SourceText, segments: readonly Segment[] = [wholeOf(source)]) {
    this.#source = source
    for (const { kind, first, last } of segments) {
      let block: Block | undefined
      for (let line = first; kind === 'config' && line <= last; line++) {
        const one = this.#lineAt(line)
        this.#end = one
        const bare = one.text.trim()
        if (bare === '' || bare.startsWith('!') || isCaptured(bare)) continue
        if (block !== undefined && (/^\s/.test(one.text) || MEMBERS.test(bare))) block.members.push(one)
        else block = this.#place(one, bare)
      }
    }
  }

  #lineAt(line: number): DocLine {
    const known = this.#lines.get(line)
    if (known !== undefined) return known
    const text = lineWithLowerKeywords(this.#source.rawLine(line))
    const one = { source: this.#source, line, text, isEdited: false, isGone: false }
    this.#lines.set(line, one)
    return one
  }

  /** Adds a line at the end. */
  append(source: SourceText, line: number, text: string): DocLine {
    if (this.#end !== undefined) return this.insert('behind', this.#end, source, line, text)
    const one = edited(source, line, text)
    this.#added.push(one)
    return one
  }

  /** Says what was typed at a prompt where a terminal showed it: such lines part the devices of a text. */
  showPrompts(prompts: readonly Prompt[]): void {
    for (const { line, host, command, isConfig } of prompts) {
      const one = this.#lineAt(line)
      if (one.isGone) continue
      one.text = isConfig ? `${host}(config)# ${this.#source.rawLine(line)}` : `${host}# ${command}`
      one.isEdited = true
    }
  }

  /** Adds a line in front of another, or behind it. */
  insert(place: 'before' | 'behind', at: DocLine, source: SourceText, line: number, text: string): DocLine {
    const one = edited(source, line, text)
    const map = place === 'before' ? this.#before : this.#behind
    const there = map.get(at)
    if (there === undefined) map.set(at, [one])
    else there.push(one)
    return one
  }

  /** Files a line that begins a block, belongs to a list, or stands alone. */
  #place(one: DocLine, bare: string): Block | undefined {
    const list = listNameOf(bare)
    if (list !== undefined) {
      const lines = this.lists.get(list)
      if (lines === undefined) this.lists.set(list, [one])
      else lines.push(one)
      return undefined
    }
    if (!HEADS.test(bare)) {
      this.statements.push(one)
      return undefined
    }
    const block: Block = { header: one, members: [] }
    this.blocks.push(block)
    return block
  }

  /** A line with all that was put in front of it and behind it, which may be nested deeper than calls may be. */
  #walk(first: DocLine, visit: (one: DocLine) => void): void {
    const left: { readonly one: DocLine; readonly isOpen: boolean }[] = [{ one: first, isOpen: true }]
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { one, isOpen } = next
      if (!isOpen) {
        visit(one)
        continue
      }
      const [before, behind] = [this.#before.get(one) ?? [], this.#behind.get(one) ?? []]
      for (const other of behind.toReversed()) left.push({ one: other, isOpen: true })
      left.push({ one, isOpen: false })
      for (const other of before.toReversed()) left.push({ one: other, isOpen: true })
    }
  }

  /** The lines that are left, in their order. */
  pieces(): Piece[] {
    const pieces: Piece[] = []
    const put = ({ source, line, text, isEdited, isGone }: DocLine): void => {
      if (!isGone) pieces.push({ source, line, ...(isEdited ? { text } : {}) })
    }
    for (let line = 1; line <= this.#source.lineCount; line++) {
      const one = this.#lines.get(line)
      if (one === undefined) pieces.push({ source: this.#source, line })
      else this.#walk(one, put)
    }
    for (const one of this.#added) this.#walk(one, put)
    return pieces
  }
}

function wholeOf({ lineCount }: SourceText): Segment {
  return { first: 1, last: lineCount, kind: 'config' }
}

/** What `show access-list` printed is no part of the configuration. */
function isCaptured(bare: string): boolean {
  if (!bare.startsWith('access-list ')) return false
  return captureHeader(bare) !== undefined || (/^access-list \S+ line \d+ /.test(bare) && isCapturedRow(bare))
}

function edited(source: SourceText, line: number, text: string): DocLine {
  return { source, line, text, isEdited: true, isGone: false }
}

/** `access-list NAME …` and `ipv6 access-list NAME …`; other kinds of lists stand alone. */
export function listNameOf(bare: string): string | undefined {
  const match = /^(ipv6 )?access-list (\S+)(?: (\S+))?/.exec(bare)
  if (match === null) return undefined
  const [, six = '', name = '', third = ''] = match
  return third === 'standard' || third === 'webtype' || third === 'ethertype' ? undefined : `${six}${name}`
}
