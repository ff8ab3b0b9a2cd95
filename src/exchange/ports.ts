import type { VersionFamily } from './versions.ts'

/**
 * The services that Windows and Exchange offer at fixed ports: the holes that a firewall between a Client Access
 * server and the inside is asked for. A port is in one entry only, per protocol.
 */
export interface HoleKind {
  /** Stable name; the TCP and the UDP side of a service share it. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly protocol: 'tcp' | 'udp'
  /** Inclusive ranges within 0 to 65535, ascending. */
  readonly ports: readonly (readonly [number, number])[]
  /** Where the figure is documented. */
  readonly source: string
}

const DOCS = 'https://learn.microsoft.com'

/** KB832017, "Service overview and network port requirements for Windows". */
const WINDOWS_PORTS = `${DOCS}/troubleshoot/windows-server/networking/service-overview-and-network-port-requirements`
/** KB179442, "How to configure a firewall for Active Directory domains and trusts". */
const AD_PORTS = `${DOCS}/troubleshoot/windows-server/active-directory/config-firewall-for-ad-domains-and-trusts`
/** "Ports that are used by Remote Desktop Services". */
const REMOTE_DESKTOP_PORTS = `${DOCS}/troubleshoot/windows-server/remote/ports-used-by-rds`
/** "Network ports for clients and mail flow in Exchange". */
const EXCHANGE_PORTS = `${DOCS}/exchange/plan-and-deploy/deployment-ref/network-ports`
/** Default receive connectors, with their ports. */
const CONNECTORS = `${DOCS}/exchange/mail-flow/connectors/receive-connectors`
/** Exchange 2013, "Troubleshooting EWS.Protocol health set": it tests the back end at 444. */
const BACK_END = `${DOCS}/exchange/management/health/troubleshooting-ews-protocol-health-set`
/** Default of `ProxyTargetPort`: where the front end hands POP3 on. */
const POP_BACK_END = `${DOCS}/powershell/module/exchange/set-popsettings`
/** The same for IMAP4. */
const IMAP_BACK_END = `${DOCS}/powershell/module/exchange/set-imapsettings`
/** Exchange 2013, "UM protocols, ports, and services". */
const UM_PORTS = `${DOCS}/exchange/um-protocols-ports-and-services-exchange-2013-help`
/** "Manage high availability and site resilience": the default of a port that each group may change. */
const DAG_PORTS = `${DOCS}/exchange/high-availability/manage-ha/manage-ha`
/** Exchange 2010, "Exchange network port reference": the rules that Setup makes in the Windows firewall. */
const EXCHANGE_2010_PORTS = `${DOCS}/previous-versions/office/exchange-server-2010/bb331973(v=exchg.141)`
/** Exchange 2003, "Configuring an intranet firewall". */
const EXCHANGE_2003_PORTS = 'https://technet.microsoft.com/en-us/library/bb125069(v=exchg.65).aspx'

/** KB929851, "The default dynamic port range for TCP/IP has changed": its note on Exchange 2007. */
const DYNAMIC_RANGES = `${DOCS}/troubleshoot/windows-server/networking/default-dynamic-port-range-tcpip-chang`
/** "Configure static RPC ports on an Exchange 2010 Client Access server". */
const EXCHANGE_2010_RANGE = 'https://social.technet.microsoft.com/wiki/contents/articles/864'

type Row = readonly [id: string, name: string, protocol: 'tcp' | 'udp', ports: readonly number[], source: string]

const ROWS: readonly Row[] = [
  ['rpc-endpoint-mapper', 'RPC endpoint mapper', 'tcp', [135], WINDOWS_PORTS],
  ['netbios-name', 'NetBIOS name service', 'udp', [137], WINDOWS_PORTS],
  ['netbios-datagram', 'NetBIOS datagram service', 'udp', [138], WINDOWS_PORTS],
  ['netbios-session', 'NetBIOS session service', 'tcp', [139], WINDOWS_PORTS],
  ['smb', 'SMB', 'tcp', [445], WINDOWS_PORTS],
  ['dns', 'DNS', 'tcp', [53], WINDOWS_PORTS],
  ['dns', 'DNS', 'udp', [53], WINDOWS_PORTS],
  ['kerberos', 'Kerberos', 'tcp', [88], WINDOWS_PORTS],
  ['kerberos', 'Kerberos', 'udp', [88], WINDOWS_PORTS],
  ['kerberos-password', 'Kerberos password change', 'tcp', [464], AD_PORTS],
  ['kerberos-password', 'Kerberos password change', 'udp', [464], AD_PORTS],
  ['ldap', 'LDAP', 'tcp', [389], WINDOWS_PORTS],
  ['ldap', 'LDAP (locator)', 'udp', [389], WINDOWS_PORTS],
  ['ldaps', 'LDAP over TLS', 'tcp', [636], AD_PORTS],
  ['ldaps', 'LDAP over TLS', 'udp', [636], WINDOWS_PORTS],
  ['global-catalog', 'Global catalog', 'tcp', [3268], WINDOWS_PORTS],
  ['global-catalog-tls', 'Global catalog over TLS', 'tcp', [3269], WINDOWS_PORTS],
  ['http', 'HTTP', 'tcp', [80], EXCHANGE_PORTS],
  ['https', 'HTTPS', 'tcp', [443], EXCHANGE_PORTS],
  ['exchange-backend', 'Exchange back end', 'tcp', [444], BACK_END],
  ['pop3-backend', 'POP3 back end', 'tcp', [1995], POP_BACK_END],
  ['imap4-backend', 'IMAP4 back end', 'tcp', [1993], IMAP_BACK_END],
  ['smtp', 'SMTP', 'tcp', [25, 465, 475, 587, 717, 2525], CONNECTORS],
  ['pop3', 'POP3', 'tcp', [110, 995], EXCHANGE_PORTS],
  ['imap4', 'IMAP4', 'tcp', [143, 993], EXCHANGE_PORTS],
  ['rpc-over-http', 'RPC over HTTP', 'tcp', [593, 6001, 6002, 6004], WINDOWS_PORTS],
  ['unified-messaging-sip', 'Unified Messaging SIP', 'tcp', [5060, 5061, 5062, 5063, 5065, 5066, 5067, 5068], UM_PORTS],
  ['unified-messaging-sip', 'Unified Messaging SIP (gateways)', 'udp', [5060], UM_PORTS],
  ['edgesync', 'EdgeSync', 'tcp', [50636], EXCHANGE_PORTS],
  ['owa-internal', 'Outlook Web App between servers', 'tcp', [5075, 5076, 5077], EXCHANGE_2010_PORTS],
  ['dag-replication', 'Database replication', 'tcp', [64327], DAG_PORTS],
  ['cluster', 'Failover cluster', 'tcp', [3343], WINDOWS_PORTS],
  ['cluster', 'Failover cluster', 'udp', [3343], WINDOWS_PORTS],
  ['x400', 'X.400 of Exchange 2000 and 2003', 'tcp', [102], WINDOWS_PORTS],
  ['link-state', 'Link state of Exchange 2000 and 2003', 'tcp', [691], EXCHANGE_2003_PORTS],
  ['direct-push', 'Direct Push of Exchange 2003', 'udp', [2883], EXCHANGE_2003_PORTS],
  ['ntp', 'Windows Time', 'udp', [123], WINDOWS_PORTS],
  ['ad-web-services', 'Active Directory Web Services', 'tcp', [9389], WINDOWS_PORTS],
  ['winrm', 'Windows Remote Management', 'tcp', [5985, 5986], WINDOWS_PORTS],
  ['rdp', 'Remote Desktop', 'tcp', [3389], WINDOWS_PORTS],
  ['rdp', 'Remote Desktop', 'udp', [3389], REMOTE_DESKTOP_PORTS],
  ['wins', 'WINS replication', 'tcp', [42], WINDOWS_PORTS],
  ['wins', 'WINS replication', 'udp', [42], WINDOWS_PORTS],
  ['dfs-replication', 'DFS replication of Windows Server 2008 domain controllers', 'tcp', [5722], WINDOWS_PORTS],
  ['snmp', 'SNMP', 'udp', [161, 162], WINDOWS_PORTS],
  ['ipsec', 'IPsec key exchange', 'udp', [500, 4500], WINDOWS_PORTS],
]

/** All kinds with fixed ports, in the order in which reports list them. */
export const HOLE_KINDS: readonly HoleKind[] = ROWS.map(([id, name, protocol, ports, source]) => ({
  id,
  name,
  protocol,
  ports: ranges(ports),
  source,
}))

/** Joins neighbours: 5985, 5986 → 5985-5986. */
function ranges(ports: readonly number[]): readonly (readonly [number, number])[] {
  const result: (readonly [number, number])[] = []
  for (const port of ports) {
    const last = result.at(-1)
    if (last !== undefined && last[1] + 1 === port) result[result.length - 1] = [last[0], port]
    else result.push([port, port])
  }
  return result
}

/** A range from which RPC servers are handed their ports, and who uses it. */
export interface DynamicRpcRange {
  readonly id: string
  /** For people: the range as it is spoken of, and where it applies. */
  readonly name: string
  /** Inclusive. */
  readonly ports: readonly [number, number]
  /** The Exchange servers that use it; absent: any Windows of that age. */
  readonly families?: readonly VersionFamily[]
  readonly source: string
}

/**
 * Ranges of dynamic RPC ports, widest first. The range of Exchange 2010 is quoted as 6005-59530, but the second figure is
 * also read as a count (6005-65534), so that all from 6005 on is what is asked for.
 */
export const DYNAMIC_RPC_RANGES: readonly DynamicRpcRange[] = [
  { id: 'all', name: '1024-65535, any Windows', ports: [1024, 65535], source: AD_PORTS },
  {
    id: 'exchange-2010',
    name: '6005-65535, Exchange 2010 Client Access',
    ports: [6005, 65535],
    families: ['2010'],
    source: EXCHANGE_2010_RANGE,
  },
  {
    id: 'exchange-2007',
    name: '1025-60000, Exchange 2007 on Windows Server 2008',
    ports: [1025, 60000],
    families: ['2007'],
    source: DYNAMIC_RANGES,
  },
  {
    id: 'windows-2008',
    name: '49152-65535, Windows Server 2008 and later',
    ports: [49152, 65535],
    source: WINDOWS_PORTS,
  },
  { id: 'windows-2003', name: '1025-5000, Windows Server 2003', ports: [1025, 5000], source: WINDOWS_PORTS },
]
