import { SUPPORT_SOURCES } from './support-sources.ts'
import type { VersionFamily } from './versions.ts'

/** What Microsoft supports between Exchange servers and domain controllers, in our own words. */
export interface SupportStatement {
  readonly families: readonly VersionFamily[]
  /** For people: `Exchange 2007`, `Exchange 2016, 2019 and SE`. */
  readonly name: string
  /** One or more whole sentences. */
  readonly statement: string
  /** Whether the rule names Lync and Skype for Business servers beside domain controllers. */
  readonly namesSkypeForBusiness: boolean
  /** The pages that say so, the most direct one first. */
  readonly sources: readonly SupportSource[]
}

export interface SupportSource {
  /** What the page is called, and for which version where its address does not tell. */
  readonly title: string
  readonly url: string
}

const DEFINITION: SupportSource = {
  title: 'Exchange, Firewalls, and Support… Oh, my!',
  url: SUPPORT_SOURCES.definition,
}
const NO_CAS_IN_PERIMETER: SupportSource = {
  title: "Don't put CAS in the Perimeter network",
  url: SUPPORT_SOURCES.noCasInPerimeter,
}

export const SUPPORT_STATEMENTS: readonly SupportStatement[] = [
  {
    families: ['2000', '2003'],
    name: 'Exchange 2000 and 2003',
    statement:
      'A front-end server in a perimeter network was supported, with a list of ports to open towards domain controllers and back-end servers.',
    namesSkypeForBusiness: false,
    sources: [
      {
        title: 'Configuring an Intranet Firewall (Exchange 2003)',
        url: 'https://technet.microsoft.com/en-us/library/bb125069(v=exchg.65).aspx',
      },
      NO_CAS_IN_PERIMETER,
    ],
  },
  {
    families: ['2007'],
    name: 'Exchange 2007',
    statement:
      'A Client Access server in a perimeter network is not supported. A firewall may stand between it and the other Exchange servers and domain controllers only if an any/any rule lets everything through.',
    namesSkypeForBusiness: false,
    sources: [
      {
        title: 'Planning for Client Access Servers (Exchange 2007)',
        url: 'https://technet.microsoft.com/library/bb232184(v=exchg.80).aspx',
      },
      NO_CAS_IN_PERIMETER,
      DEFINITION,
    ],
  },
  {
    families: ['2010'],
    name: 'Exchange 2010',
    statement:
      'A Client Access server in a perimeter network is not supported, nor is a firewall that restricts traffic between Exchange servers, or between them and domain controllers. A device that restricts nothing may stand in the path.',
    namesSkypeForBusiness: false,
    sources: [
      {
        title: 'Understanding Client Access (Exchange 2010)',
        url: 'https://technet.microsoft.com/en-us/library/bb124915',
      },
      DEFINITION,
    ],
  },
  {
    families: ['2013'],
    name: 'Exchange 2013',
    statement:
      'Nothing may restrict or alter traffic between internal Exchange servers, or between them and internal domain controllers or Lync and Skype for Business servers, whatever the ports, protocols and topology. Edge Transport is the exception.',
    namesSkypeForBusiness: true,
    sources: [
      {
        title: 'Network ports for clients and mail flow in Exchange 2013',
        url: SUPPORT_SOURCES.ports2013,
      },
      DEFINITION,
    ],
  },
  {
    families: ['2016', '2019', 'SE'],
    name: 'Exchange 2016, 2019 and SE',
    statement:
      'Nothing may restrict or alter traffic between internal Exchange servers, or between them and internal domain controllers or Lync and Skype for Business servers, whatever the ports, protocols and topology. The client access services are part of every Mailbox server, so the rule applies to it directly. Edge Transport is the exception.',
    namesSkypeForBusiness: true,
    sources: [{ title: 'Network ports for clients and mail flow in Exchange', url: SUPPORT_SOURCES.protocols }],
  },
]

/** The statement for a generation; for an unknown one that of the newest, which is also the strictest. */
export function supportStatement(family: VersionFamily | undefined): SupportStatement {
  const [newest] = SUPPORT_STATEMENTS.slice(-1)
  const found = SUPPORT_STATEMENTS.find(({ families }) => family !== undefined && families.includes(family)) ?? newest
  if (found === undefined) throw new Error('there is always a support statement')
  return found
}
