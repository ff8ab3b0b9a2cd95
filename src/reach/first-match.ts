import type { Otherwise, Passage, Stage } from '../model/firewall.ts'
import type { Packet } from '../model/packet.ts'
import type { RuleTable } from '../model/rule-table.ts'
import type { SetStore } from '../model/set-store.ts'
import { effectOfEnd, effectOfRow, isEndUncertain, type Reading } from './reading.ts'

/** What decided a packet at one stage: a row of a table, or what applies when none matches. */
export type Decider =
  | { readonly kind: 'row'; readonly table: RuleTable; readonly row: number }
  | { readonly kind: 'end'; readonly stage: Stage; readonly otherwise: Otherwise }

export interface Decision {
  readonly action: 'permit' | 'deny'
  readonly decider: Decider
}

/** Whether a row's product holds the packet. */
export function rowHolds(table: RuleTable, row: number, packet: Packet, sets: SetStore): boolean {
  return (
    sets.addresses.contains(table.sourceSet(row), packet.source) &&
    sets.addresses.contains(table.destinationSet(row), packet.destination) &&
    sets.services.space.contains(sets.services.byId(table.serviceSet(row)), [
      packet.protocol,
      packet.destinationField,
      packet.sourceField,
    ])
  )
}

/** The plain engine, row by row; the fast one is held against it. */
export function decideStage(stage: Stage, packet: Packet, sets: SetStore, reading: Reading): Decision {
  for (const table of stage.tables) {
    for (let row = 0; row < table.rowCount; row++) {
      const action = effectOfRow(table, row, reading)
      if (action !== undefined && rowHolds(table, row, packet, sets)) {
        return { action, decider: { kind: 'row', table, row } }
      }
    }
  }
  return {
    action: effectOfEnd(stage.otherwise, reading),
    decider: { kind: 'end', stage, otherwise: stage.otherwise },
  }
}

/** A stage and the packet as the stage sees it. */
export interface Step {
  readonly stage: Stage
  readonly packet: Packet
}

/** A packet as it arrives and as it leaves, where translation makes it differ from the packet with real addresses. */
export interface Ends {
  /** Given if translation redirected the packet. */
  readonly arrival?: Packet
  /** Given if its source is translated; undefined stands for one of several addresses. */
  readonly departure?: { readonly packet: Packet | undefined }
}

/**
 * The steps by which a connection is let through or not, leaving aside whether it is altered. Of a packet that was
 * redirected nobody asks whether the host's own address would have reached it.
 */
export function stepsAcross(passage: Passage, packet: Packet, { arrival, departure }: Ends = {}): readonly Step[] {
  return passage
    .filter((stage) => !isAboutAlteration(stage) && (stage.concern !== 'own-address' || arrival === undefined))
    .map((stage) => {
      if (stage.readsArrival === true) return { stage, packet: arrival ?? packet }
      if (stage.readsDeparture !== true || departure === undefined) return { stage, packet }
      if (departure.packet !== undefined) return { stage, packet: departure.packet }
      return { stage: stage.published?.() ?? stage, packet }
    })
}

/** Whether the stage asks if packets arrive as they were sent, which refuses none. */
export function isAboutAlteration({ concern }: Stage): boolean {
  return concern === 'untranslated' || concern === 'unaltered'
}

/** A packet's fate: the first stage that denies it, else the first stage's permit. */
export function decideSteps(steps: readonly Step[], sets: SetStore, reading: Reading): Decision {
  let first: Decision | undefined
  for (const { stage, packet } of steps) {
    const decision = decideStage(stage, packet, sets, reading)
    if (decision.action === 'deny') return decision
    first ??= decision
  }
  if (first === undefined) throw new RangeError('a passage has at least one stage')
  return first
}

/** The uncertain rows and ends that may decide the packet, in order: those before the first certain match. */
export function uncertainInPlay(steps: readonly Step[], sets: SetStore): Decider[] {
  return steps.flatMap(({ stage, packet }) => uncertainAtStage(stage, packet, sets))
}

/** What decides the packet at a stage if no uncertain row does; undefined where none may. */
export function certainBehindUncertain({ stage, packet }: Step, sets: SetStore): Decider | undefined {
  let isOpen = false
  for (const table of stage.tables) {
    for (let row = 0; row < table.rowCount; row++) {
      if (!rowHolds(table, row, packet, sets)) continue
      if (!table.isUncertain(row)) return isOpen ? { kind: 'row', table, row } : undefined
      isOpen = true
    }
  }
  return isOpen && !isEndUncertain(stage.otherwise) ? { kind: 'end', stage, otherwise: stage.otherwise } : undefined
}

function uncertainAtStage(stage: Stage, packet: Packet, sets: SetStore): Decider[] {
  const found: Decider[] = []
  for (const table of stage.tables) {
    for (let row = 0; row < table.rowCount; row++) {
      if (!rowHolds(table, row, packet, sets)) continue
      if (!table.isUncertain(row)) return found
      found.push({ kind: 'row', table, row })
    }
  }
  if (isEndUncertain(stage.otherwise)) found.push({ kind: 'end', stage, otherwise: stage.otherwise })
  return found
}
