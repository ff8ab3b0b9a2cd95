import type { Remark } from '../analysis/result.ts'
import { remarksSentence } from '../report/text/remarks-section.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import { type Destination, goesToFile } from './deliver.ts'
import { writeDiagnostics } from './refusals.ts'
import type { Streams } from './streams.ts'

/** How and where a result goes, as far as it decides what is told beside it. */
export interface Telling {
  readonly format: string
  readonly output: Destination
  readonly quiet: boolean
}

/**
 * Tells warnings and notes on standard error: in full, unless the reader has them in the text on the same terminal; with
 * `--quiet` only how many there are, if one is a warning. Returns whether they were told in full.
 */
export function tellRemarks(
  diagnostics: readonly Diagnostic[],
  remarks: readonly Remark[],
  { format, output, quiet }: Telling,
  { stdout, stderr }: Streams,
): boolean {
  if (quiet) {
    const sentence = remarks.some(({ severity }) => severity === 'warning') ? remarksSentence(remarks) : undefined
    if (sentence !== undefined) stderr.write(`emmental: ${sentence}, told without --quiet\n`)
    return false
  }
  if (format === 'text' && stdout.isTerminal && !goesToFile(output)) return false
  writeDiagnostics(diagnostics, stderr)
  return true
}
