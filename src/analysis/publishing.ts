import { isClientAccess } from '../exchange/roles.ts'
import { familyOf } from '../model/address.ts'
import type { Server } from '../model/network.ts'
import { TCP } from '../model/protocol.ts'
import type { ServiceSet } from '../model/service-set.ts'
import { goalOf } from '../reach/goal.ts'
import type { Inquiry } from './access.ts'
import { zonesOf } from './perimeter.ts'
import type { RuleRef, Services } from './result.ts'
import { distinctRefs } from './rule-ref.ts'
import { servicesOf } from './services-of.ts'

const HTTPS = 443

/** What a reverse proxy in another network can open to one Client Access server or load balancer, at most. */
export interface Publication {
  readonly to: Server
  readonly services: Services
  /** Nothing but TCP 443, which is all that publishing needs. */
  readonly isExact: boolean
  /** The rules that open more than that. */
  readonly surplus: readonly RuleRef[]
}

/** The Client Access servers that one reverse proxy can open HTTPS to, from another network. */
export interface Publisher {
  readonly proxy: Server
  readonly publications: readonly Publication[]
}

/**
 * The design that Microsoft supports: a reverse proxy in the perimeter network, and one port to each Client Access server
 * inside. Proxies that reach none are left out.
 */
export function publishers(inquiry: Inquiry): Publisher[] {
  const { servers } = inquiry.network
  // A load balancer in front of them is published in their place.
  const clientAccess = servers.filter((server) => isClientAccess(server) || server.roles.includes('load-balancer'))
  return servers
    .filter(({ roles }) => roles.includes('reverse-proxy'))
    .map((proxy) => ({
      proxy,
      publications: clientAccess
        .filter((server) => !isSameZones(server, proxy))
        .map((server) => publicationOf(inquiry, proxy, server))
        .filter(({ services }) => holdsHttps(services)),
    }))
    .filter(({ publications }) => publications.length > 0)
}

function isSameZones(a: Server, b: Server): boolean {
  const [own, others] = [zonesOf(a), zonesOf(b)]
  return own.length === others.length && own.every((zone) => others.includes(zone))
}

function holdsHttps({ all, tcp }: Services): boolean {
  return all || tcp.some(([first, last]) => first <= HTTPS && HTTPS <= last)
}

function publicationOf(inquiry: Inquiry, proxy: Server, server: Server): Publication {
  const { services } = inquiry.network.sets
  let open: ServiceSet = services.none
  const surplus: RuleRef[] = []
  for (const host of proxy.addresses) {
    const others = server.addresses.filter(({ address }) => familyOf(address) === familyOf(host.address))
    const found = inquiry.reach.reach(host, 'source', others)
    const beyond = found.map(({ exposed }) => services.subtract(exposed.possible, services.ports(TCP, [HTTPS, HTTPS])))
    open = services.unionOf([open, ...found.map(({ exposed }) => exposed.possible)])
    for (const slices of inquiry.reach.permittedBy(host, 'source', others, beyond)) {
      surplus.push(...slices.map(({ hop, what }) => inquiry.refs.of(hop.firewall, what.decider)))
    }
  }
  const shown = servicesOf(open, goalOf('any', 4, services), services)
  const [only, ...more] = shown.tcp
  const isTcpExact = more.length === 0 && only !== undefined && only[0] === HTTPS && only[1] === HTTPS
  const isExact = !shown.all && isTcpExact && shown.udp.length + shown.icmp.length + shown.protocols.length === 0
  return { to: server, services: shown, isExact, surplus: isExact ? [] : distinctRefs(surplus) }
}
