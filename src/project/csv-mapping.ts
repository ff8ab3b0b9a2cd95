import type { CsvField, CsvMapping, IgnoredColumn } from '../../parsers/csv/mapping.ts'
import { choice } from './complaints.ts'
import type { YamlEntry, YamlNode } from './yaml-document.ts'
import type { Fields, YamlReader } from './yaml-reading.ts'

/** Every field once: the compiler holds this in step with the dialect. */
const FIELDS: Readonly<Record<CsvField, true>> = {
  order: true,
  id: true,
  name: true,
  enabled: true,
  disabled: true,
  action: true,
  sourceZone: true,
  destinationZone: true,
  source: true,
  destination: true,
  sourceExcept: true,
  destinationExcept: true,
  sourceNegated: true,
  destinationNegated: true,
  protocol: true,
  service: true,
  sourcePort: true,
  destinationPort: true,
  condition: true,
  direction: true,
  comment: true,
  hits: true,
}

/** What a column of a rule table can mean. */
export const CSV_FIELDS: readonly CsvField[] = Object.keys(FIELDS).filter((key): key is CsvField => key in FIELDS)

type Mutable<T> = { -readonly [K in keyof T]?: T[K] | undefined }
type Reading = (reader: YamlReader, node: YamlNode, into: Mutable<CsvMapping>) => void

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
const DELIMITERS = [',', ';', '|', 'tab'] as const
const EVALUATIONS = ['first-match', 'priority', 'deny-overrides', 'allow-union'] as const
const ACTIONS = ['permit', 'deny'] as const
const BLANKS = ['any', 'none', 'above', 'refuse'] as const
const WORDS = ['permit', 'deny', 'any', 'enabled', 'disabled'] as const

/** How each key of the mapping is read. */
const READINGS: Readonly<Record<keyof CsvMapping, Reading>> = {
  columns: (reader, node, into) => {
    into.columns = byWord(reader, node, '`columns`', CSV_FIELDS, (value, what) => columnsOf(reader, value, what))
  },
  ignoreColumns: (reader, node, into) => {
    into.ignoreColumns = ignoredColumns(reader, node)
  },
  encoding: (reader, node, into) => {
    into.encoding = reader.choice(node, '`encoding`', ENCODINGS)
  },
  delimiter: (reader, node, into) => {
    into.delimiter = reader.choice(node, '`delimiter`', DELIMITERS)
  },
  headerLine: (reader, node, into) => {
    into.headerLine = reader.position(node, '`headerLine`')
  },
  listSeparator: (reader, node, into) => {
    if (node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '') into.listSeparator = node.value
    else reader.wrongType(node, '`listSeparator`', 'a text in quotes, for example `";"`')
  },
  evaluation: (reader, node, into) => {
    into.evaluation = reader.choice(node, '`evaluation`', EVALUATIONS)
  },
  otherwise: (reader, node, into) => {
    into.otherwise = reader.choice(node, '`otherwise`', ACTIONS)
  },
  action: (reader, node, into) => {
    into.action = reader.choice(node, '`action`', ACTIONS)
  },
  blank: (reader, node, into) => {
    into.blank = byWord(reader, node, '`blank`', CSV_FIELDS, (value, what) => reader.choice(value, what, BLANKS))
  },
  words: (reader, node, into) => {
    into.words = byWord(reader, node, '`words`', WORDS, (value, what) =>
      textsOf(reader, value, what, 'a list of words'),
    )
  },
  services: (reader, node, into) => {
    into.services = byName(reader, node, '`services`', 'services such as `tcp/49152-65535`')
  },
  addresses: (reader, node, into) => {
    into.addresses = byName(reader, node, '`addresses`', 'addresses, prefixes or ranges')
  },
  sections: (reader, node, into) => {
    into.sections = sectionsOf(reader, node)
  },
  complete: (reader, node, into) => {
    into.complete = reader.boolean(node, '`complete`')
  },
}

/** The keys of a firewall's entry that belong to its mapping. */
export const MAPPING_KEYS: readonly string[] = Object.keys(READINGS)

/** What a firewall's entry in the project file says about its rule table. */
export function readMapping(reader: YamlReader, fields: Fields): CsvMapping {
  const mapping: Mutable<CsvMapping> = {}
  for (const [key, reading] of Object.entries(READINGS)) {
    const entry = fields.get(key)
    if (entry !== undefined) reading(reader, entry.value, mapping)
  }
  return withoutUndefined(mapping)
}

/** Without the keys whose values were refused: the type promises that a key that is there has a value. */
function withoutUndefined(mapping: Mutable<CsvMapping>): CsvMapping {
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== undefined))
}

function textsOf(reader: YamlReader, node: YamlNode, what: string, expected: string): readonly string[] {
  return reader.texts(node, what, expected).map(({ value }) => value)
}

type ColumnNames = string | number | readonly (string | number)[]

function columnsOf(reader: YamlReader, node: YamlNode, what: string): ColumnNames | undefined {
  const expected = 'the header of a column, its position from 1, or a list of these'
  if (node.kind !== 'list') return columnOf(reader, node, what, expected)
  const columns = node.items.map((item) => columnOf(reader, item, what, expected))
  return columns.filter((column) => column !== undefined)
}

function columnOf(reader: YamlReader, node: YamlNode, what: string, expected: string): string | number | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'number') return reader.position(node, what)
  // The header of a column may be empty: then only its position, or the empty text in quotes, can name it.
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value
  reader.wrongType(node, what, expected)
  return undefined
}

/** Headers or positions; with a reason where the column looks as if it decided traffic. */
function ignoredColumns(reader: YamlReader, node: YamlNode): readonly IgnoredColumn[] {
  const expected = 'a header, a position from 1, or `{ column: HEADER, reason: TEXT }`'
  const read = (item: YamlNode): IgnoredColumn | undefined => {
    if (item.kind !== 'map') return columnOf(reader, item, 'an entry of `ignoreColumns`', expected)
    const keys = ['column', 'reason']
    const fields = reader.fields(item, 'an entry of `ignoreColumns`', keys, keys)
    const column = fields?.get('column')?.value
    const reason = fields?.get('reason')?.value
    if (column === undefined || reason === undefined) return undefined
    const name = columnOf(reader, column, '`column`', 'the header of a column or its position from 1')
    const text = reader.text(reason, '`reason`', 'a text that says why the column decides nothing')?.value
    return name === undefined || text === undefined ? undefined : { column: name, reason: text }
  }
  const items = node.kind === 'list' ? node.items : [node]
  return items.map(read).filter((one) => one !== undefined)
}

/** `{ applies: all, reason: TEXT }`, or the titles in place of `all`. */
function sectionsOf(reader: YamlReader, node: YamlNode): CsvMapping['sections'] {
  const keys = ['applies', 'reason']
  const fields = reader.fields(node, '`sections`', keys, keys)
  const applies = fields?.get('applies')?.value
  const reason = fields?.get('reason')?.value
  if (applies === undefined || reason === undefined) return undefined
  const titles = textsOf(reader, applies, '`applies` in `sections`', '`all`, or a list of titles')
  const text = reader.text(reason, '`reason`', 'a text that says why the titles mean that')?.value
  if (text === undefined || titles.length === 0) return undefined
  return { applies: applies.kind !== 'list' && titles[0] === 'all' ? 'all' : titles, reason: text }
}

/** A map whose keys are from a closed list of words. */
function byWord<W extends string, T>(
  reader: YamlReader,
  node: YamlNode,
  what: string,
  words: readonly W[],
  read: (value: YamlNode, what: string) => T | undefined,
): Partial<Record<W, T>> {
  const result: Partial<Record<W, T>> = {}
  const map = reader.map(node, what, `a map with the keys ${choice(words)}`)
  for (const entry of map?.entries ?? []) {
    const word = words.find((candidate) => candidate === entry.key)
    if (word === undefined) {
      reader.unknownKey(entry, what, words)
      continue
    }
    const value = read(entry.value, `\`${word}\` in ${what}`)
    if (value !== undefined) result[word] = value
  }
  return result
}

/** A map whose keys are names of the user's. Its object inherits nothing, so that `constructor` is a name like any other. */
function byName(reader: YamlReader, node: YamlNode, what: string, things: string): Record<string, readonly string[]> {
  const result: Record<string, readonly string[]> = Object.create(null)
  const map = reader.map(node, what, `a map of names to lists of ${things}`)
  for (const { key, value } of map?.entries ?? ([] as readonly YamlEntry[])) {
    result[key] = textsOf(reader, value, `an entry of ${what}`, `a list of ${things}`)
  }
  return result
}
