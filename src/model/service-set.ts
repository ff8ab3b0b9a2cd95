import { type Diagram, DiagramSpace } from '../algebra/interval-diagram.ts'
import type { Ranges } from '../algebra/ranges.ts'
import { ICMP, ICMPV6, SCTP, TCP, UDP } from './protocol.ts'

/**
 * A set of services: which IP protocols with which ports or ICMP types. Points have three fields:
 *
 * | field | TCP, UDP, SCTP | ICMP, ICMPv6 | every other protocol |
 * |---|---|---|---|
 * | 0 protocol | 6, 17, 132 | 1, 58 | its number, 0 to 255 |
 * | 1 | destination port, 0 to 65535 | type, 0 to 255 | 0 |
 * | 2 | source port, 0 to 65535 | code, 0 to 255 | 0 |
 *
 * Equal sets are one object, in one space for the whole run.
 */
export type ServiceSet = Diagram

export const PORT_LAST = 65535
export const ICMP_LAST = 255
export const ALL_PORTS: Ranges<number> = [0, PORT_LAST]
const ALL_ICMP: Ranges<number> = [0, ICMP_LAST]
const ZERO: Ranges<number> = [0, 0]

/** Makes, combines and names service sets; ids in rule tables are ids of this store. */
export class ServiceSetStore {
  readonly space: DiagramSpace = new DiagramSpace(3)
  readonly none: ServiceSet = this.space.empty
  /** Every IP packet. */
  readonly all: ServiceSet = this.#all()

  byId(id: number): ServiceSet {
    return this.space.byId(id)
  }

  /** Every packet of the given protocols, each 0 to 255. */
  protocols(protocols: Ranges<number>): ServiceSet {
    return this.space.intersect(this.all, this.space.product([protocols, ALL_PORTS, ALL_PORTS]))
  }

  /** TCP, UDP or SCTP with destination and source ports, inclusive ranges within 0 to 65535. Throws RangeError beyond. */
  ports(protocol: number, destination: Ranges<number>, source: Ranges<number> = ALL_PORTS): ServiceSet {
    if (!isPortProtocol(protocol)) throw new RangeError(`protocol ${protocol} has no ports`)
    requireWithin(destination, PORT_LAST)
    requireWithin(source, PORT_LAST)
    return this.space.product([[protocol, protocol], destination, source])
  }

  /** ICMP (1) or ICMPv6 (58) with types and codes, inclusive ranges within 0 to 255. Throws RangeError beyond. */
  icmp(protocol: number, types: Ranges<number> = ALL_ICMP, codes: Ranges<number> = ALL_ICMP): ServiceSet {
    if (!isIcmp(protocol)) throw new RangeError(`protocol ${protocol} has no ICMP types`)
    requireWithin(types, ICMP_LAST)
    requireWithin(codes, ICMP_LAST)
    return this.space.product([[protocol, protocol], types, codes])
  }

  union(a: ServiceSet, b: ServiceSet): ServiceSet {
    return this.space.union(a, b)
  }

  unionOf(sets: Iterable<ServiceSet>): ServiceSet {
    let result = this.none
    for (const set of sets) result = this.space.union(result, set)
    return result
  }

  intersect(a: ServiceSet, b: ServiceSet): ServiceSet {
    return this.space.intersect(a, b)
  }

  subtract(a: ServiceSet, b: ServiceSet): ServiceSet {
    return this.space.subtract(a, b)
  }

  #all(): ServiceSet {
    const product = (protocols: Ranges<number>, field: Ranges<number>): ServiceSet =>
      this.space.product([protocols, field, field])
    const plain = product([0, 0, 2, 5, 7, 16, 18, 57, 59, 131, 133, 255], ZERO)
    const ported = product([TCP, TCP, UDP, UDP, SCTP, SCTP], ALL_PORTS)
    return this.space.union(this.space.union(plain, ported), product([ICMP, ICMP, ICMPV6, ICMPV6], ALL_ICMP))
  }
}

/** A set beyond its field would name packets that cannot exist, and no permit of everything would cover them. */
function requireWithin(ranges: Ranges<number>, last: number): void {
  if (ranges.length === 0) return
  const lowest = ranges[0]!
  const highest = ranges[ranges.length - 1]!
  if (!(lowest >= 0 && highest <= last)) throw new RangeError(`${lowest}-${highest} is not within 0-${last}`)
}

export function isPortProtocol(protocol: number): boolean {
  return protocol === TCP || protocol === UDP || protocol === SCTP
}

export function isIcmp(protocol: number): boolean {
  return protocol === ICMP || protocol === ICMPV6
}
