import { isClientAccess, isDomainController, isInnerExchange, isPeerOf } from '../exchange/roles.ts'
import type { Server } from '../model/network.ts'
import type { Status, Verdict } from './result.ts'
import { compareText } from './rule-ref.ts'

/** What the servers of an inventory are to each other. */
export interface Standing {
  /** The domain controllers of the home, in the order of the inventory. */
  readonly home: readonly Server[]
  /** What verdicts are judged against: the home, and the Exchange servers that are not restricted to or from it. */
  readonly core: ReadonlySet<Server>
  /** Every Exchange server but Edge Transport, Client Access servers first, else in the order of the inventory. */
  readonly judged: readonly Judged[]
}

export interface Judged {
  readonly server: Server
  readonly peers: readonly Server[]
  readonly verdict: Verdict
  /** The verdict by the letter of the definition, which knows no home: every peer counts. */
  readonly letter: Verdict
  /** Peers that do not count for the verdict and that the server is restricted to or from; none if it stands in a perimeter network itself. */
  readonly cutOffFrom: readonly Server[]
}

/** What new connections from one server to another can open. */
export type StatusOf = (from: Server, to: Server) => Status

/** Internal: unrestricted to and from every peer. Perimeter: restricted to or from at least one. Else undetermined. */
export function verdictOf(statuses: Iterable<Status>): Verdict {
  let verdict: Verdict = 'internal'
  for (const status of statuses) {
    if (status === 'restricted') return 'perimeter'
    if (status === 'undetermined') verdict = 'undetermined'
  }
  return verdict
}

/** The worst of several verdicts: perimeter, then undetermined, then internal. */
export function worstOf(verdicts: Iterable<Verdict>): Verdict {
  let worst: Verdict = 'internal'
  for (const verdict of verdicts) {
    if (verdict === 'perimeter') return 'perimeter'
    if (verdict === 'undetermined') worst = 'undetermined'
  }
  return worst
}

const RANK: Readonly<Record<Verdict | Status, number>> = {
  internal: 0,
  unrestricted: 0,
  undetermined: 1,
  perimeter: 2,
  restricted: 2,
}

/** Whether a verdict or the status of a pair is worse than before: a server that is new counts by its verdict alone. */
export function isWorse(was: Verdict | Status | undefined, is: Verdict | Status | undefined): boolean {
  return is !== undefined && RANK[is] > (was === undefined ? 0 : RANK[was])
}

/**
 * The home, and the verdict on every Exchange server. A server that cannot be told from the home by any certain restriction
 * counts as not restricted: undetermined is no restriction.
 */
export function standingOf(servers: readonly Server[], statusOf: StatusOf): Standing {
  const isApart = (a: Server, b: Server): boolean =>
    isPeerOf(a, b) && (statusOf(a, b) === 'restricted' || statusOf(b, a) === 'restricted')
  const home = homeOf(servers.filter(isDomainController), isApart)
  const exchange = servers.filter(isInnerExchange)
  const core = new Set([
    ...home,
    ...exchange.filter((server) => !home.some((controller) => isApart(server, controller))),
  ])
  const asked = [...exchange.filter(isClientAccess), ...exchange.filter((server) => !isClientAccess(server))]
  return { home, core, judged: asked.map((server) => judge(server, servers, core, statusOf)) }
}

/** The largest body of domain controllers that are not apart, taken greedily: first those with the fewest that are apart from them. */
function homeOf(controllers: readonly Server[], isApart: (a: Server, b: Server) => boolean): Server[] {
  const apart = new Map(controllers.map((one) => [one, controllers.filter((other) => isApart(one, other)).length]))
  const inOrder = controllers.toSorted(
    (a, b) => (apart.get(a) ?? 0) - (apart.get(b) ?? 0) || compareText(a.name, b.name),
  )
  const taken: Server[] = []
  for (const controller of inOrder) {
    if (!taken.some((one) => isApart(one, controller))) taken.push(controller)
  }
  const home = new Set(taken)
  return controllers.filter((controller) => home.has(controller))
}

function judge(server: Server, servers: readonly Server[], core: ReadonlySet<Server>, statusOf: StatusOf): Judged {
  const peers = servers.filter((other) => isPeerOf(server, other))
  const both = (peer: Server): Status[] => [statusOf(server, peer), statusOf(peer, server)]
  const counting = peers.filter((peer) => core.has(peer))
  // Without anything to ask about nothing is proved.
  const judgedBy = (some: readonly Server[]): Verdict =>
    some.length === 0 ? 'undetermined' : verdictOf(some.flatMap(both))
  const verdict = judgedBy(counting)
  const isCutOff = (peer: Server): boolean => !core.has(peer) && both(peer).includes('restricted')
  return {
    server,
    peers,
    verdict,
    letter: judgedBy(peers),
    cutOffFrom: verdict === 'perimeter' ? [] : peers.filter(isCutOff),
  }
}
