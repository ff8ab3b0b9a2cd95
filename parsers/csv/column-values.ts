import type { ServiceSetStore } from '../../src/model/service-set.ts'
import type { TableRow } from '../shared/table.ts'
import { readAddressToken, withoutNegation } from './cell-addresses.ts'
import { readServiceToken } from './cell-services.ts'
import { ANY_WORDS, isEmptyCell, isYesOrNo, readAction, readSwitch, splitCell } from './cells.ts'
import { type HeaderColumn, normaliseHeader } from './header.ts'
import type { CsvMapping } from './mapping.ts'
import type { Names } from './names.ts'
import { isMarkedDisabled, isSwitchedOffWord } from './switched-off.ts'

/** What the values of a column look like, where they look like something that decides traffic. */
export type Look = 'addresses' | 'services' | 'ports' | 'protocols' | 'zones' | 'actions' | 'switches'

/** What was seen in a column that is not read as part of the rules. */
export interface ColumnSight {
  readonly column: HeaderColumn
  /** Cells that hold a value other than none and any. */
  readonly values: number
  /** Whether all of these are a way to say no: a negation that nobody uses, a switch that is off. */
  readonly allNo: boolean
  readonly allYes: boolean
  /** Whether all are numbers that rise as those of rules do. */
  readonly isRising: boolean
  /** What most of them look like. */
  readonly look: Look | undefined
  /** Whether every one looks so. */
  readonly isUniform: boolean
  /** Up to three of the values with that look, and the line of the first. */
  readonly examples: readonly string[]
  readonly line: number | undefined
}

/** Whether a cell sets no condition: it is empty, or says that everything is meant. */
export function saysNothing(text: string, anyWords: readonly string[]): boolean {
  if (isEmptyCell(text)) return true
  const word = text.trim().toLowerCase()
  return ANY_WORDS.has(word) || anyWords.some((one) => one.toLowerCase() === word)
}

/** Whether a value in a column of this normalised name says nothing: a negation that is not used, a rule that is `quick`. */
export function isIdleValue(name: string, text: string): boolean {
  const value = readSwitch(text, { on: [], off: [] })
  return (value === false && /negat|invert|not$/.test(name)) || (value === true && name === 'quick')
}

/** Harmless names of columns that say yes or no, or on and off. */
const SAYS_YES_OR_NO =
  /log|track|journal|protokoll|registro|event|dynamic|edge|resolved|usage|used|disable server|state|option|audit|tag/

/** By how much numbers of rules rise. */
const STEPS: ReadonlySet<number> = new Set([1, 5, 10, 100])

const CACHED_MOST = 20_000
const EXAMPLES = 3

class Tally {
  values = 0
  no = 0
  yes = 0
  /** Whether all numbers so far were 0 or 1. */
  isBinary = true
  /** The last number, if all so far were numbers that rise as those of rules do. */
  last: number | undefined = -1
  readonly looks = new Map<Look, number>()
  readonly examples = new Map<Look, { texts: string[]; line: number }>()
  readonly texts = new Map<string, number>()
  isOver = false
}

/** Looks at the columns of a table that are not read as part of its rules, row by row. */
export class ColumnValues {
  readonly #mapping: CsvMapping
  readonly #names: Names
  readonly #services: ServiceSetStore
  readonly #watched: readonly { readonly column: HeaderColumn; readonly tally: Tally }[]
  readonly #zoneColumns: readonly HeaderColumn[]
  readonly #zones = new Set<string>()
  readonly #known = new Map<string, Look | undefined>()
  #rows = 0

  constructor(columns: readonly HeaderColumn[], mapping: CsvMapping, names: Names, services: ServiceSetStore) {
    this.#mapping = mapping
    this.#names = names
    this.#services = services
    this.#watched = columns.filter(isWatched).map((column) => ({ column, tally: new Tally() }))
    this.#zoneColumns = columns.filter(({ field }) => field === 'sourceZone' || field === 'destinationZone')
  }

  see(row: TableRow): void {
    if (this.#watched.length === 0) return
    this.#rows++
    for (const { index } of this.#zoneColumns) {
      if (this.#zones.size > 1000) break
      for (const zone of splitCell(row.cells[index] ?? '', this.#mapping.listSeparator)) {
        if (!saysNothing(zone, this.#mapping.words?.any ?? [])) this.#zones.add(zone)
      }
    }
    for (const { column, tally } of this.#watched) {
      if (!tally.isOver) this.#add(column, tally, row)
    }
  }

  #add(column: HeaderColumn, tally: Tally, row: TableRow): void {
    const text = row.cells[column.index] ?? ''
    if (text === '' || saysNothing(text, this.#mapping.words?.any ?? [])) return
    tally.values++
    const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : -1
    const isNext = tally.last !== undefined && (tally.last < 0 || STEPS.has(number - tally.last))
    tally.last = isNext && number > 0 ? number : undefined
    const look = this.#lookOf(text)
    if (look !== undefined) {
      tally.looks.set(look, (tally.looks.get(look) ?? 0) + 1)
      const found = tally.examples.get(look) ?? { texts: [], line: row.line }
      tally.examples.set(look, found)
      if (found.texts.length < EXAMPLES && !found.texts.includes(text.trim())) found.texts.push(text.trim())
    } else if (isHarmless(column)) {
      // Only a column of nothing but addresses or services is asked about in spite of its name.
      tally.isOver = true
    }
    if (look === 'ports' && text.trim() !== '0' && text.trim() !== '1') tally.isBinary = false
    const on = readSwitch(text, { on: [], off: [] })
    if (on === true) tally.yes++
    if (on === false) tally.no++
    if (tally.texts.size < 200) tally.texts.set(text.trim(), (tally.texts.get(text.trim()) ?? 0) + 1)
  }

  #lookOf(text: string): Look | undefined {
    if (this.#known.has(text)) return this.#known.get(text)
    const look = this.#read(text)
    if (this.#known.size < CACHED_MOST) this.#known.set(text, look)
    return look
  }

  #read(text: string): Look | undefined {
    const trimmed = text.trim()
    if (trimmed === '0' || trimmed === '1') return 'ports'
    if (isYesOrNo(trimmed) || isMarkedDisabled(trimmed) || isSwitchedOffWord(trimmed)) return 'switches'
    if (readSwitch(trimmed, { on: [], off: [] }) !== undefined) return 'switches'
    const action = readAction(trimmed, { permit: [], deny: [] }, false)
    if (action !== undefined && action !== 'none') return 'actions'
    const values = splitCell(trimmed, this.#mapping.listSeparator).slice(0, 50)
    return this.#common(values) ?? (/\s/.test(trimmed) ? this.#common(trimmed.split(/\s+/).slice(0, 50)) : undefined)
  }

  /** The look that all values of a cell share. */
  #common(values: readonly string[]): Look | undefined {
    let common: Look | undefined
    for (const value of values) {
      const look = this.#valueLook(value)
      if (look === undefined) return undefined
      if (common === undefined || common === look) common = look
      else if (common === 'addresses' || look === 'addresses') return undefined
      else common = 'services'
    }
    return common
  }

  #valueLook(value: string): Look | undefined {
    if (value.length > 200) return undefined
    const { text } = withoutNegation(value)
    const anyWords = this.#mapping.words?.any ?? []
    if (this.#names.isDefinedAddress(text)) return 'addresses'
    if (/[.:]/.test(text) && readAddressToken(text, anyWords).kind === 'set') return 'addresses'
    const token = readServiceToken(text, this.#services, anyWords, (name) => this.#names.isDefinedService(name))
    if (token.kind === 'ports') return 'ports'
    if (token.kind === 'protocols') return 'protocols'
    return token.kind === 'set' || (token.kind === 'name' && this.#names.isDefinedService(token.name))
      ? 'services'
      : undefined
  }

  /** What was seen, once every row has been. */
  sights(): ColumnSight[] {
    return this.#watched.map(({ column, tally }) => {
      const { look, count } = tally.isOver ? { look: undefined, count: 0 } : this.#decide(tally)
      const found = look === undefined ? undefined : tally.examples.get(look)
      return {
        column,
        values: tally.values,
        allNo: tally.values > 0 && tally.no === tally.values,
        allYes: tally.values > 0 && tally.yes === tally.values,
        isRising: tally.values > 1 && tally.last !== undefined,
        look: isHarmless(column) && !this.#isTelling(column, look, count, tally) ? undefined : look,
        isUniform: count === tally.values,
        examples: found?.texts ?? [...tally.texts.keys()].slice(0, EXAMPLES),
        line: found?.line,
      }
    })
  }

  /** In spite of a harmless name: nothing but values that decide, in half of the rows; numbers are those of hits and tickets. */
  #isTelling({ header }: HeaderColumn, look: Look | undefined, count: number, tally: Tally): boolean {
    if (look === undefined || count < tally.values || 2 * count < this.#rows || tally.looks.has('ports')) return false
    return look !== 'switches' || !SAYS_YES_OR_NO.test(normaliseHeader(header))
  }

  #decide(tally: Tally): { look: Look | undefined; count: number } {
    const { looks, values, texts } = tally
    const count = (look: Look): number => looks.get(look) ?? 0
    const inZones = [...texts].reduce((sum, [text, times]) => sum + (this.#isZones(text) ? times : 0), 0)
    if (2 * inZones >= values && values > 0) return { look: 'zones', count: inZones }
    if (count('addresses') > 0) return { look: 'addresses', count: count('addresses') }
    if (count('ports') > 0 && count('ports') + count('switches') === values && tally.isBinary) {
      return { look: 'switches', count: values }
    }
    if (count('services') > 0 && 10 * count('services') >= values) {
      return { look: 'services', count: count('services') + count('ports') + count('protocols') }
    }
    for (const look of ['actions', 'switches', 'protocols', 'ports'] as const) {
      if (2 * count(look) >= values && count(look) > 0) return { look, count: count(look) }
    }
    return { look: undefined, count: 0 }
  }

  #isZones(text: string): boolean {
    const zones = splitCell(text, this.#mapping.listSeparator)
    return zones.length > 0 && zones.every((zone) => this.#zones.has(zone))
  }
}

/** Columns whose values take no part in the rules, or only as a context. */
function isWatched({ field, header, ignored, passedOver }: HeaderColumn): boolean {
  if (passedOver !== undefined) return true
  if (header.trim() === '' && (field === 'order' || field === 'id')) return true
  if (ignored !== undefined) return false
  return field === undefined || field === 'context' || isHarmlessField(field)
}

function isHarmless({ field, passedOver }: HeaderColumn): boolean {
  return passedOver === undefined && field !== undefined && isHarmlessField(field)
}

function isHarmlessField(field: HeaderColumn['field']): boolean {
  return field === 'information' || field === 'comment' || field === 'hits'
}
