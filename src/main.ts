#!/usr/bin/env node
import metadata from '../package.json' with { type: 'json' }

const words = process.argv.slice(2)

// Asking for the version alone must not load the rest. An interrupt is left to Node's own handling, which ends the
// process at once even in the middle of a computation; shells report it as 130.
if (words.length === 1 && words[0] === '--version') {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return
    process.stderr.write(
      `emmental: exit 2: standard output cannot be written (${code})\n  mend: make room on the disk\n`,
    )
    process.exitCode = 2
  })
  process.stdout.write(`${metadata.version}\n`)
} else {
  process.on('uncaughtException', reportCrash)
  try {
    const [{ run }, { processStreams }] = await Promise.all([import('./cli/run.ts'), import('./cli/streams.ts')])
    process.exitCode = await run(words, processStreams(), metadata.version)
  } catch (error) {
    reportCrash(error)
  }
}

/** Whatever ends up here is our bug: bad input and bad calls have messages and exit codes of their own. */
function reportCrash(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error && process.env['EMMENTAL_DEBUG'] ? `\n${error.stack}` : ''
  process.stderr.write(
    `emmental: crashed: ${reason.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 500)}\n` +
      'This is a bug in Emmental, not in your input, and no verdict. Please report it with the command line; ' +
      `EMMENTAL_DEBUG=1 shows where it happened.${stack}\n`,
  )
  process.exitCode = 1
}
