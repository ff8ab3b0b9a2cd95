import { type Address, type Family, familyOf, formatAddress } from '../../model/address.ts'
import {
  type AddressRanges,
  addressRange,
  hasAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../../model/address-set.ts'
import type { Network, PlacedAddress, Server } from '../../model/network.ts'
import { addressesOfFirewalls, addressesOfZones } from '../zone-places.ts'

/** A server that gets free addresses in another zone. */
export interface Moved {
  readonly server: Server
  readonly moved: Server
}

/** The zone in which most of the peers stand, but for those in the zones that are to be left; undefined if there is none. */
export function innerZone(peers: readonly Server[], left: ReadonlySet<string>): string | undefined {
  const counts = new Map<string, number>()
  for (const { addresses } of peers) {
    for (const { zone } of addresses) if (!left.has(zone)) counts.set(zone, (counts.get(zone) ?? 0) + 1)
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0]
}

/** The servers with free addresses of the zone, near those of peers there; a family that no peer has there is dropped. */
export function moveTo(network: Network, servers: readonly Server[], zone: string, peers: readonly Server[]): Moved[] {
  const free = new FreeAddresses(network, zone)
  return servers.flatMap((server) => {
    const near = [...peers.filter(({ site }) => site === server.site), ...peers]
    const addresses = server.addresses.flatMap(({ address }): PlacedAddress[] => {
      const found = free.near(familyOf(address), near, zone)
      return found === undefined ? [] : [{ address: found, zone }]
    })
    return addresses.length === 0 ? [] : [{ server, moved: { ...server, addresses } }]
  })
}

class FreeAddresses {
  readonly #held: AddressRanges
  #taken: AddressRanges

  constructor(network: Network, zone: string) {
    const used = network.servers.flatMap(({ addresses }) =>
      addresses.map(({ address }) => addressRange(address, address)),
    )
    this.#held = addressesOfZones(network).get(zone) ?? NO_ADDRESS
    this.#taken = unionOfAddresses([addressesOfFirewalls(network), ...used])
  }

  /** The first free address behind that of a peer in the zone. */
  near(family: Family, peers: readonly Server[], zone: string): Address | undefined {
    const own = peers
      .flatMap(({ addresses }) => addresses)
      .find((place) => place.zone === zone && familyOf(place.address) === family)
    if (own === undefined) return undefined
    const free = subtractAddresses(this.#held, this.#taken)
    const found = firstBehind(free, own.address)
    if (found === undefined) return undefined
    this.#taken = unionOfAddresses([this.#taken, addressRange(found, found)])
    return found
  }
}

/** IPv4 addresses that end in 0 or 255 may be those of a network. */
function firstBehind(free: AddressRanges, address: Address): Address | undefined {
  if (typeof address === 'bigint') {
    for (let i = 0; i + 1 < free.v6.length; i += 2) {
      const [first = 0n, last = 0n] = [free.v6[i], free.v6[i + 1]]
      if (last > address) return first > address ? first : address + 1n
    }
    return undefined
  }
  for (let candidate = address + 1; candidate < address + 65536; candidate++) {
    const end = candidate % 256
    if (end !== 0 && end !== 255 && hasAddress(free, candidate)) return candidate
  }
  return undefined
}

/** The network with the servers in their new places. */
export function withMoved(network: Network, moved: readonly Moved[]): Network {
  const places = new Map(moved.map((one) => [one.server, one.moved]))
  return { ...network, servers: network.servers.map((server) => places.get(server) ?? server) }
}

export function shownAddresses({ addresses }: Server): string[] {
  return addresses.map(({ address }) => formatAddress(address))
}
