import { type GateOutcome, type GateRule, gateOf } from '../analysis/impact/gate.ts'
import { impactOf } from '../analysis/impact/impact.ts'
import type { Profile } from '../analysis/result.ts'
import { HOLE_IDS } from '../exchange/holes.ts'
import { createSetStore } from '../model/set-store.ts'
import { isDay } from '../project/allow-file.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadAllowed, loadProject, type ProjectRequest } from '../project/load.ts'
import { reported } from '../report/remarks.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import { showable } from '../source/redact.ts'
import { suggest } from '../source/suggest.ts'
import type { Command } from './command.ts'
import { requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_OK, EXIT_WORSE } from './exit-code.ts'
import { tellRemarks } from './input.ts'
import { nodeFiles } from './node-files.ts'
import { PROFILE, profileOf, type ResultArguments, resultArguments, resultOptions } from './options.ts'
import { writeReason } from './refusals.ts'
import type { Streams } from './streams.ts'
import { tellResult } from './tell-result.ts'
import { UsageError } from './usage-error.ts'

interface DiffArguments extends ResultArguments {
  /** Scripts; then there is one target, and AFTER is what they make of it. */
  readonly change: readonly string[]
  /** The firewall that the scripts are for. */
  readonly firewall: string | undefined
  readonly profile: Profile
  readonly lint: boolean
  /** Words of `--fail-on`; none: `verdict` and `hole`. */
  readonly failOn: readonly string[]
  readonly allow: string | undefined
  /** The day for which accepted changes are judged. */
  readonly today: string | undefined
}

const USUAL_RULES: readonly GateRule[] = ['verdict', 'hole']
const OBJECTIONS_SHOWN = 10

/** `emmental diff`: what a change does, and whether it may go in. */
export const diffCommand: Command = {
  name: 'diff',
  describe: 'what a change does, and whether it makes anything worse',
  usage: ['diff BEFORE AFTER', 'diff [PROJECT | CONFIG…] --change SCRIPT'],
  words: {
    name: 'targets',
    several: true,
    describe: 'two firewall exports or two projects, the older one first',
  },
  options: {
    ...resultOptions('diff'),
    profile: PROFILE,
    'fail-on': {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: `exit with 13 on these: verdict, hole, hole:KIND, difference, undetermined; verdict,hole if left out. KIND: ${HOLE_IDS.join(', ')}`,
    },
    change: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'commands for an ASA, or rows for a rule table; AFTER is what they make of the input',
    },
    firewall: { type: 'string', requiresArg: true, describe: 'the firewall that --change is for' },
    lint: { type: 'boolean', describe: 'also what lint says of the changed rules and did not say before' },
    allow: { type: 'string', requiresArg: true, describe: 'changes that are accepted, with reason and last day' },
    today: { type: 'string', requiresArg: true, describe: 'the day for which --allow is judged, like 2026-12-31' },
  },
  run: (given, streams, version) =>
    diffAndTell(
      {
        ...resultArguments(given, version),
        profile: profileOf(given),
        failOn: given.list('fail-on'),
        change: given.list('change'),
        lint: given.flag('lint') ?? false,
        firewall: given.one('firewall'),
        allow: given.one('allow'),
        today: given.one('today'),
      },
      streams,
    ),
}

async function diffAndTell(args: DiffArguments, streams: Streams): Promise<number> {
  const rules = rulesOf(args.failOn)
  const [before, after] = sidesOf(args)
  const inputs = [...args.targets, ...args.change, args.servers, args.allow]
  const files: readonly Target[] = [{ option: '-o', file: args.output }]
  requireFree(files, inputs, streams)
  const today = dayOf(args)
  const reader = new InputReader(nodeFiles(streams.cwd))
  const accepted = args.allow === undefined ? [] : loadAllowed(args.allow, reader)
  const sets = createSetStore()
  const [old, now] = [before, after].map((side) =>
    loadProject({
      reader,
      ...side.request,
      sets,
      serversOptional: true,
      servers: args.servers,
      at: args.at,
    }),
  ) as [ReturnType<typeof loadProject>, ReturnType<typeof loadProject>]
  requireUnread(files, reader, streams)
  const impact = impactOf(old.network, now.network, {
    profile: args.profile,
    version: args.version,
    names: [before.name, after.name],
    lint: args.lint,
  })
  const gate = gateOf(impact, rules, accepted, today)
  const diagnostics = [...old.diagnostics, ...now.diagnostics]
  const firewalls = [old, now].flatMap(({ network }) => network.attachments.map(({ firewall }) => firewall))
  const acceptance = args.allow === undefined ? [] : acceptanceRemarks(gate, args.allow, today)
  const result = reported(impact, [...diagnostics, ...acceptance], firewalls, reader.files)
  tellRemarks(onceEach(diagnostics), result.remarks, args, streams)
  await tellResult('diff', result, args, streams)
  return conclude(gate, args, today, streams)
}

/** What was accepted, and what no longer is, as part of the result: a change that was let through must show why. */
function acceptanceRemarks({ used, unused, expired }: GateOutcome, file: string, today: string): Diagnostic[] {
  const note = (code: string, severity: 'warning' | 'note', message: string): Diagnostic => ({
    code,
    severity,
    file,
    message: `${message} (judged for ${today})`,
  })
  return [
    ...used.map(({ kind, subject, reason, until }) =>
      note('allow/accepted', 'note', `accepted until ${until}: ${kind} ${subject}: ${reason}`),
    ),
    ...unused.map(({ kind, subject }) =>
      note('allow/not-needed', 'note', `accepted, but not needed: ${kind} ${subject}`),
    ),
    ...expired.map(({ kind, subject, until }) =>
      note('allow/expired', 'warning', `no longer accepted (until ${until}): ${kind} ${subject}`),
    ),
  ]
}

/** One of the two inputs, as reports call it and as it is read. */
interface Side {
  readonly name: string
  readonly request: Pick<ProjectRequest, 'targets' | 'change'>
}

function sidesOf({ targets, change, firewall }: DiffArguments): [Side, Side] {
  if (change.length > 0) {
    const name = targets.join(' ') || '.'
    const scripts = { scripts: change, ...(firewall === undefined ? {} : { firewall }) }
    return [
      { name, request: { targets } },
      { name: `${name} with ${change.join(', ')}`, request: { targets, change: scripts } },
    ]
  }
  const [before, after, ...more] = targets
  if (before === undefined || after === undefined || more.length > 0) {
    throw new UsageError(
      'diff needs two configurations or two projects',
      'emmental diff BEFORE AFTER, or emmental diff PROJECT --change SCRIPT',
    )
  }
  if (before === '-' && after === '-') {
    throw new UsageError('standard input cannot be both sides', 'write one of them to a file and name that')
  }
  return [
    { name: before, request: { targets: [before] } },
    { name: after, request: { targets: [after] } },
  ]
}

const PLAIN_RULES: readonly string[] = ['verdict', 'hole', 'difference', 'undetermined']

function rulesOf(words: readonly string[]): readonly GateRule[] {
  const wanted = words.flatMap((word) => word.split(',')).filter((word) => word !== '')
  const known = [...PLAIN_RULES, ...HOLE_IDS.map((id) => `hole:${id}`)]
  for (const word of wanted) {
    if (known.includes(word)) continue
    const near = suggest(word, known)
    const hint = near === undefined ? '' : `; did you mean \`${near}\`?`
    const choice = word.startsWith('hole:')
      ? `choose a kind of hole: ${HOLE_IDS.join(', ')}`
      : 'choose some of verdict, hole, hole:KIND, difference, undetermined'
    throw new UsageError(`\`--fail-on\` cannot be \`${word}\`${hint}`, choice)
  }
  return wanted.length === 0 ? USUAL_RULES : (wanted as GateRule[])
}

/** The clock is asked only where days of acceptance have to be judged. */
function dayOf({ today, allow }: DiffArguments): string {
  if (today !== undefined && !isDay(today)) throw new UsageError(`\`${today}\` is no day`, 'write it like 2026-12-31')
  return today ?? (allow === undefined ? '' : new Date().toISOString().slice(0, 10))
}

/** What is said of a file that both sides share is said once. */
function onceEach(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()]
}

function conclude(
  { objections, used, unused, expired }: GateOutcome,
  { exitZero, allow }: DiffArguments,
  today: string,
  { stderr }: Streams,
): number {
  const tell = (text: string): void => stderr.write(`${showable(text)}\n`)
  if (allow !== undefined) tell(`accepted changes are judged for ${today}`)
  for (const { kind, subject, reason, until } of used) tell(`accepted until ${until}: ${kind} ${subject}: ${reason}`)
  for (const { kind, subject } of unused) tell(`accepted, but not needed: ${kind} ${subject}`)
  for (const { kind, subject, until } of expired) tell(`no longer accepted (until ${until}): ${kind} ${subject}`)
  if (objections.length === 0 || exitZero) return EXIT_OK
  for (const { text } of objections.slice(0, OBJECTIONS_SHOWN)) tell(`gate: ${text}`)
  const more = objections.length - OBJECTIONS_SHOWN
  if (more > 0) tell(`gate: … and ${more} more`)
  const what = objections.length === 1 ? 'one objection' : `${objections.length} objections`
  writeReason(stderr, EXIT_WORSE, `the change makes it worse: ${what}`)
  return EXIT_WORSE
}
