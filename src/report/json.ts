import type {
  Access,
  Analysis,
  CaveatRef,
  Exposure,
  Finding,
  Hole,
  InputCoverage,
  LineNote,
  PacketRef,
  Pocket,
  RuleRef,
  ServerVerdict,
  Services,
  Trace,
  TraceHop,
  Witness,
  ZoneMap,
  ZoneVerdict,
} from '../analysis/result.ts'
import type { ColumnUse, ImportReport } from '../model/import-report.ts'
import { jsonText } from './json-text.ts'

/** An analysis by the contract (`schemas/analysis-1.schema.json`), ending with a line end. */
export function analysisJson(analysis: Analysis): string {
  return jsonText(analysis, ANALYSIS)
}

/** A trace by the contract (`schemas/trace-1.schema.json`), ending with a line end. */
export function traceJson(trace: Trace): string {
  return jsonText(trace, TRACE)
}

/** A map of zones by the contract (`schemas/zones-1.schema.json`), ending with a line end. */
export function zonesJson(zones: ZoneMap): string {
  return jsonText(zones, ZONES)
}

/**
 * The keys of a type in the order in which they are written, each with the shape of its values (of the items, if it is
 * a list). The compiler demands every key of the type, and nothing that is not listed is written.
 */
type Shape<T> = { readonly [K in keyof T]-?: 'plain' | ShapeOf<NonNullable<T[K]>> }
type ShapeOf<T> = T extends readonly (infer Item)[] ? ShapeOf<Item> : T extends object ? Shape<T> : never

const PACKET: Shape<PacketRef> = {
  protocol: 'plain',
  source: 'plain',
  destination: 'plain',
  sourcePort: 'plain',
  destinationPort: 'plain',
  icmpType: 'plain',
  icmpCode: 'plain',
}

const RULE: Shape<RuleRef> = {
  firewall: 'plain',
  list: 'plain',
  line: 'plain',
  aceLine: 'plain',
  file: 'plain',
  text: 'plain',
  meaning: 'plain',
  hits: 'plain',
  through: { line: 'plain', text: 'plain' },
  uncertain: 'plain',
}

const CAVEAT: Shape<CaveatRef> = { id: 'plain', ...RULE }

const SERVICES: Shape<Services> = { all: 'plain', tcp: 'plain', udp: 'plain', icmp: 'plain', protocols: 'plain' }

const WITNESS: Shape<Witness> = {
  packet: PACKET,
  decidedBy: RULE,
  at: { firewall: 'plain', dialect: 'plain', ingress: 'plain', egress: 'plain' },
}

const ACCESS: Shape<Access> = {
  peer: 'plain',
  roles: 'plain',
  direction: 'plain',
  status: 'plain',
  permitted: SERVICES,
  possible: SERVICES,
  witness: WITNESS,
  undecided: RULE,
  undecidedPacket: PACKET,
  path: 'plain',
  note: 'plain',
  caveats: CAVEAT,
}

const SERVER: Shape<ServerVerdict> = {
  name: 'plain',
  addresses: 'plain',
  zone: 'plain',
  site: 'plain',
  roles: 'plain',
  verdict: 'plain',
  access: ACCESS,
}

const POCKET: Shape<Pocket> = {
  networks: 'plain',
  verdict: 'plain',
  servers: 'plain',
  witness: { peer: 'plain', direction: 'plain', packet: PACKET, decidedBy: RULE },
}

const ZONE: Shape<ZoneVerdict> = { name: 'plain', networks: 'plain', verdict: 'plain', pockets: POCKET }

const HOLE: Shape<Hole> = { id: 'plain', ports: 'plain', protocol: 'plain', certain: 'plain', rules: RULE }

const EXPOSURE: Shape<Exposure> = {
  fromZone: 'plain',
  toZone: 'plain',
  server: 'plain',
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
  file: 'plain',
  dialect: 'plain',
  lines: 'plain',
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
  servers: SERVER,
  zones: ZONE,
  exposure: EXPOSURE,
  findings: FINDING,
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

const TRACE: Shape<Trace> = {
  schema: 'plain',
  packet: PACKET,
  from: { name: 'plain', zone: 'plain' },
  to: { name: 'plain', zone: 'plain' },
  verdict: 'plain',
  hops: HOP,
  reply: { packet: PACKET, verdict: 'plain', decidedBy: RULE },
  note: 'plain',
}

const ZONES: Shape<ZoneMap> = {
  schema: 'plain',
  version: 'plain',
  profile: 'plain',
  zones: ZONE,
  unlabelled: ZONE,
}
