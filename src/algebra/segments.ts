import type { Ranges } from './ranges.ts'

/** Half-open runs of segment numbers, `[first, end, first, end, …]`, ascending. */
export type SegmentRuns = readonly number[]

/**
 * A set cut into segments at the borders of other sets, so that each segment is wholly inside or wholly outside of every
 * one of them. Segments are numbered from 0 in ascending order.
 */
export class Segments<T extends number | bigint> {
  readonly #firsts: T[] = []
  readonly #lasts: T[] = []

  /** `next` gives the point behind a point, `previous` the one before it. */
  constructor(domain: Ranges<T>, cutters: Iterable<Ranges<T>>, next: (point: T) => T, previous: (point: T) => T) {
    const cuts = new Set<T>()
    for (const ranges of cutters) {
      for (let i = 0; i < ranges.length; i += 2) cuts.add(ranges[i]!).add(next(ranges[i + 1]!))
    }
    const sorted = [...cuts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    let at = 0
    for (let i = 0; i < domain.length; i += 2) {
      let first = domain[i]!
      const last = domain[i + 1]!
      while (at < sorted.length && sorted[at]! <= first) at++
      for (; at < sorted.length && sorted[at]! <= last; at++) {
        this.#push(first, previous(sorted[at]!))
        first = sorted[at]!
      }
      this.#push(first, last)
    }
  }

  #push(first: T, last: T): void {
    this.#firsts.push(first)
    this.#lasts.push(last)
  }

  get count(): number {
    return this.#firsts.length
  }

  /** First and last point of a segment, inclusive. */
  bounds(segment: number): readonly [T, T] {
    return [this.#firsts[segment]!, this.#lasts[segment]!]
  }

  /** The segments within a set; the set is one of those at whose borders the segments were cut. */
  within(ranges: Ranges<T>): SegmentRuns {
    const runs: number[] = []
    for (let i = 0; i < ranges.length; i += 2) {
      const start = this.#search((segment) => this.#lasts[segment]! < ranges[i]!)
      const end = this.#search((segment) => this.#firsts[segment]! <= ranges[i + 1]!)
      if (start < end) runs.push(start, end)
    }
    return runs
  }

  /** The first segment for which the test, true for the ones before it, is false. */
  #search(isBefore: (segment: number) => boolean): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isBefore(middle)) low = middle + 1
      else high = middle
    }
    return low
  }
}
