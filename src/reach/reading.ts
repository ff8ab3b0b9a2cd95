import type { Otherwise } from '../model/firewall.ts'
import type { RuleTable } from '../model/rule-table.ts'

/**
 * How uncertain rules are taken. Pessimistic: an uncertain permit does not match, an uncertain deny does. Optimistic:
 * the reverse. What is permitted in the pessimistic reading is permitted whatever the truth is, and what is denied in
 * the optimistic one is denied whatever the truth is, because each uncertain rule only ever moves packets one way.
 */
export type Reading = 'pessimistic' | 'optimistic'

/** What a row does to the packets of its product in a reading; undefined where it is taken not to match. */
export function effectOfRow(table: RuleTable, row: number, reading: Reading): 'permit' | 'deny' | undefined {
  const action = table.action(row)
  if (!table.isUncertain(row) && action !== 'unknown') return action
  if (reading === 'pessimistic') return action === 'permit' ? undefined : 'deny'
  return action === 'deny' ? undefined : 'permit'
}

/** What applies at the end of a stage; there is no next row, so an uncertain end takes the reading's side. */
export function effectOfEnd(otherwise: Otherwise, reading: Reading): 'permit' | 'deny' {
  if (otherwise.action !== 'unknown' && otherwise.uncertain === undefined) return otherwise.action
  return reading === 'pessimistic' ? 'deny' : 'permit'
}

export function isEndUncertain(otherwise: Otherwise): boolean {
  return otherwise.action === 'unknown' || otherwise.uncertain !== undefined
}
