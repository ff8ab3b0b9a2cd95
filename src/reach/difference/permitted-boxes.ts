import { numberRanges } from '../../algebra/ranges.ts'
import { type AddressRanges, type AddressSetId, intersectAddresses, isNoAddress } from '../../model/address-set.ts'
import { append } from '../../model/append.ts'
import type { Stage } from '../../model/firewall.ts'
import { type PacketBox, subtractBox, subtractBoxes } from '../../model/packet-box.ts'
import type { RuleTable } from '../../model/rule-table.ts'
import type { SetStore } from '../../model/set-store.ts'
import { effectOfEnd, effectOfRow, type Reading } from '../reading.ts'
import type { FlowStep, FlowWay } from './flows.ts'
import { seen, sentAs } from './view.ts'

/** Too many steps for an exact answer; what was asked stays open. */
export class OverBudget extends Error {}

/** Counts steps; beyond the budget it throws OverBudget. */
export class Budget {
  #left: number

  constructor(steps: number) {
    this.#left = steps
  }

  spend(steps: number): void {
    this.#left -= steps
    if (this.#left < 0) throw new OverBudget('too many steps')
  }
}

/** What ways permit within a box, as disjoint boxes: over every way for certain, or over some way at most. */
export class PermittedBoxes {
  readonly #sets: SetStore
  readonly #budget: Budget

  constructor(sets: SetStore, budget: Budget) {
    this.#sets = sets
    this.#budget = budget
  }

  over(ways: readonly FlowWay[], box: PacketBox, reading: Reading): readonly PacketBox[] {
    // Without a way nothing is certain and everything is possible.
    if (ways.length === 0) return reading === 'pessimistic' ? [] : [box]
    if (reading === 'pessimistic') {
      let permitted: readonly PacketBox[] = [box]
      for (const { steps, isOpen } of ways) permitted = isOpen ? [] : this.#through(steps, permitted, reading)
      return permitted
    }
    let refused: readonly PacketBox[] = [box]
    const permitted: PacketBox[] = []
    for (const { steps, mayBeOther } of ways) {
      const here = mayBeOther ? refused : this.#through(steps, refused, reading)
      append(permitted, here)
      refused = subtractBoxes(refused, here, this.#sets.services)
    }
    return permitted
  }

  /** What no inspection may alter, on any of the ways. */
  uninspected(ways: readonly FlowWay[], box: PacketBox): readonly PacketBox[] {
    let left: readonly PacketBox[] = [box]
    for (const { inspections } of ways) left = this.#through(inspections, left, 'pessimistic')
    return left
  }

  #through(steps: readonly FlowStep[], boxes: readonly PacketBox[], reading: Reading): readonly PacketBox[] {
    let permitted = boxes
    for (const step of steps) permitted = permitted.flatMap((box) => this.#atStep(step, box, reading))
    return permitted
  }

  /** The stage is asked with the packets as they look there. */
  #atStep({ stage, view }: FlowStep, box: PacketBox, reading: Reading): readonly PacketBox[] {
    const { services } = this.#sets
    return this.#atStage(stage, seen(box, view, services), reading)
      .map((part) => sentAs(part, box, view, services))
      .filter((part) => part !== undefined)
  }

  /** Rows are cut out of the box in their order, until nothing is left. */
  #atStage(stage: Stage, box: PacketBox, reading: Reading): readonly PacketBox[] {
    const { services } = this.#sets
    let open: readonly PacketBox[] = [box]
    const permitted: PacketBox[] = []
    for (const table of stage.tables) {
      for (const row of this.rowsTouching(table, box)) {
        const effect = effectOfRow(table, row, reading)
        if (effect === undefined) continue
        const cut = rowBox(table, row, this.#sets)
        this.#budget.spend(open.length)
        const left: PacketBox[] = []
        for (const one of open) {
          const rest = subtractBox(one, cut, services)
          if (rest.length === 1 && rest[0] === one) {
            left.push(one)
            continue
          }
          append(left, rest)
          if (effect === 'permit') permitted.push(sharedPart(one, cut, this.#sets))
        }
        open = left
        if (open.length === 0) return permitted
      }
    }
    return effectOfEnd(stage.otherwise, reading) === 'permit' ? [...permitted, ...open] : permitted
  }

  /** The rows of which the product holds some packet of the box, in their order. */
  rowsTouching(table: RuleTable, box: PacketBox): readonly number[] {
    const { addresses, services } = this.#sets
    this.#budget.spend(table.rowCount >> 4)
    const rows: number[] = []
    const known = { source: new Map<AddressSetId, boolean>(), destination: new Map<AddressSetId, boolean>() }
    const meets = (side: 'source' | 'destination', id: AddressSetId): boolean => {
      const own = box[side]
      if (addresses.isPrefix4(id))
        return numberRanges.meets(own.v4, addresses.firstOfPrefix(id), addresses.lastOfPrefix(id))
      const seen = known[side].get(id)
      if (seen !== undefined) return seen
      const found = !isNoAddress(intersectAddresses(addresses.get(id), own))
      known[side].set(id, found)
      return found
    }
    for (let row = 0; row < table.rowCount; row++) {
      if (!meets('source', table.sourceSet(row)) || !meets('destination', table.destinationSet(row))) continue
      if (services.intersect(services.byId(table.serviceSet(row)), box.services) !== services.none) rows.push(row)
    }
    return rows
  }
}

/** The product of a row. */
export function rowBox(table: RuleTable, row: number, { addresses, services }: SetStore): PacketBox {
  return {
    source: addresses.get(table.sourceSet(row)),
    destination: addresses.get(table.destinationSet(row)),
    services: services.byId(table.serviceSet(row)),
  }
}

function sharedPart(box: PacketBox, cut: PacketBox, { services }: SetStore): PacketBox {
  const source: AddressRanges = intersectAddresses(box.source, cut.source)
  const destination: AddressRanges = intersectAddresses(box.destination, cut.destination)
  return { source, destination, services: services.intersect(box.services, cut.services) }
}
