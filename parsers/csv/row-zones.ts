import type { TableRow } from '../shared/table.ts'
import { withoutNegation } from './cell-addresses.ts'
import { ANY_WORDS, splitCell } from './cells.ts'
import type { RowCells } from './row-cells.ts'

/** Between which zones a rule holds. */
export interface ZoneScope {
  /** Undefined: every zone. */
  readonly sources: readonly string[] | undefined
  readonly destinations: readonly string[] | undefined
  /** Holds only within one zone, or only between different ones. */
  readonly scope: 'intrazone' | 'interzone' | undefined
}

/** What a column `Type` says about zones; `unknown` for every other word. */
export function readScope(type: string): 'intrazone' | 'interzone' | undefined | 'unknown' {
  const word = type.trim().toLowerCase()
  if (/^intra[- ]?zone$/.test(word)) return 'intrazone'
  if (/^inter[- ]?zone$/.test(word)) return 'interzone'
  return word === '' || word === 'universal' || word === 'rule' ? undefined : 'unknown'
}

/** Reads the zone cells of rules; equal ones share one object. */
export class RowZones {
  readonly #cells: RowCells
  readonly #hasNone: boolean
  readonly #known = new Map<string, ZoneScope | undefined>()
  #isAsked = false

  constructor(cells: RowCells) {
    this.#cells = cells
    this.#hasNone = !['sourceZone', 'destinationZone', 'ruleType'].some((field) => cells.has(field))
  }

  /** Undefined: the rule holds between every two zones. */
  read(row: TableRow): ZoneScope | undefined {
    if (this.#hasNone) return undefined
    const type = this.#cells.text(row, 'ruleType')
    this.#askForZones(row, type)
    const from = this.#cells.has('sourceZone') ? this.#cells.match(row, 'sourceZone') : undefined
    const to = this.#cells.has('destinationZone') ? this.#cells.match(row, 'destinationZone') : undefined
    const key = JSON.stringify([type, from, to])
    if (this.#known.has(key)) return this.#known.get(key)
    const sources = this.#zones(row, 'sourceZone', from)
    const destinations = this.#zones(row, 'destinationZone', to)
    const said = readScope(type)
    const scope = said === 'unknown' ? undefined : said
    const isEverywhere = sources === undefined && destinations === undefined && scope === undefined
    const result = isEverywhere ? undefined : { sources, destinations, scope }
    if (sources !== 'wrong' && destinations !== 'wrong') {
      const zones = result === undefined ? undefined : { sources, destinations, scope }
      this.#known.set(key, zones)
      return zones
    }
    return undefined
  }

  /**
   * Only a table that has zones tells universal rules from those within one zone and those between two: where a column for
   * them is missing, every rule may hold for fewer zones than it seems to.
   */
  #askForZones(row: TableRow, type: string): void {
    if (this.#isAsked || !/^(?:universal|int(?:ra|er)[- ]?zone)$/i.test(type.trim())) return
    const fields = ['sourceZone', 'destinationZone'] as const
    const missing = fields.filter((field) => !this.#cells.has(field) && this.#cells.mapping.blank?.[field] !== 'any')
    if (missing.length === 0) return
    this.#isAsked = true
    this.#cells.error(
      row,
      'ruleType',
      'type-without-zones',
      `the type \`${type.trim()}\` says between which zones a rule holds, but the table has no column for ${missing.length === 2 ? 'zones' : missing[0] === 'sourceZone' ? 'the source zone' : 'the destination zone'}`,
      'columns for the source zone and the destination zone',
      `export the table with these columns, or say \`blank: { ${missing.map((field) => `${field}: any`).join(', ')} }\` if every rule is for all zones`,
    )
  }

  #zones(
    row: TableRow,
    field: 'sourceZone' | 'destinationZone',
    text: string | undefined,
  ): readonly string[] | undefined | 'wrong' {
    if (text === undefined) return undefined
    const { anyWords, mapping } = this.#cells
    const zones = splitCell(text, mapping.listSeparator)
    const negated = zones.find((zone) => withoutNegation(zone).negated)
    if (negated !== undefined) {
      this.#cells.error(
        row,
        field,
        'negated-zone',
        `\`${negated}\` takes a zone out`,
        'the zones that the rule holds for',
        'name the zones that are left',
      )
      return 'wrong'
    }
    if (zones.length === 0 && text.trim() !== '') {
      this.#cells.error(row, field, 'zone', `\`${text}\` names no zone`, 'zones, or any', 'correct the cell')
      return 'wrong'
    }
    const isAny = (zone: string): boolean => ANY_WORDS.has(zone.toLowerCase()) || anyWords.includes(zone)
    return zones.some(isAny) ? undefined : zones
  }
}
