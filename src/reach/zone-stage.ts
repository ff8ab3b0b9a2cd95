import type { AddressSetId } from '../model/address-set.ts'
import type { RuleTable } from '../model/rule-table.ts'
import type { ServiceSet, ServiceSetStore } from '../model/service-set.ts'
import { type Side, setOn } from './host-index.ts'
import { effectOfRow, type Reading } from './reading.ts'

/** What is still open and what was denied per segment, at one stage in one reading. */
export class StageSolver {
  readonly #services: ServiceSetStore
  readonly #within: ServiceSet
  readonly #open: ServiceSet[]
  readonly #denied: ServiceSet[]

  /** Only the services of `within` are asked about. */
  constructor(services: ServiceSetStore, segmentCount: number, within: ServiceSet) {
    this.#services = services
    this.#within = within
    this.#open = new Array(segmentCount).fill(within)
    this.#denied = new Array(segmentCount).fill(services.none)
  }

  /** Rows of one effect and one set of addresses that follow each other count as one. */
  apply(
    table: RuleTable,
    rows: readonly number[],
    side: Side,
    runsOf: ReadonlyMap<AddressSetId, readonly number[]>,
    reading: Reading,
  ): void {
    let pending: { effect: 'permit' | 'deny'; id: AddressSetId; services: ServiceSet[] } | undefined
    const flush = (): void => {
      if (pending !== undefined)
        this.#cut(runsOf.get(pending.id)!, unionOf(pending.services, this.#services), pending.effect)
      pending = undefined
    }
    for (const row of rows) {
      const effect = effectOfRow(table, row, reading)
      if (effect === undefined) continue
      const id = setOn(table, row, side)
      const service = this.#services.byId(table.serviceSet(row))
      if (pending?.effect === effect && pending.id === id) pending.services.push(service)
      else {
        flush()
        pending = { effect, id, services: [service] }
      }
    }
    flush()
  }

  /** One row alone, in the optimistic reading; what it permits that no row before it decided, by segment. */
  applyRow(table: RuleTable, row: number, runs: readonly number[]): ReadonlyMap<number, ServiceSet> {
    const gained = new Map<number, ServiceSet>()
    const effect = effectOfRow(table, row, 'optimistic')
    if (effect === undefined) return gained
    const service = this.#services.byId(table.serviceSet(row))
    for (let i = 0; i < runs.length; i += 2) {
      for (let segment = runs[i]!; segment < runs[i + 1]!; segment++) {
        const open = this.#open[segment]!
        const left = this.#services.subtract(open, service)
        if (left === open) continue
        this.#open[segment] = left
        if (effect === 'permit') gained.set(segment, this.#services.intersect(open, service))
      }
    }
    return gained
  }

  /** What no row has decided, by segment. */
  undecided(): ReadonlyMap<number, ServiceSet> {
    return new Map(this.#open.flatMap((set, segment) => (set === this.#services.none ? [] : [[segment, set]])))
  }

  #cut(runs: readonly number[], service: ServiceSet, effect: 'permit' | 'deny'): void {
    const { subtract, intersect, union } = bound(this.#services)
    let [lastOpen, lastDenied, newOpen, newDenied]: (ServiceSet | undefined)[] = []
    for (let i = 0; i < runs.length; i += 2) {
      for (let segment = runs[i]!; segment < runs[i + 1]!; segment++) {
        const open = this.#open[segment]!
        const denied = this.#denied[segment]!
        // Neighbours are mostly in one state, so the last answer serves again.
        if (open !== lastOpen || denied !== lastDenied) {
          lastOpen = open
          lastDenied = denied
          newOpen = subtract(open, service)
          newDenied = effect === 'deny' && newOpen !== open ? union(denied, intersect(open, service)) : denied
        }
        this.#open[segment] = newOpen!
        this.#denied[segment] = newDenied!
      }
    }
  }

  permitted(end: 'permit' | 'deny'): ServiceSet[] {
    return this.#denied.map((denied, segment) =>
      this.#services.subtract(
        this.#within,
        end === 'deny' ? this.#services.union(denied, this.#open[segment]!) : denied,
      ),
    )
  }
}

function bound(services: ServiceSetStore): Pick<ServiceSetStore, 'subtract' | 'intersect' | 'union'> {
  return {
    subtract: (a, b) => services.subtract(a, b),
    intersect: (a, b) => services.intersect(a, b),
    union: (a, b) => services.union(a, b),
  }
}

/** Two by two, so that many small sets are not each joined to an ever larger one. */
function unionOf(sets: readonly ServiceSet[], services: ServiceSetStore): ServiceSet {
  let round = sets
  while (round.length > 1) {
    const joined: ServiceSet[] = []
    for (let i = 0; i < round.length; i += 2) {
      joined.push(i + 1 < round.length ? services.union(round[i]!, round[i + 1]!) : round[i]!)
    }
    round = joined
  }
  return round[0] ?? services.none
}
