import { remedyOf } from '../analysis/remedy/remedy.ts'
import type { Profile } from '../analysis/result.ts'
import { loadProject } from '../project/load.ts'
import { type Format, renderRemedy } from '../report/formats.ts'
import { appearanceOf } from './appearance.ts'
import { deliver, goesToFile, requireNotInput } from './deliver.ts'
import { EXIT_OK } from './exit-code.ts'
import { writeDiagnostics } from './refusals.ts'
import type { Streams } from './streams.ts'

export interface RemedyArguments {
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

/** `emmental remedy`: what would mend the networks of Client Access servers that are not internal. Throws InputError and UsageError. */
export function remedyCommand(args: RemedyArguments, streams: Streams): number {
  const { targets, servers, output, at } = args
  requireNotInput(output, servers === undefined ? targets : [...targets, servers], streams)
  const { network, diagnostics } = loadProject({
    cwd: streams.cwd,
    targets,
    ...(servers === undefined ? {} : { servers }),
    ...(at === undefined ? {} : { at }),
  })
  if (!args.quiet) writeDiagnostics(diagnostics, streams.stderr)
  const map = remedyOf(network, args.profile, args.version)
  const appearance = appearanceOf(streams, args.color, goesToFile(output))
  deliver(renderRemedy(args.format, map, { ...appearance, verbose: args.verbose, inputWords: [] }), output, streams)
  return EXIT_OK
}
