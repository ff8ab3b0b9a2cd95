import { proxyPort } from '../exchange/proxying.ts'
import { familyOf } from '../model/address.ts'
import type { PlacedAddress, Server } from '../model/network.ts'
import { type Flavour, USUAL_SOURCE_PORT } from '../model/packet.ts'
import { TCP } from '../model/protocol.ts'
import type { Inquiry } from './access.ts'
import { groupBy } from './group-by.ts'
import type { RuleRef } from './result.ts'

/** One server that may have to hand requests on to another, in another site. */
export interface ProxyPair {
  readonly from: Server
  readonly to: Server
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

/** For every ordered pair of AD sites, which servers can hand client requests on to which. */
export function proxyRoutes(inquiry: Inquiry): ProxyRoute[] {
  const sited = inquiry.network.servers.filter(({ site }) => site !== undefined && site !== '')
  const bySite = groupBy(sited, ({ site = '' }) => site)
  return [...bySite].flatMap(([fromSite, sources]) =>
    [...bySite].flatMap(([toSite, targets]): ProxyRoute[] => {
      if (fromSite === toSite) return []
      const pairs = sources.flatMap((from) =>
        targets.flatMap((to): ProxyPair[] => {
          const port = isOneOrganization(from, to) ? proxyPort(from, to) : undefined
          return port === undefined ? [] : [pairOf(inquiry, from, to, port)]
        }),
      )
      return pairs.length === 0 ? [] : [{ fromSite, toSite, pairs }]
    }),
  )
}

function isOneOrganization(a: Server, b: Server): boolean {
  return a.organization === undefined || b.organization === undefined || a.organization === b.organization
}

/** Open if some address of the one opens the port of some address of the other. */
function pairOf(inquiry: Inquiry, from: Server, to: Server, port: number): ProxyPair {
  const flavour: Flavour = { protocol: TCP, destinationField: port, sourceField: USUAL_SOURCE_PORT }
  const { services } = inquiry.network.sets
  let undecided = false
  let refused: ProxyPair | undefined
  for (const host of from.addresses) {
    const others = to.addresses.filter(({ address }) => familyOf(address) === familyOf(host.address))
    for (const [i, found] of inquiry.reach.reach(host, 'source', others).entries()) {
      const holds = (set: typeof found.certain): boolean => services.space.contains(set, [TCP, port, USUAL_SOURCE_PORT])
      if (holds(found.exposed.certain)) return { from, to, port, status: 'open' }
      if (holds(found.exposed.possible)) undecided = true
      else refused ??= refusalOf(inquiry, { from, to, port }, host, others[i], flavour)
    }
  }
  return undecided || refused === undefined ? { from, to, port, status: 'undecided' } : refused
}

function refusalOf(
  inquiry: Inquiry,
  pair: Pick<ProxyPair, 'from' | 'to' | 'port'>,
  host: PlacedAddress,
  other: PlacedAddress | undefined,
  flavour: Flavour,
): ProxyPair | undefined {
  if (other === undefined) return undefined
  const [denied] = inquiry.reach.deniedBy(host, 'source', [other], [flavour])
  const packet = { ...flavour, source: host.address, destination: other.address }
  const refusedBy = denied === undefined ? undefined : inquiry.refs.of(denied.hop.firewall, denied.what.decider, packet)
  return { ...pair, status: 'refused', ...(refusedBy === undefined ? {} : { refusedBy }) }
}
