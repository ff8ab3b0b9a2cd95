import type { Hygiene, SilentEntry, UnusedName } from '../../src/model/firewall.ts'
import type { RuleTable } from '../../src/model/rule-table.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { aceKey } from './change/ace-key.ts'
import { type Block, Document } from './change/document.ts'
import { nameResolver, plain } from './change/script-state.ts'
import type { Segment } from './input/segments.ts'

/** What of a configuration takes no part: names that nobody uses, lists that are bound nowhere, entries that match nothing. */
export function hygieneOf(source: SourceText, segments: readonly Segment[], tables: readonly RuleTable[]): Hygiene {
  const document = new Document(source, segments)
  return { unused: [...unboundLists(document), ...unusedNames(document)], silent: silentEntries(document, tables) }
}

/** Statements that make use of a list beside `access-group`: translation, classes, tunnels, captures, and whatever else names it. */
function unboundLists({ lists, statements, blocks }: Document): UnusedName[] {
  const words = new Set<string>()
  for (const { text } of [...statements, ...blocks.flatMap(({ header, members }) => [header, ...members])]) {
    for (const word of plain(text).split(' ').slice(1)) words.add(word)
  }
  return [...lists].flatMap(([key, [first]]): UnusedName[] => {
    const name = key.replace(/^ipv6 /, '')
    return words.has(name) || first === undefined ? [] : [{ kind: 'list', name, line: first.line }]
  })
}

/** Objects and groups that no entry, translation or other statement leads to, groups within groups included. */
function unusedNames({ lists, statements, blocks }: Document): UnusedName[] {
  const definitions = new Map<string, Block[]>()
  for (const block of blocks) {
    const [what = '', , name = ''] = plain(block.header.text).split(' ')
    if (what !== 'object' && what !== 'object-group') continue
    const key = `${what} ${name}`
    definitions.set(key, [...(definitions.get(key) ?? []), block])
  }
  const used = new Set<string>()
  const visit = (text: string): void => {
    const words = plain(text).split(' ')
    for (const [i, word] of words.entries()) {
      const kinds = USES.get(words[i - 1] ?? '') ?? (/^nat$/.test(words[0] ?? '') ? ['object', 'object-group'] : [])
      for (const kind of kinds) reach(`${kind} ${word}`)
    }
  }
  const reach = (key: string): void => {
    if (used.has(key) || !definitions.has(key)) return
    used.add(key)
    for (const { members } of definitions.get(key) ?? []) for (const { text } of members) visit(text)
  }
  for (const { text } of [...[...lists.values()].flat(), ...statements]) visit(text)
  for (const { header, members } of blocks) {
    const [what = '', , name = ''] = plain(header.text).split(' ')
    const isDefinition = what === 'object' || what === 'object-group'
    if (!isDefinition) for (const { text } of members) visit(text)
    // An object that is translated in its own block is in use by that.
    for (const { text } of isDefinition ? members.filter((one) => /^\s*nat\s/.test(one.text)) : []) {
      reach(`${what} ${name}`)
      visit(text)
    }
  }
  return [...definitions].flatMap(([key, [first]]): UnusedName[] => {
    if (used.has(key) || first === undefined) return []
    const [what, name = ''] = key.split(' ')
    return [{ kind: what === 'object' ? 'object' : 'group', name, line: first.header.line }]
  })
}

/** Words that are followed by the name of an object or a group. */
const USES: ReadonlyMap<string, readonly string[]> = new Map([
  ['object', ['object']],
  ['object-group', ['object-group']],
  ['group-object', ['object-group']],
])

/** Entries without a row: switched off, stored once already, or of something that holds nothing. */
function silentEntries(document: Document, tables: readonly RuleTable[]): SilentEntry[] {
  const resolve = nameResolver(document)
  return tables.flatMap((table) => {
    const lines = document.lists.get(table.name) ?? document.lists.get(`ipv6 ${table.name}`) ?? []
    const rows = new Set<number>()
    for (let row = 0; row < table.rowCount; row++) rows.add(table.line(row))
    if (lines.every(({ line }) => rows.has(line))) return []
    const seen = new Map<string, number>()
    return lines.flatMap(({ line, text }): SilentEntry[] => {
      const words = plain(text)
        .split(' ')
        .slice(text.trimStart().startsWith('ipv6') ? 3 : 2)
      if (words[0] === 'remark') return []
      const { key, inactive } = aceKey(words, resolve)
      const twin = seen.get(key)
      if (twin === undefined) seen.set(key, line)
      if (rows.has(line)) return []
      if (inactive) return [{ table, line, why: 'inactive' }]
      return twin === undefined ? [{ table, line, why: 'empty' }] : [{ table, line, why: 'duplicate', twin }]
    })
  })
}
