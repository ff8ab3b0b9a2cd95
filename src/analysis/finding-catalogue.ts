import { SUPPORT_SOURCES } from '../exchange/support-sources.ts'
import type { Finding } from './result.ts'

/** A kind of finding: what it means and what to do, in words that need no network to read. */
export interface FindingKind {
  readonly id: string
  readonly severity: Finding['severity']
  readonly title: string
  readonly explanation: string
  readonly mend: string
  /** Where the statement that it rests on stands. */
  readonly source: string
}

const KINDS: readonly FindingKind[] = [
  {
    id: 'cas-in-perimeter',
    severity: 'error',
    title: 'a Client Access server stands in a perimeter network',
    explanation:
      'A perimeter network is any network without unrestricted access to every domain controller and every Exchange ' +
      'server of the organisation. At least one packet between this server and a domain controller of the home, or an ' +
      'Exchange server that has access to all of these, is refused whatever the uncertain lines mean; the report names the ' +
      'packet and the line. What the network is called does not matter.',
    mend:
      'Move the server to the internal network and publish it through a reverse proxy that needs TCP 443 alone, or put ' +
      'a permit for every port and every protocol, in both directions, between it and every peer.',
    source: SUPPORT_SOURCES.definition,
  },
  {
    id: 'exchange-in-perimeter',
    severity: 'error',
    title: 'an Exchange server that is no Client Access server stands in a perimeter network',
    explanation:
      'Nothing may restrict or alter the traffic between Exchange servers, or between them and domain controllers, whatever ' +
      'their roles; Edge Transport is the one exception. At least one packet between this server and a domain controller of the ' +
      'home, or an Exchange server that has access to all of these, is refused whatever the uncertain lines mean.',
    mend:
      'Move the server to the internal network, or put a permit for every port and every protocol, in both directions, ' +
      'between it and every peer.',
    source: SUPPORT_SOURCES.protocols,
  },
  {
    id: 'cut-off',
    severity: 'warning',
    title: 'internal servers are cut off from servers that stand in a perimeter network',
    explanation:
      'These servers have unrestricted access to every domain controller of the home and to every Exchange server that has it, ' +
      'too: they stand inside. But they are restricted to or from servers that stand in a perimeter network themselves, or from ' +
      'domain controllers that are apart from the home. By the letter of the definition a network that lacks one server is a ' +
      'perimeter network; to mend the few mends them all.',
    mend: 'Move the servers that the finding names inside, or let everything through between them and these.',
    source: SUPPORT_SOURCES.definition,
  },
  {
    id: 'controller-apart',
    severity: 'warning',
    title: 'a domain controller is restricted to or from the others',
    explanation:
      'Verdicts are judged against the home: the largest body of domain controllers none of which is restricted to or from ' +
      'another. This one is restricted to or from a domain controller of the home, so it does not count. Exchange may choose any ' +
      'writable domain controller of the forest, whatever its site, so every Exchange server needs access to this one as well.',
    mend: 'Let everything through between the domain controllers, or check that the two are meant to be apart.',
    source: SUPPORT_SOURCES.scope,
  },
  {
    id: 'only-the-server',
    severity: 'warning',
    title: 'an Exchange server is unrestricted, its network is not',
    explanation:
      'The rules let this server through by its own address. The definition speaks of the network: other addresses of the ' +
      'network are restricted, so it is a perimeter network, and a server that gets another address, or a second server ' +
      'there, is in it. `emmental zones` shows which blocks of addresses share which verdict.',
    mend: 'Give the network the access that the server has, or move the server to a network that has it.',
    source: SUPPORT_SOURCES.definition,
  },
  {
    id: 'cas-undetermined',
    severity: 'warning',
    title: 'the input does not decide whether a Client Access server stands in a perimeter network',
    explanation:
      'No packet is certainly refused, but some packets pass or do not pass depending on lines whose match the text ' +
      'does not settle, or on the way that they take. The report names those lines and one such packet.',
    mend: 'Settle the lines that the report names: define the object, give the missing file, state the path.',
    source: SUPPORT_SOURCES.definition,
  },
  {
    id: 'exchange-undetermined',
    severity: 'warning',
    title: 'the input does not decide whether an Exchange server stands in a perimeter network',
    explanation:
      'The server is no Client Access server, but the rule is the same for every Exchange server. No packet is certainly ' +
      'refused, but some packets pass or do not pass depending on lines whose match the text does not settle, or on the way ' +
      'that they take. The report names those lines.',
    mend: 'Settle the lines that the report names: define the object, give the missing file, state the path.',
    source: SUPPORT_SOURCES.protocols,
  },
  {
    id: 'swiss-cheese',
    severity: 'warning',
    title: 'the firewall is open for RPC from a restricted network',
    explanation:
      'For a Client Access server in a perimeter network the firewall has to let through the RPC endpoint mapper ' +
      '(TCP 135), file sharing (139, 445) and the dynamic RPC ports. What is left of the firewall protects little, and ' +
      'the server is still not supported there.',
    mend: 'Move the Client Access server inside and close these ports.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'published',
    severity: 'note',
    title: 'a proxy or load balancer reaches Client Access servers by client ports alone',
    explanation:
      'This is the design that Microsoft recommends: a reverse proxy or load balancer takes the requests of the Internet, the ' +
      'Client Access servers stand inside, and nothing but client ports is open between them. TCP 443 is enough for web ' +
      'clients. A hybrid agent needs TCP 80, 443, 5985 and 5986, an Office Online Server TCP 443.',
    mend: 'Nothing to do.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'published-too-wide',
    severity: 'warning',
    title: 'a proxy or load balancer can open more than client ports to a Client Access server',
    explanation:
      'Clients and other mail servers use TCP 443 and 80, 25 and 587, 110 and 995, 143 and 993; a hybrid agent 80, 443, 5985 ' +
      'and 5986; an Office Online Server 443. Whatever else is open is open to whoever takes the machine in between.',
    mend: 'Close what the report names, or say why it is needed.',
    source: SUPPORT_SOURCES.clientPorts,
  },
  {
    id: 'open-to-internet-wide',
    severity: 'error',
    title: 'the Internet can open more than client ports to a server',
    explanation:
      'Addresses of the Internet reach an Exchange server by ports that no client and no mail server uses, Edge Transport by ' +
      'others than TCP 25, or a domain controller at all. Machines of the list, such as reverse proxies, are not counted.',
    mend: 'Close the ports that the report names, and publish the server through a reverse proxy or load balancer.',
    source: SUPPORT_SOURCES.clientPorts,
  },
  {
    id: 'open-to-internet',
    severity: 'warning',
    title: 'the Internet reaches an Exchange server with no proxy between',
    explanation:
      'A client port of the server is open to addresses of the Internet that are no reverse proxy or load balancer of the ' +
      'list, by its own address or a translated one. Whoever connects speaks to the server itself.',
    mend: 'Let a reverse proxy or load balancer stand between, and open the port to it alone; if it is there, add it to the list of servers.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'sfb-restricted',
    severity: 'warning',
    title: 'a Skype for Business or Lync server is restricted to or from Exchange servers or domain controllers',
    explanation:
      'From Exchange 2013 on the support statement names Lync and Skype for Business servers beside domain controllers: nothing ' +
      'may restrict or alter traffic between them and Exchange servers. The verdict asks for Exchange servers and domain ' +
      'controllers alone, so it does not change.',
    mend: 'Put a permit for every port and every protocol, in both directions, between the servers that the report names.',
    source: SUPPORT_SOURCES.protocols,
  },
  {
    id: 'split-site',
    severity: 'warning',
    title: 'the Client Access servers of one site are not alike',
    explanation:
      'Exchange takes every Client Access server of an AD site for equal: clients, autodiscover and servers of other sites ' +
      'may choose any of them. Here they stand in different networks, have different verdicts, or are published by ' +
      'different proxies, so what works depends on which one is chosen.',
    mend: 'Let all Client Access servers of the site have the same access, or give those that are meant for something else a site of their own.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'settings-differ',
    severity: 'warning',
    title: 'the Client Access servers of one site are configured differently',
    explanation:
      'Exchange takes every Client Access server of an AD site for equal and may choose any of them. A setting in which they ' +
      'differ makes clients and other sites meet now the one configuration, now the other.',
    mend: 'Give the setting the same value on every Client Access server of the site.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'settings-missing',
    severity: 'note',
    title: 'the settings of a Client Access server are not in the exports',
    explanation:
      'Other servers of its site have a row for the service, this one has none, so nothing is said about whether it agrees.',
    mend: 'Export the settings of every Client Access server of the site.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'backup-cas',
    severity: 'note',
    title: 'a Mailbox server holds the Client Access role beside dedicated servers of its site',
    explanation:
      'A role that is installed as a backup is used from the first day: nothing tells Exchange that the server is only ' +
      'meant for when the others fail.',
    mend: 'Remove the role from the Mailbox server, or publish it like the others.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'test-cas',
    severity: 'warning',
    title: 'a Client Access server that is not for production stands in a site with production servers',
    explanation:
      'Exchange does not know what a server is meant for. Clients and other sites may be sent to this one like to any ' +
      'other of its site.',
    mend: 'Give test servers an AD site of their own.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'proxy-partial',
    severity: 'error',
    title: 'requests can be handed on to some servers of a site, but not to all that may be chosen',
    explanation:
      'A Client Access server hands requests for mailboxes of another AD site on: to a Client Access server there (2007 ' +
      'and 2010, TCP 443), or to the Mailbox server (2013 and later, TCP 444). Exchange chooses any server of the site that ' +
      'fits; it does not know which one you meant. Pairs that work hide those that do not, until one of these is chosen.',
    mend: 'Let every Client Access server of the one site reach every server of the other that may be chosen, or move the servers that must not be chosen out of the role.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'proxy-blocked',
    severity: 'warning',
    title: 'no server of one site can hand requests on to another site',
    explanation:
      'Users whose mailboxes are in the other AD site cannot be served through this one: no Client Access server here ' +
      'reaches a server there by the port that requests are handed on by (TCP 443 for 2007 and 2010, 444 from 2013 on). ' +
      'That is right only if clients always come in by the site of their mailbox.',
    mend: 'Open the port between the servers of both sites, or make sure that clients are redirected.',
    source: SUPPORT_SOURCES.ports,
  },
  {
    id: 'mail-not-handed-on',
    severity: 'warning',
    title: 'mail cannot be handed on between servers of two sites',
    explanation:
      'From Exchange 2013 on the front end hands mail to the transport service of a Mailbox server (TCP 2525, or 25 where ' +
      'the server has no front end), and the transport service hands it to mailbox delivery (TCP 475). A server of ' +
      'another AD site may be chosen. Mail that cannot be handed on waits in a queue.',
    mend: 'Let every Mailbox server reach every Mailbox server of the other site, by every port.',
    source: SUPPORT_SOURCES.connectors,
  },
  {
    id: 'pop-imap-not-handed-on',
    severity: 'note',
    title: 'POP3 or IMAP4 requests cannot be handed on between servers of two sites',
    explanation:
      'Exchange 2010 hands POP3 and IMAP4 requests for mailboxes of another AD site to a Client Access server there (TCP ' +
      '995 and 993), Exchange 2013 and later to the back end of the Mailbox server (TCP 1995 and 1993). Both services are ' +
      'off unless somebody has started them.',
    mend: 'Open the ports if POP3 or IMAP4 is used; otherwise there is nothing to do.',
    source: SUPPORT_SOURCES.clientPorts,
  },
  {
    id: 'ports-but-not-protocols',
    severity: 'note',
    title: 'all TCP and UDP ports are open, but not every protocol',
    explanation:
      'The rules permit every TCP and UDP port between the server and a peer, yet refuse other protocols, for example ' +
      'ICMP, which the LDAP client uses to tell whether a silent domain controller is alive. The support statement says ' +
      'any port and any protocol. `--profile tcp-udp-icmp` asks for the weaker rule.',
    mend: 'Use a permit for protocol `ip` in place of permits for tcp and udp.',
    source: SUPPORT_SOURCES.protocols,
  },
  {
    id: 'no-common-family',
    severity: 'warning',
    title: 'a server and a peer have no address family in common',
    explanation:
      'One of the two has only IPv4 addresses in the inventory and the other only IPv6 addresses, so there is no packet ' +
      'to ask about. The access is reported as undetermined.',
    mend: 'Add the missing address to the inventory.',
    source: SUPPORT_SOURCES.definition,
  },
  {
    id: 'no-peers',
    severity: 'warning',
    title: 'a Client Access server has no peer in the inventory',
    explanation:
      'The inventory names no domain controller and no other Exchange server of its organisation, so nothing can be ' +
      'proved about it.',
    mend: 'Add the domain controllers of the forest and the Exchange servers of the organisation to the inventory.',
    source: SUPPORT_SOURCES.definition,
  },
  {
    id: 'no-domain-controller',
    severity: 'warning',
    title: 'the inventory holds no domain controller',
    explanation:
      'The verdict asks for access to every domain controller of the forest. Without any in the inventory the verdict ' +
      'speaks of the Exchange servers alone.',
    mend: 'Add the output of `Get-ADDomainController -Filter *` for every domain of the forest to the inventory.',
    source: SUPPORT_SOURCES.scope,
  },
  {
    id: 'edge-excluded',
    severity: 'note',
    title: 'an Edge Transport server is not asked about',
    explanation:
      'Edge Transport is the one Exchange role that is made for a perimeter network, so it does not count among the ' +
      'Exchange servers that a Client Access server must reach without restriction.',
    mend: 'Nothing to do.',
    source: SUPPORT_SOURCES.edge,
  },
  {
    id: 'rodc-excluded',
    severity: 'note',
    title: 'a read-only domain controller is not asked about',
    explanation: 'Exchange does not use read-only domain controllers, so access to them does not change the verdict.',
    mend: 'Nothing to do.',
    source: SUPPORT_SOURCES.readOnly,
  },
  {
    id: 'several-ways',
    severity: 'warning',
    title: 'traffic between two zones may take several ways',
    explanation:
      'More than one chain of firewalls joins the two zones. Access counts as unrestricted only if every way permits ' +
      'everything, and as restricted only if every way refuses some packet.',
    mend: 'State the way that the routing takes under `paths:` in the project file.',
    source: SUPPORT_SOURCES.definition,
  },
  {
    id: 'place-not-settled',
    severity: 'warning',
    title: 'where a server stands is not in the input',
    explanation:
      'A default route tells where the rest goes, not where a server stands; routes that are learned at run time, addresses ' +
      'that are assigned by DHCP, and lines that cannot be read do not tell it either. Two servers that only such lines put ' +
      'into one zone may stand in one network or on two sides of the firewall, so no rule was asked and nothing is proved.',
    mend: 'State the networks of all zones under `zones:` in the project file, or correct the lines that are named.',
    source: SUPPORT_SOURCES.definition,
  },
  {
    id: 'firewall-not-asked',
    severity: 'note',
    title: 'no question was asked of a firewall',
    explanation:
      'The firewall is part of the project, but it stands on no way between two servers of the list, so none of its rules ' +
      'decided anything and no answer depends on them.',
    mend: 'See whether a server behind it is missing in the list, or a zone of it in the project.',
    source: SUPPORT_SOURCES.definition,
  },
  {
    id: 'expired-schedule',
    severity: 'note',
    title: 'a schedule has ended, so its rules match nothing',
    explanation:
      'The absolute end of the time range lies before the moment that was asked about (`--at`). Rules that use it are ' +
      'skipped: a permit opens nothing any more, and a deny that went quiet uncovers the permits below it.',
    mend: 'Remove the rules, or extend the time range if they are still meant.',
    source: 'https://www.cisco.com/c/en/us/td/docs/security/asa/asa91/configuration/general/asa_91_general_config.html',
  },
  {
    id: 'lines-not-understood',
    severity: 'warning',
    title: 'some lines of a firewall file were not understood',
    explanation:
      'Each such line that could decide traffic makes the answers that depend on it undetermined, and no others. The ' +
      'others are listed so that nobody has to trust a silence.',
    mend: 'Read the lines that the report lists; correct them, or report that Emmental should know them.',
    source: SUPPORT_SOURCES.definition,
  },
]

/** Every kind of finding by its id. */
export const FINDINGS: ReadonlyMap<string, FindingKind> = new Map(KINDS.map((kind) => [kind.id, kind]))
