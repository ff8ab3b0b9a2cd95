import type { Network } from '../model/network.ts'
import type { EditText } from '../model/permits-in-front.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadProject } from '../project/load.ts'
import { reported } from '../report/remarks.ts'
import type { ResultKind, Results } from '../report/reporter.ts'
import { requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_OK } from './exit-code.ts'
import { tellRemarks } from './input.ts'
import { nodeFiles } from './node-files.ts'
import type { ResultArguments } from './options.ts'
import type { Streams } from './streams.ts'
import { tellResult } from './tell-result.ts'

/** Loads a project, asks a question about its network, and delivers the answer. Throws InputError and UsageError. */
export async function reportOnNetwork<K extends ResultKind>(
  kind: K,
  args: ResultArguments,
  streams: Streams,
  ask: (network: Network, editText: EditText) => Omit<Results[K], 'remarks' | 'inputs'>,
): Promise<number> {
  const { targets, servers, output, at } = args
  const files: readonly Target[] = [{ option: '-o', file: output }]
  requireFree(files, [...targets, servers], streams)
  const reader = new InputReader(nodeFiles(streams.cwd))
  const { network, editText, diagnostics } = loadProject({ reader, targets, servers, at })
  requireUnread(files, reader, streams)
  const firewalls = network.attachments.map(({ firewall }) => firewall)
  const result = reported(ask(network, editText), diagnostics, firewalls, reader.files) as Results[K]
  tellRemarks(diagnostics, result.remarks, args, streams)
  await tellResult(kind, result, args, streams)
  return EXIT_OK
}
