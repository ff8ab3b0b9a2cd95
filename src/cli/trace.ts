import { type TraceQuery, trace } from '../analysis/trace.ts'
import { parseService } from '../model/packet.ts'
import { parseProtocol } from '../model/protocol.ts'
import { loadProject } from '../project/load.ts'
import { renderTrace } from '../report/formats.ts'
import { traceSentence } from '../report/verdict-sentence.ts'
import { appearanceOf } from './appearance.ts'
import { deliver, goesToFile, requireNotInput } from './deliver.ts'
import { EXIT_OK, exitOfTrace } from './exit-code.ts'
import { writeDiagnostics, writeReason } from './refusals.ts'
import type { ResultArguments } from './result-arguments.ts'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

export interface TraceArguments extends ResultArguments {
  readonly from: string
  readonly to: string
  /** In the notation of the command line. */
  readonly service: string
  readonly fromZone?: string
  readonly toZone?: string
  readonly exitZero: boolean
}

/** `emmental trace`: what becomes of one packet. Throws InputError, UsageError and TraceQueryError. */
export function traceCommand(args: TraceArguments, streams: Streams): number {
  const query = queryOf(args)
  const { targets, servers, output, at } = args
  requireNotInput(output, [...targets, servers], streams)
  const { network, diagnostics } = loadProject({ cwd: streams.cwd, targets, servers, at, serversOptional: true })
  if (args.verbose) writeDiagnostics(diagnostics, streams.stderr)
  const traced = trace(network, query)
  const appearance = appearanceOf(streams, args.color, goesToFile(output))
  const result = args.quiet
    ? `${traceSentence(traced)}\n`
    : renderTrace(args.format, traced, { ...appearance, verbose: args.verbose, inputWords: [] })
  deliver(result, output, streams)
  const exitCode = args.exitZero ? EXIT_OK : exitOfTrace(traced.verdict)
  if (exitCode !== EXIT_OK) writeReason(streams.stderr, exitCode, traceSentence(traced))
  return exitCode
}

function queryOf({ from, to, service, fromZone, toZone }: TraceArguments): TraceQuery {
  const flavour = parseService(service, parseProtocol)
  if (flavour === undefined) {
    throw new UsageError(
      `\`${service}\` is no service`,
      'write it like tcp/135, tcp/50000:135 (source:destination), udp/53, icmp/8/0 (type/code), gre or 47',
    )
  }
  return {
    from,
    to,
    flavour,
    ...(fromZone === undefined ? {} : { fromZone }),
    ...(toZone === undefined ? {} : { toZone }),
  }
}
