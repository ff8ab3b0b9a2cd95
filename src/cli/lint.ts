import { lintFirewalls } from '../analysis/lint.ts'
import type { LintFinding } from '../analysis/lint-result.ts'
import { loadFirewalls } from '../project/load.ts'
import { type Format, writeLint } from '../report/formats.ts'
import { lintSentence } from '../report/text/lint-text.ts'
import { appearanceOf } from './appearance.ts'
import { goesToFile, openSink, requireNotInput } from './deliver.ts'
import { EXIT_FINDING, EXIT_OK } from './exit-code.ts'
import { writeDiagnostics, writeReason } from './refusals.ts'
import type { Streams } from './streams.ts'

export interface LintArguments {
  readonly targets: readonly string[]
  readonly at?: string
  readonly format: Format
  readonly output?: string
  /** Findings of this severity or above end with 12. */
  readonly failOn?: LintFinding['severity']
  readonly quiet: boolean
  readonly verbose: boolean
  readonly exitZero: boolean
  readonly color?: boolean
  /** The tool's version. */
  readonly version: string
}

/** `emmental lint`: what could be tidied in rule sets. Needs no server list. Throws InputError and UsageError. */
export function lintCommand(args: LintArguments, streams: Streams): number {
  const { targets, output, at, failOn } = args
  requireNotInput(output, targets, streams)
  const { sets, firewalls, diagnostics } = loadFirewalls({
    cwd: streams.cwd,
    targets,
    at,
  })
  if (!args.quiet) writeDiagnostics(diagnostics, streams.stderr)
  const lint = lintFirewalls(firewalls, sets, args.version)
  const appearance = appearanceOf(streams, args.color, goesToFile(output))
  const look = { ...appearance, verbose: args.verbose, inputWords: [] }
  const sink = openSink(output, streams)
  if (args.quiet) sink.write(`${lintSentence(lint)}\n`)
  else writeLint(args.format, lint, look, sink.write)
  sink.close()
  const grave = lint.findings.filter(({ severity }) => failOn === 'note' || severity === failOn)
  if (args.exitZero || failOn === undefined || grave.length === 0) return EXIT_OK
  writeReason(streams.stderr, EXIT_FINDING, `${grave.length} findings are at or above --fail-on ${failOn}`)
  return EXIT_FINDING
}
