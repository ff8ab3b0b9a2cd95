import yargs, { type Argv } from 'yargs'
import { analyzeCommand } from './analyze.ts'
import type { Command } from './command.ts'
import { diffCommand } from './diff.ts'
import { EXIT_CODES } from './exit-code.ts'
import { explainCommand } from './explain.ts'
import { exposureCommand } from './exposure.ts'
import { carried, Given } from './given.ts'
import { lintCommand } from './lint.ts'
import { parseCommand } from './parse.ts'
import { remedyCommand } from './remedy.ts'
import type { Streams } from './streams.ts'
import { traceCommand } from './trace.ts'
import { verifyCommand } from './verify.ts'
import { usageErrorOf } from './wrong-call.ts'
import { zonesCommand } from './zones.ts'

/** In the order of the help. */
const COMMANDS: readonly Command[] = [
  analyzeCommand,
  diffCommand,
  traceCommand,
  zonesCommand,
  exposureCommand,
  remedyCommand,
  lintCommand,
  parseCommand,
  verifyCommand,
  explainCommand,
]

/** What the words of a call ask for: a command, or a text such as the help. */
export type Call =
  | { readonly kind: 'command'; readonly execute: () => Promise<number> }
  | { readonly kind: 'text'; readonly text: string }

/** Understands the words of a call. Throws UsageError. */
export function parseCall(words: readonly string[], streams: Streams, version: string): Call {
  let call: Call | undefined
  const choose: Choose = (command, args) => {
    call = { kind: 'command', execute: () => command.run(new Given(args), streams, version) }
  }
  let text = ''
  try {
    parserOf(streams, version, choose).parse(carried(words), {}, (_error: unknown, _args: unknown, output: string) => {
      text = output
    })
  } catch (error) {
    if (error instanceof WrongCall) throw usageErrorOf(error.message, words, streams.cwd, COMMANDS)
    throw error
  }
  return call ?? { kind: 'text', text }
}

/** What yargs has to say against a call, before it is put into better words. */
class WrongCall extends Error {}

/** Takes what a call asks for. */
type Choose = (command: Command, args: object) => void

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
  for (const command of COMMANDS) {
    const { name, describe, words } = command
    parser.command(
      `${name} [${words.name}${words.several ? '..' : ''}]`,
      describe,
      (argv) => build(argv, command),
      (args) => choose(command, args),
    )
  }
  return parser
    .completion('completion', 'a script that completes the words of calls, for bash or zsh')
    .epilogue(EXIT_CODES)
}

function build(argv: Argv, { usage, words, options, example, epilogue }: Command): Argv {
  argv
    .usage(usage.map((line) => `$0 ${line}`).join('\n'))
    .positional(words.name, { type: 'string', array: words.several, describe: words.describe })
    .options(options)
  if (example !== undefined) argv.example(`$0 ${example}`, '')
  if (epilogue !== undefined) argv.epilogue(epilogue)
  return argv
}
