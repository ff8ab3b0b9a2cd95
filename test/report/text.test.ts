import { describe, expect, test } from 'vitest'
import { renderAnalysisText } from '../../src/report/text/analysis-text.ts'
import type { TextOptions } from '../../src/report/text/look.ts'
import { renderTraceText } from '../../src/report/text/trace-text.ts'
import { expectGolden } from './golden.ts'
import { ANALYSES, HOSTILE, INTERNAL, PERIMETER, TRACES, UNDETERMINED } from './hand-made.ts'

const PLAIN: TextOptions = {
  colour: false,
  ascii: false,
  columns: 80,
  verbose: false,
  inputWords: ['samples/con toso', '--servers', 'a.csv'],
}

describe('stored reports', () => {
  test.each(ANALYSES)('of the analysis %s', (name, analysis) => {
    expectGolden(`text/${name}.txt`, renderAnalysisText(analysis, PLAIN))
  })

  test.each(TRACES)('of the trace %s', (name, trace) => {
    expectGolden(`text/trace-${name}.txt`, renderTraceText(trace, PLAIN))
  })

  test('in ASCII, in full, and narrow', () => {
    expectGolden('text/perimeter-ascii.txt', renderAnalysisText(PERIMETER, { ...PLAIN, ascii: true }))
    expectGolden('text/perimeter-verbose.txt', renderAnalysisText(PERIMETER, { ...PLAIN, verbose: true }))
    expectGolden('text/perimeter-narrow.txt', renderAnalysisText(PERIMETER, { ...PLAIN, columns: 50 }))
  })
})

describe('every text report', () => {
  const looks: readonly TextOptions[] = [80, 60, 120].flatMap((columns) =>
    [false, true].map((verbose) => ({ ...PLAIN, columns, verbose })),
  )
  const reports = looks.flatMap((look) => [
    ...ANALYSES.map(([, analysis]) => ({ look, text: renderAnalysisText(analysis, look) })),
    ...TRACES.map(([, trace]) => ({ look, text: renderTraceText(trace, look) })),
  ])

  test('keeps to the width, but for commands and addresses that are to be pasted', () => {
    for (const { look, text } of reports) {
      const long = text.split('\n').filter((line) => [...line].length > look.columns)
      expect(long.filter((line) => !/^ +(packet-tracer|emmental trace|https?:\/\/[^ ]+$)/.test(line))).toEqual([])
    }
  })

  test('has no blanks at the ends of lines and ends with one line end', () => {
    for (const { text } of reports) {
      expect(text).not.toMatch(/[ \t]$/m)
      expect(text).toMatch(/[^\n]\n$/)
    }
  })

  test('shows no control character or direction mark, whatever the input holds', () => {
    for (const { text } of reports) {
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/)
    }
  })

  test('keeps to ASCII where that is asked for', () => {
    for (const [, analysis] of [...ANALYSES].filter(([name]) => name !== 'hostile')) {
      expect(renderAnalysisText(analysis, { ...PLAIN, ascii: true })).toMatch(/^[\n -~]*$/)
    }
  })

  test('says the same with colours as without', () => {
    for (const [, analysis] of ANALYSES) {
      for (const verbose of [false, true]) {
        const coloured = renderAnalysisText(analysis, { ...PLAIN, verbose, colour: true })
        expect(coloured).toContain('\u001b[')
        expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderAnalysisText(analysis, { ...PLAIN, verbose }))
      }
    }
  })
})

describe('what the report says', () => {
  test.each([
    [PERIMETER, 'PERIMETER: 2 of 3 Client Access servers stand in a perimeter network'],
    [INTERNAL, 'INTERNAL: the one Client Access server has unrestricted access both ways'],
    [UNDETERMINED, 'UNDETERMINED: 2 of 2 Client Access servers are not proved internal, none is proved restricted'],
  ])('the verdict comes first', (analysis, sentence) => {
    const first = renderAnalysisText(analysis, { ...PLAIN, columns: 120 }).split('\n')[0]
    expect(first).toBe(sentence)
  })

  test('the profile is always stated', () => {
    expect(renderAnalysisText(PERIMETER, PLAIN)).toContain('Unrestricted = every IP packet (profile any)')
    expect(renderAnalysisText(INTERNAL, PLAIN)).toContain('all TCP, UDP and ICMP (profile tcp-udp-icmp)')
  })

  test('where nearly all ports are open, the closed ones are listed instead of the services', () => {
    const text = renderAnalysisText(PERIMETER, PLAIN)
    expect(text).toMatch(/^ {2}Any TCP +tcp all but 20-21, 23 +fw-a\.cfg:50,51$/m)
    expect(text).toMatch(/^ {2}Any UDP +udp all +fw-a\.cfg:52$/m)
    expect(text).not.toContain('SMTP')
    expect(renderAnalysisText(PERIMETER, { ...PLAIN, verbose: true })).toContain('SMTP')
  })

  test('the most restricted servers and what can be opened from their zones come first', () => {
    const shuffled = {
      ...PERIMETER,
      servers: PERIMETER.servers.toReversed(),
      exposure: PERIMETER.exposure.toReversed(),
    }
    const places = (text: string): number[] =>
      ['A-CASX02 ', 'A-HUBCAS01 ', '→ inside: A-DC02', '→ inside: A-MBX01', '→ dmz:'].map((name) => text.indexOf(name))
    const found = places(renderAnalysisText(shuffled, PLAIN))
    expect(found).toEqual(found.toSorted((a, b) => a - b))
    expect(found[0]).toBeGreaterThan(0)
  })

  test('all ports are told from all protocols', () => {
    expect(renderAnalysisText(HOSTILE, PLAIN)).toContain('all TCP and UDP, but not every ICMP type, ESP, AH, SCTP')
  })
})
