import { type Address, formatAddress } from '../../../src/model/address.ts'
import { type AddressRanges, hasAddress } from '../../../src/model/address-set.ts'
import type { Redirection, SourceTranslation } from '../../../src/model/firewall.ts'
import type { Packet } from '../../../src/model/packet.ts'
import { isForward, isReverse, type NatRule } from './nat-rule.ts'
import { altersPeerPort, fitsPorts, isMoved, OTHER_SOURCE_PORT } from './nat-services.ts'
import { counterpart, lowestOf, sizeOf } from './positions.ts'

/** Where a packet that enters by an interface goes: the first statement that knows its destination decides. */
export function redirect(rules: readonly NatRule[], ingress: string, packet: Packet): Redirection | undefined {
  for (const [i, rule] of rules.entries()) {
    const found = fromMappedSide(rule, ingress, packet) ?? fromRealSide(rule, ingress, packet)
    if (found === 'kept') return undefined
    if (found === undefined) continue
    const other = rules.slice(0, i).find((earlier) => answersBy(earlier, ingress, found))
    if (other === undefined) return found
    const reason = `the answer meets line ${other.line} first, and a connection whose two ways meet different statements may be dropped (305013)`
    if (found.uncertain === undefined) return { ...found, uncertain: reason, isSettled: true }
    return { ...found, uncertain: `${found.uncertain}; ${reason}` }
  }
  return undefined
}

/** Whether a statement is about the answers that the real host sends back. */
function answersBy(rule: NatRule, ingress: string, { packet, egress }: Redirection): boolean {
  const { real, peerMapped, port, peerPort } = rule
  if (port !== undefined || !isForward(rule, egress ?? rule.realInterface, ingress)) return false
  if (peerPort !== undefined && (packet.protocol !== peerPort.protocol || packet.sourceField !== peerPort.mapped))
    return false
  return hasAddress(real.most, packet.destination) && hasAddress(peerMapped.most, packet.source)
}

function fromMappedSide(rule: NatRule, ingress: string, packet: Packet): Redirection | 'kept' | undefined {
  const { kind, mapped, real, port, peerReal } = rule
  if (kind === 'dynamic' || mapped === undefined || rule.outboundOnly) return undefined
  if (rule.mappedInterface !== 'any' && rule.mappedInterface !== ingress) return undefined
  if (!hasAddress(mapped, packet.destination) || !hasAddress(peerReal.most, packet.source)) return undefined
  if (!fitsPorts(rule, 'reverse', packet)) return undefined
  if (kind === 'identity') return 'kept'
  const destination = counterpart(packet.destination, mapped, real.most)
  const uncertain = whyOpen(rule, [...peerReal.reasons, ...real.reasons], destination)
  if (destination === packet.destination && !isMoved(port) && rule.altersServices !== true) return 'kept'
  return {
    packet: {
      ...packet,
      destination: destination ?? packet.destination,
      destinationField: port?.real ?? packet.destinationField,
    },
    ...(rule.realInterface === 'any' ? {} : { egress: rule.realInterface }),
    line: rule.line,
    ...(uncertain === undefined ? {} : { uncertain }),
  }
}

/** Translated hosts may know their peers by other addresses. */
function fromRealSide(rule: NatRule, ingress: string, packet: Packet): Redirection | undefined {
  const { real, peerMapped, peerReal, peerTranslated, peerPort } = rule
  if (!peerTranslated || !fitsPorts(rule, 'forward', packet)) return undefined
  if (rule.realInterface !== 'any' && rule.realInterface !== ingress) return undefined
  if (!hasAddress(real.most, packet.source) || !hasAddress(peerMapped.most, packet.destination)) return undefined
  const destination = counterpart(packet.destination, peerMapped.most, peerReal.most)
  const uncertain = whyOpen(rule, [...real.reasons, ...peerMapped.reasons], destination)
  return {
    packet: {
      ...packet,
      destination: destination ?? packet.destination,
      destinationField: peerPort?.real ?? packet.destinationField,
    },
    ...(rule.mappedInterface === 'any' ? {} : { egress: rule.mappedInterface }),
    line: rule.line,
    ...(uncertain === undefined ? {} : { uncertain }),
  }
}

function whyOpen(rule: NatRule, reasons: readonly string[], destination: Address | undefined): string | undefined {
  const all = [...rule.conditions, ...reasons]
  if (destination === undefined) all.push('several addresses share one, so which host is meant is not in the text')
  return all.length === 0 ? undefined : all.join('; ')
}

/**
 * What the source of a packet becomes on its way out. `packet` has its real destination, `arrival` the one that it was
 * sent to. A statement with a `destination` clause matches what was sent, as it translates both ends together.
 */
export function translateSource(
  rules: readonly NatRule[],
  ingress: string,
  egress: string,
  packet: Packet,
  arrival: Packet,
): SourceTranslation | undefined {
  for (const rule of rules) {
    const found = ofHost(rule, ingress, egress, packet, arrival) ?? ofPeer(rule, ingress, egress, packet, arrival)
    if (found === 'kept') return undefined
    if (found !== undefined) return found
  }
  return undefined
}

function ofHost(
  rule: NatRule,
  ingress: string,
  egress: string,
  packet: Packet,
  arrival: Packet,
): SourceTranslation | 'kept' | undefined {
  const { kind, real, mapped, mappedText, peerMapped, peerReal, hasPeers, port } = rule
  if (!isForward(rule, ingress, egress)) return undefined
  if (!hasAddress(real.most, arrival.source) || !hasAddress(peerMapped.most, arrival.destination)) return undefined
  if (hasPeers && landsElsewhere(arrival, packet, peerMapped.most, peerReal.most)) return undefined
  if (!fitsPorts(rule, 'forward', arrival)) return undefined
  if (kind === 'identity') return 'kept'
  const to = mapped === undefined ? undefined : sentAs(kind, arrival.source, real.most, mapped)
  const isOtherPort = to === arrival.source && (isMoved(port) || rule.altersServices === true)
  const reasons = [...rule.conditions, ...real.reasons, ...peerMapped.reasons]
  return {
    to: isOtherPort ? OTHER_SOURCE_PORT : to === undefined ? mappedText : formatAddress(to),
    line: rule.line,
    ...(reasons.length === 0 ? {} : { uncertain: reasons.join('; ') }),
  }
}

/** Whether another statement sent the packet to another host than this one would have. */
function landsElsewhere(arrival: Packet, packet: Packet, mapped: AddressRanges, real: AddressRanges): boolean {
  const own = counterpart(arrival.destination, mapped, real)
  return own !== undefined && own !== packet.destination
}

function ofPeer(
  rule: NatRule,
  ingress: string,
  egress: string,
  packet: Packet,
  arrival: Packet,
): SourceTranslation | 'kept' | undefined {
  const { kind, real, mapped, peerMapped, peerReal, peerTranslated, hasPeers } = rule
  if (!hasPeers || !isReverse(rule, ingress, egress) || !fitsPorts(rule, 'reverse', arrival)) return undefined
  const known = kind === 'identity' ? real.most : (mapped ?? real.most)
  if (!hasAddress(peerReal.most, packet.source) || !hasAddress(known, arrival.destination)) return undefined
  if (landsElsewhere(arrival, packet, known, real.most)) return undefined
  if (!peerTranslated) return 'kept'
  const to = counterpart(packet.source, peerReal.most, peerMapped.most)
  const told = to === undefined ? 'an address of the statement' : formatAddress(to)
  const uncertain = rule.conditions.join('; ')
  return {
    to: to === packet.source && altersPeerPort(rule) ? OTHER_SOURCE_PORT : told,
    line: rule.line,
    ...(uncertain === '' ? {} : { uncertain }),
  }
}

/** A static translation has one address for each host, and a dynamic one may have one for all. */
function sentAs(kind: NatRule['kind'], host: Address, real: AddressRanges, mapped: AddressRanges): Address | undefined {
  if (kind === 'static') return counterpart(host, real, mapped)
  return sizeOf(mapped) === 1n ? lowestOf(mapped) : undefined
}
