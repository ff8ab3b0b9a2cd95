import { showable } from '../../src/source/redact.ts'
import type { TableRow } from '../shared/table.ts'
import { type ActionWord, ANY_WORDS, isConnectionState, isEmptyCell } from './cells.ts'
import { isIdleValue, saysNothing } from './column-values.ts'
import { type ColumnField, type HeaderColumn, normaliseHeader } from './header.ts'
import type { RowCells } from './row-cells.ts'
import { readScope } from './row-zones.ts'
import { isSwitchedOffWord, namesOff, notesOff, saysUnapproved, withoutMark } from './switched-off.ts'

const setOf = (text: string): ReadonlySet<string> => new Set(text.split(' | '))

/** Words in a condition column that set no condition. */
const NO_CONDITION = setOf(
  'always | none | unrestricted | disable | disabled | false | no | notrequired | notconfigured | never | unlimited | permanent | immer | nie | unbefristet | toujours | jamais | siempre | nunca | default',
)

/** Words in a column of security profiles for none at all. */
const NO_INSPECTION = setOf('none | no-inspection | no inspection | no profile | disabled | disable | off | no | false')

/** Words in a column `Type` that say nothing about what a rule matches. */
const PLAIN_TYPES = setOf(
  'rule | standard | policy | default | implicit | explicit | custom | manual | normal | regular | access | filter | firewall | security | access rule | security rule | firewall rule | security policy | firewall policy | policy rule | user defined | user-defined | predefined | pre | post | pre-rule | post-rule | regel | règle | regla | acl | extended | local | global | shared',
)

/** Columns that people write into, or that put a rule under a heading: what they say of it is looked at. */
const NOTES: ReadonlySet<ColumnField | undefined> = new Set(['comment', 'information', 'hits', 'context'])

/** Columns about logs, in which `Disabled` says that nothing is logged. */
const ABOUT_LOGS = /log|track|journal|protokoll|registro|event|dynamic|edge|resolved|usage|used|disable server|audit/

const ABOUT_APPROVAL = /approved|approval|genehmigt|approb|aprob/

/** Most notes that are remembered: they repeat in many rules. */
const REMEMBERED_MOST = 20_000

/** Reasons why a rule is uncertain, and the whole text of the cells that they speak of. */
export interface ReadConditions {
  readonly conditions: readonly string[]
  readonly basis?: string
}

/** What a row's columns beside addresses and services demand of a packet: each a reason why the rule is uncertain. */
export class RowConditions {
  readonly #cells: RowCells
  readonly #conditions: readonly HeaderColumn[]
  readonly #unknown: readonly { readonly index: number; readonly name: string; readonly reason: string }[]
  readonly #names: readonly HeaderColumn[]
  readonly #notes: readonly { readonly index: number; readonly reasonOf: (text: string) => string | undefined }[]

  constructor(cells: RowCells) {
    const { columns } = cells
    this.#cells = cells
    const isCondition = ({ field }: HeaderColumn): boolean =>
      field === 'condition' || field === 'translation' || field === 'inspection'
    this.#conditions = columns.filter(isCondition)
    this.#unknown = columns
      .filter(({ field, ignored }) => field === undefined && ignored === undefined)
      .map((column) => ({
        index: column.index,
        name: normaliseHeader(column.header),
        reason: unknownReason(column),
      }))
    this.#names = columns.filter(({ field }) => field === 'name' || field === 'order' || field === 'id')
    this.#notes = columns
      .filter(({ field }) => NOTES.has(field))
      .map((column) => {
        const known = new Map<string, string | undefined>()
        const reasonOf = (text: string): string | undefined => {
          if (known.has(text)) return known.get(text)
          const reason = noteReason(column, text)
          if (known.size < REMEMBERED_MOST) known.set(text, reason)
          return reason
        }
        return { index: column.index, reasonOf }
      })
  }

  /** What the name of a rule and what people wrote beside it say. */
  #saidBeside(row: TableRow): string[] {
    const conditions: string[] = []
    if (this.#names.some(({ index }) => namesOff(row.cells[index] ?? ''))) {
      conditions.push('its name says that something is switched off or not in force')
    }
    for (const { index, reasonOf } of this.#notes) {
      const text = row.cells[index] ?? ''
      const reason = text === '' ? undefined : reasonOf(text)
      if (reason !== undefined) conditions.push(reason)
    }
    return conditions
  }

  read(row: TableRow, action: ActionWord): ReadConditions {
    const conditions: string[] = []
    const bases: string[] = []
    const { anyWords } = this.#cells
    for (const column of this.#conditions) {
      const text = withoutMark(row.cells[column.index] ?? '')
      if (isEmptyCell(text)) continue
      const word = text.toLowerCase()
      if (ANY_WORDS.has(word) || anyWords.some((one) => one.toLowerCase() === word)) continue
      const reason = conditionOf(column, text, word, action)
      if (reason === undefined) continue
      conditions.push(reason)
      bases.push(text)
    }
    for (const { index, name, reason } of this.#unknown) {
      const text = row.cells[index] ?? ''
      if (saysNothing(text, anyWords) || isIdleValue(name, text)) continue
      conditions.push(reason)
      bases.push(text)
    }
    const type = this.#cells.text(row, 'ruleType')
    if (type !== '' && readScope(type) === 'unknown' && !isPlainType(type)) {
      conditions.push(`what the type \`${shown(type)}\` of the rule means is not known`)
      bases.push(type)
    }
    const state = this.#cells.text(row, 'enabled')
    if (isConnectionState(state))
      conditions.push(`the rule holds for connections in the state \`${shown(state)}\` only`)
    conditions.push(...this.#saidBeside(row))
    if (action === 'conditional permit') {
      const text = this.#cells.text(row, 'action')
      conditions.push(`the action \`${shown(text).slice(0, 40)}\` permits under a condition`)
      bases.push(text)
    }
    return { conditions, ...(bases.length === 0 ? {} : { basis: JSON.stringify(bases) }) }
  }
}

/** A type that says nothing about what a rule matches, or only a direction, which is asked about elsewhere. */
function isPlainType(type: string): boolean {
  const word = type.trim().toLowerCase()
  return PLAIN_TYPES.has(word) || isDirectionType(word)
}

/** Whether a value in a column `Type` is the direction of a rule. */
export function isDirectionType(type: string): boolean {
  return /^(?:in|out)(?:bound)?$|^(?:in|e)gress$/.test(type.trim().toLowerCase())
}

/** Why what is written beside a rule leaves it open. */
function noteReason({ field, header }: HeaderColumn, text: string): string | undefined {
  const name = normaliseHeader(header)
  if (ABOUT_APPROVAL.test(name) && saysUnapproved(text)) {
    return `the column \`${shown(header.trim())}\` says \`${shown(text.trim()).slice(0, 40)}\`, so it may not be in force`
  }
  if (name === 'options' && !isLogOption(text)) {
    return `the column \`${shown(header.trim())}\` says \`${shown(text.trim()).slice(0, 40)}\`, which may narrow the rule`
  }
  if (!notesOff(text) || (ABOUT_LOGS.test(name) && isSwitchedOffWord(text))) return undefined
  return field === 'comment'
    ? 'its comment says that something is switched off or not in force'
    : `the column \`${shown(header.trim())}\` says that something is switched off or not in force`
}

/** Options of a rule that say how it is logged, or nothing (PAN-OS writes the log settings there, one in each line). */
function isLogOption(text: string): boolean {
  return text
    .split(/[\n\r;|,]+/)
    .map((part) => part.trim().toLowerCase())
    .every(
      (part) =>
        isEmptyCell(part) ||
        /^(?:default|disabled?|enabled?|yes|no|true|false)$/.test(part) ||
        (/\blog|\bsyslog|server response inspection|\bdsri\b/.test(part) && !/schedul|time|qos|user/.test(part)),
    )
}

function conditionOf(
  { field, header, isStated }: HeaderColumn,
  text: string,
  word: string,
  action: ActionWord,
): string | undefined {
  // What the project file calls a condition may as well be a yes or no of which nobody knows what it means.
  if (field === 'condition' && NO_CONDITION.has(word) && (isStated !== true || word === 'always')) return undefined
  const what = showable(header).trim().toLowerCase().slice(0, 60)
  if (field === 'condition') return `the rule holds for ${what} \`${shown(text)}\` only`
  if (action === 'deny') return undefined
  if (field === 'translation') {
    return NO_CONDITION.has(word) || word === 'original'
      ? undefined
      : 'the rule translates addresses, so what it permits arrives altered'
  }
  return NO_INSPECTION.has(word)
    ? undefined
    : `what the rule permits is inspected (${what} \`${shown(text)}\`), and may be refused or altered`
}

function unknownReason(column: HeaderColumn): string {
  const name = showable(column.header).trim().slice(0, 60)
  const which = name === '' ? `column ${column.index + 1}` : `the column \`${name}\``
  return `${which} is not known and may narrow the rule`
}

function shown(text: string): string {
  return showable(text).slice(0, 80)
}
