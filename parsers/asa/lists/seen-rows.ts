import type { RuleTable } from '../../../src/model/rule-table.ts'

/**
 * Finds entries that say what an earlier entry of the list says; the device does not store those. Open addressing over
 * row numbers, so that a million rows cost a few megabytes and no objects.
 */
export class SeenRows {
  readonly #table: RuleTable
  #slots: Int32Array
  #count = 0

  /** `rowsExpected` saves growing; more rows are all right. */
  constructor(table: RuleTable, rowsExpected: number) {
    this.#table = table
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * rowsExpected + 16))).fill(-1)
  }

  /** Whether the rows from `first` on repeat an earlier entry of as many rows; if not they are remembered. */
  isRepeated(first: number, rowCount: number): boolean {
    const mask = this.#slots.length - 1
    let slot = this.#hash(first) & mask
    for (let row = this.#slots[slot]!; row >= 0; row = this.#slots[slot]!) {
      if (this.#sameEntry(row, first, rowCount)) return true
      slot = (slot + 1) & mask
    }
    this.#slots[slot] = first
    if (2 * ++this.#count > this.#slots.length) this.#grow()
    return false
  }

  #sameEntry(a: number, b: number, rowCount: number): boolean {
    const table = this.#table
    for (let i = 0; i < rowCount; i++) {
      if (!this.#sameRow(a + i, b + i)) return false
      if (i > 0 && table.line(a + i) !== table.line(a)) return false
    }
    return a + rowCount > b - 1 || table.line(a + rowCount) !== table.line(a)
  }

  #sameRow(a: number, b: number): boolean {
    const table = this.#table
    return (
      table.sourceSet(a) === table.sourceSet(b) &&
      table.destinationSet(a) === table.destinationSet(b) &&
      table.serviceSet(a) === table.serviceSet(b) &&
      table.action(a) === table.action(b) &&
      table.uncertainty(a) === table.uncertainty(b) &&
      table.basis(a) === table.basis(b)
    )
  }

  #hash(row: number): number {
    const table = this.#table
    let h = Math.imul(table.sourceSet(row) / 8, 0x2c1b3c6d)
    h = Math.imul(h ^ (h >>> 15) ^ (table.destinationSet(row) / 8), 0x297a2d39)
    h = Math.imul(h ^ (h >>> 13) ^ table.serviceSet(row), 0x165667b1)
    return (h ^ (h >>> 16)) >>> 0
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Int32Array(2 * old.length).fill(-1)
    const mask = this.#slots.length - 1
    for (const row of old) {
      if (row < 0) continue
      let slot = this.#hash(row) & mask
      while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask
      this.#slots[slot] = row
    }
  }
}
