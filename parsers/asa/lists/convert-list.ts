import { type AddressRanges, ANY_ADDRESS, ANY_IPV4, ANY_IPV6 } from '../../../src/model/address-set.ts'
import type { LineAccount } from '../../../src/model/line-account.ts'
import { RuleTable } from '../../../src/model/rule-table.ts'
import type { SetStore } from '../../../src/model/set-store.ts'
import type { SourceText } from '../../../src/source/source-text.ts'
import { rowsOf } from '../../shared/rule-rows.ts'
import type { AsaConfig, AsaList, Era } from '../config.ts'
import { tailOf, withoutCounts, wordsStart } from '../input/capture.ts'
import type { AddressResolver } from '../names/resolve-addresses.ts'
import type { ServiceResolver } from '../names/resolve-services.ts'
import type { Clock } from '../schedule/clock.ts'
import type { Warn } from '../warn.ts'
import { type Ace, readAce } from './ace.ts'
import { type FastAces, INACTIVE, OTHER, REMARK } from './fast-ace.ts'
import { SeenRows } from './seen-rows.ts'

/** What the conversion of lists needs. */
export interface ListContext {
  readonly config: AsaConfig
  readonly era: Era
  readonly source: SourceText
  readonly account: LineAccount
  readonly sets: SetStore
  readonly addresses: AddressResolver
  readonly serviceNames: ServiceResolver
  readonly clock: Clock
  /** Shared by all lists, so that each name is looked up once. */
  readonly fast: FastAces
  readonly warn: Warn
}

/** A list as a table; `entries` counts its entries without remarks, inactive ones included. */
export interface ConvertedList {
  readonly table: RuleTable
  readonly entries: number
}

/** Turns a list into a table. Device line numbers count remarks; an entry that repeats another is not stored. */
export function convertList(list: AsaList, context: ListContext): ConvertedList {
  if (list.numbers !== undefined) return convertCaptured(list, list.numbers, context)
  const table = new RuleTable(list.name, context.source, list.lines.length)
  const any = anyOf(list, context.era)
  const { fast } = context
  fast.begin(list.name, any, !list.ipv6)
  addUnread(table, list, context)
  const seen = new SeenRows(table, list.lines.length)
  let deviceLine = 0
  let entries = 0
  for (const line of list.lines) {
    const outcome = fast.add(table, line, deviceLine + 1)
    if (outcome === REMARK) {
      context.account.set(line, 'modelled')
      deviceLine++
      continue
    }
    if (outcome === OTHER) {
      if (isRemark(context.source.rawLine(line), list)) {
        context.account.set(line, 'modelled')
        deviceLine++
        continue
      }
      const stored = addSlowly(table, list, line, deviceLine + 1, any, context, seen)
      if (stored) deviceLine++
      entries++
      continue
    }
    context.account.set(line, 'modelled')
    entries++
    if (outcome === INACTIVE) deviceLine++
    else if (seen.isRepeated(outcome, 1)) table.removeLast()
    else deviceLine++
  }
  return { table, entries }
}

/** Turns the rows that a device printed into a table: each as it stands, and those that matched nothing then not at all. */
function convertCaptured(list: AsaList, numbers: readonly number[], context: ListContext): ConvertedList {
  const { source, sets, addresses, serviceNames, account, clock, fast } = context
  const { bytes } = source
  const table = new RuleTable(list.name, source, list.lines.length)
  const any = anyOf(list, context.era)
  fast.begin(list.name, any, true)
  addUnread(table, list, context)
  let entries = 0
  for (const [i, line] of list.lines.entries()) {
    const number = numbers[i]!
    const start = wordsStart(source, line)
    const { end, inactive } = tailOf(bytes, start, source.lineEnd(line))
    const outcome = inactive ? OTHER : fast.addBetween(table, line, number, start, end)
    if (outcome === REMARK) continue
    entries++
    if (outcome !== OTHER) continue
    const text = withoutCounts(new TextDecoder().decode(bytes.subarray(start, end)).replace(/^extended /, ''))
    // A time range that was closed when this was printed may be open at another time.
    if (inactive && !/ time-range /.test(text)) continue
    const ace = readAce(text, { addresses, serviceNames, services: sets.services, any, clock })
    if (ace.notUnderstood !== undefined) account.notUnderstood(line, ace.conditions.join('; '))
    if (ace.inactive) continue
    for (const row of rowsOf(ace, line, number, sets)) table.add(row)
  }
  return { table, entries }
}

/** In front of everything, what a line says that may stand anywhere in the list. */
function addUnread(table: RuleTable, { unread: line }: AsaList, { sets }: ListContext): void {
  if (line === undefined) return
  const uncertain = `line ${line} of the list is not understood: it may stand anywhere in it`
  const any = sets.addresses.intern(ANY_ADDRESS)
  const basis = table.source.rawLine(line).trim()
  table.add({ action: 'unknown', source: any, destination: any, service: sets.services.all.id, line, uncertain, basis })
}

function anyOf(list: AsaList, era: Era): AddressRanges {
  if (list.ipv6) return ANY_IPV6
  return era === 'asa9' ? ANY_ADDRESS : ANY_IPV4
}

/** Adds the rows of an entry that the fast reading leaves alone; false if the device would not store the entry. */
function addSlowly(
  table: RuleTable,
  list: AsaList,
  line: number,
  deviceLine: number,
  any: AddressRanges,
  context: ListContext,
  seen: SeenRows,
): boolean {
  const text = entryText(context.source.rawLine(line), list)
  const { addresses, serviceNames, sets, clock } = context
  const ace = readAce(text, { addresses, serviceNames, services: sets.services, any, clock })
  if (ace.notUnderstood === undefined) context.account.set(line, 'modelled')
  else context.account.notUnderstood(line, [...ace.conditions].join('; '))
  if (ace.inactive) return true
  const rows = rowsOf(ace, line, deviceLine, context.sets)
  if (rows.length === 0) context.warn('matches-nothing', line, 'the entry matches no packet')
  const first = table.rowCount
  for (const row of rows) table.add(row)
  if (rows.length === 0 || !seen.isRepeated(first, rows.length)) return true
  for (let i = 0; i < rows.length; i++) table.removeLast()
  return false
}

function isRemark(raw: string, list: AsaList): boolean {
  return /^remark(?:\s|$)/i.test(entryText(raw, list))
}

/** The text from the action on. */
export function entryText(raw: string, list: AsaList): string {
  const start = list.ipv6 ? /^\s*ipv6\s+access-list\s+\S+\s+/i : /^\s*access-list\s+\S+\s+/i
  return raw.replace(start, '').replace(BEFORE_ACTION, '')
}

const BEFORE_ACTION = /^(?:line\s+\d+\s+)?(?:extended\s+)?/i

/** Reads an entry from behind the name of its list on. */
export function readEntry(text: string, any: AddressRanges, context: ListContext): Ace {
  const { addresses, serviceNames, sets, clock } = context
  return readAce(text.replace(BEFORE_ACTION, ''), { addresses, serviceNames, services: sets.services, any, clock })
}
