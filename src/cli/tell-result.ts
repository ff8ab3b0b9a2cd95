import { render } from '../report/formats.ts'
import type { ResultKind, Results } from '../report/reporter.ts'
import { sentenceOf } from '../report/sentence.ts'
import { appearanceOf } from './appearance.ts'
import { deliver, goesToFile } from './deliver.ts'
import type { ResultArguments } from './options.ts'
import type { Streams } from './streams.ts'

/**
 * Writes a result as the call asks for it. `inputWords` are what of the call has to be repeated to read the same input.
 * Throws UsageError if it cannot be written.
 */
export async function tellResult<K extends ResultKind>(
  kind: K,
  result: Results[K],
  { quiet, format, verbose, color, output }: ResultArguments,
  streams: Streams,
  inputWords: readonly string[] = [],
): Promise<void> {
  const look = { ...appearanceOf(streams, color, goesToFile(output)), verbose, inputWords }
  const report = quiet ? [`${sentenceOf(kind, result)}\n`] : await render(kind, result, format, look)
  await deliver(report, output, streams)
}
