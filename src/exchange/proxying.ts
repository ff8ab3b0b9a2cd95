import type { Server } from '../model/network.ts'
import { isClientAccess } from './roles.ts'
import { parseVersion, type VersionFamily } from './versions.ts'

/** What one server hands on to another: requests of web clients, mail, or the requests of POP3 and IMAP4 clients. */
export type ProxiedService = 'http' | 'smtp' | 'pop3' | 'imap4'

/** A TCP port by which one server hands something on to another. */
export interface ProxyPort {
  readonly service: ProxiedService
  readonly port: number
}

/** From Exchange 2013 on a Client Access server hands requests to the Mailbox server, at its back end. */
const BACK_END: ReadonlySet<VersionFamily> = new Set(['2013', '2016', '2019', 'SE'])
/** Before that it hands them to a Client Access server of the mailbox's site. */
const FRONT_TO_FRONT: ReadonlySet<VersionFamily> = new Set(['2007', '2010'])

/**
 * The TCP ports by which one server may hand on to the other, in another AD site; empty if it never does. Any Client
 * Access server of a site may be chosen, as source and as target. Unknown versions are taken as 2010.
 *
 * 2007: 443 between Client Access servers; 2010 also 995 and 993, whatever port the client used
 * (technet.microsoft.com/en-us/library/bb310763, "Understanding Proxying and Redirection").
 * 2013 and later: the protocol that the client used, to the back end of Mailbox servers: 444
 * (learn.microsoft.com/exchange/architecture/architecture), 1995 and 1993 (defaults of `ProxyTargetPort`:
 * learn.microsoft.com/powershell/module/exchange/set-popsettings, set-imapsettings).
 * Mail: from the front end to the transport service at 2525, or at 25 where no front end shares the server (2013), and from
 * the transport service to mailbox delivery at 475 (learn.microsoft.com/exchange/mail-flow/connectors/receive-connectors).
 */
export function proxyPorts(from: Server, to: Server): readonly ProxyPort[] {
  const source = familyOf(from)
  const target = familyOf(to)
  if (BACK_END.has(target)) return BACK_END.has(source) && to.roles.includes('mailbox') ? backEndPorts(from, to) : []
  if (!FRONT_TO_FRONT.has(target) || !isClientAccess(from) || !isClientAccess(to)) return []
  const http: ProxyPort = { service: 'http', port: 443 }
  if (source === '2007' || target === '2007') return [http]
  return [http, { service: 'pop3', port: 995 }, { service: 'imap4', port: 993 }]
}

function backEndPorts(from: Server, to: Server): ProxyPort[] {
  const front: readonly ProxyPort[] = [
    { service: 'http', port: 444 },
    { service: 'smtp', port: isClientAccess(to) ? 2525 : 25 },
    { service: 'pop3', port: 1995 },
    { service: 'imap4', port: 1993 },
  ]
  const delivery: readonly ProxyPort[] = [{ service: 'smtp', port: 475 }]
  return [...(isClientAccess(from) ? front : []), ...(from.roles.includes('mailbox') ? delivery : [])]
}

function familyOf({ version }: Server): VersionFamily {
  return (version === undefined ? undefined : parseVersion(version)?.family) ?? '2010'
}
