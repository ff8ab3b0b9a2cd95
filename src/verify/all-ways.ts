import { type Address, prefixContains } from '../model/address.ts'
import type { HopClaim } from '../model/certificate.ts'
import type { Firewall } from '../model/firewall.ts'
import type { Attachment, Network, PlacedAddress } from '../model/network.ts'
import { isSettled, waysWithin } from './placed.ts'

/** More ways than these are never told apart: the answer is open then (docs/decisions/0004-ways.md). */
const WAYS_MAX = 64

/** One way as a text that names firewalls and interfaces in order. */
export function wayKey(hops: readonly Pick<HopClaim, 'firewall' | 'ingress' | 'egress'>[]): string {
  return JSON.stringify(hops.map(({ firewall, ingress, egress }) => [firewall, ingress, egress]))
}

/** The hops of a way that `wayKey` made a text of. */
export function hopsOf(key: string): HopClaim[] {
  return (JSON.parse(key) as [string, string, string][]).map(([firewall, ingress, egress]) => ({
    firewall,
    ingress,
    egress,
  }))
}

/**
 * Every way between two placed addresses, found again from the project: the stated path, or all chains of firewalls that visit no zone and no
 * firewall twice, as far as the firewalls' own routes allow. Undefined if there are too many, or if the input does not
 * settle where the two stand.
 */
export function allWays(network: Network, from: PlacedAddress, to: PlacedAddress): ReadonlySet<string> | undefined {
  if (from.zone === to.zone) {
    const within = waysWithin(network, from, to)
    return within === undefined || within.filter((hops) => hops.length > 0).length >= WAYS_MAX
      ? undefined
      : new Set(within.map(wayKey))
  }
  if (!isSettled(network, from) || !isSettled(network, to)) return undefined
  const routed = chains(network, from, to, true)
  const found = routed.length > 0 ? routed : chains(network, from, to, false)
  return found.length > WAYS_MAX ? undefined : new Set(found.map(wayKey))
}

interface Chain {
  readonly zones: readonly string[]
  readonly hops: readonly HopClaim[]
}

/** Grows all chains by one firewall at a time. */
function chains(
  network: Network,
  from: PlacedAddress,
  to: PlacedAddress,
  heedRoutes: boolean,
): (readonly HopClaim[])[] {
  const stated = network.paths.find(({ between }) => between.includes(from.zone) && between.includes(to.zone))
  const order =
    stated === undefined ? undefined : stated.between[0] === from.zone ? stated.through : [...stated.through].reverse()
  const finished: (readonly HopClaim[])[] = []
  let growing: Chain[] = [{ zones: [from.zone], hops: [] }]
  while (growing.length > 0 && finished.length <= WAYS_MAX) {
    growing = growing
      .flatMap((chain) => longer(network, chain, from, to, order, heedRoutes))
      .filter((chain) => {
        const isThere = chain.zones.at(-1) === to.zone
        if (isThere && (order === undefined || chain.hops.length === order.length)) finished.push(chain.hops)
        return !isThere
      })
  }
  return finished
}

function longer(
  network: Network,
  { zones, hops }: Chain,
  from: PlacedAddress,
  to: PlacedAddress,
  order: readonly string[] | undefined,
  heedRoutes: boolean,
): Chain[] {
  const here = zones.at(-1) ?? ''
  const isTransit = (zone: string): boolean =>
    zone === to.zone || network.zones.every(({ name, catchAll }) => name !== zone || !catchAll)
  return network.attachments
    .filter(({ firewall }) => hops.every((hop) => hop.firewall !== firewall.name))
    .filter(({ firewall }) => order === undefined || order[hops.length] === firewall.name)
    .flatMap((attachment) =>
      crossings(attachment, here, from, to, heedRoutes, hops.length === 0)
        .filter(({ zone }) => !zones.includes(zone) && isTransit(zone))
        .map(
          ({ zone, ingress, egress }): Chain => ({
            zones: [...zones, zone],
            hops: [...hops, { firewall: attachment.firewall.name, ingress, egress }],
          }),
        ),
    )
}

interface Crossing {
  readonly ingress: string
  readonly egress: string
  readonly zone: string
}

function crossings(
  { firewall, interfacesByZone }: Attachment,
  here: string,
  from: PlacedAddress,
  to: PlacedAddress,
  heedRoutes: boolean,
  isFirst: boolean,
): Crossing[] {
  // A firewall of which nobody knows the place stands between every two zones.
  if (interfacesByZone.size === 0) return isFirst ? [{ ingress: '', egress: '', zone: to.zone }] : []
  const entrances = interfacesByZone.get(here) ?? []
  const entrance = heedRoutes ? routeTo(firewall, from.address) : undefined
  const exit = heedRoutes ? routeTo(firewall, to.address) : undefined
  const used = entrance !== undefined && entrances.includes(entrance) ? [entrance] : entrances
  return [...interfacesByZone].flatMap(([zone, names]) =>
    zone === here
      ? []
      : names
          .filter((egress) => exit === undefined || egress === exit)
          .flatMap((egress) => used.map((ingress) => ({ ingress, egress, zone }))),
  )
}

/** The interface that holds the address by its longest prefix; the default route does not count. */
function routeTo({ interfaces }: Firewall, address: Address): string | undefined {
  const holding = interfaces.flatMap(({ name, networks }) =>
    networks
      .filter((prefix) => prefix.length > 0 && prefixContains(prefix, address))
      .map(({ length }) => ({ name, length })),
  )
  const longest = Math.max(...holding.map(({ length }) => length))
  return holding.find(({ length }) => length === longest)?.name
}
