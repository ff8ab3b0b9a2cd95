import { append } from '../../model/append.ts'
import type { Otherwise, Stage } from '../../model/firewall.ts'
import { intersectBox, type PacketBox, subtractBoxes } from '../../model/packet-box.ts'
import type { RuleTable } from '../../model/rule-table.ts'
import type { SetStore } from '../../model/set-store.ts'
import { isEndUncertain } from '../reading.ts'
import type { Flow, FlowStep, FlowWay } from './flows.ts'
import { type Budget, type PermittedBoxes, rowBox } from './permitted-boxes.ts'
import { isSameView, seen, sentAs } from './view.ts'

/** Packets of which the text does not say whether they pass, by what that hangs on. */
export interface OpenPart {
  readonly box: PacketBox
  /** Equal for two parts exactly if the same unknown things decide them, in the same order and to the same end. */
  readonly hangsOn: string
}

/**
 * What a reason rests on: its words without the places that they name, since a line may move and a name that the text defines
 * may change. Reasons tell those in parentheses with the number of a line.
 */
export function basisOfText(reason: string | undefined): string {
  if (reason === undefined) return ''
  return reason
    .replace(/ ?\([^()]*\)/g, (remark) => (/\bline \d/.test(remark) ? '' : remark))
    .replace(/\bline \d+/g, 'line')
}

/** What an uncertain row rests on; empty for a certain one. */
export function basisOfRow(table: RuleTable, row: number): string {
  if (!table.isUncertain(row)) return ''
  return `${basisOfText(table.uncertainty(row))}\n${table.basis(row) ?? ''}`
}

/** What an uncertain end rests on; empty for a certain one. */
export function basisOfEnd(end: Otherwise): string {
  return isEndUncertain(end) ? `${end.action} ${basisOfText(end.uncertain)}` : ''
}

/** An uncertain row that may decide a packet: `action` if what it rests on holds. */
interface Condition {
  readonly action: string
  readonly basis: string
}

interface Piece {
  readonly box: PacketBox
  readonly conditions: readonly Condition[]
}

/** Sorts packets by the uncertain rows that may decide them. */
export class OpenParts {
  readonly #sets: SetStore
  readonly #budget: Budget
  readonly #permitted: PermittedBoxes
  readonly #bases = new WeakMap<RuleTable, ReadonlySet<string>>()

  /** `permitted` finds the rows of a table that concern packets. */
  constructor(sets: SetStore, budget: Budget, permitted: PermittedBoxes) {
    this.#sets = sets
    this.#budget = budget
    this.#permitted = permitted
  }

  /** The parts of a box on both sides; stages that the sides share tell no difference and are left out. Throws OverBudget. */
  of(
    before: Flow,
    after: Flow,
    box: PacketBox,
    which: 'whole' | 'inspections',
  ): readonly [readonly OpenPart[], readonly OpenPart[]] {
    const [old, now] = [stepsOf(before, which), stepsOf(after, which)]
    const [own, others] = [unsharedSteps(old, now), unsharedSteps(now, old)]
    return [this.#side(before, own, box, this.#basesOf(others)), this.#side(after, others, box, this.#basesOf(own))]
  }

  #side(flow: Flow, ways: readonly (readonly FlowStep[])[], box: PacketBox, others: ReadonlySet<string>): OpenPart[] {
    let parts: OpenPart[] = [{ box, hangsOn: '' }]
    for (const [w, steps] of ways.entries()) {
      const settled = translationsText(flow.ways[w])
      parts = parts.map((part) => ({ ...part, hangsOn: `${part.hangsOn}|${settled}` }))
      for (const step of steps) parts = parts.flatMap((part) => this.#atStep(step, part, others))
    }
    return parts
  }

  #atStep({ stage, view }: FlowStep, part: OpenPart, others: ReadonlySet<string>): OpenPart[] {
    const { services } = this.#sets
    return this.#atStage(stage, seen(part.box, view, services), others).flatMap(({ box, hangsOn }): OpenPart[] => {
      const sent = sentAs(box, part.box, view, services)
      return sent === undefined ? [] : [{ box: sent, hangsOn: `${part.hangsOn}${hangsOn}` }]
    })
  }

  /** Rows are cut out in their order: behind an uncertain one packets go on, behind a certain one they are settled. */
  #atStage(stage: Stage, box: PacketBox, others: ReadonlySet<string>): OpenPart[] {
    const { services } = this.#sets
    let open: readonly Piece[] = [{ box, conditions: [] }]
    const found: OpenPart[] = []
    for (const table of stage.tables) {
      for (const row of this.#permitted.rowsTouching(table, box)) {
        if (open.length === 0) return found
        const cut = rowBox(table, row, this.#sets)
        const basis = basisOfRow(table, row)
        const action = table.action(row)
        const left: Piece[] = []
        this.#budget.spend(open.length)
        for (const piece of open) {
          const hit = intersectBox(piece.box, cut, services)
          if (hit === undefined) {
            left.push(piece)
            continue
          }
          const { conditions } = piece
          append(
            left,
            subtractBoxes([piece.box], [cut], services).map((rest) => ({ box: rest, conditions })),
          )
          if (basis === '') found.push({ box: hit, hangsOn: told(conditions, action) })
          // What the other side does not know at all makes a difference, whatever comes behind it.
          else if (action === 'unknown' && !others.has(basis)) found.push({ box: hit, hangsOn: `!${basis}` })
          else left.push({ box: hit, conditions: [...conditions, { action, basis }] })
        }
        open = left
      }
    }
    const end = stage.otherwise
    const last = isEndUncertain(end) ? basisOfEnd(end) : end.action
    return [...found, ...open.map((piece) => ({ box: piece.box, hangsOn: told(piece.conditions, last) }))]
  }

  #basesOf(ways: readonly (readonly FlowStep[])[]): ReadonlySet<string> {
    const tables = new Set(ways.flatMap((steps) => steps.flatMap(({ stage }) => stage.tables)))
    return new Set([...tables].flatMap((table) => [...this.#basesIn(table)]))
  }

  #basesIn(table: RuleTable): ReadonlySet<string> {
    const known = this.#bases.get(table)
    if (known !== undefined) return known
    const rows = table.hasUncertainRows ? Array.from({ length: table.rowCount }, (_, row) => row) : []
    const found = new Set(rows.map((row) => basisOfRow(table, row)))
    this.#bases.set(table, found)
    return found
  }
}

function stepsOf({ ways }: Flow, which: 'whole' | 'inspections'): (readonly FlowStep[])[] {
  return ways.map(({ steps, inspections }) => (which === 'whole' ? [...steps, ...inspections] : inspections))
}

/** The steps that the two sides do not share; a stage is the same object where the firewall is the same. */
function unsharedSteps(ways: readonly (readonly FlowStep[])[], others: readonly (readonly FlowStep[])[]): FlowStep[][] {
  return ways.map((steps, w) =>
    steps.filter(({ stage, view }, s) => {
      const other = others[w]?.[s]
      return other?.stage !== stage || !isSameView(view, other.view)
    }),
  )
}

/** What it hangs on how the packets are translated. */
function translationsText(way: FlowWay | undefined): string {
  const where = way?.mayBeOther === true ? 'or elsewhere: ' : ''
  return `${where}${(way?.translations ?? []).map(({ uncertain }) => basisOfText(uncertain)).join('; ')}`
}

/**
 * The conditions as far as they matter: one that comes to what follows anyway says nothing, nor does one that was asked
 * before; of several to one end the order does not matter. A stage that certainly permits is left out.
 */
function told(conditions: readonly Condition[], last: string): string {
  const runs: { readonly action: string; readonly bases: Set<string> }[] = []
  const asked = new Set<string>()
  for (const { action, basis } of conditions) {
    if (asked.has(basis)) continue
    asked.add(basis)
    const run = runs.at(-1)
    if (run !== undefined && run.action === action) run.bases.add(basis)
    else runs.push({ action, bases: new Set([basis]) })
  }
  while (runs.length > 0 && runs.at(-1)?.action === last) runs.pop()
  if (runs.length === 0 && last === 'permit') return ''
  return JSON.stringify([...runs.map(({ action, bases }) => [action, [...bases].sort()]), last])
}
