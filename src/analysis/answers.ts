import { type Family, familyOf } from '../model/address.ts'
import type { Network, PlacedAddress, Server } from '../model/network.ts'
import type { ServiceSet } from '../model/service-set.ts'
import { goalOf } from '../reach/goal.ts'
import type { HostReach, PairReach } from '../reach/host-reach.ts'
import type { Profile, Status } from './result.ts'

/** What gets from one address of a server, told by its position among the server's addresses, to one of another. */
export interface AddressPair {
  readonly sourceAt: number
  readonly to: GroupAddress
  readonly found: PairReach
  readonly goal: ServiceSet
  readonly status: Status
}

/** One address of a group and where it stands among the addresses of the group's servers. */
export interface GroupAddress {
  readonly group: number
  readonly at: number
  readonly place: PlacedAddress
}

/**
 * What new connections between servers can open. Servers that nothing tells apart are one group, numbered in the order of the
 * inventory, and each question is asked once for each two groups: a large organisation has hundreds of thousands of pairs of
 * servers and a handful of groups.
 */
export class Answers {
  readonly #network: Network
  readonly #profile: Profile
  readonly #reach: HostReach
  #groups: ReadonlyMap<Server, number> | undefined
  /** The first server of each group. */
  readonly #first: Server[] = []
  readonly #addresses: { [family in Family]?: readonly GroupAddress[] } = {}
  readonly #statuses: (Uint8Array | undefined)[] = []
  readonly #ofFound: Readonly<Record<Family, Map<PairReach, Status>>> = { 4: new Map(), 6: new Map() }

  constructor(network: Network, profile: Profile, reach: HostReach) {
    this.#network = network
    this.#profile = profile
    this.#reach = reach
  }

  /** The number of a server's group. Throws RangeError for a server that is not of the network. */
  groupOf(server: Server): number {
    this.#groups ??= this.#grouped()
    const group = this.#groups.get(server)
    if (group === undefined) throw new RangeError(`${server.name} is no server of the network`)
    return group
  }

  get groupCount(): number {
    this.#groups ??= this.#grouped()
    return this.#first.length
  }

  firstOf(group: number): Server {
    const server = this.#first[group]
    if (server === undefined) throw new RangeError(`there is no group ${group}`)
    return server
  }

  status(from: Server, to: Server): Status {
    const source = this.groupOf(from)
    const row = this.#statuses[source] ?? this.#statusesFrom(source)
    return STATUSES[row[this.groupOf(to)] ?? 0] ?? 'undetermined'
  }

  /** The addresses of all groups, of one family. */
  addressesOf(family: Family): readonly GroupAddress[] {
    this.#addresses[family] ??= Array.from({ length: this.groupCount }, (_, group) => group).flatMap((group) =>
      this.firstOf(group).addresses.flatMap((place, at) =>
        familyOf(place.address) === family ? [{ group, at, place }] : [],
      ),
    )
    return this.#addresses[family]
  }

  /** What gets from an address to each of the others, all of one family. */
  pairsFrom(host: PlacedAddress, sourceAt: number, others: readonly GroupAddress[]): AddressPair[] {
    const family = familyOf(host.address)
    const goal = goalOf(this.#profile, family, this.#network.sets.services)
    const found = this.#reach.reach(
      host,
      'source',
      others.map(({ place }) => place),
    )
    return others.flatMap((to, i) => {
      const pair = found[i]
      if (pair === undefined) return []
      return [{ sourceAt, to, found: pair, goal, status: this.#statusOf(family, goal, pair) }]
    })
  }

  #grouped(): Map<Server, number> {
    const groups = new Map<Server, number>()
    const numbers = new Map<PlacedAddress, number>()
    const byKey = new Map<string, number>()
    for (const server of this.#network.servers) {
      const key = server.addresses
        .map((place) => {
          const representative = this.#reach.representativeOf(place)
          const number = numbers.get(representative) ?? numbers.size
          numbers.set(representative, number)
          return number
        })
        .join()
      const group = byKey.get(key) ?? this.#first.push(server) - 1
      byKey.set(key, group)
      groups.set(server, group)
    }
    return groups
  }

  /** The statuses from one group to every group, as positions in STATUSES. */
  #statusesFrom(source: number): Uint8Array {
    const row = new Uint8Array(this.groupCount)
    for (const [at, host] of this.firstOf(source).addresses.entries()) {
      const others = this.addressesOf(familyOf(host.address))
      for (const { to, status } of this.pairsFrom(host, at, others)) {
        row[to.group] = Math.max(row[to.group] ?? 0, STATUSES.indexOf(status))
      }
    }
    this.#statuses[source] = row
    return row
  }

  #statusOf(family: Family, goal: ServiceSet, found: PairReach): Status {
    const known = this.#ofFound[family].get(found)
    if (known !== undefined) return known
    const { services } = this.#network.sets
    const status =
      services.subtract(goal, found.certain) === services.none
        ? 'unrestricted'
        : services.subtract(goal, found.possible) === services.none
          ? 'undetermined'
          : 'restricted'
    this.#ofFound[family].set(found, status)
    return status
  }
}

/**
 * Of several pairs of addresses the last one here decides: one restriction restricts. Without any pair (position 0) there is
 * nothing to prove.
 */
const STATUSES: readonly (Status | undefined)[] = [undefined, 'unrestricted', 'undetermined', 'restricted']
