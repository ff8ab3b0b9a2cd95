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

/** Whether answers to a packet that was let through pass with its connection, without asking any list. */
export function keepsConnection(firewall: Firewall, request: Packet): boolean {
  return firewall.keepsState?.(request) !== false
}

/** What becomes of an answer that is no part of a connection: the translation of its request turns it back, so only the lists are asked. */
export function decideAnswer(
  firewall: Firewall,
  ingress: string,
  egress: string,
  answer: Packet,
  sets: SetStore,
  reading: Reading,
): Decision {
  const passage = firewall
    .passage(ingress, egress, familyOf(answer.source))
    .filter(({ concern }) => concern === undefined)
  return decideSteps(stepsAcross(passage, answer), sets, reading)
}
