import type { Address } from '../model/address.ts'
import type { AddressSetId, AddressSetStore } from '../model/address-set.ts'
import { append } from '../model/append.ts'
import type { RuleTable } from '../model/rule-table.ts'

/** Which side of a rule an address stands on. */
export type Side = 'source' | 'destination'

/** Runs of host numbers, `[first, end, first, end, …]`, ends exclusive, ascending. */
export type Runs = readonly number[]

const NO_RUNS: Runs = []

/**
 * The addresses in question, numbered in the order of the line, and for each address set which of them it holds.
 * Sets are asked once each: most of a million hold none of the addresses, and then none of their rules matter.
 */
export class HostIndex {
  readonly #store: AddressSetStore
  readonly #v4: readonly number[]
  readonly #v6: readonly bigint[]
  readonly #runs = new Map<AddressSetId, Runs>()
  readonly #relevant = new Map<RuleTable, RelevantRows>()

  constructor(store: AddressSetStore, addresses: Iterable<Address>) {
    const distinct = [...new Set(addresses)]
    this.#store = store
    this.#v4 = distinct.filter((address) => typeof address === 'number').sort((a, b) => a - b)
    this.#v6 = distinct.filter((address) => typeof address === 'bigint').sort((a, b) => (a < b ? -1 : 1))
  }

  /** The host number of an address. Throws RangeError for an address that was not given at the start. */
  numberOf(address: Address): number {
    const host =
      typeof address === 'number' ? lowerBound(this.#v4, address) : this.#v4.length + lowerBound(this.#v6, address)
    if (this.addressOf(host) !== address) throw new RangeError('this address is not in question')
    return host
  }

  addressOf(host: number): Address | undefined {
    return host < this.#v4.length ? this.#v4[host] : this.#v6[host - this.#v4.length]
  }

  /** The hosts that a set holds. */
  hostsIn(id: AddressSetId): Runs {
    const known = this.#runs.get(id)
    if (known !== undefined) return known
    const runs = this.#store.isPrefix4(id)
      ? this.#runsOfRange(this.#store.firstOfPrefix(id), this.#store.lastOfPrefix(id))
      : this.#runsOfSet(id)
    this.#runs.set(id, runs)
    return runs
  }

  /** Whether a set holds any of the hosts; for the many networks that hold none nothing is remembered. */
  touches(id: AddressSetId): boolean {
    if (!this.#store.isPrefix4(id)) return this.hostsIn(id).length > 0
    const next = lowerBound(this.#v4, this.#store.firstOfPrefix(id))
    return next < this.#v4.length && this.#v4[next]! <= this.#store.lastOfPrefix(id)
  }

  /** The rows of a table that hold at least one host on each side, in order. */
  relevantRows(table: RuleTable): RelevantRows {
    const known = this.#relevant.get(table)
    if (known !== undefined) return known
    const rows: number[] = []
    for (let row = 0; row < table.rowCount; row++) {
      if (this.touches(table.sourceSet(row)) && this.touches(table.destinationSet(row))) rows.push(row)
    }
    const relevant = new RelevantRows(this, table, rows)
    this.#relevant.set(table, relevant)
    return relevant
  }

  #runsOfRange(first: number, last: number): Runs {
    const start = lowerBound(this.#v4, first)
    if (start === this.#v4.length || this.#v4[start]! > last) return NO_RUNS
    return [start, lowerBound(this.#v4, last + 1)]
  }

  #runsOfSet(id: AddressSetId): Runs {
    const { v4, v6 } = this.#store.get(id)
    const runs: number[] = []
    for (let i = 0; i < v4.length; i += 2) append(runs, this.#runsOfRange(v4[i]!, v4[i + 1]!))
    for (let i = 0; i < v6.length; i += 2) {
      const start = lowerBound(this.#v6, v6[i]!)
      const end = lowerBound(this.#v6, v6[i + 1]! + 1n)
      if (start < end) runs.push(this.#v4.length + start, this.#v4.length + end)
    }
    return runs
  }
}

/** The rows of one table that can touch two hosts, with the rows of each single host found when asked for. */
export class RelevantRows {
  readonly table: RuleTable
  /** All of them, in order. */
  readonly rows: readonly number[]
  readonly #index: HostIndex
  readonly #byHost: Record<Side, Map<number, readonly number[]>> = { source: new Map(), destination: new Map() }

  constructor(index: HostIndex, table: RuleTable, rows: readonly number[]) {
    this.#index = index
    this.table = table
    this.rows = rows
  }

  /** The rows that hold the host on this side, in order. */
  of(host: number, side: Side): readonly number[] {
    const known = this.#byHost[side].get(host)
    if (known !== undefined) return known
    const rows = this.rows.filter((row) => isInRuns(this.#index.hostsIn(setOn(this.table, row, side)), host))
    this.#byHost[side].set(host, rows)
    return rows
  }
}

/** The address set of a row on one side. */
export function setOn(table: RuleTable, row: number, side: Side): AddressSetId {
  return side === 'source' ? table.sourceSet(row) : table.destinationSet(row)
}

/** Whether a host is in one of the runs. */
export function isInRuns(runs: Runs, host: number): boolean {
  for (let i = 0; i < runs.length && runs[i]! <= host; i += 2) if (host < runs[i + 1]!) return true
  return false
}

/** The first position whose value is not below the bound. */
export function lowerBound<T extends number | bigint>(sorted: ArrayLike<T>, bound: T): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < bound) low = middle + 1
    else high = middle
  }
  return low
}
