import { toPairs } from '../algebra/ranges.ts'
import { type Address, formatAddress, formatPrefix, prefixBounds, prefixOf } from './address.ts'
import type { AddressRanges } from './address-set.ts'

/** The ranges of an address set as text: a single address, a prefix where it is one, else `first-last`. */
export function addressTexts({ v4, v6 }: AddressRanges): string[] {
  return [...toPairs<Address>(v4), ...toPairs<Address>(v6)].map(([first, last]) => rangeText(first, last))
}

function rangeText(first: Address, last: Address): string {
  if (first === last) return formatAddress(first)
  const prefix = prefixOf(first, prefixLength(first, last))
  const [prefixFirst, prefixLast] = prefixBounds(prefix)
  if (prefixFirst === first && prefixLast === last) return formatPrefix(prefix)
  return `${formatAddress(first)}-${formatAddress(last)}`
}

/** How long the prefix would be if the range were one: its width less the digits of its size. */
function prefixLength(first: Address, last: Address): number {
  if (typeof first === 'number') return 32 - bitLength(BigInt(last) - BigInt(first))
  return 128 - bitLength(BigInt(last) - first)
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}
