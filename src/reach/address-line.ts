import { bigintRanges, numberRanges, type Ranges } from '../algebra/ranges.ts'
import { Segments } from '../algebra/segments.ts'
import { type AddressRanges, addressRange, unionOfAddresses } from '../model/address-set.ts'

/** The line of addresses of one family. */
export interface AddressLine<T extends number | bigint> {
  of(set: AddressRanges): Ranges<T>
  intersect(a: Ranges<T>, b: Ranges<T>): Ranges<T>
  next(point: T): T
  previous(point: T): T
  toAddresses(pairs: readonly T[]): AddressRanges
}

export const FOUR: AddressLine<number> = {
  of: ({ v4 }) => v4,
  intersect: (a, b) => numberRanges.intersect(a, b),
  next: (point) => point + 1,
  previous: (point) => point - 1,
  toAddresses: (pairs) => ({ v4: numberRanges.of(pairs), v6: [] }),
}
export const SIX: AddressLine<bigint> = {
  of: ({ v6 }) => v6,
  intersect: (a, b) => bigintRanges.intersect(a, b),
  next: (point) => point + 1n,
  previous: (point) => point - 1n,
  toAddresses: (pairs) => ({ v4: [], v6: bigintRanges.of(pairs) }),
}

/** The addresses of a set as one part for each run of addresses that the given test tells alike. */
export function partsBy<K>(
  addresses: AddressRanges,
  cutters: readonly AddressRanges[],
  keyOf: (first: number | bigint) => K,
): Map<K, AddressRanges> {
  const parts = new Map<K, AddressRanges[]>()
  const add = (first: number | bigint, last: number | bigint): void => {
    const key = keyOf(first)
    parts.set(key, [...(parts.get(key) ?? []), addressRange(first, last)])
  }
  const four = new Segments(addresses.v4, cutters.map(FOUR.of), FOUR.next, FOUR.previous)
  for (let i = 0; i < four.count; i++) add(...four.bounds(i))
  const six = new Segments(addresses.v6, cutters.map(SIX.of), SIX.next, SIX.previous)
  for (let i = 0; i < six.count; i++) add(...six.bounds(i))
  return new Map(Array.from(parts, ([key, pieces]) => [key, unionOfAddresses(pieces)]))
}
