import type { Profile } from '../analysis/result.ts'
import { zoneMap } from '../analysis/zones.ts'
import { renderZones } from '../report/formats.ts'
import { type NetworkReportArguments, reportOnNetwork } from './network-report.ts'
import type { Streams } from './streams.ts'

export interface ZonesArguments extends NetworkReportArguments {
  readonly profile: Profile
}

/** `emmental zones`: which addresses of each zone are internal, and which are perimeter. Throws InputError and UsageError. */
export function zonesCommand(args: ZonesArguments, streams: Streams): Promise<number> {
  return reportOnNetwork(
    args,
    streams,
    (network) => zoneMap(network, args.profile, args.version),
    (map, options) => renderZones(args.format, map, options),
  )
}
