import type { Address } from '../../model/address.ts'
import type { AddressRanges } from '../../model/address-set.ts'
import type { RuleTable } from '../../model/rule-table.ts'
import type { ServiceSet } from '../../model/service-set.ts'
import type { SetStore } from '../../model/set-store.ts'

/**
 * A box around packets, as one range on each of three lines, both ends inclusive: source and destination address (IPv4 first, IPv6 behind it and
 * coarser), and protocol × 65536 + destination field. It may hold more than what it stands around, never less.
 */
export interface Bounds {
  readonly source: readonly [number, number]
  readonly destination: readonly [number, number]
  readonly service: readonly [number, number]
}

/** What rows do, as bits, to pass over those that cannot be wanted. */
export const PERMITS = 1
export const DENIES = 2
/** The row is uncertain, or its action is unknown. */
export const UNSETTLED = 4

/** The bounds of each row of a table, and what it does; shared by the trees over its rows. */
export class RowBounds {
  readonly rowCount: number
  readonly ends: Float64Array
  readonly doings: Uint8Array
  /** Rows of one kind are of like extent; 0 for a row that holds no packet. */
  readonly kinds: Uint16Array
  /** Boxes and rows that were looked at so far. */
  looks = 0

  constructor(table: RuleTable, sets: SetStore) {
    this.rowCount = table.rowCount
    this.ends = new Float64Array(SIDES * table.rowCount)
    this.doings = new Uint8Array(table.rowCount)
    this.kinds = new Uint16Array(table.rowCount)
    for (let row = 0; row < table.rowCount; row++) {
      this.doings[row] = doingOf(table, row)
      this.kinds[row] = this.#kindOf(table, row, sets)
    }
  }

  #kindOf(table: RuleTable, row: number, { addresses, services }: SetStore): number {
    const at = SIDES * row
    let kind = 1
    for (const [place, id] of [table.sourceSet(row), table.destinationSet(row)].entries()) {
      const ends = addresses.isPrefix4(id)
        ? ([addresses.firstOfPrefix(id), addresses.lastOfPrefix(id)] as const)
        : extentOf(addresses.get(id))
      if (ends === undefined) return 0
      this.ends.set(ends, at + 2 * place)
      kind = kind * 8 + extentClass(ends)
    }
    const served = serviceExtent(services.byId(table.serviceSet(row)))
    if (served === undefined) return 0
    this.ends.set(served, at + 4)
    return kind * 8 + extentClass(served)
  }

  /** A whole number within 32 bits that grows with the middle of a row on a line. */
  middle(row: number, line: number): number {
    const at = SIDES * row + 2 * line
    const middle = (this.ends[at]! + this.ends[at + 1]!) / 2
    return middle < V6_START ? Math.floor(middle / 2) : 2 ** 31 + Math.floor((middle - V6_START) / 2 ** 21)
  }

  length(row: number, line: number): number {
    const at = SIDES * row + 2 * line
    return this.ends[at + 1]! - this.ends[at]! + 1
  }
}

/**
 * Finds the first row within some bounds without going through all of them: boxes that are halved until they hold few rows, a tree for each kind
 * of rows, so that a wide rule does not widen the boxes of narrow ones.
 */
export class RowTree {
  readonly #bounds: RowBounds
  /** Rows, leaf by leaf, ascending within a leaf. */
  readonly #order: Uint32Array
  readonly #nodes: Nodes
  readonly #roots: readonly number[]

  constructor(bounds: RowBounds, rows: Iterable<number>) {
    this.#bounds = bounds
    const byKind = new Map<number, number[]>()
    for (const row of rows) {
      const kind = bounds.kinds[row]!
      if (kind === 0) continue
      const same = byKind.get(kind)
      if (same === undefined) byKind.set(kind, [row])
      else same.push(row)
    }
    const groups = [...byKind.values()]
    this.#order = new Uint32Array(groups.reduce((sum, { length }) => sum + length, 0))
    this.#nodes = new Nodes(groups.reduce((sum, { length }) => sum + 2 * Math.ceil((2 * length) / LEAF_SIZE), 0))
    const roots: number[] = []
    let start = 0
    for (const same of groups) {
      this.#order.set(same, start)
      roots.push(this.#grow(start, start + same.length))
      start += same.length
    }
    this.#roots = roots.sort((a, b) => this.#nodes.firstRow[b]! - this.#nodes.firstRow[a]!)
  }

  /**
   * The first row from `from` on and before `end` whose bounds meet the given ones, which does one of the wanted things, and which the test takes;
   * undefined if there is none. The test is called for few rows, not in order.
   */
  first(query: Bounds, wanted: number, from: number, end: number, takes: (row: number) => boolean): number | undefined {
    return this.#find(query, wanted, from, end, takes, false)
  }

  /** Like `first`, but any such row will do. */
  some(query: Bounds, wanted: number, from: number, end: number, takes: (row: number) => boolean): number | undefined {
    return this.#find(query, wanted, from, end, takes, true)
  }

  #find(
    query: Bounds,
    wanted: number,
    from: number,
    end: number,
    takes: (row: number) => boolean,
    isAnyGood: boolean,
  ): number | undefined {
    const { ends, doings: rowDoings } = this.#bounds
    const { bounds, doings, firstRow, lastRow, starts, sizes, nearer, farther } = this.#nodes
    const box = [...query.source, ...query.destination, ...query.service]
    const open = [...this.#roots]
    let best = end
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      this.#bounds.looks++
      if (firstRow[node]! >= best || lastRow[node]! < from || (doings[node]! & wanted) === 0) continue
      if (!meets(bounds, SIDES * node, box)) continue
      const start = starts[node]!
      const stop = start + sizes[node]!
      if (start === stop) open.push(farther[node]!, nearer[node]!)
      for (let at = start; at < stop; at++) {
        const row = this.#order[at]!
        if (row >= best) break
        this.#bounds.looks++
        if (row < from || (rowDoings[row]! & wanted) === 0) continue
        if (!meets(ends, SIDES * row, box) || !takes(row)) continue
        if (isAnyGood) return row
        best = row
      }
    }
    return best === end ? undefined : best
  }

  /** Makes the node of some rows, given by their places, and those below it. */
  #grow(start: number, end: number, root?: readonly number[]): number {
    const nodes = this.#nodes
    const node = nodes.add()
    for (let at = start; at < end; at++) nodes.widen(node, this.#bounds, this.#order[at]!)
    const rows = this.#order.subarray(start, end)
    if (rows.length <= LEAF_SIZE) {
      rows.sort()
      nodes.starts[node] = start
      nodes.sizes[node] = rows.length
      return node
    }
    const spans = nodes.spans(node)
    const whole = root ?? spans
    const line = this.#lineToCut(rows, spans, whole)
    if (line === undefined) rows.sort()
    else this.#sortByMiddle(rows, line)
    const half = (start + end) >>> 1
    const halves = [this.#grow(start, half, whole), this.#grow(half, end, whole)] as const
    const isInOrder = nodes.firstRow[halves[0]]! < nodes.firstRow[halves[1]]!
    nodes.nearer[node] = halves[isInOrder ? 0 : 1]
    nodes.farther[node] = halves[isInOrder ? 1 : 0]
    return node
  }

  /**
   * The line on which the rows are short and spread over most of what there was at the root; undefined if on each they are so long that most would
   * stand on both sides of a cut.
   */
  #lineToCut(rows: Uint32Array, spans: readonly number[], whole: readonly number[]): number | undefined {
    const lengths = LINES.map(() => 0)
    for (const row of rows) {
      for (const line of LINES) {
        lengths[line]! += this.#bounds.length(row, line)
      }
    }
    let best: number | undefined
    for (const line of LINES) {
      const mean = lengths[line]! / rows.length
      if (mean > spans[line]! * LONG) continue
      if (best === undefined || spans[line]! / whole[line]! > spans[best]! / whole[best]!) best = line
    }
    return best
  }

  /** Each middle becomes the upper part of a number and the row's place the lower, because numbers are sorted fastest. */
  #sortByMiddle(rows: Uint32Array, line: number): void {
    const places = 2 ** Math.ceil(Math.log2(rows.length))
    const grain = Math.max(1, places / 2 ** 21)
    const keys = Float64Array.from(
      rows,
      (row, place) => Math.floor(this.#bounds.middle(row, line) / grain) * places + place,
    ).sort()
    const before = rows.slice()
    for (const [place, key] of keys.entries()) rows[place] = before[key % places]!
  }
}

/** Boxes around rows, in columns. */
class Nodes {
  /** First and last on each line. */
  readonly bounds: Float64Array
  readonly doings: Uint8Array
  readonly firstRow: Uint32Array
  readonly lastRow: Uint32Array
  /** Where the rows of a leaf stand; other nodes have none, and two nodes below them. */
  readonly starts: Uint32Array
  readonly sizes: Uint8Array
  /** Of the two below a node, the one with the first row. */
  readonly nearer: Uint32Array
  readonly farther: Uint32Array
  #count = 0

  constructor(countMax: number) {
    this.bounds = new Float64Array(SIDES * countMax)
    this.doings = new Uint8Array(countMax)
    this.sizes = new Uint8Array(countMax)
    const column = (): Uint32Array => new Uint32Array(countMax)
    ;[this.firstRow, this.lastRow, this.starts] = [column(), column(), column()]
    ;[this.nearer, this.farther] = [column(), column()]
  }

  add(): number {
    const node = this.#count++
    for (let side = 0; side < SIDES; side++) this.bounds[SIDES * node + side] = side % 2 === 0 ? Infinity : -Infinity
    this.firstRow[node] = 0xffffffff
    return node
  }

  /** How many places there are between the ends on each line. */
  spans(node: number): readonly number[] {
    return LINES.map((line) => {
      const at = SIDES * node + 2 * line
      return this.bounds[at + 1]! - this.bounds[at]! + 1
    })
  }

  widen(node: number, { ends, doings }: RowBounds, row: number): void {
    for (let side = 0; side < SIDES; side += 2) {
      const [at, by] = [SIDES * node + side, SIDES * row + side]
      this.bounds[at] = Math.min(this.bounds[at]!, ends[by]!)
      this.bounds[at + 1] = Math.max(this.bounds[at + 1]!, ends[by + 1]!)
    }
    this.doings[node]! |= doings[row]!
    this.firstRow[node] = Math.min(this.firstRow[node]!, row)
    this.lastRow[node] = Math.max(this.lastRow[node]!, row)
  }
}

const LEAF_SIZE = 8
/** As a share of what all rows of a node span. */
const LONG = 1 / 4
const LINES = [0, 1, 2] as const
const SIDES = 2 * LINES.length

function meets(bounds: Float64Array, at: number, query: readonly number[]): boolean {
  return (
    bounds[at]! <= query[1]! &&
    bounds[at + 1]! >= query[0]! &&
    bounds[at + 2]! <= query[3]! &&
    bounds[at + 3]! >= query[2]! &&
    bounds[at + 4]! <= query[5]! &&
    bounds[at + 5]! >= query[4]!
  )
}

function doingOf(table: RuleTable, row: number): number {
  const action = table.action(row)
  if (table.isUncertain(row) || action === 'unknown') return UNSETTLED
  return action === 'permit' ? PERMITS : DENIES
}

const V6_START = 2 ** 32

/** The place of an address on its line; neighbouring IPv6 addresses share one. */
export function placeOf(address: Address): number {
  return typeof address === 'number' ? address : V6_START + Number(address >> 76n)
}

/** The least and the greatest place of addresses; undefined if there are none. */
export function extentOf({ v4, v6 }: AddressRanges): readonly [number, number] | undefined {
  const first = v4[0] ?? v6[0]
  const last = v6.at(-1) ?? v4.at(-1)
  return first === undefined || last === undefined ? undefined : [placeOf(first), placeOf(last)]
}

/** The least and the greatest protocol × 65536 + destination field; undefined if there are none. */
export function serviceExtent({ bounds, children }: ServiceSet): readonly [number, number] | undefined {
  if (children.length === 0) return undefined
  return [bounds[0]! * 65_536 + children[0]!.bounds[0]!, bounds.at(-1)! * 65_536 + children.at(-1)!.bounds.at(-1)!]
}

/** How far something reaches on a line, in eight steps. */
function extentClass([first, last]: readonly [number, number]): number {
  return Math.min(7, Math.floor(Math.log2(last - first + 1) / 8))
}
