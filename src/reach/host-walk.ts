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
 * Goes through the rows of the tables in order and, within a row, through the other hosts that it touches. `visit`
 * gets a position in `others` and returns true when that pair needs no further row; the walk ends when none needs one.
 */
export function walkRows(
  facing: Facing,
  tables: readonly RuleTable[],
  visit: (table: RuleTable, row: number, position: number) => boolean,
): void {
  const { index, host, side, others } = facing
  const otherSide: Side = side === 'source' ? 'destination' : 'source'
  const finished = new Uint8Array(others.length)
  let open = others.length
  for (const table of tables) {
    for (const row of index.relevantRows(table).of(host, side)) {
      if (open === 0) return
      const runs = index.hostsIn(setOn(table, row, otherSide))
      for (let i = 0; i < runs.length; i += 2) {
        const end = runs[i + 1]!
        for (let p = lowerBound(others, runs[i]!); p < others.length && others[p]! < end; p++) {
          if (finished[p] === 0 && visit(table, row, p)) {
            finished[p] = 1
            open--
          }
        }
      }
    }
  }
}
