import { ANY_ADDRESS } from '../../src/model/address-set.ts'
import { ALL_PORTS, type ServiceSetStore } from '../../src/model/service-set.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import {
  type AddressExtent,
  openServices,
  type ServiceExtent,
  settled,
  unionOfServiceExtents,
} from '../shared/extent.ts'
import { columnOf, type TableRow } from '../shared/table.ts'
import { readAddressToken } from './cell-addresses.ts'
import { readProtocolCell, readServiceToken, servicesWithPorts } from './cell-services.ts'
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
import { complementOfAddresses, type Names, protocolsIn } from './definitions.ts'
import { type HeaderColumn, normaliseHeader } from './header.ts'
import type { CsvField, CsvMapping } from './mapping.ts'

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
  readonly #byField = new Map<string, HeaderColumn>()
  readonly #mapping: CsvMapping
  readonly #names: Names
  readonly #services: ServiceSetStore
  readonly #diagnostics: Diagnostic[]
  readonly #addressCells = new Map<string, { extent: AddressExtent; unknown: readonly string[] }>()
  readonly #above = new Map<CsvField, string>()
  /** Empty match cells that nobody said the meaning of: the first line and the count, by field. */
  readonly blanks: Map<CsvField, { line: number; column: number; count: number }> = new Map()
  readonly unknownNames: Map<string, { rules: number; lines: number[] }> = new Map()
  readonly wellKnown: Map<string, number> = new Map()
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
    this.#services = services
    this.#diagnostics = diagnostics
    for (const column of columns)
      if (column.field !== undefined) this.#byField.set(column.field, this.#byField.get(column.field) ?? column)
  }

  has(field: CsvField): boolean {
    return this.#byField.has(field)
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
    const service = this.#service(row, unknown)
    const sourceZones = this.#zones(row, 'sourceZone')
    const destinationZones = this.#zones(row, 'destinationZone')
    const conditions = this.#conditions(row)
    this.#gatherContexts(row)
    for (const name of unknown) this.#count(name, row.line)
    if (this.#diagnostics.slice(errorsBefore).some(({ severity }) => severity === 'error')) return 'refused'
    if (action === 'conditional permit')
      conditions.push(`the action \`${this.#text(row, 'action')}\` permits under a condition`)
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

  #cell(row: TableRow, field: string): string | undefined {
    const column = this.#byField.get(field)
    return column === undefined ? undefined : (row.cells[column.index] ?? '')
  }

  #text(row: TableRow, field: string): string {
    return withoutMark(this.#cell(row, field) ?? '')
  }

  #error(row: TableRow, field: string, code: string, message: string, expected: string, mend: string): void {
    const column = this.#byField.get(field)
    this.#diagnostics.push({
      code: `csv/${code}`,
      severity: 'error',
      file: this.#source.name,
      line: row.line,
      ...(column === undefined ? {} : { column: columnOf(this.#source, row, column.index) }),
      message: showable(message).slice(0, 300),
      expected,
      mend,
    })
  }

  /** A row that only titles the ones below: its type says so, or it has one cell and no action. */
  #isSection(row: TableRow): boolean {
    if (/^section/i.test(this.#text(row, 'ruleType'))) return true
    const filled = row.cells.filter((cell) => cell.trim() !== '').length
    return filled === 1 && this.has('action') && this.#text(row, 'action') === ''
  }

  #lastNeeded(): number {
    const needed = ['source', 'destination', 'service', 'destinationPort', 'protocol', 'action']
    return Math.max(...needed.map((field) => this.#byField.get(field)?.index ?? -1))
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
    const marked = [this.#cell(row, 'name'), this.#cell(row, 'ruleType'), row.cells[0]].some((cell) =>
      isMarkedDisabled(cell ?? ''),
    )
    if (marked) return true
    for (const [field, whenOn] of [
      ['enabled', false],
      ['disabled', true],
    ] as const) {
      const text = this.#cell(row, field)?.trim()
      if (text === undefined || text === '') continue
      const value = readSwitch(text, own)
      if (value === undefined) {
        this.#error(
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
    const column = this.#byField.get('action')
    if (column === undefined) return this.#mapping.action
    const text = this.#text(row, 'action')
    const own = { permit: this.#mapping.words?.permit ?? [], deny: this.#mapping.words?.deny ?? [] }
    const action = readAction(text, own, normaliseHeader(column.header) === 'permit')
    if (action === undefined) {
      this.#error(
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

  /** What an empty match cell means: as the mapping says, else it is asked about once per field. */
  #blank(row: TableRow, field: CsvField): string | undefined {
    const meaning = this.#mapping.blank?.[field]
    if (meaning === 'any') return 'any'
    if (meaning === 'above' && this.#above.has(field)) return this.#above.get(field)
    if (meaning === 'none') return ''
    const column = this.#byField.get(field)
    const known = this.blanks.get(field)
    if (known !== undefined) known.count++
    else
      this.blanks.set(field, {
        line: row.line,
        column: column === undefined ? 1 : columnOf(this.#source, row, column.index),
        count: 1,
      })
    return undefined
  }

  /** The text of a match cell with blanks settled; undefined if it is blank and nobody said what that means. */
  #match(row: TableRow, field: CsvField): string | undefined {
    const text = this.#text(row, field)
    if (text !== '' && !(isEmptyCell(text) && text !== 'none')) {
      this.#above.set(field, text)
      return text
    }
    return this.#blank(row, field)
  }

  #addresses(row: TableRow, field: 'source' | 'destination', negation: CsvField, unknown: Set<string>): AddressExtent {
    const text = this.#match(row, field)
    if (text === undefined) return settled(ANY_ADDRESS)
    const cached = this.#addressCells.get(text)
    const found = cached ?? this.#readAddresses(row, field, text)
    if (found === undefined) return settled(ANY_ADDRESS)
    this.#addressCells.set(text, found)
    for (const name of found.unknown) unknown.add(name)
    const negated = this.#cell(row, negation)?.trim() ?? ''
    if (negated === '') return found.extent
    const value = readSwitch(negated, {
      on: this.#mapping.words?.enabled ?? [],
      off: this.#mapping.words?.disabled ?? [],
    })
    if (value === undefined)
      this.#error(
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
      this.#error(row, field, 'address', token.message, token.expected, token.mend)
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

  #service(row: TableRow, unknown: Set<string>): ServiceExtent {
    const services = this.#services
    if (this.has('service')) {
      const text = this.#match(row, 'service')
      if (text === undefined) return settled(services.all)
      const fallback = this.has('protocol') ? this.#protocols(row, false) : undefined
      return this.#serviceCell(row, text, fallback === 'any' ? undefined : fallback, unknown)
    }
    const protocols = this.#protocols(row, true)
    if (protocols === undefined) return settled(services.all)
    const ported =
      protocols === 'any' || protocols.some((protocol) => protocol === 6 || protocol === 17 || protocol === 132)
    const destination = this.#ports(row, 'destinationPort', ported)
    const source = this.#ports(row, 'sourcePort', false)
    if (destination === undefined || source === undefined) return settled(services.all)
    return settled(servicesWithPorts(protocols, destination, source, services))
  }

  #protocols(row: TableRow, needed: boolean): readonly number[] | 'any' | undefined {
    if (!this.has('protocol')) return needed ? this.#protocolMissing(row) : undefined
    const text = needed ? this.#match(row, 'protocol') : this.#text(row, 'protocol')
    if (text === undefined || text === '') return undefined
    const protocols = splitCell(text, this.#mapping.listSeparator).map((one) =>
      readProtocolCell(one, this.#mapping.words?.any ?? []),
    )
    if (protocols.includes(undefined)) {
      this.#error(
        row,
        'protocol',
        'protocol',
        `\`${text}\` is no protocol`,
        'tcp, udp, icmp, a number from 0 to 255, or any',
        'correct the cell',
      )
      return undefined
    }
    return protocols.includes('any')
      ? 'any'
      : protocols.flatMap((one) => (one === undefined || one === 'any' ? [] : one))
  }

  /** A table with ports but without protocols does not say which packets it means. */
  #protocolMissing(row: TableRow): undefined {
    this.#blank(row, 'protocol')
    return undefined
  }

  #ports(row: TableRow, field: 'sourcePort' | 'destinationPort', needed: boolean): readonly number[] | undefined {
    if (!this.has(field)) return ALL_PORTS
    const raw = this.#text(row, field)
    if (isEmptyCell(raw) && !needed) return ALL_PORTS
    const text = this.#match(row, field)
    if (text === undefined) return undefined
    const ranges: number[] = []
    for (const value of splitCell(text, this.#mapping.listSeparator)) {
      if (value === '-1') return ALL_PORTS
      const token = readServiceToken(value, this.#services, this.#mapping.words?.any ?? [], () => false)
      if (token.kind === 'any') return ALL_PORTS
      if (token.kind === 'ports') ranges.push(...token.ports)
      else {
        const message = token.kind === 'wrong' ? token.message : `\`${value}\` is no port`
        this.#error(
          row,
          field,
          'port',
          message,
          'a port from 0 to 65535, a range such as 1024-65535, or any',
          'correct the cell',
        )
        return undefined
      }
    }
    return ranges.length === 0 ? [] : sorted(ranges)
  }

  #serviceCell(
    row: TableRow,
    text: string,
    protocols: readonly number[] | undefined,
    unknown: Set<string>,
  ): ServiceExtent {
    const services = this.#services
    const whole = this.#names.services(text.trim())
    if (whole !== undefined) return whole
    const anyWords = this.#mapping.words?.any ?? []
    let inherited = protocols
    const parts = splitCell(text, this.#mapping.listSeparator).map((value): ServiceExtent => {
      const token = readServiceToken(value, services, anyWords, (name) => this.#names.isDefinedService(name))
      switch (token.kind) {
        case 'any':
          return settled(
            protocols === undefined ? services.all : servicesWithPorts(protocols, ALL_PORTS, ALL_PORTS, services),
          )
        case 'set':
          if (token.wellKnown !== undefined)
            this.wellKnown.set(token.wellKnown, (this.wellKnown.get(token.wellKnown) ?? 0) + 1)
          inherited = protocolsIn(value) ?? inherited
          return settled(token.set)
        case 'protocols':
          inherited = token.protocols
          return settled(servicesWithPorts(token.protocols, ALL_PORTS, ALL_PORTS, services))
        case 'ports':
          if (inherited !== undefined) return settled(servicesWithPorts(inherited, token.ports, ALL_PORTS, services))
          this.#error(
            row,
            'service',
            'port-without-protocol',
            `\`${value}\` names a port but no protocol`,
            'a service such as tcp/443',
            'write the protocol, or add a protocol column',
          )
          return settled(services.none)
        case 'condition':
          return openServices(services.all, `\`${token.text}\` depends on the application`, services)
        case 'name':
          return this.#names.serviceValues([token.name], '', (name) => unknown.add(name), undefined, 0)
        default:
          this.#error(row, 'service', 'service', token.message, token.expected, token.mend)
          return settled(services.none)
      }
    })
    return unionOfServiceExtents(parts, services)
  }

  #zones(row: TableRow, field: 'sourceZone' | 'destinationZone'): readonly string[] | undefined {
    if (!this.has(field)) return undefined
    const text = this.#match(row, field)
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
    const text = this.#text(row, 'ruleType').toLowerCase()
    return text === 'intrazone' || text === 'interzone' ? text : undefined
  }

  #number(row: TableRow): number {
    const text = (this.#cell(row, 'order') ?? this.#cell(row, 'id') ?? '').trim().replace(/\.0$/, '')
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

function sorted(ranges: readonly number[]): number[] {
  const pairs = Array.from({ length: ranges.length / 2 }, (_, i) => [ranges[2 * i]!, ranges[2 * i + 1]!] as const)
  const result: number[] = []
  for (const [first, last] of pairs.sort((a, b) => a[0] - b[0])) {
    const end = result.length - 1
    if (end > 0 && first <= result[end]! + 1) result[end] = Math.max(result[end]!, last)
    else result.push(first, last)
  }
  return result
}
