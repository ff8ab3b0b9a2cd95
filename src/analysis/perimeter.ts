import { isClientAccess } from '../exchange/roles.ts'
import { formatAddress } from '../model/address.ts'
import type { Server } from '../model/network.ts'
import type { CaseBook } from './case-book.ts'
import type { Access, ServerVerdict } from './result.ts'
import type { Judged } from './standing.ts'

/** The verdict on one Exchange server, with its peers by case. */
export function serverVerdict({ server, peers, verdict, letter, cutOffFrom }: Judged, book: CaseBook): ServerVerdict {
  return {
    name: server.name,
    addresses: server.addresses.map(({ address }) => formatAddress(address)),
    zones: zonesOf(server),
    ...(server.site === undefined ? {} : { site: server.site }),
    roles: server.roles,
    clientAccess: isClientAccess(server),
    verdict,
    letter,
    cutOffFrom: cutOffFrom.map(({ name }) => name),
    access: [
      ...accessOf('to', peers, (peer) => book.numberOf(server, peer)),
      ...accessOf('from', peers, (peer) => book.numberOf(peer, server)),
    ],
  }
}

function accessOf(
  direction: Access['direction'],
  peers: readonly Server[],
  numberOf: (peer: Server) => number,
): Access[] {
  const byCase = new Map<number, string[]>()
  for (const peer of peers) {
    const number = numberOf(peer)
    const names = byCase.get(number)
    if (names === undefined) byCase.set(number, [peer.name])
    else names.push(peer.name)
  }
  return Array.from(byCase, ([number, names]) => ({ direction, case: number, peers: names }))
}

/** The zones that a server stands in, each once, in the order of its addresses. */
export function zonesOf(server: Server): string[] {
  return [...new Set(server.addresses.map(({ zone }) => zone))]
}
