import type { Family } from '../model/address.ts'
import {
  type AddressRanges,
  ANY_ADDRESS,
  addressesOfPrefix,
  addressRange,
  intersectAddresses,
  isNoAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../model/address-set.ts'
import { addressTexts } from '../model/address-text.ts'
import type { Network } from '../model/network.ts'
import { partsBy } from '../reach/address-line.ts'
import { Placements, placementBorders } from '../reach/placement.ts'

/** The ranges of a set as networks, a single address too; ranges that are no network stay `first-last`. */
export function networkTexts(addresses: AddressRanges): string[] {
  return addressTexts(addresses).map(asNetwork)
}

/** A single address as the network of one host; ranges that are no network stay `first-last`. */
function asNetwork(text: string): string {
  if (/[/-]/.test(text)) return text
  return text.includes(':') ? `${text}/128` : `${text}/32`
}

/** The addresses of one family. */
export function familyPart({ v4, v6 }: AddressRanges, family: Family): AddressRanges {
  return family === 4 ? { v4, v6: [] } : { v4: [], v6 }
}

/** The lowest address, of IPv4 first. Throws RangeError for no address. */
export function lowest({ v4, v6 }: AddressRanges): number | bigint {
  const first = v4[0] ?? v6[0]
  if (first === undefined) throw new RangeError('an empty set has no lowest address')
  return first
}

/**
 * The addresses of each zone: what its networks hold by the longest prefix, and for the zone that holds the rest what no
 * other holds.
 */
export function addressesOfZones({ zones, servers }: Network): Map<string, AddressRanges> {
  const held = new Map<string, AddressRanges>(
    zones.map(({ name, catchAll }) => [name, catchAll ? ANY_ADDRESS : NO_ADDRESS]),
  )
  const prefixes = zones.flatMap(({ name, networks }) =>
    networks.map((prefix) => ({ name, length: prefix.length, addresses: addressesOfPrefix(prefix) })),
  )
  const placed = servers.flatMap(({ addresses }) =>
    addresses.map(({ zone, address }) => ({ name: zone, addresses: addressRange(address, address) })),
  )
  for (const { name, addresses } of [...prefixes.sort((a, b) => a.length - b.length), ...placed]) {
    for (const [zone, before] of held) {
      if (zone === name) held.set(zone, unionOfAddresses([before, addresses]))
      else if (!isNoAddress(intersectAddresses(before, addresses))) held.set(zone, subtractAddresses(before, addresses))
    }
  }
  return held
}

/** The firewalls' own addresses: no server stands there. */
export function addressesOfFirewalls({ attachments }: Network): AddressRanges {
  return unionOfAddresses(
    attachments.flatMap(({ firewall }) => firewall.ownAddresses.map((address) => addressRange(address, address))),
  )
}

/**
 * Addresses of one zone by family and by what the ways to and from them depend on: to other zones the interfaces behind
 * which the firewalls see them, within the zone also the lines that put them there.
 */
export function partsOf(
  network: Network,
  zone: string,
  addresses: AddressRanges,
  ways: 'to-other-zones' | 'within-zone',
): AddressRanges[] {
  const placements = new Placements(network)
  const keyOf = (address: number | bigint): string =>
    ways === 'within-zone' ? placements.sideOf({ address, zone }) : placements.towards({ address, zone })
  return [...partsBy(addresses, placementBorders(network), keyOf).values()].flatMap((part) =>
    [familyPart(part, 4), familyPart(part, 6)].filter((one) => !isNoAddress(one)),
  )
}
