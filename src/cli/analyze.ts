import { analyze } from '../analysis/analyze.ts'
import { compareWithBaseline, newFindings } from '../analysis/baseline.ts'
import type { BaselineSource } from '../analysis/baseline-result.ts'
import { certify } from '../analysis/certificate.ts'
import type { Analysis, Finding, Profile, Verdict } from '../analysis/result.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadProject } from '../project/load.ts'
import { certificateJson } from '../report/json/certificate.ts'
import { type Report, renderAnalysis, renderBaseline } from '../report/formats.ts'
import { baselineSentence } from '../report/text/baseline-text.ts'
import { verdictSentence } from '../report/verdict-sentence.ts'
import { appearanceOf } from './appearance.ts'
import { readBaseline } from './baseline.ts'
import { deliver, goesToFile, requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_FINDING, EXIT_OK, exitOfVerdict, findingsFrom, gravest } from './exit-code.ts'
import { importLines } from './import-lines.ts'
import { reported, tellRemarks } from './input.ts'
import { writeReason } from './refusals.ts'
import type { ResultArguments } from './result-arguments.ts'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'
import { certifiedInputs } from './verify.ts'

export interface AnalyzeArguments extends ResultArguments {
  readonly profile: Profile
  /** An earlier analysis as JSON; then only what is new or gone is told. */
  readonly baseline?: string
  /** Where the certificate goes. */
  readonly certificate?: string
  readonly failOn?: Finding['severity']
  readonly exitZero: boolean
  /** The tool's version. */
  readonly version: string
}

/** `emmental analyze`: reads, asks, reports. Throws InputError and UsageError. */
export async function analyzeCommand(args: AnalyzeArguments, streams: Streams): Promise<number> {
  const { targets, servers, output, at } = args
  const files: readonly Target[] = [
    { option: '-o', file: output },
    { option: '--certificate', file: args.certificate },
  ]
  requireOneOnStandardOutput(args)
  requireFree(files, [...targets, servers, args.baseline], streams)
  const reader = new InputReader()
  const earlier = args.baseline === undefined ? undefined : readBaseline(args.baseline, streams.cwd, reader)
  const { network, diagnostics } = measured('load', () =>
    loadProject({ cwd: streams.cwd, reader, targets, servers, at }),
  )
  requireUnread(files, reader, streams)
  // How rule tables were read is part of the analysis itself.
  const { remarks, inputs } = reported({}, diagnostics, [], reader)
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
  await deliver(reportOf(analysis, args, streams), output, streams)
  performance.measure('report', { start, end: performance.now() })
  return conclude(analysis, args, streams)
}

function requireOneOnStandardOutput({ output, certificate }: AnalyzeArguments): void {
  if (certificate === '-' && !goesToFile(output)) {
    throw new UsageError('the result and the certificate would both go to standard output', 'name a file for one')
  }
}

const WORST_FIRST: readonly Verdict[] = ['perimeter', 'undetermined', 'internal']

/** What was in the baseline is accepted: exit codes speak of what is new. */
async function tellAgainst(
  earlier: BaselineSource,
  analysis: Analysis,
  args: AnalyzeArguments,
  streams: Streams,
): Promise<number> {
  const { remarks, inputs } = analysis
  const compared = { ...compareWithBaseline(earlier, analysis, args.baseline ?? ''), remarks, inputs }
  const appearance = appearanceOf(streams, args.color, goesToFile(args.output))
  const look = { ...appearance, verbose: args.verbose, inputWords: inputWords(args) }
  const report = args.quiet ? [`${baselineSentence(compared)}\n`] : renderBaseline(args.format, compared, look)
  await deliver(report, args.output, streams)
  const isWorse = WORST_FIRST.indexOf(compared.is) < WORST_FIRST.indexOf(compared.was)
  const findings = newFindings(earlier, analysis)
  const holes = compared.added.filter(({ kind }) => kind === 'hole').length
  return conclude({ ...analysis, verdict: isWorse ? analysis.verdict : 'internal', findings }, args, streams, holes)
}

/** Leaves a measure for whoever watches the process, as the benchmark does. */
function measured<T>(name: string, work: () => T): T {
  const start = performance.now()
  const result = work()
  performance.measure(name, { start, end: performance.now() })
  return result
}

function reportOf(analysis: Analysis, args: AnalyzeArguments, streams: Streams): Report {
  if (args.quiet) return [`${verdictSentence(analysis)}\n`]
  const appearance = appearanceOf(streams, args.color, goesToFile(args.output))
  return renderAnalysis(args.format, analysis, { ...appearance, verbose: args.verbose, inputWords: inputWords(args) })
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
