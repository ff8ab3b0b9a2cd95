import type { Options } from 'yargs'
import type { Given } from './given.ts'
import type { Streams } from './streams.ts'

/** One command: the parser, the help, the completion and the hints for wrong calls are all made from this. */
export interface Command {
  readonly name: string
  readonly describe: string
  /** How it is called, without the name of the tool. */
  readonly usage: readonly string[]
  /** Its positional words: their name in the help, and whether there may be several. */
  readonly words: { readonly name: string; readonly several: boolean; readonly describe: string }
  readonly options: Readonly<Record<string, Options>>
  readonly example?: string
  /** What the help ends with. */
  readonly epilogue?: string
  /** Does it, and gives the exit code. Throws UsageError and InputError. */
  run(given: Given, streams: Streams, version: string): Promise<number>
}

/** Words that name what is read. */
export const TARGETS: Command['words'] = {
  name: 'targets',
  several: true,
  describe: 'a project (a directory with emmental.yaml, or that file) or firewall exports; - reads standard input',
}
