import { type Address, type Family, familyOf } from '../../model/address.ts'
import {
  type AddressRanges,
  ANY_ADDRESS,
  hasAddress,
  intersectAddresses,
  isNoAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../../model/address-set.ts'
import { append } from '../../model/append.ts'
import type { Packet } from '../../model/packet.ts'
import type { PacketBox } from '../../model/packet-box.ts'
import { partsBy } from '../../reach/address-line.ts'
import { type Changed, DifferenceFinder, type Told } from '../../reach/difference/difference.ts'
import { type Flow, FlowFinder, reachedBy, type Target } from '../../reach/difference/flows.ts'
import { basisOfText } from '../../reach/difference/open-parts.ts'
import { Budget, OverBudget } from '../../reach/difference/permitted-boxes.ts'
import { goalOf, tellingFlavour } from '../../reach/goal.ts'
import { Placements, placementBorders } from '../../reach/placement.ts'
import type { Inquiry } from '../access.ts'
import type { Alteration, BlockChange } from '../impact-result.ts'
import type { RuleRef } from '../result.ts'
import { packetRefOf, servicesOf } from '../services-of.ts'
import { addressesOfFirewalls, addressesOfZones, familyPart, lowest, networkTexts } from '../zone-places.ts'
import { alterationsOf } from './alterations.ts'
import { refsBehindOpen, refsOfFate } from './fate-refs.ts'
import { blocksOf, holdsPacket, type Member, type MergedChange } from './merged-changes.ts'

/** Steps of a whole comparison; beyond it what is left is told as not compared. */
const BUDGET = 300_000_000

/** A block as it is told, and the packets themselves. */
export interface FoundBlock {
  readonly box: PacketBox
  /** The addresses that the hosts have which the packets reach, before or after. */
  readonly reached: AddressRanges
  /** The changes that make it up. */
  readonly members: readonly Member[]
  readonly told: BlockChange
}

/** The exact difference of what becomes of packets between any two addresses, zone by zone. */
export function blockChanges(
  before: Inquiry,
  after: Inquiry,
  budget: number = BUDGET,
): { readonly blocks: readonly FoundBlock[]; readonly notes: readonly string[] } {
  const comparison = new Comparison(before, after, budget)
  return comparison.run()
}

/** Addresses that have one zone and one set of ways on each side; without a zone no host stands there. */
interface Part {
  readonly addresses: AddressRanges
  readonly family: Family
  readonly zoneBefore?: string
  readonly zoneAfter?: string
  /** Both sides have the addresses in a zone, and no firewall has them itself; else only what is translated to hosts elsewhere counts. */
  readonly isCommon: boolean
}

class Comparison {
  readonly #before: Inquiry
  readonly #after: Inquiry
  readonly #zones: readonly [ReadonlyMap<string, AddressRanges>, ReadonlyMap<string, AddressRanges>]
  readonly #flows: readonly [FlowFinder, FlowFinder]
  readonly #finder: DifferenceFinder
  readonly #budget: Budget
  readonly #notes = new Set<string>()
  readonly #servers: readonly Address[]

  constructor(before: Inquiry, after: Inquiry, budget: number) {
    this.#before = before
    this.#after = after
    this.#zones = [addressesOfZones(before.network), addressesOfZones(after.network)]
    this.#flows = [new FlowFinder(before.network, this.#zones[0]), new FlowFinder(after.network, this.#zones[1])]
    this.#budget = new Budget(budget)
    this.#finder = new DifferenceFinder(after.network.sets, this.#budget)
    this.#servers = [after, before].flatMap(({ network }) =>
      network.servers.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
    )
  }

  run(): { blocks: FoundBlock[]; notes: string[] } {
    const parts = this.#parts()
    const found = new Map<string, { readonly from: Part; readonly changes: Changed[] }>()
    for (const from of parts.filter(({ isCommon }) => isCommon)) {
      const key = JSON.stringify([from.family, from.zoneBefore, from.zoneAfter])
      const changes: Changed[] = found.get(key)?.changes ?? []
      found.set(key, { from, changes })
      for (const to of parts.filter(({ family }) => family === from.family)) {
        append(
          changes,
          this.#within(from, to.zoneAfter, () => this.#changes(from, to)),
        )
      }
    }
    const blocks = Array.from(found.values()).flatMap(({ from, changes }) =>
      this.#within(from, undefined, () =>
        blocksOf(changes, this.#after.network.sets, this.#budget).map((one) => this.#found(one, from)),
      ),
    )
    return { blocks, notes: [...this.#notes] }
  }

  /** What is found within the budget; beyond it nothing, and a note. */
  #within<T>(from: Part, to: string | undefined, find: () => readonly T[]): readonly T[] {
    try {
      return find()
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error
      const other = to === undefined ? 'other addresses' : `zone ${to}`
      this.#notes.add(
        `undetermined (budget): what differs between zone ${from.zoneAfter} and ${other} takes too many steps to find`,
      )
      return []
    }
  }

  #changes(from: Part, to: Part): Changed[] {
    const { services } = this.#after.network.sets
    const box: PacketBox = { source: from.addresses, destination: to.addresses, services: services.all }
    const [old, now] = this.#flows
    const place = (zone = '') => ({ address: lowest(from.addresses), zone, isPremise: true as const })
    const before = old.flows(place(from.zoneBefore), box, targetOf(to.zoneBefore), from.family)
    const after = now.flows(place(from.zoneAfter), box, targetOf(to.zoneAfter), from.family)
    return this.#pairs(before, after)
      .filter(([was, is]) => to.isCommon || was.isRedirected || is.isRedirected)
      .flatMap(([was, is]) => this.#finder.between(was, is))
  }

  /** Flows of both sides that may share packets. The flows of one side share none, so those of one box are one pair. */
  #pairs(before: readonly Flow[], after: readonly Flow[]): (readonly [Flow, Flow])[] {
    const { addresses } = this.#after.network.sets
    const keyOf = ({ box }: Flow): string =>
      `${addresses.intern(box.source)} ${addresses.intern(box.destination)} ${box.services.id}`
    const known = new Map(after.map((flow) => [keyOf(flow), flow]))
    const pairs: (readonly [Flow, Flow])[] = []
    const rest: Flow[] = []
    for (const flow of before) {
      const key = keyOf(flow)
      const twin = known.get(key)
      if (twin === undefined) rest.push(flow)
      else pairs.push([flow, twin])
      known.delete(key)
    }
    for (const was of rest) for (const is of known.values()) pairs.push([was, is])
    return pairs
  }

  #found({ box, members }: MergedChange, from: Part): FoundBlock {
    const { services } = this.#after.network.sets
    const flavour = tellingFlavour(box.services, from.family, services)
    const packet = { ...flavour, source: this.#telling(box.source), destination: this.#telling(box.destination) }
    const shown = members.find((one) => holdsPacket(one.box, packet, services)) ?? members[0]
    const { was, is } = shown.changed
    const alterations = (side: 'was' | 'is'): Alteration[] =>
      alterationsOf(
        members.map(({ changed, box: part }) => ({ told: changed[side], box: part })),
        side === 'was' ? this.#before : this.#after,
        shown.changed[side],
        packet,
      )
    const [alteredBefore, alteredAfter] = [alterations('was'), alterations('is')]
    const told: BlockChange = {
      fromZone: changedText(from.zoneBefore, from.zoneAfter),
      toZone: changedText(was.flow.zone, is.flow.zone),
      was: was.fate,
      is: is.fate,
      sources: networkTexts(box.source),
      destinations: networkTexts(box.destination),
      services: servicesOf(box.services, goalOf('any', from.family, services), services),
      packet: packetRefOf(packet),
      ...this.#lines(was, is, packet),
      ...(alteredBefore.length === 0 ? {} : { alteredBefore }),
      ...(alteredAfter.length === 0 ? {} : { alteredAfter }),
    }
    const reached = unionOfAddresses(
      members.flatMap(({ changed, box: { destination } }) => [
        reachedBy(changed.was.flow, destination),
        reachedBy(changed.is.flow, destination),
      ]),
    )
    return { box, reached, members, told }
  }

  /** What decides a packet on both sides, or leaves it open there. */
  #lines(was: Told, is: Told, packet: Packet): Pick<BlockChange, 'before' | 'after'> {
    const before = refsOfFate(this.#before, was, packet)
    const after = refsOfFate(this.#after, is, packet)
    if (was.fate !== 'open' || is.fate !== 'open' || wordsOf(before) !== wordsOf(after)) return { before, after }
    // The same lines leave it open: then it differs what comes behind them.
    return {
      before: [...before, ...refsBehindOpen(this.#before, was, packet)],
      after: [...after, ...refsBehindOpen(this.#after, is, packet)],
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
    const held = this.#zones
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
    const cutters = [addresses, ...held.flatMap((zones) => [...zones.values()]), ...networks.flatMap(placementBorders)]
    const zonesOf = (first: Address): (string | null)[] =>
      held.map((zones) => [...zones].find(([, set]) => hasAddress(set, first))?.[0] ?? null)
    const placements = networks.map((network) => new Placements(network))
    const sidesOf = (address: Address): (string | undefined)[] =>
      zonesOf(address).map((zone, i) => (zone === null ? '' : placements[i]?.sideOf({ address, zone })))
    const keyOf = (first: Address): string =>
      JSON.stringify([hasAddress(addresses, first), hasAddress(own, first), zonesOf(first), sidesOf(first)])
    return [...partsBy(ANY_ADDRESS, [...cutters, own], keyOf).values()].flatMap((part) =>
      ([4, 6] as const)
        .map((family) => familyPart(part, family))
        .filter((one) => !isNoAddress(one))
        .map((one): Part => {
          const first = lowest(one)
          const isCommon = hasAddress(addresses, first)
          const [zoneBefore, zoneAfter] = hasAddress(own, first) ? [] : zonesOf(first)
          return {
            addresses: one,
            family: familyOf(first),
            isCommon,
            ...(zoneBefore == null ? {} : { zoneBefore }),
            ...(zoneAfter == null ? {} : { zoneAfter }),
          }
        }),
    )
  }
}

function targetOf(zone: string | undefined): Target {
  return zone === undefined ? {} : { zone }
}

function wordsOf(refs: readonly RuleRef[]): string {
  return JSON.stringify(refs.map(({ text, uncertain }) => [text, basisOfText(uncertain)]))
}

/** One zone, or what it was; packets that reach no host have none. */
function changedText(before: string | undefined, after: string | undefined): string {
  if (before === undefined || after === undefined || before === after) return after ?? before ?? ''
  return `${after} (was ${before})`
}
