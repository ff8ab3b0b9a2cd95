import type { Server } from '../model/network.ts'
import { isClientAccess } from './roles.ts'
import { parseVersion, type VersionFamily } from './versions.ts'

/** From Exchange 2013 on a Client Access server hands requests to the Mailbox server, at the back-end web site. */
const BACK_END: ReadonlySet<VersionFamily> = new Set(['2013', '2016', '2019', 'SE'])
/** Before that it hands them to a Client Access server of the mailbox's site. */
const FRONT_TO_FRONT: ReadonlySet<VersionFamily> = new Set(['2007', '2010'])

/**
 * The TCP port by which one server may hand client requests on to the other, in another AD site; undefined if it never
 * does. Any Client Access server of a site may be chosen, as source and as target. 2007 and 2010: 443 between Client
 * Access servers (technet.microsoft.com/en-us/library/bb310763, "Understanding Proxying and Redirection"). 2013 and
 * later: the back-end web site of Mailbox servers, 444 (learn.microsoft.com/exchange/architecture/architecture). Unknown
 * versions are taken as 2010.
 */
export function proxyPort(from: Server, to: Server): number | undefined {
  if (!isClientAccess(from)) return undefined
  const source = familyOf(from)
  const target = familyOf(to)
  if (BACK_END.has(target)) return BACK_END.has(source) && to.roles.includes('mailbox') ? 444 : undefined
  return FRONT_TO_FRONT.has(target) && isClientAccess(to) ? 443 : undefined
}

function familyOf({ version }: Server): VersionFamily {
  return (version === undefined ? undefined : parseVersion(version)?.family) ?? '2010'
}
