import { isClientAccess, isDomainController, isInnerExchange, isPeerOf } from '../exchange/roles.ts'
import type { Certificate, CertifiedServer, CertifiedVerdict, Claim } from '../model/certificate.ts'
import type { Server } from '../model/network.ts'

/** What new connections from one server to another can open. */
export type ClaimedStatus = (from: Server, to: Server) => Claim['status']

/** What follows from the answers, by docs/verdict.md. */
export type Conclusion = Pick<Certificate, 'verdict' | 'letter' | 'home' | 'servers'>

/** Concludes again from the answers alone; shares nothing with the analysis but the roles of servers. */
export function conclude(servers: readonly Server[], statusOf: ClaimedStatus): Conclusion {
  const isApart = (a: Server, b: Server): boolean => bothWays(a, b, statusOf).includes('restricted')
  const home = homeAmong(servers.filter(isDomainController), isApart)
  const exchange = servers.filter(isInnerExchange)
  const inside = new Set(home)
  for (const server of exchange) {
    if (!home.some((controller) => isApart(server, controller))) inside.add(server)
  }
  const told = [true, false]
    .flatMap((isFirst) => exchange.filter((server) => isClientAccess(server) === isFirst))
    .map((server): CertifiedServer => {
      const peers = servers.filter((other) => isPeerOf(server, other))
      const near = peers.filter((peer) => inside.has(peer))
      const far = peers.filter((peer) => !inside.has(peer))
      const verdict = verdictOver(near.flatMap((peer) => bothWays(server, peer, statusOf)))
      const cutOff = verdict === 'perimeter' ? [] : far.filter((peer) => isApart(server, peer))
      return {
        name: server.name,
        verdict,
        letter: verdictOver(peers.flatMap((peer) => bothWays(server, peer, statusOf))),
        cutOffFrom: cutOff.map(({ name }) => name),
      }
    })
  return {
    verdict: worst(told.map(({ verdict }) => verdict)),
    letter: worst(told.map(({ letter }) => letter)),
    home: home.map(({ name }) => name),
    servers: told,
  }
}

/** What is wrong with the conclusion of a certificate, sentence by sentence. */
export function wrongConclusions(certificate: Certificate, found: Conclusion): string[] {
  const wrong: string[] = []
  for (const what of ['verdict', 'letter'] as const) {
    if (certificate[what] === found[what]) continue
    wrong.push(`the ${what} ${certificate[what]} does not follow from the claims: it is ${found[what]}`)
  }
  if (!isSame(certificate.home, found.home)) {
    wrong.push(`the home does not follow from the claims: it is ${listed(found.home)}`)
  }
  for (const [i, server] of found.servers.entries()) {
    const claimed = certificate.servers[i]
    if (claimed?.name !== server.name) return [...wrong, `${server.name}: its verdict is missing, or not in its place`]
    for (const what of ['verdict', 'letter'] as const) {
      if (claimed[what] === server[what]) continue
      wrong.push(`${server.name}: the ${what} ${claimed[what]} does not follow from the claims: it is ${server[what]}`)
    }
    if (isSame(claimed.cutOffFrom, server.cutOffFrom)) continue
    wrong.push(`${server.name}: what it is cut off from does not follow: it is ${listed(server.cutOffFrom)}`)
  }
  for (const { name } of certificate.servers.slice(found.servers.length)) {
    wrong.push(`${name}: is told twice, or is no Exchange server that was to be judged`)
  }
  return wrong
}

/** First those from which the fewest are apart, of equals by name, each unless one that was taken is apart from it. */
function homeAmong(controllers: readonly Server[], isApart: (a: Server, b: Server) => boolean): Server[] {
  const waiting = controllers.map((one) => ({
    one,
    count: controllers.filter((other) => isApart(one, other)).length,
  }))
  waiting.sort((a, b) => (a.count === b.count ? (a.one.name < b.one.name ? -1 : 1) : a.count - b.count))
  const home = new Set<Server>()
  for (const { one } of waiting) {
    if (![...home].some((taken) => isApart(taken, one))) home.add(one)
  }
  return controllers.filter((one) => home.has(one))
}

/** None of servers that are no peers. */
function bothWays(a: Server, b: Server, statusOf: ClaimedStatus): Claim['status'][] {
  return isPeerOf(a, b) ? [statusOf(a, b), statusOf(b, a)] : []
}

/** Where there is nothing to ask about nothing is proved. */
function verdictOver(statuses: readonly Claim['status'][]): CertifiedVerdict {
  if (statuses.includes('restricted')) return 'perimeter'
  return statuses.length === 0 || statuses.includes('undetermined') ? 'undetermined' : 'internal'
}

function worst(verdicts: readonly CertifiedVerdict[]): CertifiedVerdict {
  if (verdicts.includes('perimeter')) return 'perimeter'
  return verdicts.length === 0 || verdicts.includes('undetermined') ? 'undetermined' : 'internal'
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others)
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nobody' : names.join(', ')
}
