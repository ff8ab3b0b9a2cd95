import {
  type Address,
  compareAddresses,
  familyOf,
  formatAddress,
  parseAddress,
  prefixContains,
} from '../model/address.ts'
import type { Network, PlacedAddress } from '../model/network.ts'
import type { Flavour, Packet } from '../model/packet.ts'
import { decidePassage, uncertainInPlay } from '../reach/first-match.ts'
import { type Hop, type Way, WayFinder } from '../reach/ways.ts'
import type { Trace, TraceHop } from './result.ts'
import { distinctRefs, RuleRefs } from './rule-ref.ts'
import { packetRefOf } from './services-of.ts'

export interface TraceQuery {
  /** A server's name or an address. */
  readonly from: string
  readonly to: string
  readonly flavour: Flavour
  /** Settle the zone where an address could stand in several, or in none. */
  readonly fromZone?: string
  readonly toZone?: string
}

/** The query names something that the network does not have; the sentence says what, and what it could be. */
export class TraceQueryError extends Error {}

/** What becomes of one packet, hop by hop, by the plain engine. Throws TraceQueryError. */
export function trace(network: Network, query: TraceQuery): Trace {
  const [from, to] = endsOf(network, query)
  const packet: Packet = { ...query.flavour, source: from.address, destination: to.address }
  const { ways, note } = new WayFinder(network).between(from, to)
  const refs = new RuleRefs()
  const traced = ways.map((way) => traceWay(network, way, packet, refs))
  const verdicts = new Set(traced.map(({ verdict }) => verdict))
  const [only] = verdicts
  const first = traced.find(({ verdict }) => verdict === 'deny') ?? traced[0]
  return {
    schema: 'emmental/trace/1',
    packet: packetRefOf(packet),
    from: { name: query.from, zone: from.zone },
    to: { name: query.to, zone: to.zone },
    verdict: verdicts.size === 1 && only !== undefined ? only : 'unknown',
    hops: first?.hops ?? [],
    ...(note === undefined ? {} : { note }),
  }
}

function traceWay(
  network: Network,
  way: Way,
  packet: Packet,
  refs: RuleRefs,
): { verdict: Trace['verdict']; hops: TraceHop[] } {
  const hops: TraceHop[] = []
  for (const hop of way) {
    const traced = traceHop(network, hop, packet, refs)
    hops.push(traced)
    if (traced.verdict === 'deny') break
  }
  const verdicts = hops.map(({ verdict }) => verdict)
  if (verdicts.includes('deny')) return { verdict: 'deny', hops }
  return { verdict: verdicts.includes('unknown') ? 'unknown' : 'permit', hops }
}

function traceHop(network: Network, hop: Hop, packet: Packet, refs: RuleRefs): TraceHop {
  const { firewall, ingress, egress } = hop
  const passage = firewall.passage(ingress, egress, familyOf(packet.source))
  const sure = decidePassage(passage, packet, network.sets, 'pessimistic')
  const most = decidePassage(passage, packet, network.sets, 'optimistic')
  const verdict = sure.action === 'permit' ? 'permit' : most.action === 'deny' ? 'deny' : 'unknown'
  const decision = verdict === 'permit' ? sure : most
  const undecided = verdict === 'unknown' ? uncertainInPlay(passage, packet, network.sets) : []
  return {
    firewall: firewall.name,
    dialect: firewall.dialect,
    ingress,
    egress,
    verdict,
    decidedBy: refs.of(firewall, decision.decider, packet),
    ...(undecided.length === 0
      ? {}
      : { undecided: distinctRefs(undecided.map((one) => refs.of(firewall, one, packet))) }),
  }
}

/** Both ends as addresses of one family; of a server's addresses the first that has a counterpart is taken. */
function endsOf(network: Network, query: TraceQuery): [PlacedAddress, PlacedAddress] {
  const sources = placesOf(network, query.from, query.fromZone, '--from-zone')
  const targets = placesOf(network, query.to, query.toZone, '--to-zone')
  for (const from of sources) {
    const to = targets.find(({ address }) => familyOf(address) === familyOf(from.address))
    if (to !== undefined) return [from, to]
  }
  throw new TraceQueryError(`${query.from} and ${query.to} have no address family in common`)
}

function placesOf(network: Network, text: string, zone: string | undefined, option: string): readonly PlacedAddress[] {
  if (zone !== undefined && !network.zones.some(({ name }) => name === zone)) {
    const known = network.zones.map(({ name }) => name).join(', ')
    throw new TraceQueryError(`no zone is called ${zone}; the zones are ${known}`)
  }
  const server = network.servers.find(({ name }) => name.toLowerCase() === text.toLowerCase())
  if (server !== undefined) {
    return zone === undefined ? server.addresses : server.addresses.map(({ address }) => ({ address, zone }))
  }
  const address = parseAddress(text)
  if (address === undefined) {
    throw new TraceQueryError(`\`${text}\` is neither the name of a server in the inventory nor an address`)
  }
  return [{ address, zone: zone ?? zoneOf(network, address, option) }]
}

function zoneOf(network: Network, address: Address, option: string): string {
  const known = network.servers.flatMap((server) => server.addresses)
  const placed = known.find((place) => compareAddresses(place.address, address) === 0)
  if (placed !== undefined) return placed.zone
  const holding = network.zones
    .flatMap((zone) => zone.networks.map((prefix) => ({ zone, prefix })))
    .filter(({ prefix }) => prefixContains(prefix, address))
    .sort((a, b) => b.prefix.length - a.prefix.length)
  const zone = holding[0]?.zone ?? network.zones.find(({ catchAll }) => catchAll)
  if (zone === undefined) {
    throw new TraceQueryError(`${formatAddress(address)} is in no zone; add its network to a zone, or give ${option}`)
  }
  return zone.name
}
