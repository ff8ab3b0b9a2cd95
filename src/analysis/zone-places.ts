import type { Family } from '../model/address.ts'
import {
  type AddressRanges,
  ANY_ADDRESS,
  addressesOfPrefix,
  addressRange,
  isNoAddress,
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
  const prefixes = zones.flatMap(({ name, networks }) =>
    networks.map((prefix) => ({ name, length: prefix.length, addresses: addressesOfPrefix(prefix) })),
  )
  const placed = servers.flatMap(({ addresses }) =>
    addresses.map(({ zone, address }) => ({ name: zone, addresses: addressRange(address, address) })),
  )
  const claims = [...prefixes.sort((a, b) => a.length - b.length), ...placed]
  const rest = subtractAddresses(ANY_ADDRESS, unionOfAddresses(claims.map(({ addresses }) => addresses)))
  const owned = new Map<string, AddressRanges[]>(zones.map(({ name, catchAll }) => [name, catchAll ? [rest] : []]))
  const v4 = claims.map(({ name, addresses }) => ({ name, range: addresses.v4 }))
  for (const { name, first, last } of innermost(
    v4,
    (n) => n + 1,
    (n) => n - 1,
  )) {
    owned.get(name)?.push({ v4: [first, last], v6: [] })
  }
  const v6 = claims.map(({ name, addresses }) => ({ name, range: addresses.v6 }))
  for (const { name, first, last } of innermost(
    v6,
    (n) => n + 1n,
    (n) => n - 1n,
  )) {
    owned.get(name)?.push({ v4: [], v6: [first, last] })
  }
  return new Map(Array.from(owned, ([name, parts]) => [name, unionOfAddresses(parts)]))
}

/**
 * Who owns each address where ranges lie within one another or apart, as networks do: the innermost, of equal ones the
 * last. One pass over the ranges by where they begin, the wider first.
 */
function innermost<T extends number | bigint>(
  claims: readonly { readonly name: string; readonly range: readonly T[] }[],
  next: (point: T) => T,
  previous: (point: T) => T,
): { name: string; first: T; last: T }[] {
  const sorted = claims
    .flatMap(({ name, range: [first, last] }) =>
      first === undefined || last === undefined ? [] : [{ name, first, last }],
    )
    .sort((a, b) =>
      a.first !== b.first ? (a.first < b.first ? -1 : 1) : a.last === b.last ? 0 : a.last > b.last ? -1 : 1,
    )
  const owned: { name: string; first: T; last: T }[] = []
  // The ranges that hold the point reached, each with the first address that nobody within it has had yet.
  const open: { name: string; from: T; last: T }[] = []
  const close = (until: T | undefined): void => {
    for (let one = open.at(-1); one !== undefined && (until === undefined || one.last < until); one = open.at(-1)) {
      open.pop()
      if (one.from <= one.last) owned.push({ name: one.name, first: one.from, last: one.last })
      const outer = open.at(-1)
      if (outer !== undefined) outer.from = next(one.last)
    }
  }
  for (const { name, first, last } of sorted) {
    close(first)
    const outer = open.at(-1)
    if (outer !== undefined && outer.from < first)
      owned.push({ name: outer.name, first: outer.from, last: previous(first) })
    open.push({ name, from: first, last })
  }
  close(undefined)
  return owned
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
