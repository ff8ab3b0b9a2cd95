import { internetPorts } from '../exchange/client-ports.ts'
import { isDomainController, isExchangeServer } from '../exchange/roles.ts'
import { familyOf, parsePrefix } from '../model/address.ts'
import {
  type AddressRanges,
  addressesOfPrefix,
  addressRange,
  isNoAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../model/address-set.ts'
import type { PlacedAddress, Server, Zone } from '../model/network.ts'
import { ICMP, ICMPV6, TCP } from '../model/protocol.ts'
import type { ServiceSet } from '../model/service-set.ts'
import { WayFinder } from '../reach/ways.ts'
import { ZoneReach } from '../reach/zone-reach.ts'
import type { ZonePart } from '../reach/zone-rows.ts'
import type { Inquiry } from './access.ts'
import type { RuleRef, Services } from './result.ts'
import { distinctRefs } from './rule-ref.ts'
import { servicesOf } from './services-of.ts'
import { addressesOfFirewalls, addressesOfZones, familyPart, lowest, partsOf } from './zone-places.ts'

/** What the Internet can open to one server without a proxy between, at most. */
export interface DirectOpening {
  readonly server: Server
  readonly zone: string
  /** ICMP apart: a ping publishes nothing. */
  readonly services: Services
  /** Certainly more than clients and other mail servers need. */
  readonly isWide: boolean
  /** Whether it passes in every reading of the lines. */
  readonly isCertain: boolean
  readonly from: AddressRanges
  /** The rules that open it, or of a wide one what is too much. */
  readonly rules: readonly RuleRef[]
}

/** Addresses that nobody on the Internet has: RFC 6890 (private, shared, loopback, link-local) and multicast. */
const NOT_INTERNET = unionOfAddresses(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/3',
    '::/3',
    '4000::/2',
    '8000::/1',
  ].map((text) => {
    const parsed = parsePrefix(text)
    if (parsed.kind === 'invalid') throw new RangeError(text)
    return addressesOfPrefix(parsed.prefix)
  }),
)

/** What networks towards the Internet are called, where no default route tells. */
const OUTSIDE = /^(?:outside|internet|wan|untrust(?:ed)?|external|extern)$/i

/**
 * The Exchange servers and domain controllers that addresses of the Internet can open something to, by a real or a
 * translated address. Edge Transport may be sent mail. Listed servers are no strangers, proxies and load balancers least.
 */
export function directOpenings(inquiry: Inquiry): DirectOpening[] {
  const { network } = inquiry
  const zones = network.zones.filter((zone) => isInternet(zone, network.servers))
  const targets = network.servers.filter((server) => isExchangeServer(server) || isController(server))
  if (zones.length === 0 || targets.length === 0) return []
  const asking = new DirectAsking(inquiry, targets)
  return zones.flatMap((zone) => targets.flatMap((server) => asking.opening(zone, server)))
}

function isController(server: Server): boolean {
  return isDomainController(server) || server.roles.includes('read-only-domain-controller')
}

/** A network with a domain controller in it is none of the Internet, wherever the default route leads. */
function isInternet({ name, catchAll }: Zone, servers: readonly Server[]): boolean {
  if (OUTSIDE.test(name)) return true
  return catchAll && !servers.some((one) => isController(one) && one.addresses.some(({ zone }) => zone === name))
}

class DirectAsking {
  readonly #inquiry: Inquiry
  /** Every packet but ICMP. */
  readonly #goal: ServiceSet
  readonly #ways: WayFinder
  readonly #reach: ZoneReach
  readonly #held: ReadonlyMap<string, AddressRanges>
  readonly #known: AddressRanges
  readonly #parts = new Map<string, readonly ZonePart[]>()

  constructor(inquiry: Inquiry, targets: readonly Server[]) {
    const { network } = inquiry
    const { services } = network.sets
    const places = targets.flatMap(({ addresses }) => addresses)
    this.#goal = services.subtract(services.all, services.protocols([ICMP, ICMP, ICMPV6, ICMPV6]))
    this.#inquiry = inquiry
    this.#ways = new WayFinder(network)
    this.#reach = new ZoneReach(network.sets, places, 'exposure', { within: this.#goal })
    this.#held = addressesOfZones(network)
    const listed = network.servers.flatMap(({ addresses }) =>
      addresses.map(({ address }) => addressRange(address, address)),
    )
    this.#known = unionOfAddresses([addressesOfFirewalls(network), NOT_INTERNET, ...listed])
  }

  opening(zone: Zone, server: Server): DirectOpening[] {
    const { services } = this.#inquiry.network.sets
    const allowed = internetPorts(server.roles, isController(server))
    const business = services.ports(
      TCP,
      allowed.flatMap((port) => [port, port]),
    )
    let possible: ServiceSet = services.none
    let certain: ServiceSet = services.none
    const asked = server.addresses.filter((place) => place.zone !== zone.name).flatMap((to) => this.#ask(zone, to))
    for (const { blocks } of asked) {
      possible = services.unionOf([possible, ...blocks.map((block) => block.possible)])
      certain = services.unionOf([certain, ...blocks.map((block) => block.certain)])
    }
    // What may pass only as some line may be read is told, and is no error.
    const isWide = services.subtract(certain, business) !== services.none
    const told = isWide ? services.subtract(certain, business) : possible
    if (
      told === services.none ||
      (services.subtract(told, business) === services.none && server.roles.includes('edge-transport'))
    )
      return []
    const opens = (set: ServiceSet): boolean => services.intersect(set, told) !== services.none
    const from = asked.flatMap(({ blocks }) => blocks.filter((block) => opens(block.possible)))
    const rules = asked.flatMap(({ part, ways, to }) =>
      (this.#reach.openings(part, ways, to) ?? [])
        .filter(({ what }) => opens(what.services))
        .map(({ hop, what }) => this.#inquiry.refs.of(hop.firewall, what.decider)),
    )
    return [
      {
        server,
        zone: zone.name,
        services: servicesOf(told, this.#goal, services),
        isWide,
        isCertain: services.subtract(told, certain) === services.none,
        from: unionOfAddresses(from.map(({ addresses }) => addresses)),
        rules: distinctRefs(rules),
      },
    ]
  }

  #ask(zone: Zone, to: PlacedAddress) {
    return this.#partsOf(zone)
      .filter(({ family }) => family === familyOf(to.address))
      .flatMap((part) => {
        const from: PlacedAddress = { address: lowest(part.addresses), zone: zone.name, isPremise: true }
        const { ways } = this.#ways.between(from, to)
        if (ways.length === 0) return []
        const blocks = (this.#reach.blocks(part, ways, to) ?? []).filter(
          ({ possible }) => possible !== this.#inquiry.network.sets.services.none,
        )
        return blocks.length === 0 ? [] : [{ part, ways, to, blocks }]
      })
  }

  #partsOf({ name }: Zone): readonly ZonePart[] {
    const known = this.#parts.get(name)
    if (known !== undefined) return known
    const addresses = subtractAddresses(this.#held.get(name) ?? NO_ADDRESS, this.#known)
    const parts = partsOf(this.#inquiry.network, name, addresses, 'to-other-zones')
      .flatMap((part) =>
        ([4, 6] as const).map((family): ZonePart => ({ addresses: familyPart(part, family), family, side: 'source' })),
      )
      .filter((part) => !isNoAddress(part.addresses))
    this.#parts.set(name, parts)
    return parts
  }
}
