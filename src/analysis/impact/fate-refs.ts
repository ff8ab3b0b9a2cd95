import { familyOf } from '../../model/address.ts'
import type { Packet } from '../../model/packet.ts'
import { decideStage, stepsOf, uncertainInPlay } from '../../reach/first-match.ts'
import type { Way } from '../../reach/ways.ts'
import type { Inquiry } from '../access.ts'
import type { Fate } from '../impact-result.ts'
import { refusalOn } from '../refusal.ts'
import type { RuleRef } from '../result.ts'
import { distinctRefs } from '../rule-ref.ts'

/** The lines that give a packet its fate: what refuses it, what permits it firewall by firewall, or what leaves it open. */
export function refsOfFate(inquiry: Inquiry, ways: readonly Way[], packet: Packet, fate: Fate): RuleRef[] {
  if (fate === 'denied') {
    const [way] = ways
    const refused = way === undefined ? undefined : refusalOn(inquiry, way, packet, 'access')
    return refused === undefined ? [] : [refused]
  }
  if (fate === 'permitted') return distinctRefs((ways[0] ?? []).flatMap((hop) => permitsOf(inquiry, [hop], packet)))
  const undecided = ways.flat().flatMap(({ firewall, ingress, egress }) => {
    const passage = firewall.passage(ingress, egress, familyOf(packet.source))
    return uncertainInPlay(stepsOf(passage, packet), inquiry.network.sets).map((one) =>
      inquiry.refs.of(firewall, one, packet),
    )
  })
  return distinctRefs(undecided)
}

function permitsOf({ network, refs }: Inquiry, way: Way, packet: Packet): RuleRef[] {
  return way.flatMap(({ firewall, ingress, egress }) =>
    firewall
      .passage(ingress, egress, familyOf(packet.source))
      .filter(({ concern, isGate }) => concern === undefined && isGate !== true)
      .map((stage) => refs.of(firewall, decideStage(stage, packet, network.sets, 'pessimistic').decider, packet)),
  )
}
