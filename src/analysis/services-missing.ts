import { ICMP, ICMPV6, protocolName, SCTP, TCP, UDP } from '../model/protocol.ts'
import { isPortProtocol, type ServiceSet, type ServiceSetStore } from '../model/service-set.ts'

/** Protocols that are named one by one; of others only how many there are. */
const NAMED_MAX = 6
/** The protocols that reviewers ask about first. */
const FIRST: readonly number[] = [ICMP, ICMPV6, 47, 50, 51, SCTP]

/**
 * `all TCP and UDP, but not ICMP, GRE, ESP, AH, SCTP and 240 other protocols`: what is open where every TCP and UDP packet of the
 * goal is and something else is not; undefined where some TCP or UDP is not open, or everything is.
 */
export function portsOnlyText(goal: ServiceSet, open: ServiceSet, services: ServiceSetStore): string | undefined {
  const missing = services.subtract(goal, open)
  if (missing === services.none) return undefined
  if (services.intersect(missing, services.protocols([TCP, TCP, UDP, UDP])) !== services.none) return undefined
  const numbers = protocolsOf(missing)
  const inOrder = [...FIRST.filter((one) => numbers.includes(one)), ...numbers.filter((one) => !FIRST.includes(one))]
  const shown = inOrder.length <= NAMED_MAX + 1 ? inOrder : inOrder.slice(0, NAMED_MAX)
  const left = inOrder.length - shown.length
  const names = shown.map((number) => {
    const isPartlyOpen = services.intersect(open, services.protocols([number, number])) !== services.none
    return nameOf(number, isPartlyOpen)
  })
  return `all TCP and UDP, but not ${names.join(', ')}${left > 0 ? ` and ${left} other protocols` : ''}`
}

function protocolsOf(set: ServiceSet): number[] {
  return [...set.children.keys()].flatMap((i) => {
    const first = set.bounds[2 * i] ?? 0
    return Array.from({ length: (set.bounds[2 * i + 1] ?? -1) - first + 1 }, (_, more) => first + more)
  })
}

function nameOf(number: number, isPartlyOpen: boolean): string {
  const name = protocolName(number)
  const shown = NAMES.get(number) ?? (/^\d+$/.test(name) ? `protocol ${name}` : name.toUpperCase())
  if (!isPartlyOpen) return shown
  return `every ${shown} ${isPortProtocol(number) ? 'port' : 'type'}`
}

const NAMES: ReadonlyMap<number, string> = new Map([[ICMPV6, 'ICMPv6']])
