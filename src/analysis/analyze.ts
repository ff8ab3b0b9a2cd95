import { isInnerExchange } from '../exchange/roles.ts'
import { supportStatement } from '../exchange/support.ts'
import { parseVersion } from '../exchange/versions.ts'
import type { InputFile } from '../model/input-file.ts'
import type { Network, Server } from '../model/network.ts'
import { createInquiry } from './access.ts'
import { CaseBook } from './case-book.ts'
import { coverageOf } from './coverage.ts'
import { exposures } from './exposure.ts'
import { findingsOf } from './findings.ts'
import { foldExposure } from './fold-exposure.ts'
import { serverVerdict } from './perimeter.ts'
import type { Analysis, Profile, Remark, Support } from './result.ts'
import { worstOf } from './standing.ts'
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

/** Asks all questions about a network. Without an Exchange server the verdict is undetermined. */
export function analyze(network: Network, options: AnalyzeOptions): Analysis {
  const inquiry = createInquiry(network, options.profile)
  const { home, judged } = inquiry.standing
  const book = new CaseBook(inquiry)
  const servers = judged.map((one) => serverVerdict(one, book))
  const exchange = network.servers.filter(isInnerExchange)
  const judge = new ZoneJudge(inquiry)
  const zones = network.zones
    .filter(({ name }) => exchange.some(({ addresses }) => addresses.some(({ zone }) => zone === name)))
    .map((zone) => judge.verdict(zone))
  const exposure = exposures(inquiry, exchange)
  const inputs = coverageOf(network, options.files ?? [])
  return {
    schema: 'emmental/analysis/2',
    version: options.version,
    ...(network.organization === undefined ? {} : { organization: network.organization }),
    profile: options.profile,
    verdict: servers.length === 0 ? 'undetermined' : worstOf(servers.map(({ verdict }) => verdict)),
    letter: servers.length === 0 ? 'undetermined' : worstOf(servers.map(({ letter }) => letter)),
    home: home.map(({ name }) => name),
    servers,
    cases: book.cases,
    zones,
    exposure: foldExposure(exposure),
    findings: findingsOf(inquiry, { book, servers, zones, exposure, inputs }),
    support: supportOf(exchange),
    remarks: options.remarks ?? [],
    inputs,
  }
}

/** What is supported, for each generation of Exchange among the servers; of one without a version the strictest counts. */
function supportOf(exchange: readonly Server[]): Support[] {
  const statements = exchange.map(({ version }) => supportStatement(parseVersion(version ?? '')?.family))
  return [...new Set(statements)].map(({ name, statement, sources }) => ({ name, statement, sources }))
}
