import { type Address, type Prefix, prefixContains } from '../model/address.ts'
import { hasAddress } from '../model/address-set.ts'
import type { HopClaim } from '../model/certificate.ts'
import type { FirewallInterface, NetworkSource } from '../model/firewall.ts'
import type { Attachment, Network, PlacedAddress } from '../model/network.ts'

/** An interface behind which a firewall's text certainly puts an address. */
interface Seat {
  readonly attachment: Attachment
  readonly side: FirewallInterface
  readonly source: NetworkSource
}

/** Whether the input settles in which zone the address stands. */
export function isSettled(network: Network, place: PlacedAddress): boolean {
  if (isBehindOneOutOfPlace(network, place)) return false
  const stated = network.zones.find(({ name }) => name === place.zone)?.stated
  if (stated !== undefined)
    return stated.some(({ prefix }) => prefix === undefined || prefixContains(prefix, place.address))
  const found = allSeats(network, place)
  if (found.some(({ source }) => isFirm(source)))
    return found.some((seat) => isFirm(seat.source) && isSure(network, place, seat))
  const [first] = found
  if (first === undefined || first.source.kind === 'learned') return false
  return (
    network.attachments.every(({ firewall }) => (firewall.learns ?? []).length === 0) &&
    !mayBeElsewhere(network, place, ['address', 'dynamic', 'route'])
  )
}

/** Whether a firewall stands in its zone that leads to no other zone of the project, and that may hide the address. */
function isBehindOneOutOfPlace(network: Network, place: PlacedAddress): boolean {
  const seen = new Set(sureSeats(network, place).map(({ attachment }) => attachment))
  return network.attachments.some(
    (one) =>
      !seen.has(one) &&
      one.interfacesByZone.size === 1 &&
      one.interfacesByZone.has(place.zone) &&
      (one.leftOut ?? []).length > 0,
  )
}

/** The ways between two addresses of one zone; undefined where it is not shown how they come together. */
export function waysWithin(
  network: Network,
  from: PlacedAddress,
  to: PlacedAddress,
): (readonly HopClaim[])[] | undefined {
  const both = sureSeats(network, from).flatMap((a) =>
    sureSeats(network, to).flatMap((b) => (a.attachment === b.attachment && a.side === b.side ? [{ a, b }] : [])),
  )
  const isStated = [from, to].every((place) => isStatedNetwork(network, place))
  if ([from, to].some((place) => isBehindOneOutOfPlace(network, place))) return undefined
  const carried = both.some(
    ({ a, b }) =>
      [a, b].some(({ source }) => source.kind === 'route') &&
      (a.side.tunnels ?? []).some(({ beyond }) =>
        beyond === undefined ? !isStated : hasAddress(beyond, from.address) || hasAddress(beyond, to.address),
      ),
  )
  if (carried) return undefined
  const crossed = network.attachments.map((attachment) => crossedWithin(network, attachment, from, to))
  const isApart = crossed.some((some) => some.length > 0 && some.every(({ ingress, egress }) => ingress !== egress))
  const ways = crossed
    .flat()
    .filter(({ ingress, egress }) => ingress !== egress)
    .map((hop): readonly HopClaim[] => [hop])
  for (const { a, b } of both) {
    const firewall = a.attachment.firewall.name
    const { ports = [], turnsBack, name } = a.side
    for (const ingress of ports)
      for (const egress of ports) if (ingress !== egress) ways.push([{ firewall, ingress, egress }])
    const isConnected = [a, b].some(({ source }) => source.kind === 'connected')
    const mayTurn = turnsBack === 'to-translate' || (turnsBack !== undefined && !isConnected)
    if (mayTurn && !isOneNextHop(a.source, b.source)) ways.push([{ firewall, ingress: name, egress: name }])
  }
  if (isApart) return ways
  return isStated || both.length > 0 ? [[], ...ways] : undefined
}

/** Every entrance of a firewall with every exit that the two may have within their zone. */
function crossedWithin(network: Network, attachment: Attachment, from: PlacedAddress, to: PlacedAddress): HopClaim[] {
  const [entrances, exits] = [namesFor(network, attachment, from), namesFor(network, attachment, to)]
  const { name: firewall } = attachment.firewall
  return entrances.flatMap((ingress) => exits.map((egress) => ({ firewall, ingress, egress })))
}

/** The interfaces of a firewall by which the address may be reached within its zone; none if the firewall has but one there. */
function namesFor(network: Network, attachment: Attachment, place: PlacedAddress): readonly string[] {
  const names = (attachment.interfacesByZone.get(place.zone) ?? []).filter((name) =>
    attachment.firewall.interfaces.some((one) => one.name === name && one.noTransit !== true),
  )
  if (names.length < 2) return []
  const seat = sureSeats(network, place).find((one) => one.attachment === attachment)
  return seat === undefined ? names : [seat.side.name]
}

function isOneNextHop(a: NetworkSource, b: NetworkSource): boolean {
  if (a.kind !== b.kind) return false
  return a.kind === 'connected' || a === b || (a.nextHop !== undefined && a.nextHop === b.nextHop)
}

function isStatedNetwork({ zones }: Network, { address, zone }: PlacedAddress): boolean {
  const stated = zones.find(({ name }) => name === zone)?.stated ?? []
  return stated.some(({ prefix }) => prefix !== undefined && prefixContains(prefix, address))
}

function sureSeats(network: Network, place: PlacedAddress): Seat[] {
  return allSeats(network, place).filter((seat) => isFirm(seat.source) && isSure(network, place, seat))
}

/** What each firewall's longest prefix says, if it is an interface of the zone. */
function allSeats({ attachments }: Network, { address, zone }: PlacedAddress): Seat[] {
  return attachments.flatMap((attachment): Seat[] => {
    const held = attachment.firewall.interfaces.flatMap((side) =>
      (side.sources ?? side.networks.map((prefix): NetworkSource => ({ prefix, kind: 'connected', line: side.line })))
        .filter(({ prefix }) => prefixContains(prefix, address))
        .map((source): Seat => ({ attachment, side, source })),
    )
    const longest = Math.max(-1, ...held.map(({ source }) => source.prefix.length))
    const seat = held.find(({ source }) => source.prefix.length === longest)
    return seat !== undefined && (attachment.interfacesByZone.get(zone) ?? []).includes(seat.side.name) ? [seat] : []
  })
}

function isFirm({ kind, prefix }: NetworkSource): boolean {
  return prefix.length > 0 && kind !== 'learned'
}

/** Nothing of the text may put the address elsewhere, and the route leads to no further firewall of the project. */
function isSure(network: Network, place: PlacedAddress, { source: { kind, nextHop, prefix } }: Seat): boolean {
  if (kind === 'connected') return !mayBeElsewhere(network, place, ['route'], prefix.length + 1)
  if (mayBeElsewhere(network, place, ['address', 'route'])) return false
  return nextHop === undefined || network.attachments.every(({ firewall }) => !firewall.ownAddresses.includes(nextHop))
}

/** `from` is the shortest prefix that counts. */
function mayBeElsewhere(
  { attachments }: Network,
  { address, zone }: PlacedAddress,
  kinds: readonly string[],
  from = 0,
): boolean {
  const holds = (within: Prefix, of: Address): boolean => prefixContains(within, of)
  return attachments.some(({ firewall, interfacesByZone }) =>
    (firewall.gaps ?? []).some(
      ({ interface: name, what, within }) =>
        kinds.includes(what) &&
        within.length >= from &&
        holds(within, address) &&
        !(interfacesByZone.get(zone) ?? []).some((one) => one === name),
    ),
  )
}
