import { type Address, formatPrefix, prefixContains } from '../model/address.ts'
import { type AddressRanges, addressesOfPrefix, hasAddress } from '../model/address-set.ts'
import type { Firewall, FirewallInterface, NetworkSource, PlacementGap, Tunnel } from '../model/firewall.ts'
import type { Attachment, Network, PlacedAddress, StatedNetwork } from '../model/network.ts'
import type { PlacementRef } from '../model/placement.ts'
import { interfaceTowards } from './way.ts'

/** What one firewall's text says about an address: the interface behind which it is, and by which line. */
export interface Sight {
  readonly attachment: Attachment
  readonly side: FirewallInterface
  readonly source: NetworkSource
}

/** Why an address is taken to stand in its zone, and what leaves that open. */
export interface Placement {
  /**
   * `stated`: the project says so; `text`: an interface's own address or a static route; `rest`: a default route, or the
   * zone for everything else, which says where the rest goes and not where a server stands; `nothing`: no line says it.
   */
  readonly kind: 'stated' | 'text' | 'rest' | 'nothing'
  readonly by: readonly PlacementRef[]
  /** Lines that may place the address elsewhere; none: it is settled. */
  readonly open: readonly PlacementRef[]
  /** The firewalls that see it for certain behind one of their interfaces in the zone. */
  readonly sights: readonly Sight[]
}

/** Says of each address of a network how far the input tells where it stands. */
export class Placements {
  readonly #network: Network
  readonly #own: ReadonlySet<Address>
  readonly #known = new Map<string, Placement>()
  readonly #numbers = new Map<Placement, number>()

  constructor(network: Network) {
    this.#network = network
    this.#own = new Set(network.attachments.flatMap(({ firewall }) => firewall.ownAddresses))
  }

  /** Equal answers are one object; that a question takes the place for granted changes nothing here. */
  of({ address, zone }: PlacedAddress): Placement {
    const placed = this.#find(address, zone)
    const found = { ...placed, open: [...placed.open, ...this.#beyond(zone, placed.sights)] }
    const key = JSON.stringify([
      found.kind,
      found.by,
      found.open,
      found.sights.map(({ attachment, side, source }) => [
        attachment.firewall.name,
        side.name,
        source.line,
        source.kind,
        formatPrefix(source.prefix),
      ]),
    ])
    const known = this.#known.get(key) ?? found
    this.#known.set(key, known)
    return known
  }

  /** A word for everything that the ways to and from the place depend on. */
  sideOf(place: PlacedAddress): string {
    const placement = this.of(place)
    const number = this.#numbers.get(placement) ?? this.#numbers.size
    this.#numbers.set(placement, number)
    const tunnels = placement.sights.map(({ side }) => (side.tunnels ?? []).map((one) => isBeyond(one, place.address)))
    return JSON.stringify([number, tunnels, this.towards(place)])
  }

  /** The zone, and the interfaces behind which each firewall's own routes see the address: all that counts where the zone is given. */
  towards({ address, zone }: PlacedAddress): string {
    const interfaces = this.#network.attachments.map(({ firewall }) => interfaceTowards(firewall, address) ?? null)
    return JSON.stringify([zone, interfaces])
  }

  #find(address: Address, zone: string): Placement {
    const sights = this.#network.attachments.flatMap((attachment) => {
      const sight = this.#sight(attachment, address)
      return sight !== undefined && isIn(sight, zone) ? [sight] : []
    })
    const certain = sights.filter((one) => this.#isShown(one, address, zone))
    const stated = this.#network.zones.find(({ name }) => name === zone)?.stated
    if (stated !== undefined) return statedPlacement(stated, address, zone, certain)
    const strong = sights.filter(({ source }) => isShowing(source))
    if (strong.length > 0) {
      const best = certain[0] ?? strong[0]!
      const open = certain.length > 0 ? [] : this.#openFor(strong[0]!.source, address, zone)
      return { kind: 'text', by: [lineRef(best.attachment.firewall, best.source.line)], open, sights: certain }
    }
    const [rest] = sights
    if (rest === undefined) return { kind: 'nothing', by: [], open: this.#openRest(address, zone), sights: [] }
    const by = lineRef(rest.attachment.firewall, rest.source.line)
    const open = this.#openRest(address, zone)
    return { kind: 'rest', by: [by], open: rest.source.kind === 'learned' ? [by, ...open] : open, sights: [] }
  }

  /** By the longest prefix of all interfaces, the default route included; a route by a further firewall of the project tells only the direction. */
  #sight(attachment: Attachment, address: Address): Sight | undefined {
    let best: Sight | undefined
    for (const side of attachment.firewall.interfaces) {
      for (const source of sourcesOf(side)) {
        if (best !== undefined && source.prefix.length <= best.source.prefix.length) continue
        if (prefixContains(source.prefix, address)) best = { attachment, side, source }
      }
    }
    return best
  }

  #isShown(sight: Sight, address: Address, zone: string): boolean {
    return isShowing(sight.source) && this.#openFor(sight.source, address, zone).length === 0
  }

  /**
   * What may put an address elsewhere although a route of the text places it. Hosts of an interface's own network are on its
   * link, unless a route for a part of that network takes them off it: the longest prefix wins.
   */
  #openFor({ kind, nextHop, prefix }: NetworkSource, address: Address, zone: string): PlacementRef[] {
    if (kind === 'connected')
      return this.#gaps(address, zone, ({ what, within }) => what === 'route' && within.length > prefix.length)
    const further = this.#network.attachments.filter(
      ({ firewall }) => nextHop !== undefined && this.#own.has(nextHop) && firewall.ownAddresses.includes(nextHop),
    )
    return [
      ...this.#gaps(address, zone, ({ what }) => what !== 'dynamic'),
      ...further.map(({ firewall }) => ({
        file: firewall.source.name,
        text: `the next hop is the firewall ${firewall.name}, so the network lies beyond it`,
        firewall: firewall.name,
      })),
    ]
  }

  /** Firewalls in the zone that lead on to no other one: the address may stand behind them, unless their text says that it does not. */
  #beyond(zone: string, sights: readonly Sight[]): PlacementRef[] {
    return this.#network.attachments
      .filter(({ leftOut = [], interfacesByZone }) => leftOut.length > 0 && interfacesByZone.size === 1)
      .filter(({ interfacesByZone }) => interfacesByZone.has(zone))
      .filter((attachment) => sights.every((sight) => sight.attachment !== attachment))
      .map(({ firewall, leftOut = [] }) => ({
        file: firewall.source.name,
        text: `the firewall ${firewall.name} stands in zone ${zone}, and its ${leftOut.join(', ')} in no zone; the address may be behind it`,
        firewall: firewall.name,
      }))
  }

  #openRest(address: Address, zone: string): PlacementRef[] {
    const learned = this.#network.attachments.flatMap(({ firewall }) =>
      (firewall.learns ?? []).map((line) => lineRef(firewall, line)),
    )
    return [...learned, ...this.#gaps(address, zone, () => true)]
  }

  /** Lines that place a network elsewhere which may hold the address. */
  #gaps(address: Address, zone: string, isAble: (gap: PlacementGap) => boolean): PlacementRef[] {
    return this.#network.attachments.flatMap(({ firewall, interfacesByZone }) => {
      const here = interfacesByZone.get(zone) ?? []
      return (firewall.gaps ?? [])
        .filter(isAble)
        .filter((gap) => gap.interface === undefined || !here.includes(gap.interface))
        .filter(({ within }) => prefixContains(within, address))
        .map(({ line }) => lineRef(firewall, line))
    })
  }
}

function statedPlacement(
  stated: readonly StatedNetwork[],
  address: Address,
  zone: string,
  sights: readonly Sight[],
): Placement {
  const holding = stated
    .filter(({ prefix }) => prefix !== undefined && prefixContains(prefix, address))
    .sort((a, b) => (b.prefix?.length ?? 0) - (a.prefix?.length ?? 0))
  const rest = stated.find(({ prefix }) => prefix === undefined)
  const [best] = holding
  if (best !== undefined) return { kind: 'stated', by: [statedRef(best, zone)], open: [], sights }
  if (rest !== undefined) return { kind: 'rest', by: [statedRef(rest, zone)], open: [], sights }
  return { kind: 'nothing', by: [], open: [], sights }
}

function statedRef({ prefix, file, line }: StatedNetwork, zone: string): PlacementRef {
  return { file, line, text: `zones: ${zone}: networks: ${prefix === undefined ? 'any' : formatPrefix(prefix)}` }
}

/** A line of a firewall's text as evidence. */
export function lineRef({ name, source }: Firewall, line: number): PlacementRef {
  return { ...source.placeOf(line), text: source.shownLine(line), firewall: name }
}

function isIn({ attachment, side }: Sight, zone: string): boolean {
  return (attachment.interfacesByZone.get(zone) ?? []).includes(side.name)
}

/** A default route tells where the rest goes; what is learned may be another tomorrow. */
function isShowing({ kind, prefix }: NetworkSource): boolean {
  return kind !== 'learned' && prefix.length > 0
}

/** What puts networks behind an interface; a text that says no more than the networks has them of its own address. */
export function sourcesOf({ sources, networks, line }: FirewallInterface): readonly NetworkSource[] {
  return sources ?? networks.map((prefix) => ({ prefix, kind: 'connected', line }))
}

/** Whether the address may stand at the far end of the tunnel. */
export function isBeyond({ beyond }: Tunnel, address: Address): boolean {
  return beyond === undefined || hasAddress(beyond, address)
}

/** Sets at whose borders the side of an address may change. */
export function placementBorders({ attachments, zones }: Network): AddressRanges[] {
  const prefixes = [
    ...attachments.flatMap(({ firewall }) => [
      ...firewall.interfaces.flatMap(({ networks }) => networks),
      ...(firewall.gaps ?? []).map(({ within }) => within),
    ]),
    ...zones.flatMap(({ stated }) => (stated ?? []).flatMap(({ prefix }) => prefix ?? [])),
  ]
  const tunnels = attachments.flatMap(({ firewall }) =>
    firewall.interfaces.flatMap((one) => (one.tunnels ?? []).flatMap(({ beyond }) => beyond ?? [])),
  )
  return [...prefixes.map(addressesOfPrefix), ...tunnels]
}
