import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { analysisJson, traceJson } from '../../src/report/json/analysis.ts'
import { ruleLines } from '../../src/report/json/rule-lines.ts'
import { ANALYSES, PERIMETER, PROVENANCE, TRACES } from '../report/hand-made.ts'
import { whole } from '../report/whole.ts'
import { smallNetwork } from '../support/small-network.ts'
import { type SchemaName, validator } from './validate.ts'

function complaints(name: SchemaName, json: string): string[] {
  const check = validator(name)
  check(JSON.parse(json))
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('what is written as JSON keeps to its schema', () => {
  test.each(ANALYSES)('analysis %s', (_, analysis) => {
    expect(complaints('analysis-2', whole(analysisJson(analysis)))).toEqual([])
  })

  test.each(TRACES)('trace %s', (_, trace) => {
    expect(complaints('trace-1', whole(traceJson({ ...trace, ...PROVENANCE })))).toEqual([])
  })

  test('rules', () => {
    const rules = [
      'permit any any any',
      '?permit 10.0.0.0/24 any tcp/135-139',
      'deny any 10.1.0.1/32 udp/53',
      'permit 2001:db8::/32 any icmp',
    ]
    const network = smallNetwork([{ name: 'fw', zones: ['a', 'b'], rules: { 'a>b': rules } }], [])
    const lines = network.attachments.flatMap(({ firewall }) => [...ruleLines(firewall, network.sets)])
    expect(lines).toHaveLength(rules.length)
    for (const line of lines) expect(complaints('rule-1', line)).toEqual([])
  })
})

describe('the schemas refuse', () => {
  const json = whole(analysisJson(PERIMETER))
  test.each([
    ['a verdict that does not exist', json.replace('"verdict": "perimeter"', '"verdict": "dmz"')],
    ['a field that no schema describes', json.replace('"version"', '"extra": 1,\n  "version"')],
    ['a restriction without witness', json.replace('"witness"', '"note"')],
    ['a port beyond 65535', json.replace('[25, 25]', '[25, 65536]')],
    ['half a range', json.replace('[25, 25]', '[25]')],
    ['another schema', json.replace('emmental/analysis/2', 'emmental/analysis/1')],
  ])('%s', (_, wrong) => {
    expect(wrong).not.toBe(json)
    expect(complaints('analysis-2', wrong)).not.toEqual([])
  })

  test('a certain rule of unknown action, and an uncertain rule without reason', () => {
    const rule = {
      schema: 'emmental/rule/1',
      firewall: 'fw',
      dialect: 'csv',
      list: 'rules.csv',
      file: 'rules.csv',
      line: 2,
      action: 'permit',
      source: ['10.0.0.0/8'],
      destination: ['10.0.0.1-10.0.0.9'],
      services: [{ protocols: [[0, 255]] }],
      certain: true,
      text: 'a;b',
    }
    expect(complaints('rule-1', JSON.stringify(rule))).toEqual([])
    expect(complaints('rule-1', JSON.stringify({ ...rule, action: 'unknown' }))).not.toEqual([])
    expect(complaints('rule-1', JSON.stringify({ ...rule, certain: false }))).not.toEqual([])
    expect(complaints('rule-1', JSON.stringify({ ...rule, source: ['any'] }))).not.toEqual([])
  })
})

test('the schemas are shipped with the package', () => {
  const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] }
  expect(files).toContain('schemas')
})
