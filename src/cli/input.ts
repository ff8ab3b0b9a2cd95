import type { Remark, Reported } from '../analysis/result.ts'
import type { Firewall } from '../model/firewall.ts'
import type { InputReader } from '../project/input-reader.ts'
import { importDiagnostics, remarksOf } from '../report/remarks.ts'
import { remarksSentence } from '../report/text/remarks-section.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import { type Destination, goesToFile } from './deliver.ts'
import { writeDiagnostics } from './refusals.ts'
import type { Streams } from './streams.ts'

/** A result with what was said of its input, and the files that it was made from. */
export function reported<T>(
  result: T,
  diagnostics: readonly Diagnostic[],
  firewalls: readonly Firewall[],
  reader: InputReader,
): Reported<T> {
  const imports = firewalls.flatMap(({ source, importReport }) =>
    importReport === undefined ? [] : importDiagnostics(source.name, importReport),
  )
  return { ...result, remarks: remarksOf([...diagnostics, ...imports]), inputs: reader.files }
}

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
