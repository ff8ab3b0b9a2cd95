import { answersOf } from '../../analysis/answers-of.ts'
import type { Analysis, Exposure, ServerVerdict, Verdict } from '../../analysis/result.ts'

const WORST_FIRST: readonly Verdict[] = ['perimeter', 'undetermined', 'internal']

/** Perimeter, then undetermined, then internal; equals stay in their order. */
export function worstFirst<T extends { readonly verdict: Verdict }>(verdicts: readonly T[]): T[] {
  return verdicts.toSorted((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict))
}

/** Servers by verdict; of equal ones Client Access servers first, then those with the most restricted access. */
export function serversInOrder({ servers, cases }: Pick<Analysis, 'servers' | 'cases'>): ServerVerdict[] {
  const restricted = new Map(
    servers.map((server) => [
      server,
      answersOf(server, cases)
        .filter((answer) => answer.case.status === 'restricted')
        .reduce((sum, { peers }) => sum + peers.length, 0),
    ]),
  )
  const most = servers.toSorted((a, b) => (restricted.get(b) ?? 0) - (restricted.get(a) ?? 0))
  return worstFirst(most.toSorted((a, b) => Number(b.clientAccess) - Number(a.clientAccess)))
}

/** Exposures by the zone that they start in, in the order of its servers; of one zone the widest first. */
export function exposuresInOrder({ exposure, ...analysis }: Analysis): Exposure[] {
  const zones = serversInOrder(analysis).flatMap((server) => server.zones)
  const rank = ({ fromZone }: Exposure): number => zones.indexOf(fromZone)
  return exposure.toSorted((a, b) => rank(a) - rank(b) || b.openTcpPorts - a.openTcpPorts)
}
