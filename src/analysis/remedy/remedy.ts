import { isClientAccess } from '../../exchange/roles.ts'
import { type Address, familyOf, formatAddress } from '../../model/address.ts'
import type { Network, Server } from '../../model/network.ts'
import { type AddedPermits, withPermits } from '../../model/permits-in-front.ts'
import { TCP } from '../../model/protocol.ts'
import { goalOf } from '../../reach/goal.ts'
import { createInquiry, type Inquiry } from '../access.ts'
import { peersOf, serverVerdict, worstOf, zonesOf } from '../perimeter.ts'
import type { AddedPermit, Left, Move, Openness, Proposal, Remedy } from '../remedy-result.ts'
import type { Profile, ServerVerdict } from '../result.ts'
import { changesOf, type Written } from './change-lines.ts'
import { innerZone, type Moved, moveTo, shownAddresses, withMoved } from './move.ts'
import { needlessRules } from './needless.ts'
import { opennessOf } from './openness.ts'
import { rectanglesOf } from './rectangles.ts'
import { type Demand, requirementsOf } from './required-permits.ts'

const HTTPS = 443

/** Both ways to mend the networks of Client Access servers that are not internal, each checked on the changed network. */
export function remedyOf(network: Network, profile: Profile, version: string): Remedy {
  const inquiry = createInquiry(network, profile)
  const verdicts = network.servers.filter(isClientAccess).map((server) => serverVerdict(inquiry, server))
  const names = new Set(verdicts.filter(({ verdict }) => verdict !== 'internal').map(({ name }) => name))
  const servers = network.servers.filter(({ name }) => names.has(name))
  const standing = servers.filter((server) => isAway(inquiry, server))
  const proxies = network.servers.filter(({ roles }) => roles.includes('reverse-proxy'))
  const sources = [...standing, ...proxies]
  const before = opennessOf(inquiry, sources)
  return {
    schema: 'emmental/remedy/1',
    version,
    profile,
    servers: servers.map(({ name }) => name),
    before,
    proposals:
      servers.length === 0
        ? []
        : [anyAny(inquiry, servers, sources), ...moveInside(inquiry, standing, proxies, before)],
  }
}

/** Whether a server stands in another zone than most of its peers: those that stand with them need not move. */
function isAway(inquiry: Inquiry, server: Server): boolean {
  return server.addresses.some(({ zone }) => zone !== innerZone(peersOf(inquiry, server), new Set()))
}

/** The permits that support asks for: every packet, both ways, between each server and each peer. */
function anyAny(inquiry: Inquiry, servers: readonly Server[], sources: readonly Server[]): Proposal {
  const { network, profile } = inquiry
  const { services } = network.sets
  const demands = servers.flatMap((server) => {
    const peers = peersOf(inquiry, server)
    return [...pairsOf([server], peers), ...pairsOf(peers, [server])].map(
      ([from, to]): Demand => ({ from, to, goal: goalOf(profile, familyOf(from.address), services) }),
    )
  })
  const written = permitsFor(inquiry, demands, demands).map((added): Written => ({ added, protocol: 'ip' }))
  const changed = withPermits(
    network,
    written.map(({ added }) => added),
  )
  return proposal('any-any', inquiry, changed, { written, moves: [], gone: [], sources })
}

/** The servers in the zone of their peers, and one port from each reverse proxy to each of them. */
function moveInside(
  inquiry: Inquiry,
  servers: readonly Server[],
  known: readonly Server[],
  before: Openness,
): Proposal[] {
  const { network } = inquiry
  const left = new Set(servers.flatMap(({ addresses }) => addresses.map(({ zone }) => zone)))
  const peers = [...new Set(servers.flatMap((server) => peersOf(inquiry, server)))]
  const zone = innerZone(peers, left)
  if (zone === undefined || before.from.length === 0) return []
  const moved = moveTo(network, servers, zone, peers)
  const placed = withMoved(network, moved)
  // Without a reverse proxy in the inventory one takes the address of a server that goes.
  const proxies = known.length > 0 ? known : servers.slice(0, 1).map(proxyInPlaceOf)
  const within: Network = known.length > 0 ? placed : { ...placed, servers: [...placed.servers, ...proxies] }
  const demands = pairsOf(
    proxies,
    moved.map((one) => one.moved),
  ).map(([from, to]): Demand => ({ from, to, goal: within.sets.services.ports(TCP, [HTTPS, HTTPS], [1, 65535]) }))
  const opened = createInquiry(within, inquiry.profile)
  const written = permitsFor(opened, demands, demands).map(
    (added): Written => ({
      added: { ...added, service: within.sets.services.ports(TCP, [HTTPS, HTTPS]) },
      protocol: 'tcp',
      port: HTTPS,
    }),
  )
  const changed = withPermits(
    within,
    written.map(({ added }) => added),
  )
  const gone = moved.map(({ server }) => server).filter((server) => known.length > 0 || server !== servers[0])
  return [proposal('move-inside', inquiry, changed, { written, moves: moved.map(moveOf), gone, sources: proxies })]
}

function proxyInPlaceOf({ addresses, ...server }: Server): Server {
  return {
    name: `a reverse proxy at ${addresses[0] === undefined ? '' : formatAddress(addresses[0].address)}`,
    addresses,
    roles: ['reverse-proxy'],
    file: server.file,
    line: server.line,
  }
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
function permitsFor(inquiry: Inquiry, demands: readonly Demand[], allowed: readonly Demand[]): AddedPermits[] {
  const { services } = inquiry.network.sets
  const wanted = new Map<Address, Set<Address>>()
  for (const { from, to } of allowed) {
    const targets = wanted.get(from.address) ?? new Set<Address>()
    wanted.set(from.address, targets)
    targets.add(to.address)
  }
  return requirementsOf(inquiry, demands).map(({ place, pairs }) => ({
    place,
    rectangles: rectanglesOf(pairs, (source, destination) => wanted.get(source)?.has(destination) === true),
    service: services.all,
  }))
}

interface Change {
  readonly written: readonly Written[]
  readonly moves: readonly Move[]
  /** Servers whose addresses nobody has any more. */
  readonly gone: readonly Server[]
  /** The servers whose openings are counted afterwards. */
  readonly sources: readonly Server[]
}

function proposal(id: Proposal['id'], before: Inquiry, changed: Network, change: Change): Proposal {
  const inquiry = createInquiry(changed, before.profile)
  const verdicts = changed.servers.filter(isClientAccess).map((server) => serverVerdict(inquiry, server))
  return {
    id,
    verdict: worstOf(verdicts.map(({ verdict }) => verdict)),
    left: verdicts.flatMap(leftOf),
    moves: change.moves,
    permits: change.written.flatMap(permitsOf),
    changes: changesOf(change.written),
    needless: needlessRules(before, change.gone),
    after: opennessOf(inquiry, change.sources),
  }
}

function permitsOf({ added, protocol, port }: Written): AddedPermit[] {
  const { firewall, table, ingress, egress } = added.place
  return added.rectangles.map(({ sources, destinations }) => ({
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

function leftOf({ name, access }: ServerVerdict): Left[] {
  return access.flatMap(({ peer, direction, status, witness, undecided, note }): Left[] =>
    status === 'unrestricted'
      ? []
      : [
          {
            server: name,
            peer,
            direction,
            status,
            because: witness === undefined ? (undecided ?? []) : [witness.decidedBy],
            ...(note === undefined ? {} : { note }),
          },
        ],
  )
}
