import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import {
  CAS_COUNT,
  CASES,
  DIFF_CASES,
  EXPECTED_EXIT,
  LINT_CASES,
  ORGANIZATION_CASES,
  PARSING_CASES,
  PEER_COUNT,
  PLAIN_LINT_CASES,
  ZONE_CASES,
} from './cases.mjs'
import { generate } from './generate.mjs'
import { generateBricks } from './generate-bricks.mjs'
import { generateHygiene } from './generate-hygiene.mjs'
import { generateOrganization } from './generate-organization.mjs'
import { generateParsing } from './generate-parsing.mjs'
import { hygienePeers } from './hygiene-peers.mjs'

/**
 * `npm run bench`: builds, makes what is missing, and measures `emmental analyze` and `parse` beside the yardstick, in turns
 * within one run so that both meet the same machine. `--only 1k,1M` picks cases, `--rounds N` sets the turns,
 * `--date TEXT` is printed with the results, `--keep` leaves RESULTS.md alone.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BENCH = join(ROOT, 'bench')
const PROBE = pathToFileURL(join(BENCH, 'probe.mjs')).href
const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    date: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})

function main() {
  const rounds = Number(flags.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${flags.rounds} is no number from 1 up`)
  const wanted = flags.only?.split(',')
  const all = [CASES, PARSING_CASES, ZONE_CASES, DIFF_CASES, LINT_CASES, PLAIN_LINT_CASES, ORGANIZATION_CASES].flat()
  const names = all.map(({ name }) => name)
  const unknown = wanted?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0) throw new Error(`no case ${unknown.join(', ')}; there are ${names.join(', ')}`)
  const built = spawnSync(process.execPath, [join(ROOT, 'tools', 'build.mjs')], { stdio: 'inherit', cwd: ROOT })
  if (built.status !== 0) process.exit(1)
  const measured = (cases, kind) =>
    cases
      .filter(({ name }) => wanted === undefined || wanted.includes(name))
      .map((testCase) => {
        const result = measure(testCase, rounds, kind)
        console.log(
          `${testCase.name}: ${milliseconds(result.tool.wall)} against ${milliseconds(result.yardstick.wall)}`,
        )
        return result
      })
  const text = render(
    measured(CASES, ANALYZE),
    measured(PARSING_CASES, PARSE),
    measured(ZONE_CASES, ZONES),
    measured(DIFF_CASES, DIFF),
    measured(LINT_CASES, LINT),
    measured(PLAIN_LINT_CASES, PLAIN_LINT),
    measured(ORGANIZATION_CASES, ORGANIZATION),
    rounds,
  )
  console.log(`\n${text}`)
  if (!flags.keep && wanted === undefined) writeFileSync(join(BENCH, 'RESULTS.md'), text)
}

/** What is done with a case: how its files are made, the call that is measured, and the exit code that it must have. */
const ANALYZE = {
  make: generate,
  call: (folder, output) => ['analyze', folder, '-o', output],
  exitCode: EXPECTED_EXIT,
}
const ORGANIZATION = {
  make: generateOrganization,
  call: (folder, output) => ['analyze', folder, '--format', 'json', '-o', output],
  exitCode: EXPECTED_EXIT,
  peer: (folder) => `${(statSync(join(folder, 'report.txt')).size / 1e6).toFixed(1)} MB`,
}
const PARSE = {
  make: generateParsing,
  call: (folder, output) => ['parse', '--coverage', join(folder, 'fw.cfg'), '-o', output],
  exitCode: 0,
}

const ZONES = {
  make: generateBricks,
  call: (folder, output) => ['zones', folder, '-o', output],
  exitCode: 0,
  peer: (folder) => askSolver(join(folder, 'question.smt2')),
}

const DIFF = {
  make: makeChanged,
  call: (folder, output) => ['diff', join(folder, 'before'), folder, '-o', output],
  exitCode: 0,
  peer: (folder) => {
    const files = [join(folder, 'before', 'before.cfg'), join(folder, 'fw.cfg')]
    const parsed = run(
      [join(ROOT, 'dist', 'emmental.js'), 'parse', '--coverage', ...files, '-o', join(folder, 'parsed.txt')],
      [0],
    )
    return milliseconds(parsed.wall)
  },
}
const LINT = {
  make: (testCase, folder) =>
    generate(
      CASES.find(({ name }) => name === testCase.of),
      folder,
    ),
  call: (folder, output) => ['lint', join(folder, 'fw.cfg'), '-q', '-o', output],
  exitCode: 0,
}

const PLAIN_LINT = {
  make: generateHygiene,
  call: (folder, output) => ['lint', join(folder, 'fw.cfg'), '--format', 'json', '-o', output],
  exitCode: 0,
  peer: (folder) => hygienePeers(folder, SOLVER_SECONDS),
}

/** The case with one entry more, and beside it what it was. */
function makeChanged(testCase, folder) {
  const base = CASES.find(({ name }) => name === testCase.of)
  generate(base, join(folder, 'before'))
  generate(base, folder)
  const before = readFileSync(join(folder, 'before', 'fw.cfg'), 'utf8')
  const entry = 'access-list dmz_access_in extended permit tcp host 172.20.9.9 host 10.9.9.9 eq 4711\n'
  const at = before.indexOf('access-list dmz_access_in extended')
  writeFileSync(join(folder, 'fw.cfg'), before.slice(0, at) + entry + before.slice(at))
  renameSync(join(folder, 'before', 'fw.cfg'), join(folder, 'before', 'before.cfg'))
  const project = readFileSync(join(folder, 'before', 'emmental.yaml'), 'utf8')
  writeFileSync(join(folder, 'before', 'emmental.yaml'), project.replace('config: fw.cfg', 'config: before.cfg'))
}

const SOLVER_SECONDS = 60

/** The same question to z3, in milliseconds; in words where it is not installed or gives up. */
function askSolver(file) {
  const started = performance.now()
  const { status, stdout } = spawnSync('z3', [`-T:${SOLVER_SECONDS}`, file], { encoding: 'utf8' })
  if (status === null) return 'not installed'
  if (stdout.trim() !== 'unsat') return `no answer in ${SOLVER_SECONDS} s`
  return milliseconds(performance.now() - started)
}

function measure(testCase, rounds, kind) {
  const folder = join(BENCH, 'data', testCase.name)
  const config = join(folder, 'fw.cfg')
  if (!existsSync(config)) {
    console.log(`making ${relative(ROOT, config)}`)
    mkdirSync(folder, { recursive: true })
    kind.make(testCase, folder)
  }
  const output = join(folder, 'report.txt')
  const yardstick = []
  const tool = []
  let lines = 0
  let firstReport
  for (let round = 0; round < rounds; round++) {
    const plain = run([join(BENCH, 'yardstick.mjs'), config], [0])
    lines = Number(plain.stdout)
    yardstick.push(plain)
    rmSync(output, { force: true })
    tool.push(run([join(ROOT, 'dist', 'emmental.js'), ...kind.call(folder, output)], [kind.exitCode]))
    const report = readFileSync(output, 'utf8')
    firstReport ??= report
    if (report !== firstReport) throw new Error(`${testCase.name}: two runs gave two reports`)
  }
  const bytes = statSync(config).size
  const peer = kind.peer?.(folder)
  return { testCase, peer, lines, bytes, yardstick: medianOf(yardstick), tool: medianOf(tool) }
}

/** One process, from its start to its end; throws unless it ends with one of the given codes. */
function run(args, codes) {
  const report = join(BENCH, 'data', 'probe.json')
  rmSync(report, { force: true })
  const started = performance.now()
  const child = spawnSync(process.execPath, ['--import', PROBE, ...args], {
    cwd: ROOT,
    env: { ...process.env, EMMENTAL_BENCH_REPORT: report, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const wall = performance.now() - started
  if (!codes.includes(child.status)) {
    throw new Error(
      `${relative(ROOT, args[0])} ended with ${child.status}, not ${codes.join('/')}:\n${child.stderr.slice(0, 2000)}`,
    )
  }
  const { maxRss, measures } = JSON.parse(readFileSync(report, 'utf8'))
  return { wall, maxRss, measures: new Map(measures), stdout: child.stdout }
}

function medianOf(runs) {
  const names = [...new Set(runs.flatMap(({ measures }) => [...measures.keys()]))]
  return {
    wall: median(runs.map(({ wall }) => wall)),
    maxRss: median(runs.map(({ maxRss }) => maxRss)),
    measures: new Map(names.map((name) => [name, median(runs.map(({ measures }) => measures.get(name) ?? 0))])),
  }
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const milliseconds = (ms) => (ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`)
const megabytes = (kilobytes) => `${Math.round(kilobytes / 1024)} MB`

function render(analyzed, parsed, zones, diffs, lints, plain, organizations, rounds) {
  return `# Benchmark results

Written by \`npm run bench\`${flags.date === undefined ? '' : `, ${flags.date}`}. Node ${process.version} on ${process.platform} ${process.arch}, ${availableParallelism()} cores;
medians of ${rounds} rounds, the two programs in turns. Times are those of the whole process, from start to end.

The yardstick reads the file as Latin-1 and splits it into lines. \`analyze\` reads it, decides ${CAS_COUNT} Client Access servers
× ${PEER_COUNT} peers in both directions and writes the text report. The entries of \`groups-10k\` would multiply out to more
than 50 million.

${tableOf('analyze', analyzed)}

## A large organisation

400 Exchange servers, half of them Client Access servers, and 500 domain controllers in five networks behind one firewall: 719,600 answers, as JSON. Most entries name
one server each.

${tableOf('analyze', organizations, 'JSON')}

## Parsing

\`parse --coverage\` reads the file and accounts for every line. \`real-shape\` holds what real configurations hold: objects, nested
groups, remarks, entries of every form, translation, policies. \`show-access-list\` is the expanded print of a list, behind a prompt.

${tableOf('parse', parsed)}

## Whole zones

\`zones\` proves that every address of a zone is unrestricted. No entry of \`bricks\` holds what another one holds, so the proof needs
all of them; \`z3\` is asked for a packet of the zone that none permits (TCP and UDP, one direction), once, for at most ${SOLVER_SECONDS} s.

${tableOf('zones', zones, 'z3')}

## Differences

\`diff\` compares a project with what it was before one entry was added. \`parse both\` is the time of \`parse --coverage\` for the two files, once; the aim is a
time of at most 1.5 × that.

${tableOf('diff', diffs, 'parse both')}

## Hygiene

\`lint\` judges every rule of the four lists: covered by one or several earlier ones, or needless because of later ones. Of the random rules of \`100k\` most are.

${tableOf('lint', lints)}

The entries of \`plain\` are of the forms that the peers read rightly. For z3 each entry is a question: is a packet left for it? \`fwbuilder\` (Debian's
Firewall Builder) imports the same file and names what one earlier entry covers, never what several cover together. Each peer is asked once, for at most ${SOLVER_SECONDS} s.

${tableOf('lint', plain, 'entries that never decide, and what the peers say')}
`
}

function tableOf(command, results, peerName) {
  const stages = [...new Set(results.flatMap(({ tool }) => [...tool.measures.keys()]))]
  const head = [
    'case',
    'file',
    'lines',
    'yardstick',
    'its memory',
    command,
    'its memory',
    ...stages,
    'time ratio',
    'memory ratio',
    ...(results.some(({ peer }) => peer !== undefined) ? [peerName] : []),
    'aim',
  ]
  const rows = results.map(({ testCase, peer, lines, bytes, yardstick, tool }) => [
    testCase.name,
    `${(bytes / 1e6).toFixed(1)} MB`,
    lines.toLocaleString('en-US'),
    milliseconds(yardstick.wall),
    megabytes(yardstick.maxRss),
    milliseconds(tool.wall),
    megabytes(tool.maxRss),
    ...stages.map((name) => milliseconds(tool.measures.get(name) ?? 0)),
    (tool.wall / yardstick.wall).toFixed(2),
    (tool.maxRss / yardstick.maxRss).toFixed(2),
    ...(peer === undefined ? [] : [peer]),
    aimText(testCase.aims, tool, tool.wall / yardstick.wall, peer),
  ])
  const table = [head, head.map((_, i) => (i === 0 || i === head.length - 1 ? '---' : '---:')), ...rows]
  return table.map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function aimText(aims, tool, ratio, peer) {
  const parts = []
  const part = (name, reached, goal) => parts.push(`${name} ${reached ? 'reached' : 'missed'} (${goal})`)
  if (aims.ratio !== undefined) part('time', ratio <= aims.ratio, `${aims.ratio} ×`)
  if (aims.milliseconds !== undefined) part('time', tool.wall <= aims.milliseconds, milliseconds(aims.milliseconds))
  if (aims.megabytes !== undefined) part('memory', tool.maxRss / 1024 <= aims.megabytes, `${aims.megabytes} MB`)
  if (aims.output !== undefined) part('size', Number.parseFloat(peer) <= aims.output / 1e6, `${aims.output / 1e6} MB`)
  return parts.join(', ')
}

main()
