import { expect, test } from 'vitest'
import { foldExposure, unfoldExposure } from '../../src/analysis/fold-exposure.ts'
import type { Exposure } from '../../src/analysis/result.ts'
import { exposure, hole } from '../report/hand-made.ts'

const ENTRIES: readonly Exposure[] = [
  exposure('DC1'),
  exposure('DC2'),
  exposure('MBX1', { roles: ['mailbox'] }),
  exposure('DC3'),
  exposure('DC4', { holes: [hole('smb', 'tcp', [[445, 445]], [20])] }),
  exposure('DC1', { fromZone: 'branch' }),
]

test('few entries stay as they are, of many those that differ in the name alone are one', () => {
  expect(foldExposure(ENTRIES)).toBe(ENTRIES)
  const folded = foldExposure(ENTRIES, 5)
  expect(folded.map(({ fromZone, server, servers }) => [fromZone, server, servers])).toEqual([
    ['dmz', 'DC1', ['DC1', 'DC2', 'DC3']],
    ['dmz', 'MBX1', ['MBX1']],
    ['dmz', 'DC4', ['DC4']],
    ['branch', 'DC1', ['DC1']],
  ])
})

test('unfolding gives every server its entry again', () => {
  const unfolded = unfoldExposure(foldExposure(ENTRIES, 5)).map(({ servers, ...one }) => one)
  const byName = (entries: readonly Exposure[]): string[] => entries.map((one) => JSON.stringify(one)).toSorted()
  expect(byName(unfolded)).toEqual(byName(ENTRIES))
})
