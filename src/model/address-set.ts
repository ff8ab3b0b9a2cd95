import { bigintRanges, numberRanges, type Ranges } from '../algebra/ranges.ts'
import { type Address, IPV4_LAST, IPV6_LAST, type Prefix, prefixBounds } from './address.ts'

/** A set of addresses: inclusive ranges of IPv4 addresses and of IPv6 addresses, each sorted and disjoint. */
export interface AddressRanges {
  readonly v4: Ranges<number>
  readonly v6: Ranges<bigint>
}

export const NO_ADDRESS: AddressRanges = { v4: [], v6: [] }
export const ANY_IPV4: AddressRanges = { v4: [0, IPV4_LAST], v6: [] }
export const ANY_IPV6: AddressRanges = { v4: [], v6: [0n, IPV6_LAST] }
export const ANY_ADDRESS: AddressRanges = { v4: ANY_IPV4.v4, v6: ANY_IPV6.v6 }

/** The addresses from first to last, inclusive. Throws RangeError if they differ in family or are backwards. */
export function addressRange(first: Address, last: Address): AddressRanges {
  if (typeof first === 'number' && typeof last === 'number') return { v4: numberRanges.of([first, last]), v6: [] }
  if (typeof first === 'bigint' && typeof last === 'bigint') return { v4: [], v6: bigintRanges.of([first, last]) }
  throw new RangeError('a range cannot begin in one address family and end in the other')
}

export function addressesOfPrefix(prefix: Prefix): AddressRanges {
  const [first, last] = prefixBounds(prefix)
  return addressRange(first, last)
}

export function unionOfAddresses(sets: readonly AddressRanges[]): AddressRanges {
  if (sets.length === 1) return sets[0]!
  return {
    v4: numberRanges.of(sets.flatMap((set) => set.v4)),
    v6: bigintRanges.of(sets.flatMap((set) => set.v6)),
  }
}

export function intersectAddresses(a: AddressRanges, b: AddressRanges): AddressRanges {
  return { v4: numberRanges.intersect(a.v4, b.v4), v6: bigintRanges.intersect(a.v6, b.v6) }
}

export function subtractAddresses(a: AddressRanges, b: AddressRanges): AddressRanges {
  return { v4: numberRanges.subtract(a.v4, b.v4), v6: bigintRanges.subtract(a.v6, b.v6) }
}

export function hasAddress(set: AddressRanges, address: Address): boolean {
  return typeof address === 'number' ? numberRanges.contains(set.v4, address) : bigintRanges.contains(set.v6, address)
}

export function isNoAddress(set: AddressRanges): boolean {
  return set.v4.length === 0 && set.v6.length === 0
}

/** With a last address of 0 this marks an entry that is no IPv4 range; entries not given out yet are marked so too. */
const NO_RANGE_FIRST = 1

/** Names one interned set of addresses of an AddressSetStore. */
export type AddressSetId = number & { readonly __brand: 'AddressSetId' }

/**
 * Interned address sets: equal sets have one id (INVARIANT(interned)). A million rules name up to two million sets,
 * nearly all of them one IPv4 range, so those live in typed arrays; the rest are objects behind them.
 */
export class AddressSetStore {
  /** First and last IPv4 address of a set that is one IPv4 range; for every other set first > last. */
  #first: Uint32Array = new Uint32Array(1024).fill(NO_RANGE_FIRST)
  #last: Uint32Array = new Uint32Array(1024)
  #count = 0
  /** Open addressing over ids + 1 of the one-range sets; 0 is free. The length is a power of two. */
  #slots: Uint32Array = new Uint32Array(4096)
  readonly #others = new Map<number, AddressRanges>()
  readonly #otherIds = new Map<string, AddressSetId>()
  readonly none: AddressSetId
  readonly any: AddressSetId
  readonly anyV4: AddressSetId
  readonly anyV6: AddressSetId

  constructor() {
    this.none = this.intern(NO_ADDRESS)
    this.any = this.intern(ANY_ADDRESS)
    this.anyV4 = this.intern(ANY_IPV4)
    this.anyV6 = this.intern(ANY_IPV6)
  }

  /** How many sets there are; ids are below it. */
  get size(): number {
    return this.#count
  }

  /** The set of one IPv4 range, both ends inclusive, 0 ≤ first ≤ last ≤ 2^32 − 1. */
  range4(first: number, last: number): AddressSetId {
    if (!(first >= 0 && first <= last && last <= IPV4_LAST)) throw new RangeError(`${first}-${last} is no IPv4 range`)
    const mask = this.#slots.length - 1
    let slot = hash(first, last) & mask
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#first[entry - 1] === first && this.#last[entry - 1] === last) return (entry - 1) as AddressSetId
      slot = (slot + 1) & mask
    }
    const id = this.#append(first, last)
    this.#slots[slot] = id + 1
    if (2 * this.#count > this.#slots.length) this.#growSlots()
    return id
  }

  intern(set: AddressRanges): AddressSetId {
    if (set.v6.length === 0 && set.v4.length === 2) return this.range4(set.v4[0]!, set.v4[1]!)
    const key = `${set.v4.join()}|${set.v6.join()}`
    const known = this.#otherIds.get(key)
    if (known !== undefined) return known
    const id = this.#append(NO_RANGE_FIRST, 0)
    this.#others.set(id, set)
    this.#otherIds.set(key, id)
    return id
  }

  get(id: AddressSetId): AddressRanges {
    const other = this.#others.get(id)
    if (other !== undefined) return other
    return { v4: [this.firstIPv4(id), this.#last[id]!], v6: [] }
  }

  /** Whether the set is exactly one IPv4 range; then `firstIPv4` and `lastIPv4` are its ends. */
  isOneIPv4Range(id: AddressSetId): boolean {
    return this.#first[id]! <= this.#last[id]!
  }

  firstIPv4(id: AddressSetId): number {
    if (!(id >= 0 && id < this.#count)) throw new RangeError(`no address set has the id ${id}`)
    return this.#first[id]!
  }

  lastIPv4(id: AddressSetId): number {
    return this.#last[id]!
  }

  contains(id: AddressSetId, address: Address): boolean {
    if (this.isOneIPv4Range(id)) {
      return typeof address === 'number' && this.#first[id]! <= address && address <= this.#last[id]!
    }
    return hasAddress(this.get(id), address)
  }

  #append(first: number, last: number): AddressSetId {
    if (this.#count === this.#first.length) {
      this.#first = grown(this.#first, NO_RANGE_FIRST)
      this.#last = grown(this.#last, 0)
    }
    this.#first[this.#count] = first
    this.#last[this.#count] = last
    return this.#count++ as AddressSetId
  }

  #growSlots(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length)
    const mask = this.#slots.length - 1
    for (let id = 0; id < this.#count; id++) {
      if (!this.isOneIPv4Range(id as AddressSetId)) continue
      let slot = hash(this.#first[id]!, this.#last[id]!) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = id + 1
    }
  }
}

function hash(first: number, last: number): number {
  let h = Math.imul(first ^ (first >>> 15), 0x2c1b3c6d) ^ Math.imul(last, 0x297a2d39)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}

function grown(array: Uint32Array, filler: number): Uint32Array {
  const larger = new Uint32Array(2 * array.length).fill(filler, array.length)
  larger.set(array)
  return larger
}
