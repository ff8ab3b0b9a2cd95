import type { RuleTable } from '../model/rule-table.ts'
import { type HostIndex, lowerBound, type Side, setOn } from './host-index.ts'

/** One host on one side, facing several on the other. */
export interface Facing {
  readonly index: HostIndex
  readonly host: number
  readonly side: Side
  /** Host numbers on the other side, ascending, without repetition. */
  readonly others: readonly number[]
}

/**
 * What to do at one row: called for each position in `others` that the row touches and that is not finished; returns
 * true when that pair needs no further row. Undefined where the row does not matter at all.
 */
export type RowVisit = ((position: number) => boolean) | undefined

/**
 * Goes through the rows of the tables in order and, within a row, through the other hosts that it touches, until no
 * pair needs a further row. `begin` is asked once per row, so that what depends on the row alone is found once.
 */
export function walkRows(
  facing: Facing,
  tables: readonly RuleTable[],
  begin: (table: RuleTable, row: number) => RowVisit,
): void {
  const { index, host, side, others } = facing
  const otherSide: Side = side === 'source' ? 'destination' : 'source'
  const finished = new Uint8Array(others.length)
  let open = others.length
  for (const table of tables) {
    for (const row of index.relevantRows(table).of(host, side)) {
      if (open === 0) return
      const visit = begin(table, row)
      if (visit === undefined) continue
      const runs = index.hostsIn(setOn(table, row, otherSide))
      for (let i = 0; i < runs.length; i += 2) {
        const end = runs[i + 1]!
        for (let p = lowerBound(others, runs[i]!); p < others.length && others[p]! < end; p++) {
          if (finished[p] === 0 && visit(p)) {
            finished[p] = 1
            open--
          }
        }
      }
    }
  }
}
