/** Where a command writes to. A reader that has gone away (a closed pipe) is no error: what follows is dropped. */
export interface Output {
  readonly isTerminal: boolean
  /** Width of the terminal, if it is one. */
  readonly columns: number | undefined
  write(text: string): void
  /** Why nothing can be written any more, unless it is that nobody reads. */
  readonly failure: Error | undefined
  /** Resolves when there is room for more; to false when nobody reads any more, so that one can stop. */
  settled(): Promise<boolean>
}

/** Everything that a command knows of the world it runs in. */
export interface Streams {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** As in `process.platform`. */
  readonly platform: string
  /** Absolute. */
  readonly cwd: string
}

export function processStreams(): Streams {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    platform: process.platform,
    cwd: process.cwd(),
  }
}

/** What the system says when the other end of a pipe is closed, on POSIX and on Windows. */
const READER_GONE: readonly string[] = ['EPIPE', 'EOF', 'ECONNRESET']

function outputOf(stream: NodeJS.WriteStream): Output {
  let open = true
  let failure: Error | undefined
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false
    if (!READER_GONE.includes(error.code ?? '')) failure ??= error
  })
  return {
    get failure() {
      return failure
    },
    isTerminal: stream.isTTY === true,
    columns: stream.isTTY === true ? stream.columns : undefined,
    write(text) {
      if (open) stream.write(text)
    },
    async settled() {
      if (open && stream.writableNeedDrain) {
        await new Promise<void>((resolve) => {
          const done = (): void => {
            stream.off('drain', done)
            stream.off('close', done)
            resolve()
          }
          stream.on('drain', done)
          stream.on('close', done)
        })
      }
      // The failure of a write arrives as an event of its own, one turn later.
      await new Promise((resolve) => setImmediate(resolve))
      return open
    },
  }
}
