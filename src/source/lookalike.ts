import { visiblePart } from './redact.ts'

/** Names that differ only in what is not seen, as pairs: the first of its look and each other one. */
export function lookalikes(names: Iterable<string>): readonly (readonly [string, string])[] {
  const firstOfLook = new Map<string, string>()
  const pairs: [string, string][] = []
  for (const name of new Set(names)) {
    const look = visiblePart(name)
    const first = firstOfLook.get(look)
    if (first === undefined) firstOfLook.set(look, name)
    else pairs.push([first, name])
  }
  return pairs
}

/** The words of a warning about such a pair. */
export function lookalikeWarning(
  what: string,
  [first, other]: readonly [string, string],
): {
  message: string
  mend: string
} {
  return {
    message: `two ${what} look alike and are not the same: \`${first}\` and \`${other}\``,
    mend: 'write the name again where it is meant to be the same, or give one of the two another name',
  }
}
