import type { Role } from '../model/network.ts'

/**
 * TCP ports by which clients use client access services: HTTP, HTTPS, POP3, IMAP4, and the last two over TLS. Source:
 * learn.microsoft.com/exchange/plan-and-deploy/deployment-ref/network-ports.
 */
export const CLIENT_ACCESS_PORTS: readonly number[] = [80, 443, 110, 995, 143, 993]

/** TCP ports for mail: from other mail servers, and from clients that sign in. Source: the same page. */
export const MAIL_PORTS: readonly number[] = [25, 587]

/**
 * Everything that may be published, as the table of ports to balance has it, and 80 for the redirect to 443
 * (learn.microsoft.com/exchange/architecture/client-access/load-balancing). Ascending.
 */
export const CLIENT_PORTS: readonly number[] = [...CLIENT_ACCESS_PORTS, ...MAIL_PORTS].sort((a, b) => a - b)

/** Machines of other networks that have business with Client Access servers, and the TCP ports of it, ascending. */
export const FRONT_ROLES: readonly {
  readonly role: Role
  readonly ports: readonly number[]
  readonly source: string
}[] = [
  {
    role: 'reverse-proxy',
    ports: CLIENT_PORTS,
    source: 'https://learn.microsoft.com/exchange/plan-and-deploy/deployment-ref/network-ports',
  },
  {
    role: 'load-balancer',
    ports: CLIENT_PORTS,
    source: 'https://learn.microsoft.com/exchange/architecture/client-access/load-balancing',
  },
  {
    role: 'hybrid-agent',
    ports: [80, 443, 5985, 5986],
    source: 'https://learn.microsoft.com/exchange/hybrid-deployment/hybrid-agent',
  },
  {
    role: 'office-online-server',
    ports: [443],
    source: 'https://learn.microsoft.com/exchange/plan-and-deploy/install-office-online-server',
  },
]

/** The TCP ports of a machine's business with Client Access servers, ascending; undefined if it has none of its own. */
export function frontPorts(roles: readonly Role[]): readonly number[] | undefined {
  const own = FRONT_ROLES.filter(({ role }) => roles.includes(role)).flatMap(({ ports }) => ports)
  return own.length === 0 ? undefined : [...new Set(own)].sort((a, b) => a - b)
}

/**
 * What the Internet may open to a server without being a finding: mail to Edge Transport (TCP 25); nothing to a domain
 * controller; the client ports to every other Exchange server, though a proxy should stand between.
 */
export function internetPorts(roles: readonly Role[], isController: boolean): readonly number[] {
  if (isController) return []
  return roles.includes('edge-transport') ? [25] : CLIENT_PORTS
}
