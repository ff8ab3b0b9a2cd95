import { formatAddress } from '../model/address.ts'
import type { Packet } from '../model/packet.ts'
import { ICMP, protocolName, TCP, UDP } from '../model/protocol.ts'
import { isIcmp, isPortProtocol, type ServiceSet, type ServiceSetStore } from '../model/service-set.ts'
import type { PacketRef, Services } from './result.ts'

type Pairs = [number, number][]

/** A service set as the contract shows it: per protocol, the destination ports that some source port may open. */
export function servicesOf(set: ServiceSet, goal: ServiceSet, services: ServiceSetStore): Services {
  const result = { tcp: [] as Pairs, udp: [] as Pairs, icmp: [] as Pairs, protocols: [] as Pairs }
  for (const [i, child] of set.children.entries()) {
    const first = set.bounds[2 * i]
    const last = set.bounds[2 * i + 1]
    if (first === undefined || last === undefined) continue
    if (first === TCP) appendAll(result.tcp, child.bounds)
    else if (first === UDP) appendAll(result.udp, child.bounds)
    else if (first === ICMP) appendAll(result.icmp, child.bounds)
    else append(result.protocols, first, last)
  }
  return { all: services.subtract(goal, set) === services.none, ...result }
}

/** Ranges of one field may touch where they differ in the next field; what is shown joins them. */
function append(pairs: Pairs, first: number, last: number): void {
  const end = pairs.at(-1)
  if (end !== undefined && end[1] === first - 1) end[1] = last
  else pairs.push([first, last])
}

function appendAll(pairs: Pairs, bounds: readonly number[]): void {
  for (let i = 0; i + 1 < bounds.length; i += 2) append(pairs, bounds[i] ?? 0, bounds[i + 1] ?? 0)
}

/** How many ports the ranges hold. */
export function countPorts(pairs: readonly (readonly [number, number])[]): number {
  return pairs.reduce((count, [first, last]) => count + last - first + 1, 0)
}

export function packetRefOf(packet: Packet): PacketRef {
  const name = protocolName(packet.protocol)
  const ends = {
    protocol: /^\d+$/.test(name) ? packet.protocol : name,
    source: formatAddress(packet.source),
    destination: formatAddress(packet.destination),
  }
  if (isPortProtocol(packet.protocol)) {
    return { ...ends, sourcePort: packet.sourceField, destinationPort: packet.destinationField }
  }
  if (isIcmp(packet.protocol)) return { ...ends, icmpType: packet.destinationField, icmpCode: packet.sourceField }
  return ends
}
