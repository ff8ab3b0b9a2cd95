import { isPeerOf } from '../../exchange/roles.ts'
import { type Address, familyOf, formatAddress } from '../../model/address.ts'
import { addressRange } from '../../model/address-set.ts'
import type { Firewall } from '../../model/firewall.ts'
import type { Network, PlacedAddress, Server } from '../../model/network.ts'
import type { AddedPermits, EditText } from '../../model/permits-in-front.ts'
import { TCP } from '../../model/protocol.ts'
import { goalOf } from '../../reach/goal.ts'
import { createInquiry, type Inquiry } from '../access.ts'
import { answersOf } from '../answers-of.ts'
import { CaseBook } from '../case-book.ts'
import { serverVerdict, zonesOf } from '../perimeter.ts'
import type { AddedPermit, Left, Move, Proposal, Remedy } from '../remedy-result.ts'
import type { Case, Profile, ServerVerdict, Verdict } from '../result.ts'
import { worstOf } from '../standing.ts'
import { addAltering, editNetwork } from './edit-network.ts'
import { FreeAddresses } from './free-addresses.ts'
import { innerZone, type Moved, moveTo, shownAddresses, withMoved } from './move.ts'
import { needlessRules } from './needless.ts'
import { opennessOf } from './openness.ts'
import { rectanglesOf } from './rectangles.ts'
import { type Demand, requirementsOf } from './required-permits.ts'

const HTTPS = 443

/** Both ways to mend the networks of Exchange servers that are not internal, each checked on the changed network. */
export function remedyOf(network: Network, profile: Profile, version: string, editText: EditText): Remedy {
  const inquiry = createInquiry(network, profile)
  const { judged } = inquiry.standing
  const notInternal = new Set(judged.filter(({ verdict }) => verdict !== 'internal').map(({ server }) => server))
  const servers = network.servers.filter((server) => notInternal.has(server))
  const inside = innerZone(stayingPeers(inquiry, servers))
  // A server that stands with those that stay need not move.
  const standing = servers.filter(({ addresses }) => addresses.some(({ zone }) => zone !== inside))
  const proxies = network.servers.filter(({ roles }) => roles.includes('reverse-proxy'))
  const sources = [...standing, ...proxies]
  const before = opennessOf(inquiry, sources)
  const question: Question = { inquiry, editText, before: worstOf(judged.map(({ verdict }) => verdict)) }
  return {
    schema: 'emmental/remedy/1',
    version,
    profile,
    servers: servers.map(({ name }) => name),
    before,
    proposals:
      servers.length === 0
        ? []
        : [
            anyAny(question, servers, sources),
            ...(inside === undefined || standing.length === 0 ? [] : moveInside(question, standing, proxies, inside)),
          ],
  }
}

/** What both proposals start from. */
interface Question {
  readonly inquiry: Inquiry
  readonly editText: EditText
  /** The verdict on the network as it is. */
  readonly before: Verdict
}

/** Peers of the servers in question that are not in question themselves: those say where inside is. */
function stayingPeers(inquiry: Inquiry, servers: readonly Server[]): Server[] {
  return [...new Set(servers.flatMap((server) => peersOf(inquiry, server)))].filter((peer) => !servers.includes(peer))
}

/** The permits that support asks for: every packet, both ways, between each server and each peer. */
function anyAny(question: Question, servers: readonly Server[], sources: readonly Server[]): Proposal {
  const { inquiry } = question
  const { services } = inquiry.network.sets
  const demands = servers.flatMap((server) => {
    const peers = peersOf(inquiry, server)
    return [...pairsOf([server], peers), ...pairsOf(peers, [server])].map(
      ([from, to]): Demand => ({ from, to, goal: goalOf(inquiry.profile, familyOf(from.address), services) }),
    )
  })
  const permits = permitsFor(inquiry, demands).map(
    (one): AddedPermits => ({ ...one, protocol: 'ip', service: services.all }),
  )
  return proposal('any-any', question, inquiry.network, { permits, moves: [], gone: [], sources })
}

/** The servers in the zone of their peers, and one port from each reverse proxy to each of them. */
function moveInside(
  question: Question,
  servers: readonly Server[],
  known: readonly Server[],
  inside: string,
): Proposal[] {
  const { inquiry } = question
  const { network } = inquiry
  const free = new FreeAddresses(network)
  const moved = moveTo(free, servers, inside, stayingPeers(inquiry, servers))
  const proxies = known.length > 0 ? known : proxyBeside(free, servers)
  if (moved.length === 0 || proxies.length === 0) return []
  const placed = withMoved(network, moved)
  const within: Network = known.length > 0 ? placed : { ...placed, servers: [...placed.servers, ...proxies] }
  const demands = pairsOf(
    proxies,
    moved.map((one) => one.moved),
  ).map(([from, to]): Demand => ({ from, to, goal: within.sets.services.ports(TCP, [HTTPS, HTTPS], [1, 65535]) }))
  const permits = permitsFor(createInquiry(within, inquiry.profile), demands).map(
    (one): AddedPermits => ({
      ...one,
      service: within.sets.services.ports(TCP, [HTTPS, HTTPS]),
      protocol: 'tcp',
      port: HTTPS,
    }),
  )
  const gone = moved.map(({ server }) => server)
  const made = proposal('move-inside', question, within, { permits, moves: moved.map(moveOf), gone, sources: proxies })
  return isWorse(made.verdict, question.before) ? [] : [made]
}

function isWorse(after: Verdict, before: Verdict): boolean {
  return after !== before && worstOf([after, before]) === after
}

/** A reverse proxy that is not there yet: beside the first server that goes, at an address that nobody has. */
function proxyBeside(free: FreeAddresses, servers: readonly Server[]): Server[] {
  for (const server of servers) {
    const addresses = server.addresses.flatMap((place): PlacedAddress[] => {
      const found = free.near(familyOf(place.address), [server], place.zone)
      return found === undefined ? [] : [{ address: found, zone: place.zone }]
    })
    const [first] = addresses
    if (first === undefined) continue
    const name = `a reverse proxy at ${formatAddress(first.address)}`
    return [{ name, addresses, roles: ['reverse-proxy'], file: server.file, line: server.line }]
  }
  return []
}

function moveOf({ server, moved }: Moved): Move {
  return {
    server: server.name,
    fromZones: zonesOf(server),
    toZones: zonesOf(moved),
    from: shownAddresses(server),
    to: shownAddresses(moved),
  }
}

function pairsOf(sources: readonly Server[], targets: readonly Server[]): [Demand['from'], Demand['to']][] {
  return sources.flatMap((source) =>
    targets.flatMap((target) =>
      source.addresses.flatMap((from) =>
        target.addresses
          .filter(({ address }) => familyOf(address) === familyOf(from.address))
          .map((to): [Demand['from'], Demand['to']] => [from, to]),
      ),
    ),
  )
}

/** The fewest permits found that let the demands through and open nothing that is not demanded. */
function permitsFor(inquiry: Inquiry, demands: readonly Demand[]): Pick<AddedPermits, 'place' | 'rectangles'>[] {
  const wanted = new Map<Address, Set<Address>>()
  for (const { from, to } of demands) {
    const targets = wanted.get(from.address) ?? new Set<Address>()
    wanted.set(from.address, targets)
    targets.add(to.address)
  }
  return requirementsOf(inquiry, demands).map(({ place, pairs }) => {
    const isOther = standsForAnother(place.firewall, inquiry)
    const isAllowed = (source: Address, destination: Address): boolean =>
      source === destination ? !isOther(source) : wanted.get(source)?.has(destination) === true
    return { place, rectangles: rectanglesOf(pairs, isAllowed) }
  })
}

/** Whether what a host sends to its own address is sent on to another host, which a permit for a group of servers must not open. */
function standsForAnother(firewall: Firewall, { network }: Inquiry): (address: Address) => boolean {
  const { services } = network.sets
  const known = new Map<Address, boolean>()
  return (address) => {
    const own = addressRange(address, address)
    const box = { source: own, destination: own, services: services.all }
    const isOther =
      known.get(address) ??
      firewall.interfaces.some(({ name }) =>
        firewall.redirectBox?.(name, box).some(({ redirection }) => redirection !== undefined),
      )
    known.set(address, isOther)
    return isOther
  }
}

interface Change {
  readonly permits: readonly AddedPermits[]
  readonly moves: readonly Move[]
  /** Servers whose addresses nobody has any more. */
  readonly gone: readonly Server[]
  /** The servers whose openings are counted afterwards. */
  readonly sources: readonly Server[]
}

/** Enters a change into the texts and analyses what they say then; inspection that alters packets is turned off on the way. */
function proposal(id: Proposal['id'], question: Question, within: Network, change: Change): Proposal {
  const { inquiry: before, editText } = question
  const altering = new Map<string, Set<number>>()
  let edited = editNetwork(within, change.permits, altering, editText)
  for (;;) {
    const inquiry = createInquiry(edited.network, before.profile)
    const book = new CaseBook(inquiry)
    const verdicts = inquiry.standing.judged.map((one) => serverVerdict(one, book))
    const left = verdicts.flatMap((server) => leftOf(server, book.cases))
    // Some line more is turned off each time round, and there are only so many.
    if (addAltering(altering, left)) {
      const more = editNetwork(within, change.permits, altering, editText)
      const isSame = JSON.stringify(more.changes) === JSON.stringify(edited.changes)
      edited = more
      if (!isSame) continue
    }
    return {
      id,
      verdict: worstOf(verdicts.map(({ verdict }) => verdict)),
      left,
      moves: change.moves,
      permits: change.permits.flatMap(permitsOf),
      changes: edited.changes,
      needless: needlessRules(before, change.gone),
      after: opennessOf(inquiry, change.sources),
    }
  }
}

function permitsOf({ place, rectangles, protocol, port }: AddedPermits): AddedPermit[] {
  const { firewall, table, ingress, egress } = place
  return rectangles.map(({ sources, destinations }) => ({
    firewall: firewall.name,
    ...(table === undefined ? {} : { list: table.name }),
    ingress,
    egress,
    protocol,
    sources: sources.map(formatAddress),
    destinations: destinations.map(formatAddress),
    ...(port === undefined ? {} : { port }),
  }))
}

function leftOf(server: ServerVerdict, cases: readonly Case[]): Left[] {
  return answersOf(server, cases).flatMap(({ direction, peers, case: { status, reason } }): Left[] =>
    status === 'unrestricted'
      ? []
      : peers.map((peer) => ({
          server: server.name,
          peer,
          direction,
          status,
          because: reason.rules,
          ...(reason.text === undefined ? {} : { note: reason.text }),
        })),
  )
}

function peersOf({ network }: Inquiry, server: Server): Server[] {
  return network.servers.filter((other) => isPeerOf(server, other))
}
