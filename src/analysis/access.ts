import { familyOf } from '../model/address.ts'
import type { Network, PlacedAddress, Server } from '../model/network.ts'
import type { Flavour, Packet } from '../model/packet.ts'
import type { ServiceSet } from '../model/service-set.ts'
import { goalOf } from '../reach/goal.ts'
import type { Side } from '../reach/host-index.ts'
import { HostReach, type PairReach } from '../reach/host-reach.ts'
import { Answers } from './answers.ts'
import type { Profile, Status } from './result.ts'
import { RuleRefs } from './rule-ref.ts'
import { type Standing, standingOf } from './standing.ts'

/** What every question about one network shares: the engine, what was answered, and the memory for references. */
export interface Inquiry {
  readonly network: Network
  readonly profile: Profile
  readonly reach: HostReach
  readonly answers: Answers
  readonly refs: RuleRefs
  /** Found when it is asked for. */
  readonly standing: Standing
}

export function createInquiry(network: Network, profile: Profile): Inquiry {
  const reach = new HostReach(network)
  const answers = new Answers(network, profile, reach)
  let standing: Standing | undefined
  return {
    network,
    profile,
    reach,
    answers,
    refs: new RuleRefs(),
    get standing() {
      standing ??= standingOf(network.servers, (from, to) => answers.status(from, to))
      return standing
    },
  }
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

export function packetOf({ host, other }: Pair, direction: Direction, flavour: Flavour): Packet {
  const [source, destination] = direction === 'to' ? [host.address, other.address] : [other.address, host.address]
  return { ...flavour, source, destination }
}
