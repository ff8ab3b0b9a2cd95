import type { SourceText } from '../../../src/source/source-text.ts'
import type { NamedDevice } from '../devices.ts'
import { listNameOf } from './document.ts'
import { withLowerKeywords } from './keyword-case.ts'

/** The device that a script is for, or the names of those that it could be for. */
export type Choice =
  | { readonly device: NamedDevice; readonly isOnlyOne: boolean }
  | { readonly names: readonly string[] }

/** Of several devices the one that is named, or the only one that has a list of the script. */
export function chooseDevice(
  devices: readonly NamedDevice[],
  wanted: string | undefined,
  commands: SourceText,
): Choice | undefined {
  const [only, ...more] = devices
  if (only === undefined) return undefined
  if (wanted !== undefined) {
    const named = devices.find(({ name }) => name === wanted)
    return named === undefined ? { names: devices.map(({ name }) => name) } : { device: named, isOnlyOne: false }
  }
  if (more.length === 0) return { device: only, isOnlyOne: false }
  const lists = listsOf(commands)
  const having = devices.filter(({ config }) => [...config.lists.keys()].some((list) => lists.has(list)))
  const [one, ...others] = having
  if (one !== undefined && others.length === 0) return { device: one, isOnlyOne: true }
  return { names: (having.length === 0 ? devices : having).map(({ name }) => name) }
}

/** The lists that the script adds to or removes from. */
function listsOf(commands: SourceText): ReadonlySet<string> {
  const lists = new Set<string>()
  for (let line = 1; line <= commands.lineCount; line++) {
    const words = withLowerKeywords(commands.rawLine(line).trim().split(/\s+/))
    const name = listNameOf((words[0] === 'no' ? words.slice(1) : words).join(' '))
    if (name !== undefined) lists.add(name.replace(/^ipv6 /, ''))
  }
  return lists
}
