import { numberRanges } from '../algebra/ranges.ts'
import type { Family } from '../model/address.ts'
import { type AddressRanges, type AddressSetId, intersectAddresses, isNoAddress } from '../model/address-set.ts'
import type { RuleTable } from '../model/rule-table.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { SetStore } from '../model/set-store.ts'
import { type HostIndex, isInRuns, type Side, setOn } from './host-index.ts'

/** Addresses of one family that share their ways, and the side of the packet that they stand on. */
export interface ZonePart {
  readonly addresses: AddressRanges
  readonly family: Family
  readonly side: Side
}

/** The rows of one table that touch a part, a host and some of the services in question; those of single hosts among them are found when they are asked for. */
export class TouchingRows {
  readonly #table: RuleTable
  readonly #otherSide: Side
  readonly #index: HostIndex
  readonly #rows: number[] = []
  readonly #byHost = new Map<number, readonly number[]>()

  constructor(
    { addresses: part, side }: ZonePart,
    table: RuleTable,
    { addresses, services }: SetStore,
    index: HostIndex,
    within: ServiceSet,
  ) {
    this.#table = table
    this.#index = index
    this.#otherSide = side === 'source' ? 'destination' : 'source'
    const known = new Map<AddressSetId, boolean>()
    for (let row = 0; row < table.rowCount; row++) {
      if (!index.touches(setOn(table, row, this.#otherSide))) continue
      if (services.intersect(services.byId(table.serviceSet(row)), within) === services.none) continue
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
