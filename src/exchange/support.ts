import { SUPPORT_SOURCES } from './support-sources.ts'
import type { VersionFamily } from './versions.ts'

/** What Microsoft supports between Exchange servers and domain controllers, in our own words. */
export interface SupportStatement {
  readonly families: readonly VersionFamily[]
  readonly statement: string
  /** Addresses of the pages that say so. */
  readonly sources: readonly string[]
}

export const SUPPORT_STATEMENTS: readonly SupportStatement[] = [
  {
    families: ['2000', '2003'],
    statement:
      'A front-end server in a perimeter network was supported, with a list of ports to open towards domain controllers and back-end servers.',
    sources: [
      'https://technet.microsoft.com/en-us/library/bb125069(v=exchg.65).aspx',
      SUPPORT_SOURCES.noCasInPerimeter,
    ],
  },
  {
    families: ['2007'],
    statement:
      'A Client Access server in a perimeter network is not supported. A device may stand in the path if an any/any rule lets everything through.',
    sources: [
      'https://technet.microsoft.com/library/bb232184(v=exchg.80).aspx',
      SUPPORT_SOURCES.noCasInPerimeter,
      SUPPORT_SOURCES.definition,
    ],
  },
  {
    families: ['2010'],
    statement:
      'A Client Access server in a perimeter network is not supported, nor is a firewall that restricts traffic between Exchange servers, or between them and domain controllers.',
    sources: ['https://technet.microsoft.com/en-us/library/bb124915', SUPPORT_SOURCES.definition],
  },
  {
    families: ['2013'],
    statement:
      'Nothing may restrict or alter traffic between Exchange servers, or between them and domain controllers, whatever the ports, protocols and topology. Edge Transport is the exception.',
    sources: ['https://technet.microsoft.com/library/Bb331973(v=EXCHG.150)', SUPPORT_SOURCES.definition],
  },
  {
    families: ['2016', '2019', 'SE'],
    statement:
      'Nothing may restrict or alter traffic between Exchange servers, or between them and domain controllers. The client access services are part of every Mailbox server, so the rule applies to it directly. Edge Transport is the exception.',
    sources: [SUPPORT_SOURCES.protocols],
  },
]

/** The statement for a generation; for an unknown one that of the newest, which is also the strictest. */
export function supportStatement(family: VersionFamily | undefined): SupportStatement {
  const [newest] = SUPPORT_STATEMENTS.slice(-1)
  const found = SUPPORT_STATEMENTS.find(({ families }) => family !== undefined && families.includes(family)) ?? newest
  if (found === undefined) throw new Error('there is always a support statement')
  return found
}

/** What "unrestricted" asks for, by the name of the profile. */
export const PROFILE_TEXTS: Readonly<Record<'any' | 'tcp-udp-icmp', string>> = {
  any: 'every IP packet: every protocol, every port, every ICMP type, both directions',
  'tcp-udp-icmp': 'all TCP, all UDP and all ICMP, both directions; other IP protocols are not asked about',
}
