// npm test: installs what is missing, then types, lint, import directions, dead code, and all tests.
// `npm test -- NAME` runs the tests whose file name holds NAME, without the static checks.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { installIfMissing, node, packageScript } from './run.mjs'

installIfMissing()
const names = process.argv.slice(2)
const checked = names.length > 0 ? 0 : node(['tools/check.mjs'])
const built = node(['tools/build.mjs'])
const scratch = mkdtempSync(path.join(tmpdir(), 'emmental-test-'))
const summary = path.join(scratch, 'summary.json')
const tested =
  built ||
  node([
    packageScript('vitest'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${summary}`,
    ...names,
  ])
let counts = { numPassedTests: 0, numFailedTests: 1 }
try {
  counts = JSON.parse(readFileSync(summary, 'utf8'))
} catch {
  process.stderr.write('the test runner wrote no summary\n')
}
rmSync(scratch, { recursive: true, force: true })
process.stdout.write(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed\n`)
process.exitCode = checked || tested || (counts.numFailedTests > 0 ? 1 : 0)
