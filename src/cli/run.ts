import { parseCall } from './commands.ts'
import { deliver } from './deliver.ts'
import { EXIT_OK } from './exit-code.ts'
import { reportRefusal } from './refusals.ts'
import type { Streams } from './streams.ts'

/**
 * The command line without the program: words in, exit code out, everything written to the given streams. Whatever
 * it throws or rejects with is a bug of ours.
 */
export async function run(words: readonly string[], streams: Streams, version: string): Promise<number> {
  try {
    const call = parseCall(words, streams, version)
    if (call.kind === 'command') return await call.execute()
    await deliver([call.text.endsWith('\n') ? call.text : `${call.text}\n`], undefined, streams)
    return EXIT_OK
  } catch (error) {
    return reportRefusal(error, streams.stderr)
  }
}
