import { type TraceQuery, trace } from '../analysis/trace.ts'
import { parseService } from '../model/packet.ts'
import { parseProtocol } from '../model/protocol.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadProject } from '../project/load.ts'
import { reported } from '../report/remarks.ts'
import { traceSentence } from '../report/verdict-sentence.ts'
import type { Command } from './command.ts'
import { requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_OK, exitOfTrace } from './exit-code.ts'
import type { Given } from './given.ts'
import { tellRemarks } from './input.ts'
import { nodeFiles } from './node-files.ts'
import { type ResultArguments, resultArguments, resultOptions } from './options.ts'
import { writeReason } from './refusals.ts'
import type { Streams } from './streams.ts'
import { tellResult } from './tell-result.ts'
import { UsageError } from './usage-error.ts'

/** `emmental trace`: what becomes of one packet. */
export const traceCommand: Command = {
  name: 'trace',
  describe: 'what becomes of one packet, hop by hop',
  usage: ['trace [PROJECT | CONFIG…] FROM TO SERVICE'],
  words: {
    name: 'words',
    several: true,
    describe:
      'project or exports, then two servers or addresses, then the service: tcp/135, tcp/50000:135, icmp/8/0, gre',
  },
  options: {
    ...resultOptions('trace'),
    'from-zone': { type: 'string', requiresArg: true, describe: 'the zone in which FROM stands' },
    'to-zone': { type: 'string', requiresArg: true, describe: 'the zone in which TO stands' },
  },
  example: 'trace samples/contoso A-CASX01 A-DC01 tcp/135',
  run: async (given, streams, version) => {
    const words = given.words('words')
    const query = queryOf(given, words.slice(-3))
    return traceAndTell(query, resultArguments(given, version, words.slice(0, -3)), streams)
  },
}

async function traceAndTell(query: TraceQuery, args: ResultArguments, streams: Streams): Promise<number> {
  const { targets, servers, output, at } = args
  const files: readonly Target[] = [{ option: '-o', file: output }]
  requireFree(files, [...targets, servers], streams)
  const reader = new InputReader(nodeFiles(streams.cwd))
  const { network, diagnostics } = loadProject({
    reader,
    targets,
    servers,
    at,
    serversOptional: true,
  })
  requireUnread(files, reader, streams)
  const firewalls = network.attachments.map(({ firewall }) => firewall)
  const traced = reported(trace(network, query), diagnostics, firewalls, reader.files)
  tellRemarks(diagnostics, traced.remarks, args, streams)
  await tellResult('trace', traced, args, streams)
  const exitCode = args.exitZero ? EXIT_OK : exitOfTrace(traced.verdict)
  if (exitCode !== EXIT_OK) writeReason(streams.stderr, exitCode, traceSentence(traced))
  return exitCode
}

/** Throws UsageError. */
function queryOf(given: Given, [from, to, service]: readonly string[]): TraceQuery {
  if (from === undefined || to === undefined || service === undefined) {
    throw new UsageError(
      'trace needs FROM, TO and SERVICE',
      'emmental trace [PROJECT | CONFIG…] FROM TO SERVICE, for example 192.168.10.11 10.10.1.10 tcp/135',
    )
  }
  const flavour = parseService(service, parseProtocol)
  if (flavour === undefined) {
    throw new UsageError(
      `\`${service}\` is no service`,
      'write it like tcp/135, tcp/50000:135 (source:destination), udp/53, icmp/8/0 (type/code), gre or 47',
    )
  }
  const [fromZone, toZone] = [given.one('from-zone'), given.one('to-zone')]
  return {
    from,
    to,
    flavour,
    ...(fromZone === undefined ? {} : { fromZone }),
    ...(toZone === undefined ? {} : { toZone }),
  }
}
