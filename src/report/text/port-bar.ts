import type { Services } from '../../analysis/result.ts'
import { padded } from './layout.ts'
import type { Look } from './look.ts'
import { count } from './words.ts'

const PORTS = 65536
const CELLS_WIDE = 64
const CELLS_NARROW = 32

/**
 * The 65,536 TCP ports as one bar: each cell stands for 1024 ports (2048 on a narrow page), its height for the share
 * that is open. A cell is empty only if no port of it is open, and full only if all are.
 */
export function portBar(look: Look, tcp: Services['tcp'], indent: number): string[] {
  const cells = look.columns >= indent + CELLS_WIDE + 2 ? CELLS_WIDE : CELLS_NARROW
  const size = PORTS / cells
  const open = openPerCell(tcp, cells)
  const bar = open.map((ports) => glyphOf(look.glyphs.bar, ports, size)).join('')
  const blanks = ' '.repeat(indent)
  return [`${blanks}|${look.paint.open(bar)}|`, `${blanks} ${scale(cells)}`]
}

/** `64,512 of 65,536 TCP ports open (98.4 %)`; never 100.0 % or 0.0 % unless it is exactly that. */
export function portShare(open: number, protocol: string): string {
  const percent = (100 * open) / PORTS
  const rounded = open === 0 || open === PORTS ? percent : Math.min(99.9, Math.max(0.1, percent))
  const about = open > 0 && percent < 0.05 ? 'under 0.1' : rounded.toFixed(1)
  return `${count(open)} of ${count(PORTS)} ${protocol} ports open (${about} %)`
}

function openPerCell(tcp: Services['tcp'], cells: number): number[] {
  const size = PORTS / cells
  return Array.from({ length: cells }, (_, cell) => {
    const from = cell * size
    const to = from + size - 1
    return tcp.reduce((sum, [first, last]) => sum + Math.max(0, Math.min(last, to) - Math.max(first, from) + 1), 0)
  })
}

function glyphOf(glyphs: readonly string[], open: number, size: number): string {
  const full = glyphs.length - 1
  if (open === 0) return glyphs[0] ?? ''
  if (open === size) return glyphs[full] ?? ''
  return glyphs[Math.min(full - 1, Math.max(1, Math.ceil((open * full) / size)))] ?? ''
}

/** Port numbers under the bar at each quarter, or half if it is short. */
function scale(cells: number): string {
  const parts = cells === CELLS_WIDE ? 4 : 2
  const starts = Array.from({ length: parts }, (_, i) => String((i * PORTS) / parts))
  const marks = starts.map((start) => padded(start, cells / parts)).join('')
  const last = String(PORTS - 1)
  return `${marks.slice(0, cells - last.length)}${last}`
}
