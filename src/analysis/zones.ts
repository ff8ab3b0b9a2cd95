import { isClientAccess } from '../exchange/roles.ts'
import { type Family, familyOf, formatPrefix } from '../model/address.ts'
import {
  type AddressRanges,
  ANY_ADDRESS,
  addressesOfPrefix,
  addressRange,
  hasAddress,
  intersectAddresses,
  isNoAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../model/address-set.ts'
import { addressTexts } from '../model/address-text.ts'
import type { Network, PlacedAddress, Server, Zone } from '../model/network.ts'
import { decideSteps, stepsOf } from '../reach/first-match.ts'
import { goalOf, tellingFlavour } from '../reach/goal.ts'
import type { Side } from '../reach/host-index.ts'
import { interfaceTowards, type Way, WayFinder } from '../reach/ways.ts'
import { partsBy, type ZoneBlock, type ZonePart, ZoneReach } from '../reach/zone-reach.ts'
import type { Direction, Inquiry } from './access.ts'
import { peersOf } from './perimeter.ts'
import type { Pocket, PocketWitness, Status, Verdict, ZoneVerdict } from './result.ts'
import { packetRefOf } from './services-of.ts'

/** Whole zones judged: every address of each, as if a Client Access server stood there. */
export class ZoneJudge {
  readonly #inquiry: Inquiry
  readonly #ways: WayFinder
  readonly #reach: ZoneReach
  readonly #places: ReadonlyMap<string, AddressRanges>

  constructor(inquiry: Inquiry) {
    const { network } = inquiry
    this.#inquiry = inquiry
    this.#ways = new WayFinder(network)
    this.#reach = new ZoneReach(
      network.sets,
      network.servers.flatMap(({ addresses }) => addresses),
    )
    this.#places = addressesOfZones(network)
  }

  verdict(zone: Zone): ZoneVerdict {
    const addresses = this.#places.get(zone.name) ?? NO_ADDRESS
    const found = this.#judge(zone, addresses)
    const pockets = VERDICTS.flatMap((verdict): Pocket[] => {
      const within = found[verdict]
      if (isNoAddress(within)) return []
      const witness = verdict === 'perimeter' ? found.witness : undefined
      return [
        {
          networks: addressTexts(within).map(asNetwork),
          verdict,
          servers: this.#serversIn(zone, within),
          ...(witness === undefined ? {} : { witness }),
        },
      ]
    })
    return {
      name: zone.name,
      networks: [...zone.networks.map(formatPrefix), ...(zone.catchAll ? ['any'] : [])],
      verdict: pockets[0]?.verdict ?? 'undetermined',
      pockets,
    }
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
      if (asked.length === 0) tally.add('undetermined', own)
      for (const part of this.#partsOf(own)) {
        for (const direction of ['to', 'from'] as const) {
          const zonePart: ZonePart = { addresses: part, family, side: SIDES[direction] }
          for (const one of asked) {
            // Nothing is worse than restricted, so what is so already need not be asked again.
            if (tally.isWorst(part)) break
            this.#ask(zone, zonePart, direction, one, tally)
          }
        }
      }
    }
    return tally.result(addresses)
  }

  /** What one part of the zone may exchange with one peer in one direction. */
  #ask(zone: Zone, part: ZonePart, direction: Direction, { peer, place }: Asked, tally: Tally): void {
    const member: PlacedAddress = { address: lowest(part.addresses), zone: zone.name }
    const { ways } = direction === 'to' ? this.#ways.between(member, place) : this.#ways.between(place, member)
    const blocks = this.#reach.blocks(part, ways, place)
    if (blocks === undefined) tally.add('undetermined', part.addresses)
    for (const block of blocks ?? []) {
      const status = this.#statusOf(block, part.family)
      if (status === 'restricted' && tally.witness === undefined) {
        tally.witness = this.#witness(block, ways, place, peer, direction)
      }
      if (status !== 'unrestricted') tally.add(status === 'restricted' ? 'perimeter' : 'undetermined', block.addresses)
    }
  }

  /** What a Client Access server there would have to reach: the peers of those that stand there, else of all. */
  #peersOf(zone: Zone): Server[] {
    const all = this.#inquiry.network.servers.filter(isClientAccess)
    const present = all.filter(({ addresses }) => addresses.some((place) => place.zone === zone.name))
    return [
      ...new Set((present.length > 0 ? present : all).flatMap((server) => [server, ...peersOf(this.#inquiry, server)])),
    ]
  }

  /** Addresses that the firewalls' own routes see behind the same interfaces share their ways. */
  #partsOf(addresses: AddressRanges): AddressRanges[] {
    const { attachments } = this.#inquiry.network
    const cutters = attachments.flatMap(({ firewall }) =>
      firewall.interfaces.flatMap(({ networks }) => networks.map(addressesOfPrefix)),
    )
    const keyOf = (first: number | bigint): string =>
      JSON.stringify(attachments.map(({ firewall }) => interfaceTowards(firewall, first) ?? null))
    return [...partsBy(addresses, cutters, keyOf).values()].flatMap((part) =>
      [familyPart(part, 4), familyPart(part, 6)].filter((one) => !isNoAddress(one)),
    )
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
    const { network, profile, refs } = this.#inquiry
    const { services } = network.sets
    const family = familyOf(place.address)
    const flavour = tellingFlavour(
      services.subtract(goalOf(profile, family, services), block.possible),
      family,
      services,
    )
    const own = lowest(block.addresses)
    const ends =
      direction === 'to' ? { source: own, destination: place.address } : { source: place.address, destination: own }
    const packet = { ...flavour, ...ends }
    for (const { firewall, ingress, egress } of ways[0] ?? []) {
      const passage = firewall.passage(ingress, egress, family)
      const { action, decider } = decideSteps(stepsOf(passage, packet), network.sets, 'optimistic')
      if (action !== 'deny') continue
      return { peer: peer.name, direction, packet: packetRefOf(packet), decidedBy: refs.of(firewall, decider, packet) }
    }
    return undefined
  }
}

type Judged = Readonly<Record<Verdict, AddressRanges>> & { readonly witness?: PocketWitness }

interface Asked {
  readonly peer: Server
  readonly place: PlacedAddress
}

/** Addresses by the worst that was found of them. */
class Tally {
  witness: PocketWitness | undefined
  readonly #found: Record<'perimeter' | 'undetermined', AddressRanges> = {
    perimeter: NO_ADDRESS,
    undetermined: NO_ADDRESS,
  }

  add(verdict: 'perimeter' | 'undetermined', addresses: AddressRanges): void {
    this.#found[verdict] = unionOfAddresses([this.#found[verdict], addresses])
  }

  /** Whether every address is restricted. */
  isWorst(addresses: AddressRanges): boolean {
    return isNoAddress(subtractAddresses(addresses, this.#found.perimeter))
  }

  result(addresses: AddressRanges): Judged {
    const { perimeter } = this.#found
    const undetermined = subtractAddresses(this.#found.undetermined, perimeter)
    const internal = subtractAddresses(subtractAddresses(addresses, perimeter), undetermined)
    return { perimeter, undetermined, internal, ...(this.witness === undefined ? {} : { witness: this.witness }) }
  }
}

/** Worst first. */
const VERDICTS: readonly Verdict[] = ['perimeter', 'undetermined', 'internal']
const SIDES: Readonly<Record<Direction, Side>> = { to: 'source', from: 'destination' }

/** A single address as the network of one host; ranges that are no network stay `first-last`. */
function asNetwork(text: string): string {
  if (/[/-]/.test(text)) return text
  return text.includes(':') ? `${text}/128` : `${text}/32`
}

function familyPart({ v4, v6 }: AddressRanges, family: Family): AddressRanges {
  return family === 4 ? { v4, v6: [] } : { v4: [], v6 }
}

function lowest({ v4, v6 }: AddressRanges): number | bigint {
  const first = v4[0] ?? v6[0]
  if (first === undefined) throw new RangeError('an empty set has no lowest address')
  return first
}

/**
 * The addresses of each zone: what its networks hold by the longest prefix, and for the zone that holds the rest what no
 * other holds. The firewalls' own addresses are left out, as no server stands there.
 */
export function addressesOfZones({ zones, servers, attachments }: Network): Map<string, AddressRanges> {
  const held = new Map<string, AddressRanges>(
    zones.map(({ name, catchAll }) => [name, catchAll ? ANY_ADDRESS : NO_ADDRESS]),
  )
  const prefixes = zones.flatMap(({ name, networks }) =>
    networks.map((prefix) => ({ name, length: prefix.length, addresses: addressesOfPrefix(prefix) })),
  )
  const placed = servers.flatMap(({ addresses }) =>
    addresses.map(({ zone, address }) => ({ name: zone, addresses: addressRange(address, address) })),
  )
  for (const { name, addresses } of [...prefixes.sort((a, b) => a.length - b.length), ...placed]) {
    for (const [zone, before] of held) {
      if (zone === name) held.set(zone, unionOfAddresses([before, addresses]))
      else if (!isNoAddress(intersectAddresses(before, addresses))) held.set(zone, subtractAddresses(before, addresses))
    }
  }
  const own = unionOfAddresses(
    attachments.flatMap(({ firewall }) => firewall.ownAddresses.map((address) => addressRange(address, address))),
  )
  for (const [zone, before] of held) held.set(zone, subtractAddresses(before, own))
  return held
}
