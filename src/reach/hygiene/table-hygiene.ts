import type { Address } from '../../model/address.ts'
import { isNoAddress, subtractAddresses } from '../../model/address-set.ts'
import { append } from '../../model/append.ts'
import type { Otherwise } from '../../model/firewall.ts'
import { intersectBox, type PacketBox, subtractBox } from '../../model/packet-box.ts'
import type { Action, RuleTable } from '../../model/rule-table.ts'
import type { ServiceSet } from '../../model/service-set.ts'
import type { SetStore } from '../../model/set-store.ts'
import { rowBox } from '../difference/permitted-boxes.ts'
import {
  type Bounds,
  DENIES,
  extentOf,
  PERMITS,
  placeOf,
  RowBounds,
  RowTree,
  serviceExtent,
  UNSETTLED,
} from './row-tree.ts'

/** A single packet, without the certainty of a Packet's fields. */
export interface PacketPoint {
  readonly source: Address
  readonly destination: Address
  /** Protocol, destination field, source field. */
  readonly flavour: readonly [number, number, number]
}

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
/** Looks at rows, and at boxes of rows, that the questions of a whole list may take. */
const STEPS_MAX = 3_000_000_000

const SETTLED = PERMITS | DENIES
const ANYTHING = SETTLED | UNSETTLED

/**
 * Judges the rules of one list, exactly. A rule is peeled: one packet of it is taken, the first certain rule before it that holds the packet is cut
 * out of it, and so on, until a packet is left that no rule holds or nothing is left. Rows of one line are one rule.
 */
export class TableHygiene {
  readonly #table: RuleTable
  readonly #sets: SetStore
  readonly #otherwise: Otherwise | undefined
  readonly #bounds: RowBounds
  /** By row: the rows that hold all of it, for those that nothing reaches. */
  readonly #covers = new Map<number, readonly number[]>()
  /** By row: what others leave of it, where that is less than the whole. */
  readonly #left = new Map<number, PacketBox[] | 'open'>()
  /** The rows that something may reach: without the others, every packet fares the same. */
  readonly #reached: RowTree
  /** By line: the rows that nothing reaches as long as the rule of that line stands in front. */
  readonly #behind = new Map<number, number[]>()

  /** `otherwise`: what applies behind the list, if that is the same wherever it is bound. */
  constructor(table: RuleTable, sets: SetStore, otherwise: Otherwise | undefined) {
    this.#table = table
    this.#sets = sets
    this.#otherwise = otherwise
    this.#bounds = new RowBounds(table, sets)
    const rows = Array.from({ length: table.rowCount }, (_, row) => row)
    const all = new RowTree(this.#bounds, rows)
    for (const row of rows) this.#peel(row, all)
    this.#reached = new RowTree(
      this.#bounds,
      rows.filter((row) => !this.#covers.has(row)),
    )
    for (const [row, covers] of this.#covers) this.#noteBehind(row, covers)
  }

  /** The state of the rule that the rows of one line are. */
  stateOf(rows: readonly number[]): RuleState {
    const by = new Set<number>()
    for (const row of rows) {
      const covers = this.#covers.get(row)
      if (covers === undefined) return this.#stateOfReached(rows, row)
      for (const cover of covers) by.add(cover)
    }
    return { kind: 'covered', by: [...by].sort((a, b) => a - b) }
  }

  #stateOfReached(rows: readonly number[], row: number): RuleState {
    const left = this.#left.get(row) ?? familyBoxes(this.#box(row))
    if (left === 'open') return { kind: 'open' }
    return rows.length === 1 ? this.#needless(row, [...left]) : { kind: 'live' }
  }

  /** The first earlier certain rule of the other action, among those that something reaches, that takes a part of a rule, without being an exception within it; and the part. */
  partlyTaken(row: number): { readonly by: number; readonly packet: PacketPoint } | undefined {
    const box = this.#box(row)
    if (!this.#isCertain(row) || familyBoxes(box).length === 0) return undefined
    const shared = (other: number): PacketBox | undefined => this.#sharedPackets(box, other)
    const other = this.#table.action(row) === 'permit' ? DENIES : PERMITS
    const by = this.#reached.first(
      boundsOf(box),
      other,
      0,
      row,
      (earlier) => shared(earlier) !== undefined && !this.#isWithin(this.#box(earlier), box),
    )
    const packets = by === undefined ? undefined : shared(by)
    return by === undefined || packets === undefined ? undefined : { by, packet: pointOf(packets) }
  }

  /**
   * Cuts certain rows of other lines in front out of a row, until a packet is found that none of them holds, or nothing is left. The last box that is
   * left begins with that packet.
   */
  #peel(row: number, all: RowTree): void {
    const left = familyBoxes(this.#box(row))
    const covers = new Set<number>()
    for (let parts = 0; ; parts++) {
      const box = left.at(-1)
      if (box === undefined) {
        this.#covers.set(row, [...covers])
        return
      }
      if (parts > PARTS_MAX || this.#isSpent()) {
        this.#left.set(row, 'open')
        return
      }
      const cover = this.#holder([all], pointOf(box), row, SETTLED, 0, row)
      if (cover === undefined) {
        if (covers.size > 0) this.#left.set(row, left)
        return
      }
      covers.add(cover)
      left.pop()
      append(left, subtractBox(box, this.#box(cover), this.#sets.services))
    }
  }

  #noteBehind(row: number, covers: readonly number[]): void {
    for (const line of new Set(covers.map((cover) => this.#table.line(cover)))) {
      const rows = this.#behind.get(line)
      if (rows === undefined) this.#behind.set(line, [row])
      else rows.push(row)
    }
  }

  /** Trees over every row that may decide a packet when the rule of this row is gone. */
  #treesWithout(row: number): readonly RowTree[] {
    const behind = this.#behind.get(this.#table.line(row))
    return behind === undefined ? [this.#reached] : [this.#reached, new RowTree(this.#bounds, behind)]
  }

  /** The first row, not of the own line, that holds a packet. */
  #holder(
    trees: readonly RowTree[],
    point: PacketPoint,
    own: number,
    wanted: number,
    from: number,
    end: number,
  ): number | undefined {
    const line = this.#table.line(own)
    const bounds = pointBounds(point)
    const holds = (row: number): boolean => this.#table.line(row) !== line && this.#holds(row, point)
    return trees.reduce<number | undefined>(
      (first, tree) => tree.first(bounds, wanted, from, first ?? end, holds) ?? first,
      undefined,
    )
  }

  #holds(row: number, { source, destination, flavour }: PacketPoint): boolean {
    const { addresses, services } = this.#sets
    return (
      addresses.contains(this.#table.sourceSet(row), source) &&
      addresses.contains(this.#table.destinationSet(row), destination) &&
      services.space.contains(services.byId(this.#table.serviceSet(row)), flavour)
    )
  }

  /**
   * Whether nothing of the rule would fare otherwise without it, given what `#peel` left. A packet of it is taken, and the first row that would decide
   * it: a certain one before the rule (others there may not match), or any behind it. One of another mind, or that is not settled, shows that the
   * rule is needed. Else the part that this row surely decides is cut out: all that it holds if it stands before the rule, else what no other kind of
   * row between the two holds.
   */
  #needless(row: number, left: PacketBox[]): RuleState {
    const live: RuleState = { kind: 'live' }
    if (!this.#isCertain(row)) return live
    const action = this.#table.action(row)
    const trees = this.#treesWithout(row)
    const by = new Set<number>()
    for (let parts = 0; ; parts++) {
      const box = left.pop()
      if (box === undefined) return { kind: 'needless', by: [...by].sort((a, b) => a - b) }
      if (parts > PARTS_MAX || this.#isSpent()) return { kind: 'open' }
      const point = pointOf(box)
      const before = parts === 0 ? undefined : this.#holder(trees, point, row, SETTLED, 0, row)
      const next = before ?? this.#holder(trees, point, row, ANYTHING, row + 1, this.#table.rowCount)
      if (this.#isOtherwise(next, row, action)) return live
      const taken = next === undefined ? box : intersectBox(box, this.#box(next), this.#sets.services)
      const strange =
        taken === undefined || (next !== undefined && next < row)
          ? undefined
          : this.#strangerIn(trees, taken, row, next, action)
      if (strange !== undefined) left.push(strange, ...subtractBox(box, strange, this.#sets.services))
      else if (next !== undefined) {
        append(left, subtractBox(box, this.#box(next), this.#sets.services))
        if (next > row) by.add(next)
      }
    }
  }

  /** Whether what decides a packet without the rule is of another mind, or not settled. */
  #isOtherwise(next: number | undefined, row: number, action: Action): boolean {
    return next === undefined ? !this.#endsSo(action) : next > row && !this.#does(next, action)
  }

  /** What a row of another mind between the rule and the next one holds of the box. */
  #strangerIn(
    trees: readonly RowTree[],
    box: PacketBox,
    row: number,
    next: number | undefined,
    action: Action,
  ): PacketBox | undefined {
    const strange = ANYTHING & ~(action === 'permit' ? PERMITS : DENIES)
    const bounds = boundsOf(box)
    const meets = (other: number): boolean => this.#sharedPackets(box, other) !== undefined
    for (const tree of trees) {
      const other = tree.some(bounds, strange, row + 1, next ?? this.#table.rowCount, meets)
      if (other !== undefined) return this.#sharedPackets(box, other)
    }
    return undefined
  }

  /** Packets of one family that a box and a row share. */
  #sharedPackets(box: PacketBox, row: number): PacketBox | undefined {
    const shared = intersectBox(box, this.#box(row), this.#sets.services)
    return shared === undefined ? undefined : familyBoxes(shared)[0]
  }

  #isSpent(): boolean {
    return this.#bounds.looks > STEPS_MAX
  }

  #does(row: number, action: Action): boolean {
    return this.#isCertain(row) && this.#table.action(row) === action
  }

  #endsSo(action: Action): boolean {
    return this.#otherwise?.action === action && this.#otherwise.uncertain === undefined
  }

  #isCertain(row: number): boolean {
    return this.#bounds.doings[row] !== UNSETTLED
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

/** The packets of a box: no packet has addresses of two families. None if a side or the services are empty. */
function familyBoxes({ source, destination, services }: PacketBox): PacketBox[] {
  if (services.children.length === 0) return []
  const of = (four: boolean): PacketBox => ({
    source: four ? { v4: source.v4, v6: [] } : { v4: [], v6: source.v6 },
    destination: four ? { v4: destination.v4, v6: [] } : { v4: [], v6: destination.v6 },
    services,
  })
  return [of(false), of(true)].filter((box) => !isNoAddress(box.source) && !isNoAddress(box.destination))
}

/** Throws RangeError for a box that holds nothing. */
function boundsOf({ source, destination, services }: PacketBox): Bounds {
  const [from, to, service] = [extentOf(source), extentOf(destination), serviceExtent(services)]
  if (from === undefined || to === undefined || service === undefined) throw new RangeError('a box without packets')
  return { source: from, destination: to, service }
}

function pointBounds({ source, destination, flavour: [protocol, field] }: PacketPoint): Bounds {
  const [from, to, service] = [placeOf(source), placeOf(destination), protocol * 65_536 + field]
  return { source: [from, from], destination: [to, to], service: [service, service] }
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
