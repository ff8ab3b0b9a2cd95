import { uncommonItems } from '../../algebra/common-items.ts'
import type { Family } from '../../model/address.ts'
import type { AddressRanges } from '../../model/address-set.ts'
import type { Stage } from '../../model/firewall.ts'
import type { RuleTable } from '../../model/rule-table.ts'
import type { SetStore } from '../../model/set-store.ts'
import { isStageUncertain } from '../host-pairs.ts'
import { isEndUncertain } from '../reading.ts'
import type { Way } from '../ways.ts'
import { intersectBox, mergeBoxes, type PacketBox, subtractBoxes } from './packet-box.ts'
import { type Budget, PermittedBoxes, rowBox } from './permitted-boxes.ts'

/** What can be said of a packet: it passes for certain, it is refused for certain, or the input does not say. */
export type Fate = 'permitted' | 'denied' | 'open'

/** Packets of which the same was true before and the same is true now. */
export interface Changed {
  readonly was: Fate
  readonly is: Fate
  readonly box: PacketBox
}

/** Addresses of one family on each side, with the ways between them before and after. */
export interface Compared {
  readonly source: AddressRanges
  readonly destination: AddressRanges
  readonly family: Family
  readonly before: readonly Way[]
  readonly after: readonly Way[]
}

/**
 * The exact difference between two rule sets that share one store of sets. Only packets that meet a row which the two sides do not have in
 * common, in the same order, can differ; those are decided on both sides, in both readings.
 */
export class DifferenceFinder {
  readonly #sets: SetStore
  readonly #budget: Budget
  readonly #permitted: PermittedBoxes
  readonly #regions = new Map<Stage, Map<Stage, Region>>()

  constructor(sets: SetStore, budget: Budget) {
    this.#sets = sets
    this.#budget = budget
    this.#permitted = new PermittedBoxes(sets, budget)
  }

  /** Everything that differs, merged. Throws OverBudget. */
  between(compared: Compared): readonly Changed[] {
    const { services } = this.#sets
    const whole: PacketBox = { source: compared.source, destination: compared.destination, services: services.all }
    const region = this.#regionOf(compared)
    const boxes =
      region === 'everything'
        ? [whole]
        : region.map((box) => intersectBox(box, whole, services)).filter((box) => box !== undefined)
    const found = new Map<string, { was: Fate; is: Fate; boxes: PacketBox[] }>()
    const done: PacketBox[] = []
    for (const box of mergeBoxes(boxes, this.#sets)) {
      this.#budget.spend(done.length)
      for (const rest of subtractBoxes([box], done, services)) {
        for (const changed of this.#within(compared, rest)) {
          const key = `${changed.was} ${changed.is}`
          const known = found.get(key) ?? { was: changed.was, is: changed.is, boxes: [] }
          found.set(key, known)
          known.boxes.push(changed.box)
        }
      }
      done.push(box)
    }
    return Array.from(found.values()).flatMap(({ was, is, boxes }) =>
      mergeBoxes(boxes, this.#sets).map((box) => ({ was, is, box })),
    )
  }

  #within({ family, before, after }: Compared, box: PacketBox): readonly Changed[] {
    const { services } = this.#sets
    const sides = [before, after].map((ways) => {
      const certain = this.#permitted.over(ways, family, box, 'pessimistic')
      // Of several ways some may permit what others refuse.
      const isOpen = ways.length !== 1 || hasUncertain(ways, family)
      return { certain, possible: isOpen ? this.#permitted.over(ways, family, box, 'optimistic') : certain }
    })
    const [old, now] = sides as [Sides, Sides]
    const regions = (side: Sides): Readonly<Record<Fate, readonly PacketBox[]>> => ({
      permitted: side.certain,
      open: side.possible === side.certain ? [] : subtractBoxes(side.possible, side.certain, services),
      denied: subtractBoxes([box], side.possible, services),
    })
    const [was, is] = [regions(old), regions(now)]
    return FATES.flatMap((a) =>
      FATES.filter((b) => a !== b).flatMap((b) =>
        was[a].flatMap((x) => {
          this.#budget.spend(is[b].length)
          return is[b]
            .map((y) => intersectBox(x, y, services))
            .filter((shared) => shared !== undefined)
            .map((shared): Changed => ({ was: a, is: b, box: shared }))
        }),
      ),
    )
  }

  /** Where the two sides can differ at all. */
  #regionOf({ before, after, family }: Compared): Region {
    if (before.length !== after.length) return 'everything'
    const region: PacketBox[] = []
    for (const [w, way] of before.entries()) {
      const [old, now] = [stagesOf(way, family), stagesOf(after[w] ?? [], family)]
      if (old.length !== now.length) return 'everything'
      for (const [s, stage] of old.entries()) {
        const here = this.#regionOfStages(stage, now[s]!)
        if (here === 'everything') return here
        region.push(...here)
      }
    }
    return region
  }

  #regionOfStages(before: Stage, after: Stage): Region {
    const known = this.#regions.get(before)?.get(after)
    if (known !== undefined) return known
    const region = this.#compare(before, after)
    this.#regions.set(before, (this.#regions.get(before) ?? new Map<Stage, Region>()).set(after, region))
    return region
  }

  #compare(before: Stage, after: Stage): Region {
    if (before === after) return []
    const [end, otherEnd] = [before.otherwise, after.otherwise]
    if (end.action !== otherEnd.action || isEndUncertain(end) !== isEndUncertain(otherEnd)) return 'everything'
    const [old, now] = [rowsOf(before), rowsOf(after)]
    const { first, second } = uncommonItems(old.length, now.length, (i, j) => isSameRow(old[i]!, now[j]!))
    const boxOf = ({ table, row }: Row): PacketBox => rowBox(table, row, this.#sets)
    return [...first.map((i) => boxOf(old[i]!)), ...second.map((j) => boxOf(now[j]!))]
  }
}

/** Boxes of packets, or every packet there is. */
type Region = readonly PacketBox[] | 'everything'

interface Sides {
  readonly certain: readonly PacketBox[]
  readonly possible: readonly PacketBox[]
}

const FATES: readonly Fate[] = ['permitted', 'open', 'denied']

interface Row {
  readonly table: RuleTable
  readonly row: number
}

function rowsOf({ tables }: Stage): Row[] {
  return tables.flatMap((table) => Array.from({ length: table.rowCount }, (_, row) => ({ table, row })))
}

function isSameRow(a: Row, b: Row): boolean {
  return (
    a.table.action(a.row) === b.table.action(b.row) &&
    a.table.sourceSet(a.row) === b.table.sourceSet(b.row) &&
    a.table.destinationSet(a.row) === b.table.destinationSet(b.row) &&
    a.table.serviceSet(a.row) === b.table.serviceSet(b.row) &&
    a.table.isUncertain(a.row) === b.table.isUncertain(b.row)
  )
}

function stagesOf(way: Way, family: Family): Stage[] {
  return way.flatMap(({ firewall, ingress, egress }) => firewall.passage(ingress, egress, family))
}

function hasUncertain(ways: readonly Way[], family: Family): boolean {
  return ways.some((way) => stagesOf(way, family).some(isStageUncertain))
}
