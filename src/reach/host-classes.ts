import { familyOf } from '../model/address.ts'
import type { AddressSetId } from '../model/address-set.ts'
import type { PlacedAddress } from '../model/network.ts'
import type { RuleTable } from '../model/rule-table.ts'
import { type HostIndex, type Side, setOn } from './host-index.ts'
import { stageFor } from './purpose.ts'
import type { Ways } from './way.ts'
import type { WayFinder } from './ways.ts'

/**
 * Addresses that nothing tells apart: one family, one place, and the same address sets of every rule and caveat that can
 * matter to them. INVARIANT(alike): what is permitted between an address and another, which row decides it and which ways
 * there are depends on the classes of the two alone, so one member can be asked in place of all.
 */
export class HostClasses {
  readonly #index: HostIndex
  readonly #members: readonly PlacedAddress[]
  /** By member. */
  readonly #sides: readonly string[]
  /** Numbers of members by host number. */
  readonly #byHost = new Map<number, number[]>()
  /** By member: the number of its class. */
  readonly #classes: number[] = []
  /** By class: how many members it has. */
  readonly #sizes: number[] = []
  readonly #representatives = new Map<number, PlacedAddress>()

  constructor(index: HostIndex, ways: WayFinder, places: readonly PlacedAddress[]) {
    this.#index = index
    this.#members = distinct(places)
    this.#sides = this.#members.map((place) => JSON.stringify([familyOf(place.address), ways.sideOf(place)]))
    const firstOfSide = new Map<string, PlacedAddress>()
    const classOfSide = new Map<string, number>()
    for (const [member, place] of this.#members.entries()) {
      const side = this.#sides[member]!
      if (!firstOfSide.has(side)) firstOfSide.set(side, place)
      const known = classOfSide.get(side) ?? this.#newClass()
      classOfSide.set(side, known)
      this.#classes[member] = known
      this.#sizes[known] = this.#sizes[known]! + 1
      const host = index.numberOf(place.address)
      this.#byHost.set(host, [...(this.#byHost.get(host) ?? []), member])
    }
    this.#cut(tablesBetween([...firstOfSide], ways))
    for (const [member, place] of this.#members.entries()) {
      const own = this.#classes[member]!
      if (!this.#representatives.has(own)) this.#representatives.set(own, place)
    }
  }

  /** The member that is asked in place of an address; the address itself if it was not given at the start. */
  representativeOf(place: PlacedAddress): PlacedAddress {
    const members = this.#byHost.get(this.#index.numberOf(place.address)) ?? []
    const member = members.find((one) => this.#members[one]!.zone === place.zone)
    return member === undefined ? place : this.#representatives.get(this.#classes[member]!)!
  }

  #newClass(): number {
    return this.#sizes.push(0) - 1
  }

  /** Cuts the classes by the address sets of the rows, on the sides from which a table is asked. */
  #cut(tables: ReadonlyMap<RuleTable, AskedFrom>): void {
    for (const [table, asked] of tables) {
      for (const side of ['source', 'destination'] as const) {
        const seen = new Set<AddressSetId>()
        for (const row of this.#index.relevantRows(table).rows) {
          const id = setOn(table, row, side)
          if (seen.has(id)) continue
          seen.add(id)
          this.#split(id, asked[side])
        }
      }
    }
  }

  /** Parts the members that a set holds from the others of their class. */
  #split(id: AddressSetId, sides: ReadonlySet<string>): void {
    const held = new Map<number, number[]>()
    const runs = this.#index.hostsIn(id)
    for (let i = 0; i < runs.length; i += 2) {
      for (let host = runs[i]!; host < runs[i + 1]!; host++) {
        for (const member of this.#byHost.get(host) ?? []) {
          if (!sides.has(this.#sides[member]!)) continue
          const own = this.#classes[member]!
          const group = held.get(own)
          if (group === undefined) held.set(own, [member])
          else group.push(member)
        }
      }
    }
    for (const [own, group] of held) {
      if (group.length === this.#sizes[own]) continue
      const fresh = this.#newClass()
      this.#sizes[own] = this.#sizes[own]! - group.length
      this.#sizes[fresh] = group.length
      for (const member of group) this.#classes[member] = fresh
    }
  }
}

/** The sides (families and places) from which a table is asked about sources, and about destinations. */
type AskedFrom = Readonly<Record<Side, Set<string>>>

/** Every table that can matter between two sides, whatever is asked. */
function tablesBetween(
  sides: readonly (readonly [string, PlacedAddress])[],
  ways: WayFinder,
): Map<RuleTable, AskedFrom> {
  const asked = new Map<RuleTable, AskedFrom>()
  const known = new Map<Ways, Map<number, readonly RuleTable[]>>()
  for (const [sourceSide, from] of sides) {
    for (const [destinationSide, to] of sides) {
      const family = familyOf(from.address)
      if (familyOf(to.address) !== family) continue
      const found = ways.between(from, to)
      const ofWays = known.get(found) ?? new Map<number, readonly RuleTable[]>()
      known.set(found, ofWays)
      const tables = ofWays.get(family) ?? tablesOn(found, family)
      ofWays.set(family, tables)
      for (const table of tables) {
        const sidesOfTable = asked.get(table) ?? { source: new Set<string>(), destination: new Set<string>() }
        asked.set(table, sidesOfTable)
        sidesOfTable.source.add(sourceSide)
        sidesOfTable.destination.add(destinationSide)
      }
    }
  }
  return asked
}

function tablesOn({ ways }: Ways, family: 4 | 6): RuleTable[] {
  const found = new Set<RuleTable>()
  for (const { firewall, ingress, egress } of ways.flat()) {
    for (const stage of firewall.passage(ingress, egress, family)) {
      for (const purpose of ['access', 'exposure'] as const) {
        for (const table of stageFor(stage, purpose)?.tables ?? []) found.add(table)
      }
    }
    for (const { rows } of firewall.caveats ?? []) found.add(rows)
  }
  return [...found]
}

function distinct(places: readonly PlacedAddress[]): PlacedAddress[] {
  const found = new Map<string, PlacedAddress>()
  for (const place of places) {
    const key = `${place.zone} ${typeof place.address} ${place.address}`
    if (!found.has(key)) found.set(key, place)
  }
  return [...found.values()]
}
