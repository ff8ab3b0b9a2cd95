import { exposureMap } from '../analysis/exposure-map.ts'
import { loadProject } from '../project/load.ts'
import { type Format, renderExposure } from '../report/formats.ts'
import { appearanceOf } from './appearance.ts'
import { deliver, goesToFile, requireNotInput } from './deliver.ts'
import { EXIT_OK } from './exit-code.ts'
import { writeDiagnostics } from './refusals.ts'
import type { Streams } from './streams.ts'

export interface ExposureArguments {
  readonly targets: readonly string[]
  readonly servers?: string
  readonly at?: string
  readonly format: Format
  readonly output?: string
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color?: boolean
  /** The tool's version. */
  readonly version: string
}

/** `emmental exposure`: what every network can open to servers, by which rules, and what a taken server reaches. Throws InputError and UsageError. */
export function exposureCommand(args: ExposureArguments, streams: Streams): number {
  const { targets, servers, output, at } = args
  requireNotInput(output, servers === undefined ? targets : [...targets, servers], streams)
  const { network, diagnostics } = loadProject({
    cwd: streams.cwd,
    targets,
    ...(servers === undefined ? {} : { servers }),
    ...(at === undefined ? {} : { at }),
  })
  if (!args.quiet) writeDiagnostics(diagnostics, streams.stderr)
  const map = exposureMap(network, args.version)
  const appearance = appearanceOf(streams, args.color, goesToFile(output))
  deliver(renderExposure(args.format, map, { ...appearance, verbose: args.verbose, inputWords: [] }), output, streams)
  return EXIT_OK
}
