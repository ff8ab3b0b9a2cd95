import { describe, expect, test } from 'vitest'
import { FORMATS, formatsOf, render } from '../../src/report/formats.ts'
import type { Format, Results } from '../../src/report/reporter.ts'
import { PROVENANCE } from './hand-made.ts'

const ZONES: Results['zones'] = {
  schema: 'emmental/zones/1',
  version: '1',
  profile: 'any',
  zones: [
    { name: 'dmz', verdict: 'perimeter', networks: [], pockets: [] },
    { name: 'inside', verdict: 'internal', networks: [], pockets: [] },
  ],
  unlabelled: [],
  ...PROVENANCE,
}
const LOOK = { colour: false, ascii: false, columns: 80, verbose: false, inputWords: [] }

describe('a format', () => {
  test.each(FORMATS)('$name writes the kinds that it promises and no other', async ({ kinds, load }) => {
    expect(Object.keys((await load()).reporters).sort()).toEqual([...kinds].sort())
  })

  test('is one folder and one line', async () => {
    const toy: Format = { name: 'toy', kinds: ['zones'], load: () => import('../support/toy-format/reporters.ts') }
    const formats = [...FORMATS, toy]
    expect(formatsOf('zones', formats)).toEqual(['text', 'json', 'toy'])
    expect(formatsOf('trace', formats)).toEqual(['text', 'json'])
    expect([...(await render('zones', ZONES, 'toy', LOOK, formats))].join('')).toBe('dmz=perimeter\ninside=internal\n')
  })

  test('that is not there is refused', async () => {
    await expect(render('trace', {} as never, 'markdown', LOOK)).rejects.toThrow(RangeError)
  })
})
