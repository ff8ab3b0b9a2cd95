import type { AddressRanges } from '../model/address-set.ts'
import type { AddressCount } from './exposure-result.ts'

export function countAddresses({ v4, v6 }: AddressRanges): AddressCount {
  let ipv4 = 0
  let ipv6 = 0n
  for (let i = 0; i + 1 < v4.length; i += 2) ipv4 += (v4[i + 1] ?? 0) - (v4[i] ?? 0) + 1
  for (let i = 0; i + 1 < v6.length; i += 2) ipv6 += (v6[i + 1] ?? 0n) - (v6[i] ?? 0n) + 1n
  return { ipv4, ipv6: String(ipv6) }
}
