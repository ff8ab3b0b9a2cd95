import type { Packet } from '../../model/packet.ts'
import type { Told } from '../../reach/difference/difference.ts'
import type { FlowStep } from '../../reach/difference/flows.ts'
import { seenPacket } from '../../reach/difference/view.ts'
import { certainBehindUncertain, decideStage, uncertainInPlay } from '../../reach/first-match.ts'
import type { Reading } from '../../reach/reading.ts'
import type { Inquiry } from '../access.ts'
import type { RuleRef } from '../result.ts'
import { distinctRefs, statementRef } from '../rule-ref.ts'

/** The lines that give a packet its fate: what refuses it, what permits it firewall by firewall, or what leaves it open. */
export function refsOfFate(inquiry: Inquiry, { fate, flow }: Told, packet: Packet): RuleRef[] {
  const [way] = flow.ways
  if (fate === 'denied') {
    const refused = (way?.steps ?? []).find((step) => decisionOf(inquiry, step, packet, 'optimistic').action === 'deny')
    return refused === undefined ? [] : [refOf(inquiry, refused, packet, 'optimistic')]
  }
  if (fate !== 'open') {
    const lists = (way?.steps ?? []).filter(({ stage }) => stage.concern === undefined && stage.isGate !== true)
    return distinctRefs(lists.map((step) => refOf(inquiry, step, packet, 'pessimistic')))
  }
  const undecided = flow.ways.flatMap(({ steps, translations }) => [
    ...steps.flatMap(({ firewall, stage, view }) => {
      const here = seenPacket(packet, view)
      return uncertainInPlay([{ stage, packet: here }], inquiry.network.sets).map((one) =>
        inquiry.refs.of(firewall, one, here),
      )
    }),
    ...translations
      .filter(({ uncertain }) => uncertain !== undefined)
      .map(({ firewall, line, uncertain }) => statementRef(firewall, line, uncertain)),
  ])
  return distinctRefs(undecided)
}

/** The lines that decide a packet if none of those does that leave it open. */
export function refsBehindOpen(inquiry: Inquiry, { flow }: Told, packet: Packet): RuleRef[] {
  const steps = flow.ways.flatMap((way) => way.steps)
  return distinctRefs(
    steps.flatMap(({ firewall, stage, view }) => {
      const here = seenPacket(packet, view)
      const decider = certainBehindUncertain({ stage, packet: here }, inquiry.network.sets)
      return decider === undefined ? [] : [inquiry.refs.of(firewall, decider, here)]
    }),
  )
}

/** The lines whose inspection may alter the packet. */
export function inspectionRefs(inquiry: Inquiry, { flow, isInspected }: Told, packet: Packet): RuleRef[] {
  if (!isInspected) return []
  const inspecting = flow.ways
    .flatMap(({ inspections }) => inspections)
    .filter((step) => decisionOf(inquiry, step, packet, 'pessimistic').action === 'deny')
  return distinctRefs(inspecting.map((step) => refOf(inquiry, step, packet, 'pessimistic')))
}

function decisionOf({ network }: Inquiry, { stage, view }: FlowStep, packet: Packet, reading: Reading) {
  return decideStage(stage, seenPacket(packet, view), network.sets, reading)
}

function refOf(inquiry: Inquiry, step: FlowStep, packet: Packet, reading: Reading): RuleRef {
  const { decider } = decisionOf(inquiry, step, packet, reading)
  return inquiry.refs.of(step.firewall, decider, seenPacket(packet, step.view))
}
