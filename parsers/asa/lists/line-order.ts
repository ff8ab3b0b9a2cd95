/**
 * Lines in the order of their list, where some were put in at a place (from 0; one beyond the end means the end) and the
 * others at the end. `places` holds the place of line `i` by `i`. The last line stands where it was put; before it the
 * line that came last stands at its place among what is left, and so on: n·log n steps for n lines.
 */
export function inOrder(lines: readonly number[], places: ReadonlyMap<number, number>): number[] {
  const free = new FreePlaces(lines.length)
  const ordered = new Array<number>(lines.length)
  for (let i = lines.length - 1; i >= 0; i--) {
    const place = Math.min(places.get(i) ?? i, i)
    ordered[free.take(place)] = lines[i]!
  }
  return ordered
}

/** Places of a row that are taken one by one, found by how many free ones stand in front (a tree of partial sums). */
class FreePlaces {
  readonly #sums: Int32Array
  readonly #highest: number

  constructor(count: number) {
    this.#sums = new Int32Array(count + 1)
    for (let i = 1; i <= count; i++) this.#sums[i] = i & -i
    this.#highest = count === 0 ? 0 : 2 ** Math.floor(Math.log2(count))
  }

  /** Takes the free place with so many free ones in front of it, and says which it is. */
  take(before: number): number {
    let at = 0
    let left = before
    for (let step = this.#highest; step > 0; step >>= 1) {
      const next = at + step
      if (next < this.#sums.length && this.#sums[next]! <= left) {
        at = next
        left -= this.#sums[next]!
      }
    }
    for (let i = at + 1; i < this.#sums.length; i += i & -i) this.#sums[i]!--
    return at
  }
}
