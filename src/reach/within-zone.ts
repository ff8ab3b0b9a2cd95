import type { NetworkSource } from '../model/firewall.ts'
import type { Attachment, Network, PlacedAddress } from '../model/network.ts'
import type { PlacementRef } from '../model/placement.ts'
import { isBeyond, lineRef, type Placement, type Placements, type Sight } from './placement.ts'
import { type Hop, WAYS_MAX, type Way, type Ways } from './way.ts'

/**
 * The ways between two addresses of one zone. That no firewall stands between them has to be shown: the project states
 * networks of the zone that hold them, or one firewall's text puts both behind one of its interfaces. A firewall with
 * several interfaces in the zone, with ports of one bridge, or that turns packets back where they came from, is asked.
 */
export function withinZone(network: Network, from: PlacedAddress, to: PlacedAddress, placements: Placements): Ways {
  const ends = [placements.of(from), placements.of(to)] as const
  const beyond = ends.filter(({ sights, kind }) => kind === 'stated' || sights.length > 0).flatMap(({ open }) => open)
  if (beyond.length > 0) return unsettled(beyond, [from, to])
  const shared = sharedSides(ends)
  const tunnels = tunnelsBetween(shared, from, to, ends)
  if (tunnels.length > 0) return unsettled(tunnels, [from, to])
  const split = network.attachments.map((attachment) => optionsOf(attachment, from.zone, ends))
  const sharing = shared.find(([a, b]) => !isOneRouter(a.source, b.source))
  const hops = [...split.flatMap((options) => options.hops), ...shared.flatMap(hopsBehind)]
  const ways: Way[] = hops.map((hop) => [hop])
  if (ways.length >= WAYS_MAX) return { ways: [], kind: 'too-many', evidence: [], note: tooMany(from.zone) }
  if (split.some(({ isApart }) => isApart)) return crossing(ways, from.zone)
  const isStated = ends.every(({ kind }) => kind === 'stated')
  if (!isStated && shared.length === 0) return unsettled(weakness(ends, from), [from, to])
  const [first] = shared
  const evidence =
    isStated || first === undefined
      ? ends.flatMap(({ by }) => by)
      : first.map(({ attachment: { firewall }, source }) => lineRef(firewall, source.line))
  const found: Ways = {
    ways: [[], ...ways],
    kind: ways.length === 0 ? 'same-network' : 'several',
    evidence: distinct(evidence),
    note:
      ways.length === 0
        ? 'same zone: no firewall between'
        : `within zone ${from.zone} packets may pass ${[...new Set(hops.map(({ firewall }) => firewall.name))].join(', ')} or not, so both are asked; what it permits decides`,
  }
  if (sharing === undefined || found.kind !== 'same-network') return found
  const [{ attachment, side }] = sharing
  return { ...found, sharing: { firewall: attachment.firewall, name: side.name, line: side.line } }
}

/** The sides of firewalls behind which both addresses certainly are. */
function sharedSides([a, b]: readonly [Placement, Placement]): (readonly [Sight, Sight])[] {
  return a.sights.flatMap((one) => {
    const other = b.sights.find(({ attachment, side }) => attachment === one.attachment && side === one.side)
    return other === undefined ? [] : [[one, other] as const]
  })
}

interface Options {
  readonly hops: readonly Hop[]
  /** The firewall certainly stands between the two. */
  readonly isApart: boolean
}

/** How packets may pass a firewall with several interfaces in the zone. */
function optionsOf(
  { firewall, interfacesByZone }: Attachment,
  zone: string,
  [a, b]: readonly [Placement, Placement],
): Options {
  const able = new Set(firewall.interfaces.filter(({ noTransit }) => noTransit !== true).map(({ name }) => name))
  const names = (interfacesByZone.get(zone) ?? []).filter((name) => able.has(name))
  if (names.length < 2) return { hops: [], isApart: false }
  const sidesOf = ({ sights }: Placement): readonly string[] => {
    const seen = sights.find(({ attachment }) => attachment.firewall === firewall)
    return seen === undefined ? names : [seen.side.name]
  }
  const [entrances, exits] = [sidesOf(a), sidesOf(b)]
  const hops = entrances.flatMap((ingress) =>
    exits.filter((egress) => egress !== ingress).map((egress): Hop => ({ firewall, ingress, egress })),
  )
  return { hops, isApart: !entrances.some((name) => exits.includes(name)) }
}

/** Between ports of one bridge, and where the firewall sends packets back by the interface that they came by. */
function hopsBehind([a, b]: readonly [Sight, Sight]): Hop[] {
  const { firewall } = a.attachment
  const { name, ports = [], turnsBack } = a.side
  const between = ports.flatMap((ingress) =>
    ports.filter((egress) => egress !== ingress).map((egress): Hop => ({ firewall, ingress, egress })),
  )
  const areRouted = a.source.kind === 'route' && b.source.kind === 'route'
  const mayTurn = turnsBack === 'to-translate' || (turnsBack === 'by-permission' && areRouted)
  const isTurned = mayTurn && !isOneRouter(a.source, b.source)
  return isTurned ? [...between, { firewall, ingress: name, egress: name }] : between
}

/** Hosts of one link, or behind one router, reach each other without the firewall. */
function isOneRouter(a: NetworkSource, b: NetworkSource): boolean {
  if (a === b || (a.kind === 'connected' && b.kind === 'connected')) return true
  return a.kind === b.kind && a.nextHop !== undefined && a.nextHop === b.nextHop
}

/** Lines of tunnels that end behind an interface which both share, and that may carry what they exchange. */
function tunnelsBetween(
  shared: readonly (readonly [Sight, Sight])[],
  from: PlacedAddress,
  to: PlacedAddress,
  ends: readonly Placement[],
): PlacementRef[] {
  const isStated = ends.every(({ kind }) => kind === 'stated')
  return shared
    .filter(([a, b]) => a.source.kind === 'route' || b.source.kind === 'route')
    .flatMap(([{ attachment, side }]) =>
      (side.tunnels ?? [])
        .filter((tunnel) => tunnel.beyond !== undefined || !isStated)
        .filter((tunnel) => [from, to].some(({ address }) => isBeyond(tunnel, address)))
        .map(({ line }) => lineRef(attachment.firewall, line)),
    )
}

function tooMany(zone: string): string {
  return `${WAYS_MAX} ways or more within zone ${zone}; give each network a zone of its own under \`zones:\``
}

function crossing(ways: readonly Way[], zone: string): Ways {
  if (ways.length === 1) return { ways, kind: 'crossed', evidence: [] }
  const note = `${ways.length} ways within zone ${zone}; give each network a zone of its own under \`zones:\``
  return { ways, kind: 'several', evidence: [], note }
}

/** What is said of the two, and what leaves it open. */
function weakness(ends: readonly Placement[], from: PlacedAddress): PlacementRef[] {
  return ends.flatMap(({ kind, by, open }) => (kind === 'nothing' ? [nowhere(from), ...open] : [...by, ...open]))
}

/** Two addresses of which the input does not settle whether and where a firewall stands between them. */
export function unsettled(
  evidence: readonly PlacementRef[],
  [from, to]: readonly [PlacedAddress, PlacedAddress],
): Ways {
  const [one = '', other = ''] = [from.zone, to.zone].sort()
  const note =
    from.zone === to.zone
      ? `that both stand in one network of zone ${from.zone} is not shown by the input; state their networks under \`zones:\` in emmental.yaml`
      : `whether one stands in zone ${one} and the other in zone ${other} is not settled by the input; state their networks under \`zones:\` in emmental.yaml`
  return { ways: [], kind: 'unsettled', evidence: distinct(evidence).slice(0, EVIDENCE_MAX), note }
}

/** An address that no line and no statement places. */
export function nowhere({ zone }: PlacedAddress): PlacementRef {
  return { file: '', text: `no line and no statement puts the address into zone ${zone}` }
}

function distinct(refs: readonly PlacementRef[]): PlacementRef[] {
  return [...new Map(refs.map((ref) => [JSON.stringify(ref), ref])).values()]
}

const EVIDENCE_MAX = 8
