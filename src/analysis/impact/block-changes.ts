import { type Address, type Family, familyOf } from '../../model/address.ts'
import {
  type AddressRanges,
  addressesOfPrefix,
  hasAddress,
  intersectAddresses,
  isNoAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../../model/address-set.ts'
import type { Network } from '../../model/network.ts'
import { partsBy } from '../../reach/address-line.ts'
import { type Changed, DifferenceFinder } from '../../reach/difference/difference.ts'
import { Budget, OverBudget } from '../../reach/difference/permitted-boxes.ts'
import { goalOf, tellingFlavour } from '../../reach/goal.ts'
import { interfaceTowards, type Way, WayFinder } from '../../reach/ways.ts'
import type { Inquiry } from '../access.ts'
import type { BlockChange } from '../impact-result.ts'
import { packetRefOf, servicesOf } from '../services-of.ts'
import { addressesOfFirewalls, addressesOfZones, familyPart, lowest, networkTexts } from '../zone-places.ts'
import { refsOfFate } from './fate-refs.ts'

/** Steps of a whole comparison; beyond it what is left is told as not compared. */
const BUDGET = 300_000_000

/** A block as it is told, and the packets themselves. */
export interface FoundBlock {
  readonly changed: Changed
  readonly told: BlockChange
}

/** The exact difference of what passes unaltered between any two addresses, zone by zone. */
export function blockChanges(
  before: Inquiry,
  after: Inquiry,
  budget: number = BUDGET,
): { readonly blocks: readonly FoundBlock[]; readonly notes: readonly string[] } {
  const comparison = new Comparison(before, after, budget)
  return comparison.run()
}

/** Addresses that have one zone and one set of ways on each side. */
interface Part {
  readonly addresses: AddressRanges
  readonly family: Family
  readonly zoneBefore: string
  readonly zoneAfter: string
}

class Comparison {
  readonly #before: Inquiry
  readonly #after: Inquiry
  readonly #ways: readonly [WayFinder, WayFinder]
  readonly #finder: DifferenceFinder
  readonly #notes = new Set<string>()
  readonly #servers: readonly Address[]

  constructor(before: Inquiry, after: Inquiry, budget: number) {
    this.#before = before
    this.#after = after
    this.#ways = [new WayFinder(before.network), new WayFinder(after.network)]
    this.#finder = new DifferenceFinder(after.network.sets, new Budget(budget))
    this.#servers = [after, before].flatMap(({ network }) =>
      network.servers.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
    )
  }

  run(): { blocks: FoundBlock[]; notes: string[] } {
    const parts = this.#parts()
    const blocks = parts.flatMap((from) =>
      parts.filter(({ family }) => family === from.family).flatMap((to) => this.#between(from, to)),
    )
    return { blocks, notes: [...this.#notes] }
  }

  #between(from: Part, to: Part): FoundBlock[] {
    const [old, now] = this.#ways
    const place = ({ addresses }: Part, zone: string) => ({ address: lowest(addresses), zone })
    const before = old.between(place(from, from.zoneBefore), place(to, to.zoneBefore)).ways
    const after = now.between(place(from, from.zoneAfter), place(to, to.zoneAfter)).ways
    try {
      return this.#finder
        .between({ source: from.addresses, destination: to.addresses, family: from.family, before, after })
        .map((changed) => ({ changed, told: this.#told(changed, from, to, before, after) }))
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error
      const zones = `zone ${from.zoneAfter} and zone ${to.zoneAfter}`
      this.#notes.add(`undetermined (budget): what differs between ${zones} takes too many steps to find`)
      return []
    }
  }

  #told({ was, is, box }: Changed, from: Part, to: Part, before: readonly Way[], after: readonly Way[]): BlockChange {
    const { services } = this.#after.network.sets
    const flavour = tellingFlavour(box.services, from.family, services)
    const packet = { ...flavour, source: this.#telling(box.source), destination: this.#telling(box.destination) }
    return {
      fromZone: zoneText(from),
      toZone: zoneText(to),
      was,
      is,
      sources: networkTexts(box.source),
      destinations: networkTexts(box.destination),
      services: servicesOf(box.services, goalOf('any', from.family, services), services),
      packet: packetRefOf(packet),
      before: refsOfFate(this.#before, before, packet, was),
      after: refsOfFate(this.#after, after, packet, is),
    }
  }

  /** The address of a server if one is there, else one that a host could have. */
  #telling(addresses: AddressRanges): Address {
    const server = this.#servers.find((address) => hasAddress(addresses, address))
    if (server !== undefined) return server
    const first = lowest(addresses)
    const second = typeof first === 'number' ? first + 1 : first + 1n
    return hasAddress(addresses, second) ? second : first
  }

  #parts(): Part[] {
    const networks = [this.#before.network, this.#after.network]
    const held = networks.map(addressesOfZones)
    const own = unionOfAddresses(networks.map(addressesOfFirewalls))
    const wholes = held.map((zones) => unionOfAddresses([...zones.values()]))
    const [oldWhole = NO_ADDRESS, newWhole = NO_ADDRESS] = wholes
    const common = intersectAddresses(oldWhole, newWhole)
    for (const [side, whole] of wholes.entries()) {
      const strange = subtractAddresses(whole, common)
      if (isNoAddress(strange)) continue
      const which = side === 0 ? 'before' : 'after'
      this.#notes.add(
        `addresses that are in a zone ${which} alone are not compared: ${networkTexts(strange).join(', ')}`,
      )
    }
    const addresses = subtractAddresses(common, own)
    const cutters = [
      ...held.flatMap((zones) => [...zones.values()]),
      ...networks.flatMap(({ attachments }) =>
        attachments.flatMap(({ firewall }) =>
          firewall.interfaces.flatMap(({ networks: behind }) => behind.map(addressesOfPrefix)),
        ),
      ),
    ]
    const zonesOf = (first: Address): string[] =>
      held.map((zones) => [...zones].find(([, set]) => hasAddress(set, first))?.[0] ?? '')
    const sidesOf = ({ attachments }: Network, first: Address): (string | null)[] =>
      attachments.map(({ firewall }) => interfaceTowards(firewall, first) ?? null)
    const keyOf = (first: Address): string =>
      JSON.stringify([zonesOf(first), networks.map((network) => sidesOf(network, first))])
    return [...partsBy(addresses, cutters, keyOf).values()].flatMap((part) =>
      ([4, 6] as const)
        .map((family) => familyPart(part, family))
        .filter((one) => !isNoAddress(one))
        .map((one): Part => {
          const first = lowest(one)
          const [zoneBefore = '', zoneAfter = ''] = zonesOf(first)
          return { addresses: one, family: familyOf(first), zoneBefore, zoneAfter }
        }),
    )
  }
}

function zoneText({ zoneBefore, zoneAfter }: Part): string {
  return zoneBefore === zoneAfter ? zoneAfter : `${zoneAfter} (was ${zoneBefore})`
}
