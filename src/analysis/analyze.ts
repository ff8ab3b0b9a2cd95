import { isClientAccess } from '../exchange/roles.ts'
import type { Network } from '../model/network.ts'
import { createInquiry } from './access.ts'
import { coverageOf } from './coverage.ts'
import { exposures } from './exposure.ts'
import { findingsOf } from './findings.ts'
import { serverVerdict, worstOf, zoneVerdicts } from './perimeter.ts'
import type { Analysis, Profile } from './result.ts'

export interface AnalyzeOptions {
  readonly profile: Profile
  /** The tool's version, for the record. */
  readonly version: string
}

/** Asks all questions about a network. The network has at least one Client Access server. */
export function analyze(network: Network, options: AnalyzeOptions): Analysis {
  const inquiry = createInquiry(network, options.profile)
  const clientAccess = network.servers.filter(isClientAccess)
  const servers = clientAccess.map((server) => serverVerdict(inquiry, server))
  const zones = zoneVerdicts(inquiry, new Map(servers.map((verdict) => [verdict.name, verdict])))
  const exposure = exposures(inquiry, clientAccess)
  const inputs = coverageOf(network)
  return {
    schema: 'emmental/analysis/1',
    version: options.version,
    ...(network.organization === undefined ? {} : { organization: network.organization }),
    profile: options.profile,
    verdict: servers.length === 0 ? 'undetermined' : worstOf(servers.map(({ verdict }) => verdict)),
    servers,
    zones,
    exposure,
    findings: findingsOf(inquiry, servers, exposure, inputs),
    inputs,
  }
}
