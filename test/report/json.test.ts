import { describe, expect, test } from 'vitest'
import { analysisJson, traceJson } from '../../src/report/json/analysis.ts'
import { type JsonShape, jsonLine, jsonPieces } from '../../src/report/json/json-text.ts'
import { ANALYSES, HOSTILE, PERIMETER, PROVENANCE, TRACES } from './hand-made.ts'
import { whole } from './whole.ts'

describe('the JSON of an analysis', () => {
  test.each(ANALYSES)('%s says what the analysis says', (_, analysis) => {
    expect(JSON.parse(whole(analysisJson(analysis)))).toEqual(analysis)
  })

  test.each(TRACES)('the trace %s too', (_, trace) => {
    const told = { ...trace, ...PROVENANCE }
    expect(JSON.parse(whole(traceJson(told)))).toEqual(told)
  })

  test('has its keys in the order of the contract, however the value was made', () => {
    const shuffled = Object.fromEntries(Object.entries(PERIMETER).reverse()) as unknown as typeof PERIMETER
    expect(whole(analysisJson(shuffled))).toBe(whole(analysisJson(PERIMETER)))
    const keys = Object.keys(JSON.parse(whole(analysisJson(shuffled))) as object)
    expect(keys.slice(0, 4)).toEqual(['schema', 'version', 'organization', 'profile'])
  })

  test('leaves out what the contract does not name, and what is undefined', () => {
    const { organization, ...rest } = { ...PERIMETER, secret: 'x' }
    expect(organization).toBeDefined()
    const written = JSON.parse(whole(analysisJson({ ...rest, organization: undefined } as never))) as object
    expect(Object.keys(written)).not.toContain('secret')
    expect(Object.keys(written)).not.toContain('organization')
  })

  test('holds no raw control character or direction mark', () => {
    const json = whole(analysisJson(HOSTILE))
    expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/)
    expect(json).toContain('Evil\\u001b[2J\\u202eCorp')
  })
})

describe('the form of JSON', () => {
  test.each<[unknown, JsonShape | 'plain', string]>([
    [[], 'plain', '[]\n'],
    [{}, { a: 'plain' }, '{}\n'],
    [
      [
        [1, 2],
        [3, 4],
      ],
      'plain',
      '[[1, 2], [3, 4]]\n',
    ],
    [
      { names: ['a'], ports: [[1, 2]] },
      { ports: 'plain', names: 'plain' },
      '{\n  "ports": [[1, 2]],\n  "names": [\n    "a"\n  ]\n}\n',
    ],
    [{ a: [{ b: true }] }, { a: { b: 'plain' } }, '{\n  "a": [\n    {\n      "b": true\n    }\n  ]\n}\n'],
  ])('%j', (value, shape, text) => {
    expect(whole(jsonPieces(value, shape))).toBe(text)
  })

  test.each([[{ a: 1 }], [Number.NaN], [null], [() => 1]])('%s is no value of a result', (value) => {
    expect(() => whole(jsonPieces(value))).toThrow(TypeError)
  })

  test('a text of many chunks stays whole', () => {
    const names = Array.from({ length: 30_000 }, (_, i) => `name ${i}`)
    const pieces = [...jsonPieces(names)]
    expect(JSON.parse(pieces.join(''))).toEqual(names)
    expect(pieces.length).toBeGreaterThan(3)
    for (const piece of pieces) expect(piece.length).toBeLessThan(200_000)
  })

  test('a lone surrogate and a line separator are escaped', () => {
    expect(jsonLine('\ud800\u2028\u0085')).toBe('"\\ud800\\u2028\\u0085"')
  })
})
