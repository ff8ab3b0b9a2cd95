// Runs the import rules and proves that they were not blind: every source file must be among those that were read.
// A directory behind the command is checked in place of the project; it needs a tsconfig.json.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { cruise } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import config from '../.dependency-cruiser.mjs'
import { filesUnder } from './files.mjs'
import { root } from './run.mjs'

const checked = path.resolve(process.argv[2] ?? root)
process.chdir(checked)
const folders = ['src', 'parsers', 'test'].filter((folder) => existsSync(folder))
const { options, ...ruleSet } = config
const result = await cruise(folders, { ...options, ruleSet, validate: true }, undefined, {
  tsConfig: extractTSConfig(path.join(checked, 'tsconfig.json')),
})
const { modules, summary } = result.output
const read = new Set(modules.map((module) => module.source))
const unread = folders.flatMap((folder) => filesUnder(folder, '.ts')).filter((file) => !read.has(file))
for (const { rule, from, to } of summary.violations) {
  process.stderr.write(
    `${from} → ${to}: ${rule.name}: ${ruleSet.forbidden.find((r) => r.name === rule.name)?.comment}\n`,
  )
}
for (const file of unread) process.stderr.write(`${file}: not read by the import check\n`)
process.stdout.write(`import directions: ${read.size} modules read, ${summary.violations.length} violations\n`)
process.exitCode = summary.violations.length + unread.length > 0 ? 1 : 0
