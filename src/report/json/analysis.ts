import type {
  AddressCount,
  BlastRadius,
  ExposedBlock,
  ExposureMap,
  OpeningRule,
  ReachedServer,
  ZoneExposure,
} from '../../analysis/exposure-result.ts'
import type {
  Analysis,
  Case,
  Exposure,
  Finding,
  InputCoverage,
  LineNote,
  Pocket,
  Reported,
  ServerVerdict,
  Trace,
  TraceHop,
  Witness,
  ZoneMap,
  ZoneVerdict,
} from '../../analysis/result.ts'
import type { ColumnUse, ImportReport } from '../../model/import-report.ts'
import { jsonPieces } from './json-text.ts'
import { CAVEAT, HOLE, INPUT_FILE, PACKET, REMARK, REPORTED, RULE, SERVICES, type Shape } from './shapes.ts'

/** An analysis by the contract (`schemas/analysis-2.schema.json`), ending with a line end. */
export function analysisJson(analysis: Analysis): Iterable<string> {
  return jsonPieces(analysis, ANALYSIS)
}

/** A trace by the contract (`schemas/trace-1.schema.json`), ending with a line end. */
export function traceJson(trace: Reported<Trace>): Iterable<string> {
  return jsonPieces(trace, TRACE)
}

/** A map of zones by the contract (`schemas/zones-1.schema.json`), ending with a line end. */
export function zonesJson(zones: Reported<ZoneMap>): Iterable<string> {
  return jsonPieces(zones, ZONES)
}

/** A map of exposure by the contract (`schemas/exposure-1.schema.json`), ending with a line end. */
export function exposureJson(map: Reported<ExposureMap>): Iterable<string> {
  return jsonPieces(map, EXPOSURE_MAP)
}

const WITNESS: Shape<Witness> = {
  packet: PACKET,
  at: { firewall: 'plain', dialect: 'plain', ingress: 'plain', egress: 'plain' },
}

const CASE: Shape<Case> = {
  status: 'plain',
  permitted: SERVICES,
  possible: SERVICES,
  reason: { rules: RULE, text: 'plain', portsOnly: 'plain' },
  witness: WITNESS,
  undecidedPacket: PACKET,
  path: 'plain',
  ways: {
    kind: 'plain',
    evidence: { file: 'plain', line: 'plain', text: 'plain', firewall: 'plain' },
    note: 'plain',
  },
  caveats: CAVEAT,
}

const SERVER: Shape<ServerVerdict> = {
  name: 'plain',
  addresses: 'plain',
  zones: 'plain',
  site: 'plain',
  roles: 'plain',
  clientAccess: 'plain',
  verdict: 'plain',
  letter: 'plain',
  cutOffFrom: 'line',
  access: { direction: 'plain', case: 'plain', peers: 'line' },
}

const POCKET: Shape<Pocket> = {
  networks: 'plain',
  verdict: 'plain',
  servers: 'plain',
  witness: { peer: 'plain', direction: 'plain', packet: PACKET, decidedBy: RULE },
  note: 'plain',
}

const ZONE: Shape<ZoneVerdict> = { name: 'plain', networks: 'plain', verdict: 'plain', pockets: POCKET }

const EXPOSURE: Shape<Exposure> = {
  fromZone: 'plain',
  toZone: 'plain',
  server: 'plain',
  servers: 'line',
  roles: 'plain',
  services: SERVICES,
  holes: HOLE,
  openTcpPorts: 'plain',
  openUdpPorts: 'plain',
  caveats: CAVEAT,
}

const FINDING: Shape<Finding> = {
  id: 'plain',
  severity: 'plain',
  message: 'plain',
  subject: 'plain',
  locations: RULE,
}

const LINE: Shape<LineNote> = { line: 'plain', text: 'plain', reason: 'plain' }

const COLUMN: Shape<ColumnUse> = { position: 'plain', header: 'plain', field: 'plain', ignored: 'plain' }

const IMPORT: Shape<ImportReport> = {
  encoding: 'plain',
  delimiter: 'plain',
  headerLine: 'plain',
  columns: COLUMN,
  evaluation: 'plain',
  otherwise: 'plain',
  rulesRead: 'plain',
  rulesDisabled: 'plain',
  rulesUncertain: 'plain',
  rowsPassedOver: 'plain',
  unknownNames: { name: 'plain', rules: 'plain', lines: 'plain' },
  notes: 'plain',
}

const INPUT: Shape<InputCoverage> = {
  ...INPUT_FILE,
  dialect: 'plain',
  modelled: 'plain',
  irrelevant: 'plain',
  notUnderstood: LINE,
  import: IMPORT,
}

const ANALYSIS: Shape<Analysis> = {
  schema: 'plain',
  version: 'plain',
  organization: 'plain',
  profile: 'plain',
  verdict: 'plain',
  letter: 'plain',
  home: 'line',
  servers: SERVER,
  cases: CASE,
  zones: ZONE,
  exposure: EXPOSURE,
  findings: FINDING,
  support: { name: 'plain', statement: 'plain', sources: { title: 'plain', url: 'plain' } },
  remarks: REMARK,
  inputs: INPUT,
}

const HOP: Shape<TraceHop> = {
  firewall: 'plain',
  dialect: 'plain',
  ingress: 'plain',
  egress: 'plain',
  verdict: 'plain',
  decidedBy: RULE,
  undecided: RULE,
  translations: { what: 'plain', from: 'plain', to: 'plain', rule: RULE },
  caveats: CAVEAT,
}

const TRACE: Shape<Reported<Trace>> = {
  schema: 'plain',
  packet: PACKET,
  from: { name: 'plain', zone: 'plain' },
  to: { name: 'plain', zone: 'plain' },
  verdict: 'plain',
  hops: HOP,
  reply: { packet: PACKET, verdict: 'plain', decidedBy: RULE },
  note: 'plain',
  ...REPORTED,
}

const ZONES: Shape<Reported<ZoneMap>> = {
  schema: 'plain',
  version: 'plain',
  profile: 'plain',
  zones: ZONE,
  unlabelled: ZONE,
  ...REPORTED,
}

const COUNT: Shape<AddressCount> = { ipv4: 'plain', ipv6: 'plain' }

const BLOCK: Shape<ExposedBlock> = {
  networks: 'plain',
  addresses: COUNT,
  machines: 'plain',
  services: SERVICES,
  certain: 'plain',
  holes: HOLE,
}

const ZONE_EXPOSURE: Shape<ZoneExposure> = {
  fromZone: 'plain',
  toZone: 'plain',
  server: 'plain',
  address: 'plain',
  roles: 'plain',
  blocks: BLOCK,
  usable: { id: 'plain', protocol: 'plain', addresses: COUNT },
  note: 'plain',
}

const OPENING: Shape<OpeningRule> = {
  rule: RULE,
  fromZones: 'plain',
  servers: 'plain',
  ports: 'plain',
  addresses: COUNT,
}

const REACHED: Shape<ReachedServer> = {
  server: 'plain',
  zones: 'plain',
  roles: 'plain',
  steps: 'plain',
  from: 'plain',
  openTcpPorts: 'plain',
  openUdpPorts: 'plain',
  certain: 'plain',
}

const TAKEN: Shape<BlastRadius> = { server: 'plain', zones: 'plain', reached: REACHED, safe: 'plain' }

const EXPOSURE_MAP: Shape<Reported<ExposureMap>> = {
  schema: 'plain',
  version: 'plain',
  exposure: ZONE_EXPOSURE,
  rules: OPENING,
  taken: TAKEN,
  ...REPORTED,
}
