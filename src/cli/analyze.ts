import { analyze } from '../analysis/analyze.ts'
import { compareWithBaseline } from '../analysis/baseline.ts'
import type { BaselineSource } from '../analysis/baseline-result.ts'
import { certify } from '../analysis/certificate.ts'
import type { Analysis, Finding, Profile, Verdict } from '../analysis/result.ts'
import { loadProject } from '../project/load.ts'
import { certificateJson } from '../report/certificate-json.ts'
import { renderAnalysis, renderBaseline } from '../report/formats.ts'
import { baselineSentence } from '../report/text/baseline-text.ts'
import { verdictSentence } from '../report/verdict-sentence.ts'
import { appearanceOf } from './appearance.ts'
import { readBaseline } from './baseline.ts'
import { deliver, goesToFile, requireNotInput } from './deliver.ts'
import { EXIT_FINDING, EXIT_OK, exitOfVerdict, findingsFrom, gravest } from './exit-code.ts'
import { importLines } from './import-lines.ts'
import { writeDiagnostics, writeReason } from './refusals.ts'
import type { ResultArguments } from './result-arguments.ts'
import type { Streams } from './streams.ts'
import { hashesOf } from './verify.ts'

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
export function analyzeCommand(args: AnalyzeArguments, streams: Streams): number {
  const { targets, servers, output, at } = args
  requireNotInput(output, [...targets, servers], streams)
  requireNotInput(args.certificate, [...targets, servers], streams)
  requireNotInput(args.baseline, [output, args.certificate], streams)
  const earlier = args.baseline === undefined ? undefined : readBaseline(args.baseline, streams.cwd)
  const { network, diagnostics, files } = measured('load', () =>
    loadProject({ cwd: streams.cwd, targets, servers, at }),
  )
  if (!args.quiet) {
    writeDiagnostics(diagnostics, streams.stderr)
    for (const line of importLines(network)) streams.stderr.write(`${line}\n`)
  }
  const analysis = measured('analyse', () => analyze(network, { profile: args.profile, version: args.version }))
  if (args.certificate !== undefined) {
    deliver(certificateJson(certify(network, analysis, hashesOf(files), args.at)), args.certificate, streams)
  }
  if (earlier !== undefined) return tellAgainst(earlier, analysis, args, streams)
  deliver(
    measured('report', () => resultOf(analysis, args, streams)),
    output,
    streams,
  )
  return conclude(analysis, args, streams)
}

const WORST_FIRST: readonly Verdict[] = ['perimeter', 'undetermined', 'internal']

/** What was in the baseline is accepted: exit codes speak of what is new. */
function tellAgainst(earlier: BaselineSource, analysis: Analysis, args: AnalyzeArguments, streams: Streams): number {
  const compared = compareWithBaseline(earlier, analysis, args.baseline ?? '')
  const appearance = appearanceOf(streams, args.color, goesToFile(args.output))
  const look = { ...appearance, verbose: args.verbose, inputWords: inputWords(args) }
  deliver(
    args.quiet ? `${baselineSentence(compared)}\n` : renderBaseline(args.format, compared, look),
    args.output,
    streams,
  )
  const isWorse = WORST_FIRST.indexOf(compared.is) < WORST_FIRST.indexOf(compared.was)
  const known = new Set(earlier.findings.map(({ id, subject = '' }) => `${id} ${subject}`))
  const findings = analysis.findings.filter(({ id, subject = '' }) => !known.has(`${id} ${subject}`))
  const verdict = isWorse ? analysis.verdict : 'internal'
  return conclude({ ...analysis, verdict, findings }, args, streams)
}

/** Leaves a measure for whoever watches the process, as the benchmark does. */
function measured<T>(name: string, work: () => T): T {
  const start = performance.now()
  const result = work()
  performance.measure(name, { start, end: performance.now() })
  return result
}

function resultOf(analysis: Analysis, args: AnalyzeArguments, streams: Streams): string {
  if (args.quiet) return `${verdictSentence(analysis)}\n`
  const appearance = appearanceOf(streams, args.color, goesToFile(args.output))
  return renderAnalysis(args.format, analysis, { ...appearance, verbose: args.verbose, inputWords: inputWords(args) })
}

/** What of the call has to be repeated to read the same input. */
function inputWords({ targets, servers }: AnalyzeArguments): string[] {
  return servers === undefined ? [...targets] : [...targets, '--servers', servers]
}

function conclude(analysis: Analysis, { failOn, exitZero }: AnalyzeArguments, { stderr }: Streams): number {
  const grave = failOn === undefined ? [] : findingsFrom(analysis.findings, failOn)
  const exitCode = gravest([exitOfVerdict(analysis.verdict), grave.length > 0 ? EXIT_FINDING : EXIT_OK])
  if (exitZero || exitCode === EXIT_OK) return EXIT_OK
  if (exitCode === EXIT_FINDING) {
    const findings = grave.length === 1 ? 'one finding is' : `${grave.length} findings are`
    writeReason(stderr, exitCode, `${findings} at or above --fail-on ${failOn}`)
  } else {
    writeReason(stderr, exitCode, verdictSentence(analysis))
  }
  return exitCode
}
