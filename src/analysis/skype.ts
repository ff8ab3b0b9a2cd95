import { isPeerOf } from '../exchange/roles.ts'
import { familyOf } from '../model/address.ts'
import type { Server } from '../model/network.ts'
import { tellingFlavour } from '../reach/goal.ts'
import { type Direction, type Inquiry, packetOf, pairsOf, sideOf, statusOfPairs } from './access.ts'
import { groupBy } from './group-by.ts'
import type { RuleRef } from './result.ts'
import { distinctRefs } from './rule-ref.ts'

/** A Skype for Business or Lync server, and the servers that it is restricted to or from. */
export interface RestrictedSkype {
  readonly server: Server
  readonly to: readonly Server[]
  readonly from: readonly Server[]
  /** What refuses a packet between them. */
  readonly rules: readonly RuleRef[]
}

/**
 * The servers with that role that are restricted to or from an Exchange server or domain controller. Those in `astray`
 * stand in a perimeter network themselves, so that the network of the other is not at fault.
 */
export function restrictedSkypes(inquiry: Inquiry, astray: ReadonlySet<string>): RestrictedSkype[] {
  const { servers } = inquiry.network
  return servers
    .filter(({ roles }) => roles.includes('skype-for-business'))
    .map((server): RestrictedSkype => {
      const peers = servers.filter((other) => isPeerOf(server, other) && !astray.has(other.name))
      const [to, from] = (['to', 'from'] as const).map((direction) => restricted(inquiry, server, peers, direction))
      return {
        server,
        to: to?.peers ?? [],
        from: from?.peers ?? [],
        rules: distinctRefs([...(to?.rules ?? []), ...(from?.rules ?? [])]),
      }
    })
    .filter(({ to, from }) => to.length + from.length > 0)
}

function restricted(
  inquiry: Inquiry,
  server: Server,
  peers: readonly Server[],
  direction: Direction,
): { peers: Server[]; rules: RuleRef[] } {
  const { services } = inquiry.network.sets
  const found: Server[] = []
  const rules: RuleRef[] = []
  for (const [peer, pairs] of groupBy(pairsOf(inquiry, server, peers, direction), (pair) => pair.peer)) {
    if (statusOfPairs(pairs) !== 'restricted') continue
    found.push(peer)
    const pair = pairs.find(({ status }) => status === 'restricted')
    if (pair === undefined) continue
    const missing = services.subtract(pair.goal, pair.found.possible)
    const flavour = tellingFlavour(missing, familyOf(pair.host.address), services)
    const [denied] = inquiry.reach.deniedBy(pair.host, sideOf(direction), [pair.other], [flavour])
    if (denied === undefined) continue
    rules.push(inquiry.refs.of(denied.hop.firewall, denied.what.decider, packetOf(pair, direction, flavour)))
  }
  return { peers: found, rules }
}
