import { remedyOf } from '../analysis/remedy/remedy.ts'
import type { Profile } from '../analysis/result.ts'
import { renderRemedy } from '../report/formats.ts'
import { type NetworkReportArguments, reportOnNetwork } from './network-report.ts'
import type { Streams } from './streams.ts'

export interface RemedyArguments extends NetworkReportArguments {
  readonly profile: Profile
}

/** `emmental remedy`: what would mend the networks of Client Access servers that are not internal. Throws InputError and UsageError. */
export function remedyCommand(args: RemedyArguments, streams: Streams): Promise<number> {
  return reportOnNetwork(
    args,
    streams,
    (network, editText) => remedyOf(network, args.profile, args.version, editText),
    (remedy, options) => renderRemedy(args.format, remedy, options),
  )
}
