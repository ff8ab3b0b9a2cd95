import { type TraceQuery, trace } from '../analysis/trace.ts'
import { parseService } from '../model/packet.ts'
import { parseProtocol } from '../model/protocol.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadProject } from '../project/load.ts'
import { renderTrace } from '../report/formats.ts'
import { traceSentence } from '../report/verdict-sentence.ts'
import { appearanceOf } from './appearance.ts'
import { deliver, goesToFile, requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_OK, exitOfTrace } from './exit-code.ts'
import { reported, tellRemarks } from './input.ts'
import { writeReason } from './refusals.ts'
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
export async function traceCommand(args: TraceArguments, streams: Streams): Promise<number> {
  const query = queryOf(args)
  const { targets, servers, output, at } = args
  const files: readonly Target[] = [{ option: '-o', file: output }]
  requireFree(files, [...targets, servers], streams)
  const reader = new InputReader()
  const { network, diagnostics } = loadProject({
    cwd: streams.cwd,
    reader,
    targets,
    servers,
    at,
    serversOptional: true,
  })
  requireUnread(files, reader, streams)
  const firewalls = network.attachments.map(({ firewall }) => firewall)
  const traced = reported(trace(network, query), diagnostics, firewalls, reader)
  tellRemarks(diagnostics, traced.remarks, args, streams)
  const appearance = appearanceOf(streams, args.color, goesToFile(output))
  const look = { ...appearance, verbose: args.verbose, inputWords: [] }
  const report = args.quiet ? [`${traceSentence(traced)}\n`] : renderTrace(args.format, traced, look)
  await deliver(report, output, streams)
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
