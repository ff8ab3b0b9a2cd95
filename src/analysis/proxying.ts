import { type ProxiedService, type ProxyPort, proxyPorts } from '../exchange/proxying.ts'
import { familyOf } from '../model/address.ts'
import type { PlacedAddress, Server } from '../model/network.ts'
import { type Flavour, USUAL_SOURCE_PORT } from '../model/packet.ts'
import { TCP } from '../model/protocol.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { Inquiry } from './access.ts'
import { groupBy } from './group-by.ts'
import type { RuleRef } from './result.ts'

/** One server that may have to hand requests on to another, in another site, by one port. */
export interface ProxyPair {
  readonly from: Server
  readonly to: Server
  readonly service: ProxiedService
  readonly port: number
  /** `undecided`: the input does not say. */
  readonly status: 'open' | 'refused' | 'undecided'
  /** What refuses it. */
  readonly refusedBy?: RuleRef
}

/** All pairs from one AD site to another. */
export interface ProxyRoute {
  readonly fromSite: string
  readonly toSite: string
  readonly pairs: readonly ProxyPair[]
}

/** For every ordered pair of AD sites, which servers can hand requests on to which. */
export function proxyRoutes(inquiry: Inquiry): ProxyRoute[] {
  const sited = inquiry.network.servers.filter(({ site }) => site !== undefined && site !== '')
  const bySite = groupBy(sited, ({ site = '' }) => site)
  return [...bySite].flatMap(([fromSite, sources]) =>
    [...bySite].flatMap(([toSite, targets]): ProxyRoute[] => {
      if (fromSite === toSite) return []
      const pairs = sources.flatMap((from) => pairsFrom(inquiry, from, targets))
      return pairs.length === 0 ? [] : [{ fromSite, toSite, pairs }]
    }),
  )
}

function isOneOrganization(a: Server, b: Server): boolean {
  return a.organization === undefined || b.organization === undefined || a.organization === b.organization
}

/** One address of a target, asked from one address of the source. */
interface Asked {
  readonly to: Server
  readonly host: PlacedAddress
  readonly other: PlacedAddress
  readonly certain: ServiceSet
  readonly possible: ServiceSet
}

/** Open if some address of the one opens the port of some address of the other. */
function pairsFrom(inquiry: Inquiry, from: Server, targets: readonly Server[]): ProxyPair[] {
  const wanted = targets
    .filter((to) => isOneOrganization(from, to))
    .map((to) => ({ to, ports: proxyPorts(from, to) }))
    .filter(({ ports }) => ports.length > 0)
  const asked = groupBy(
    from.addresses.flatMap((host) =>
      askedFrom(
        inquiry,
        host,
        wanted.map(({ to }) => to),
      ),
    ),
    ({ to }) => to,
  )
  const refused: { pair: ProxyPair; asked: Asked | undefined }[] = []
  const pairs = wanted.flatMap(({ to, ports }) =>
    ports.map((port): ProxyPair => {
      const found = asked.get(to) ?? []
      const pair: ProxyPair = { from, to, ...port, status: statusOf(inquiry, found, port) }
      if (pair.status === 'refused') refused.push({ pair, asked: found[0] })
      return pair
    }),
  )
  const refusals = refusalsOf(inquiry, refused)
  return pairs.map((pair) => {
    const refusedBy = refusals.get(pair)
    return refusedBy === undefined ? pair : { ...pair, refusedBy }
  })
}

function askedFrom({ reach }: Inquiry, host: PlacedAddress, targets: readonly Server[]): Asked[] {
  const facing = targets.flatMap((to) =>
    to.addresses
      .filter(({ address }) => familyOf(address) === familyOf(host.address))
      .map((other) => ({ to, host, other })),
  )
  const found = reach.reach(
    host,
    'source',
    facing.map(({ other }) => other),
  )
  return facing.flatMap((one, i) => {
    const exposed = found[i]?.exposed
    return exposed === undefined ? [] : [{ ...one, certain: exposed.certain, possible: exposed.possible }]
  })
}

function statusOf({ network }: Inquiry, asked: readonly Asked[], { port }: ProxyPort): ProxyPair['status'] {
  const { space } = network.sets.services
  const holds = (set: ServiceSet): boolean => space.contains(set, [TCP, port, USUAL_SOURCE_PORT])
  if (asked.some(({ certain }) => holds(certain))) return 'open'
  return asked.length === 0 || asked.some(({ possible }) => holds(possible)) ? 'undecided' : 'refused'
}

/** The lines that refuse pairs of one source; each of its addresses is asked once. */
function refusalsOf(
  { reach, refs }: Inquiry,
  refused: readonly { pair: ProxyPair; asked: Asked | undefined }[],
): Map<ProxyPair, RuleRef> {
  const found = new Map<ProxyPair, RuleRef>()
  for (const [host, some] of groupBy(refused, ({ asked }) => asked?.host)) {
    if (host === undefined) continue
    const questions = some.flatMap(({ pair, asked }) => (asked === undefined ? [] : [{ pair, other: asked.other }]))
    const flavours = questions.map(
      ({ pair }): Flavour => ({ protocol: TCP, destinationField: pair.port, sourceField: USUAL_SOURCE_PORT }),
    )
    const denied = reach.deniedBy(
      host,
      'source',
      questions.map(({ other }) => other),
      flavours,
    )
    for (const [i, { pair, other }] of questions.entries()) {
      const place = denied[i]
      const flavour = flavours[i]
      if (place === undefined || flavour === undefined) continue
      const packet = { ...flavour, source: host.address, destination: other.address }
      found.set(pair, refs.of(place.hop.firewall, place.what.decider, packet))
    }
  }
  return found
}
