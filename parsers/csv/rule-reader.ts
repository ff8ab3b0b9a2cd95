import { type AddressRanges, type AddressSetId, ANY_IPV4, ANY_IPV6 } from '../../src/model/address-set.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { type AddressExtent, type ServiceExtent, settled, withinAddresses } from '../shared/extent.ts'
import type { OpenRule } from '../shared/rule-rows.ts'
import type { TableRow } from '../shared/table.ts'
import { type ActionWord, ANY_WORDS, isEmptyCell, isMarkedDisabled, readAction, withoutMark } from './cells.ts'
import { type HeaderColumn, normaliseHeader } from './header.ts'
import type { CsvField, CsvMapping } from './mapping.ts'
import type { Names } from './names.ts'
import type { Product } from './products.ts'
import { type AddressCell, RowAddresses } from './row-addresses.ts'
import { RowCells } from './row-cells.ts'
import { RowServices, type ServiceCell } from './row-services.ts'
import { RowZones, readScope, type ZoneScope } from './row-zones.ts'

/** A rule as its row says it. A million of them must fit: sets are ids, and only an open rule carries its extents. */
export interface CsvRule {
  readonly line: number
  /** The table's own number, 0 if it has none. */
  readonly number: number
  readonly action: 'permit' | 'deny'
  /** All that the rule may match. */
  readonly source: AddressSetId
  readonly destination: AddressSetId
  readonly service: number
  /** What is settled and what is not; undefined for a rule that is settled. */
  readonly open: OpenRule | undefined
  /** Undefined: between every two zones. */
  readonly zones: ZoneScope | undefined
}

/** Words in a condition column that set no condition. */
const NO_CONDITION: ReadonlySet<string> = new Set([
  'always',
  'none',
  'unrestricted',
  'disable',
  'disabled',
  'false',
  'no',
  'notrequired',
  'notconfigured',
])

/** Fields whose missing cell in a short row changes nothing. */
const DISPENSABLE: ReadonlySet<string | undefined> = new Set([
  undefined,
  'information',
  'comment',
  'hits',
  'id',
  'name',
])

export type RowOutcome = CsvRule | 'disabled' | 'no verdict' | 'passed over' | 'refused'

/** A table whose header is understood. */
export interface TableToRead {
  readonly source: SourceText
  readonly columns: readonly HeaderColumn[]
  readonly mapping: CsvMapping
  readonly product: Product | undefined
}

/** Reads rows into rules, and gathers everything that is wrong on the way. */
export class RuleReader {
  readonly cells: RowCells
  readonly unknownNames: Map<string, { rules: number; lines: number[] }> = new Map()
  readonly wellKnown: Map<string, number> = new Map()
  readonly contexts: Map<string, Set<string>> = new Map()
  /** Values of a column `Type` that say nothing about what a rule matches. */
  readonly typesPassedOver: Set<string> = new Set()
  rowsTooShort = 0
  readonly #source: SourceText
  readonly #mapping: CsvMapping
  readonly #product: Product | undefined
  readonly #diagnostics: Diagnostic[]
  readonly #sets: SetStore
  readonly #addresses: RowAddresses
  readonly #services: RowServices
  readonly #zones: RowZones
  readonly #conditionColumns: readonly HeaderColumn[]
  readonly #contextColumns: readonly HeaderColumn[]
  readonly #markColumns: readonly HeaderColumn[]
  readonly #lastNeeded: number
  readonly #width: number

  constructor(table: TableToRead, names: Names, sets: SetStore, diagnostics: Diagnostic[]) {
    const { source, columns, mapping, product } = table
    this.cells = new RowCells(source, columns, mapping, diagnostics, product)
    this.#source = source
    this.#mapping = mapping
    this.#product = product
    this.#diagnostics = diagnostics
    this.#sets = sets
    this.#addresses = new RowAddresses(this.cells, names, sets.addresses)
    this.#services = new RowServices(this.cells, names, sets.services)
    this.#zones = new RowZones(this.cells)
    this.#conditionColumns = columns.filter(({ field }) => field === 'condition' || field === 'translation')
    this.#contextColumns = columns.filter(({ field }) => field === 'context' || field === 'direction')
    this.#markColumns = columns.filter(
      ({ field }) => field !== undefined && field !== 'comment' && field !== 'information',
    )
    this.#lastNeeded = Math.max(-1, ...columns.filter(({ field }) => !DISPENSABLE.has(field)).map(({ index }) => index))
    this.#width = columns.length
  }

  has(field: CsvField): boolean {
    return this.cells.has(field)
  }

  read(row: TableRow): RowOutcome {
    if (row.cells.every((cell) => cell.trim() === '')) return 'passed over'
    if (this.#isSection(row)) return 'passed over'
    if (!this.#fits(row)) return 'refused'
    if (this.#isDisabled(row)) return 'disabled'
    const problemsBefore = this.#diagnostics.length
    const action = this.#action(row)
    if (action === undefined) return 'refused'
    if (action === 'none') return 'no verdict'
    this.#gatherContexts(row)
    if (!this.#isFilterRule(row)) return 'refused'
    const source = this.#addresses.read(row, 'source', 'sourceNegated')
    const destination = this.#addresses.read(row, 'destination', 'destinationNegated')
    const service = this.#services.read(row)
    const zones = this.#zones.read(row)
    const number = this.#number(row)
    const family = this.#family(row)
    this.#countNames(row.line, source, destination, service)
    const isWrong = this.#diagnostics.length > problemsBefore
    if (isWrong || source === undefined || destination === undefined || service === undefined) return 'refused'
    const conditions = this.#conditions(row, action)
    const verdict = action === 'conditional permit' ? 'permit' : action
    const settledRule =
      conditions.length === 0 &&
      family === undefined &&
      source.open === undefined &&
      destination.open === undefined &&
      service.open === undefined
    const open = settledRule
      ? undefined
      : {
          action: verdict,
          source: within(this.#addressesOf(source), family),
          destination: within(this.#addressesOf(destination), family),
          service: this.#servicesOf(service),
          conditions,
        }
    return {
      line: row.line,
      number,
      action: verdict,
      source: source.id,
      destination: destination.id,
      service: service.id,
      open,
      zones,
    }
  }

  #addressesOf(cell: AddressCell): AddressExtent {
    return cell.open ?? settled(this.#sets.addresses.get(cell.id))
  }

  #servicesOf(cell: ServiceCell): ServiceExtent {
    return cell.open ?? settled(this.#sets.services.byId(cell.id))
  }

  /** A row that only titles the ones below: its type says so, or it has one cell and no action. */
  #isSection(row: TableRow): boolean {
    if (/^section/i.test(this.cells.text(row, 'ruleType'))) return true
    if (!this.has('action') || this.cells.text(row, 'action') !== '') return false
    return row.cells.filter((cell) => cell.trim() !== '').length === 1
  }

  /** A row of another width than the header's may hold its values in the wrong columns. */
  #fits(row: TableRow): boolean {
    const extra = row.cells.slice(this.#width).findIndex((cell) => cell.trim() !== '')
    if (row.cells.length > this.#lastNeeded && extra < 0) {
      if (row.cells.length < this.#width) this.rowsTooShort++
      return true
    }
    const short = extra < 0
    this.#diagnostics.push({
      code: short ? 'csv/short-row' : 'csv/long-row',
      severity: 'error',
      file: this.#source.name,
      line: row.line,
      message: short
        ? `the row has ${row.cells.length} cells and ends before its last match column`
        : `the row has ${row.cells.length} cells, more than the header's ${this.#width}`,
      expected: short ? `at least ${this.#lastNeeded + 1} cells` : `at most ${this.#width} cells`,
      mend: short
        ? 'complete the row, or remove it if it is a note'
        : 'put the cell that holds the separator into quotes, or name the further column in the header',
    })
    return false
  }

  #isDisabled(row: TableRow): boolean {
    if (this.#markColumns.some(({ index }) => isMarkedDisabled(row.cells[index] ?? ''))) return true
    if (isMarkedDisabled(row.cells[0] ?? '')) return true
    return this.#isSwitchedOff(row, 'enabled', false) || this.#isSwitchedOff(row, 'disabled', true)
  }

  #isSwitchedOff(row: TableRow, field: 'enabled' | 'disabled', off: boolean): boolean {
    const text = this.cells.raw(row, field)?.trim()
    if (text === undefined) return false
    if (text === '') {
      // An empty cell under `Disabled` says no; under `Enabled` it may say either.
      if (field === 'disabled' || this.#product?.blanksAreDefaults === true) return false
      const meaning = this.#mapping.blank?.enabled
      if (meaning === undefined || meaning === 'refuse') this.cells.blank(row, 'enabled')
      return meaning === 'none'
    }
    return this.cells.saysYes(row, field) === off
  }

  #action(row: TableRow): ActionWord | undefined {
    const column = this.cells.columnOf('action')
    if (column === undefined) return this.#mapping.action
    const above = this.#mapping.blank?.action === 'above'
    const text = above ? (this.cells.match(row, 'action') ?? '') : this.cells.text(row, 'action')
    if (text === '' && this.#product?.blanksAreDefaults === true) return 'deny'
    const own = { permit: this.#mapping.words?.permit ?? [], deny: this.#mapping.words?.deny ?? [] }
    const action = readAction(text, own, normaliseHeader(column.header) === 'permit')
    if (action === undefined) {
      this.cells.error(
        row,
        'action',
        'unknown-action',
        text === '' ? 'the action is empty' : `the action \`${text}\` is not known`,
        'a word such as allow, permit, deny, drop',
        text === ''
          ? 'write the action; a note belongs into a row of its own with one cell'
          : 'add the word to `words: { permit: […], deny: […] }`',
      )
    }
    return action
  }

  /** Some exports list address translation or decryption among the rules; and a column `Type` may hold the direction. */
  #isFilterRule(row: TableRow): boolean {
    const text = this.cells.text(row, 'ruleType')
    const type = text.toLowerCase()
    if (type === '' || readScope(type) !== 'unknown') return true
    if (/^(?:in|out)(?:bound)?$|^(?:in|e)gress$/.test(type)) {
      const header = this.cells.columnOf('ruleType')?.header ?? 'Type'
      this.#addContext(header, text)
      return true
    }
    if (/\bnat\b|translat|decrypt|policy[- ]based forwarding/.test(type)) {
      this.cells.error(
        row,
        'ruleType',
        'not-a-filter-rule',
        `a rule of the type \`${text}\` filters nothing`,
        'rules that permit or deny',
        'remove these rows from the table',
      )
      return false
    }
    if (this.typesPassedOver.size < 10) this.typesPassedOver.add(showable(text).slice(0, 40))
    return true
  }

  #conditions(row: TableRow, action: ActionWord): string[] {
    const conditions: string[] = []
    for (const { field, index, header } of this.#conditionColumns) {
      const text = withoutMark(row.cells[index] ?? '')
      if (isEmptyCell(text)) continue
      const word = text.toLowerCase()
      if (ANY_WORDS.has(word) || NO_CONDITION.has(word)) continue
      if (field === 'condition') {
        const what = showable(header).trim().toLowerCase().slice(0, 60)
        conditions.push(`the rule holds for ${what} \`${showable(text).slice(0, 80)}\` only`)
      } else if (action !== 'deny') {
        conditions.push('the rule translates addresses, so what it permits arrives altered')
      }
    }
    if (action === 'conditional permit') {
      const text = showable(this.cells.text(row, 'action')).slice(0, 40)
      conditions.push(`the action \`${text}\` permits under a condition`)
    }
    return conditions
  }

  #family(row: TableRow): AddressRanges | undefined {
    const text = this.cells.text(row, 'family').toLowerCase()
    if (isEmptyCell(text) || ANY_WORDS.has(text) || /^(?:inet46|inet4\+?6|ipv4\+ipv6|both|dual)$/.test(text))
      return undefined
    if (/^(?:inet4?|ip|ip ?v?4|4)$/.test(text)) return ANY_IPV4
    if (/^(?:inet6|ip ?v?6|6)$/.test(text)) return ANY_IPV6
    this.cells.error(
      row,
      'family',
      'family',
      `\`${text}\` is no address family`,
      'inet, inet6, IPv4 or IPv6',
      'correct the cell, or pass the column over with `ignoreColumns`',
    )
    return undefined
  }

  /** The table's own number of a row; 0 for none. */
  numberOf(row: TableRow): number {
    const whole = wholeNumber(this.cells.raw(row, 'order') ?? this.cells.raw(row, 'id') ?? '')
    return /^\d{1,9}$/.test(whole) ? Number(whole) : 0
  }

  #number(row: TableRow): number {
    const whole = wholeNumber(this.cells.raw(row, 'order') ?? '')
    if (/^\d+\.\d+$/.test(whole)) {
      this.cells.error(
        row,
        'order',
        'inline-layer',
        `the rule number \`${whole}\` belongs to a layer within another rule`,
        'a flat list of rules',
        'export the rules without inline layers, or write each as the rules that it stands for',
      )
    }
    return this.numberOf(row)
  }

  #gatherContexts(row: TableRow): void {
    for (const { index, header } of this.#contextColumns) this.#addContext(header, (row.cells[index] ?? '').trim())
  }

  #addContext(header: string, text: string): void {
    let values = this.contexts.get(header)
    if (values === undefined) {
      values = new Set()
      this.contexts.set(header, values)
    }
    if (values.size < 20) values.add(text)
  }

  #countNames(
    line: number,
    source: AddressCell | undefined,
    destination: AddressCell | undefined,
    service: ServiceCell | undefined,
  ): void {
    for (const name of service?.wellKnown ?? []) this.wellKnown.set(name, (this.wellKnown.get(name) ?? 0) + 1)
    const cells = [source, destination, service]
    if (cells.every((cell) => cell === undefined || cell.unknown.length === 0)) return
    for (const name of new Set(cells.flatMap((cell) => cell?.unknown ?? []))) {
      const known = this.unknownNames.get(name) ?? { rules: 0, lines: [] }
      this.unknownNames.set(name, known)
      known.rules++
      if (known.lines.length < 10) known.lines.push(line)
    }
  }
}

/** `7`, `7.` and the `7.0` of a spreadsheet are one number. */
function wholeNumber(text: string): string {
  return text.trim().replace(/\.0$|\.$/, '')
}

function within(extent: AddressExtent, family: AddressRanges | undefined): AddressExtent {
  return family === undefined ? extent : withinAddresses(extent, family)
}
