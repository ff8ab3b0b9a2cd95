import { DYNAMIC_RPC, difference, holesOf } from '../exchange/holes.ts'
import { familyOf } from '../model/address.ts'
import { DCERPC_PINHOLES, type Firewall } from '../model/firewall.ts'
import type { PlacedAddress, Server } from '../model/network.ts'
import { TCP, UDP } from '../model/protocol.ts'
import type { ServiceSet, ServiceSetStore } from '../model/service-set.ts'
import type { Decider } from '../reach/first-match.ts'
import { goalOf } from '../reach/goal.ts'
import type { Slice } from '../reach/host-pairs.ts'
import type { Placed } from '../reach/host-reach.ts'
import type { Inquiry } from './access.ts'
import { caveatsOnWays, distinctCaveats } from './caveats.ts'
import { groupBy } from './group-by.ts'
import type { CaveatRef, Exposure, Hole, RuleRef, Services } from './result.ts'
import { distinctRefs } from './rule-ref.ts'
import { countPorts, servicesOf } from './services-of.ts'

/** What the Client Access servers of each zone can open to the servers of the other zones, and which rules let them. */
export function exposures(inquiry: Inquiry, clientAccess: readonly Server[]): Exposure[] {
  const sources = clientAccess.flatMap((server) => server.addresses)
  return Array.from(groupBy(sources, (place) => place.zone)).flatMap(([fromZone, hosts]) =>
    exposuresFrom(inquiry, fromZone, hosts),
  )
}

/** What one server's addresses in one zone are open to. */
class Openings {
  readonly server: Server
  readonly zone: string
  possible: ServiceSet
  certain: ServiceSet
  /** What each rule lets through to the server from any of the hosts, by rule table (or stage end) and row. */
  readonly slices = new Map<object, Map<number, OpeningSlice>>()
  readonly caveats: CaveatRef[] = []

  constructor(server: Server, zone: string, none: ServiceSet) {
    this.server = server
    this.zone = zone
    this.possible = none
    this.certain = none
  }

  add({ hop, what }: Placed<Slice>, services: ServiceSetStore): void {
    const { decider } = what
    const [place, row] = decider.kind === 'row' ? [decider.table, decider.row] : [decider.otherwise, 0]
    const rows = this.slices.get(place) ?? new Map<number, OpeningSlice>()
    this.slices.set(place, rows)
    const known = rows.get(row)
    if (known === undefined) rows.set(row, { firewall: hop.firewall, decider, services: what.services })
    else known.services = services.union(known.services, what.services)
  }
}

interface OpeningSlice {
  readonly firewall: Firewall
  readonly decider: Decider
  services: ServiceSet
}

function exposuresFrom(inquiry: Inquiry, fromZone: string, hosts: readonly PlacedAddress[]): Exposure[] {
  const { servers, sets } = inquiry.network
  const targets = servers.flatMap((server) =>
    server.addresses.filter(({ zone }) => zone !== fromZone).map((place) => ({ server, place })),
  )
  const openings = new Map<string, Openings>()
  for (const host of hosts) {
    const facing = targets.filter(({ place }) => familyOf(place.address) === familyOf(host.address))
    const others = facing.map(({ place }) => place)
    const found = inquiry.reach.reach(host, 'source', others)
    const slices = inquiry.reach.permittedBy(
      host,
      'source',
      others,
      found.map(({ exposed }) => exposed.possible),
    )
    for (const [i, { server, place }] of facing.entries()) {
      const key = JSON.stringify([place.zone, server.name])
      const opening = openings.get(key) ?? new Openings(server, place.zone, sets.services.none)
      openings.set(key, opening)
      opening.possible = sets.services.union(opening.possible, found[i]?.exposed.possible ?? sets.services.none)
      opening.certain = sets.services.union(opening.certain, found[i]?.exposed.certain ?? sets.services.none)
      for (const slice of slices[i] ?? []) opening.add(slice, sets.services)
      const pair = found[i]
      if (pair === undefined) continue
      const ends = { source: host.address, destination: place.address }
      opening.caveats.push(...caveatsOnWays(pair.ways.ways, ends, pair.exposed.possible, sets))
    }
  }
  return [...openings.values()].map((opening) => exposureOf(inquiry, fromZone, opening))
}

function exposureOf(inquiry: Inquiry, fromZone: string, opening: Openings): Exposure {
  const { services } = inquiry.network.sets
  const shown = servicesOf(opening.possible, goalOf(inquiry.profile, 4, services), services)
  const caveats = distinctCaveats(opening.caveats)
  const holes = [
    ...holesOf(shown.tcp, shown.udp).map((hole) => holeOf(inquiry, opening, hole)),
    ...pinholes(shown, caveats),
  ]
  return {
    fromZone,
    toZone: opening.zone,
    server: opening.server.name,
    roles: opening.server.roles,
    services: shown,
    holes,
    openTcpPorts: countPorts(shown.tcp),
    openUdpPorts: countPorts(shown.udp),
    ...(caveats.length === 0 ? {} : { caveats }),
  }
}

/** Inspection that opens what an endpoint mapper answers makes the dynamic ports reachable wherever TCP 135 is. */
function pinholes(shown: Services, caveats: readonly CaveatRef[]): Hole[] {
  const rules = caveats.filter(({ id }) => id === DCERPC_PINHOLES)
  const ports = difference([DYNAMIC_RPC], shown.tcp)
  return rules.length === 0 || ports.length === 0
    ? []
    : [{ id: 'dynamic-rpc', ports, protocol: 'tcp', certain: false, rules }]
}

function holeOf(inquiry: Inquiry, opening: Openings, hole: ReturnType<typeof holesOf>[number]): Hole {
  const { services } = inquiry.network.sets
  const through = services.ports(hole.protocol === 'tcp' ? TCP : UDP, hole.ports.flat())
  const rules: RuleRef[] = []
  for (const rows of opening.slices.values()) {
    for (const slice of rows.values()) {
      if (services.intersect(slice.services, through) !== services.none) {
        rules.push(inquiry.refs.of(slice.firewall, slice.decider))
      }
    }
  }
  const open = services.intersect(opening.possible, through)
  return {
    id: hole.id,
    ports: hole.ports,
    protocol: hole.protocol,
    certain: services.subtract(open, opening.certain) === services.none,
    rules: distinctRefs(rules),
  }
}
