import { describe, expect, test } from 'vitest'
import { explainTable } from '../../../parsers/csv/explain.ts'
import { createSetStore } from '../../../src/model/set-store.ts'
import { SourceText } from '../../../src/source/source-text.ts'

function explain(table: string): { text: string; isReadable: boolean } {
  const file = { source: new SourceText('rules.csv', new TextEncoder().encode(table)), encoding: 'utf-8' as const }
  return explainTable({ name: 'fw', file, definitions: [], sets: createSetStore(), mapping: {} })
}

describe('a table is explained', () => {
  test('one that can be read', () => {
    const { text, isReadable } = explain(
      'No;Source;Destination;Service;Action;Owner\n1;X;any;https;allow;me\n2;any;any;any;deny;you\n',
    )
    expect(isReadable).toBe(true)
    expect(text).toContain('delimiter `;`, header in line 1')
    expect(text).toContain('  2. `Source`: source, for example `X`, `any`')
    expect(text).toContain('  6. `Owner`: information, for example `me`, `you`')
    expect(text).toContain('not defined: `X`, used by one rule')
    expect(text).toContain('      source: 2 # Source')
  })

  test('one with open questions', () => {
    const { text, isReadable } = explain('Source,Destination,Service\nany,any,any\n')
    expect(isReadable).toBe(false)
    expect(text).toContain('To be answered first:')
    expect(text).toContain(
      '    # name it: `columns: { action: NAME OF THE COLUMN }`, or say `action: permit` if every row permits',
    )
  })

  test('one without a header, and one with secrets', () => {
    expect(explain('a,b\nc,d\n').text).toContain('no header row is recognised')
    expect(explain('Source,Destination,Service,Action,Password\nany,any,any,allow,HUSH\n').text).not.toContain('HUSH')
  })
})
