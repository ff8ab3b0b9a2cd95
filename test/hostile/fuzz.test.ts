import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyCommand } from './every-command.ts'

/**
 * Files that are cut off, spliced together or of nothing but random bytes: every command answers with an exit code of its
 * own (a crash is thrown by the run), refuses what it cannot read, and writes no more than a bound.
 */
const SAMPLES = ['contoso/fw-a.cfg', 'contoso/fw-b.csv', 'contoso/emmental.yaml', 'contoso/servers.csv'].map(
  (name) => new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../samples', name))),
)
const CERTIFICATE = new TextEncoder().encode(
  '{"schema":"emmental/certificate/2","servers":[{"name":"A"}],"answers":[]}',
)

/** Exit codes of the commands; 1 would be a crash. */
const CODES = [0, 2, 3, 10, 11, 12, 13]
const WRITTEN_MOST = 20_000_000

const piece = fc
  .tuple(
    fc.constantFrom(...SAMPLES, CERTIFICATE),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([bytes, a, b]) =>
    bytes.slice(Math.floor(Math.min(a, b) * bytes.length), Math.ceil(Math.max(a, b) * bytes.length)),
  )
const hostile = fc
  .array(fc.oneof({ weight: 3, arbitrary: piece }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => new Uint8Array(parts.flatMap((part) => [...part])))
const garbage = fc.uint8Array({ minLength: 1, maxLength: 400 })

const CALLS = [
  ['analyze'],
  ['analyze', 'fw', '--servers', 'servers.csv', '--format', 'json'],
  ['verify', 'certificate.json'],
  ['lint', 'fw'],
  ['parse', 'fw', '--explain'],
  ['diff', 'before', 'fw', '--servers', 'servers.csv'],
  ['diff', 'before', '--change', 'fw'],
  ['trace', 'fw', '192.168.10.11', '10.1.0.10', 'tcp/443'],
]

const files = (content: Uint8Array, servers: Uint8Array, project: Uint8Array) => ({
  fw: content,
  before: SAMPLES[0]!,
  'servers.csv': servers,
  'emmental.yaml': project,
  'certificate.json': content,
})

test('no file makes a command crash or write without end', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (content, servers, project) => {
      for (const { call, exitCode, written } of await everyCommand(files(content, servers, project), CALLS)) {
        expect([call, CODES.includes(exitCode)]).toEqual([call, true])
        expect(written).not.toMatch(/\n\s+at .*\.(?:ts|js):\d+/)
        expect(written.length).toBeLessThan(WRITTEN_MOST)
      }
    }),
    { numRuns: Number(process.env['ORACLE_RUNS'] ?? 5) },
  )
}, 900_000)

test('of random bytes nothing is found internal', async () => {
  await fc.assert(
    fc.asyncProperty(garbage, async (bytes) => {
      const left = await everyCommand(files(bytes, SAMPLES[3]!, bytes), CALLS.slice(0, 2))
      for (const { call, exitCode, written } of left) {
        expect([call, [2, 3].includes(exitCode)]).toEqual([call, true])
        expect(written).not.toContain('INTERNAL')
      }
    }),
    { numRuns: Number(process.env['ORACLE_RUNS'] ?? 5) },
  )
}, 900_000)
