import type { Block, Document } from './document.ts'
import { plain } from './script-state.ts'

/** Names of objects and groups that the configuration defines. */
export function definedNames({ blocks }: Document): { readonly objects: Set<string>; readonly groups: Set<string> } {
  const objects = new Set<string>()
  const groups = new Set<string>()
  for (const { header } of blocks) {
    if (header.isGone) continue
    const [what, , name] = plain(header.text).split(' ')
    if (what === 'object' && name !== undefined) objects.add(name)
    if (what === 'object-group' && name !== undefined) groups.add(name)
  }
  return { objects, groups }
}

/** The first line that uses an object or a group; undefined if none does. */
export function useOf(document: Document, what: 'object' | 'object-group', name: string): string | undefined {
  const words = what === 'object' ? [`object ${name}`] : [`object-group ${name}`, `group-object ${name}`]
  const uses = (text: string): boolean => {
    const padded = `${plain(text)} `
    if (words.some((word) => padded.includes(` ${word} `) || padded.startsWith(`${word} `))) return true
    // Translation names objects without saying so.
    return /^nat \(/.test(padded.trimStart()) && padded.includes(` ${name} `)
  }
  for (const lines of document.lists.values()) {
    const found = lines.find(({ isGone, text }) => !isGone && uses(text))
    if (found !== undefined) return plain(found.text)
  }
  for (const { header, members } of document.blocks) {
    const found = members.find(({ isGone, text }) => !isGone && !header.isGone && uses(text))
    if (found !== undefined) return plain(found.text)
  }
  return document.statements.find(({ isGone, text }) => !isGone && uses(text))?.text.trim()
}

/** Every block with this header that is left. */
export function blocksOf({ blocks }: Document, isHeader: (words: readonly string[]) => boolean): Block[] {
  return blocks.filter(({ header }) => !header.isGone && isHeader(plain(header.text).split(' ')))
}

/** Whether a group holds another one, itself or through groups. */
export function holdsGroup({ blocks }: Document, outer: string, inner: string): boolean {
  const held = new Map<string, string[]>()
  for (const { header, members } of blocks) {
    const [what, , name = ''] = plain(header.text).split(' ')
    if (header.isGone || what !== 'object-group') continue
    const names = held.get(name) ?? []
    held.set(name, names)
    for (const { isGone, text } of members) {
      const match = isGone ? null : /^\s*group-object\s+(\S+)/.exec(text)
      if (match !== null) names.push(match[1] ?? '')
    }
  }
  const reached = new Set([outer])
  for (const name of reached) for (const next of held.get(name) ?? []) reached.add(next)
  return outer !== inner && reached.has(inner)
}
