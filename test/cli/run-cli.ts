import { run } from '../../src/cli/run.ts'
import type { Output, Streams } from '../../src/cli/streams.ts'

export interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface World {
  readonly cwd?: string
  readonly env?: Record<string, string>
  readonly isTerminal?: boolean
  readonly columns?: number
  readonly platform?: string
  /** After so many writes nobody reads standard output any more. */
  readonly readerLeavesAfter?: number
  /** What writing to standard output ends with. */
  readonly failure?: Error
  /** The tool's own. */
  readonly version?: string
}

/** Runs a call in this process; throws what the program would report as a crash. */
export async function runCli(words: readonly string[], world: World = {}): Promise<Ran> {
  const stdout = new Recorder(world)
  const { failure: _, ...other } = world
  const stderr = new Recorder(other)
  const streams: Streams = {
    stdout,
    stderr,
    env: world.env ?? {},
    platform: world.platform ?? 'linux',
    cwd: world.cwd ?? process.cwd(),
  }
  const exitCode = await run(words, streams, world.version ?? '1.2.3')
  return { exitCode, stdout: stdout.text, stderr: stderr.text }
}

class Recorder implements Output {
  readonly isTerminal: boolean
  readonly columns: number | undefined
  readonly failure: Error | undefined
  text = ''
  #writesLeft: number

  constructor({ isTerminal = false, columns, readerLeavesAfter = Infinity, failure }: World) {
    this.failure = failure
    this.isTerminal = isTerminal
    this.columns = isTerminal ? (columns ?? 80) : undefined
    this.#writesLeft = readerLeavesAfter
  }

  write(text: string): void {
    if (this.#writesLeft-- > 0) this.text += text
  }

  settled(): Promise<boolean> {
    return Promise.resolve(this.#writesLeft > 0)
  }
}
