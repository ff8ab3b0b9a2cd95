import { ANY_ADDRESS } from '../../src/model/address-set.ts'
import type { ServiceSetStore } from '../../src/model/service-set.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { type AddressExtent, type ServiceExtent, settled } from '../shared/extent.ts'
import type { TableRow } from '../shared/table.ts'
import { readAddressToken } from './cell-addresses.ts'
import {
  type ActionWord,
  ANY_WORDS,
  isEmptyCell,
  isMarkedDisabled,
  readAction,
  readSwitch,
  splitCell,
  withoutMark,
} from './cells.ts'
import { complementOfAddresses, type Names } from './definitions.ts'
import { type HeaderColumn, normaliseHeader } from './header.ts'
import type { CsvField, CsvMapping } from './mapping.ts'
import { RowCells } from './row-cells.ts'
import { RowServices } from './row-services.ts'

/** A rule as its row says it. */
export interface CsvRule {
  readonly line: number
  /** The table's own number, 0 if it has none. */
  readonly number: number
  readonly action: 'permit' | 'deny'
  readonly source: AddressExtent
  readonly destination: AddressExtent
  readonly service: ServiceExtent
  readonly conditions: readonly string[]
  /** Undefined: every zone. */
  readonly sourceZones?: readonly string[]
  readonly destinationZones?: readonly string[]
  /** Holds only within one zone, or only between different ones. */
  readonly scope?: 'intrazone' | 'interzone'
}

const CELLS_REMEMBERED = 50_000

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

export type RowOutcome = CsvRule | 'disabled' | 'no verdict' | 'passed over' | 'refused'

/** Reads rows into rules, and gathers everything that is wrong on the way. */
export class RuleReader {
  readonly #source: SourceText
  readonly #columns: readonly HeaderColumn[]
  readonly #mapping: CsvMapping
  readonly #names: Names
  /** The row's cells by meaning. */
  readonly cells: RowCells
  readonly services: RowServices
  readonly #diagnostics: Diagnostic[]
  readonly #addressCells = new Map<string, { extent: AddressExtent; unknown: readonly string[] }>()
  readonly unknownNames: Map<string, { rules: number; lines: number[] }> = new Map()
  readonly contexts: Map<string, Set<string>> = new Map()

  constructor(
    source: SourceText,
    columns: readonly HeaderColumn[],
    mapping: CsvMapping,
    names: Names,
    services: ServiceSetStore,
    diagnostics: Diagnostic[],
  ) {
    this.#source = source
    this.#columns = columns
    this.#mapping = mapping
    this.#names = names
    this.cells = new RowCells(source, columns, mapping, diagnostics)
    this.services = new RowServices(this.cells, mapping, names, services)
    this.#diagnostics = diagnostics
  }

  read(row: TableRow): RowOutcome {
    if (row.cells.every((cell) => cell.trim() === '')) return 'passed over'
    if (this.#isSection(row)) return 'passed over'
    if (row.cells.length <= this.#lastNeeded()) return this.#short(row)
    if (this.#isDisabled(row)) return 'disabled'
    const errorsBefore = this.#diagnostics.length
    const action = this.#action(row)
    if (action === undefined) return 'refused'
    if (action === 'none') return 'no verdict'
    const unknown = new Set<string>()
    const source = this.#addresses(row, 'source', 'sourceNegated', unknown)
    const destination = this.#addresses(row, 'destination', 'destinationNegated', unknown)
    const service = this.services.read(row, unknown)
    const sourceZones = this.#zones(row, 'sourceZone')
    const destinationZones = this.#zones(row, 'destinationZone')
    const conditions = this.#conditions(row)
    this.#gatherContexts(row)
    for (const name of unknown) this.#count(name, row.line)
    if (this.#diagnostics.slice(errorsBefore).some(({ severity }) => severity === 'error')) return 'refused'
    if (action === 'conditional permit')
      conditions.push(`the action \`${this.cells.text(row, 'action')}\` permits under a condition`)
    const scope = this.#scope(row)
    return {
      line: row.line,
      number: this.#number(row),
      action: action === 'conditional permit' ? 'permit' : action,
      source,
      destination,
      service,
      conditions,
      ...(sourceZones === undefined ? {} : { sourceZones }),
      ...(destinationZones === undefined ? {} : { destinationZones }),
      ...(scope === undefined ? {} : { scope }),
    }
  }

  /** A row that only titles the ones below: its type says so, or it has one cell and no action. */
  #isSection(row: TableRow): boolean {
    if (/^section/i.test(this.cells.text(row, 'ruleType'))) return true
    const filled = row.cells.filter((cell) => cell.trim() !== '').length
    return filled === 1 && this.cells.has('action') && this.cells.text(row, 'action') === ''
  }

  #lastNeeded(): number {
    const needed = ['source', 'destination', 'service', 'destinationPort', 'protocol', 'action']
    return Math.max(...needed.map((field) => this.cells.column(field)?.index ?? -1))
  }

  #short(row: TableRow): RowOutcome {
    this.#diagnostics.push({
      code: 'csv/short-row',
      severity: 'error',
      file: this.#source.name,
      line: row.line,
      message: `the row has ${row.cells.length} cells and ends before its last match column`,
      expected: `at least ${this.#lastNeeded() + 1} cells`,
      mend: 'complete the row, or remove it if it is a note',
    })
    return 'refused'
  }

  #isDisabled(row: TableRow): boolean {
    const own = { on: this.#mapping.words?.enabled ?? [], off: this.#mapping.words?.disabled ?? [] }
    const marked = [this.cells.cell(row, 'name'), this.cells.cell(row, 'ruleType'), row.cells[0]].some((cell) =>
      isMarkedDisabled(cell ?? ''),
    )
    if (marked) return true
    for (const [field, whenOn] of [
      ['enabled', false],
      ['disabled', true],
    ] as const) {
      const text = this.cells.cell(row, field)?.trim()
      if (text === undefined || text === '') continue
      const value = readSwitch(text, own)
      if (value === undefined) {
        this.cells.error(
          row,
          field,
          'unknown-switch',
          `\`${text}\` says neither on nor off`,
          'yes or no, true or false, enabled or disabled',
          'add the word to `words: { enabled: […], disabled: […] }`',
        )
      } else if (value === whenOn) return true
    }
    return false
  }

  #action(row: TableRow): ActionWord | undefined {
    const column = this.cells.column('action')
    if (column === undefined) return this.#mapping.action
    const text = this.cells.text(row, 'action')
    const own = { permit: this.#mapping.words?.permit ?? [], deny: this.#mapping.words?.deny ?? [] }
    const action = readAction(text, own, normaliseHeader(column.header) === 'permit')
    if (action === undefined) {
      this.cells.error(
        row,
        'action',
        'unknown-action',
        `the action \`${text}\` is not known`,
        'a word such as allow, permit, deny, drop',
        'add the word to `words: { permit: […], deny: […] }`',
      )
    }
    return action
  }

  #addresses(row: TableRow, field: 'source' | 'destination', negation: CsvField, unknown: Set<string>): AddressExtent {
    const text = this.cells.match(row, field)
    if (text === undefined) return settled(ANY_ADDRESS)
    const cached = this.#addressCells.get(text)
    const found = cached ?? this.#readAddresses(row, field, text)
    if (found === undefined) return settled(ANY_ADDRESS)
    // A million different cells are not worth remembering; the few that repeat come again soon.
    if (this.#addressCells.size >= CELLS_REMEMBERED) this.#addressCells.clear()
    this.#addressCells.set(text, found)
    for (const name of found.unknown) unknown.add(name)
    const negated = this.cells.cell(row, negation)?.trim() ?? ''
    if (negated === '') return found.extent
    const value = readSwitch(negated, {
      on: this.#mapping.words?.enabled ?? [],
      off: this.#mapping.words?.disabled ?? [],
    })
    if (value === undefined)
      this.cells.error(
        row,
        negation,
        'unknown-switch',
        `\`${negated}\` says neither yes nor no`,
        'yes or no',
        'correct the cell',
      )
    return value === true ? complementOfAddresses(found.extent) : found.extent
  }

  #readAddresses(
    row: TableRow,
    field: CsvField,
    text: string,
  ): { extent: AddressExtent; unknown: readonly string[] } | undefined {
    const unknown: string[] = []
    const whole = this.#names.addresses(text)
    if (whole !== undefined) return { extent: whole, unknown }
    const values = this.#splitAddresses(text)
    let wrong = false
    for (const value of values) {
      const token = readAddressToken(value, this.#mapping.words?.any ?? [])
      if (token.kind !== 'wrong') continue
      wrong = true
      this.cells.error(row, field, 'address', token.message, token.expected, token.mend)
    }
    if (wrong) return undefined
    return { extent: this.#names.addressValues(values, (name) => unknown.push(name)), unknown }
  }

  /** Blanks separate only where every piece is a literal or a name that is defined. */
  #splitAddresses(text: string): string[] {
    const values = splitCell(text, this.#mapping.listSeparator)
    if (values.length !== 1 || !/\s/.test(text)) return values
    if (readAddressToken(text, []).kind !== 'name') return values
    const pieces = text.split(/\s+/)
    const known = pieces.every(
      (piece) => readAddressToken(piece, []).kind === 'set' || this.#names.definitionsOf(piece).length > 0,
    )
    return known ? pieces : values
  }

  #zones(row: TableRow, field: 'sourceZone' | 'destinationZone'): readonly string[] | undefined {
    if (!this.cells.has(field)) return undefined
    const text = this.cells.match(row, field)
    if (text === undefined) return undefined
    const zones = splitCell(text, this.#mapping.listSeparator)
    const isAny = (zone: string): boolean =>
      ANY_WORDS.has(zone.toLowerCase()) || (this.#mapping.words?.any ?? []).includes(zone)
    return zones.some(isAny) ? undefined : zones
  }

  #conditions(row: TableRow): string[] {
    return this.#columns.flatMap(({ field, index, header }) => {
      if (field !== 'condition') return []
      const text = withoutMark(row.cells[index] ?? '')
      const word = text.toLowerCase()
      if (isEmptyCell(text) || ANY_WORDS.has(word) || NO_CONDITION.has(word)) return []
      return [`the rule holds for ${showable(header).trim().toLowerCase()} \`${showable(text).slice(0, 80)}\` only`]
    })
  }

  #scope(row: TableRow): 'intrazone' | 'interzone' | undefined {
    const text = this.cells.text(row, 'ruleType').toLowerCase()
    return text === 'intrazone' || text === 'interzone' ? text : undefined
  }

  #number(row: TableRow): number {
    const text = (this.cells.cell(row, 'order') ?? this.cells.cell(row, 'id') ?? '').trim().replace(/\.0$/, '')
    return /^\d{1,9}$/.test(text) ? Number(text) : 0
  }

  #gatherContexts(row: TableRow): void {
    for (const { field, index, header } of this.#columns) {
      if (field !== 'context' && field !== 'direction') continue
      const values = this.contexts.get(header) ?? new Set<string>()
      this.contexts.set(header, values)
      if (values.size < 20) values.add((row.cells[index] ?? '').trim())
    }
  }

  #count(name: string, line: number): void {
    const known = this.unknownNames.get(name) ?? { rules: 0, lines: [] }
    this.unknownNames.set(name, known)
    known.rules++
    if (known.lines.length < 10) known.lines.push(line)
  }
}
