import { describe, expect, test } from 'vitest'
import type { Remark } from '../../src/analysis/result.ts'
import { type SchemaName, validator } from '../schemas/validate.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { scratchFolders } from './scratch.ts'

/** What weakens an answer stands in the result itself: a report that was saved must not look better than it is. */
const run = scratchFolders()

const FW = `ASA Version 9.12(4)
fw# show running-config interface
${DMZ_INSIDE}access-list D extended permit ip any any
access-group D in interface dmz
`
const FILES = {
  'fw.cfg': FW,
  'new.cfg': FW.replace('permit ip any any', 'permit tcp any any'),
  'servers.csv': 'name,address,roles,owner\nCAS1,192.168.10.11,CAS,x\nDC1,10.1.0.10,DC,x\nMBX1,10.1.0.12,MBX,x\n',
}
const SERVERS = ['--servers', 'servers.csv']
const QUESTIONS: readonly (readonly [SchemaName, readonly string[], string])[] = [
  ['analysis-2', ['analyze', 'fw.cfg', ...SERVERS], 'servers/no-version'],
  ['zones-1', ['zones', 'fw.cfg', ...SERVERS], 'servers/no-version'],
  ['exposure-1', ['exposure', 'fw.cfg', ...SERVERS], 'servers/no-version'],
  ['remedy-1', ['remedy', 'fw.cfg', ...SERVERS], 'servers/no-version'],
  ['trace-1', ['trace', 'fw.cfg', 'CAS1', 'DC1', 'tcp/135', ...SERVERS], 'servers/no-version'],
  ['diff-1', ['diff', 'fw.cfg', 'new.cfg', ...SERVERS], 'servers/no-version'],
  ['lint-1', ['lint', 'fw.cfg'], 'asa/pasted'],
]

describe.each(QUESTIONS)('%s', (schema, words, code) => {
  test('JSON holds the remarks', async () => {
    const { stdout } = await run(FILES, [...words, '--format', 'json'])
    const result = JSON.parse(stdout) as { remarks: readonly Remark[] }
    const check = validator(schema)
    check(result)
    expect(check.errors ?? []).toEqual([])
    expect(result.remarks.map((remark) => remark.code)).toContain(code)
  })

  test('text ends with them, and standard error tells them too', async () => {
    const { stdout, stderr } = await run(FILES, [...words])
    expect(stdout.slice(stdout.indexOf('── Remarks on the input'))).toContain(`[${code}]`)
    expect(stderr).toContain(`[${code}]`)
  })

  test.each(['text', 'json'])('the same input gives the same %s', async (format) => {
    const [one, other] = [
      await run(FILES, [...words, '--format', format]),
      await run(FILES, [...words, '--format', format]),
    ]
    expect(one).toEqual(other)
  })

  test('--quiet tells how many warnings there are', async () => {
    const { stderr } = await run(FILES, [...words, '--quiet'])
    const isWarning = code === 'servers/no-version'
    expect(stderr.includes('emmental: 1 warning and ')).toBe(isWarning)
  })
})

test('remarks say whether answers hang on them, gravest first', async () => {
  const { stdout } = await run(FILES, ['analyze', 'fw.cfg', ...SERVERS, '--format', 'json'])
  const { remarks } = JSON.parse(stdout) as { remarks: readonly Remark[] }
  expect(
    remarks.map(({ severity, code, file, line, affectsAnswer }) => [severity, code, file, line, affectsAnswer]),
  ).toEqual([
    ['warning', 'servers/no-version', 'servers.csv', 4, true],
    ['note', 'asa/pasted', 'fw.cfg', 2, false],
    ['note', 'servers/columns-not-read', 'servers.csv', 1, false],
  ])
})

test('Markdown has them as a table', async () => {
  const { stdout } = await run(FILES, ['diff', 'fw.cfg', 'new.cfg', ...SERVERS, '--format', 'markdown'])
  expect(stdout).toMatch(/^### Remarks on the input$/m)
  expect(stdout).toContain('servers/no-version')
})

test('a file of both sides has its remarks once', async () => {
  const { stdout } = await run(FILES, ['diff', 'fw.cfg', 'fw.cfg', ...SERVERS, '--format', 'json'])
  const { remarks } = JSON.parse(stdout) as { remarks: readonly Remark[] }
  expect(remarks.filter(({ code }) => code === 'servers/no-version')).toMatchObject([{ line: 4 }])
  expect(remarks.every(({ count }) => count === undefined)).toBe(true)
})
