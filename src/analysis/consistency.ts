import { isClientAccess } from '../exchange/roles.ts'
import type { Server } from '../model/network.ts'
import type { Inquiry } from './access.ts'
import { ClientPorts, type ClientView, clientSources } from './client-ports.ts'
import { groupBy } from './group-by.ts'
import { zonesOf } from './perimeter.ts'
import type { RuleRef, ServerVerdict, Verdict } from './result.ts'
import { distinctRefs } from './rule-ref.ts'

/** Client Access servers of one AD site of which the same can be said. */
export interface SiteGroup {
  readonly zones: readonly string[]
  readonly verdict: Verdict
  /** From where clients can open which ports; only sources for which the groups of the site differ. */
  readonly views: readonly ClientView[]
  readonly servers: readonly Server[]
}

/** One AD site; more than one group means that its Client Access servers are not alike. */
export interface SiteView {
  readonly site: string
  readonly groups: readonly SiteGroup[]
  /** The lines that make the groups differ. */
  readonly lines: readonly RuleRef[]
  readonly clientAccess: readonly Server[]
}

/** The Client Access servers by AD site and by what the network lets them do; Exchange takes those of one site for alike. */
export function siteViews(inquiry: Inquiry, verdicts: readonly ServerVerdict[]): SiteView[] {
  const verdictOf = new Map(verdicts.map(({ name, verdict }) => [name, verdict]))
  const sited = inquiry.network.servers.filter(
    (server) => isClientAccess(server) && server.site !== undefined && server.site !== '',
  )
  const ports = new ClientPorts(inquiry, sited)
  return Array.from(
    groupBy(sited, ({ site = '' }) => site),
    ([site, clientAccess]): SiteView => {
      // One server alone cannot differ.
      const sources = clientAccess.length < 2 ? [] : clientSources(inquiry, clientAccess)
      const seen = clientAccess.map((server) => ({
        server,
        zones: zonesOf(server),
        verdict: verdictOf.get(server.name) ?? ('undetermined' as const),
        views: sources.map((source) => ports.view(source, server)),
      }))
      const differing = sources.filter((_, i) => new Set(seen.map(({ views }) => views[i]?.ports.join())).size > 1)
      const described = seen.map((one) => ({
        ...one,
        views: one.views.filter(({ source }) => differing.includes(source)),
      }))
      const groups = groupBy(described, ({ zones, verdict, views }) =>
        JSON.stringify([zones, verdict, views.map((view) => view.ports)]),
      )
      return {
        site,
        clientAccess,
        groups: Array.from(groups.values(), (members) => {
          const [{ zones, verdict, views }] = members as [(typeof members)[number]]
          return { zones, verdict, views, servers: members.map(({ server }) => server) }
        }),
        lines: distinctRefs(described.flatMap(({ views }) => views.flatMap(linesOf))),
      }
    },
  )
}

function linesOf({ openedBy, refusedBy }: ClientView): RuleRef[] {
  return [...openedBy, ...(refusedBy === undefined ? [] : [refusedBy])]
}
