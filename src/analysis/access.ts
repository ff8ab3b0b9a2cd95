import { type Address, familyOf } from '../model/address.ts'
import type { Network, PlacedAddress, Server } from '../model/network.ts'
import type { Flavour, Packet } from '../model/packet.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { Decider } from '../reach/first-match.ts'
import { goalOf, tellingFlavour } from '../reach/goal.ts'
import type { Side } from '../reach/host-index.ts'
import { HostReach, type PairReach, type Placed } from '../reach/host-reach.ts'
import type { Ways } from '../reach/way.ts'
import { caveatsOnWays, distinctCaveats } from './caveats.ts'
import { groupBy } from './group-by.ts'
import type { Access, CaveatRef, Profile, RuleRef, Status, WaysRef, Witness } from './result.ts'
import { distinctRefs, RuleRefs } from './rule-ref.ts'
import { packetRefOf, servicesOf } from './services-of.ts'

/** What every question about one network shares: the engine, the goal, and the memory for references. */
export interface Inquiry {
  readonly network: Network
  readonly profile: Profile
  readonly reach: HostReach
  readonly refs: RuleRefs
}

export function createInquiry(network: Network, profile: Profile): Inquiry {
  return { network, profile, reach: new HostReach(network), refs: new RuleRefs() }
}

/** One address of a server facing one address of a peer. */
export interface Pair {
  readonly host: PlacedAddress
  readonly other: PlacedAddress
  readonly peer: Server
  readonly found: PairReach
  readonly goal: ServiceSet
  readonly status: Status
}

/** Everything asked between a server and its peers in one direction. */
export type Direction = 'to' | 'from'

export function sideOf(direction: Direction): Side {
  return direction === 'to' ? 'source' : 'destination'
}

export function pairsOf(inquiry: Inquiry, server: Server, peers: readonly Server[], direction: Direction): Pair[] {
  const { network, profile, reach } = inquiry
  return server.addresses.flatMap((host) => {
    const family = familyOf(host.address)
    const goal = goalOf(profile, family, network.sets.services)
    const facing = peers.flatMap((peer) =>
      peer.addresses.filter(({ address }) => familyOf(address) === family).map((other) => ({ peer, other })),
    )
    const found = reach.reach(
      host,
      sideOf(direction),
      facing.map(({ other }) => other),
    )
    return facing.flatMap(({ peer, other }, i) => {
      const pair = found[i]
      return pair === undefined ? [] : [{ host, other, peer, found: pair, goal, status: statusOf(inquiry, goal, pair) }]
    })
  })
}

function statusOf(inquiry: Inquiry, goal: ServiceSet, found: PairReach): Status {
  const { services } = inquiry.network.sets
  if (services.subtract(goal, found.certain) === services.none) return 'unrestricted'
  return services.subtract(goal, found.possible) === services.none ? 'undetermined' : 'restricted'
}

/** Of several pairs of addresses: one restriction restricts, and without any pair there is nothing to prove. */
export function statusOfPairs(pairs: readonly Pair[]): Status {
  if (pairs.some(({ status }) => status === 'restricted')) return 'restricted'
  return pairs.length > 0 && pairs.every(({ status }) => status === 'unrestricted') ? 'unrestricted' : 'undetermined'
}

/** The access between a server and each of its peers in one direction, with witness or undecided lines. */
export function accessesOf(inquiry: Inquiry, server: Server, peers: readonly Server[], direction: Direction): Access[] {
  const pairs = pairsOf(inquiry, server, peers, direction)
  const witnesses = witnessesOf(inquiry, pairs, direction)
  const disputes = disputesOf(inquiry, pairs, direction)
  const byPeer = groupBy(pairs, (pair) => pair.peer)
  return peers.map((peer) => accessTo(inquiry, peer, byPeer.get(peer) ?? [], direction, witnesses, disputes))
}

interface Dispute {
  readonly packet: Packet
  readonly undecided: readonly RuleRef[]
}

function accessTo(
  inquiry: Inquiry,
  peer: Server,
  pairs: readonly Pair[],
  direction: Direction,
  witnesses: ReadonlyMap<Pair, Witness>,
  disputes: ReadonlyMap<Pair, Dispute>,
): Access {
  const { services } = inquiry.network.sets
  const all = (part: (pair: Pair) => ServiceSet): ServiceSet =>
    pairs.length === 0 ? services.none : pairs.reduce((set, pair) => services.intersect(set, part(pair)), services.all)
  const goal = pairs[0]?.goal ?? services.all
  const certain = all((pair) => pair.found.certain)
  const possible = all((pair) => pair.found.possible)
  const permitted = servicesOf(certain, goal, services)
  const status = statusOfPairs(pairs)
  const witness = pairs.map((pair) => witnesses.get(pair)).find((found) => found !== undefined)
  const disputed = pairs.map((pair) => disputes.get(pair)).filter((found) => found !== undefined)
  const notes = new Set(pairs.map((pair) => pair.found.ways.note).filter((note) => note !== undefined))
  const caveats = pairs.flatMap((pair) => caveatsOfPair(inquiry, pair, direction))
  if (pairs.length === 0) notes.add(NO_COMMON_FAMILY.note)
  return {
    peer: peer.name,
    roles: peer.roles,
    direction,
    status,
    permitted,
    possible: possible === certain ? permitted : servicesOf(possible, goal, services),
    ...(status === 'restricted' && witness !== undefined ? { witness } : {}),
    ...(status === 'undetermined' ? { undecided: distinctRefs(disputed.flatMap((dispute) => dispute.undecided)) } : {}),
    ...(status === 'undetermined' && disputed[0] !== undefined
      ? { undecidedPacket: packetRefOf(disputed[0].packet) }
      : {}),
    path: [...new Set(pairs.flatMap((pair) => (pair.found.ways.ways[0] ?? []).map((hop) => hop.firewall.name)))],
    ...(notes.size === 0 ? {} : { note: [...notes].join('; ') }),
    ways: pairs.length === 0 ? [NO_COMMON_FAMILY] : distinctWays(pairs.map((pair) => pair.found.ways)),
    ...(caveats.length === 0 ? {} : { caveats: distinctCaveats(caveats) }),
  }
}

const NO_COMMON_FAMILY = {
  kind: 'no-common-family',
  note: 'no address family in common: there is nothing to ask about',
  evidence: [],
} as const

function distinctWays(all: readonly Ways[]): WaysRef[] {
  const distinct = new Map<string, WaysRef>()
  for (const { kind, note, evidence } of new Set(all)) {
    const ref: WaysRef = { kind, evidence, ...(note === undefined ? {} : { note }) }
    distinct.set(JSON.stringify(ref), ref)
  }
  return [...distinct.values()]
}

function caveatsOfPair({ network }: Inquiry, pair: Pair, direction: Direction): CaveatRef[] {
  const { ways } = pair.found.ways
  return caveatsOnWays(ways, endsOf(pair, direction), pair.found.exposed.possible, network.sets)
}

function endsOf({ host, other }: Pair, direction: Direction): { source: Address; destination: Address } {
  return direction === 'to'
    ? { source: host.address, destination: other.address }
    : { source: other.address, destination: host.address }
}

export function packetOf(pair: Pair, direction: Direction, flavour: Flavour): Packet {
  return { ...flavour, ...endsOf(pair, direction) }
}

/** Calls `ask` once for each host address of the pairs, with that host's pairs. */
function byHost(pairs: readonly Pair[], ask: (host: PlacedAddress, pairs: readonly Pair[]) => void): void {
  for (const [host, ofHost] of groupBy(pairs, (pair) => pair.host)) ask(host, ofHost)
}

function witnessesOf(inquiry: Inquiry, pairs: readonly Pair[], direction: Direction): Map<Pair, Witness> {
  const { services } = inquiry.network.sets
  const witnesses = new Map<Pair, Witness>()
  const restricted = pairs.filter(({ status }) => status === 'restricted')
  byHost(restricted, (host, ofHost) => {
    const family = familyOf(host.address)
    const flavours = ofHost.map(({ goal, found }) =>
      tellingFlavour(services.subtract(goal, found.possible), family, services),
    )
    const others = ofHost.map((pair) => pair.other)
    for (const [i, denied] of inquiry.reach.deniedBy(host, sideOf(direction), others, flavours).entries()) {
      const pair = ofHost[i]
      const flavour = flavours[i]
      if (denied === undefined || pair === undefined || flavour === undefined) continue
      const packet = packetOf(pair, direction, flavour)
      const { firewall, ingress, egress } = denied.hop
      witnesses.set(pair, {
        packet: packetRefOf(packet),
        decidedBy: inquiry.refs.of(firewall, denied.what.decider, packet),
        at: { firewall: firewall.name, dialect: firewall.dialect, ingress, egress },
      })
    }
  })
  return witnesses
}

function disputesOf(inquiry: Inquiry, pairs: readonly Pair[], direction: Direction): Map<Pair, Dispute> {
  const { services } = inquiry.network.sets
  const disputes = new Map<Pair, Dispute>()
  const undetermined = pairs.filter(({ status }) => status === 'undetermined')
  byHost(undetermined, (host, ofHost) => {
    const family = familyOf(host.address)
    const disputed = ofHost.map(({ goal, found }) => services.subtract(goal, found.certain))
    const others = ofHost.map((pair) => pair.other)
    for (const [i, found] of inquiry.reach.undecidedBy(host, sideOf(direction), others, disputed).entries()) {
      const pair = ofHost[i]
      const set = disputed[i]
      if (pair === undefined || set === undefined) continue
      const undecided = found.map(({ hop, what }: Placed<Decider>) => inquiry.refs.of(hop.firewall, what))
      disputes.set(pair, { packet: packetOf(pair, direction, tellingFlavour(set, family, services)), undecided })
    }
  })
  return disputes
}
