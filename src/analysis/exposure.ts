import { DYNAMIC_RPC, difference, holesOf } from '../exchange/holes.ts'
import { familyOf } from '../model/address.ts'
import { append } from '../model/append.ts'
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

/** What the Exchange servers of each zone can open to the servers of the other zones, and which rules let them. */
export function exposures(inquiry: Inquiry, exchange: readonly Server[]): Exposure[] {
  const sources = exchange.flatMap((server) => server.addresses)
  return Array.from(groupBy(sources, (place) => place.zone)).flatMap(([fromZone, hosts]) =>
    exposuresFrom(inquiry, fromZone, hosts),
  )
}

/** What the addresses of one server in one zone are open to, and those of every server that nothing tells apart from it. */
class Openings {
  /** One for each address, in place of all that are alike. */
  readonly places: readonly PlacedAddress[]
  possible: ServiceSet
  certain: ServiceSet
  /** What each rule lets through to the server from any of the hosts, by rule table (or stage end) and row. */
  readonly slices = new Map<object, Map<number, OpeningSlice>>()
  readonly caveats: CaveatRef[] = []

  constructor(places: readonly PlacedAddress[], none: ServiceSet) {
    this.places = places
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
  const { network, reach } = inquiry
  const numbers = new Map<PlacedAddress, number>()
  const byKey = new Map<string, Openings>()
  const targets = network.servers.flatMap((server) =>
    Array.from(groupBy(server.addresses, ({ zone }) => zone))
      .filter(([zone]) => zone !== fromZone)
      .map(([zone, addresses]) => {
        const places = addresses.map((place) => reach.representativeOf(place))
        const key = places
          .map((place) => {
            const number = numbers.get(place) ?? numbers.size
            numbers.set(place, number)
            return number
          })
          .join()
        const opening = byKey.get(key) ?? new Openings(places, network.sets.services.none)
        byKey.set(key, opening)
        return { server, zone, opening }
      }),
  )
  const openings = [...byKey.values()]
  for (const host of new Set(hosts.map((place) => reach.representativeOf(place)))) openFrom(inquiry, host, openings)
  const open = new Map(openings.map((opening) => [opening, openOf(inquiry, opening)]))
  // Of a family that nobody in the zone has nothing can be asked.
  const families = new Set(hosts.map(({ address }) => familyOf(address)))
  return targets
    .filter(({ opening }) => opening.places.some(({ address }) => families.has(familyOf(address))))
    .map(({ server, zone, opening }) => ({
      fromZone,
      toZone: zone,
      server: server.name,
      roles: server.roles,
      ...(open.get(opening) ?? openOf(inquiry, opening)),
    }))
}

/** Adds what one host can open. */
function openFrom(inquiry: Inquiry, host: PlacedAddress, openings: readonly Openings[]): void {
  const { reach, network } = inquiry
  const { services } = network.sets
  const facing = openings.flatMap((opening) =>
    opening.places
      .filter(({ address }) => familyOf(address) === familyOf(host.address))
      .map((place) => ({ opening, place })),
  )
  const others = facing.map(({ place }) => place)
  const found = reach.reach(host, 'source', others)
  const slices = reach.permittedBy(
    host,
    'source',
    others,
    found.map(({ exposed }) => exposed.possible),
  )
  for (const [i, { opening, place }] of facing.entries()) {
    const pair = found[i]
    if (pair === undefined) continue
    opening.possible = services.union(opening.possible, pair.exposed.possible)
    opening.certain = services.union(opening.certain, pair.exposed.certain)
    for (const slice of slices[i] ?? []) opening.add(slice, services)
    const ends = { source: host.address, destination: place.address }
    append(opening.caveats, caveatsOnWays(pair.ways.ways, ends, pair.exposed.possible, network.sets))
  }
}

/** What of an exposure does not name the server; servers that are alike share it. */
function openOf(
  inquiry: Inquiry,
  opening: Openings,
): Pick<Exposure, 'services' | 'holes' | 'openTcpPorts' | 'openUdpPorts' | 'caveats'> {
  const { services } = inquiry.network.sets
  const shown = servicesOf(opening.possible, goalOf(inquiry.profile, 4, services), services)
  const caveats = distinctCaveats(opening.caveats)
  return {
    services: shown,
    holes: [
      ...holesOf(shown.tcp, shown.udp).map((hole) => holeOf(inquiry, opening, hole)),
      ...pinholes(shown, caveats),
    ],
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
