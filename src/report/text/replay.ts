import type { PacketRef, Witness } from '../../analysis/result.ts'
import { parseProtocol, protocolName } from '../../model/protocol.ts'
import { showable } from '../../source/redact.ts'

/**
 * A witness as a command that can be pasted: for an ASA its own `packet-tracer` (forms of the Cisco ASA command
 * reference, I-R: tcp, udp and sctp with ports, icmp with type and code for both address families, rawip with a
 * protocol number, which is also what an ICMP of the other family is), for any other firewall the same question put to Emmental.
 */
export function replayCommand({ packet, at }: Witness, inputWords: readonly string[]): string {
  if (at?.dialect === 'asa' && /^\S+$/.test(at.ingress)) return packetTracer(at.ingress, packet)
  const words = ['emmental', 'trace', ...inputWords, packet.source, packet.destination, serviceOf(packet)]
  return words.map(quoted).join(' ')
}

/** A word as a shell takes it, if it needs quotes at all. */
function quoted(word: string): string {
  const shown = showable(word)
  return /^[\w./:,=@%+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`
}

function packetTracer(ingress: string, packet: PacketRef): string {
  const { protocol, source, destination, sourcePort, destinationPort, icmpType, icmpCode } = packet
  const start = `packet-tracer input ${showable(ingress)}`
  if (sourcePort !== undefined && destinationPort !== undefined) {
    return `${start} ${protocol} ${source} ${sourcePort} ${destination} ${destinationPort}`
  }
  if (icmpType !== undefined && (protocol === 'icmp6') === source.includes(':'))
    return `${start} icmp ${source} ${icmpType} ${icmpCode ?? 0} ${destination}`
  const number = typeof protocol === 'number' ? protocol : parseProtocol(protocol)
  return `${start} rawip ${source} ${number ?? protocol} ${destination}`
}

/** The service of a packet in the notation of `emmental trace`; the source port is always stated. */
function serviceOf(packet: PacketRef): string {
  const { protocol, sourcePort, destinationPort, icmpType, icmpCode } = packet
  const name = typeof protocol === 'number' ? protocolName(protocol) : protocol
  if (sourcePort !== undefined && destinationPort !== undefined) return `${name}/${sourcePort}:${destinationPort}`
  return icmpType === undefined ? name : `${name}/${icmpType}/${icmpCode ?? 0}`
}
