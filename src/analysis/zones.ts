import { type Family, familyOf, formatPrefix, parsePrefix } from '../model/address.ts'
import {
  type AddressRanges,
  addressesOfPrefix,
  hasAddress,
  intersectAddresses,
  isNoAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../model/address-set.ts'
import type { Network, PlacedAddress, Server, Zone } from '../model/network.ts'
import { goalOf, tellingFlavour } from '../reach/goal.ts'
import type { Side } from '../reach/host-index.ts'
import type { Way } from '../reach/way.ts'
import { WayFinder } from '../reach/ways.ts'
import type { ZoneBlock } from '../reach/zone-cut.ts'
import { type ZoneLimits, ZoneReach } from '../reach/zone-reach.ts'
import type { ZonePart } from '../reach/zone-rows.ts'
import { createInquiry, type Direction, type Inquiry } from './access.ts'
import { refusalOn } from './refusal.ts'
import type { Pocket, PocketWitness, Profile, Status, Verdict, ZoneMap, ZoneVerdict } from './result.ts'
import { packetRefOf } from './services-of.ts'
import { addressesOfFirewalls, addressesOfZones, familyPart, lowest, networkTexts, partsOf } from './zone-places.ts'

/** Every zone of the network, and the private addresses that no zone names by its networks. */
export function zoneMap(network: Network, profile: Profile, version: string): ZoneMap {
  const judge = new ZoneJudge(createInquiry(network, profile))
  const named = unionOfAddresses(network.zones.flatMap(({ networks }) => networks.map(addressesOfPrefix)))
  const unlabelled = subtractAddresses(PRIVATE, named)
  return {
    schema: 'emmental/zones/1',
    version,
    profile,
    zones: network.zones.map((zone) => judge.verdict(zone)),
    unlabelled: network.zones.filter(({ catchAll }) => catchAll).map((zone) => judge.verdict(zone, unlabelled)),
  }
}

/** Addresses for networks of one's own: RFC 1918 and RFC 4193. */
const PRIVATE: AddressRanges = unionOfAddresses(
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].flatMap((text) => {
    const parsed = parsePrefix(text)
    return parsed.kind === 'prefix' ? [addressesOfPrefix(parsed.prefix)] : []
  }),
)

/**
 * Whole zones judged: every address of each, as if a Client Access server stood there. The firewalls' own addresses are
 * left out, as no server stands there.
 */
export class ZoneJudge {
  readonly #inquiry: Inquiry
  readonly #ways: WayFinder
  readonly #reach: ZoneReach
  readonly #places: ReadonlyMap<string, AddressRanges>
  /** The firewalls' own addresses by zone. */
  readonly #own: ReadonlyMap<string, AddressRanges>

  constructor(inquiry: Inquiry, limits: ZoneLimits = {}) {
    const { network } = inquiry
    this.#inquiry = inquiry
    this.#ways = new WayFinder(network)
    this.#reach = new ZoneReach(
      network.sets,
      network.servers.flatMap(({ addresses }) => addresses),
      'access',
      limits,
    )
    const held = addressesOfZones(network)
    const own = addressesOfFirewalls(network)
    this.#places = new Map(Array.from(held, ([name, addresses]) => [name, subtractAddresses(addresses, own)]))
    this.#own = new Map(Array.from(held, ([name, addresses]) => [name, intersectAddresses(addresses, own)]))
  }

  /** The verdict on a zone; with a limit, on the addresses of the zone within it. */
  verdict(zone: Zone, limit?: AddressRanges): ZoneVerdict {
    const held = this.#places.get(zone.name) ?? NO_ADDRESS
    const addresses = limit === undefined ? held : intersectAddresses(held, limit)
    const found = this.#judge(zone, addresses)
    // Where all addresses share a verdict, the firewalls' own ones are no gap worth telling.
    const own = limit === undefined ? this.#own.get(zone.name) : undefined
    const isOne = VERDICTS.filter((verdict) => !isNoAddress(found[verdict])).length === 1
    const pockets = VERDICTS.flatMap((verdict): Pocket[] => {
      if (isNoAddress(found[verdict])) return []
      const within = isOne && own !== undefined ? unionOfAddresses([found[verdict], own]) : found[verdict]
      const witness = verdict === 'perimeter' ? found.witness : undefined
      const isLeft = verdict === 'undetermined' && !isNoAddress(intersectAddresses(within, found.given))
      return [
        {
          networks: networkTexts(within),
          verdict,
          servers: this.#serversIn(zone, within),
          ...(witness === undefined ? {} : { witness }),
          ...(isLeft ? { note: BUDGET_NOTE } : {}),
        },
      ]
    })
    return {
      name: zone.name,
      networks:
        limit === undefined
          ? [...zone.networks.map(formatPrefix), ...(zone.catchAll ? ['any'] : [])]
          : networkTexts(addresses),
      verdict: pockets[0]?.verdict ?? 'undetermined',
      pockets,
    }
  }

  /** The address of a server if one stands there, else one that a host could have. */
  #tellingAddress(addresses: AddressRanges): number | bigint {
    const places = this.#inquiry.network.servers.flatMap((server) => server.addresses)
    const server = places.find(({ address }) => hasAddress(addresses, address))
    if (server !== undefined) return server.address
    const first = lowest(addresses)
    const second = typeof first === 'number' ? first + 1 : first + 1n
    return hasAddress(addresses, second) ? second : first
  }

  #serversIn(zone: Zone, addresses: AddressRanges): string[] {
    return this.#inquiry.network.servers
      .filter((server) =>
        server.addresses.some((place) => place.zone === zone.name && hasAddress(addresses, place.address)),
      )
      .map(({ name }) => name)
  }

  #judge(zone: Zone, addresses: AddressRanges): Judged {
    const peers = this.#peersOf(zone)
    const tally = new Tally()
    for (const family of [4, 6] as const) {
      const own = familyPart(addresses, family)
      if (isNoAddress(own)) continue
      const asked = peers.flatMap((peer) =>
        peer.addresses.filter(({ address }) => familyOf(address) === family).map((place) => ({ peer, place })),
      )
      // Where no peer has an address of the family there is nothing to ask.
      if (asked.length === 0) continue
      tally.judge(own)
      for (const { part, asked: some } of this.#questions(zone, own, asked)) {
        for (const direction of ['to', 'from'] as const) {
          const zonePart: ZonePart = { addresses: part, family, side: SIDES[direction] }
          for (const one of some) {
            // Nothing is worse than restricted, so what is so already need not be asked again.
            if (tally.isWorst(part)) break
            this.#ask(zone, zonePart, direction, one, tally)
          }
        }
      }
    }
    return tally.result()
  }

  /** Only among hosts of the zone itself it matters which line puts an address there. */
  #questions(zone: Zone, own: AddressRanges, asked: readonly Asked[]) {
    const { network } = this.#inquiry
    const isWithin = ({ place }: Asked): boolean => place.zone === zone.name
    const questions = (ways: 'to-other-zones' | 'within-zone', some: readonly Asked[]) =>
      some.length === 0 ? [] : partsOf(network, zone.name, own, ways).map((part) => ({ part, asked: some }))
    return [
      ...questions(
        'to-other-zones',
        asked.filter((one) => !isWithin(one)),
      ),
      ...questions('within-zone', asked.filter(isWithin)),
    ]
  }

  /** What one part of the zone may exchange with one peer in one direction. */
  #ask(zone: Zone, part: ZonePart, direction: Direction, { peer, place }: Asked, tally: Tally): void {
    const member: PlacedAddress = { address: lowest(part.addresses), zone: zone.name, isPremise: true }
    const { ways } = direction === 'to' ? this.#ways.between(member, place) : this.#ways.between(place, member)
    const blocks = this.#reach.blocks(part, ways, place)
    if (blocks === undefined) tally.giveUp(part.addresses)
    for (const block of blocks ?? []) {
      const status = this.#statusOf(block, part.family)
      if (status === 'restricted' && tally.witness === undefined) {
        tally.witness = this.#witness(block, ways, place, peer, direction)
      }
      if (status !== 'unrestricted') tally.add(status === 'restricted' ? 'perimeter' : 'undetermined', block.addresses)
    }
  }

  /** What an Exchange server there is judged against: what those that stand there are, else what any is. */
  #peersOf(zone: Zone): Server[] {
    const { core, judged } = this.#inquiry.standing
    const present = judged.filter(({ server }) => server.addresses.some((place) => place.zone === zone.name))
    if (present.length === 0) return [...core]
    const known = new Set(present.flatMap(({ server, peers }) => [server, ...peers]))
    return [...core].filter((server) => known.has(server))
  }

  #statusOf({ certain, possible }: ZoneBlock, family: Family): Status {
    const { network, profile } = this.#inquiry
    const { services } = network.sets
    const goal = goalOf(profile, family, services)
    if (services.subtract(goal, certain) === services.none) return 'unrestricted'
    return services.subtract(goal, possible) === services.none ? 'undetermined' : 'restricted'
  }

  /** One refused packet of the block, and the line that refuses it on the first way. */
  #witness(
    block: ZoneBlock,
    ways: readonly Way[],
    place: PlacedAddress,
    peer: Server,
    direction: Direction,
  ): PocketWitness | undefined {
    const { network, profile } = this.#inquiry
    const { services } = network.sets
    const family = familyOf(place.address)
    const flavour = tellingFlavour(
      services.subtract(goalOf(profile, family, services), block.possible),
      family,
      services,
    )
    const own = this.#tellingAddress(block.addresses)
    const ends =
      direction === 'to' ? { source: own, destination: place.address } : { source: place.address, destination: own }
    const packet = { ...flavour, ...ends }
    const refused = refusalOn(this.#inquiry, ways[0] ?? [], packet, 'access')
    if (refused === undefined) return undefined
    return { peer: peer.name, direction, packet: packetRefOf(packet), decidedBy: refused }
  }
}

const BUDGET_NOTE = 'undetermined (budget): for some of these addresses the answer takes too many steps'

type Judged = Readonly<Record<Verdict | 'given', AddressRanges>> & { readonly witness?: PocketWitness }

interface Asked {
  readonly peer: Server
  readonly place: PlacedAddress
}

/** Addresses by the worst that was found of them. */
class Tally {
  witness: PocketWitness | undefined
  #asked: AddressRanges = NO_ADDRESS
  #given: AddressRanges = NO_ADDRESS
  readonly #found: Record<'perimeter' | 'undetermined', AddressRanges> = {
    perimeter: NO_ADDRESS,
    undetermined: NO_ADDRESS,
  }

  add(verdict: 'perimeter' | 'undetermined', addresses: AddressRanges): void {
    this.#found[verdict] = unionOfAddresses([this.#found[verdict], addresses])
  }

  /** Addresses of which the answer takes too many steps. */
  giveUp(addresses: AddressRanges): void {
    this.#given = unionOfAddresses([this.#given, addresses])
    this.add('undetermined', addresses)
  }

  /** Whether every address is restricted. */
  isWorst(addresses: AddressRanges): boolean {
    return isNoAddress(subtractAddresses(addresses, this.#found.perimeter))
  }

  /** Adds addresses that are asked about. */
  judge(addresses: AddressRanges): void {
    this.#asked = unionOfAddresses([this.#asked, addresses])
  }

  result(): Judged {
    const { perimeter } = this.#found
    const undetermined = subtractAddresses(this.#found.undetermined, perimeter)
    const internal = subtractAddresses(subtractAddresses(this.#asked, perimeter), undetermined)
    return {
      perimeter,
      undetermined,
      internal,
      given: this.#given,
      ...(this.witness === undefined ? {} : { witness: this.witness }),
    }
  }
}

/** Worst first. */
const VERDICTS: readonly Verdict[] = ['perimeter', 'undetermined', 'internal']
const SIDES: Readonly<Record<Direction, Side>> = { to: 'source', from: 'destination' }
