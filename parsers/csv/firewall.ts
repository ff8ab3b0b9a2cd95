import type { Firewall, Otherwise, Passage } from '../../src/model/firewall.ts'
import type { ImportReport } from '../../src/model/import-report.ts'
import type { LineAccount } from '../../src/model/line-account.ts'
import { RuleTable } from '../../src/model/rule-table.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { settled } from '../shared/extent.ts'
import { rowsOf } from '../shared/rule-rows.ts'
import type { ZoneScope } from './row-zones.ts'
import type { Gap } from './rule-order.ts'
import type { CsvRule } from './rule-reader.ts'

export interface CsvFirewallInput {
  readonly name: string
  readonly source: SourceText
  /** In the order in which the first match decides. */
  readonly rules: readonly CsvRule[]
  readonly gaps: readonly Gap[]
  readonly otherwise: Otherwise
  /** What applies at the end within one zone, where that differs. */
  readonly otherwiseWithin: Otherwise
  readonly sets: SetStore
  readonly groupPath: Firewall['groupPath']
  readonly accounts: readonly LineAccount[]
  readonly importReport: ImportReport
  readonly diagnostics: readonly Diagnostic[]
}

/** The neutral firewall of a rule table: one stage, whose rows are those of the zone pair where the table has zones. */
export function csvFirewall(input: CsvFirewallInput): Firewall {
  const zones = zonesOf(input.rules)
  // A rule for every zone holds for those, too, that no rule names.
  const holdsBeyond = zones.size > 0 && input.rules.some(({ zones: scope }) => isForEveryZone(scope))
  const known = new Map<string, Passage>()
  let whole: readonly RuleTable[] | undefined
  // Only `parse` asks for the whole where there are zones, and a million rows are not made for nothing.
  const wholeTable = (): readonly RuleTable[] => {
    whole ??= [tableOf(input, () => true)]
    return whole
  }
  // Without names of zones it stands between every two, and no packet stays within one.
  const isWithin = ({ zones: scope }: CsvRule): boolean => scope?.scope === 'intrazone'
  const everywhere = (): readonly RuleTable[] =>
    input.rules.some(isWithin) ? [tableOf(input, (rule) => !isWithin(rule))] : wholeTable()
  const passage = (ingress: string, egress: string): Passage => {
    const key = JSON.stringify([ingress, egress])
    let found = known.get(key)
    if (found === undefined) {
      const otherwise = zones.size > 0 && ingress === egress ? input.otherwiseWithin : input.otherwise
      const holds = (rule: CsvRule): boolean => isBetween(rule, ingress, egress)
      found = [{ name: 'rules', tables: zones.size === 0 ? everywhere() : [tableOf(input, holds)], otherwise }]
      known.set(key, found)
    }
    return found
  }
  return {
    name: input.name,
    dialect: 'csv',
    source: input.source,
    interfaces: Array.from(zones, ([name, line]) => ({ name, networks: [], line })),
    ...(holdsBeyond ? { holdsBeyond } : {}),
    ownAddresses: [],
    get tables() {
      return wholeTable()
    },
    passage: (ingress, egress) => {
      for (const zone of [ingress, egress]) {
        if (zones.size > 0 && !holdsBeyond && !zones.has(zone)) throw new RangeError(`there is no zone ${zone}`)
      }
      return passage(ingress, egress)
    },
    groupPath: input.groupPath,
    accounts: input.accounts,
    importReport: input.importReport,
    diagnostics: input.diagnostics,
  }
}

/** Zones by name, with the line of the first rule that names them. */
function zonesOf(rules: readonly CsvRule[]): Map<string, number> {
  const zones = new Map<string, number>()
  for (const { zones: scope, line } of rules) {
    if (scope === undefined) continue
    for (const zone of scope.sources ?? []) if (!zones.has(zone)) zones.set(zone, line)
    for (const zone of scope.destinations ?? []) if (!zones.has(zone)) zones.set(zone, line)
  }
  return zones
}

function isForEveryZone(scope: ZoneScope | undefined): boolean {
  return scope === undefined || scope.sources === undefined || scope.destinations === undefined
}

function isBetween({ zones }: CsvRule, ingress: string, egress: string): boolean {
  if (zones === undefined) return true
  if (zones.sources !== undefined && !zones.sources.includes(ingress)) return false
  if (zones.destinations !== undefined && !zones.destinations.includes(egress)) return false
  return zones.scope === undefined || (zones.scope === 'intrazone') === (ingress === egress)
}

function tableOf(input: CsvFirewallInput, holds: (rule: CsvRule) => boolean): RuleTable {
  const { source, rules, sets } = input
  const table = new RuleTable(source.name.replace(/^.*\//, ''), source, rules.length)
  const none = sets.addresses.none
  const noService = sets.services.none.id
  const gaps = gapsByPlace(input)
  for (const [i, rule] of rules.entries()) {
    for (const gap of gaps.get(i) ?? []) addGap(table, gap, rule.line, sets)
    if (!holds(rule)) continue
    const { source: from, destination: to, service, open, line, number, action } = rule
    if (open !== undefined) for (const row of rowsOf(open, line, number, sets)) table.add(row)
    else if (from !== none && to !== none && service !== noService) {
      table.addCertain(action, from, to, service, line, number)
    }
  }
  for (const gap of gaps.get(rules.length) ?? []) addGap(table, gap, rules.at(-1)?.line ?? 1, sets)
  return table
}

/**
 * In front of which rules numbers are missing, the count of rules for the end; all in front of the first rule where the
 * rules do not stand by number.
 */
function gapsByPlace({ rules, gaps }: CsvFirewallInput): Map<number, Gap[]> {
  const places = new Map<number, Gap[]>()
  const numbered = rules.filter(({ number }) => number > 0)
  const rising = numbered.every((rule, i) => i === 0 || numbered[i - 1]!.number < rule.number)
  for (const gap of gaps) {
    const found = rising ? rules.findIndex(({ number }) => number > gap.last) : 0
    // The rules behind the gap may all be switched off: then it stands in front of the end.
    const place = found < 0 ? rules.length : found
    places.set(place, [...(places.get(place) ?? []), gap])
  }
  return places
}

/** A rule that is not in the table may do anything to whatever reaches it. */
function addGap(table: RuleTable, { first, last }: Gap, line: number, sets: SetStore): void {
  const any = settled(sets.addresses.get(sets.addresses.any))
  const which = first === last ? `rule number ${first} is` : `the rule numbers ${first} to ${last} are`
  const reason = `${which} missing at this line, so the table may be filtered; say \`complete: true\` if it holds every rule`
  const open = {
    action: 'unknown' as const,
    source: any,
    destination: any,
    service: settled(sets.services.all),
    conditions: [reason],
  }
  for (const row of rowsOf(open, line, 0, sets)) table.add(row)
}

/** Whether a rule matches every packet for certain. */
export function matchesEverything(rule: CsvRule, { addresses, services }: SetStore): boolean {
  return (
    rule.open === undefined &&
    rule.zones === undefined &&
    rule.source === addresses.any &&
    rule.destination === addresses.any &&
    rule.service === services.idOf(services.all)
  )
}
