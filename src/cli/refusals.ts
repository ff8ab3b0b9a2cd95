import { TraceQueryError } from '../analysis/trace.ts'
import { type Diagnostic, InputError, renderDiagnostics } from '../source/diagnostic.ts'
import { showable } from '../source/redact.ts'
import { EXIT_CALL, EXIT_INPUT } from './exit-code.ts'
import type { Output } from './streams.ts'
import { UsageError } from './usage-error.ts'

/** Says on standard error why a call or an input is refused, and returns the exit code; rethrows what is a crash. */
export function reportRefusal(error: unknown, stderr: Output): number {
  if (error instanceof InputError) {
    writeDiagnostics(error.diagnostics, stderr)
    const count = error.diagnostics.filter(({ severity }) => severity === 'error').length
    const errors = count === 1 ? 'one error' : `${count} errors`
    const what = error.exitCode === EXIT_INPUT ? 'the input is refused' : 'the call or the project file is wrong'
    writeReason(stderr, error.exitCode, `${what}: ${errors}, no verdict`)
    return error.exitCode
  }
  if (error instanceof UsageError || error instanceof TraceQueryError) {
    const mend = error instanceof UsageError ? error.mend : undefined
    writeReason(stderr, EXIT_CALL, error.message)
    if (mend !== undefined) stderr.write(`  mend: ${showable(mend)}\n`)
    return EXIT_CALL
  }
  throw error
}

/** Diagnostics as lines. */
export function writeDiagnostics(diagnostics: readonly Diagnostic[], stderr: Output): void {
  if (diagnostics.length === 0) return
  stderr.write(`${renderDiagnostics(diagnostics)}\n`)
}

/** The one line that says why the exit code is not 0. */
export function writeReason(stderr: Output, exitCode: number, reason: string): void {
  stderr.write(`emmental: exit ${exitCode}: ${showable(reason)}\n`)
}
