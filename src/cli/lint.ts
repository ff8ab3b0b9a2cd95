import { lintFirewalls } from '../analysis/lint.ts'
import type { LintFinding } from '../analysis/lint-result.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadFirewalls } from '../project/load.ts'
import { type Format, renderLint } from '../report/formats.ts'
import { lintSentence } from '../report/text/lint-text.ts'
import { appearanceOf } from './appearance.ts'
import { deliver, goesToFile, requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_FINDING, EXIT_OK } from './exit-code.ts'
import { reported, tellRemarks } from './input.ts'
import { writeReason } from './refusals.ts'
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
export async function lintCommand(args: LintArguments, streams: Streams): Promise<number> {
  const { targets, output, at, failOn } = args
  const files: readonly Target[] = [{ option: '-o', file: output }]
  requireFree(files, targets, streams)
  const reader = new InputReader()
  const { sets, firewalls, diagnostics } = loadFirewalls({ cwd: streams.cwd, reader, targets, at })
  requireUnread(files, reader, streams)
  const lint = reported(lintFirewalls(firewalls, sets, args.version), diagnostics, firewalls, reader)
  tellRemarks(diagnostics, lint.remarks, args, streams)
  const appearance = appearanceOf(streams, args.color, goesToFile(output))
  const look = { ...appearance, verbose: args.verbose, inputWords: [] }
  await deliver(args.quiet ? [`${lintSentence(lint)}\n`] : renderLint(args.format, lint, look), output, streams)
  const grave = lint.findings.filter(({ severity }) => failOn === 'note' || severity === failOn)
  if (args.exitZero || failOn === undefined || grave.length === 0) return EXIT_OK
  writeReason(streams.stderr, EXIT_FINDING, `${grave.length} findings are at or above --fail-on ${failOn}`)
  return EXIT_FINDING
}
