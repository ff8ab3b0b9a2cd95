import { aceKey } from './ace-key.ts'
import { checkEntryWords } from './check-words.ts'
import type { DocLine, Document } from './document.ts'
import { definedNames } from './references.ts'
import { type Edit, nameResolver, plain, Refusal, type ScriptState } from './script-state.ts'

/** `access-list …`, `ipv6 access-list …`, and `clear configure access-list …`. */
export function isListCommand(words: readonly string[]): boolean {
  return words[0] === 'access-list' || (words[0] === 'ipv6' && words[1] === 'access-list')
}

/** Adds or removes an entry of a list. Throws Refusal. */
export function applyListCommand(state: ScriptState, edit: Edit, words: readonly string[], isNegated: boolean): void {
  const { document } = state
  const isSix = words[0] === 'ipv6'
  const [name, ...entry] = words.slice(isSix ? 2 : 1)
  if (name === undefined) throw new Refusal('the name of a list is expected')
  if (['standard', 'webtype', 'ethertype'].includes(entry[0] ?? '')) {
    throw new Refusal(`lists of the kind \`${entry[0]}\` cannot be changed here`)
  }
  const key = `${isSix ? 'ipv6 ' : ''}${name}`
  const lines = (document.lists.get(key) ?? []).filter(({ isGone }) => !isGone)
  if (isNegated) removeEntry(document, key, lines, entry)
  else addEntry(document, edit, key, lines, entry)
}

function entryOf({ text }: DocLine): string[] {
  return text
    .trim()
    .split(/\s+/)
    .slice(text.trim().startsWith('ipv6') ? 3 : 2)
}

function addEntry(
  document: Document,
  edit: Edit,
  key: string,
  lines: readonly DocLine[],
  entry: readonly string[],
): void {
  const position = entry[0] === 'line' ? Number(entry[1]) : undefined
  const words = position === undefined ? entry : entry.slice(2)
  if (position !== undefined && !(Number.isSafeInteger(position) && position >= 1)) {
    throw new Refusal('`line` needs a number from 1')
  }
  if (words.length === 0) throw new Refusal('an entry is expected behind the name of the list')
  checkAction(words)
  checkReferences(document, words)
  checkEntryWords(document, words)
  const resolve = nameResolver(document)
  const wanted = aceKey(words, resolve)
  const isRemark = words[0] === 'remark'
  const twin = isRemark ? undefined : lines.find((one) => aceKey(entryOf(one), resolve).key === wanted.key)
  const text = `${key.startsWith('ipv6 ') ? `ipv6 access-list ${key.slice(5)}` : `access-list ${key}`} ${words.join(' ')}`
  if (twin !== undefined) {
    // The device stores an entry once; without `inactive` it is switched on again, and with it off.
    if (aceKey(entryOf(twin), resolve).inactive !== wanted.inactive) replace(document, twin, edit, text, key)
    return
  }
  const all = document.lists.get(key) ?? []
  const next = position === undefined ? undefined : lines[position - 1]
  if (next !== undefined) {
    const added = document.insert('before', next, edit.script, edit.line, text)
    document.lists.set(key, all.toSpliced(all.indexOf(next), 0, added))
    return
  }
  const last = lines.at(-1)
  const added =
    last === undefined
      ? document.append(edit.script, edit.line, text)
      : document.insert('behind', last, edit.script, edit.line, text)
  document.lists.set(key, [...all, added])
}

function replace(document: Document, old: DocLine, edit: Edit, text: string, key: string): void {
  const added = document.insert('before', old, edit.script, edit.line, text)
  old.isGone = true
  document.lists.set(
    key,
    (document.lists.get(key) ?? []).map((one) => (one === old ? added : one)),
  )
}

function checkAction(words: readonly string[]): void {
  if (words[0] === 'rename') throw new Refusal('another name for a list cannot be applied', 'entries')
  const action = words[0] === 'extended' ? words[1] : words[0]
  if (action !== 'permit' && action !== 'deny' && action !== 'remark') {
    throw new Refusal('an entry says `permit`, `deny` or `remark`', '`extended permit tcp any any eq 443`, for example')
  }
}

/** A device takes no entry that names a group or object which it does not have. */
function checkReferences(document: Document, words: readonly string[]): void {
  if (words[0] === 'remark') return
  const defined = definedNames(document)
  for (const [i, word] of words.entries()) {
    const name = words[i + 1] ?? ''
    if (word === 'object-group' && !defined.groups.has(name)) throw new Refusal(`there is no object-group \`${name}\``)
    if (word === 'object' && !defined.objects.has(name) && !isPredefined(name)) {
      throw new Refusal(`there is no object \`${name}\``)
    }
  }
}

/** Service objects that every device has begin so; whether it is one of them is for the reader of lists to say. */
function isPredefined(name: string): boolean {
  return /^(?:tcp|udp|icmp6?|ip)(?:-|$)/.test(name)
}

/** Up to 6.3 the short form removes the whole list. */
function isPix6({ statements }: Document): boolean {
  return statements.some(({ text }) => /^\s*PIX Version [1-6]\./i.test(text))
}

function removeEntry(document: Document, key: string, lines: readonly DocLine[], entry: readonly string[]): void {
  if (entry.length === 0 && isPix6(document) && lines.length > 0) {
    for (const line of lines) line.isGone = true
    return
  }
  if (entry.length === 0) {
    throw new Refusal(
      'this command is incomplete on a device from 7.0 on',
      'a whole entry behind the name of the list',
      'remove its entries, or write `clear configure access-list NAME`',
    )
  }
  const resolve = nameResolver(document)
  const wanted = aceKey(entry, resolve).key
  const matching = lines.filter((one) => aceKey(entryOf(one), resolve).key === wanted)
  const at = entry[0] === 'line' ? lines[Number(entry[1]) - 1] : undefined
  const found = at !== undefined && matching.includes(at) ? at : matching[0]
  if (found === undefined) throw new Refusal(`the list \`${key}\` has no such entry`)
  if (entry[0] === 'line' && entry.length > 2 && at !== undefined && found !== at) {
    throw new Refusal(`another entry stands at line ${entry[1]} of the list`, plain(at.text))
  }
  found.isGone = true
}
