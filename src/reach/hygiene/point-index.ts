import type { Address } from '../../model/address.ts'
import type { AddressSetId } from '../../model/address-set.ts'
import type { RuleTable } from '../../model/rule-table.ts'
import type { ServiceSet } from '../../model/service-set.ts'
import type { SetStore } from '../../model/set-store.ts'

/** A single packet, without the certainty of a Packet's fields. */
export interface PacketPoint {
  readonly source: Address
  readonly destination: Address
  /** Protocol, destination field, source field. */
  readonly flavour: readonly [number, number, number]
}

const WIDTH = 2 ** 32

/**
 * Finds the rows of a table that hold a packet, without going through all of them: rows that name one IPv4 network on each side are filed by
 * their two prefixes, and a packet is in at most one of each pair of prefix lengths. Other rows are gone through.
 */
export class PointIndex {
  readonly #table: RuleTable
  readonly #sets: SetStore
  /** By source and destination length: rows by the two prefixes; equal keys may hold other rows, so each row is asked. */
  readonly #filed = new Map<number, Map<number, RowList>>()
  /** Rows of which one side alone is one network, by that: length × 2^32 + first address. */
  readonly #bySide = { source: new Map<number, number[]>(), destination: new Map<number, number[]>() }
  readonly #lengths = { source: new Set<number>(), destination: new Set<number>() }
  /** Rows that are gone through. */
  readonly #others: number[] = []
  #steps = 0

  constructor(table: RuleTable, sets: SetStore) {
    this.#table = table
    this.#sets = sets
    for (let row = 0; row < table.rowCount; row++) {
      const source = this.#lengthOf(table.sourceSet(row))
      const destination = this.#lengthOf(table.destinationSet(row))
      if (source !== undefined && destination !== undefined) this.#file(row, source, destination)
      else if (source !== undefined && this.#isFourAlone(row)) this.#fileSide('source', row, source)
      else if (destination !== undefined && this.#isFourAlone(row)) this.#fileSide('destination', row, destination)
      else this.#others.push(row)
    }
  }

  /** Rows that were looked at so far. */
  get steps(): number {
    return this.#steps
  }

  /**
   * The first row that holds the packet and is wanted; undefined if there is none. Wanted are never the rows of the line of `own`, and of certain rows
   * of other lines all or all before `own`.
   */
  firstAt(point: PacketPoint, own: number, isWanted: (row: number) => boolean): number | undefined {
    const { source, destination } = point
    let best: number | undefined
    const look = (rows: readonly number[], isHolding: (row: number) => boolean): void => {
      for (const row of rows) {
        if (best !== undefined && row >= best) return
        this.#steps++
        if (!isWanted(row) || !isHolding(row)) continue
        best = row
        return
      }
    }
    const holds = (row: number): boolean => this.#holds(row, point)
    const lookIn = (list: RowList | undefined): void => {
      if (list === undefined) return
      const { deciding } = list
      if (deciding === undefined || deciding.hasOwn(own)) look(list.rows, holds)
      else {
        look(deciding.certain, holds)
        look(deciding.uncertain, holds)
      }
    }
    if (typeof source === 'number' && typeof destination === 'number') {
      for (const [lengths, filed] of this.#filed) {
        const [from, to] = [Math.floor(lengths / 64), lengths % 64]
        lookIn(filed.get(keyOf(prefix(source, from), prefix(destination, to))))
      }
      for (const length of this.#lengths.source) {
        look(this.#bySide.source.get(sideKey(source, length)) ?? [], holds)
      }
      for (const length of this.#lengths.destination) {
        look(this.#bySide.destination.get(sideKey(destination, length)) ?? [], holds)
      }
    } else {
      // Every row that holds IPv6 addresses is among the others, or says any.
      lookIn(this.#filed.get(0)?.get(0))
    }
    look(this.#others, holds)
    return best
  }

  #holds(row: number, { source, destination, flavour }: PacketPoint): boolean {
    const { addresses, services } = this.#sets
    return (
      addresses.contains(this.#table.sourceSet(row), source) &&
      addresses.contains(this.#table.destinationSet(row), destination) &&
      services.space.contains(services.byId(this.#table.serviceSet(row)), flavour)
    )
  }

  /** The length of the one IPv4 network that a set is, 0 for any; undefined for everything else. */
  #lengthOf(id: AddressSetId): number | undefined {
    const { addresses } = this.#sets
    if (id === addresses.any) return 0
    if (!addresses.isPrefix4(id)) return undefined
    return 32 - Math.log2(addresses.lastOfPrefix(id) - addresses.firstOfPrefix(id) + 1)
  }

  #file(row: number, source: number, destination: number): void {
    const { addresses } = this.#sets
    const first = (id: AddressSetId): number => (addresses.isPrefix4(id) ? addresses.firstOfPrefix(id) : 0)
    const lengths = source * 64 + destination
    const filed = this.#filed.get(lengths) ?? new Map<number, RowList>()
    this.#filed.set(lengths, filed)
    const key = keyOf(
      prefix(first(this.#table.sourceSet(row)), source),
      prefix(first(this.#table.destinationSet(row)), destination),
    )
    const list: RowList = filed.get(key) ?? { rows: [], deciding: undefined }
    filed.set(key, list)
    list.rows.push(row)
    if (list.rows.length === LIST_LONG && this.#isUniform(list.rows)) {
      list.deciding = new DecidingRows(this.#table, this.#sets)
      for (const other of list.rows) list.deciding.add(other)
    } else if (list.deciding !== undefined) {
      // Equal keys may stand for other networks.
      if (!this.#isUniform([list.rows[0] ?? row, row]) || !list.deciding.add(row)) list.deciding = undefined
    }
  }

  #fileSide(side: 'source' | 'destination', row: number, length: number): void {
    const { addresses } = this.#sets
    const id = side === 'source' ? this.#table.sourceSet(row) : this.#table.destinationSet(row)
    const key = sideKey(addresses.isPrefix4(id) ? addresses.firstOfPrefix(id) : 0, length)
    this.#lengths[side].add(length)
    const rows = this.#bySide[side].get(key)
    if (rows === undefined) this.#bySide[side].set(key, [row])
    else rows.push(row)
  }

  /** Whether no packet of IPv6 is in the row: such packets are looked for among the rows that are gone through. */
  #isFourAlone(row: number): boolean {
    const { addresses } = this.#sets
    const six = (id: AddressSetId): boolean => !addresses.isPrefix4(id) && addresses.get(id).v6.length > 0
    return !(six(this.#table.sourceSet(row)) && six(this.#table.destinationSet(row)))
  }

  #isUniform(rows: readonly number[]): boolean {
    const [first = 0] = rows
    return rows.every(
      (row) =>
        this.#table.sourceSet(row) === this.#table.sourceSet(first) &&
        this.#table.destinationSet(row) === this.#table.destinationSet(first),
    )
  }
}

/** Rows in ascending order. */
interface RowList {
  readonly rows: number[]
  /** Of long lists between the same networks: the rows that matter. */
  deciding: DecidingRows | undefined
}

const LIST_LONG = 32

/** More pieces than these cost more than they save. */
const PIECES_MAX = 2000

/** Rows between the same networks: of the certain ones those that are the first to hold some service, and all that are not settled. */
class DecidingRows {
  readonly certain: number[] = []
  readonly uncertain: number[] = []
  readonly #table: RuleTable
  readonly #sets: SetStore
  readonly #lines = new Set<number>()
  #covered: ServiceSet

  constructor(table: RuleTable, sets: SetStore) {
    this.#table = table
    this.#sets = sets
    this.#covered = sets.services.none
  }

  /** Takes the next row; false if that gets too much. */
  add(row: number): boolean {
    if (this.#table.isUncertain(row) || this.#table.action(row) === 'unknown') {
      this.uncertain.push(row)
      this.#lines.add(this.#table.line(row))
      return true
    }
    const { services } = this.#sets
    const service = services.byId(this.#table.serviceSet(row))
    if (services.subtract(service, this.#covered) === services.none) return true
    this.certain.push(row)
    this.#lines.add(this.#table.line(row))
    this.#covered = services.union(this.#covered, service)
    return this.#covered.children.every(({ bounds }) => bounds.length < PIECES_MAX)
  }

  /** Whether a row of the line of this one is among those that matter; then another row may matter in its place. */
  hasOwn(row: number): boolean {
    return this.#lines.has(this.#table.line(row))
  }
}

/** The leading bits of an address, as the number that begins there. */
function prefix(address: number, length: number): number {
  const size = 2 ** (32 - length)
  return Math.floor(address / size) * size
}

/** The network of this length that holds an address. */
function sideKey(address: number, length: number): number {
  return length * WIDTH + prefix(address, length)
}

/** Large keys lose their last bits and so share entries, which costs a look and no more. */
function keyOf(source: number, destination: number): number {
  return source * WIDTH + destination
}
