import yargs, { type Argv } from 'yargs'
import { parseTime } from '../../parsers/asa/schedule/time-range.ts'
import type { Finding, Profile } from '../analysis/result.ts'
import { HOLE_IDS } from '../exchange/holes.ts'
import { DIFF_FORMATS, FORMATS } from '../report/formats.ts'
import { analyzeCommand } from './analyze.ts'
import { diffCommand } from './diff.ts'
import { SEVERITIES } from './exit-code.ts'
import { explainCommand } from './explain.ts'
import { exposureCommand } from './exposure.ts'
import { lintCommand } from './lint.ts'
import { parseCommand } from './parse.ts'
import { remedyCommand } from './remedy.ts'
import type { ResultArguments } from './result-arguments.ts'
import type { Streams } from './streams.ts'
import { traceCommand } from './trace.ts'
import { UsageError } from './usage-error.ts'
import { verifyCommand } from './verify.ts'
import { usageErrorOf } from './wrong-call.ts'
import { zonesCommand } from './zones.ts'

/** What the words of a call ask for: a command, or a text such as the help. */
export type Call =
  | { readonly kind: 'command'; readonly execute: () => number | Promise<number> }
  | { readonly kind: 'text'; readonly text: string }

/** yargs loses a lone `-` among the positional words, so it travels under another name. */
const LONE_DASH = '\u0001standard-input'

const PROFILES: readonly Profile[] = ['any', 'tcp-udp-icmp']

const EXIT_CODES = `Exit codes:
   0  every Exchange server is internal; the packet is permitted
  10  a perimeter network is proved; the packet is denied
  11  undetermined
  12  findings at or above --fail-on
  13  the change makes it worse
   2  the call or the project file is wrong
   3  an input is refused
   1  a crash`

/** Understands the words of a call. Throws UsageError. */
export function parseCall(words: readonly string[], streams: Streams, version: string): Call {
  let call: Call | undefined
  const choose = (execute: () => number | Promise<number>): void => {
    call = { kind: 'command', execute }
  }
  let text = ''
  const carried = words.map((word) => (word === '-' ? LONE_DASH : word))
  try {
    parserOf(streams, version, choose).parse(carried, {}, (_error: unknown, _args: unknown, output: string) => {
      text = output
    })
  } catch (error) {
    if (error instanceof WrongCall) throw usageErrorOf(error.message, words, streams.cwd)
    throw error
  }
  if (call !== undefined) return call
  return { kind: 'text', text }
}

/** What yargs has to say against a call, before it is put into better words. */
class WrongCall extends Error {}

/** Takes what a call asks for. */
type Choose = (execute: () => number | Promise<number>) => void

function parserOf(streams: Streams, version: string, choose: Choose): Argv {
  const parser = yargs()
    .scriptName('emmental')
    .usage('$0 <command>\n\nDecides whether Exchange Client Access servers stand in a perimeter network.')
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      // Without this the words behind a plain `--` would be lost.
      'populate--': true,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    })
    .locale('en')
    .exitProcess(false)
    .strict()
    .recommendCommands()
    .demandCommand(1, '')
    .wrap(Math.min(100, streams.stdout.columns ?? 80))
    .version(version)
    .help()
    .alias('help', 'h')
    .fail((message, error) => {
      if (error !== undefined && error !== null && error.name !== 'YError') throw error
      throw new WrongCall(message ?? error?.message ?? '')
    })
    .option('color', { type: 'boolean', describe: 'colours, whatever the terminal and NO_COLOR say' })
  return fileCommands(networkCommands(parser, streams, version, choose), streams, version, choose)
    .completion('completion', 'a script that completes the words of calls, for bash or zsh')
    .epilogue(EXIT_CODES)
}

/** Questions about a network. */
function networkCommands(argv: Argv, streams: Streams, version: string, choose: Choose): Argv {
  return argv
    .command(
      'analyze [targets..]',
      'the verdict: which Client Access servers stand in a perimeter network, and why',
      analyzeOptions,
      (args) => choose(() => analyzeCommand(analyzeArguments(args, version), streams)),
    )
    .command('diff [targets..]', 'what a change does, and whether it makes anything worse', diffOptions, (args) =>
      choose(() => diffCommand(diffArguments(args, version), streams)),
    )
    .command('trace [words..]', 'what becomes of one packet, hop by hop', traceOptions, (args) =>
      choose(() => traceCommand(traceArguments(args), streams)),
    )
    .command(
      'zones [targets..]',
      'which addresses of each zone are internal, and which are perimeter',
      zonesOptions,
      (args) => {
        const given = stated(args)
        choose(() =>
          zonesCommand(
            { ...resultArguments(given), targets: words(given, given['targets']), profile: profileOf(given), version },
            streams,
          ),
        )
      },
    )
    .command(
      'exposure [targets..]',
      'what any address of a network can open to servers, and what a taken server reaches',
      exposureOptions,
      (args) => {
        const given = stated(args)
        choose(() =>
          exposureCommand({ ...resultArguments(given), targets: words(given, given['targets']), version }, streams),
        )
      },
    )
    .command(
      'remedy [targets..]',
      'what would make every Exchange server internal, checked on the changed network',
      remedyOptions,
      (args) => {
        const given = stated(args)
        choose(() =>
          remedyCommand(
            { ...resultArguments(given), targets: words(given, given['targets']), profile: profileOf(given), version },
            streams,
          ),
        )
      },
    )
}

/** Questions about files and findings. */
function fileCommands(argv: Argv, streams: Streams, version: string, choose: Choose): Argv {
  return argv
    .command('lint [targets..]', 'what could be tidied in rule sets, each answer proved', lintOptions, (args) => {
      const given = stated(args)
      const { servers: _, ...result } = resultArguments(given)
      choose(() =>
        lintCommand(
          {
            ...result,
            targets: words(given, given['targets']),
            ...only(
              'failOn',
              (['warning', 'note'] as const).find((severity) => severity === one(given['fail-on'])),
            ),
            version,
          },
          streams,
        ),
      )
    })
    .command('parse [targets..]', 'the rules as they were understood, one JSON object a line', parseOptions, (args) => {
      const { targets, output, explain, coverage } = stated(args)
      choose(() =>
        parseCommand(
          {
            targets: words(args, targets),
            ...only('output', one(output)),
            ...only('explain', flag(explain)),
            ...only('coverage', flag(coverage)),
            ...moment(stated(args)),
          },
          streams,
        ),
      )
    })
    .command('verify [words..]', 'checks a certificate without the engines that made it', verifyOptions, (args) => {
      const given = stated(args)
      choose(() => {
        const [certificate, ...targets] = words(given, given['words'])
        if (certificate === undefined) {
          throw new UsageError('verify needs a certificate', 'emmental verify CERTIFICATE [PROJECT | CONFIG…]')
        }
        return verifyCommand({ certificate, targets, ...only('servers', one(given['servers'])) }, streams)
      })
    })
    .command('explain [finding]', 'what a kind of finding means; all kinds without a name', explainOptions, (args) => {
      const { finding, color } = stated(args)
      choose(() => {
        const [name, ...others] = words(args, finding)
        if (others.length > 0) throw new UsageError('explain takes one name', 'see emmental explain --help')
        return explainCommand({ ...only('finding', name), ...only('color', flag(color)) }, streams)
      })
    })
}

const TARGETS = {
  type: 'string',
  array: true,
  describe: 'a project (a directory with emmental.yaml, or that file) or firewall exports; - reads standard input',
} as const

function resultOptions(argv: Argv): Argv {
  return argv
    .option('servers', {
      type: 'string',
      requiresArg: true,
      describe: 'a server list, in place of the one of the project',
    })
    .option('at', AT)
    .option('format', { choices: FORMATS, default: 'text', requiresArg: true, describe: 'how the result is written' })
    .option('output', { alias: 'o', type: 'string', requiresArg: true, describe: 'write the result to this file' })
    .option('quiet', { alias: 'q', type: 'boolean', describe: 'the verdict line alone' })
    .option('verbose', { type: 'boolean', describe: 'everything, and how the input was read' })
    .option('exit-zero', { type: 'boolean', describe: 'exit with 0 whatever the verdict is' })
    .conflicts('quiet', 'verbose')
}

const AT = {
  type: 'string',
  requiresArg: true,
  describe: 'the moment for which rules with a schedule are decided, like 2026-12-31T08:30',
} as const

/** `--at`, checked here because a firewall without schedules never looks at it. */
function moment(given: Readonly<Record<string, unknown>>): { at?: string } {
  const at = one(given['at'])
  if (at === undefined) return {}
  if (parseTime(at, 0) === undefined) {
    throw new UsageError(
      `\`${at}\` is no time`,
      'write it like 2026-12-31T08:30 on the clock of the device, or with Z or an offset such as +02:00',
    )
  }
  return { at }
}

const PROFILE = {
  choices: PROFILES,
  default: 'any',
  requiresArg: true,
  describe: 'what "unrestricted" asks for',
} as const

function profileOf(given: Readonly<Record<string, unknown>>): Profile {
  return PROFILES.find((profile) => profile === one(given['profile'])) ?? 'any'
}

function zonesOptions(argv: Argv): Argv {
  return resultOptions(argv.usage('$0 zones [PROJECT | CONFIG…]').positional('targets', TARGETS)).option(
    'profile',
    PROFILE,
  )
}

function diffOptions(argv: Argv): Argv {
  return resultOptions(
    argv.usage('$0 diff BEFORE AFTER\n$0 diff [PROJECT | CONFIG…] --change SCRIPT').positional('targets', {
      type: 'string',
      array: true,
      describe: 'two firewall exports or two projects, the older one first',
    }),
  )
    .option('format', {
      choices: DIFF_FORMATS,
      default: 'text',
      requiresArg: true,
      describe: 'how the result is written',
    })
    .option('profile', PROFILE)
    .option('fail-on', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: `exit with 13 on these: verdict, hole, hole:KIND, difference, undetermined; verdict,hole if left out. KIND: ${HOLE_IDS.join(', ')}`,
    })
    .option('change', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'commands for an ASA, or rows for a rule table; AFTER is what they make of the input',
    })
    .option('firewall', { type: 'string', requiresArg: true, describe: 'the firewall that --change is for' })
    .option('lint', { type: 'boolean', describe: 'also what lint says of the changed rules and did not say before' })
    .option('allow', {
      type: 'string',
      requiresArg: true,
      describe: 'changes that are accepted, with reason and last day',
    })
    .option('today', {
      type: 'string',
      requiresArg: true,
      describe: 'the day for which --allow is judged, like 2026-12-31',
    })
}

function diffArguments(args: object, version: string): Parameters<typeof diffCommand>[0] {
  const given = stated(args)
  const format = DIFF_FORMATS.find((name) => name === one(given['format'])) ?? 'text'
  return {
    ...resultArguments({ ...given, format: format === 'markdown' ? 'text' : format }),
    format,
    targets: words(given, given['targets']),
    profile: profileOf(given),
    failOn: list(given['fail-on']),
    change: list(given['change']),
    lint: flag(given['lint']) ?? false,
    ...only('firewall', one(given['firewall'])),
    ...only('allow', one(given['allow'])),
    ...only('today', one(given['today'])),
    version,
  }
}

function lintOptions(argv: Argv): Argv {
  return argv
    .usage('$0 lint [PROJECT | CONFIG…]')
    .positional('targets', TARGETS)
    .option('at', AT)
    .option('format', { choices: FORMATS, default: 'text', requiresArg: true, describe: 'how the result is written' })
    .option('output', { alias: 'o', type: 'string', requiresArg: true, describe: 'write the result to this file' })
    .option('fail-on', {
      choices: ['warning', 'note'],
      requiresArg: true,
      describe: 'exit with 12 on findings of this severity or above',
    })
    .option('quiet', { alias: 'q', type: 'boolean', describe: 'one line' })
    .option('verbose', { type: 'boolean', describe: 'everything' })
    .option('exit-zero', { type: 'boolean', describe: 'exit with 0 whatever is found' })
    .conflicts('quiet', 'verbose')
}

function remedyOptions(argv: Argv): Argv {
  return resultOptions(argv.usage('$0 remedy [PROJECT | CONFIG…]').positional('targets', TARGETS)).option(
    'profile',
    PROFILE,
  )
}

function exposureOptions(argv: Argv): Argv {
  return resultOptions(argv.usage('$0 exposure [PROJECT | CONFIG…]').positional('targets', TARGETS))
}

function analyzeOptions(argv: Argv): Argv {
  return resultOptions(argv.usage('$0 analyze [PROJECT | CONFIG…]').positional('targets', TARGETS))
    .option('profile', PROFILE)
    .option('baseline', {
      type: 'string',
      requiresArg: true,
      describe: 'an earlier analyze --format json: tell only what is new and what has gone',
    })
    .option('certificate', {
      type: 'string',
      requiresArg: true,
      describe: 'write a proof of every answer to this file, for emmental verify',
    })
    .option('fail-on', {
      choices: SEVERITIES,
      requiresArg: true,
      describe: 'exit with 12 on findings of this severity or above',
    })
    .epilogue(EXIT_CODES)
}

function traceOptions(argv: Argv): Argv {
  return resultOptions(
    argv
      .usage('$0 trace [PROJECT | CONFIG…] FROM TO SERVICE')
      .positional('words', {
        type: 'string',
        array: true,
        describe:
          'project or exports, then two servers or addresses, then the service: tcp/135, tcp/50000:135, icmp/8/0, gre',
      })
      .example('$0 trace samples/contoso A-CASX01 A-DC01 tcp/135', ''),
  )
    .option('from-zone', { type: 'string', requiresArg: true, describe: 'the zone in which FROM stands' })
    .option('to-zone', { type: 'string', requiresArg: true, describe: 'the zone in which TO stands' })
}

function parseOptions(argv: Argv): Argv {
  return argv
    .usage('$0 parse CONFIG…')
    .positional('targets', TARGETS)
    .option('output', { alias: 'o', type: 'string', requiresArg: true, describe: 'write the rules to this file' })
    .option('at', AT)
    .option('explain', { type: 'boolean', describe: 'how rule tables would be read, and a mapping to edit' })
    .option('coverage', { type: 'boolean', describe: 'what became of every line, in place of the rules' })
    .conflicts('explain', 'coverage')
}

function verifyOptions(argv: Argv): Argv {
  return argv
    .usage('$0 verify CERTIFICATE [PROJECT | CONFIG…]')
    .positional('words', {
      type: 'string',
      array: true,
      describe: 'what analyze --certificate wrote, then the project or exports that it is about',
    })
    .option('servers', {
      type: 'string',
      requiresArg: true,
      describe: 'a server list, in place of the one of the project',
    })
}

function explainOptions(argv: Argv): Argv {
  return argv
    .usage('$0 explain [FINDING]')
    .positional('finding', { type: 'string', describe: 'the name of a finding, as reports print it' })
}

/** The values of a call by name. yargs makes the object; it is read by names of ours alone. */
function stated(args: object): Readonly<Record<string, unknown>> {
  return args as Record<string, unknown>
}

function analyzeArguments(args: object, version: string): Parameters<typeof analyzeCommand>[0] {
  const given = stated(args)
  return {
    ...resultArguments(given),
    targets: words(given, given['targets']),
    profile: profileOf(given),
    ...only('baseline', one(given['baseline'])),
    ...only('certificate', one(given['certificate'])),
    ...only(
      'failOn',
      SEVERITIES.find((severity): severity is Finding['severity'] => severity === one(given['fail-on'])),
    ),
    version,
  }
}

function traceArguments(args: object): Parameters<typeof traceCommand>[0] {
  const given = stated(args)
  const stations = words(given, given['words'])
  const [from, to, service] = stations.slice(-3)
  if (from === undefined || to === undefined || service === undefined) {
    throw new UsageError(
      'trace needs FROM, TO and SERVICE',
      'emmental trace [PROJECT | CONFIG…] FROM TO SERVICE, for example 192.168.10.11 10.10.1.10 tcp/135',
    )
  }
  return {
    ...resultArguments(given),
    targets: stations.slice(0, -3),
    from,
    to,
    service,
    ...only('fromZone', one(given['from-zone'])),
    ...only('toZone', one(given['to-zone'])),
  }
}

function resultArguments(
  given: Readonly<Record<string, unknown>>,
): Omit<ResultArguments, 'targets'> & { exitZero: boolean } {
  const format = FORMATS.find((name) => name === one(given['format'])) ?? 'text'
  const quiet = flag(given['quiet']) ?? false
  if (quiet && format !== 'text') {
    throw new UsageError(
      `--quiet prints the verdict line alone and cannot be written as ${format}`,
      'leave one of them out',
    )
  }
  return {
    format,
    quiet,
    verbose: flag(given['verbose']) ?? false,
    exitZero: flag(given['exit-zero']) ?? false,
    ...moment(given),
    ...only('servers', one(given['servers'])),
    ...only('output', one(given['output'])),
    ...only('color', flag(given['color'])),
  }
}

/** An option that takes one value. Throws UsageError if it is given twice or empty. */
function one(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) throw new UsageError(`an option is given twice: ${value.join(' and ')}`, 'give it once')
  if (value === '') throw new UsageError('a word of the call is empty', 'check the quotes and variables of the call')
  return value === LONE_DASH ? '-' : String(value)
}

function list(value: unknown): readonly string[] {
  const words: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return words.map((word) => one(word) ?? '')
}

/** Positional words, with those behind a plain `--`. */
function words(args: object, positional: unknown): readonly string[] {
  return [...list(positional), ...list(stated(args)['--'])]
}

function flag(value: unknown): boolean | undefined {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value
  return typeof last === 'boolean' ? last : undefined
}

/** A property that is absent if its value is undefined. */
function only<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V })
}
