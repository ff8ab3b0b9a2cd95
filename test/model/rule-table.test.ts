import { expect, test } from 'vitest'
import type { AddressSetId } from '../../src/model/address-set.ts'
import { LineAccount } from '../../src/model/line-account.ts'
import { type Action, RuleTable } from '../../src/model/rule-table.ts'
import { SourceText } from '../../src/source/source-text.ts'

const source = (text: string): SourceText => new SourceText('a.cfg', new TextEncoder().encode(text))
const id = (n: number): AddressSetId => n as AddressSetId

test('rows come back as they went in, far beyond the first arrays', () => {
  const table = new RuleTable('list', source(''))
  const actions: readonly Action[] = ['permit', 'deny', 'unknown']
  const rows = Array.from({ length: 3000 }, (_, n) => ({
    action: actions[n % 3]!,
    source: id(n * 7),
    destination: id(n * 11),
    service: n % 13,
    line: n + 1,
    ...(n % 2 === 0 ? { deviceLine: n + 5 } : {}),
    ...(n % 3 === 2 || n % 5 === 0 ? { uncertain: `reason ${n}` } : {}),
  }))
  for (const [n, row] of rows.entries()) expect(table.add(row)).toBe(n)
  expect(table.rowCount).toBe(3000)
  expect(table.hasUncertainRows).toBe(true)
  for (const [n, row] of rows.entries()) {
    expect({
      action: table.action(n),
      source: table.sourceSet(n),
      destination: table.destinationSet(n),
      service: table.serviceSet(n),
      line: table.line(n),
      deviceLine: table.deviceLine(n),
      uncertain: table.uncertainty(n),
      isUncertain: table.isUncertain(n),
    }).toEqual({
      ...row,
      deviceLine: row.deviceLine ?? 0,
      uncertain: row.uncertain,
      isUncertain: row.uncertain !== undefined,
    })
  }
})

test('a rule of unknown action must say why', () => {
  const table = new RuleTable('list', source(''))
  const rule = { action: 'unknown', source: id(0), destination: id(0), service: 0, line: 1 } as const
  expect(() => table.add(rule)).toThrow('a rule of unknown action is uncertain')
  expect(table.rowCount).toBe(0)
  expect(table.hasUncertainRows).toBe(false)
})

test('every line is in exactly one state, and the later word wins', () => {
  const account = new LineAccount(source('a\nb\nc\nd\ne\n'), 'asa')
  account.set(1, 'modelled')
  account.set(2, 'irrelevant')
  account.notUnderstood(3, 'odd')
  account.notUnderstood(4, 'odd')
  account.set(4, 'modelled')
  account.set(99, 'modelled')
  expect(account.counts()).toEqual({ modelled: 2, irrelevant: 1, 'not-understood': 2 })
  expect(account.linesNotUnderstood()).toEqual([3, 5])
  expect([3, 4, 5].map((line) => account.reason(line))).toEqual(['odd', undefined, undefined])
  expect(account.state(5)).toBe('not-understood')
})
