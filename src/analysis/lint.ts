import { append } from '../model/append.ts'
import type { Firewall, Otherwise } from '../model/firewall.ts'
import type { RuleTable } from '../model/rule-table.ts'
import type { SetStore } from '../model/set-store.ts'
import { TableHygiene } from '../reach/hygiene/table-hygiene.ts'
import { LINT_BY_ID } from './lint-catalogue.ts'
import type { Lint, LintFinding, LintKind } from './lint-result.ts'
import { compareText, distinctRefs, RuleRefs, statementRef } from './rule-ref.ts'
import { packetRefOf } from './services-of.ts'

/** What could be tidied in the rule sets of firewalls, list by list; each answer about a rule is proved. */
export function lintFirewalls(firewalls: readonly Firewall[], sets: SetStore, version: string): Lint {
  const linter = new Linter(sets)
  for (const firewall of firewalls) linter.firewall(firewall)
  return { schema: 'emmental/lint/1', version, ...linter.result() }
}

const BECAUSE_MAX = 20

class Linter {
  readonly #sets: SetStore
  readonly #refs = new RuleRefs()
  readonly #findings: LintFinding[] = []
  readonly #notes: string[] = []
  #rules = 0

  constructor(sets: SetStore) {
    this.#sets = sets
  }

  firewall(firewall: Firewall): void {
    for (const list of listsOf(firewall)) this.#list(firewall, list)
    const { unused = [], silent = [] } = firewall.hygiene?.() ?? {}
    for (const { table, line, why, twin } of silent) {
      const id = why === 'empty' ? 'never-matching' : why
      const because = twin === undefined ? [] : [this.#at(firewall, table, twin)]
      this.#add(id, firewall, table.name, this.#at(firewall, table, line), because, 'yes')
    }
    for (const { kind, line } of unused) {
      const id = kind === 'list' ? 'unbound-list' : kind === 'object' ? 'unused-object' : 'unused-group'
      this.#add(id, firewall, undefined, statementRef(firewall, line), [], 'yes')
    }
  }

  result(): Pick<Lint, 'findings' | 'notes' | 'rules'> {
    const order = (one: LintFinding): number => (one.severity === 'warning' ? 0 : 1)
    const findings = this.#findings.toSorted(
      (a, b) =>
        compareText(a.firewall, b.firewall) ||
        order(a) - order(b) ||
        compareText(a.id, b.id) ||
        (a.rule.line ?? 0) - (b.rule.line ?? 0),
    )
    return { findings, notes: this.#notes, rules: this.#rules }
  }

  /** One list; a rule table stands there once for each pair of zones, and a rule is judged over all that it is in. */
  #list(firewall: Firewall, tables: readonly RuleTable[]): void {
    const [table] = tables
    if (table === undefined) return
    const judges = tables.map((one) => ({
      table: one,
      hygiene: new TableHygiene(one, this.#sets, endOf(firewall, one)),
    }))
    const byLine = new Map<number, Placed[]>()
    for (const { table: one, hygiene } of judges) {
      for (const rows of rulesOf(one)) {
        const line = one.line(rows[0] ?? 0)
        const known = byLine.get(line)
        const placed = { table: one, hygiene, rows }
        if (known === undefined) byLine.set(line, [placed])
        else known.push(placed)
      }
    }
    let open = 0
    for (const [, places] of [...byLine].sort(([a], [b]) => a - b)) {
      this.#rules++
      if (this.#rule(firewall, places) === 'open') open++
    }
    if (open > 0) this.#notes.push(`${firewall.name}, ${table.name}: undetermined (budget) for ${open} rules`)
  }

  #rule(firewall: Firewall, places: readonly Placed[]): 'open' | 'told' {
    const [{ table, rows }] = places as [Placed]
    const [row = 0] = rows
    const state = stateOver(places)
    const removable: LintFinding['removable'] =
      state.kind === 'live' ? 'no' : state.kind === 'open' ? 'undetermined' : 'yes'
    const add = (
      id: LintKind,
      isRemovable = removable,
      by: LintFinding['because'] = [],
      packet?: LintFinding['packet'],
    ) => this.#add(id, firewall, table.name, this.#ref(firewall, table, row), by, isRemovable, packet)
    const because = (): LintFinding['because'] =>
      distinctRefs(state.by.map(([one, other]) => this.#ref(firewall, one, other))).slice(0, BECAUSE_MAX)
    if (state.kind === 'covered') {
      const isOther = state.by.some(([one, other]) => one.action(other) !== table.action(row))
      add(isOther ? 'shadowed' : 'covered', 'yes', because())
      return 'told'
    }
    if (state.kind === 'needless') add('redundant', 'yes', because())
    const taken = takenOver(places)
    if (taken !== undefined) {
      const [protocol, destinationField, sourceField] = taken.packet.flavour
      const { source, destination } = taken.packet
      const packet = packetRefOf({ protocol, destinationField, sourceField, source, destination })
      add('contradicted-in-part', 'no', [this.#ref(firewall, taken.table, taken.by)], packet)
    }
    if (this.#isAnyAny(table, row)) add('any-any')
    if (firewall.hits?.(table, row) === 0) add('no-hits')
    return state.kind === 'open' ? 'open' : 'told'
  }

  #isAnyAny(table: RuleTable, row: number): boolean {
    const { addresses, services } = this.#sets
    const isAny = (id: ReturnType<RuleTable['sourceSet']>): boolean => {
      const { v4 } = addresses.get(id)
      return v4.length === 2 && v4[0] === 0 && v4[1] === 0xffffffff
    }
    const permits = table.action(row) === 'permit' && !table.isUncertain(row)
    const isAll = services.byId(table.serviceSet(row)) === services.all
    return permits && isAll && isAny(table.sourceSet(row)) && isAny(table.destinationSet(row))
  }

  #ref(firewall: Firewall, table: RuleTable, row: number): LintFinding['rule'] {
    return this.#refs.of(firewall, { kind: 'row', table, row })
  }

  #at(firewall: Firewall, table: RuleTable, line: number): LintFinding['rule'] {
    return { ...statementRef(firewall, line), list: table.name }
  }

  #add(
    id: LintKind,
    { name }: Firewall,
    list: string | undefined,
    rule: LintFinding['rule'],
    because: LintFinding['because'],
    removable: LintFinding['removable'],
    packet?: LintFinding['packet'],
  ): void {
    const severity = LINT_BY_ID.get(id)?.severity ?? 'note'
    this.#findings.push({
      id,
      severity,
      firewall: name,
      ...(list === undefined ? {} : { list }),
      rule,
      because,
      removable,
      ...(packet === undefined ? {} : { packet }),
    })
  }
}

/** The rows of one rule in one table. */
interface Placed {
  readonly table: RuleTable
  readonly hygiene: TableHygiene
  readonly rows: readonly number[]
}

interface StateOver {
  readonly kind: 'live' | 'covered' | 'needless' | 'open'
  readonly by: readonly (readonly [RuleTable, number])[]
}

/** Over several tables a rule is as live as where it is most so. */
function stateOver(places: readonly Placed[]): StateOver {
  const by: (readonly [RuleTable, number])[] = []
  let kind: StateOver['kind'] = 'covered'
  for (const { table, hygiene, rows } of places) {
    const state = hygiene.stateOf(rows)
    if (state.kind === 'live' || state.kind === 'open') return { kind: state.kind, by: [] }
    if (state.kind === 'needless') kind = 'needless'
    append(
      by,
      state.by.map((row) => [table, row] as const),
    )
  }
  return { kind, by }
}

function takenOver(
  places: readonly Placed[],
): (NonNullable<ReturnType<TableHygiene['partlyTaken']>> & { readonly table: RuleTable }) | undefined {
  for (const { table, hygiene, rows } of places) {
    const taken = rows.length === 1 ? hygiene.partlyTaken(rows[0] ?? 0) : undefined
    if (taken !== undefined) return { ...taken, table }
  }
  return undefined
}

/** The lists of a firewall; where it decides by tables for pairs of zones, those of one name together. */
function listsOf(firewall: Firewall): RuleTable[][] {
  const own = firewall.tables
  const names = firewall.interfaces.map(({ name }) => name)
  const used = new Set(
    names.flatMap((from) =>
      names.filter((to) => to !== from).flatMap((to) => firewall.passage(from, to, 4).flatMap(({ tables }) => tables)),
    ),
  )
  return own.map((table) => {
    const parts = [...used].filter((one) => one !== table && one.name === table.name)
    return used.has(table) || parts.length === 0 ? [table] : parts
  })
}

/** The rows of each line: one rule of the text. */
function* rulesOf(table: RuleTable): Generator<readonly number[]> {
  let rows: number[] = []
  for (let row = 0; row < table.rowCount; row++) {
    if (rows.length > 0 && table.line(row) !== table.line(rows[0] ?? 0)) {
      yield rows
      rows = []
    }
    rows.push(row)
  }
  if (rows.length > 0) yield rows
}

/** What applies behind the list wherever it stands last; undefined where that is not one thing, or not known. */
function endOf({ interfaces, passage }: Firewall, table: RuleTable): Otherwise | undefined {
  const ends = new Map<string, Otherwise>()
  const names = interfaces.length === 0 ? [''] : interfaces.map(({ name }) => name)
  for (const ingress of names) {
    for (const egress of names) {
      if (ingress === egress && names.length > 1) continue
      for (const { tables, otherwise } of passage(ingress, egress, 4)) {
        if (!tables.includes(table)) continue
        // Another list may come behind it.
        if (tables.at(-1) !== table) return undefined
        ends.set(`${otherwise.action} ${otherwise.uncertain ?? ''}`, otherwise)
      }
    }
  }
  const [only, ...more] = ends.values()
  return more.length === 0 ? only : undefined
}
