import { holesOf } from '../exchange/holes.ts'
import { familyOf, formatAddress } from '../model/address.ts'
import {
  type AddressRanges,
  addressRange,
  intersectAddresses,
  isNoAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../model/address-set.ts'
import type { PlacedAddress, Server, Zone } from '../model/network.ts'
import { TCP, UDP } from '../model/protocol.ts'
import type { ServiceSet } from '../model/service-set.ts'
import { goalOf } from '../reach/goal.ts'
import type { Placed } from '../reach/host-reach.ts'
import { WayFinder } from '../reach/ways.ts'
import type { ZoneBlock, ZoneOpening } from '../reach/zone-cut.ts'
import { ZoneReach } from '../reach/zone-reach.ts'
import type { ZonePart } from '../reach/zone-rows.ts'
import type { Inquiry } from './access.ts'
import { countAddresses } from './address-count.ts'
import type { ExposedBlock, OpeningRule, UsableHole, ZoneExposure } from './exposure-result.ts'
import type { Hole, RuleRef } from './result.ts'
import { compareText, distinctRefs } from './rule-ref.ts'
import { countPorts, servicesOf } from './services-of.ts'
import { addressesOfFirewalls, addressesOfZones, familyPart, lowest, networkTexts, partsOf } from './zone-places.ts'

/** What the addresses of every zone can open to every server of the other zones, and which rules let them. */
export function zoneExposures(inquiry: Inquiry): { exposure: ZoneExposure[]; rules: OpeningRule[] } {
  const { network } = inquiry
  const held = addressesOfZones(network)
  const own = addressesOfFirewalls(network)
  const asking = new Asking(inquiry)
  const exposure = network.zones.flatMap((zone) => {
    const addresses = subtractAddresses(held.get(zone.name) ?? NO_ADDRESS, own)
    return asking.from(zone, partsOf(network, zone.name, addresses, 'to-other-zones'))
  })
  return { exposure, rules: asking.rules() }
}

/** What one part of a zone can open to one address. */
interface Opened {
  readonly blocks: readonly ZoneBlock[]
  readonly openings: readonly Placed<ZoneOpening>[]
}

interface MergedBlock extends ZoneBlock {
  readonly openings: Opened['openings']
}

class Asking {
  readonly #inquiry: Inquiry
  readonly #ways: WayFinder
  readonly #reach: ZoneReach
  readonly #tally = new RuleTally()
  readonly #ports = new Map<ServiceSet, number>()

  constructor(inquiry: Inquiry) {
    const { network } = inquiry
    this.#inquiry = inquiry
    this.#ways = new WayFinder(network)
    const places = network.servers.flatMap(({ addresses }) => addresses)
    this.#reach = new ZoneReach(network.sets, places, 'exposure')
  }

  from(zone: Zone, places: readonly AddressRanges[]): ZoneExposure[] {
    const parts = ([4, 6] as const).flatMap((family) =>
      places
        .map((addresses) => familyPart(addresses, family))
        .filter((addresses) => !isNoAddress(addresses))
        .map((addresses): ZonePart => ({ addresses, family, side: 'source' })),
    )
    return this.#inquiry.network.servers.flatMap((server) =>
      server.addresses
        .filter((place) => place.zone !== zone.name)
        .map((place) => this.#towards(zone, parts, server, place))
        .filter(({ blocks, note }) => blocks.length > 0 || note !== undefined),
    )
  }

  rules(): OpeningRule[] {
    return this.#tally.rules()
  }

  #towards(zone: Zone, parts: readonly ZonePart[], server: Server, place: PlacedAddress): ZoneExposure {
    const notes = new Set<string>()
    const opened = parts
      .filter(({ family }) => family === familyOf(place.address))
      .flatMap((part) => this.#opened(zone, part, place, notes))
    const merged = this.#merged(opened)
    this.#count(zone, server, opened)
    return {
      fromZone: zone.name,
      toZone: place.zone,
      server: server.name,
      address: formatAddress(place.address),
      roles: server.roles,
      blocks: merged.map((block) => this.#exposed(block)),
      usable: this.#usable(merged),
      ...(notes.size === 0 ? {} : { note: [...notes].join('; ') }),
    }
  }

  #opened(zone: Zone, part: ZonePart, place: PlacedAddress, notes: Set<string>): Opened[] {
    const member: PlacedAddress = { address: lowest(part.addresses), zone: zone.name, isPremise: true }
    const { ways, note } = this.#ways.between(member, place)
    if (note !== undefined) notes.add(note)
    const blocks = this.#reach.blocks(part, ways, place)
    if (blocks === undefined) {
      notes.add('what is open between them takes too many steps to find: undetermined (budget)')
      return []
    }
    // Without a way nothing can be said, and the note says so.
    if (ways.length === 0) return []
    const { services } = this.#inquiry.network.sets
    const open = blocks.filter(({ possible }) => possible !== services.none)
    return open.length === 0 ? [] : [{ blocks: open, openings: this.#reach.openings(part, ways, place) ?? [] }]
  }

  /** Blocks of several parts that can open the same are one. */
  #merged(opened: readonly Opened[]): MergedBlock[] {
    const merged = new Map<string, MergedBlock>()
    for (const { blocks, openings } of opened) {
      for (const { certain, possible, addresses } of blocks) {
        const key = `${certain.id} ${possible.id}`
        const known = merged.get(key) ?? { certain, possible, addresses: NO_ADDRESS, openings: [] }
        merged.set(key, {
          ...known,
          addresses: unionOfAddresses([known.addresses, addresses]),
          openings: [...known.openings, ...openings],
        })
      }
    }
    return [...merged.values()]
  }

  #exposed({ certain, possible, addresses, openings }: MergedBlock): ExposedBlock {
    const { services } = this.#inquiry.network.sets
    const shown = servicesOf(possible, goalOf('any', addresses.v4.length > 0 ? 4 : 6, services), services)
    const holes = holesOf(shown.tcp, shown.udp).map((hole): Hole => {
      const through = services.ports(hole.protocol === 'tcp' ? TCP : UDP, hole.ports.flat())
      const open = services.intersect(possible, through)
      return {
        ...hole,
        certain: services.subtract(open, certain) === services.none,
        rules: this.#rulesOf(openings, through, addresses),
      }
    })
    const machines = this.#machinesAt(addresses)
    return {
      networks: networkTexts(addresses),
      addresses: countAddresses(addresses),
      ...(machines.length === 0 ? {} : { machines }),
      services: shown,
      certain: services.subtract(possible, certain) === services.none,
      holes,
    }
  }

  /** The listed machines that have these addresses, if they have them all. */
  #machinesAt(addresses: AddressRanges): string[] {
    let rest = addresses
    const names: string[] = []
    for (const server of this.#inquiry.network.servers) {
      const own = unionOfAddresses(server.addresses.map(({ address }) => addressRange(address, address)))
      if (isNoAddress(intersectAddresses(addresses, own))) continue
      names.push(server.name)
      rest = subtractAddresses(rest, own)
    }
    return isNoAddress(rest) ? names : []
  }

  #usable(blocks: readonly MergedBlock[]): UsableHole[] {
    const { services } = this.#inquiry.network.sets
    const found = new Map<string, { hole: Omit<UsableHole, 'addresses'>; addresses: AddressRanges[] }>()
    for (const { possible, addresses } of blocks) {
      const shown = servicesOf(possible, services.all, services)
      for (const { id, protocol } of holesOf(shown.tcp, shown.udp)) {
        const key = `${id} ${protocol}`
        const known = found.get(key) ?? { hole: { id, protocol }, addresses: [] }
        found.set(key, known)
        known.addresses.push(addresses)
      }
    }
    return Array.from(found.values(), ({ hole, addresses }) => ({
      ...hole,
      addresses: countAddresses(unionOfAddresses(addresses)),
    }))
  }

  #count(zone: Zone, server: Server, opened: readonly Opened[]): void {
    for (const { hop, what } of opened.flatMap(({ openings }) => openings)) {
      const rule = this.#inquiry.refs.of(hop.firewall, what.decider)
      this.#tally.add(zone, server, rule, what, this.#portsOf(what.services))
    }
  }

  #rulesOf(openings: Opened['openings'], through: ServiceSet, within: AddressRanges): RuleRef[] {
    const { services } = this.#inquiry.network.sets
    const rules = openings
      .filter(({ what }) => services.intersect(what.services, through) !== services.none)
      .filter(({ what }) => !isNoAddress(intersectAddresses(what.addresses, within)))
      .map(({ hop, what }) => this.#inquiry.refs.of(hop.firewall, what.decider))
    return distinctRefs(rules)
  }

  #portsOf(set: ServiceSet): number {
    const known = this.#ports.get(set)
    if (known !== undefined) return known
    const { services } = this.#inquiry.network.sets
    const { tcp, udp } = servicesOf(set, services.all, services)
    const ports = countPorts(tcp) + countPorts(udp)
    this.#ports.set(set, ports)
    return ports
  }
}

interface Counted {
  readonly rule: RuleRef
  readonly zones: Set<string>
  readonly servers: Set<Server>
  ports: number
  addresses: AddressRanges
}

/** What each rule opens, over all zones and servers. */
class RuleTally {
  readonly #rules = new Map<string, Counted>()

  add(zone: Zone, server: Server, rule: RuleRef, { addresses }: ZoneOpening, ports: number): void {
    const key = JSON.stringify([rule.firewall, rule.list, rule.line, rule.text])
    const known = this.#rules.get(key) ?? {
      rule,
      zones: new Set(),
      servers: new Set(),
      ports: 0,
      addresses: NO_ADDRESS,
    }
    this.#rules.set(key, known)
    known.zones.add(zone.name)
    known.servers.add(server)
    known.ports += ports
    known.addresses = unionOfAddresses([known.addresses, addresses])
  }

  /** Most ports first, then most addresses, then in the order of the text. */
  rules(): OpeningRule[] {
    return Array.from(this.#rules.values(), ({ rule, zones, servers, ports, addresses }) => ({
      rule,
      fromZones: [...zones].sort(compareText),
      servers: servers.size,
      ports,
      addresses: countAddresses(addresses),
    })).sort(
      (a, b) =>
        b.ports - a.ports ||
        b.addresses.ipv4 - a.addresses.ipv4 ||
        compareText(a.rule.firewall, b.rule.firewall) ||
        (a.rule.line ?? 0) - (b.rule.line ?? 0) ||
        compareText(a.rule.text, b.rule.text),
    )
  }
}
