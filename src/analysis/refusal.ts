import { familyOf } from '../model/address.ts'
import type { Packet } from '../model/packet.ts'
import { decideSteps } from '../reach/first-match.ts'
import { type Purpose, stageFor } from '../reach/purpose.ts'
import type { Way } from '../reach/way.ts'
import type { Inquiry } from './access.ts'
import type { RuleRef } from './result.ts'

/** What certainly refuses a packet on a way; undefined where nothing does. */
export function refusalOn({ network, refs }: Inquiry, way: Way, packet: Packet, purpose: Purpose): RuleRef | undefined {
  for (const { firewall, ingress, egress } of way) {
    const stages = firewall.passage(ingress, egress, familyOf(packet.source)).map((stage) => stageFor(stage, purpose))
    const steps = stages.filter((stage) => stage !== undefined).map((stage) => ({ stage, packet }))
    if (steps.length === 0) continue
    const { action, decider } = decideSteps(steps, network.sets, 'optimistic')
    if (action === 'deny') return refs.of(firewall, decider, packet)
  }
  return undefined
}
