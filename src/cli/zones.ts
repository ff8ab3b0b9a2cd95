import type { Profile } from '../analysis/result.ts'
import { zoneMap } from '../analysis/zones.ts'
import { loadProject } from '../project/load.ts'
import { type Format, renderZones } from '../report/formats.ts'
import { appearanceOf } from './appearance.ts'
import { deliver, goesToFile, requireNotInput } from './deliver.ts'
import { EXIT_OK } from './exit-code.ts'
import { writeDiagnostics } from './refusals.ts'
import type { Streams } from './streams.ts'

export interface ZonesArguments {
  readonly targets: readonly string[]
  readonly servers?: string
  readonly at?: string
  readonly profile: Profile
  readonly format: Format
  readonly output?: string
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color?: boolean
  /** The tool's version. */
  readonly version: string
}

/** `emmental zones`: which addresses of each zone are internal, and which are perimeter. Throws InputError and UsageError. */
export function zonesCommand(args: ZonesArguments, streams: Streams): number {
  const { targets, servers, output, at } = args
  requireNotInput(output, servers === undefined ? targets : [...targets, servers], streams)
  const { network, diagnostics } = loadProject({
    cwd: streams.cwd,
    targets,
    ...(servers === undefined ? {} : { servers }),
    ...(at === undefined ? {} : { at }),
  })
  if (!args.quiet) writeDiagnostics(diagnostics, streams.stderr)
  const map = zoneMap(network, args.profile, args.version)
  const appearance = appearanceOf(streams, args.color, goesToFile(output))
  deliver(renderZones(args.format, map, { ...appearance, verbose: args.verbose, inputWords: [] }), output, streams)
  return EXIT_OK
}
