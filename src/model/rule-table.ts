import type { SourceText } from '../source/source-text.ts'
import type { AddressSetId } from './address-set.ts'

/** What a rule does. `unknown` is for a rule whose action the text does not settle: it is always uncertain. */
export type Action = 'permit' | 'deny' | 'unknown'

const ACTIONS: readonly Action[] = ['deny', 'permit', 'unknown']

/** One rule in the making; see RuleTable for the meaning of each field. */
export interface NewRule {
  readonly action: Action
  readonly source: AddressSetId
  readonly destination: AddressSetId
  /** Id in the service store, as `idOf` gives it. */
  readonly service: number
  /** Why the match is uncertain, in words that say what would settle it; absent for a certain rule. */
  readonly uncertain?: string
  /** What the uncertainty rests on, as far as the reason does not say it: words of the text that would have to be known. */
  readonly basis?: string
  /** Line of the file, from 1. */
  readonly line: number
  /** The device's own number of the rule, from 1; 0 where there is none. */
  readonly deviceLine?: number
}

/**
 * An ordered list of rules: the first that matches decides. Rows are numbers in typed arrays, so that a million fit
 * in a few tens of megabytes; a row's text is read from its file when someone asks.
 *
 * A certain row matches exactly source × destination × service. An uncertain row matches some unknown part of that
 * product. A rule of which one part is settled and one is not becomes two rows at the same place: first the certain
 * part, then the uncertain whole.
 */
export class RuleTable {
  /** The list's name on the device, or the name of the rule file. */
  readonly name: string
  readonly source: SourceText
  /** What it means that a row of this table decides, where the row's text does not say it. */
  readonly meaning: string | undefined
  #count = 0
  #action: Uint8Array<ArrayBuffer>
  /** Ids of address sets, which need more than 32 bits. */
  #sides: Record<'source' | 'destination', Float64Array<ArrayBuffer>>
  #columns: Record<Column, Uint32Array<ArrayBuffer>>
  /** Reasons of uncertain rows by row; certain rows have none. */
  readonly #reasons = new Map<number, string>()
  /** What some of the reasons rest on, by row. */
  readonly #bases = new Map<number, string>()

  /** `rowsExpected` saves growing; more rows are all right. */
  constructor(name: string, source: SourceText, rowsExpected = 0, meaning?: string) {
    this.name = name
    this.meaning = meaning
    this.source = source
    const capacity = Math.max(16, rowsExpected)
    const column = (): Uint32Array<ArrayBuffer> => new Uint32Array(capacity)
    this.#action = new Uint8Array(capacity)
    this.#sides = { source: new Float64Array(capacity), destination: new Float64Array(capacity) }
    this.#columns = {
      service: column(),
      line: column(),
      deviceLine: column(),
    }
  }

  get rowCount(): number {
    return this.#count
  }

  /** Appends a rule and returns its row. Throws RangeError for an `unknown` action that is not marked uncertain. */
  add(rule: NewRule): number {
    if (rule.action === 'unknown' && rule.uncertain === undefined) {
      throw new RangeError('a rule of unknown action is uncertain')
    }
    const row = this.addCertain(
      rule.action,
      rule.source,
      rule.destination,
      rule.service,
      rule.line,
      rule.deviceLine ?? 0,
    )
    if (rule.uncertain !== undefined) {
      this.#reasons.set(row, rule.uncertain)
      if (rule.basis !== undefined) this.#bases.set(row, rule.basis)
      this.#action[row] = this.#action[row]! | UNCERTAIN
    }
    return row
  }

  /** `add` for a certain rule, without an object per rule: a million rules go through here. */
  addCertain(
    action: Action,
    source: AddressSetId,
    destination: AddressSetId,
    service: number,
    line: number,
    deviceLine: number,
  ): number {
    const row = this.#count++
    if (row === this.#action.length) this.#grow()
    this.#action[row] = ACTIONS.indexOf(action)
    this.#sides.source[row] = source
    this.#sides.destination[row] = destination
    this.#columns.service[row] = service
    this.#columns.line[row] = line
    this.#columns.deviceLine[row] = deviceLine
    return row
  }

  /** Takes the last row away again. Throws RangeError if there is none. */
  removeLast(): void {
    if (this.#count === 0) throw new RangeError('there is no row to remove')
    this.#reasons.delete(--this.#count)
    this.#bases.delete(this.#count)
  }

  action(row: number): Action {
    return ACTIONS[this.#action[row]! & ACTION_MASK]!
  }

  isUncertain(row: number): boolean {
    return (this.#action[row]! & UNCERTAIN) !== 0
  }

  /** Why the row is uncertain; undefined for a certain row. */
  uncertainty(row: number): string | undefined {
    return this.#reasons.get(row)
  }

  /** What settles the row, where the reason does not say all of it. */
  basis(row: number): string | undefined {
    return this.#bases.get(row)
  }

  sourceSet(row: number): AddressSetId {
    return this.#sides.source[row]! as AddressSetId
  }

  destinationSet(row: number): AddressSetId {
    return this.#sides.destination[row]! as AddressSetId
  }

  /** Id in the service store. */
  serviceSet(row: number): number {
    return this.#columns.service[row]!
  }

  /** Line of the file, from 1. */
  line(row: number): number {
    return this.#columns.line[row]!
  }

  /** The device's own number of the rule, from 1; 0 where there is none. */
  deviceLine(row: number): number {
    return this.#columns.deviceLine[row]!
  }

  /** Whether any row is uncertain; if none is, both readings are the same. */
  get hasUncertainRows(): boolean {
    return this.#reasons.size > 0
  }

  #grow(): void {
    const action = new Uint8Array(2 * this.#action.length)
    action.set(this.#action)
    this.#action = action
    const doubled = (column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
      const larger = new Uint32Array(2 * column.length)
      larger.set(column)
      return larger
    }
    const doubledSide = (side: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(2 * side.length)
      larger.set(side)
      return larger
    }
    this.#sides = { source: doubledSide(this.#sides.source), destination: doubledSide(this.#sides.destination) }
    const { service, line, deviceLine } = this.#columns
    this.#columns = { service: doubled(service), line: doubled(line), deviceLine: doubled(deviceLine) }
  }
}

type Column = 'service' | 'line' | 'deviceLine'

const UNCERTAIN = 4
const ACTION_MASK = 3
