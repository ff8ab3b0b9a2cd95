import { exposureMap } from '../analysis/exposure-map.ts'
import { renderExposure } from '../report/formats.ts'
import { type NetworkReportArguments, reportOnNetwork } from './network-report.ts'
import type { Streams } from './streams.ts'

/** `emmental exposure`: what every network can open to servers, by which rules, and what a taken server reaches. Throws InputError and UsageError. */
export function exposureCommand(args: NetworkReportArguments, streams: Streams): Promise<number> {
  return reportOnNetwork(
    args,
    streams,
    (network) => exposureMap(network, args.version),
    (map, options) => renderExposure(args.format, map, options),
  )
}
