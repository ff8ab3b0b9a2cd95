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

/**
 * Names one set of addresses of an AddressSetStore. A network of IPv4 is its own name: PREFIX_IDS + 64 × first address
 * + prefix length. Every other set has the number under which it was interned.
 */
export type AddressSetId = number & { readonly __brand: 'AddressSetId' }

/** Ids from here on are IPv4 networks; they end below 2^40 + 2^38, so an id is always an exact number. */
const PREFIX_IDS = 2 ** 40
const LENGTH_STEP = 64

/**
 * Interned address sets: equal sets have one id (INVARIANT(interned)). A million rules name up to two million sets,
 * nearly all of them one host or network; those cost no memory and no look-up, because their id says it all.
 */
export class AddressSetStore {
  readonly #sets: AddressRanges[] = []
  readonly #ids = new Map<string, AddressSetId>()
  /** Ids of objects seen before: a group's set is asked for by every rule that uses it. */
  readonly #idsOfObjects = new WeakMap<AddressRanges, AddressSetId>()
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

  /** The IPv4 network of this first address and prefix length, 0 to 32; the caller has cleared the host bits. */
  prefix4(first: number, length: number): AddressSetId {
    return (PREFIX_IDS + first * LENGTH_STEP + length) as AddressSetId
  }

  /** The set of one IPv4 range, both ends inclusive, 0 ≤ first ≤ last ≤ 2^32 − 1. Throws RangeError otherwise. */
  range4(first: number, last: number): AddressSetId {
    if (!(first >= 0 && first <= last && last <= IPV4_LAST)) throw new RangeError(`${first}-${last} is no IPv4 range`)
    const hostBits = last - first
    if ((hostBits & (hostBits + 1)) === 0 && (first & hostBits) === 0) return this.prefix4(first, Math.clz32(hostBits))
    return this.#interned({ v4: [first, last], v6: [] })
  }

  intern(set: AddressRanges): AddressSetId {
    if (set.v6.length === 0 && set.v4.length === 2) return this.range4(set.v4[0]!, set.v4[1]!)
    return this.#interned(set)
  }

  #interned(set: AddressRanges): AddressSetId {
    const seen = this.#idsOfObjects.get(set)
    if (seen !== undefined) return seen
    const id = this.#byContent(set)
    this.#idsOfObjects.set(set, id)
    return id
  }

  #byContent(set: AddressRanges): AddressSetId {
    const key = `${set.v4.join()}|${set.v6.join()}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#sets.length as AddressSetId
    this.#sets.push(set)
    this.#ids.set(key, id)
    return id
  }

  /** The set of an id. Throws RangeError for an id that names none. */
  get(id: AddressSetId): AddressRanges {
    if (this.isPrefix4(id)) return { v4: [this.firstOfPrefix(id), this.lastOfPrefix(id)], v6: [] }
    const set = this.#sets[id]
    if (set === undefined) throw new RangeError(`no address set has the id ${id}`)
    return set
  }

  /** Whether the id is an IPv4 network; then `firstOfPrefix` and `lastOfPrefix` are its ends. */
  isPrefix4(id: AddressSetId): boolean {
    return id >= PREFIX_IDS
  }

  firstOfPrefix(id: AddressSetId): number {
    return Math.floor((id - PREFIX_IDS) / LENGTH_STEP)
  }

  lastOfPrefix(id: AddressSetId): number {
    const length = (id - PREFIX_IDS) % LENGTH_STEP
    return this.firstOfPrefix(id) + (length === 32 ? 0 : IPV4_LAST >>> length)
  }

  contains(id: AddressSetId, address: Address): boolean {
    if (!this.isPrefix4(id)) return hasAddress(this.get(id), address)
    return typeof address === 'number' && this.firstOfPrefix(id) <= address && address <= this.lastOfPrefix(id)
  }
}
