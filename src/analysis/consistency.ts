import { isClientAccess } from '../exchange/roles.ts'
import { familyOf } from '../model/address.ts'
import type { Server } from '../model/network.ts'
import { USUAL_SOURCE_PORT } from '../model/packet.ts'
import { TCP } from '../model/protocol.ts'
import type { Inquiry } from './access.ts'
import { groupBy } from './group-by.ts'
import { zoneNameOf } from './perimeter.ts'
import type { ServerVerdict, Verdict } from './result.ts'

/** Client Access servers of one AD site of which the same can be said. */
export interface SiteGroup {
  readonly zone: string
  readonly verdict: Verdict
  /** Reverse proxies and load balancers that can open HTTPS to them. */
  readonly publishedBy: readonly string[]
  readonly servers: readonly Server[]
}

/** One AD site; more than one group means that its Client Access servers are not alike. */
export interface SiteView {
  readonly site: string
  readonly groups: readonly SiteGroup[]
  readonly clientAccess: readonly Server[]
}

/** The Client Access servers by AD site and by what the network lets them do; Exchange takes those of one site for alike. */
export function siteViews(inquiry: Inquiry, verdicts: readonly ServerVerdict[]): SiteView[] {
  const { servers } = inquiry.network
  const verdictOf = new Map(verdicts.map(({ name, verdict }) => [name, verdict]))
  const publishers = servers.filter(({ roles }) => roles.includes('reverse-proxy') || roles.includes('load-balancer'))
  const sited = servers.filter((server) => isClientAccess(server) && server.site !== undefined && server.site !== '')
  return Array.from(
    groupBy(sited, ({ site = '' }) => site),
    ([site, clientAccess]): SiteView => {
      const described = clientAccess.map((server) => ({
        server,
        zone: zoneNameOf(server),
        verdict: verdictOf.get(server.name) ?? 'undetermined',
        publishedBy: publishers.filter((publisher) => opensHttps(inquiry, publisher, server)).map(({ name }) => name),
      }))
      const groups = groupBy(described, ({ zone, verdict, publishedBy }) =>
        JSON.stringify([zone, verdict, publishedBy]),
      )
      return {
        site,
        clientAccess,
        groups: Array.from(groups.values(), (members) => {
          const [{ zone, verdict, publishedBy }] = members as [(typeof members)[number]]
          return { zone, verdict, publishedBy, servers: members.map(({ server }) => server) }
        }),
      }
    },
  )
}

const HTTPS = 443

/** Whether some address of the one can open HTTPS to some address of the other, at most. */
function opensHttps(inquiry: Inquiry, from: Server, to: Server): boolean {
  const { space } = inquiry.network.sets.services
  return from.addresses.some((host) => {
    const others = to.addresses.filter(({ address }) => familyOf(address) === familyOf(host.address))
    return inquiry.reach
      .reach(host, 'source', others)
      .some(({ exposed }) => space.contains(exposed.possible, [TCP, HTTPS, USUAL_SOURCE_PORT]))
  })
}
