import { analyze } from '../analysis/analyze.ts'
import { compareWithBaseline, newFindings, newVerdict } from '../analysis/baseline.ts'
import type { BaselineSource } from '../analysis/baseline-result.ts'
import { certify } from '../analysis/certificate.ts'
import type { Analysis, Finding, Profile } from '../analysis/result.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadProject } from '../project/load.ts'
import { certificateJson } from '../report/json/certificate.ts'
import { reported } from '../report/remarks.ts'
import { verdictSentence } from '../report/verdict-sentence.ts'
import { readBaseline } from './baseline.ts'
import { type Command, TARGETS } from './command.ts'
import { deliver, goesToFile, requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_CODES, EXIT_FINDING, EXIT_OK, exitOfVerdict, findingsFrom, gravest, SEVERITIES } from './exit-code.ts'
import { importLines } from './import-lines.ts'
import { tellRemarks } from './input.ts'
import { nodeFiles } from './node-files.ts'
import { PROFILE, profileOf, type ResultArguments, resultArguments, resultOptions } from './options.ts'
import { writeReason } from './refusals.ts'
import type { Streams } from './streams.ts'
import { tellResult } from './tell-result.ts'
import { UsageError } from './usage-error.ts'
import { certifiedInputs } from './verify.ts'

interface AnalyzeArguments extends ResultArguments {
  readonly profile: Profile
  /** An earlier analysis as JSON; then only what is new or gone is told. */
  readonly baseline: string | undefined
  /** Where the certificate goes. */
  readonly certificate: string | undefined
  readonly failOn: Finding['severity'] | undefined
}

/** `emmental analyze`: reads, asks, reports. */
export const analyzeCommand: Command = {
  name: 'analyze',
  describe: 'the verdict: which Client Access servers stand in a perimeter network, and why',
  usage: ['analyze [PROJECT | CONFIG…]'],
  words: TARGETS,
  options: {
    ...resultOptions('analysis'),
    profile: PROFILE,
    baseline: {
      type: 'string',
      requiresArg: true,
      describe: 'an earlier analyze --format json: tell only what is new and what has gone',
    },
    certificate: {
      type: 'string',
      requiresArg: true,
      describe: 'write a proof of every answer to this file, for emmental verify',
    },
    'fail-on': {
      choices: SEVERITIES,
      requiresArg: true,
      describe: 'exit with 12 on findings of this severity or above',
    },
  },
  epilogue: EXIT_CODES,
  run: (given, streams, version) =>
    analyzeAndTell(
      {
        ...resultArguments(given, version),
        profile: profileOf(given),
        baseline: given.one('baseline'),
        certificate: given.one('certificate'),
        failOn: given.choice('fail-on', SEVERITIES),
      },
      streams,
    ),
}

async function analyzeAndTell(args: AnalyzeArguments, streams: Streams): Promise<number> {
  const { targets, servers, output, at } = args
  const files: readonly Target[] = [
    { option: '-o', file: output },
    { option: '--certificate', file: args.certificate },
  ]
  requireOneOnStandardOutput(args)
  requireFree(files, [...targets, servers, args.baseline], streams)
  const reader = new InputReader(nodeFiles(streams.cwd))
  const earlier = args.baseline === undefined ? undefined : readBaseline(args.baseline, reader)
  const { network, diagnostics } = measured('load', () => loadProject({ reader, targets, servers, at }))
  requireUnread(files, reader, streams)
  // How rule tables were read is part of the analysis itself.
  const { remarks, inputs } = reported({}, diagnostics, [], reader.files)
  if (tellRemarks(diagnostics, remarks, args, streams)) {
    for (const line of importLines(network)) streams.stderr.write(`${line}\n`)
  }
  const analysis = measured('analyse', () =>
    analyze(network, { profile: args.profile, version: args.version, files: inputs, remarks }),
  )
  if (args.certificate !== undefined) {
    const certificate = certify(network, analysis, certifiedInputs(inputs), args.at)
    await deliver([certificateJson(certificate)], args.certificate, streams)
  }
  if (earlier !== undefined) return tellAgainst(earlier, analysis, args, streams)
  const start = performance.now()
  await tellResult('analysis', analysis, args, streams, inputWords(args))
  performance.measure('report', { start, end: performance.now() })
  return conclude(analysis, args, streams)
}

function requireOneOnStandardOutput({ output, certificate }: AnalyzeArguments): void {
  if (certificate === '-' && !goesToFile(output)) {
    throw new UsageError('the result and the certificate would both go to standard output', 'name a file for one')
  }
}

/** What was in the baseline is accepted: exit codes speak of what is new. */
async function tellAgainst(
  earlier: BaselineSource,
  analysis: Analysis,
  args: AnalyzeArguments,
  streams: Streams,
): Promise<number> {
  const { remarks, inputs } = analysis
  const compared = { ...compareWithBaseline(earlier, analysis, args.baseline ?? ''), remarks, inputs }
  await tellResult('baseline', compared, args, streams, inputWords(args))
  const findings = newFindings(earlier, analysis)
  const holes = compared.added.filter(({ kind }) => kind === 'hole').length
  return conclude({ ...analysis, verdict: newVerdict(earlier, analysis), findings }, args, streams, holes)
}

/** Leaves a measure for whoever watches the process, as the benchmark does. */
function measured<T>(name: string, work: () => T): T {
  const start = performance.now()
  const result = work()
  performance.measure(name, { start, end: performance.now() })
  return result
}

/** What of the call has to be repeated to read the same input. */
function inputWords({ targets, servers }: AnalyzeArguments): string[] {
  return servers === undefined ? [...targets] : [...targets, '--servers', servers]
}

/** `holes` that are new count at every severity. */
function conclude(analysis: Analysis, { failOn, exitZero }: AnalyzeArguments, { stderr }: Streams, holes = 0): number {
  const grave = failOn === undefined ? [] : findingsFrom(analysis.findings, failOn)
  const opened = failOn === undefined ? 0 : holes
  const exitCode = gravest([exitOfVerdict(analysis.verdict), grave.length + opened > 0 ? EXIT_FINDING : EXIT_OK])
  if (exitZero || exitCode === EXIT_OK) return EXIT_OK
  if (exitCode !== EXIT_FINDING) {
    writeReason(stderr, exitCode, verdictSentence(analysis))
    return exitCode
  }
  const findings = grave.length === 1 ? 'one finding is' : `${grave.length} findings are`
  const parts = [
    ...(opened === 0 ? [] : [opened === 1 ? 'one hole is new' : `${opened} holes are new`]),
    ...(grave.length === 0 ? [] : [`${findings} at or above --fail-on ${failOn}`]),
  ]
  writeReason(stderr, exitCode, parts.join(', '))
  return exitCode
}
