/** Positions of two lists that take no part in a common subsequence: what differs between them. */
export interface Uncommon {
  readonly first: readonly number[]
  readonly second: readonly number[]
}

const DISTANCE_MAX = 500

/**
 * What has to be taken out of two lists so that the same items are left in the same order. The common subsequence is the longest one
 * if the lists differ in few items (Myers 1986); where they differ in very many, everything between the common head and the common tail
 * is uncommon.
 */
export function uncommonItems(
  firstLength: number,
  secondLength: number,
  isEqual: (first: number, second: number) => boolean,
): Uncommon {
  let head = 0
  while (head < firstLength && head < secondLength && isEqual(head, head)) head++
  let tail = 0
  while (
    tail < firstLength - head &&
    tail < secondLength - head &&
    isEqual(firstLength - 1 - tail, secondLength - 1 - tail)
  ) {
    tail++
  }
  const n = firstLength - head - tail
  const m = secondLength - head - tail
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => head + i)
  if (n === 0 || m === 0) return { first: range(n), second: range(m) }
  const trace = shortestEdit(n, m, (x, y) => isEqual(head + x, head + y))
  if (trace === undefined) return { first: range(n), second: range(m) }
  return walkBack(trace, n, m, head)
}

/** The furthest points by diagonal after each number of edits; undefined beyond DISTANCE_MAX edits. */
function shortestEdit(
  n: number,
  m: number,
  isEqual: (x: number, y: number) => boolean,
): readonly ReadonlyMap<number, number>[] | undefined {
  const trace: ReadonlyMap<number, number>[] = []
  const furthest = new Map<number, number>([[1, 0]])
  for (let distance = 0; distance <= Math.min(n + m, DISTANCE_MAX); distance++) {
    trace.push(new Map(furthest))
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const down = furthest.get(diagonal + 1) ?? -1
      const right = furthest.get(diagonal - 1) ?? -1
      let x = diagonal === -distance || (diagonal !== distance && right < down) ? down : right + 1
      while (x < n && x - diagonal < m && isEqual(x, x - diagonal)) x++
      furthest.set(diagonal, x)
      if (x >= n && x - diagonal >= m) return trace
    }
  }
  return undefined
}

function walkBack(trace: readonly ReadonlyMap<number, number>[], n: number, m: number, head: number): Uncommon {
  const first: number[] = []
  const second: number[] = []
  let [x, y] = [n, m]
  for (let distance = trace.length - 1; distance > 0; distance--) {
    const furthest = trace[distance]
    const diagonal = x - y
    const down = furthest?.get(diagonal + 1) ?? -1
    const right = furthest?.get(diagonal - 1) ?? -1
    const isDown = diagonal === -distance || (diagonal !== distance && right < down)
    const before = isDown ? diagonal + 1 : diagonal - 1
    const beforeX = furthest?.get(before) ?? 0
    const beforeY = beforeX - before
    if (isDown) second.push(head + beforeY)
    else first.push(head + beforeX)
    x = beforeX
    y = beforeY
  }
  return { first: first.reverse(), second: second.reverse() }
}
