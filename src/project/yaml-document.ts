import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import { redactSentence } from '../source/redact.ts'
import type { SourceText } from '../source/source-text.ts'
import { type Complaints, type Place, quoted } from './complaints.ts'

/** A value of a YAML file with its place. Aliases are written out, so that a reader meets plain values only. */
export type YamlNode = YamlScalar | YamlList | YamlMap

export interface YamlScalar extends Place {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As it stands in the file: `007` is the number 7 with this text. */
  readonly text: string
}

export interface YamlList extends Place {
  readonly kind: 'list'
  readonly items: readonly YamlNode[]
}

export interface YamlMap extends Place {
  readonly kind: 'map'
  /** In the order of the file, no key twice. */
  readonly entries: readonly YamlEntry[]
}

export interface YamlEntry {
  readonly key: string
  readonly keyPlace: Place
  readonly value: YamlNode
}

/** A project file is written by hand; what is larger or deeper than this was made to do harm, or is another file. */
const BYTES_MAX = 1024 * 1024
const NODES_MAX = 100_000
const DEPTH_MAX = 32

/**
 * The one document of a YAML 1.2 file, or undefined after complaints: syntax errors, keys given twice, tags, keys that
 * are no plain text, more than one document.
 */
export function parseYaml(source: SourceText, complaints: Complaints): YamlNode | undefined {
  const file = source.name
  if (source.bytes.length > BYTES_MAX) {
    complaints.error(
      'project/too-large',
      { file },
      {
        message: 'the project file is too large',
        found: `${source.bytes.length} bytes`,
        expected: `at most ${BYTES_MAX} bytes`,
        mend: 'keep long server lists in files of their own and name them under `servers:`',
      },
    )
    return undefined
  }
  const lines = new LineCounter()
  const document = parseDocument(new TextDecoder().decode(source.bytes), {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    version: '1.2',
  })
  // Only the first: those behind it mostly follow from it.
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) {
    const { pos, message } = fault
    const [line, column] = at(lines, pos[0])
    complaints.error(
      'project/yaml-syntax',
      { file, line, column },
      {
        message: 'the file is not valid YAML',
        found: redactSentence(message.split('\n')[0] ?? message),
        expected: 'one YAML 1.2 document',
        mend: 'mend the indentation or the quotes at this place',
      },
    )
  }
  if (complaints.hasErrors) return undefined
  const conversion = new Conversion(file, lines, complaints, document)
  return conversion.convert(document.contents, { line: 1, column: 1 }, 0)
}

function at(lines: LineCounter, offset: number): [number, number] {
  const { line, col } = lines.linePos(offset)
  return [Math.max(1, line), Math.max(1, col)]
}

class Conversion {
  readonly #file: string
  readonly #lines: LineCounter
  readonly #complaints: Complaints
  readonly #document: Document
  #nodeCount = 0
  #isExhausted = false

  constructor(file: string, lines: LineCounter, complaints: Complaints, document: Document) {
    this.#file = file
    this.#lines = lines
    this.#complaints = complaints
    this.#document = document
  }

  /** `place` is where the parent stands: an empty value has no place of its own. */
  convert(node: Node | null | undefined, parent: Place, depth: number): YamlNode | undefined {
    this.#nodeCount++
    if (this.#nodeCount > NODES_MAX || depth > DEPTH_MAX) return this.#exhausted(parent)
    if (node === null || node === undefined) return { kind: 'scalar', value: null, text: '', ...parent }
    if (isAlias(node)) {
      const target = node.resolve(this.#document)
      const place = this.#place(node, parent)
      const value = this.convert(target, place, depth + 1)
      return value === undefined ? undefined : { ...value, ...place }
    }
    if (isScalar(node)) return this.#scalar(node, parent)
    if (isSeq<Node>(node)) return this.#list(node.items, this.#place(node, parent), depth)
    if (isMap<Node, Node>(node)) return this.#map(node.items, this.#place(node, parent), depth)
    return undefined
  }

  #scalar(node: Node & { value: unknown; source?: string }, parent: Place): YamlScalar {
    const { value } = node
    const place = this.#place(node, parent)
    const isPlain =
      value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return { kind: 'scalar', value: isPlain ? value : String(value), text: node.source ?? String(value), ...place }
  }

  #list(items: readonly Node[], place: Place, depth: number): YamlList {
    const values: YamlNode[] = []
    for (const item of items) {
      const value = this.convert(item, place, depth + 1)
      if (value !== undefined) values.push(value)
      if (this.#isExhausted) break
    }
    return { kind: 'list', items: values, ...place }
  }

  #map(pairs: readonly Pair<Node, Node | null>[], place: Place, depth: number): YamlMap {
    const entries: YamlEntry[] = []
    const seen = new Map<string, Place>()
    for (const { key, value } of pairs) {
      const keyPlace = this.#place(key, place)
      if (!isScalar(key)) {
        this.#complaints.error(
          'project/wrong-key',
          { file: this.#file, ...keyPlace },
          {
            message: 'a key is not plain text',
            expected: 'a word, then a colon',
            mend: 'put quotes around the key',
          },
        )
        continue
      }
      const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
      const first = seen.get(name)
      if (first !== undefined) this.#twice(name, keyPlace, first)
      seen.set(name, keyPlace)
      const converted = this.convert(value, keyPlace, depth + 1)
      if (this.#isExhausted) break
      if (first === undefined && converted !== undefined) entries.push({ key: name, keyPlace, value: converted })
    }
    return { kind: 'map', entries, ...place }
  }

  #twice(name: string, place: Place, first: Place): void {
    this.#complaints.error(
      'project/key-twice',
      { file: this.#file, ...place },
      {
        message: `the key ${quoted(name)} is given twice`,
        found: `first in line ${first.line}`,
        expected: 'each key once',
        mend: 'remove one of the two, or join their values',
      },
    )
  }

  #place(node: Node, parent: Place): Place {
    if (node.range === null || node.range === undefined) return parent
    const [line, column] = at(this.#lines, node.range[0])
    return { line, column }
  }

  #exhausted(place: Place): undefined {
    if (!this.#isExhausted) {
      this.#complaints.error(
        'project/too-deep',
        { file: this.#file, ...place },
        {
          message: 'the project file is nested too deeply, or its aliases stand for too much',
          expected: `at most ${DEPTH_MAX} levels and ${NODES_MAX} values`,
          mend: 'write the values out',
        },
      )
    }
    this.#isExhausted = true
    return undefined
  }
}
