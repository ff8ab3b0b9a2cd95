import { Segments } from '../algebra/segments.ts'
import type { AddressRanges, AddressSetId } from '../model/address-set.ts'
import { append } from '../model/append.ts'
import type { Stage } from '../model/firewall.ts'
import type { ServiceSet, ServiceSetStore } from '../model/service-set.ts'
import type { SetStore } from '../model/set-store.ts'
import type { AddressLine } from './address-line.ts'
import type { Decider } from './first-match.ts'
import { setOn } from './host-index.ts'
import type { Placed } from './host-reach.ts'
import { effectOfEnd, type Reading } from './reading.ts'
import type { Hop } from './way.ts'
import type { ZonePart } from './zone-rows.ts'
import { StageSolver } from './zone-stage.ts'

/** Addresses of a zone of which the same may be said towards one host. */
export interface ZoneBlock {
  readonly addresses: AddressRanges
  /** Permitted whatever the uncertain rules mean, over every way; and at most, over some way. */
  readonly certain: ServiceSet
  readonly possible: ServiceSet
}

/** What one rule opens to one host: the services that it permits for some of the addresses, in the optimistic reading. */
export interface ZoneOpening {
  readonly decider: Decider
  readonly services: ServiceSet
  readonly addresses: AddressRanges
}

/** A stage on a way, and the rows of each of its tables that may matter to one host. */
export interface TouchedStage extends Placed<Stage> {
  readonly rows: readonly (readonly number[])[]
}

/** By way, in the order crossed. */
export type TouchedWays = readonly (readonly TouchedStage[])[]

/** A part of a zone cut at the borders of the rules that touch it, facing one host. */
export class ZoneCut<T extends number | bigint> {
  readonly #part: ZonePart
  readonly #ways: TouchedWays
  readonly #services: ServiceSetStore
  readonly #line: AddressLine<T>
  readonly #within: ServiceSet
  readonly #segments: Segments<T>
  readonly #runsOf: ReadonlyMap<AddressSetId, readonly number[]>
  readonly #rowCount: number

  constructor(
    part: ZonePart,
    ways: TouchedWays,
    { addresses, services }: SetStore,
    line: AddressLine<T>,
    within: ServiceSet,
  ) {
    const ids = new Set<AddressSetId>()
    let rowCount = 0
    for (const { what: stage, rows } of ways.flat()) {
      for (const [t, table] of stage.tables.entries()) {
        for (const row of rows[t]!) ids.add(setOn(table, row, part.side))
        rowCount += rows[t]!.length
      }
    }
    const domain = line.of(part.addresses)
    const setOf = new Map(Array.from(ids, (id) => [id, line.intersect(line.of(addresses.get(id)), domain)]))
    const segments = new Segments(domain, setOf.values(), line.next, line.previous)
    this.#part = part
    this.#ways = ways
    this.#services = services
    this.#line = line
    this.#within = within
    this.#segments = segments
    this.#rowCount = rowCount
    this.#runsOf = new Map(Array.from(setOf, ([id, ranges]) => [id, segments.within(ranges)]))
  }

  /** How many steps an answer takes at the most. */
  get steps(): number {
    return this.#rowCount * this.#segments.count
  }

  /** The part's addresses by what they may exchange with the host. */
  blocks(): readonly ZoneBlock[] {
    const segments = this.#segments
    const { certain, possible } = this.#permitted()
    const blocks = new Map<string, { ranges: T[]; certain: ServiceSet; possible: ServiceSet }>()
    for (let segment = 0; segment < segments.count; segment++) {
      const [sure, most] = [certain[segment]!, possible[segment]!]
      const key = `${sure.id} ${most.id}`
      const block = blocks.get(key) ?? { ranges: [], certain: sure, possible: most }
      blocks.set(key, block)
      append(block.ranges, segments.bounds(segment))
    }
    return Array.from(blocks.values(), ({ ranges, certain, possible }) => ({
      addresses: this.#line.toAddresses(ranges),
      certain,
      possible,
    }))
  }

  /** The rules that let anything through to the host, on any way, in the order crossed. Gates let nothing through. */
  openings(): readonly Placed<ZoneOpening>[] {
    const { possible } = this.#permitted()
    return this.#ways.flat().flatMap((touched) => {
      if (touched.what.isGate === true) return []
      return this.#openingsAt(touched, possible).map((what) => ({ hop: touched.hop, what }))
    })
  }

  #openingsAt({ what: stage, rows }: TouchedStage, limits: readonly ServiceSet[]): ZoneOpening[] {
    const solver = new StageSolver(this.#services, this.#segments.count, this.#within)
    const openings: ZoneOpening[] = []
    const add = (decider: Decider, gained: ReadonlyMap<number, ServiceSet>): void => {
      const opening = this.#openingOf(decider, gained, limits)
      if (opening !== undefined) openings.push(opening)
    }
    for (const [t, table] of stage.tables.entries()) {
      for (const row of rows[t]!) {
        const runs = this.#runsOf.get(setOn(table, row, this.#part.side))!
        add({ kind: 'row', table, row }, solver.applyRow(table, row, runs))
      }
    }
    if (effectOfEnd(stage.otherwise, 'optimistic') === 'permit') {
      add({ kind: 'end', stage, otherwise: stage.otherwise }, solver.undecided())
    }
    return openings
  }

  #openingOf(
    decider: Decider,
    gained: ReadonlyMap<number, ServiceSet>,
    limits: readonly ServiceSet[],
  ): ZoneOpening | undefined {
    const ranges: T[] = []
    let opened = this.#services.none
    for (const [segment, services] of gained) {
      const open = this.#services.intersect(services, limits[segment]!)
      if (open === this.#services.none) continue
      opened = this.#services.union(opened, open)
      append(ranges, this.#segments.bounds(segment))
    }
    return ranges.length === 0 ? undefined : { decider, services: opened, addresses: this.#line.toAddresses(ranges) }
  }

  /** By segment: over every way whatever is true, and over some way at most. */
  #permitted(): { certain: readonly ServiceSet[]; possible: readonly ServiceSet[] } {
    const { intersect, union } = bound(this.#services)
    const none = new Array<ServiceSet>(this.#segments.count).fill(this.#services.none)
    const all = new Array<ServiceSet>(this.#segments.count).fill(this.#within)
    return {
      certain: this.#ways.map((way) => this.#over(way, 'pessimistic')).reduce(pairwise(intersect), all),
      possible: this.#ways.map((way) => this.#over(way, 'optimistic')).reduce(pairwise(union), none),
    }
  }

  #over(way: readonly TouchedStage[], reading: Reading): readonly ServiceSet[] {
    const { intersect } = bound(this.#services)
    const all = new Array<ServiceSet>(this.#segments.count).fill(this.#within)
    return way
      .map(({ what: stage, rows }) => {
        const solver = new StageSolver(this.#services, this.#segments.count, this.#within)
        for (const [t, table] of stage.tables.entries()) {
          solver.apply(table, rows[t]!, this.#part.side, this.#runsOf, reading)
        }
        return solver.permitted(effectOfEnd(stage.otherwise, reading))
      })
      .reduce(pairwise(intersect), all)
  }
}

type Operation = (a: ServiceSet, b: ServiceSet) => ServiceSet

function bound(services: ServiceSetStore): { readonly intersect: Operation; readonly union: Operation } {
  return { intersect: (a, b) => services.intersect(a, b), union: (a, b) => services.union(a, b) }
}

function pairwise(operation: Operation): (a: readonly ServiceSet[], b: readonly ServiceSet[]) => readonly ServiceSet[] {
  return (a, b) => a.map((set, i) => operation(set, b[i]!))
}

/** The stages of a way with their places. */
export function placedStages(way: readonly Hop[], family: ZonePart['family']): Placed<Stage>[] {
  return way.flatMap((hop) => hop.firewall.passage(hop.ingress, hop.egress, family).map((what) => ({ hop, what })))
}
