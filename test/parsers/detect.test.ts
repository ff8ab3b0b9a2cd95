import { describe, expect, test } from 'vitest'
import { detect } from '../../parsers/detect.ts'
import type { DecodedFile, Dialect } from '../../parsers/dialect.ts'
import { SourceText } from '../../src/source/source-text.ts'

function file(text: string): DecodedFile {
  return { source: new SourceText('x', new TextEncoder().encode(text)), encoding: 'utf-8' }
}

function dialect(name: string, word: string, confidence: number): Dialect {
  return {
    name,
    recognise: ({ source }) =>
      source.rawLine(1).includes(word)
        ? { confidence, evidence: `line 1 has ${word}` }
        : { confidence: 0, evidence: `no ${word}` },
    parse: () => ({ firewalls: [], diagnostics: [] }),
    change: (source) => ({ source, diagnostics: [] }),
  }
}

const dialects = [dialect('asa', 'hostname', 0.9), dialect('csv', ',', 0.6)]

describe('detect', () => {
  test.each([
    ['hostname fw1\n', 'asa', 'line 1 has hostname'],
    ['a,b\n1,2\n', 'csv', 'line 1 has ,'],
    ['hostname a,b\n', 'asa', 'line 1 has hostname'],
  ])('%j is %s', (text, name, evidence) => {
    const found = detect(file(text), dialects)
    expect(found).toMatchObject({ kind: 'dialect', evidence })
    expect(found.kind === 'dialect' && found.dialect.name).toBe(name)
  })

  test('does not take a dialect that is unsure', () =>
    expect(detect(file('maybe\n'), [dialect('asa', 'maybe', 0.2)])).toEqual({
      kind: 'unknown',
      looksLike: 'no export that is known',
      evidence: 'asa: line 1 has maybe',
      mend: 'export the running configuration as text or the rules as CSV; if it is one of these, say so with `format:` in emmental.yaml',
    }))

  test.each([
    ['\n\n<!DOCTYPE html>\n<html>', 'a web page (HTML)', 'line 3: <!DOCTYPE html>'],
    [
      '<table class="x"><tr><td>1,2</td></tr></table>',
      'a web page (HTML)',
      'line 1: <table class="x"><tr><td>1,2</td></tr></table>',
    ],
    ['<?xml version="1.0"?>\n<config/>', 'an XML document', 'line 1: <?xml version="1.0"?>'],
    ['<config version="10.1.0" urldb="x">', 'an XML document', 'line 1: <config version="10.1.0" urldb="x">'],
    ['{ "rules": [1, 2] }', 'a JSON document', 'line 1: { "rules": [1, 2] }'],
    ['[\n  {"a": 1}]', 'a JSON document', 'line 1: ['],
    ['{\\rtf1\\ansi hostname}', 'a document in rich text format', 'line 1: {\\rtf1\\ansi hostname}'],
    ['#config-version=FGT\nconfig system global\n', 'a FortiGate configuration', 'line 2: config system global'],
    ['set system host-name fw\n', 'a Junos configuration', 'line 1: set system host-name fw'],
    ['*filter\n:INPUT ACCEPT [0:0]\n', 'rules of iptables', 'line 1: *filter'],
    ['version: 1\nfirewalls:\n  - config: a,b\n', 'a project file of Emmental', 'line 2: firewalls:'],
    [
      'Nov 3 fw1 : %ASA-6-302013: Built inbound, TCP\n',
      'a log of connections',
      'line 1: Nov 3 fw1 : %ASA-6-302013: Built inbound, TCP',
    ],
    [
      'Dear colleague.\nPlease find the rules of the firewall below.\nThey are quite old by now.\n',
      'text in sentences',
      'asa: no hostname; csv: no ,',
    ],
    ['4711\n', 'no export that is known', 'asa: no hostname; csv: no ,'],
  ])('%j looks like %s', (text, looksLike, evidence) =>
    expect(detect(file(text), dialects)).toMatchObject({ kind: 'unknown', looksLike, evidence }),
  )

  test('shows a long line shortened and without secrets', () => {
    const found = detect(file(`{"password ${'hunter2'.repeat(40)}": 1}`), dialects)
    expect(found.kind === 'unknown' && found.evidence).toBe('line 1: {"password ***')
  })
})
