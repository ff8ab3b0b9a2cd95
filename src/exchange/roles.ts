import type { Role, Server } from '../model/network.ts'
import { everyMailboxIsClientAccess, parseVersion } from './versions.ts'

/**
 * Spellings by role, without blanks, hyphens and capitals. Beside the words of `servers.csv` they are the usual short
 * forms and what Exchange prints in `ServerRole` (`Mailbox, ClientAccess`, `Edge`; 2013 splits Client Access into
 * `Cafe` and `FrontendTransport` inside).
 */
const SPELLINGS: readonly (readonly [Role, readonly string[]])[] = [
  ['client-access', ['clientaccess', 'clientaccessserver', 'cas', 'cafe', 'frontendtransport', 'frontend', 'fe']],
  ['mailbox', ['mailbox', 'mailboxserver', 'mbx', 'mb', 'mbs', 'backend', 'be']],
  ['hub-transport', ['hubtransport', 'hubtransportserver', 'hub', 'ht', 'hts', 'bridgehead']],
  ['unified-messaging', ['unifiedmessaging', 'unifiedmessagingserver', 'um', 'ums']],
  ['edge-transport', ['edgetransport', 'edgetransportserver', 'edge', 'et']],
  ['domain-controller', ['domaincontroller', 'dc', 'adc', 'addc', 'adds', 'rwdc', 'writabledomaincontroller']],
  ['global-catalog', ['globalcatalog', 'globalcatalogue', 'globalcatalogserver', 'gc']],
  ['read-only-domain-controller', ['readonlydomaincontroller', 'rodc', 'readonlydc', 'rogc', 'readonlyglobalcatalog']],
  ['dns', ['dns', 'dnsserver', 'nameserver']],
  ['reverse-proxy', ['reverseproxy', 'rp', 'tmg', 'isa', 'uag', 'wap', 'arr']],
  ['load-balancer', ['loadbalancer', 'lb', 'nlb', 'vip', 'clientaccessarray', 'casarray']],
  [
    'skype-for-business',
    [
      'skypeforbusiness',
      'skypeforbusinessserver',
      'skype',
      'skypeserver',
      'sfb',
      'sfbs',
      'sfbserver',
      's4b',
      'lync',
      'lyncserver',
    ],
  ],
  // `hybrid` alone is an Exchange server to most people, so that it is asked about.
  ['hybrid-agent', ['hybridagent', 'exchangehybridagent', 'modernhybridagent', 'hybridconnector']],
  ['office-online-server', ['officeonlineserver', 'officeonline', 'oos', 'officewebapps', 'officewebappsserver']],
  ['other', ['other', 'memberserver']],
]

const BY_SPELLING: ReadonlyMap<string, Role> = new Map(
  SPELLINGS.flatMap(([role, spellings]) => spellings.map((spelling) => [spelling, role] as const)),
)

/** The words of `servers.csv`, in their usual order. */
export const ROLES: readonly Role[] = SPELLINGS.map(([role]) => role)

/** The role that a text names, by word, alias or Exchange's spelling; case, blanks, hyphens and underscores do not count. */
export function parseRole(text: string): Role | undefined {
  return BY_SPELLING.get(text.toLowerCase().replace(/[\s_-]+/g, ''))
}

/** A part of a list of roles that names none. */
export interface UnknownRole {
  readonly text: string
  /** Where the part begins in the list, in UTF-16 units from 0. */
  readonly offset: number
}

/** Several roles in one text, separated by `;` `,` `|` `+` or `/`, each once and in the order of `ROLES`. */
export function parseRoles(text: string): {
  readonly roles: readonly Role[]
  readonly unknown: readonly UnknownRole[]
} {
  const found = new Set<Role>()
  const unknown: UnknownRole[] = []
  for (const match of text.matchAll(/[^;,|+/]+/g)) {
    const part = match[0].trim()
    if (part === '') continue
    const role = parseRole(part)
    if (role !== undefined) found.add(role)
    else unknown.push({ text: part, offset: match.index + match[0].indexOf(part) })
  }
  return { roles: ROLES.filter((role) => found.has(role)), unknown }
}

/**
 * Whether clients connect to the server: it has the client-access role, or it is a Mailbox server of Exchange 2016 or
 * later, which holds the client access services (learn.microsoft.com/exchange/architecture/architecture).
 */
export function isClientAccess(server: Server): boolean {
  if (server.roles.includes('client-access')) return true
  if (!server.roles.includes('mailbox') || server.version === undefined) return false
  const version = parseVersion(server.version)
  return version !== undefined && everyMailboxIsClientAccess(version.family)
}

const EXCHANGE_ROLES: readonly Role[] = [
  'client-access',
  'mailbox',
  'hub-transport',
  'unified-messaging',
  'edge-transport',
]

export function isExchangeServer(server: Server): boolean {
  return server.roles.some((role) => EXCHANGE_ROLES.includes(role))
}

/** Whether the server has a role that belongs inside: every Exchange server but those that are Edge Transport alone. */
export function isInnerExchange(server: Server): boolean {
  return server.roles.some((role) => role !== 'edge-transport' && EXCHANGE_ROLES.includes(role))
}

/** Whether Exchange can use the server as a domain controller: one that is read-only serves it not. */
export function isDomainController(server: Server): boolean {
  if (isReadOnlyController(server)) return false
  return server.roles.includes('domain-controller') || server.roles.includes('global-catalog')
}

function isReadOnlyController(server: Server): boolean {
  return server.roles.includes('read-only-domain-controller')
}

/** Why a domain controller or Exchange server is no peer of a Client Access server. */
export type PeerExclusion = 'edge-excluded' | 'rodc-excluded' | 'other-organization'

/**
 * Whether a Client Access server must have unrestricted access to the other server: every domain controller and every
 * Exchange server of its organisation, whatever its site or domain, but not Edge Transport, whose place is a perimeter
 * network, and no read-only domain controller, which Exchange does not use. Never the server itself.
 * Sources: learn.microsoft.com/exchange/plan-and-deploy/deployment-ref/network-ports;
 * techcommunity.microsoft.com/blog/exchange/exchange-firewalls-and-support8230-oh-my/595710 (every site and domain);
 * learn.microsoft.com/exchange/plan-and-deploy/supportability-matrix (read-only domain controllers).
 */
export function isPeerOf(cas: Server, other: Server): boolean {
  if (isSame(cas, other)) return false
  return isRelevant(other) && peerExclusion(cas, other) === undefined
}

/** Why a domain controller or Exchange server is left out of the peers; undefined for a peer, and for every other server. */
export function peerExclusion(cas: Server, other: Server): PeerExclusion | undefined {
  if (isSame(cas, other) || !isRelevant(other)) return undefined
  if (!isSameOrganization(cas, other)) return 'other-organization'
  if (isDomainController(other)) return undefined
  const isEdge = other.roles.includes('edge-transport')
  if (isInnerExchange(other)) return undefined
  return isEdge ? 'edge-excluded' : 'rodc-excluded'
}

function isRelevant(server: Server): boolean {
  return isExchangeServer(server) || isDomainController(server) || isReadOnlyController(server)
}

/** Names of servers are compared without regard to case, as Windows does. */
function isSame(a: Server, b: Server): boolean {
  return a === b || a.name.toLowerCase() === b.name.toLowerCase()
}

/** A server that states no organisation counts as one of every organisation: leaving it out would hide a restriction. */
function isSameOrganization(a: Server, b: Server): boolean {
  if (a.organization === undefined || b.organization === undefined) return true
  return a.organization.toLowerCase() === b.organization.toLowerCase()
}
