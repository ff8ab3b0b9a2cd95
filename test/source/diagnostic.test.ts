import { expect, test } from 'vitest'
import { type Diagnostic, InputError, renderDiagnostic, renderDiagnostics } from '../../src/source/diagnostic.ts'

const base: Diagnostic = {
  code: 'csv/unknown-action',
  severity: 'error',
  file: 'rules.csv',
  message: 'the action is unknown',
}

test('a diagnostic says where, what, and what to do', () => {
  const full = { ...base, line: 7, column: 3, found: '`alow`', expected: 'permit or deny', mend: 'write `permit`' }
  expect(renderDiagnostic(full)).toBe(
    [
      'rules.csv:7:3: error: the action is unknown [csv/unknown-action]',
      '  found:    `alow`',
      '  expected: permit or deny',
      '  mend:     write `permit`',
    ].join('\n'),
  )
  expect(renderDiagnostic(base)).toBe('rules.csv: error: the action is unknown [csv/unknown-action]')
  expect(renderDiagnostic({ ...base, column: 3 })).toBe('rules.csv: error: the action is unknown [csv/unknown-action]')
})

test('many come in the order of their places, and after twenty of a code the rest are counted', () => {
  const many = Array.from({ length: 25 }, (_, i) => ({ ...base, line: 25 - i }))
  const other = { ...base, file: 'a.csv', code: 'csv/other', line: 9 }
  const lines = renderDiagnostics([...many, other]).split('\n')
  expect(lines[0]).toContain('a.csv:9: ')
  expect(lines.slice(1, 21)).toEqual(many.slice(5).toReversed().map(renderDiagnostic))
  expect(lines.slice(21)).toEqual(['… and 5 more of csv/unknown-action'])
})

test('an input error carries every reason and its exit code', () => {
  const error = new InputError(3, [base, { ...base, message: 'and more' }])
  expect(error.message).toBe('the action is unknown; and more')
  expect([error.exitCode, error.diagnostics.length, error.name]).toEqual([3, 2, 'InputError'])
})
