import { numberRanges, type Ranges, toPairs } from '../algebra/ranges.ts'
import { DYNAMIC_RPC_RANGES, type DynamicRpcRange, HOLE_KINDS } from './ports.ts'
import type { VersionFamily } from './versions.ts'

/** Inclusive ranges of ports, 0 to 65535. */
export type PortPairs = readonly (readonly [number, number])[]

/** Open ports of one kind. */
export interface PortHole {
  readonly id: string
  readonly protocol: 'tcp' | 'udp'
  /** Ascending, disjoint, not touching. */
  readonly ports: PortPairs
}

/**
 * Open TCP ports from 1024 on count as an opening for dynamic RPC where at least this many stand in a row: Windows
 * wants a range of 100 ports or more (KB154596). Fewer are single services at odd ports: `other-tcp`.
 */
const DYNAMIC_RPC_PORTS_MIN = 100
const DYNAMIC_RPC_FIRST = 1024

/** The ports that RPC may ever be given. */
export const DYNAMIC_RPC: readonly [number, number] = [DYNAMIC_RPC_FIRST, 65535]

/**
 * Sorts open ports by the service that they are for, in the order of the catalogue, then `dynamic-rpc`, `other-tcp` and
 * `other-udp`. Every open port is in exactly one hole of its protocol; a wide run of high TCP ports is one hole, with
 * the services of the catalogue that lie within it, because that is how the rule opens them.
 */
export function holesOf(openTcp: PortPairs, openUdp: PortPairs): readonly PortHole[] {
  const tcp = normalised(openTcp)
  const wide = intersection(tcp, [DYNAMIC_RPC]).filter(([first, last]) => last - first + 1 >= DYNAMIC_RPC_PORTS_MIN)
  const single = { tcp: difference(tcp, wide), udp: normalised(openUdp) }
  const rest = { ...single }
  const holes: PortHole[] = []
  for (const { id, protocol, ports } of HOLE_KINDS) {
    const hit = intersection(single[protocol], ports)
    if (hit.length === 0) continue
    holes.push({ id, protocol, ports: hit })
    rest[protocol] = difference(rest[protocol], ports)
  }
  const remaining: readonly PortHole[] = [
    { id: 'dynamic-rpc', protocol: 'tcp', ports: wide },
    { id: 'other-tcp', protocol: 'tcp', ports: rest.tcp },
    { id: 'other-udp', protocol: 'udp', ports: rest.udp },
  ]
  return [...holes, ...remaining.filter(({ ports }) => ports.length > 0)]
}

/** Every id that a hole can have, in the order in which holes are told. */
export const HOLE_IDS: readonly string[] = [
  ...new Set([...HOLE_KINDS.map(({ id }) => id), 'dynamic-rpc', 'other-tcp', 'other-udp']),
]

/** Whether a hole lets through a port of a kind: a wide run of high ports holds the services that lie within it. */
export function holdsKind({ id, protocol, ports }: PortHole, kind: string): boolean {
  return (
    id === kind ||
    HOLE_KINDS.some((one) => one.id === kind && one.protocol === protocol && intersection(ports, one.ports).length > 0)
  )
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ...HOLE_KINDS.map(({ id, name }) => [id, name] as const),
  ['ldap', 'LDAP'],
  ['unified-messaging-sip', 'Unified Messaging SIP'],
  ['dynamic-rpc', 'Dynamic RPC'],
  ['other-tcp', 'Other TCP'],
  ['other-udp', 'Other UDP'],
])

/** What people call the hole of this id. */
export function holeName(id: string): string {
  return NAMES.get(id) ?? id
}

/**
 * Which ranges of dynamic RPC ports are open from end to end, widest first; their fixed services count as part of them. A
 * range that only one version of Exchange uses counts for a server of that version.
 */
export function dynamicRpcCoverage(openTcp: PortPairs, family?: VersionFamily): readonly DynamicRpcRange[] {
  const open = normalised(openTcp)
  return DYNAMIC_RPC_RANGES.filter(
    ({ ports: [first, last], families }) =>
      (families === undefined || (family !== undefined && families.includes(family))) &&
      open.some(([a, b]) => a <= first && last <= b),
  )
}

function normalised(pairs: PortPairs): PortPairs {
  return toPairs(rangesOf(pairs))
}

function intersection(a: PortPairs, b: PortPairs): PortPairs {
  return toPairs(numberRanges.intersect(rangesOf(a), rangesOf(b)))
}

/** The ports of the first that are none of the second; both in any order. */
export function difference(a: PortPairs, b: PortPairs): PortPairs {
  return toPairs(numberRanges.subtract(rangesOf(a), rangesOf(b)))
}

function rangesOf(pairs: PortPairs): Ranges<number> {
  return numberRanges.of(pairs.flat())
}
