import { familyOf } from '../model/address.ts'
import type { PlacedAddress } from '../model/network.ts'
import type { RuleTable } from '../model/rule-table.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { SetStore } from '../model/set-store.ts'
import { FOUR, SIX } from './address-line.ts'
import { HostIndex } from './host-index.ts'
import type { Placed } from './host-reach.ts'
import { type Purpose, stageFor } from './purpose.ts'
import type { Way } from './way.ts'
import { placedStages, type TouchedWays, type ZoneBlock, ZoneCut, type ZoneOpening } from './zone-cut.ts'
import { TouchingRows, type ZonePart } from './zone-rows.ts'

/** Steps of one answer at the most; beyond it the answer is open, never guessed. */
const BUDGET = 2_000_000_000

/**
 * The engine for whole networks: what every address of a set may exchange with one host. The set is cut at the borders
 * of the rules that touch it; per segment the services still open are cut row by row, as for pairs of hosts.
 */
export class ZoneReach {
  readonly #sets: SetStore
  readonly #purpose: Purpose
  readonly #within: ServiceSet
  readonly #budget: number
  readonly #index: HostIndex
  readonly #rows = new Map<ZonePart, Map<RuleTable, TouchingRows>>()
  readonly #known = new Map<ZonePart, Map<string, ZoneClass[]>>()

  constructor(
    sets: SetStore,
    hosts: Iterable<PlacedAddress>,
    purpose: Purpose,
    { within = sets.services.all, budget = BUDGET }: ZoneLimits = {},
  ) {
    this.#sets = sets
    this.#purpose = purpose
    this.#within = within
    this.#budget = budget
    this.#index = new HostIndex(
      sets.addresses,
      Array.from(hosts, ({ address }) => address),
    )
  }

  /** The blocks of a part towards a host, over the given ways; undefined if the question is beyond the budget. */
  blocks(part: ZonePart, ways: readonly Way[], host: PlacedAddress): readonly ZoneBlock[] | undefined {
    const { services } = this.#sets
    if (ways.length === 0) return [{ addresses: part.addresses, certain: services.none, possible: this.#within }]
    return this.#classOf(part, ways, host).blocks
  }

  /** What opens the part towards a host, on any of the given ways; undefined beyond the budget. */
  openings(part: ZonePart, ways: readonly Way[], host: PlacedAddress): readonly Placed<ZoneOpening>[] | undefined {
    if (ways.length === 0) return []
    const asked = this.#classOf(part, ways, host)
    if (asked.blocks === undefined) return undefined
    asked.openings ??= this.#cut(part, asked.ways).openings()
    return asked.openings
  }

  #classOf(part: ZonePart, ways: readonly Way[], host: PlacedAddress): ZoneClass {
    const touched = this.#touched(part, ways, host)
    const ofPart = this.#known.get(part) ?? new Map<string, ZoneClass[]>()
    this.#known.set(part, ofPart)
    const signature = signatureOf(touched)
    const classes = ofPart.get(signature) ?? []
    ofPart.set(signature, classes)
    const known = classes.find((one) => isSame(one.ways, touched))
    if (known !== undefined) return known
    const cut = this.#cut(part, touched)
    const fresh: ZoneClass = {
      ways: touched,
      blocks: cut.steps > this.#budget ? undefined : cut.blocks(),
      openings: undefined,
    }
    classes.push(fresh)
    return fresh
  }

  #cut(part: ZonePart, ways: TouchedWays): ZoneCut<number> | ZoneCut<bigint> {
    return part.family === 4
      ? new ZoneCut<number>(part, ways, this.#sets, FOUR, this.#within)
      : new ZoneCut<bigint>(part, ways, this.#sets, SIX, this.#within)
  }

  #touched(part: ZonePart, ways: readonly Way[], host: PlacedAddress): TouchedWays {
    const number = this.#index.numberOf(host.address)
    return ways.map((way) =>
      placedStages(way, familyOf(host.address)).flatMap(({ hop, what }) => {
        const stage = stageFor(what, this.#purpose)
        if (stage === undefined) return []
        return [{ hop, what: stage, rows: stage.tables.map((table) => this.#rowsOf(part, table).of(number)) }]
      }),
    )
  }

  #rowsOf(part: ZonePart, table: RuleTable): TouchingRows {
    const ofPart = this.#rows.get(part) ?? new Map<RuleTable, TouchingRows>()
    this.#rows.set(part, ofPart)
    const known = ofPart.get(table)
    if (known !== undefined) return known
    const touching = new TouchingRows(part, table, this.#sets, this.#index, this.#within)
    ofPart.set(table, touching)
    return touching
  }
}

/** What an answer is limited to. */
export interface ZoneLimits {
  /** Only these services are asked about, and answers hold no others. */
  readonly within?: ServiceSet
  /** Steps of one answer. */
  readonly budget?: number
}

/** Hosts that no row tells apart have one answer. */
interface ZoneClass {
  readonly ways: TouchedWays
  readonly blocks: readonly ZoneBlock[] | undefined
  /** Found when asked for. */
  openings: readonly Placed<ZoneOpening>[] | undefined
}

/** Equal for equal classes; different ones may share it. */
function signatureOf(ways: TouchedWays): string {
  let hash = 0
  let count = 0
  for (const { rows } of ways.flat()) {
    for (const list of rows) {
      count += list.length
      for (const row of list) hash = (Math.imul(hash, 31) + row) | 0
    }
  }
  return `${ways.length} ${count} ${hash}`
}

function isSame(a: TouchedWays, b: TouchedWays): boolean {
  return isAlike(a, b, (way, other) =>
    isAlike(
      way,
      other,
      (stage, twin) =>
        stage.what === twin.what &&
        isAlike(stage.rows, twin.rows, (list, same) => list === same || isAlike(list, same, (row, it) => row === it)),
    ),
  )
}

function isAlike<T>(a: readonly T[], b: readonly T[], isEqual: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((x, i) => isEqual(x, b[i]!))
}
