/** IP protocol numbers that the model treats by name (IANA "Assigned Internet Protocol Numbers"). */
export const ICMP = 1
export const TCP = 6
export const UDP = 17
export const ICMPV6 = 58
export const SCTP = 132

/** Names for numbers in output and in the notation of services; those that every firewall administrator knows. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [ICMP, 'icmp'],
  [2, 'igmp'],
  [4, 'ipinip'],
  [TCP, 'tcp'],
  [UDP, 'udp'],
  [41, 'ipv6'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [ICMPV6, 'icmp6'],
  [88, 'eigrp'],
  [89, 'ospf'],
  [103, 'pim'],
  [108, 'ipcomp'],
  [112, 'vrrp'],
  [115, 'l2tp'],
  [SCTP, 'sctp'],
])

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...Array.from(NAMES, ([number, name]) => [name, number] as const),
  ['icmpv6', ICMPV6],
  ['ipv6-icmp', ICMPV6],
])

/** The protocol's common name, or its number as text. */
export function protocolName(protocol: number): string {
  return NAMES.get(protocol) ?? String(protocol)
}

/** The number (0 to 255) of a protocol given by common name, any case, or by number; undefined for anything else. */
export function parseProtocol(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 255 ? Number(text) : undefined
  return NUMBERS.get(text.toLowerCase())
}
