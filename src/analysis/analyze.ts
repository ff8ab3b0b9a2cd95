import { isClientAccess } from '../exchange/roles.ts'
import type { InputFile } from '../model/input-file.ts'
import type { Network } from '../model/network.ts'
import { createInquiry } from './access.ts'
import { coverageOf } from './coverage.ts'
import { exposures } from './exposure.ts'
import { findingsOf } from './findings.ts'
import { serverVerdict, worstOf } from './perimeter.ts'
import type { Analysis, Profile, Remark } from './result.ts'
import { ZoneJudge } from './zones.ts'

export interface AnalyzeOptions {
  readonly profile: Profile
  /** The tool's version, for the record. */
  readonly version: string
  /** The files that the network was read from. */
  readonly files?: readonly InputFile[]
  /** What was said about them. */
  readonly remarks?: readonly Remark[]
}

/** Asks all questions about a network. The network has at least one Client Access server. */
export function analyze(network: Network, options: AnalyzeOptions): Analysis {
  const inquiry = createInquiry(network, options.profile)
  const clientAccess = network.servers.filter(isClientAccess)
  const servers = clientAccess.map((server) => serverVerdict(inquiry, server))
  const judge = new ZoneJudge(inquiry)
  const zones = network.zones
    .filter(({ name }) => clientAccess.some(({ addresses }) => addresses.some(({ zone }) => zone === name)))
    .map((zone) => judge.verdict(zone))
  const exposure = exposures(inquiry, clientAccess)
  const inputs = coverageOf(network, options.files ?? [])
  return {
    schema: 'emmental/analysis/1',
    version: options.version,
    ...(network.organization === undefined ? {} : { organization: network.organization }),
    profile: options.profile,
    verdict: servers.length === 0 ? 'undetermined' : worstOf(servers.map(({ verdict }) => verdict)),
    servers,
    zones,
    exposure,
    findings: findingsOf(inquiry, servers, zones, exposure, inputs),
    remarks: options.remarks ?? [],
    inputs,
  }
}
