import type { Exposure, ServerVerdict, Verdict } from '../../analysis/result.ts'

const WORST_FIRST: readonly Verdict[] = ['perimeter', 'undetermined', 'internal']

/** Perimeter, then undetermined, then internal; equals stay in their order. */
export function worstFirst<T extends { readonly verdict: Verdict }>(verdicts: readonly T[]): T[] {
  return verdicts.toSorted((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict))
}

/** Servers by verdict; of equal ones first those with the most restricted access. */
export function serversInOrder(servers: readonly ServerVerdict[]): ServerVerdict[] {
  const restricted = ({ access }: ServerVerdict): number =>
    access.filter(({ status }) => status === 'restricted').length
  return worstFirst(servers.toSorted((a, b) => restricted(b) - restricted(a)))
}

/** Exposures by the zone that they start in, in the order of its servers; of one zone the widest first. */
export function exposuresInOrder(exposure: readonly Exposure[], servers: readonly ServerVerdict[]): Exposure[] {
  const zones = serversInOrder(servers).flatMap((server) => server.zones)
  const rank = ({ fromZone }: Exposure): number => zones.indexOf(fromZone)
  return exposure.toSorted((a, b) => rank(a) - rank(b) || b.openTcpPorts - a.openTcpPorts)
}
