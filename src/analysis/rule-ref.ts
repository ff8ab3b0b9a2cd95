import type { Firewall } from '../model/firewall.ts'
import type { Packet } from '../model/packet.ts'
import type { RuleTable } from '../model/rule-table.ts'
import type { Decider } from '../reach/first-match.ts'
import type { RuleRef } from './result.ts'

/** Turns deciders into references that a person can look up; a row's text is read from its file once. */
export class RuleRefs {
  readonly #rows = new Map<RuleTable, Map<number, RuleRef>>()

  /** With a packet, the reference also says through which objects and groups the row matches it. */
  of(firewall: Firewall, decider: Decider, packet?: Packet): RuleRef {
    if (decider.kind === 'end') return endRef(firewall, decider)
    const ref = this.#rowRef(firewall, decider.table, decider.row)
    if (packet === undefined) return ref
    const through = firewall.groupPath(decider.table, decider.row, packet)
    return through.length === 0 ? ref : { ...ref, through }
  }

  #rowRef(firewall: Firewall, table: RuleTable, row: number): RuleRef {
    const rows = this.#rows.get(table) ?? new Map<number, RuleRef>()
    this.#rows.set(table, rows)
    const known = rows.get(row)
    if (known !== undefined) return known
    const aceLine = table.deviceLine(row)
    const uncertain = table.uncertainty(row)
    const hits = firewall.hits?.(table, row)
    const ref: RuleRef = {
      firewall: firewall.name,
      list: table.name,
      line: table.line(row),
      ...(aceLine > 0 ? { aceLine } : {}),
      file: table.source.name,
      text: table.source.shownLine(table.line(row)),
      ...(table.meaning === undefined ? {} : { meaning: table.meaning }),
      ...(hits === undefined ? {} : { hits }),
      ...(uncertain === undefined ? {} : { uncertain }),
    }
    rows.set(row, ref)
    return ref
  }
}

/** A statement of a firewall's own text that is no rule of a list. */
export function statementRef({ name, source }: Firewall, line: number, uncertain?: string): RuleRef {
  return {
    firewall: name,
    line,
    file: source.name,
    text: source.shownLine(line),
    ...(uncertain === undefined ? {} : { uncertain }),
  }
}

function endRef(firewall: Firewall, decider: Extract<Decider, { kind: 'end' }>): RuleRef {
  const { otherwise } = decider
  return {
    firewall: firewall.name,
    ...(otherwise.list === undefined ? {} : { list: otherwise.list }),
    ...(otherwise.line === undefined ? {} : { line: otherwise.line }),
    file: firewall.source.name,
    text: otherwise.text,
    ...(otherwise.uncertain === undefined ? {} : { uncertain: otherwise.uncertain }),
  }
}

/** Each reference once, in the order of file, line and text. */
export function distinctRefs(refs: readonly RuleRef[]): RuleRef[] {
  const byKey = new Map<string, RuleRef>()
  for (const ref of refs) {
    const key = JSON.stringify([ref.firewall, ref.list ?? '', ref.line ?? 0, ref.text, ref.uncertain ?? ''])
    if (!byKey.has(key)) byKey.set(key, ref)
  }
  return [...byKey.values()].sort(compareRefs)
}

function compareRefs(a: RuleRef, b: RuleRef): number {
  return (
    compareText(a.firewall, b.firewall) ||
    compareText(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareText(a.list ?? '', b.list ?? '') ||
    compareText(a.text, b.text)
  )
}

/** Code unit order, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
