import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectGolden } from '../report/golden.ts'
import { validator } from '../schemas/validate.ts'
import { type Ran, runCli } from './run-cli.ts'

/** The samples from end to end: every format, every command, the stored reports. */
const SAMPLES = [
  ['contoso', 10],
  ['contoso-mended', 0],
  ['csv', 10],
  ['internal', 0],
] as const

function inSample(name: string, ...words: readonly string[]): Promise<Ran> {
  return runCli(words, { cwd: path.resolve('samples', name) })
}

function expectValid(name: 'analysis-2' | 'trace-1' | 'rule-1', json: string): void {
  const check = validator(name)
  check(JSON.parse(json))
  expect(check.errors).toBeNull()
}

test('every sample is tried', () => {
  expect(SAMPLES.map(([name]) => name as string)).toEqual(readdirSync('samples').sort())
})

describe.each(SAMPLES)('the sample %s', (name, exitCode) => {
  test('has its verdict and its report', async () => {
    const ran = await inSample(name, 'analyze')
    expect(ran.exitCode).toBe(exitCode)
    expectGolden(`samples/${name}.txt`, ran.stdout)
    expectGolden(`samples/${name}.stderr.txt`, ran.stderr)
  })

  test('is the same by the name of the file, and twice', async () => {
    const first = await inSample(name, 'analyze', '--format', 'json')
    expect(await inSample(name, 'analyze', 'emmental.yaml', '--format', 'json')).toEqual(first)
    expect(await inSample(name, 'analyze', '--format', 'json')).toEqual(first)
  })

  test('keeps to the schema in both profiles', async () => {
    for (const profile of ['any', 'tcp-udp-icmp']) {
      expectValid('analysis-2', (await inSample(name, 'analyze', '--format', 'json', '--profile', profile)).stdout)
    }
  })

  test('is parsed into rules that keep to the schema', async () => {
    const { stdout, exitCode: parsed } = await inSample(name, 'parse', '.')
    expect(parsed).toBe(0)
    const check = validator('rule-1')
    const rules = stdout.trimEnd().split('\n')
    expect(rules.length).toBeGreaterThan(10)
    for (const rule of rules) {
      check(JSON.parse(rule))
      expect(check.errors, rule).toBeNull()
    }
  })

  test('every witness that the analysis names is refused by the plain engine, at the same line', async () => {
    const analysis = JSON.parse((await inSample(name, 'analyze', '--format', 'json')).stdout) as AnalysisShape
    const witnesses = analysis.cases.flatMap(({ witness, reason }) =>
      witness === undefined ? [] : [{ packet: witness.packet, decidedBy: reason.rules[0] }],
    )
    expect(witnesses.length > 0).toBe(exitCode === 10)
    for (const { packet, decidedBy } of witnesses.slice(0, 40)) {
      const ran = await inSample(name, 'trace', packet.source, packet.destination, serviceOf(packet), '--format=json')
      expectValid('trace-1', ran.stdout)
      expect(ran.exitCode).toBe(10)
      expect((JSON.parse(ran.stdout) as TraceShape).hops.at(-1)?.decidedBy).toEqual(decidedBy)
    }
  })
})

interface PacketShape {
  readonly protocol: string | number
  readonly source: string
  readonly destination: string
  readonly sourcePort?: number
  readonly destinationPort?: number
  readonly icmpType?: number
  readonly icmpCode?: number
}

interface AnalysisShape {
  readonly cases: readonly {
    readonly witness?: { readonly packet: PacketShape }
    readonly reason: { readonly rules: readonly object[] }
  }[]
}

interface TraceShape {
  readonly hops: readonly { readonly decidedBy: object }[]
}

function serviceOf({ protocol, sourcePort, destinationPort, icmpType, icmpCode }: PacketShape): string {
  if (sourcePort !== undefined) return `${protocol}/${sourcePort}:${destinationPort}`
  return icmpType === undefined ? String(protocol) : `${protocol}/${icmpType}/${icmpCode}`
}

describe('what the samples are made to show', () => {
  test('proxying from one extranet to the other is refused', async () => {
    const ran = await inSample('contoso', 'trace', 'A-CASX01', 'B-CASX01', 'tcp/443')
    expect(ran.exitCode).toBe(10)
    expectGolden('samples/contoso-trace.txt', ran.stdout)
  })
})
