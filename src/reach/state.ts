import { familyOf } from '../model/address.ts'
import type { Firewall } from '../model/firewall.ts'
import type { Packet } from '../model/packet.ts'
import { ICMP, ICMPV6 } from '../model/protocol.ts'
import { isIcmp } from '../model/service-set.ts'
import type { SetStore } from '../model/set-store.ts'
import { type Decision, decideSteps, stepsAcross } from './first-match.ts'
import type { Reading } from './reading.ts'

/** Types of requests by the type of their answer: echo, timestamp, information and mask of ICMP; echo of ICMPv6. */
const REQUESTS: ReadonlyMap<number, ReadonlyMap<number, number>> = new Map([
  [
    ICMP,
    new Map([
      [0, 8],
      [14, 13],
      [16, 15],
      [18, 17],
    ]),
  ],
  [ICMPV6, new Map([[129, 128]])],
])

/** The packet that an answer belongs to; undefined for an ICMP type that answers nothing. */
export function requestOf(reply: Packet): Packet | undefined {
  const { protocol, source, destination, sourceField, destinationField } = reply
  const turned = { protocol, source: destination, destination: source }
  if (!isIcmp(protocol)) return { ...turned, sourceField: destinationField, destinationField: sourceField }
  const type = REQUESTS.get(protocol)?.get(destinationField)
  return type === undefined ? undefined : { ...turned, sourceField, destinationField: type }
}

/** The usual answer to a packet; undefined where there is none. */
export function replyTo(request: Packet): Packet | undefined {
  const { protocol, source, destination, sourceField, destinationField } = request
  const turned = { protocol, source: destination, destination: source }
  if (!isIcmp(protocol)) return { ...turned, sourceField: destinationField, destinationField: sourceField }
  for (const [reply, type] of REQUESTS.get(protocol) ?? []) {
    if (type === destinationField) return { ...turned, sourceField, destinationField: reply }
  }
  return undefined
}

export type ReplyDecision = Decision | { readonly action: 'permit'; readonly decider: 'connection' }

/**
 * What becomes of an answer that enters by `ingress`: it passes with its connection if the firewall keeps one and let
 * the request through, else the lists decide it like any other packet.
 */
export function decideReply(
  firewall: Firewall,
  ingress: string,
  egress: string,
  reply: Packet,
  sets: SetStore,
  reading: Reading,
): ReplyDecision {
  const family = familyOf(reply.source)
  const request = requestOf(reply)
  if (request !== undefined && firewall.keepsState?.(request) !== false) {
    const steps = stepsAcross(firewall.passage(egress, ingress, family), request)
    if (decideSteps(steps, sets, reading).action === 'permit') return { action: 'permit', decider: 'connection' }
  }
  // The translation of the request turns its answer back, so only the lists are asked.
  const passage = firewall.passage(ingress, egress, family).filter(({ concern }) => concern === undefined)
  return decideSteps(stepsAcross(passage, reply), sets, reading)
}
