import type { Address } from '../../../src/model/address.ts'
import {
  type AddressRanges,
  addressRange,
  intersectAddresses,
  isNoAddress,
  NO_ADDRESS,
  unionOfAddresses,
} from '../../../src/model/address-set.ts'
import { isSameSlide, type Slide } from '../../../src/model/address-slide.ts'

/** How many addresses a set has. */
export function sizeOf(set: AddressRanges): bigint {
  return rangesOf(set).reduce((size, [first, last]) => size + BigInt(last) - BigInt(first) + 1n, 0n)
}

/** The lowest address; undefined for an empty set. IPv4 comes first. */
export function lowestOf(set: AddressRanges): Address | undefined {
  return rangesOf(set)[0]?.[0]
}

/**
 * Where an address of one set lands in the other when the two are matched in order, as static translation does it.
 * Undefined for an address that is not in the set, or if the sets differ in size (then several share one).
 */
export function counterpart(address: Address, from: AddressRanges, to: AddressRanges): Address | undefined {
  if (sizeOf(from) !== sizeOf(to)) return undefined
  let index = 0n
  for (const [first, last] of rangesOf(from)) {
    if (typeof first === typeof address && first <= address && address <= last) {
      return addressAt(to, index + BigInt(address) - BigInt(first))
    }
    index += BigInt(last) - BigInt(first) + 1n
  }
  return undefined
}

/** The counterparts of all members of a set; undefined if the two sides differ in size. */
export function imageOf(set: AddressRanges, from: AddressRanges, to: AddressRanges): AddressRanges | undefined {
  if (sizeOf(from) !== sizeOf(to)) return undefined
  const images: AddressRanges[] = []
  let index = 0n
  for (const [first, last] of rangesOf(from)) {
    const within = intersectAddresses(set, addressRange(first, last))
    for (const [a, b] of rangesOf(within)) {
      images.push(sliceOf(to, index + BigInt(a) - BigInt(first), index + BigInt(b) - BigInt(first)))
    }
    index += BigInt(last) - BigInt(first) + 1n
  }
  return images.length === 0 ? NO_ADDRESS : unionOfAddresses(images)
}

/** Members of a set that move by one distance. */
export interface SlidPart {
  readonly set: AddressRanges
  readonly slide: Slide
}

/** `counterpart` for a set within `from`: its members by the distance that they move; undefined if the two sides differ in size. */
export function slidesOf(set: AddressRanges, from: AddressRanges, to: AddressRanges): readonly SlidPart[] | undefined {
  if (sizeOf(from) !== sizeOf(to)) return undefined
  const parts: { set: AddressRanges; slide: Slide }[] = []
  const [here, there] = [rangesOf(from), rangesOf(to)]
  let [i, j, passed, gone] = [0, 0, 0n, 0n]
  while (i < here.length && j < there.length) {
    const [[first, last], [start, end]] = [here[i]!, there[j]!]
    const [left, free] = [BigInt(last) - BigInt(first) - passed, BigInt(end) - BigInt(start) - gone]
    const size = left < free ? left : free
    const slide = { from: moved(first, passed), to: moved(start, gone) }
    const within = intersectAddresses(set, addressRange(slide.from, moved(slide.from, size)))
    const alike = parts.find((part) => isSameSlide(part.slide, slide))
    if (alike !== undefined) alike.set = unionOfAddresses([alike.set, within])
    else if (!isNoAddress(within)) parts.push({ set: within, slide })
    passed += size + 1n
    gone += size + 1n
    if (left === size) [i, passed] = [i + 1, 0n]
    if (free === size) [j, gone] = [j + 1, 0n]
  }
  return parts
}

function rangesOf({ v4, v6 }: AddressRanges): (readonly [Address, Address])[] {
  const ranges: (readonly [Address, Address])[] = []
  for (let i = 0; i < v4.length; i += 2) ranges.push([v4[i]!, v4[i + 1]!])
  for (let i = 0; i < v6.length; i += 2) ranges.push([v6[i]!, v6[i + 1]!])
  return ranges
}

function addressAt(set: AddressRanges, index: bigint): Address | undefined {
  return lowestOf(sliceOf(set, index, index))
}

/** The members from one position to another, both inclusive, from 0. */
function sliceOf(set: AddressRanges, from: bigint, to: bigint): AddressRanges {
  const parts: AddressRanges[] = []
  let index = 0n
  for (const [first, last] of rangesOf(set)) {
    const size = BigInt(last) - BigInt(first) + 1n
    const start = from > index ? from - index : 0n
    const end = to - index < size - 1n ? to - index : size - 1n
    if (start <= end) parts.push(addressRange(moved(first, start), moved(first, end)))
    index += size
  }
  return parts.length === 0 ? NO_ADDRESS : unionOfAddresses(parts)
}

function moved(address: Address, by: bigint): Address {
  return typeof address === 'number' ? address + Number(by) : address + by
}
