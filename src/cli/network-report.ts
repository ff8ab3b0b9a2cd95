import type { Network } from '../model/network.ts'
import { loadProject } from '../project/load.ts'
import type { TextOptions } from '../report/text/look.ts'
import { appearanceOf } from './appearance.ts'
import { deliver, goesToFile, requireNotInput } from './deliver.ts'
import { EXIT_OK } from './exit-code.ts'
import { writeDiagnostics } from './refusals.ts'
import type { ResultArguments } from './result-arguments.ts'
import type { Streams } from './streams.ts'

/** What the commands that describe a network, and pass no sentence on it, are called with. */
export interface NetworkReportArguments extends ResultArguments {
  /** The tool's version. */
  readonly version: string
}

/** Loads a project and delivers what is written about its network. Throws InputError and UsageError. */
export function reportOnNetwork(
  args: NetworkReportArguments,
  streams: Streams,
  write: (network: Network, options: TextOptions) => string,
): number {
  const { targets, servers, output, at } = args
  requireNotInput(output, [...targets, servers], streams)
  const { network, diagnostics } = loadProject({ cwd: streams.cwd, targets, servers, at })
  if (!args.quiet) writeDiagnostics(diagnostics, streams.stderr)
  const appearance = appearanceOf(streams, args.color, goesToFile(output))
  deliver(write(network, { ...appearance, verbose: args.verbose, inputWords: [] }), output, streams)
  return EXIT_OK
}
