import { frontPorts } from '../exchange/client-ports.ts'
import { isClientAccess } from '../exchange/roles.ts'
import { familyOf } from '../model/address.ts'
import { append } from '../model/append.ts'
import type { Server } from '../model/network.ts'
import { TCP } from '../model/protocol.ts'
import type { ServiceSet } from '../model/service-set.ts'
import { goalOf } from '../reach/goal.ts'
import type { Inquiry } from './access.ts'
import { zonesOf } from './perimeter.ts'
import type { RuleRef, Services } from './result.ts'
import { distinctRefs } from './rule-ref.ts'
import { servicesOf } from './services-of.ts'

/** What a machine of another network can open to one Client Access server or load balancer, at most. */
export interface Publication {
  readonly to: Server
  readonly services: Services
  /** Nothing but the ports of its business. */
  readonly isExact: boolean
  /** The rules that open more than that. */
  readonly surplus: readonly RuleRef[]
}

/** The Client Access servers that a reverse proxy, a load balancer or the like can open something to, from another network. */
export interface Publisher {
  readonly proxy: Server
  /** The TCP ports of its business with them, ascending. */
  readonly ports: readonly number[]
  readonly publications: readonly Publication[]
}

/**
 * The design that Microsoft supports: a reverse proxy or load balancer in the perimeter network, and the client ports to
 * each Client Access server inside. Machines that reach none are left out.
 */
export function publishers(inquiry: Inquiry): Publisher[] {
  const { servers } = inquiry.network
  // A load balancer in front of them is published in their place.
  const clientAccess = servers.filter((server) => isClientAccess(server) || server.roles.includes('load-balancer'))
  return servers.flatMap((proxy): Publisher[] => {
    const ports = isClientAccess(proxy) ? undefined : frontPorts(proxy.roles)
    if (ports === undefined) return []
    const publications = clientAccess
      .filter((server) => server !== proxy && !isSameZones(server, proxy))
      .map((server) => publicationOf(inquiry, proxy, server, ports))
      .filter(({ services }) => isOpen(services))
    return publications.length === 0 ? [] : [{ proxy, ports, publications }]
  })
}

function isSameZones(a: Server, b: Server): boolean {
  const [own, others] = [zonesOf(a), zonesOf(b)]
  return own.length === others.length && own.every((zone) => others.includes(zone))
}

/** Whether anything but ICMP passes: a ping publishes nothing. */
function isOpen({ all, tcp, udp, protocols }: Services): boolean {
  return all || tcp.length + udp.length + protocols.length > 0
}

function publicationOf(inquiry: Inquiry, proxy: Server, server: Server, ports: readonly number[]): Publication {
  const { services } = inquiry.network.sets
  const business = services.ports(
    TCP,
    ports.flatMap((port) => [port, port]),
  )
  let open: ServiceSet = services.none
  const surplus: RuleRef[] = []
  for (const host of proxy.addresses) {
    const others = server.addresses.filter(({ address }) => familyOf(address) === familyOf(host.address))
    const found = inquiry.reach.reach(host, 'source', others)
    const beyond = found.map(({ exposed }) => services.subtract(exposed.possible, business))
    open = services.unionOf([open, ...found.map(({ exposed }) => exposed.possible)])
    for (const slices of inquiry.reach.permittedBy(host, 'source', others, beyond)) {
      append(
        surplus,
        slices.map(({ hop, what }) => inquiry.refs.of(hop.firewall, what.decider)),
      )
    }
  }
  const isExact = services.subtract(open, business) === services.none
  const shown = servicesOf(open, goalOf('any', 4, services), services)
  return { to: server, services: shown, isExact, surplus: isExact ? [] : distinctRefs(surplus) }
}
