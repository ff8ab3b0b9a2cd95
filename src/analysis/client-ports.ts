import { CLIENT_ACCESS_PORTS } from '../exchange/client-ports.ts'
import { familyOf } from '../model/address.ts'
import { type AddressRanges, isNoAddress, NO_ADDRESS, subtractAddresses } from '../model/address-set.ts'
import type { PlacedAddress, Server } from '../model/network.ts'
import { USUAL_SOURCE_PORT } from '../model/packet.ts'
import { TCP } from '../model/protocol.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { Way, Ways } from '../reach/way.ts'
import { WayFinder } from '../reach/ways.ts'
import { ZoneReach } from '../reach/zone-reach.ts'
import type { ZonePart } from '../reach/zone-rows.ts'
import type { Inquiry } from './access.ts'
import { refusalOn } from './refusal.ts'
import type { RuleRef } from './result.ts'
import { addressesOfFirewalls, addressesOfZones, familyPart, lowest, partsOf } from './zone-places.ts'

/** From where clients come: a zone, of which some address is enough, or a reverse proxy or load balancer. */
export interface ClientSource {
  readonly name: string
  readonly zone: string
  readonly server?: Server
}

/** What one source can open, at most, of the client ports of a server. */
export interface ClientView {
  readonly source: ClientSource
  readonly ports: readonly number[]
  /** The rules that open them. */
  readonly openedBy: readonly RuleRef[]
  /** What refuses the first port that is not open. */
  readonly refusedBy?: RuleRef
}

/** Zones without a Client Access server, and the servers that publish. */
export function clientSources(inquiry: Inquiry, clientAccess: readonly Server[]): ClientSource[] {
  const { zones, servers } = inquiry.network
  const own = new Set(clientAccess.flatMap(({ addresses }) => addresses.map(({ zone }) => zone)))
  const publishers = servers.filter(({ roles }) => roles.includes('reverse-proxy') || roles.includes('load-balancer'))
  return [
    ...zones.filter(({ name }) => !own.has(name)).map(({ name }) => ({ name: `zone ${name}`, zone: name })),
    ...publishers.map((server) => ({ name: server.name, zone: server.addresses[0]?.zone ?? '', server })),
  ]
}

/** One part of a source that can open something, or nothing, of one server address. */
interface Asked {
  readonly ways: readonly Way[]
  readonly from: PlacedAddress
  readonly to: PlacedAddress
  readonly possible: ServiceSet
  readonly openedBy: (port: number) => readonly RuleRef[]
}

/** The client ports of servers, as they can be opened from each source. */
export class ClientPorts {
  readonly #inquiry: Inquiry
  readonly #ways: WayFinder
  readonly #reach: ZoneReach
  readonly #parts = new Map<string, readonly ZonePart[]>()
  readonly #held: ReadonlyMap<string, AddressRanges>
  readonly #own: AddressRanges

  constructor(inquiry: Inquiry, clientAccess: readonly Server[]) {
    const { network } = inquiry
    this.#inquiry = inquiry
    this.#ways = new WayFinder(network)
    this.#reach = new ZoneReach(
      network.sets,
      clientAccess.flatMap(({ addresses }) => addresses),
      'exposure',
      {
        within: network.sets.services.ports(
          TCP,
          CLIENT_ACCESS_PORTS.toSorted((a, b) => a - b).flatMap((port) => [port, port]),
        ),
      },
    )
    this.#held = addressesOfZones(network)
    this.#own = addressesOfFirewalls(network)
  }

  view(source: ClientSource, server: Server): ClientView {
    const asked =
      source.server === undefined ? this.#fromZone(source.zone, server) : this.#fromServer(source.server, server)
    const isOpen = (port: number) => (one: Asked) => this.#holds(one.possible, port)
    const ports = CLIENT_ACCESS_PORTS.filter((port) => asked.some(isOpen(port)))
    const openedBy = ports.flatMap((port) => asked.filter(isOpen(port)).flatMap((one) => one.openedBy(port)))
    const closed = CLIENT_ACCESS_PORTS.find((port) => !ports.includes(port) && port === HTTPS)
    const refusedBy = closed === undefined ? undefined : this.#refusal(asked, closed)
    return { source, ports, openedBy, ...(refusedBy === undefined ? {} : { refusedBy }) }
  }

  #holds(set: ServiceSet, port: number): boolean {
    return this.#inquiry.network.sets.services.space.contains(set, [TCP, port, USUAL_SOURCE_PORT])
  }

  #refusal(asked: readonly Asked[], port: number): RuleRef | undefined {
    for (const { ways, from, to } of asked) {
      const ends = { source: from.address, destination: to.address }
      const packet = { protocol: TCP, destinationField: port, sourceField: USUAL_SOURCE_PORT, ...ends }
      const [way] = ways
      const refused = way === undefined ? undefined : refusalOn(this.#inquiry, way, packet, 'exposure')
      if (refused !== undefined) return refused
    }
    return undefined
  }

  #fromZone(zone: string, server: Server): Asked[] {
    return server.addresses.flatMap((to) =>
      this.#partsOfZone(zone)
        .filter(({ family }) => family === familyOf(to.address))
        .flatMap((part) => {
          const from: PlacedAddress = { address: lowest(part.addresses), zone, isPremise: true }
          const { ways } = this.#ways.between(from, to)
          return ways.length === 0 ? [] : [this.#askZone(part, ways, from, to)]
        }),
    )
  }

  #askZone(part: ZonePart, ways: readonly Way[], from: PlacedAddress, to: PlacedAddress): Asked {
    const { services } = this.#inquiry.network.sets
    const blocks = this.#reach.blocks(part, ways, to) ?? []
    return {
      ways,
      from,
      to,
      possible: services.unionOf(blocks.map(({ possible }) => possible)),
      openedBy: (port) =>
        (this.#reach.openings(part, ways, to) ?? [])
          .filter(({ what }) => this.#holds(what.services, port))
          .map(({ hop, what }) => this.#inquiry.refs.of(hop.firewall, what.decider)),
    }
  }

  #fromServer(publisher: Server, server: Server): Asked[] {
    const { reach, refs } = this.#inquiry
    return publisher.addresses.flatMap((from) => {
      const others = server.addresses.filter(({ address }) => familyOf(address) === familyOf(from.address))
      return reach
        .reach(from, 'source', others)
        .flatMap(({ exposed, ways }: { exposed: { possible: ServiceSet }; ways: Ways }, i) => {
          const to = others[i]
          if (to === undefined || ways.ways.length === 0) return []
          const openedBy = (): RuleRef[] =>
            (reach.permittedBy(from, 'source', [to], [exposed.possible])[0] ?? []).map(({ hop, what }) =>
              refs.of(hop.firewall, what.decider),
            )
          return [{ ways: ways.ways, from, to, possible: exposed.possible, openedBy }]
        })
    })
  }

  #partsOfZone(zone: string): readonly ZonePart[] {
    const known = this.#parts.get(zone)
    if (known !== undefined) return known
    const addresses = subtractAddresses(this.#held.get(zone) ?? NO_ADDRESS, this.#own)
    const parts = partsOf(this.#inquiry.network, zone, addresses, 'to-other-zones')
      .flatMap((part): ZonePart[] =>
        ([4, 6] as const).map((family) => ({ addresses: familyPart(part, family), family, side: 'source' as const })),
      )
      .filter((part) => !isNoAddress(part.addresses))
    this.#parts.set(zone, parts)
    return parts
  }
}

const HTTPS = 443
