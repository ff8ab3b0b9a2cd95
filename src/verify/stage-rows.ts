import type { Address } from '../model/address.ts'
import type { Box } from '../model/certificate.ts'
import type { Stage } from '../model/firewall.ts'
import type { RuleTable } from '../model/rule-table.ts'
import { boxesOf } from '../model/service-boxes.ts'
import type { SetStore } from '../model/set-store.ts'

/** A row that holds a pair of addresses, and its place in the stage. */
export interface TouchingRow {
  readonly table: RuleTable
  readonly tableIndex: number
  readonly row: number
}

/** The rows of stages by the pair of addresses that they hold, found by going through all of them. */
export class StageRows {
  readonly #sets: SetStore
  readonly #bySource = new Map<RuleTable, Map<Address, readonly number[]>>()
  readonly #boxes = new Map<number, readonly Box[]>()

  constructor(sets: SetStore) {
    this.#sets = sets
  }

  /** In the order in which the stage reads them. */
  of(stage: Stage, source: Address, destination: Address): TouchingRow[] {
    return stage.tables.flatMap((table, tableIndex) =>
      this.#fromSource(table, source)
        .filter((row) => this.#sets.addresses.contains(table.destinationSet(row), destination))
        .map((row) => ({ table, tableIndex, row })),
    )
  }

  boxes({ table, row }: TouchingRow): readonly Box[] {
    const id = table.serviceSet(row)
    const known = this.#boxes.get(id)
    if (known !== undefined) return known
    const boxes = boxesOf(this.#sets.services.byId(id), this.#sets.services)
    this.#boxes.set(id, boxes)
    return boxes
  }

  #fromSource(table: RuleTable, source: Address): readonly number[] {
    const ofTable = this.#bySource.get(table) ?? new Map<Address, readonly number[]>()
    this.#bySource.set(table, ofTable)
    const known = ofTable.get(source)
    if (known !== undefined) return known
    const rows: number[] = []
    for (let row = 0; row < table.rowCount; row++) {
      if (this.#sets.addresses.contains(table.sourceSet(row), source)) rows.push(row)
    }
    ofTable.set(source, rows)
    return rows
  }
}

/** What a row does whatever is true: a certain permit or deny; anything else may do either, or nothing. */
export function sureAction({ table, row }: TouchingRow): 'permit' | 'deny' | undefined {
  const action = table.action(row)
  return table.isUncertain(row) || action === 'unknown' ? undefined : action
}

/** Whether a row could let a packet through. */
export function mayPermit({ table, row }: TouchingRow): boolean {
  return table.action(row) !== 'deny'
}

/** Whether a row could refuse a packet. */
export function mayDeny({ table, row }: TouchingRow): boolean {
  return table.action(row) !== 'permit'
}
