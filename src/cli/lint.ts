import { lintFirewalls } from '../analysis/lint.ts'
import type { LintFinding } from '../analysis/lint-result.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadFirewalls } from '../project/load.ts'
import { reported } from '../report/remarks.ts'
import { type Command, TARGETS } from './command.ts'
import { requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_FINDING, EXIT_OK } from './exit-code.ts'
import { tellRemarks } from './input.ts'
import { nodeFiles } from './node-files.ts'
import { AT, outputOptions, type ResultArguments, resultArguments } from './options.ts'
import { writeReason } from './refusals.ts'
import type { Streams } from './streams.ts'
import { tellResult } from './tell-result.ts'

const LINT_SEVERITIES: readonly LintFinding['severity'][] = ['warning', 'note']

/** `emmental lint`: what could be tidied in rule sets. Needs no server list. */
export const lintCommand: Command = {
  name: 'lint',
  describe: 'what could be tidied in rule sets, each answer proved',
  usage: ['lint [PROJECT | CONFIG…]'],
  words: TARGETS,
  options: {
    at: AT,
    ...outputOptions('lint'),
    'fail-on': {
      choices: LINT_SEVERITIES,
      requiresArg: true,
      describe: 'exit with 12 on findings of this severity or above',
    },
  },
  run: (given, streams, version) =>
    lintAndTell(resultArguments(given, version), given.choice('fail-on', LINT_SEVERITIES), streams),
}

async function lintAndTell(
  args: ResultArguments,
  failOn: LintFinding['severity'] | undefined,
  streams: Streams,
): Promise<number> {
  const { targets, output, at } = args
  const files: readonly Target[] = [{ option: '-o', file: output }]
  requireFree(files, targets, streams)
  const reader = new InputReader(nodeFiles(streams.cwd))
  const { sets, firewalls, diagnostics } = loadFirewalls({ reader, targets, at })
  requireUnread(files, reader, streams)
  const lint = reported(lintFirewalls(firewalls, sets, args.version), diagnostics, firewalls, reader.files)
  tellRemarks(diagnostics, lint.remarks, args, streams)
  await tellResult('lint', lint, args, streams)
  const grave = lint.findings.filter(({ severity }) => failOn === 'note' || severity === failOn)
  if (args.exitZero || failOn === undefined || grave.length === 0) return EXIT_OK
  writeReason(streams.stderr, EXIT_FINDING, `${grave.length} findings are at or above --fail-on ${failOn}`)
  return EXIT_FINDING
}
