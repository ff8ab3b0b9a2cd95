import { numberRanges } from '../../algebra/ranges.ts'
import { type AddressSetId, isNoAddress, subtractAddresses } from '../../model/address-set.ts'
import type { Otherwise } from '../../model/firewall.ts'
import type { Action, RuleTable } from '../../model/rule-table.ts'
import type { ServiceSet } from '../../model/service-set.ts'
import type { SetStore } from '../../model/set-store.ts'
import { intersectBox, type PacketBox, subtractBox } from '../difference/packet-box.ts'
import { rowBox } from '../difference/permitted-boxes.ts'
import { lowerBound } from '../host-index.ts'
import { type PacketPoint, PointIndex } from './point-index.ts'

/** What can be said of a rule among the others of its list. */
export type RuleState =
  | { readonly kind: 'live' }
  /** Nothing reaches the rule: the others, which stand before it, hold all of its packets. */
  | { readonly kind: 'covered'; readonly by: readonly number[] }
  /** What reaches it would fare the same without it, by rules that stand behind it or by the end of the list. */
  | { readonly kind: 'needless'; readonly by: readonly number[] }
  /** The question takes too many steps. */
  | { readonly kind: 'open' }

/** Parts that a rule may be cut into before its question is given up. */
const PARTS_MAX = 4_000
/** Rows that may be looked at for a whole list. */
const STEPS_MAX = 600_000_000
/** Up to so many rows every pair is compared. */
export const PAIRS_MAX = 8_000

/**
 * Judges the rules of one list, exactly. A rule is peeled: one packet of it is taken, the first certain rule before it that holds the packet is cut
 * out of it, and so on, until a packet is left that no rule holds or nothing is left. Rows of one line are one rule.
 */
export class TableHygiene {
  readonly #table: RuleTable
  readonly #sets: SetStore
  readonly #otherwise: Otherwise | undefined
  readonly #index: PointIndex
  readonly #others = new Map<Action, readonly number[]>()
  #scanned = 0

  /** `otherwise`: what applies behind the list, if that is the same wherever it is bound. */
  constructor(table: RuleTable, sets: SetStore, otherwise: Otherwise | undefined) {
    this.#table = table
    this.#sets = sets
    this.#otherwise = otherwise
    this.#index = new PointIndex(table, sets)
  }

  /** The state of the rule that the rows of one line are. */
  stateOf(rows: readonly number[]): RuleState {
    const by = new Set<number>()
    for (const row of rows) {
      const covers = this.#coversOf(row)
      if (covers === 'open') return { kind: 'open' }
      if (covers === undefined) return rows.length === 1 ? this.#needless(row) : { kind: 'live' }
      for (const cover of covers) by.add(cover)
    }
    return { kind: 'covered', by: [...by].sort((a, b) => a - b) }
  }

  /** An earlier certain rule of the other action that takes a part of a rule, without being an exception within it; and the part. */
  partlyTaken(row: number): { readonly by: number; readonly packet: PacketPoint } | undefined {
    if (this.#table.rowCount > PAIRS_MAX || !this.#isCertain(row)) return undefined
    const box = this.#box(row)
    for (let other = 0; other < row; other++) {
      if (!this.#isCertain(other) || this.#table.action(other) === this.#table.action(row)) continue
      const taken = this.#box(other)
      const shared = intersectBox(box, taken, this.#sets.services)
      const [packets] = shared === undefined ? [] : familyBoxes(shared)
      if (packets === undefined || this.#isWithin(taken, box)) continue
      return { by: other, packet: pointOf(packets) }
    }
    return undefined
  }

  /** Certain rows of other lines in front that together hold the row; undefined if a packet gets through. */
  #coversOf(row: number): readonly number[] | 'open' | undefined {
    const line = this.#table.line(row)
    return this.#peel(familyBoxes(this.#box(row)), (point) =>
      this.#index.firstAt(
        point,
        row,
        (other) => other < row && this.#isCertain(other) && this.#table.line(other) !== line,
      ),
    )
  }

  /**
   * Whether nothing of the rule would fare otherwise without it. A packet of it is taken, and the first row that would decide it: a certain one
   * before the rule, or any behind it. One of another mind, or that is not settled, shows that the rule is needed. Else the part that this row
   * surely decides is cut out: all that it holds if it stands before the rule, else what no other kind of row between the two holds.
   */
  #needless(row: number): RuleState {
    const live: RuleState = { kind: 'live' }
    if (!this.#isCertain(row)) return live
    const action = this.#table.action(row)
    const left = familyBoxes(this.#box(row))
    const by = new Set<number>()
    for (let parts = 0; ; parts++) {
      const box = left.pop()
      if (box === undefined) return { kind: 'needless', by: [...by].sort((a, b) => a - b) }
      if (parts > PARTS_MAX || this.#index.steps + this.#scanned > STEPS_MAX) return { kind: 'open' }
      const next = this.#nextAt(pointOf(box), row)
      if (this.#isOtherwise(next, row, action)) return live
      const taken = next === undefined ? box : intersectBox(box, this.#box(next), this.#sets.services)
      const strange =
        taken === undefined || (next !== undefined && next < row)
          ? undefined
          : this.#strangerIn(taken, row, next, action)
      if (strange !== undefined) left.push(strange, ...subtractBox(box, strange, this.#sets.services))
      else if (next !== undefined) {
        left.push(...subtractBox(box, this.#box(next), this.#sets.services))
        if (next > row) by.add(next)
      }
    }
  }

  /** Whether what decides a packet without the rule is of another mind, or not settled. */
  #isOtherwise(next: number | undefined, row: number, action: Action): boolean {
    return next === undefined ? !this.#endsSo(action) : next > row && !this.#does(next, action)
  }

  /** What a row of another mind between the rule and the next one holds of the box. */
  #strangerIn(box: PacketBox, row: number, next: number | undefined, action: Action): PacketBox | undefined {
    const others = this.#rowsOtherThan(action)
    const end = next ?? this.#table.rowCount
    for (let at = lowerBound(others, row + 1); at < others.length && others[at]! < end; at++) {
      const other = others[at]!
      this.#scanned++
      if (!this.#mayMeet(other, box)) continue
      const shared = intersectBox(box, this.#box(other), this.#sets.services)
      const [packets] = shared === undefined ? [] : familyBoxes(shared)
      if (packets !== undefined) return packets
    }
    return undefined
  }

  /** Rows that do not certainly do this, in order. */
  #rowsOtherThan(action: Action): readonly number[] {
    const known = this.#others.get(action)
    if (known !== undefined) return known
    const rows: number[] = []
    for (let row = 0; row < this.#table.rowCount; row++) if (!this.#does(row, action)) rows.push(row)
    this.#others.set(action, rows)
    return rows
  }

  /** A quick look at the two networks of a row. */
  #mayMeet(row: number, { source, destination }: PacketBox): boolean {
    return (
      this.#meets(this.#table.sourceSet(row), source.v4) && this.#meets(this.#table.destinationSet(row), destination.v4)
    )
  }

  #meets(id: AddressSetId, ranges: readonly number[]): boolean {
    const { addresses } = this.#sets
    if (!addresses.isPrefix4(id)) return true
    const first = addresses.firstOfPrefix(id)
    if (ranges.length === 2 && ranges[1]! < first) return false
    return numberRanges.meets(ranges, first, addresses.lastOfPrefix(id))
  }

  /** The first row that would decide a packet without the rule: those before it that are not settled may not match. */
  #nextAt(point: PacketPoint, row: number): number | undefined {
    const line = this.#table.line(row)
    return this.#index.firstAt(
      point,
      row,
      (other) => this.#table.line(other) !== line && (other > row || this.#isCertain(other)),
    )
  }

  #does(row: number, action: Action): boolean {
    return this.#isCertain(row) && this.#table.action(row) === action
  }

  #endsSo(action: Action): boolean {
    return this.#otherwise?.action === action && this.#otherwise.uncertain === undefined
  }

  /** Cuts boxes until a packet is found that no row holds (undefined), or nothing is left (the rows that were cut out). */
  #peel(
    boxes: readonly PacketBox[],
    firstAt: (point: PacketPoint) => number | undefined,
  ): readonly number[] | 'open' | undefined {
    const left = [...boxes]
    const used = new Set<number>()
    for (let parts = 0; ; parts++) {
      const box = left.pop()
      if (box === undefined) return [...used]
      if (parts > PARTS_MAX || this.#index.steps > STEPS_MAX) return 'open'
      const row = firstAt(pointOf(box))
      if (row === undefined) return undefined
      used.add(row)
      left.push(...subtractBox(box, this.#box(row), this.#sets.services))
    }
  }

  #isCertain(row: number): boolean {
    return !this.#table.isUncertain(row) && this.#table.action(row) !== 'unknown'
  }

  #box(row: number): PacketBox {
    return rowBox(this.#table, row, this.#sets)
  }

  #isWithin(inner: PacketBox, outer: PacketBox): boolean {
    return (
      isNoAddress(subtractAddresses(inner.source, outer.source)) &&
      isNoAddress(subtractAddresses(inner.destination, outer.destination)) &&
      this.#sets.services.subtract(inner.services, outer.services) === this.#sets.services.none
    )
  }
}

/** The packets of a box: no packet has addresses of two families. */
function familyBoxes({ source, destination, services }: PacketBox): PacketBox[] {
  const of = (four: boolean): PacketBox => ({
    source: four ? { v4: source.v4, v6: [] } : { v4: [], v6: source.v6 },
    destination: four ? { v4: destination.v4, v6: [] } : { v4: [], v6: destination.v6 },
    services,
  })
  return [of(false), of(true)].filter((box) => !isNoAddress(box.source) && !isNoAddress(box.destination))
}

/** One packet of a box of one family. */
function pointOf({ source, destination, services }: PacketBox): PacketPoint {
  return {
    source: source.v4[0] ?? source.v6[0] ?? 0,
    destination: destination.v4[0] ?? destination.v6[0] ?? 0,
    flavour: firstPoint(services),
  }
}

function firstPoint(set: ServiceSet): [number, number, number] {
  const field = set.children[0]
  return [set.bounds[0] ?? 0, field?.bounds[0] ?? 0, field?.children[0]?.bounds[0] ?? 0]
}
