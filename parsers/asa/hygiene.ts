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
  const definitions = definitionsIn(blocks)
  const used = new Set<string>()
  // What is reached and still to follow: groups may be nested deeper than calls may be.
  const open: string[] = []
  const reach = (name: string): void => {
    if (used.has(name) || !definitions.has(name)) return
    used.add(name)
    open.push(name)
  }
  const follow = (text: string): void => {
    for (const name of namesIn(text)) reach(name)
  }
  for (const { text } of [...[...lists.values()].flat(), ...statements]) follow(text)
  for (const { header, members } of blocks) {
    const key = keyOf(header.text)
    // An object that is translated in its own block is in use by that.
    const own = key === undefined ? members : members.filter(({ text }) => /^\s*nat\s/.test(text))
    if (key !== undefined && own.length > 0) reach(key)
    for (const { text } of own) follow(text)
  }
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const { members } of definitions.get(key) ?? []) for (const { text } of members) follow(text)
  }
  return [...definitions].flatMap(([key, [first]]): UnusedName[] => {
    if (used.has(key) || first === undefined) return []
    const [what, name = ''] = key.split(' ')
    return [{ kind: what === 'object' ? 'object' : 'group', name, line: first.header.line }]
  })
}

/** The blocks that define each object and group, by `object NAME` and `object-group NAME`. */
function definitionsIn(blocks: readonly Block[]): ReadonlyMap<string, readonly Block[]> {
  const definitions = new Map<string, Block[]>()
  for (const block of blocks) {
    const key = keyOf(block.header.text)
    if (key === undefined) continue
    const known = definitions.get(key)
    if (known === undefined) definitions.set(key, [block])
    else known.push(block)
  }
  return definitions
}

function keyOf(header: string): string | undefined {
  const [what = '', , name = ''] = plain(header).split(' ')
  return what === 'object' || what === 'object-group' ? `${what} ${name}` : undefined
}

/** What a statement names, as keys of definitions; in a translation any word may be a name. */
function namesIn(text: string): string[] {
  const words = plain(text).split(' ')
  const anywhere = words[0] === 'nat' ? ['object', 'object-group'] : []
  return words.flatMap((word, i) => (USES.get(words[i - 1] ?? '') ?? anywhere).map((kind) => `${kind} ${word}`))
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
