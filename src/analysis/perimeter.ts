import { isPeerOf } from '../exchange/roles.ts'
import { formatAddress, formatPrefix, prefixOf } from '../model/address.ts'
import type { Server, Zone } from '../model/network.ts'
import { accessesOf, type Inquiry, statusesOf } from './access.ts'
import { groupBy } from './group-by.ts'
import type { Pocket, ServerVerdict, Status, Verdict, ZoneVerdict } from './result.ts'
import { compareText } from './rule-ref.ts'

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
    zone: zoneNameOf(server),
    ...(server.site === undefined ? {} : { site: server.site }),
    roles: server.roles,
    verdict: peers.length === 0 ? 'undetermined' : verdictOf(access.map(({ status }) => status)),
    access,
  }
}

export function zoneNameOf(server: Server): string {
  return [...new Set(server.addresses.map(({ zone }) => zone))].join(' + ')
}

/**
 * The zones that hold a Client Access server, judged by the addresses of all servers of the inventory that stand there,
 * each asked as if it were one.
 */
export function zoneVerdicts(inquiry: Inquiry, judged: ReadonlyMap<string, ServerVerdict>): ZoneVerdict[] {
  const { zones, servers } = inquiry.network
  return zones.flatMap((zone) => {
    const present = servers.filter((server) => server.addresses.some((place) => place.zone === zone.name))
    if (!present.some((server) => judged.has(server.name))) return []
    return [zoneVerdict(inquiry, zone, present, judged)]
  })
}

function zoneVerdict(
  inquiry: Inquiry,
  zone: Zone,
  present: readonly Server[],
  judged: ReadonlyMap<string, ServerVerdict>,
): ZoneVerdict {
  const byVerdict = groupBy(present, (server) => judged.get(server.name)?.verdict ?? plainVerdict(inquiry, server))
  const pockets: Pocket[] = Array.from(byVerdict, ([verdict, members]) => ({
    networks: members.flatMap((server) => hostNetworks(server, zone)),
    verdict,
    servers: members.map((server) => server.name),
  })).sort((a, b) => compareText(a.verdict, b.verdict))
  return {
    name: zone.name,
    networks: [...zone.networks.map(formatPrefix), ...(zone.catchAll ? ['any'] : [])],
    verdict: worstOf(byVerdict.keys()),
    pockets,
  }
}

function plainVerdict(inquiry: Inquiry, server: Server): Verdict {
  const peers = peersOf(inquiry, server)
  const to = verdictOf(statusesOf(inquiry, server, peers, 'to'))
  return to === 'perimeter' ? to : worstOf([to, verdictOf(statusesOf(inquiry, server, peers, 'from'))])
}

function hostNetworks(server: Server, zone: Zone): string[] {
  return server.addresses
    .filter((place) => place.zone === zone.name)
    .map(({ address }) => formatPrefix(prefixOf(address, typeof address === 'number' ? 32 : 128)))
}
