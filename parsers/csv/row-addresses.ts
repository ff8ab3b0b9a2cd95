import { maskOf, parseIPv4 } from '../../src/model/address.ts'
import { type AddressSetId, type AddressSetStore, isNoAddress } from '../../src/model/address-set.ts'
import { type AddressExtent, settled } from '../shared/extent.ts'
import type { TableRow } from '../shared/table.ts'
import { readAddressToken } from './cell-addresses.ts'
import { isEmptyCell, isYesOrNo, splitCell } from './cells.ts'
import type { CsvField } from './mapping.ts'
import { complementOfAddresses, type Names, withoutAddresses } from './names.ts'
import type { RowCells } from './row-cells.ts'

/** What an address cell says: the id of all that it may match, and the extent where a part is open. */
export interface AddressCell {
  readonly id: AddressSetId
  readonly open?: AddressExtent
  readonly unknown: readonly string[]
}

const NOTHING: readonly string[] = []

/** The column of what is taken out of a source or a destination. */
const EXCEPT = { source: 'sourceExcept', destination: 'destinationExcept' } as const

/** Reads the address cells of rules. Equal texts are read once; one host or network costs no memory at all. */
export class RowAddresses {
  readonly #cells: RowCells
  readonly #names: Names
  readonly #store: AddressSetStore
  readonly #known = new Map<string, AddressCell>()
  readonly #negated = new Map<string, AddressCell>()

  constructor(cells: RowCells, names: Names, store: AddressSetStore) {
    this.#cells = cells
    this.#names = names
    this.#store = store
  }

  /** The addresses of a cell, or undefined if that was told to be wrong or has to be asked. */
  read(row: TableRow, field: 'source' | 'destination', negation: CsvField): AddressCell | undefined {
    const text = this.#cells.match(row, field)
    if (text === undefined) return undefined
    const except = EXCEPT[field]
    const exceptions = this.#cells.has(except) ? this.#cells.text(row, except) : ''
    if (!isEmptyCell(exceptions)) return this.#without(row, field, text, negation, exceptions)
    const negated = this.#cells.saysYes(row, negation) === true
    const simple = negated ? undefined : this.#simple(text)
    if (simple !== undefined) return { id: simple, unknown: NOTHING }
    const known = negated ? this.#negated : this.#known
    const cached = known.get(text)
    if (cached !== undefined) return cached
    const unknown: string[] = []
    const extent = this.#extentOf(row, field, text, unknown)
    if (extent === undefined) return undefined
    const cell = this.#cellOf(negated ? complementOfAddresses(extent) : extent, unknown)
    known.set(text, cell)
    return cell
  }

  /** A cell of which the row takes addresses out in another column. */
  #without(
    row: TableRow,
    field: 'source' | 'destination',
    text: string,
    negation: CsvField,
    exceptions: string,
  ): AddressCell | undefined {
    if (isYesOrNo(exceptions)) {
      const column = (this.#cells.columnOf(EXCEPT[field])?.index ?? 0) + 1
      this.#cells.error(
        row,
        EXCEPT[field],
        'exceptions',
        `\`${exceptions}\` names no addresses that the rule does not hold for`,
        'addresses, or an empty cell',
        `if it says whether the ${field} is negated, write \`columns: { ${field}Negated: ${column} }\``,
      )
      return undefined
    }
    const unknown: string[] = []
    const all = this.#extentOf(row, field, text, unknown)
    const taken = this.#extentOf(row, EXCEPT[field], exceptions, unknown)
    if (all === undefined || taken === undefined) return undefined
    if (isNoAddress(complementOfAddresses(taken).most)) {
      this.#cells.error(
        row,
        EXCEPT[field],
        'takes-all-out',
        `\`${exceptions}\` takes every address out, so the rule would hold for none`,
        'the addresses that the rule does not hold for',
        'leave the cell empty if the rule has no exceptions',
      )
      return undefined
    }
    const named = this.#cells.saysYes(row, negation) === true ? complementOfAddresses(all) : all
    return this.#cellOf(withoutAddresses(named, taken), unknown)
  }

  #cellOf(extent: AddressExtent, unknown: readonly string[]): AddressCell {
    const id = this.#store.intern(extent.most)
    return extent.reasons.length === 0 ? { id, unknown } : { id, open: extent, unknown }
  }

  /** One IPv4 host or network that no definition gives another meaning: nearly all cells of large tables. */
  #simple(text: string): AddressSetId | undefined {
    const first = text.charCodeAt(0)
    if (first < 49 || first > 57 || text.length > 18) return undefined
    const slash = text.indexOf('/')
    const address = parseIPv4(slash < 0 ? text : text.slice(0, slash))
    if (address === undefined) return undefined
    const length = slash < 0 ? '32' : text.slice(slash + 1)
    if (!/^\d\d?$/.test(length)) return undefined
    const bits = Number(length)
    if (bits > 32 || (address & ~maskOf(bits)) !== 0 || this.#names.isDefinedAddress(text)) return undefined
    return this.#store.prefix4(address, bits)
  }

  #extentOf(row: TableRow, field: CsvField, text: string, unknown: string[]): AddressExtent | undefined {
    const tell = (name: string): void => {
      if (!unknown.includes(name)) unknown.push(name)
    }
    const whole = this.#names.addresses(text, tell)
    if (whole !== undefined) return whole
    const values = this.#split(text)
    let isWrong = false
    for (const value of values) {
      const token = this.#names.addressToken(value)
      if (token.kind !== 'wrong') continue
      isWrong = true
      this.#cells.error(row, field, 'address', token.message, token.expected, token.mend)
    }
    if (isWrong) return undefined
    if (values.length === 0 && text.trim() !== '') {
      this.#cells.error(row, field, 'address', `\`${text}\` holds no value`, 'addresses, or any', 'correct the cell')
      return undefined
    }
    if (values.length === 0) return settled({ v4: [], v6: [] })
    return this.#names.addressValues(values, tell)
  }

  /** Blanks separate only where every piece is a literal or a name that is defined. */
  #split(text: string): string[] {
    const values = splitCell(text, this.#cells.mapping.listSeparator)
    if (values.length !== 1 || !/\s/.test(text)) return values
    if (this.#names.addressToken(text).kind !== 'name') return values
    const pieces = text.split(/\s+/)
    const known = pieces.every(
      (piece) => readAddressToken(piece, []).kind === 'set' || this.#names.isDefinedAddress(piece),
    )
    return known ? pieces : values
  }
}
