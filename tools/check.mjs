// npm run check: everything that needs no test run: types, lint and format, import directions, dead code.
import { installIfMissing, node, packageScript } from './run.mjs'

installIfMissing()
const steps = [
  ['types', [packageScript('typescript', 'tsc'), '--noEmit']],
  ['lint and format', [packageScript('@biomejs/biome', 'biome'), 'check', '--error-on-warnings', '.']],
  ['import directions', ['tools/check-imports.mjs']],
  ['dead code', [packageScript('knip'), '--no-progress']],
  ['code that only tests use', [packageScript('knip'), '--no-progress', '--production']],
]
process.exitCode = 0
for (const [name, args] of steps) {
  process.stdout.write(`check: ${name}\n`)
  if (node(args) !== 0) {
    process.stderr.write(`check: ${name} failed\n`)
    process.exitCode = 1
  }
}
