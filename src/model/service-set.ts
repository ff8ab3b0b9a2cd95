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

/** Ids from here on name sets of one destination port range by number; below it they are ids of diagrams. */
const PORT_IDS = 0x80000000

/**
 * Makes, combines and names service sets; ids in rule tables are ids of this store. A million rules may name hundreds of
 * thousands of port ranges, of which few touch a server: those live in typed arrays until someone asks for the set.
 */
export class ServiceSetStore {
  readonly space: DiagramSpace = new DiagramSpace(3)
  readonly none: ServiceSet = this.space.empty
  /** Every IP packet. */
  readonly all: ServiceSet = this.#all()
  /** The node below a destination port range that leaves the source port open. */
  readonly #allSourcePorts: ServiceSet = this.ports(TCP, ALL_PORTS).children[0]!.children[0]!

  #portProtocols = new Uint8Array(256)
  /** First port in the upper half, last port in the lower. */
  #portRanges = new Uint32Array(256)
  #portCount = 0
  /** Open addressing over indexes + 1; 0 is free. The length is a power of two. */
  #portSlots = new Uint32Array(1024)
  readonly #portSets: (ServiceSet | undefined)[] = []

  /** The set of an id given out by `idOf` or `portsId`, or the id of a diagram. */
  byId(id: number): ServiceSet {
    if (id < PORT_IDS) return this.space.byId(id)
    const index = id - PORT_IDS
    const known = this.#portSets[index]
    if (known !== undefined) return known
    if (index >= this.#portCount) throw new RangeError(`no service set has the id ${id}`)
    const range = this.#portRanges[index]!
    const set = this.ports(this.#portProtocols[index]!, [range >>> 16, range & 0xffff])
    this.#portSets[index] = set
    return set
  }

  /** The one id of a set; equal sets have equal ids, however they were made. */
  idOf(set: ServiceSet): number {
    const protocol = set.bounds[0]
    const child = set.children[0]
    const simple =
      set.children.length === 1 &&
      (protocol === TCP || protocol === UDP) &&
      set.bounds[1] === protocol &&
      child?.children.length === 1 &&
      child.children[0] === this.#allSourcePorts
    return simple ? this.portsId(protocol, child.bounds[0]!, child.bounds[1]!) : set.id
  }

  /** The id of TCP (6) or UDP (17) to the destination ports from first to last, 0 to 65535, from every source port. */
  portsId(protocol: number, first: number, last: number): number {
    const range = ((first << 16) | last) >>> 0
    const mask = this.#portSlots.length - 1
    let slot = hashOf(protocol, range) & mask
    for (let entry = this.#portSlots[slot]!; entry !== 0; entry = this.#portSlots[slot]!) {
      if (this.#portRanges[entry - 1] === range && this.#portProtocols[entry - 1] === protocol)
        return PORT_IDS + entry - 1
      slot = (slot + 1) & mask
    }
    if (!(first >= 0 && first <= last && last <= PORT_LAST))
      throw new RangeError(`${first}-${last} is not within 0-65535`)
    const index = this.#portCount++
    if (index === this.#portRanges.length) this.#growPorts()
    this.#portRanges[index] = range
    this.#portProtocols[index] = protocol
    this.#portSlots[slot] = index + 1
    if (2 * this.#portCount > this.#portSlots.length) this.#growSlots()
    return PORT_IDS + index
  }

  #growPorts(): void {
    const ranges = new Uint32Array(2 * this.#portRanges.length)
    ranges.set(this.#portRanges)
    this.#portRanges = ranges
    const protocols = new Uint8Array(2 * this.#portProtocols.length)
    protocols.set(this.#portProtocols)
    this.#portProtocols = protocols
  }

  #growSlots(): void {
    this.#portSlots = new Uint32Array(2 * this.#portSlots.length)
    const mask = this.#portSlots.length - 1
    for (let index = 0; index < this.#portCount; index++) {
      let slot = hashOf(this.#portProtocols[index]!, this.#portRanges[index]!) & mask
      while (this.#portSlots[slot] !== 0) slot = (slot + 1) & mask
      this.#portSlots[slot] = index + 1
    }
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
    // In pairs, then pairs of pairs: one after the other, each intermediate union would be kept, and all would be long.
    let level = [...sets]
    while (level.length > 1) {
      const next: ServiceSet[] = []
      for (let i = 0; i < level.length; i += 2) {
        next.push(i + 1 < level.length ? this.space.union(level[i]!, level[i + 1]!) : level[i]!)
      }
      level = next
    }
    return level[0] ?? this.none
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

function hashOf(protocol: number, range: number): number {
  const h = Math.imul(range ^ (range >>> 15) ^ protocol, 0x2c1b3c6d)
  return (h ^ (h >>> 13)) >>> 0
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
