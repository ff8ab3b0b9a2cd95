import { bigintRanges, numberRanges, type Ranges } from '../algebra/ranges.ts'
import { Segments } from '../algebra/segments.ts'
import { type Family, familyOf } from '../model/address.ts'
import {
  type AddressRanges,
  type AddressSetId,
  addressRange,
  intersectAddresses,
  isNoAddress,
  unionOfAddresses,
} from '../model/address-set.ts'
import type { Passage } from '../model/firewall.ts'
import type { PlacedAddress } from '../model/network.ts'
import type { RuleTable } from '../model/rule-table.ts'
import type { ServiceSet, ServiceSetStore } from '../model/service-set.ts'
import type { SetStore } from '../model/set-store.ts'
import { HostIndex, isInRuns, type Side, setOn } from './host-index.ts'
import { effectOfEnd, effectOfRow, type Reading } from './reading.ts'
import type { Way } from './ways.ts'

/** Addresses of a zone of which the same may be said towards one host. */
export interface ZoneBlock {
  readonly addresses: AddressRanges
  /** Permitted whatever the uncertain rules mean, over every way; and at most, over some way. */
  readonly certain: ServiceSet
  readonly possible: ServiceSet
}

/** Addresses of one family that share their ways, and the side of the packet that they stand on. */
export interface ZonePart {
  readonly addresses: AddressRanges
  readonly family: Family
  readonly side: Side
}

/** Steps of one answer at the most; beyond it the answer is open, never guessed. */
const BUDGET = 2_000_000_000

/**
 * The engine for whole networks: what every address of a set may exchange with one host. The set is cut at the borders
 * of the rules that touch it; per segment the services still open are cut row by row, as for pairs of hosts.
 */
export class ZoneReach {
  readonly #sets: SetStore
  readonly #index: HostIndex
  readonly #rows = new Map<ZonePart, Map<RuleTable, TouchingRows>>()
  readonly #known = new Map<ZonePart, Map<string, ZoneClass[]>>()

  constructor(sets: SetStore, hosts: Iterable<PlacedAddress>) {
    this.#sets = sets
    this.#index = new HostIndex(
      sets.addresses,
      Array.from(hosts, ({ address }) => address),
    )
  }

  /** The blocks of a part towards a host, over the given ways; undefined if the question is beyond the budget. */
  blocks(part: ZonePart, ways: readonly Way[], host: PlacedAddress): readonly ZoneBlock[] | undefined {
    const { services } = this.#sets
    if (ways.length === 0) return [{ addresses: part.addresses, certain: services.none, possible: services.all }]
    const passages = ways.map((way) => passageOn(way, familyOf(host.address)))
    const number = this.#index.numberOf(host.address)
    const rows = passages.map((passage) =>
      passage.map((stage) => stage.tables.map((table) => this.#rowsOf(part, table, number))),
    )
    const classes = this.#classesOf(part, signatureOf(passages, rows))
    const known = classes.find((one) => isSameClass(one, passages, rows))
    if (known !== undefined) return known.blocks
    const blocks = this.#solve(part, passages, rows)
    classes.push({ passages, rows, blocks })
    return blocks
  }

  #classesOf(part: ZonePart, signature: string): ZoneClass[] {
    const ofPart = this.#known.get(part) ?? new Map<string, ZoneClass[]>()
    this.#known.set(part, ofPart)
    const classes = ofPart.get(signature) ?? []
    ofPart.set(signature, classes)
    return classes
  }

  /** The rows of a table that hold the host on the other side and touch the part on its own, in order. */
  #rowsOf(part: ZonePart, table: RuleTable, host: number): readonly number[] {
    const ofPart = this.#rows.get(part) ?? new Map<RuleTable, TouchingRows>()
    this.#rows.set(part, ofPart)
    let touching = ofPart.get(table)
    if (touching === undefined) {
      touching = new TouchingRows(part, table, this.#sets, this.#index)
      ofPart.set(table, touching)
    }
    return touching.of(host)
  }

  #solve(part: ZonePart, passages: readonly Passage[], rows: Rows): readonly ZoneBlock[] | undefined {
    return part.family === 4 ? this.#solveIn(part, passages, rows, FOUR) : this.#solveIn(part, passages, rows, SIX)
  }

  #solveIn<T extends number | bigint>(
    part: ZonePart,
    passages: readonly Passage[],
    rows: Rows,
    line: Line<T>,
  ): readonly ZoneBlock[] | undefined {
    const { addresses, services } = this.#sets
    const ids = new Set<AddressSetId>()
    let rowCount = 0
    for (const [w, passage] of passages.entries()) {
      for (const [s, stage] of passage.entries()) {
        for (const [t, table] of stage.tables.entries()) {
          for (const row of rows[w]![s]![t]!) ids.add(setOn(table, row, part.side))
          rowCount += rows[w]![s]![t]!.length
        }
      }
    }
    const domain = line.of(part.addresses)
    const setOf = new Map(Array.from(ids, (id) => [id, line.intersect(line.of(addresses.get(id)), domain)]))
    const segments = new Segments(domain, setOf.values(), line.next, line.previous)
    if (rowCount * segments.count > BUDGET) return undefined
    const runsOf = new Map(Array.from(setOf, ([id, ranges]) => [id, segments.within(ranges)]))
    const over = (w: number, reading: Reading): ServiceSet[] => {
      let permitted: ServiceSet[] = new Array(segments.count).fill(services.all)
      for (const [s, stage] of passages[w]!.entries()) {
        const solver = new StageSolver(services, segments.count)
        for (const [t, table] of stage.tables.entries()) {
          solver.apply(table, rows[w]![s]![t]!, part.side, runsOf, reading)
        }
        const here = solver.permitted(effectOfEnd(stage.otherwise, reading))
        permitted = permitted.map((set, segment) => services.intersect(set, here[segment]!))
      }
      return permitted
    }
    const readings = passages.map((_, w) => [over(w, 'pessimistic'), over(w, 'optimistic')] as const)
    const blocks = new Map<string, { ranges: T[]; certain: ServiceSet; possible: ServiceSet }>()
    for (let segment = 0; segment < segments.count; segment++) {
      const certain = readings.reduce((set, [sure]) => services.intersect(set, sure[segment]!), services.all)
      const possible = readings.reduce((set, [, most]) => services.union(set, most[segment]!), services.none)
      const key = `${certain.id} ${possible.id}`
      const block = blocks.get(key) ?? { ranges: [], certain, possible }
      blocks.set(key, block)
      block.ranges.push(...segments.bounds(segment))
    }
    return Array.from(blocks.values(), ({ ranges, certain, possible }) => ({
      addresses: line.toAddresses(ranges),
      certain,
      possible,
    }))
  }
}

/** By way, stage and table: the rows that may matter to one host. */
type Rows = readonly (readonly (readonly (readonly number[])[])[])[]

/** The rows of one table that touch a part; those of single hosts among them are found when they are asked for. */
class TouchingRows {
  readonly #table: RuleTable
  readonly #otherSide: Side
  readonly #index: HostIndex
  readonly #rows: number[] = []
  readonly #byHost = new Map<number, readonly number[]>()

  constructor({ addresses: part, side }: ZonePart, table: RuleTable, { addresses }: SetStore, index: HostIndex) {
    this.#table = table
    this.#index = index
    this.#otherSide = side === 'source' ? 'destination' : 'source'
    const known = new Map<AddressSetId, boolean>()
    for (let row = 0; row < table.rowCount; row++) {
      const id = setOn(table, row, side)
      // Most of a million rows name one network each: those are tested as they stand, without being remembered.
      if (addresses.isPrefix4(id)) {
        if (numberRanges.meets(part.v4, addresses.firstOfPrefix(id), addresses.lastOfPrefix(id))) this.#rows.push(row)
        continue
      }
      const touches = known.get(id) ?? !isNoAddress(intersectAddresses(addresses.get(id), part))
      known.set(id, touches)
      if (touches) this.#rows.push(row)
    }
  }

  of(host: number): readonly number[] {
    const known = this.#byHost.get(host)
    if (known !== undefined) return known
    const rows = this.#rows.filter((row) =>
      isInRuns(this.#index.hostsIn(setOn(this.#table, row, this.#otherSide)), host),
    )
    this.#byHost.set(host, rows)
    return rows
  }
}

/** Hosts that no row tells apart have one answer. */
interface ZoneClass {
  readonly passages: readonly Passage[]
  readonly rows: Rows
  readonly blocks: readonly ZoneBlock[] | undefined
}

function passageOn(way: Way, family: Family): Passage {
  return way.flatMap(({ firewall, ingress, egress }) => firewall.passage(ingress, egress, family))
}

/** Equal for equal classes; different ones may share it. */
function signatureOf(passages: readonly Passage[], rows: Rows): string {
  let hash = 0
  let count = 0
  for (const list of rows.flat(2)) {
    count += list.length
    for (const row of list) hash = (Math.imul(hash, 31) + row) | 0
  }
  return `${passages.length} ${count} ${hash}`
}

function isSameClass(one: ZoneClass, passages: readonly Passage[], rows: Rows): boolean {
  const isSame = (a: readonly number[], b: readonly number[]): boolean =>
    a === b || (a.length === b.length && a.every((row, i) => row === b[i]))
  return (
    one.passages.length === passages.length &&
    one.passages.every(
      (passage, w) => passage.length === passages[w]!.length && passage.every((stage, s) => stage === passages[w]![s]),
    ) &&
    rows.every((stages, w) =>
      stages.every((tables, s) => tables.every((list, t) => isSame(list, one.rows[w]![s]![t]!))),
    )
  )
}

/** What is still open and what was denied per segment, at one stage in one reading. */
class StageSolver {
  readonly #services: ServiceSetStore
  readonly #open: ServiceSet[]
  readonly #denied: ServiceSet[]

  constructor(services: ServiceSetStore, segmentCount: number) {
    this.#services = services
    this.#open = new Array(segmentCount).fill(services.all)
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
    const { all } = this.#services
    return this.#denied.map((denied, segment) =>
      this.#services.subtract(all, end === 'deny' ? this.#services.union(denied, this.#open[segment]!) : denied),
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

/** The line of addresses of one family. */
interface Line<T extends number | bigint> {
  of(set: AddressRanges): Ranges<T>
  intersect(a: Ranges<T>, b: Ranges<T>): Ranges<T>
  next(point: T): T
  previous(point: T): T
  toAddresses(pairs: readonly T[]): AddressRanges
}

const FOUR: Line<number> = {
  of: ({ v4 }) => v4,
  intersect: (a, b) => numberRanges.intersect(a, b),
  next: (point) => point + 1,
  previous: (point) => point - 1,
  toAddresses: (pairs) => ({ v4: numberRanges.of(pairs), v6: [] }),
}
const SIX: Line<bigint> = {
  of: ({ v6 }) => v6,
  intersect: (a, b) => bigintRanges.intersect(a, b),
  next: (point) => point + 1n,
  previous: (point) => point - 1n,
  toAddresses: (pairs) => ({ v4: [], v6: bigintRanges.of(pairs) }),
}

/** The addresses of a set as one part for each run of addresses that the given test tells alike. */
export function partsBy<K>(
  addresses: AddressRanges,
  cutters: readonly AddressRanges[],
  keyOf: (first: number | bigint) => K,
): Map<K, AddressRanges> {
  const parts = new Map<K, AddressRanges[]>()
  const add = (first: number | bigint, last: number | bigint): void => {
    const key = keyOf(first)
    parts.set(key, [...(parts.get(key) ?? []), addressRange(first, last)])
  }
  const four = new Segments(addresses.v4, cutters.map(FOUR.of), FOUR.next, FOUR.previous)
  for (let i = 0; i < four.count; i++) add(...four.bounds(i))
  const six = new Segments(addresses.v6, cutters.map(SIX.of), SIX.next, SIX.previous)
  for (let i = 0; i < six.count; i++) add(...six.bounds(i))
  return new Map(Array.from(parts, ([key, pieces]) => [key, unionOfAddresses(pieces)]))
}
