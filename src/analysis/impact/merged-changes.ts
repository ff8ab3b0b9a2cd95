import { hasAddress } from '../../model/address-set.ts'
import type { Packet } from '../../model/packet.ts'
import { intersectBox, mergeBoxes, type PacketBox } from '../../model/packet-box.ts'
import type { ServiceSetStore } from '../../model/service-set.ts'
import type { SetStore } from '../../model/set-store.ts'
import type { Changed, Told } from '../../reach/difference/difference.ts'
import type { Budget } from '../../reach/difference/permitted-boxes.ts'

/** A box as large as can be told, and the changes that make it up. */
export interface MergedChange {
  readonly box: PacketBox
  readonly members: readonly [Member, ...Member[]]
}

/** A change, and the part of the box that it is about. */
export interface Member {
  readonly changed: Changed
  readonly box: PacketBox
}

/** Changes of one kind as few disjoint boxes; different statements of translation may share one. Throws OverBudget. */
export function blocksOf(changes: readonly Changed[], sets: SetStore, budget: Budget): readonly MergedChange[] {
  const kinds = new Map<string, Changed[]>()
  for (const changed of changes) {
    const key = JSON.stringify([kindOf(changed.was), kindOf(changed.is), changed.cause ?? ''])
    const known = kinds.get(key)
    if (known === undefined) kinds.set(key, [changed])
    else known.push(changed)
  }
  return Array.from(kinds.values()).flatMap((members) =>
    mergeBoxes(
      members.map(({ box }) => box),
      sets,
    ).flatMap((box): MergedChange[] => {
      budget.spend(members.length)
      const [first, ...more] = members.flatMap((changed): Member[] => {
        const shared = intersectBox(changed.box, box, sets.services)
        return shared === undefined ? [] : [{ changed, box: shared }]
      })
      return first === undefined ? [] : [{ box, members: [first, ...more] }]
    }),
  )
}

function kindOf({ fate, flow, isInspected }: Told): readonly unknown[] {
  const passes = fate === 'altered' || fate === 'open'
  const what = passes ? flow.ways.map(({ translations }) => translations.map((one) => one.what)) : []
  return [fate, flow.zone ?? null, isInspected, what]
}

export function holdsPacket(box: PacketBox, packet: Packet, services: ServiceSetStore): boolean {
  return (
    hasAddress(box.source, packet.source) &&
    hasAddress(box.destination, packet.destination) &&
    services.space.contains(box.services, [packet.protocol, packet.destinationField, packet.sourceField])
  )
}
