import type { Address } from './address.ts'
import { type AddressRanges, addressRange, NO_ADDRESS, unionOfAddresses } from './address-set.ts'

/** Addresses that all move by the same distance, as hosts of one network do under static translation: `from` becomes `to`. */
export interface Slide {
  readonly from: Address
  readonly to: Address
}

/** Where one address goes; it has the family of `from`. */
export function slideAddress(address: Address, { from, to }: Slide): Address {
  return movedBy(to, BigInt(address) - BigInt(from))
}

/** Where a set goes; all of it has the family of `from`, and none of it leaves the line. */
export function slideSet(set: AddressRanges, slide: Slide): AddressRanges {
  const bounds = typeof slide.from === 'number' ? set.v4 : set.v6
  const moved: AddressRanges[] = []
  for (let i = 0; i < bounds.length; i += 2) {
    moved.push(addressRange(slideAddress(bounds[i]!, slide), slideAddress(bounds[i + 1]!, slide)))
  }
  return moved.length === 0 ? NO_ADDRESS : unionOfAddresses(moved)
}

export function turned({ from, to }: Slide): Slide {
  return { from: to, to: from }
}

/** Whether two slides move every address alike; undefined stands for addresses that stay. */
export function isSameSlide(a: Slide | undefined, b: Slide | undefined): boolean {
  if (a === undefined || b === undefined) {
    const one = a ?? b
    return one === undefined || one.from === one.to
  }
  return typeof a.from === typeof b.from && typeof a.to === typeof b.to && distance(a) === distance(b)
}

function distance({ from, to }: Slide): bigint {
  return BigInt(to) - BigInt(from)
}

function movedBy(address: Address, by: bigint): Address {
  return typeof address === 'number' ? address + Number(by) : address + by
}
