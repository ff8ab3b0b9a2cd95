import type { Attachment, DeclaredPath, Network, PlacedAddress } from '../model/network.ts'
import type { PlacementRef } from '../model/placement.ts'
import { Placements } from './placement.ts'
import { type Hop, interfaceTowards, WAYS_MAX, type Way, type Ways } from './way.ts'
import { nowhere, unsettled, withinZone } from './within-zone.ts'

/** Finds and remembers the ways between addresses of a network. Equal answers are one object. */
export class WayFinder {
  readonly #network: Network
  /** By the sides of source and destination. */
  readonly #known = new Map<string, Map<string, Ways>>()
  readonly #sides = new WeakMap<PlacedAddress, string>()
  readonly #placements: Placements

  constructor(network: Network) {
    this.#network = network
    this.#placements = new Placements(network)
  }

  between(from: PlacedAddress, to: PlacedAddress): Ways {
    const ofSource = this.#known.get(this.sideOf(from)) ?? new Map<string, Ways>()
    this.#known.set(this.sideOf(from), ofSource)
    const known = ofSource.get(this.sideOf(to))
    if (known !== undefined) return known
    const found = this.#find(from, to)
    ofSource.set(this.sideOf(to), found)
    return found
  }

  /** Who agrees here shares the ways to and from anyone. */
  sideOf(place: PlacedAddress): string {
    const known = this.#sides.get(place)
    if (known !== undefined) return known
    const side = `${place.isPremise === true} ${this.#placements.sideOf(place)}`
    this.#sides.set(place, side)
    return side
  }

  /** What leaves open in which zone an address stands. */
  #leftOpen(place: PlacedAddress): readonly PlacementRef[] {
    const { kind, open } = this.#placements.of(place)
    if (kind === 'nothing' && open.length === 0) return [nowhere(place)]
    return open
  }

  #find(from: PlacedAddress, to: PlacedAddress): Ways {
    if (from.zone === to.zone) return withinZone(this.#network, from, to, this.#placements)
    const open = [from, to].filter((place) => place.isPremise !== true).flatMap((place) => this.#leftOpen(place))
    if (open.length > 0) return unsettled(open, [from, to])
    const declared = this.#network.paths.find(({ between: [a, b] }) => sameEnds(a, b, from.zone, to.zone))
    const search = new WaySearch(this.#network.attachments, this.#network, from, to, declared)
    const ways = search.run(true)
    const found = ways.length > 0 ? ways : search.run(false)
    if (found.length === 0)
      return { ways: [], kind: 'none', evidence: [], note: this.#noWay(from.zone, to.zone, declared) }
    if (found.length > WAYS_MAX)
      return { ways: [], kind: 'too-many', evidence: [], note: tooManyWays(from.zone, to.zone) }
    if (found.length === 1) return { ways: found, kind: 'crossed', evidence: [] }
    return { ways: found, kind: 'several', evidence: [], note: severalWays(from.zone, to.zone, found) }
  }

  #noWay(from: string, to: string, declared: DeclaredPath | undefined): string {
    if (declared !== undefined) {
      return `the path stated between zones ${from} and ${to} (through ${declared.through.join(', ')}) does not connect them`
    }
    // Within one zone no rule of a table would be asked.
    const isTable = this.#network.attachments.some(({ firewall }) => firewall.importReport !== undefined)
    const mend = isTable
      ? 'say under `zones:` of the firewall which of its names is which zone'
      : 'if none stands between them, put both networks into one zone'
    return `no firewall connects zone ${from} with zone ${to}; give its configuration, or ${mend}`
  }
}

/** Depth-first search for simple ways over zones and firewalls. */
class WaySearch {
  readonly #attachments: readonly Attachment[]
  readonly #catchAll: ReadonlySet<string>
  readonly #from: PlacedAddress
  readonly #to: PlacedAddress
  readonly #sequence: readonly string[] | undefined
  #found: Way[] = []
  #heedRoutes = true

  constructor(
    attachments: readonly Attachment[],
    network: Network,
    from: PlacedAddress,
    to: PlacedAddress,
    declared: DeclaredPath | undefined,
  ) {
    this.#attachments = attachments
    this.#catchAll = new Set(network.zones.filter((zone) => zone.catchAll).map((zone) => zone.name))
    this.#from = from
    this.#to = to
    if (declared !== undefined) {
      this.#sequence = declared.between[0] === from.zone ? declared.through : declared.through.toReversed()
    }
  }

  run(heedRoutes: boolean): readonly Way[] {
    this.#found = []
    this.#heedRoutes = heedRoutes
    this.#visit(this.#from.zone, [], new Set([this.#from.zone]))
    return this.#found
  }

  #visit(zone: string, hops: readonly Hop[], seen: ReadonlySet<string>): void {
    if (zone === this.#to.zone && (this.#sequence === undefined || hops.length === this.#sequence.length)) {
      this.#found.push(hops)
      return
    }
    for (const attachment of this.#candidates(hops)) {
      // One way too many is enough to know that there are too many.
      if (this.#found.length > WAYS_MAX) return
      for (const [ingress, egress, next] of this.#crossings(attachment, zone, hops.length === 0)) {
        if (seen.has(next)) continue
        this.#visit(next, [...hops, { firewall: attachment.firewall, ingress, egress }], new Set([...seen, next]))
      }
    }
  }

  #candidates(hops: readonly Hop[]): readonly Attachment[] {
    const unused = this.#attachments.filter(({ firewall }) => hops.every((hop) => hop.firewall !== firewall))
    if (this.#sequence === undefined) return unused
    return unused.filter(({ firewall }) => firewall.name === this.#sequence?.[hops.length])
  }

  /** Ways across one firewall: in by an interface of this zone, out towards another zone. */
  *#crossings(attachment: Attachment, zone: string, first: boolean): Generator<readonly [string, string, string]> {
    const { firewall, interfacesByZone } = attachment
    if (interfacesByZone.size === 0) {
      // A firewall of unknown place stands between every two zones, so it is the whole way.
      if (first) yield ['', '', this.#to.zone]
      return
    }
    const inwards = this.#chosen(interfacesByZone.get(zone) ?? [], interfaceTowards(firewall, this.#from.address))
    const outward = this.#heedRoutes ? interfaceTowards(firewall, this.#to.address) : undefined
    for (const [next, names] of interfacesByZone) {
      if (next === zone || (this.#catchAll.has(next) && next !== this.#to.zone)) continue
      for (const egress of names) {
        if (outward !== undefined && outward !== egress) continue
        for (const ingress of inwards) yield [ingress, egress, next]
      }
    }
  }

  /** Several interfaces may lead to one zone; the routes may name the right one. */
  #chosen(names: readonly string[], routed: string | undefined): readonly string[] {
    return this.#heedRoutes && routed !== undefined && names.includes(routed) ? [routed] : names
  }
}

function sameEnds(a: string, b: string, from: string, to: string): boolean {
  return (a === from && b === to) || (a === to && b === from)
}

function tooManyWays(from: string, to: string): string {
  return `more than ${WAYS_MAX} ways from zone ${from} to zone ${to}; state the right one under \`paths:\``
}

function severalWays(from: string, to: string, ways: readonly Way[]): string {
  const shown = ways.slice(0, 4).map((way) => way.map((hop) => hop.firewall.name).join(' → '))
  const more = ways.length > shown.length ? `, and ${ways.length - shown.length} more` : ''
  return `${ways.length} ways from zone ${from} to zone ${to} (${shown.join('; ')}${more}); state the right one under \`paths:\``
}
