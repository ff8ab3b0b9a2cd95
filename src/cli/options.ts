import type { Options } from 'yargs'
import { parseTime } from '../../parsers/asa/schedule/time-range.ts'
import type { Profile } from '../analysis/result.ts'
import { formatsOf } from '../report/formats.ts'
import type { ResultKind } from '../report/reporter.ts'
import type { Given } from './given.ts'
import { UsageError } from './usage-error.ts'

const PROFILES: readonly Profile[] = ['any', 'tcp-udp-icmp']

/** Options that several commands share. */
export const SERVERS: Options = {
  type: 'string',
  requiresArg: true,
  describe: 'a server list, in place of the one of the project',
}

export const AT: Options = {
  type: 'string',
  requiresArg: true,
  describe: 'the moment for which rules with a schedule are decided, like 2026-12-31T08:30',
}

export const PROFILE: Options = {
  choices: PROFILES,
  default: 'any',
  requiresArg: true,
  describe: 'what "unrestricted" asks for',
}

/** How and where a result goes. */
export function outputOptions(kind: ResultKind): Readonly<Record<string, Options>> {
  return {
    format: { choices: formatsOf(kind), default: 'text', requiresArg: true, describe: 'how the result is written' },
    output: { alias: 'o', type: 'string', requiresArg: true, describe: 'write the result to this file' },
    quiet: { alias: 'q', type: 'boolean', describe: 'one line', conflicts: 'verbose' },
    verbose: { type: 'boolean', describe: 'everything, and how the input was read' },
    'exit-zero': { type: 'boolean', describe: 'exit with 0 whatever is found' },
  }
}

/** Options of every command that asks about a network with servers. */
export function resultOptions(kind: ResultKind): Readonly<Record<string, Options>> {
  return { servers: SERVERS, at: AT, ...outputOptions(kind) }
}

/** What every command that loads a project and writes one result is called with. */
export interface ResultArguments {
  readonly targets: readonly string[]
  readonly servers: string | undefined
  /** The moment for which rules with a schedule are decided. */
  readonly at: string | undefined
  readonly format: string
  readonly output: string | undefined
  readonly quiet: boolean
  readonly verbose: boolean
  readonly exitZero: boolean
  readonly color: boolean | undefined
  /** The tool's version. */
  readonly version: string
}

/** Reads the options of `resultOptions`. Throws UsageError. */
export function resultArguments(
  given: Given,
  version: string,
  targets: readonly string[] = given.words('targets'),
): ResultArguments {
  const format = given.one('format') ?? 'text'
  const quiet = given.flag('quiet') ?? false
  if (quiet && format !== 'text') {
    throw new UsageError(
      `--quiet prints the verdict line alone and cannot be written as ${format}`,
      'leave one of them out',
    )
  }
  return {
    targets,
    servers: given.one('servers'),
    at: momentOf(given),
    format,
    output: given.one('output'),
    quiet,
    verbose: given.flag('verbose') ?? false,
    exitZero: given.flag('exit-zero') ?? false,
    color: given.flag('color'),
    version,
  }
}

export function profileOf(given: Given): Profile {
  return given.choice('profile', PROFILES) ?? 'any'
}

/** `--at`, checked here because a firewall without schedules never looks at it. Throws UsageError. */
export function momentOf(given: Given): string | undefined {
  const at = given.one('at')
  if (at === undefined || parseTime(at, 0) !== undefined) return at
  throw new UsageError(
    `\`${at}\` is no time`,
    'write it like 2026-12-31T08:30 on the clock of the device, or with Z or an offset such as +02:00',
  )
}
