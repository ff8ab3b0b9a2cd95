import type { Ranges } from '../../src/algebra/ranges.ts'

/**
 * Ports of service names that rule tables of many products use without defining them (IANA "Service Name and Transport
 * Protocol Port Number Registry", and the predefined names of the products). Used only where no definition says otherwise,
 * and each use is told. `protocol`: tcp, udp or both.
 */
const CATALOGUE: readonly (readonly [names: string, protocols: 'tcp' | 'udp' | 'both', ports: string])[] = [
  ['http', 'tcp', '80'],
  ['service-http', 'tcp', '80,8080'],
  ['https service-https ssl tls', 'tcp', '443'],
  ['ftp', 'tcp', '21'],
  ['ssh', 'tcp', '22'],
  ['telnet', 'tcp', '23'],
  ['smtp', 'tcp', '25'],
  ['smtps', 'tcp', '465'],
  ['dns domain', 'both', '53'],
  ['dns-udp domain-udp', 'udp', '53'],
  ['dns-tcp domain-tcp', 'tcp', '53'],
  ['tftp', 'udp', '69'],
  ['kerberos kerberos-sec', 'both', '88'],
  ['pop3', 'tcp', '110'],
  ['pop3s', 'tcp', '995'],
  ['ntp', 'udp', '123'],
  ['epmap rpc-epmap rpcepmap', 'tcp', '135'],
  ['dce-rpc', 'both', '135'],
  ['netbios-ns', 'udp', '137'],
  ['netbios-dgm', 'udp', '138'],
  ['netbios-ssn', 'tcp', '139'],
  ['imap imap4', 'tcp', '143'],
  ['imaps', 'tcp', '993'],
  ['snmp', 'udp', '161'],
  ['snmptrap snmp-trap', 'udp', '162'],
  ['ldap', 'tcp', '389'],
  ['ldap-udp cldap', 'udp', '389'],
  ['ldaps ldap-ssl', 'tcp', '636'],
  ['microsoft-ds smb microsoft-ds-tcp', 'tcp', '445'],
  ['syslog', 'udp', '514'],
  ['global-catalog gc msft-gc', 'tcp', '3268'],
  ['msft-gc-ssl gc-ssl', 'tcp', '3269'],
  ['rdp ms-wbt-server remote-desktop', 'tcp', '3389'],
  ['ms-sql ms-sql-s mssql', 'tcp', '1433'],
  ['mysql', 'tcp', '3306'],
  ['all_tcp any-tcp', 'tcp', '0-65535'],
  ['all_udp any-udp', 'udp', '0-65535'],
]

export interface WellKnownService {
  readonly tcp: boolean
  readonly udp: boolean
  /** Inclusive ranges, ascending. */
  readonly ports: Ranges<number>
}

/** By name in lower case. */
export const WELL_KNOWN_SERVICES: ReadonlyMap<string, WellKnownService> = new Map(
  CATALOGUE.flatMap(([names, protocols, ports]) => {
    const ranges = ports.split(',').flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number)
      return [first, last]
    })
    const service = { tcp: protocols !== 'udp', udp: protocols !== 'tcp', ports: ranges }
    return names.split(' ').map((name) => [name, service] as const)
  }),
)
