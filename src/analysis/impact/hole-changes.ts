import { difference } from '../../exchange/holes.ts'
import { isInnerExchange } from '../../exchange/roles.ts'
import { familyOf } from '../../model/address.ts'
import type { PlacedAddress } from '../../model/network.ts'
import { USUAL_SOURCE_PORT } from '../../model/packet.ts'
import { TCP, UDP } from '../../model/protocol.ts'
import { WayFinder } from '../../reach/ways.ts'
import type { Inquiry } from '../access.ts'
import { unfoldExposure } from '../fold-exposure.ts'
import type { HoleChange } from '../impact-result.ts'
import { refusalOn } from '../refusal.ts'
import type { Analysis, Exposure, Hole } from '../result.ts'
import { packetRefOf } from '../services-of.ts'

/** Ports that Exchange servers can open in other zones and could not before, and the reverse, by kind of service. */
export function holeChanges(
  before: { readonly analysis: Analysis | undefined; readonly inquiry: Inquiry },
  after: { readonly analysis: Analysis | undefined; readonly inquiry: Inquiry },
): HoleChange[] {
  const old = unfoldExposure(before.analysis?.exposure ?? [])
  const now = unfoldExposure(after.analysis?.exposure ?? [])
  return [
    ...changesOf('opened', now, old, after.inquiry, before.inquiry),
    ...changesOf('closed', old, now, before.inquiry, after.inquiry),
  ]
}

/** The holes of one side as far as the other side does not have them. */
function changesOf(
  change: HoleChange['change'],
  open: readonly Exposure[],
  other: readonly Exposure[],
  here: Inquiry,
  there: Inquiry,
): HoleChange[] {
  return open.flatMap((exposure) => {
    const twin = other.find((one) => keyOf(one) === keyOf(exposure))
    return exposure.holes.flatMap((hole): HoleChange[] => {
      // A port may count for another kind of hole on the other side: it is the port that matters.
      const ports = difference(hole.ports, twin?.services[hole.protocol] ?? [])
      return ports.length === 0 ? [] : [changeOf(change, exposure, { ...hole, ports }, here, there)]
    })
  })
}

function keyOf({ fromZone, toZone, server }: Exposure): string {
  return JSON.stringify([fromZone, toZone, server])
}

function changeOf(
  change: HoleChange['change'],
  { fromZone, toZone, server }: Exposure,
  { id, protocol, ports, rules, certain }: Hole,
  here: Inquiry,
  there: Inquiry,
): HoleChange {
  const possible = certain ? {} : ({ possible: true } as const)
  const told = { change, ...possible, fromZone, toZone, server, id, protocol, ports, rules }
  const pair = openPair(here, fromZone, server, protocol, ports[0]?.[0] ?? 0)
  if (pair === undefined) return told
  const packet = {
    protocol: protocol === 'tcp' ? TCP : UDP,
    destinationField: ports[0]?.[0] ?? 0,
    sourceField: USUAL_SOURCE_PORT,
    source: pair.from.address,
    destination: pair.to.address,
  }
  // The other side need not know these servers.
  const [way] = new WayFinder(there.network).between(pair.from, pair.to).ways
  const refused = way === undefined ? undefined : refusalOn(there, way, packet, 'exposure')
  return { ...told, packet: packetRefOf(packet), ...(refused === undefined ? {} : { refusedBy: refused }) }
}

/** Addresses of an Exchange server of the zone and of the server between which the port is open. */
function openPair(
  { network, reach }: Inquiry,
  fromZone: string,
  name: string,
  protocol: 'tcp' | 'udp',
  port: number,
): { from: PlacedAddress; to: PlacedAddress } | undefined {
  const { space } = network.sets.services
  const target = network.servers.find((server) => server.name === name)
  const sources = network.servers.filter(isInnerExchange).flatMap(({ addresses }) => addresses)
  for (const from of sources.filter(({ zone }) => zone === fromZone)) {
    const others = (target?.addresses ?? []).filter(({ address }) => familyOf(address) === familyOf(from.address))
    const found = reach.reach(from, 'source', others)
    const at = found.findIndex(({ exposed }) =>
      space.contains(exposed.possible, [protocol === 'tcp' ? TCP : UDP, port, USUAL_SOURCE_PORT]),
    )
    const to = others[at]
    if (to !== undefined) return { from, to }
  }
  return undefined
}
