import { suggest } from '../source/suggest.ts'
import { type Complaints, choice, type Located, type Place, quoted } from './complaints.ts'
import type { YamlEntry, YamlMap, YamlNode } from './yaml-document.ts'

/** Takes values of the wanted type out of a YAML file and complains, with the place, about every other one. */
export class YamlReader {
  readonly file: string
  readonly complaints: Complaints

  constructor(file: string, complaints: Complaints) {
    this.file = file
    this.complaints = complaints
  }

  /** The entries of a map by key. Complains about a key that is not among the known ones. */
  fields(node: YamlNode, what: string, keys: readonly string[], required: readonly string[]): Fields | undefined {
    const map = this.map(node, what, `a map with the keys ${choice(keys)}`)
    if (map === undefined) return undefined
    const fields = new Map<string, YamlEntry>()
    for (const entry of map.entries) {
      if (keys.includes(entry.key)) fields.set(entry.key, entry)
      else this.unknownKey(entry, what, keys)
    }
    for (const key of required) {
      if (fields.has(key)) continue
      this.complaints.error('project/missing-key', this.#at(map), {
        message: `${what} has no key \`${key}\``,
        expected: `the keys ${choice(required)}`,
        mend: `add \`${key}:\``,
      })
    }
    return fields
  }

  unknownKey({ key, keyPlace }: YamlEntry, what: string, keys: readonly string[]): void {
    const near = suggest(key, keys)
    this.complaints.error('project/unknown-key', this.#at(keyPlace), {
      message: `${quoted(key)} is no key of ${what}`,
      expected: choice(keys),
      mend: near === undefined ? 'remove the key' : `write \`${near}\``,
    })
  }

  map(node: YamlNode, what: string, expected: string): YamlMap | undefined {
    if (node.kind === 'map') return node
    this.wrongType(node, what, expected)
    return undefined
  }

  /** A text that is not empty; a number counts as the text that stands there. */
  text(node: YamlNode, what: string, expected: string): Located<string> | undefined {
    if (node.kind === 'scalar' && (typeof node.value === 'string' || typeof node.value === 'number')) {
      const value = typeof node.value === 'string' ? node.value : node.text
      if (value.trim() !== '') return { value: value.trim(), line: node.line, column: node.column }
    }
    this.wrongType(node, what, expected)
    return undefined
  }

  /** One text, or a list of them. */
  texts(node: YamlNode, what: string, expected: string): readonly Located<string>[] {
    const items = node.kind === 'list' ? node.items : [node]
    return items.map((item) => this.text(item, what, expected)).filter((text) => text !== undefined)
  }

  choice<T extends string>(node: YamlNode, what: string, words: readonly T[]): T | undefined {
    const text = this.text(node, what, choice(words))
    if (text === undefined) return undefined
    const found = words.find((word) => word === text.value)
    if (found !== undefined) return found
    const near = suggest(text.value, words)
    this.complaints.error('project/unknown-word', this.#at(text), {
      message: `${what} cannot be ${quoted(text.value)}`,
      expected: choice(words),
      mend: near === undefined ? 'write one of these words' : `write \`${near}\``,
    })
    return undefined
  }

  boolean(node: YamlNode, what: string): boolean | undefined {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value
    this.wrongType(node, what, '`true` or `false`')
    return undefined
  }

  /** A whole number from 1 on. */
  position(node: YamlNode, what: string): number | undefined {
    if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isInteger(node.value) && node.value >= 1) {
      return node.value
    }
    this.wrongType(node, what, 'a whole number from 1 on')
    return undefined
  }

  wrongType(node: YamlNode, what: string, expected: string): void {
    this.complaints.error('project/wrong-type', this.#at(node), {
      message: `${what} has the wrong form`,
      found: described(node),
      expected,
      mend:
        node.kind === 'scalar' && node.value === null ? 'write a value, or remove the key' : 'write it in this form',
    })
  }

  #at(place: Place): { file: string; line: number; column: number } {
    return { file: this.file, line: place.line, column: place.column }
  }
}

/** The entries of one map, by key. */
export type Fields = ReadonlyMap<string, YamlEntry>

function described(node: YamlNode): string {
  if (node.kind === 'list') return `a list of ${node.items.length}`
  if (node.kind === 'map') {
    const keys = node.entries.slice(0, 3).map(({ key }) => quoted(key))
    const more = node.entries.length > keys.length ? ', …' : ''
    return keys.length === 0 ? 'an empty map' : `a map with ${keys.join(', ')}${more}`
  }
  if (node.value === null) return 'nothing'
  if (node.value === '') return 'an empty text'
  return `the ${typeof node.value === 'string' ? 'text' : typeof node.value} ${quoted(node.text)}`
}
