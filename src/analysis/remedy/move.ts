import { isDomainController } from '../../exchange/roles.ts'
import { familyOf, formatAddress } from '../../model/address.ts'
import type { Network, PlacedAddress, Server } from '../../model/network.ts'
import type { FreeAddresses } from './free-addresses.ts'

/** A server that gets free addresses in another zone. */
export interface Moved {
  readonly server: Server
  readonly moved: Server
}

/** The zone in which most of these servers stand, domain controllers first; undefined for none. */
export function innerZone(peers: readonly Server[]): string | undefined {
  const counts = new Map<string, { controllers: number; others: number }>()
  for (const peer of peers) {
    for (const zone of new Set(peer.addresses.map((place) => place.zone))) {
      const count = counts.get(zone) ?? { controllers: 0, others: 0 }
      counts.set(zone, count)
      if (isDomainController(peer)) count.controllers++
      else count.others++
    }
  }
  const [first] = [...counts].sort(
    ([a, x], [b, y]) => y.controllers - x.controllers || y.others - x.others || (a < b ? -1 : 1),
  )
  return first?.[0]
}

/** The servers with free addresses of the zone, near those of peers there; a family that no peer has there is dropped. */
export function moveTo(
  free: FreeAddresses,
  servers: readonly Server[],
  zone: string,
  peers: readonly Server[],
): Moved[] {
  return servers.flatMap((server) => {
    const near = [...peers.filter(({ site }) => site === server.site), ...peers]
    const addresses = server.addresses.flatMap(({ address }): PlacedAddress[] => {
      const found = free.near(familyOf(address), near, zone)
      return found === undefined ? [] : [{ address: found, zone }]
    })
    return addresses.length === 0 ? [] : [{ server, moved: { ...server, addresses } }]
  })
}

/** The network with the servers in their new places. */
export function withMoved(network: Network, moved: readonly Moved[]): Network {
  const places = new Map(moved.map((one) => [one.server, one.moved]))
  return { ...network, servers: network.servers.map((server) => places.get(server) ?? server) }
}

export function shownAddresses({ addresses }: Server): string[] {
  return addresses.map(({ address }) => formatAddress(address))
}
