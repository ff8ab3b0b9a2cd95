import { type AddressRanges, type AddressSetId, ANY_IPV4, ANY_IPV6 } from '../../src/model/address-set.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { type AddressExtent, type ServiceExtent, settled, withinAddresses } from '../shared/extent.ts'
import type { OpenRule } from '../shared/rule-rows.ts'
import type { Delimiter, TableRow } from '../shared/table.ts'
import {
  type ActionWord,
  ANY_WORDS,
  isConnectionState,
  isEmptyCell,
  isYesOrNo,
  readAction,
  readSwitch,
} from './cells.ts'
import { ColumnValues } from './column-values.ts'
import { type HeaderColumn, normaliseHeader } from './header.ts'
import { Headings } from './headings.ts'
import type { CsvField, CsvMapping } from './mapping.ts'
import type { Names } from './names.ts'
import type { Product } from './products.ts'
import { type AddressCell, RowAddresses } from './row-addresses.ts'
import { RowCells } from './row-cells.ts'
import { isDirectionType, RowConditions } from './row-conditions.ts'
import { RowServices, type ServiceCell } from './row-services.ts'
import { RowShape } from './row-shape.ts'
import { RowZones, type ZoneScope } from './row-zones.ts'
import {
  holdsDisabledMark,
  isMarkedDisabled,
  isSwitchedOffWord,
  mentionsSwitchedOff,
  withoutMarks,
} from './switched-off.ts'

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

/** `elsewhere`: the project says that it is no rule of this firewall. */
export type RowOutcome = CsvRule | 'disabled' | 'elsewhere' | 'no verdict' | 'passed over' | 'refused'

/** A table whose header is understood. */
export interface TableToRead {
  readonly source: SourceText
  readonly columns: readonly HeaderColumn[]
  readonly mapping: CsvMapping
  readonly product: Product | undefined
  readonly delimiter: Delimiter
  /** Whether stray quotes are read as text. */
  readonly isRelaxed: boolean
}

/** Reads rows into rules, and gathers everything that is wrong on the way. */
export class RuleReader {
  readonly cells: RowCells
  readonly unknownNames: Map<string, { rules: number; lines: number[] }> = new Map()
  readonly wellKnown: Map<string, number> = new Map()
  readonly source: SourceText
  readonly contexts: Map<HeaderColumn, Set<string>> = new Map()
  readonly values: ColumnValues
  readonly shape: RowShape
  readonly headings: Headings
  readonly #mapping: CsvMapping
  readonly #product: Product | undefined
  readonly #diagnostics: Diagnostic[]
  readonly #sets: SetStore
  readonly #addresses: RowAddresses
  readonly #services: RowServices
  readonly #zones: RowZones
  readonly #conditions: RowConditions
  readonly #contextColumns: readonly HeaderColumn[]
  readonly #markColumns: readonly HeaderColumn[]
  constructor(table: TableToRead, names: Names, sets: SetStore, diagnostics: Diagnostic[]) {
    const { source, columns, mapping, product, delimiter, isRelaxed } = table
    this.source = source
    this.cells = new RowCells(source, columns, mapping, diagnostics, product, names)
    this.values = new ColumnValues(columns, mapping, names, sets.services)
    this.shape = new RowShape(this.cells, source, delimiter, isRelaxed, diagnostics)
    this.headings = new Headings(mapping, product?.titlesGroupOnly === true)
    this.#mapping = mapping
    this.#product = product
    this.#diagnostics = diagnostics
    this.#sets = sets
    this.#addresses = new RowAddresses(this.cells, names, sets.addresses)
    this.#services = new RowServices(this.cells, names, sets.services)
    this.#zones = new RowZones(this.cells)
    this.#conditions = new RowConditions(this.cells)
    this.#contextColumns = columns.filter(
      ({ field }) => field === 'context' || field === 'direction' || field === 'interface',
    )
    this.#markColumns = columns.filter(
      ({ field }) => field !== undefined && field !== 'comment' && field !== 'information',
    )
  }

  has(field: CsvField): boolean {
    return this.cells.has(field)
  }

  read(row: TableRow): RowOutcome {
    if (row.cells.every((cell) => cell.trim() === '')) return 'passed over'
    const kind = this.shape.kindOf(row)
    if (kind === 'title') {
      this.headings.title(row, this.shape.isSection(row) ? this.cells.columnOf('ruleType')?.index : undefined)
      return 'passed over'
    }
    if (kind === 'unclear' || !this.shape.fits(row)) return 'refused'
    const headerKind = this.#isPlain(row) ? undefined : this.shape.headerKind(row)
    if (headerKind === 'again') return 'passed over'
    if (headerKind === 'second') {
      this.shape.secondHeader(row)
      return 'refused'
    }
    this.values.see(row)
    if (this.#isDisabled(row)) return 'disabled'
    if (this.headings.isElsewhere) {
      this.headings.leftOut++
      return 'elsewhere'
    }
    if (!this.shape.continues(row)) return 'refused'
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
    const read = this.headings.withReason(this.#conditions.read(row, action))
    const { conditions } = read
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
          ...read,
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

  /** Whether the row has a word for an action, as every rule has and no header. */
  #isPlain(row: TableRow): boolean {
    const text = this.cells.raw(row, 'action')
    return text === undefined ? this.#mapping.action === undefined : this.#readAction(text.trim()) !== undefined
  }

  #isDisabled(row: TableRow): boolean {
    if (this.#markColumns.some(({ index }) => isMarkedDisabled(row.cells[index] ?? ''))) return true
    if (isMarkedDisabled(row.cells[0] ?? '')) return true
    if (this.#isTypeSwitchedOff(row)) return true
    return this.#isSwitchedOff(row, 'enabled', false) || this.#isSwitchedOff(row, 'disabled', true)
  }

  /** `Rule [Disabled]` and `Disabled` in a column Type; a bare no there may mean something else. */
  #isTypeSwitchedOff(row: TableRow): boolean {
    const text = this.cells.raw(row, 'ruleType')
    if (text === undefined || text === '') return false
    if (isSwitchedOffWord(text) || holdsDisabledMark(text)) return true
    if (isYesOrNo(text) || mentionsSwitchedOff(text)) {
      this.cells.error(
        row,
        'ruleType',
        'unknown-switch',
        `\`${text}\` in a column for the type may say that the rule is switched off`,
        'the type of a rule, such as Rule, or a word such as Disabled',
        `say what the column means, for example \`columns: { enabled: ${(this.cells.columnOf('ruleType')?.index ?? 0) + 1} }\`, or correct the cell`,
      )
    }
    return false
  }

  #isSwitchedOff(row: TableRow, field: 'enabled' | 'disabled', off: boolean): boolean {
    const text = this.cells.raw(row, field)?.trim()
    if (text === undefined) return false
    if (text === '') {
      // An empty cell under `Disabled` says no; under `Enabled` it may say either.
      if (this.#product?.blanksAreDefaults === true) return false
      if (field === 'disabled') return this.cells.saysYes(row, field) === true
      const meaning = this.#mapping.blank?.enabled
      if (meaning === undefined || meaning === 'refuse') this.cells.blank(row, 'enabled')
      return meaning === 'none'
    }
    if (field === 'enabled' && isConnectionState(text)) return false
    // A cell that says both is asked about.
    const isLive = readSwitch(withoutMarks(text), { on: this.#mapping.words?.enabled ?? [], off: [] }) === true
    if (field === 'enabled' && holdsDisabledMark(text) && !isLive) return true
    return this.cells.saysYes(row, field) === off
  }

  #action(row: TableRow): ActionWord | undefined {
    const column = this.cells.columnOf('action')
    if (column === undefined) return this.#mapping.action
    const above = this.#mapping.blank?.action === 'above'
    const text = above ? (this.cells.match(row, 'action') ?? '') : this.cells.text(row, 'action')
    if (text === '' && this.#product?.blanksAreDefaults === true) return 'deny'
    const action = this.#readAction(text)
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

  #readAction(text: string): ActionWord | undefined {
    const { permit = [], deny = [] } = this.#mapping.words ?? {}
    const isPermitColumn = normaliseHeader(this.cells.columnOf('action')?.header ?? '') === 'permit'
    return readAction(text, { permit, deny }, isPermitColumn)
  }

  /** Some exports list address translation or decryption among the rules; and a column `Type` may hold the direction. */
  #isFilterRule(row: TableRow): boolean {
    const text = this.cells.text(row, 'ruleType')
    const type = text.toLowerCase()
    if (isDirectionType(type)) {
      this.#addContext(this.cells.columnOf('ruleType')!, text)
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
    return true
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
    for (const column of this.#contextColumns) this.#addContext(column, (row.cells[column.index] ?? '').trim())
  }

  #addContext(column: HeaderColumn, text: string): void {
    let values = this.contexts.get(column)
    if (values === undefined) {
      values = new Set()
      this.contexts.set(column, values)
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
