import type { Family } from '../model/address.ts'
import type { Flavour } from '../model/packet.ts'
import { USUAL_SOURCE_PORT } from '../model/packet.ts'
import { ICMP, ICMPV6, SCTP, TCP, UDP } from '../model/protocol.ts'
import { isPortProtocol, PORT_LAST, type ServiceSet, type ServiceSetStore } from '../model/service-set.ts'

/**
 * The packets that "unrestricted" asks for: every protocol (`any`), or all TCP, UDP and ICMP. Port 0 is left out: it
 * is reserved and no service uses it (RFC 6335), and `range 1 65535` must count as all ports.
 */
export function goalOf(profile: 'any' | 'tcp-udp-icmp', family: Family, services: ServiceSetStore): ServiceSet {
  const usable = [1, PORT_LAST]
  const ported = [TCP, UDP, SCTP].map((protocol) => services.ports(protocol, usable, usable))
  if (profile === 'tcp-udp-icmp') {
    return services.unionOf([ported[0]!, ported[1]!, services.icmp(family === 4 ? ICMP : ICMPV6)])
  }
  const withPorts = services.protocols([TCP, TCP, UDP, UDP, SCTP, SCTP])
  return services.union(services.subtract(services.all, withPorts), services.unionOf(ported))
}

/** Packets that a reviewer knows, most telling first; a witness is taken from here if one of them is refused. */
const TELLING: readonly (readonly [number, number])[] = [
  [TCP, 135],
  [TCP, 445],
  [TCP, 389],
  [TCP, 88],
  [TCP, 3268],
  [TCP, 443],
  [TCP, 444],
  [TCP, 25],
  [TCP, 139],
  [TCP, 49152],
  [TCP, 1024],
  [UDP, 53],
  [UDP, 88],
  [UDP, 389],
]

/** One packet of a set that is not empty, a well-known one if it holds one, with an everyday source port if it can. */
export function tellingFlavour(set: ServiceSet, family: Family, services: ServiceSetStore): Flavour {
  for (const [protocol, port] of TELLING) {
    const flavour = { protocol, destinationField: port, sourceField: USUAL_SOURCE_PORT }
    if (services.space.contains(set, [protocol, port, USUAL_SOURCE_PORT])) return flavour
  }
  const [ping, stranger] = family === 4 ? [ICMP, ICMPV6] : [ICMPV6, ICMP]
  const type = family === 4 ? 8 : 128
  if (services.space.contains(set, [ping, type, 0])) return { protocol: ping, destinationField: type, sourceField: 0 }
  // The other family's ICMP is a packet too, but nobody sends it; any other will do better as a witness.
  const usual = services.subtract(set, services.icmp(stranger))
  return anyFlavour(usual === services.none ? set : usual, services)
}

function anyFlavour(set: ServiceSet, services: ServiceSetStore): Flavour {
  let best: Flavour | undefined
  for (const [protocols, destinations, sources] of services.space.products(set)) {
    const protocol = protocols![0]!
    const usual = isPortProtocol(protocol) && sources!.some((_, i) => i % 2 === 0 && holdsUsual(sources!, i))
    const flavour = {
      protocol,
      destinationField: destinations![0]!,
      sourceField: usual ? USUAL_SOURCE_PORT : sources![0]!,
    }
    if (best === undefined || (isPortProtocol(protocol) && !isPortProtocol(best.protocol))) best = flavour
  }
  if (best === undefined) throw new RangeError('an empty set has no packet')
  return best
}

function holdsUsual(sources: readonly number[], i: number): boolean {
  return sources[i]! <= USUAL_SOURCE_PORT && USUAL_SOURCE_PORT <= sources[i + 1]!
}
