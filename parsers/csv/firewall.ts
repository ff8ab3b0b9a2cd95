import { ANY_ADDRESS, hasAddress } from '../../src/model/address-set.ts'
import type { Firewall, GroupStep, Otherwise, Passage } from '../../src/model/firewall.ts'
import type { ImportReport } from '../../src/model/import-report.ts'
import type { LineAccount } from '../../src/model/line-account.ts'
import type { Packet } from '../../src/model/packet.ts'
import { RuleTable } from '../../src/model/rule-table.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { rowsOf } from '../shared/rule-rows.ts'
import type { Definition, Names } from './definitions.ts'
import type { CsvRule } from './rule-reader.ts'

export interface CsvFirewallInput {
  readonly name: string
  readonly source: SourceText
  readonly rules: readonly CsvRule[]
  readonly hasZones: boolean
  readonly otherwise: Otherwise
  readonly sets: SetStore
  readonly names: Names
  /** Names that a rule's address cells use, by line of the rule. */
  readonly namesAt: (line: number) => readonly string[]
  readonly accounts: readonly LineAccount[]
  readonly importReport: ImportReport
  readonly diagnostics: readonly Diagnostic[]
}

/** The neutral firewall of a rule table: one stage, whose rows are those of the zone pair where the table has zones. */
export function csvFirewall(input: CsvFirewallInput): Firewall {
  const { rules, hasZones } = input
  const zones = hasZones
    ? [...new Set(rules.flatMap((rule) => [...(rule.sourceZones ?? []), ...(rule.destinationZones ?? [])]))]
    : []
  const lineOf = (zone: string): number =>
    rules.find((rule) => rule.sourceZones?.includes(zone) === true || rule.destinationZones?.includes(zone) === true)
      ?.line ?? 1
  const known = new Map<string, Passage>()
  let whole: readonly RuleTable[] | undefined
  const passage = (ingress: string, egress: string): Passage => {
    const key = JSON.stringify([ingress, egress])
    const found = known.get(key) ?? [
      { name: 'rules', tables: [tableOf(input, ingress, egress)], otherwise: input.otherwise },
    ]
    known.set(key, found)
    return found
  }
  return {
    name: input.name,
    dialect: 'csv',
    source: input.source,
    interfaces: zones.map((name) => ({ name, networks: [], line: lineOf(name) })),
    ownAddresses: [],
    // Only `parse` asks for it, and a million rows are not made for nothing.
    get tables() {
      whole ??= [wholeTable(input)]
      return whole
    },
    passage: (ingress, egress) => {
      for (const zone of [ingress, egress]) {
        if (zones.length > 0 && !zones.includes(zone)) throw new RangeError(`there is no zone ${zone}`)
      }
      return passage(ingress, egress)
    },
    groupPath: (table, row, packet) => groupPath(input, table.line(row), packet),
    accounts: input.accounts,
    importReport: input.importReport,
    diagnostics: input.diagnostics,
  }
}

/** All rules in the order in which they decide, whatever their zones. */
function wholeTable({ source, rules, sets }: CsvFirewallInput): RuleTable {
  const table = new RuleTable(tableName(source), source, rules.length)
  for (const rule of rules) for (const row of rowsOf(rule, rule.line, rule.number, sets)) table.add(row)
  return table
}

function tableName(source: SourceText): string {
  return source.name.replace(/^.*\//, '')
}

function tableOf(input: CsvFirewallInput, ingress: string, egress: string): RuleTable {
  const table = new RuleTable(tableName(input.source), input.source, input.rules.length)
  for (const rule of input.rules) {
    if (rule.sourceZones !== undefined && !rule.sourceZones.includes(ingress)) continue
    if (rule.destinationZones !== undefined && !rule.destinationZones.includes(egress)) continue
    if (rule.scope === 'intrazone' && ingress !== egress) continue
    if (rule.scope === 'interzone' && ingress === egress) continue
    for (const row of rowsOf(rule, rule.line, rule.number, input.sets)) table.add(row)
  }
  return table
}

/** Whether a rule matches every packet for certain. */
export function matchesEverything(rule: CsvRule, sets: SetStore): boolean {
  const { addresses, services } = sets
  const any = addresses.intern(ANY_ADDRESS)
  return (
    rule.conditions.length === 0 &&
    rule.sourceZones === undefined &&
    rule.destinationZones === undefined &&
    rule.scope === undefined &&
    addresses.intern(rule.source.sure) === any &&
    addresses.intern(rule.destination.sure) === any &&
    rule.service.sure === services.all
  )
}

const DEPTH_MAX = 32

/** The definitions through which a rule's cells hold the packet's addresses. */
function groupPath({ names, namesAt }: CsvFirewallInput, line: number, packet: Packet): GroupStep[] {
  const steps: GroupStep[] = []
  for (const name of namesAt(line)) {
    for (const address of [packet.source, packet.destination]) {
      const extent = names.addresses(name)
      if (extent === undefined || !hasAddress(extent.most, address)) continue
      steps.push(...pathTo(names, name, address))
      break
    }
  }
  return steps
}

function pathTo(names: Names, name: string, address: Packet['source']): GroupStep[] {
  const steps: GroupStep[] = []
  let next: string | undefined = name
  for (let depth = 0; next !== undefined && depth < DEPTH_MAX; depth++) {
    const definition: Definition | undefined = names.definitionsOf(next)[0]
    if (definition === undefined) return steps
    steps.push({
      line: definition.line,
      text: `${definition.source.name}: ${definition.source.shownLine(definition.line)}`,
    })
    next = definition.values.find((value) => {
      const below = names.addresses(value)
      return below !== undefined && hasAddress(below.most, address)
    })
  }
  return steps
}
