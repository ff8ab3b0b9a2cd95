import type { Reported } from '../analysis/result.ts'
import type { Network } from '../model/network.ts'
import type { EditText } from '../model/permits-in-front.ts'
import { InputReader } from '../project/input-reader.ts'
import { loadProject } from '../project/load.ts'
import type { Report } from '../report/formats.ts'
import type { TextOptions } from '../report/text/look.ts'
import { appearanceOf } from './appearance.ts'
import { deliver, goesToFile, requireFree, requireUnread, type Target } from './deliver.ts'
import { EXIT_OK } from './exit-code.ts'
import { reported, tellRemarks } from './input.ts'
import type { ResultArguments } from './result-arguments.ts'
import type { Streams } from './streams.ts'

/** What the commands that describe a network, and pass no sentence on it, are called with. */
export interface NetworkReportArguments extends ResultArguments {
  /** The tool's version. */
  readonly version: string
}

/** Loads a project, asks a question about its network, and delivers the answer. Throws InputError and UsageError. */
export async function reportOnNetwork<T>(
  args: NetworkReportArguments,
  streams: Streams,
  ask: (network: Network, editText: EditText) => T,
  render: (result: Reported<T>, options: TextOptions) => Report,
): Promise<number> {
  const { targets, servers, output, at } = args
  const files: readonly Target[] = [{ option: '-o', file: output }]
  requireFree(files, [...targets, servers], streams)
  const reader = new InputReader()
  const { network, editText, diagnostics } = loadProject({ cwd: streams.cwd, reader, targets, servers, at })
  requireUnread(files, reader, streams)
  const firewalls = network.attachments.map(({ firewall }) => firewall)
  const result = reported(ask(network, editText), diagnostics, firewalls, reader)
  tellRemarks(diagnostics, result.remarks, args, streams)
  const appearance = appearanceOf(streams, args.color, goesToFile(output))
  await deliver(render(result, { ...appearance, verbose: args.verbose, inputWords: [] }), output, streams)
  return EXIT_OK
}
