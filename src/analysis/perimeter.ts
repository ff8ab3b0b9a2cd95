import { isPeerOf } from '../exchange/roles.ts'
import { formatAddress } from '../model/address.ts'
import type { Server } from '../model/network.ts'
import { accessesOf, type Inquiry } from './access.ts'
import type { ServerVerdict, Status, Verdict } from './result.ts'

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

/** The peers of a server: what it would have to reach, were it a Client Access server. */
export function peersOf(inquiry: Inquiry, server: Server): Server[] {
  return inquiry.network.servers.filter((other) => isPeerOf(server, other))
}

/** The verdict on one Client Access server, with every access explained. */
export function serverVerdict(inquiry: Inquiry, server: Server): ServerVerdict {
  const peers = peersOf(inquiry, server)
  const access = [...accessesOf(inquiry, server, peers, 'to'), ...accessesOf(inquiry, server, peers, 'from')]
  return {
    name: server.name,
    addresses: server.addresses.map(({ address }) => formatAddress(address)),
    zones: zonesOf(server),
    ...(server.site === undefined ? {} : { site: server.site }),
    roles: server.roles,
    verdict: peers.length === 0 ? 'undetermined' : verdictOf(access.map(({ status }) => status)),
    access,
  }
}

/** The zones that a server stands in, each once, in the order of its addresses. */
export function zonesOf(server: Server): string[] {
  return [...new Set(server.addresses.map(({ zone }) => zone))]
}
