import type { Box } from '../model/certificate.ts'

/** Boxes by plain arithmetic: three ranges each, both ends inclusive. Nothing here is shared with the engines. */

export function meets(a: Box, b: Box): boolean {
  return a[0] <= b[1] && b[0] <= a[1] && a[2] <= b[3] && b[2] <= a[3] && a[4] <= b[5] && b[4] <= a[5]
}

function holds(outer: Box, inner: Box): boolean {
  return (
    outer[0] <= inner[0] &&
    inner[1] <= outer[1] &&
    outer[2] <= inner[2] &&
    inner[3] <= outer[3] &&
    outer[4] <= inner[4] &&
    inner[5] <= outer[5]
  )
}

/** What is left of a box when another is cut out of it. */
function without(box: Box, cut: Box): Box[] {
  if (!meets(box, cut)) return [box]
  const left: Box[] = []
  const rest: [number, number, number, number, number, number] = [...box]
  for (const field of [0, 2, 4] as const) {
    const [first, last] = [rest[field], rest[field + 1]] as [number, number]
    const [from, to] = [cut[field], cut[field + 1]] as [number, number]
    if (first < from) left.push(withRange(rest, field, first, from - 1))
    if (to < last) left.push(withRange(rest, field, to + 1, last))
    rest[field] = Math.max(first, from)
    rest[field + 1] = Math.min(last, to)
  }
  return left
}

function withRange(box: Box, field: 0 | 2 | 4, first: number, last: number): Box {
  const changed: [number, number, number, number, number, number] = [...box]
  changed[field] = first
  changed[field + 1] = last
  return changed
}

/** Whether the boxes together hold all of the others. */
export function coverAll(boxes: readonly Box[], wanted: readonly Box[]): boolean {
  let left: readonly Box[] = wanted
  for (const box of boxes) {
    left = left.flatMap((one) => (holds(box, one) ? [] : without(one, box)))
    if (left.length === 0) return true
  }
  return left.length === 0
}

/** What is left of some boxes when others are cut out of them. */
export function withoutAll(boxes: readonly Box[], cuts: readonly Box[]): readonly Box[] {
  return cuts.reduce<readonly Box[]>((left, cut) => left.flatMap((one) => without(one, cut)), boxes)
}

/** What two boxes have in common. */
export function common(a: Box, b: Box): Box[] {
  if (!meets(a, b)) return []
  return [
    [
      Math.max(a[0], b[0]),
      Math.min(a[1], b[1]),
      Math.max(a[2], b[2]),
      Math.min(a[3], b[3]),
      Math.max(a[4], b[4]),
      Math.min(a[5], b[5]),
    ],
  ]
}

/** First and last of the protocols that have neither ports nor types: all but 1, 6, 17, 58 and 132. */
const OTHERS = [
  [0, 0],
  [2, 5],
  [7, 16],
  [18, 57],
  [59, 131],
  [133, 255],
] as const

/** What "unrestricted" asks for, spelled out: port 0 is left out (docs/decisions/0005-port-zero.md). */
export function goalBoxes(profile: 'any' | 'tcp-udp-icmp', family: 4 | 6): Box[] {
  const ported = (protocol: number): Box => [protocol, protocol, 1, 65535, 1, 65535]
  const icmp = (protocol: number): Box => [protocol, protocol, 0, 255, 0, 255]
  if (profile === 'tcp-udp-icmp') return [ported(6), ported(17), icmp(family === 4 ? 1 : 58)]
  return [
    ported(6),
    ported(17),
    ported(132),
    icmp(1),
    icmp(58),
    // Every other protocol.
    ...OTHERS.map(([first, last]): Box => [first, last, 0, 0, 0, 0]),
  ]
}
