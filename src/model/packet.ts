import type { Address } from './address.ts'
import { ICMP } from './protocol.ts'
import { isIcmp, isPortProtocol } from './service-set.ts'

/** The part of a packet that is not its addresses: a point of a ServiceSet. */
export interface Flavour {
  /** 0 to 255. */
  readonly protocol: number
  /** Destination port (0 to 65535), ICMP type (0 to 255), or 0. */
  readonly destinationField: number
  /** Source port (0 to 65535), ICMP code (0 to 255), or 0. */
  readonly sourceField: number
}

/** One concrete packet that opens a connection. */
export interface Packet extends Flavour {
  readonly source: Address
  readonly destination: Address
}

/**
 * The service of one packet in the notation of the command line: `tcp/135`, `tcp/50000:135` (source:destination),
 * `icmp/8/0`, `gre`, `47`. `port` words are not taken: `kerberos` is 88 to some and 750 to an ASA.
 * Returns undefined for anything else. The source port defaults to 50000, the ICMP code to 0, the type to 8 (128 for ICMPv6).
 */
export function parseService(text: string, numberOf: (name: string) => number | undefined): Flavour | undefined {
  const [name = '', first, second, ...rest] = text.toLowerCase().split('/')
  const protocol = numberOf(name)
  if (protocol === undefined || rest.length > 0) return undefined
  if (isPortProtocol(protocol)) return second === undefined ? portFlavour(protocol, first) : undefined
  if (isIcmp(protocol)) {
    const echo = protocol === ICMP ? 8 : 128
    const type = first === undefined ? echo : numberWithin(first, 255)
    const code = second === undefined ? 0 : numberWithin(second, 255)
    if (type === undefined || code === undefined) return undefined
    return { protocol, destinationField: type, sourceField: code }
  }
  return first === undefined ? { protocol, destinationField: 0, sourceField: 0 } : undefined
}

export const USUAL_SOURCE_PORT = 50000

function portFlavour(protocol: number, ports: string | undefined): Flavour | undefined {
  if (ports === undefined) return undefined
  const [a = '', b, ...rest] = ports.split(':')
  const destination = numberWithin(b ?? a, 65535)
  const source = b === undefined ? USUAL_SOURCE_PORT : numberWithin(a, 65535)
  if (destination === undefined || source === undefined || rest.length > 0) return undefined
  return { protocol, destinationField: destination, sourceField: source }
}

function numberWithin(text: string, last: number): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= last ? Number(text) : undefined
}
