import type { RuleRef } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import type { Look } from './look.ts'

/** 64512 → `64,512`. */
export function count(number: number): string {
  const digits = String(number)
  const groups: string[] = []
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end))
  return groups.join(',')
}

/** `1 peer`, `12 peers`. */
export function counted(number: number, one: string, many: string = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`
}

/** `zone dmz`, `zones dmz, inside`. */
export function zoneWords(zones: readonly string[]): string {
  return showable(`${zones.length === 1 ? 'zone' : 'zones'} ${zones.join(', ')}`)
}

/** Names joined by commas; of many the first ones and how many more there are. */
export function listed(look: Look, names: readonly string[], shownMax: number): string {
  const shown = names.map(showable)
  if (look.verbose || shown.length <= shownMax + 1) return shown.join(', ')
  return `${shown.slice(0, shownMax).join(', ')} ${look.glyphs.ellipsis} and ${count(shown.length - shownMax)} more`
}

/** `135, 137-139`; of many ranges the first ones and how many more there are. */
export function ranges(look: Look, pairs: readonly (readonly [number, number])[], shownMax: number): string {
  const shown = pairs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`))
  return listed(look, shown, shownMax)
}

/** Where a rule stands: `fw1.cfg:212`, or the firewall's name where it has no line. */
export function placeOf({ file, line, firewall }: RuleRef): string {
  return showable(`${file ?? firewall}${line === undefined ? '' : `:${line}`}`)
}

/** The same for lists, without the folder that all inputs share. */
export function shortPlaceOf(look: Look, ref: RuleRef): string {
  return placeOf(ref.file === undefined ? ref : { ...ref, file: shortName(look, ref.file) })
}

function shortName({ folder }: Look, file: string): string {
  return file.startsWith(folder) ? file.slice(folder.length) : file
}

/** Several places, lines of one file together: `fw1.cfg:45,46,61`; of many the first ones. */
export function placesOf(look: Look, refs: readonly RuleRef[], shownMax: number): string {
  const byFile = new Map<string, { lines: Set<number>; ends: Set<string> }>()
  for (const { file, firewall, line, text } of refs) {
    const name = file === undefined ? firewall : shortName(look, file)
    const places = byFile.get(name) ?? { lines: new Set(), ends: new Set() }
    byFile.set(name, places)
    if (line === undefined) places.ends.add(text)
    else places.lines.add(line)
  }
  return Array.from(byFile, ([file, { lines, ends }]) => {
    const all = [...lines].sort((a, b) => a - b)
    const shown = look.verbose || all.length <= shownMax + 1 ? all : all.slice(0, shownMax)
    const more = all.length > shown.length ? ` +${count(all.length - shown.length)}` : ''
    const numbers = shown.length === 0 ? '' : `:${shown.join(',')}${more}`
    return showable(`${file}${numbers}${ends.size === 0 ? '' : ` (${[...ends].join(', ')})`}`)
  }).join(' ')
}
