import type { Address } from '../../model/address.ts'
import { familyOf } from '../../model/address.ts'
import type { Stage } from '../../model/firewall.ts'
import type { PlacedAddress } from '../../model/network.ts'
import { listOf, type Place } from '../../model/permits-in-front.ts'
import type { RuleTable } from '../../model/rule-table.ts'
import type { ServiceSet } from '../../model/service-set.ts'
import type { Placed } from '../../reach/host-reach.ts'
import type { Inquiry } from '../access.ts'

/** Pairs that one place does not certainly let through. */
export interface Requirement {
  readonly place: Place
  /** Source address → destination addresses. */
  readonly pairs: ReadonlyMap<Address, ReadonlySet<Address>>
}

/** A pair of addresses that must be able to open something. */
export interface Demand {
  readonly from: PlacedAddress
  readonly to: PlacedAddress
  readonly goal: ServiceSet
}

/** A stage whose list or level a permit can be put in front of; others (translation, inspection, …) no permit mends. */
export function placeOf({ hop, what: stage }: Placed<Stage>): Place | undefined {
  if (stage.concern !== undefined || stage.isGate === true) return undefined
  const { firewall, ingress, egress } = hop
  const table = listOf(firewall, stage)
  if (table === undefined && stage.name !== 'security levels') return undefined
  return { firewall, ingress, egress, ...(table === undefined ? {} : { table }) }
}

/** The places that have to let something more through, and for which pairs. */
export function requirementsOf(inquiry: Inquiry, demands: readonly Demand[]): Requirement[] {
  const found = new Map<string, { place: Place; pairs: Map<Address, Set<Address>> }>()
  const tables = new Map<RuleTable, number>()
  for (const [host, ofHost] of bySource(demands)) {
    const goals = ofHost.map(({ goal }) => goal)
    const narrowed = inquiry.reach.narrowedBy(
      host,
      'source',
      ofHost.map(({ to }) => to),
      goals,
    )
    for (const [i, stages] of narrowed.entries()) {
      const to = ofHost[i]?.to
      if (to === undefined) continue
      for (const placed of stages) {
        const place = placeOf(placed)
        if (place === undefined) continue
        const { firewall, ingress, table } = place
        if (table !== undefined && !tables.has(table)) tables.set(table, tables.size)
        const key = JSON.stringify([firewall.name, table === undefined ? ingress : tables.get(table)])
        const known = found.get(key) ?? { place, pairs: new Map<Address, Set<Address>>() }
        found.set(key, known)
        const targets = known.pairs.get(host.address) ?? new Set<Address>()
        known.pairs.set(host.address, targets)
        targets.add(to.address)
      }
    }
  }
  return [...found.values()]
}

function bySource(demands: readonly Demand[]): Map<PlacedAddress, Demand[]> {
  const groups = new Map<PlacedAddress, Demand[]>()
  for (const demand of demands) {
    if (familyOf(demand.from.address) !== familyOf(demand.to.address)) continue
    const group = groups.get(demand.from) ?? []
    groups.set(demand.from, group)
    group.push(demand)
  }
  return groups
}
