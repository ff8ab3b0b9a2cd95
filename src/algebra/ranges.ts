/**
 * Sets of integers as flat lists of closed ranges: `[first, last, first, last, …]`.
 *
 * INVARIANT(sorted-disjoint): the ranges ascend, do not overlap and do not touch, so equal sets are equal lists.
 * Numbers serve for ports, protocols and IPv4 addresses, bigints for IPv6 addresses; the code is the same.
 */
export type Ranges<T extends number | bigint> = readonly T[]

/** The operations on sets of one kind of integer. Every result keeps INVARIANT(sorted-disjoint). */
export interface RangeAlgebra<T extends number | bigint> {
  /** The set that the given pairs cover together, in any order, overlapping or not. Throws RangeError if one is backwards. */
  of(pairs: readonly T[]): Ranges<T>
  union(a: Ranges<T>, b: Ranges<T>): Ranges<T>
  intersect(a: Ranges<T>, b: Ranges<T>): Ranges<T>
  subtract(a: Ranges<T>, b: Ranges<T>): Ranges<T>
  contains(a: Ranges<T>, point: T): boolean
  /** Whether the set holds a point between two, both inclusive. */
  meets(a: Ranges<T>, first: T, last: T): boolean
  isSubset(a: Ranges<T>, b: Ranges<T>): boolean
  equals(a: Ranges<T>, b: Ranges<T>): boolean
}

function larger<T extends number | bigint>(a: T, b: T): T {
  return a < b ? b : a
}

function smaller<T extends number | bigint>(a: T, b: T): T {
  return a < b ? a : b
}

function rangeAlgebra<T extends number | bigint>(next: (point: T) => T, previous: (point: T) => T): RangeAlgebra<T> {
  const of = (pairs: readonly T[]): Ranges<T> => {
    const order: number[] = []
    for (let i = 0; i < pairs.length; i += 2) {
      if (!(pairs[i]! <= pairs[i + 1]!)) throw new RangeError(`range ${pairs[i]}-${pairs[i + 1]} is backwards`)
      order.push(i)
    }
    order.sort((x, y) => (pairs[x]! < pairs[y]! ? -1 : pairs[x]! > pairs[y]! ? 1 : 0))
    const result: T[] = []
    for (const i of order) append(result, pairs[i]!, pairs[i + 1]!)
    return result
  }

  /** Adds a range whose first point is not below any first point already there, joining it with what it touches. */
  const append = (result: T[], first: T, last: T): void => {
    const end = result.length - 1
    if (end > 0 && first <= next(result[end]!)) {
      if (last > result[end]!) result[end] = last
    } else {
      result.push(first, last)
    }
  }

  const union = (a: Ranges<T>, b: Ranges<T>): Ranges<T> => {
    if (a.length === 0) return b
    if (b.length === 0) return a
    const result: T[] = []
    let i = 0
    let j = 0
    while (i < a.length || j < b.length) {
      if (j >= b.length || (i < a.length && a[i]! <= b[j]!)) {
        append(result, a[i]!, a[i + 1]!)
        i += 2
      } else {
        append(result, b[j]!, b[j + 1]!)
        j += 2
      }
    }
    return result
  }

  const intersect = (a: Ranges<T>, b: Ranges<T>): Ranges<T> => {
    const result: T[] = []
    let i = 0
    let j = 0
    while (i < a.length && j < b.length) {
      const first = larger(a[i]!, b[j]!)
      const last = smaller(a[i + 1]!, b[j + 1]!)
      if (first <= last) result.push(first, last)
      if (a[i + 1]! < b[j + 1]!) i += 2
      else j += 2
    }
    return result
  }

  const subtract = (a: Ranges<T>, b: Ranges<T>): Ranges<T> => {
    const result: T[] = []
    let j = 0
    for (let i = 0; i < a.length; i += 2) {
      let first = a[i]!
      const last = a[i + 1]!
      while (j < b.length && b[j + 1]! < first) j += 2
      let k = j
      while (k < b.length && b[k]! <= last && first <= last) {
        if (b[k]! > first) result.push(first, previous(b[k]!))
        first = next(b[k + 1]!)
        k += 2
      }
      if (first <= last) result.push(first, last)
    }
    return result
  }

  const meets = (a: Ranges<T>, first: T, last: T): boolean => {
    let low = 0
    let high = a.length / 2
    while (low < high) {
      const middle = (low + high) >>> 1
      if (a[2 * middle + 1]! < first) low = middle + 1
      else high = middle
    }
    return 2 * low < a.length && a[2 * low]! <= last
  }

  const contains = (a: Ranges<T>, point: T): boolean => meets(a, point, point)

  const equals = (a: Ranges<T>, b: Ranges<T>): boolean =>
    a === b || (a.length === b.length && a.every((bound, i) => bound === b[i]))

  const isSubset = (a: Ranges<T>, b: Ranges<T>): boolean => subtract(a, b).length === 0

  return { of, union, intersect, subtract, contains, meets, isSubset, equals }
}

/** Sets of whole numbers below 2^53: ports, protocols, IPv4 addresses. */
export const numberRanges: RangeAlgebra<number> = rangeAlgebra<number>(
  (n) => n + 1,
  (n) => n - 1,
)

/** Sets of bigints: IPv6 addresses. */
export const bigintRanges: RangeAlgebra<bigint> = rangeAlgebra<bigint>(
  (n) => n + 1n,
  (n) => n - 1n,
)

/** The set as pairs, the form in which ports are told. */
export function toPairs<T extends number | bigint>(ranges: Ranges<T>): [T, T][] {
  const pairs: [T, T][] = []
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i]!, ranges[i + 1]!])
  return pairs
}
