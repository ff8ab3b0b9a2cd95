import type { RuleRef } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import type { Look } from './look.ts'

/** 64512 → `64,512`. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 peer`, `12 peers`. */
export function counted(number: number, one: string, many: string = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`
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

/** Several places, lines of one file together: `fw1.cfg:45,46,61`; of many the first ones. */
export function placesOf(look: Look, refs: readonly RuleRef[], shownMax: number): string {
  const byFile = new Map<string, Set<string>>()
  for (const ref of refs) {
    const name = ref.file ?? ref.firewall
    const lines = byFile.get(name) ?? new Set()
    byFile.set(name, lines)
    lines.add(ref.line === undefined ? ref.text : String(ref.line))
  }
  return Array.from(byFile, ([file, lines]) => {
    const all = [...lines]
    const shown = look.verbose || all.length <= shownMax + 1 ? all : all.slice(0, shownMax)
    const more = all.length > shown.length ? ` +${count(all.length - shown.length)}` : ''
    return showable(`${file}:${shown.join(',')}${more}`)
  }).join(' ')
}
