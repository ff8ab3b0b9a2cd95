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
    const { table } = decider
    const through = firewall.groupPath(decider.table, decider.row, packet)
    if (through.length === 0) return ref
    return {
      ...ref,
      through: through
        .map(({ line, text }) => ({ ...table.source.placeOf(line), text }))
        .map((step) => stepOf(step, ref.file)),
    }
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
      line: table.source.placeOf(table.line(row)).line,
      ...(aceLine > 0 ? { aceLine } : {}),
      file: table.source.placeOf(table.line(row)).file,
      text: table.source.shownLine(table.line(row)),
      ...(table.meaning === undefined ? {} : { meaning: table.meaning }),
      ...(hits === undefined ? {} : { hits }),
      ...(uncertain === undefined ? {} : { uncertain: table.source.shownReason(table.line(row), uncertain) }),
    }
    rows.set(row, ref)
    return ref
  }
}

/** The file is told only where it is another one than the rule's. */
function stepOf(
  { file, line, text }: { readonly file: string; readonly line: number; readonly text: string },
  own: string | undefined,
): { readonly line: number; readonly text: string } {
  return { line, text: file === own ? text : `${text} (${file})` }
}

/** A statement of a firewall's own text that is no rule of a list. */
export function statementRef(
  { name, source }: Pick<Firewall, 'name' | 'source'>,
  line: number,
  uncertain?: string,
): RuleRef {
  return {
    firewall: name,
    line: source.placeOf(line).line,
    file: source.placeOf(line).file,
    text: source.shownLine(line),
    ...(uncertain === undefined ? {} : { uncertain: source.shownReason(line, uncertain) }),
  }
}

function endRef(firewall: Firewall, decider: Extract<Decider, { kind: 'end' }>): RuleRef {
  const { otherwise } = decider
  return {
    firewall: firewall.name,
    ...(otherwise.list === undefined ? {} : { list: otherwise.list }),
    ...(otherwise.line === undefined ? {} : { line: firewall.source.placeOf(otherwise.line).line }),
    file: otherwise.line === undefined ? firewall.source.name : firewall.source.placeOf(otherwise.line).file,
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
