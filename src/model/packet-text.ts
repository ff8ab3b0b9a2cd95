/** A packet as results tell it: its protocol by name, or by number if it has none; addresses as text. */
export interface ShownPacket {
  readonly protocol: string | number
  readonly source: string
  readonly destination: string
  readonly sourcePort?: number
  readonly destinationPort?: number
  readonly icmpType?: number
  readonly icmpCode?: number
}

/**
 * `10.10.1.10:135`, `[2001:db8::10]:135`. Without brackets the port of an IPv6 address reads as its last part (RFC 5952,
 * section 6). Without a port the address alone.
 */
export function endpointText(address: string, port?: number): string {
  if (port === undefined) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** `tcp 192.168.10.11:50000 -> 10.10.1.10:135`, `icmp 192.168.10.11 -> 10.10.1.10 type 8 code 0`, `gre …`, `protocol 200 …`. */
export function packetText(packet: ShownPacket, arrow = '->'): string {
  const { protocol, source, destination, sourcePort, destinationPort, icmpType, icmpCode } = packet
  const name = typeof protocol === 'number' ? `protocol ${protocol}` : protocol
  const icmp = icmpType === undefined ? '' : ` type ${icmpType} code ${icmpCode ?? 0}`
  return `${name} ${endpointText(source, sourcePort)} ${arrow} ${endpointText(destination, destinationPort)}${icmp}`
}
