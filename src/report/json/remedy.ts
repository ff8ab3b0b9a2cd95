import type {
  AddedPermit,
  FirewallChange,
  Left,
  Move,
  Openness,
  Proposal,
  Remedy,
} from '../../analysis/remedy-result.ts'
import type { Reported } from '../../analysis/result.ts'
import { jsonPieces } from './json-text.ts'
import { REPORTED, RULE, type Shape } from './shapes.ts'

/** A remedy by the contract (`schemas/remedy-1.schema.json`), ending with a line end. */
export function remedyJson(remedy: Reported<Remedy>): Iterable<string> {
  return jsonPieces(remedy, REMEDY)
}

const OPENNESS: Shape<Openness> = {
  from: 'plain',
  servers: 'plain',
  wholly: 'plain',
  tcpPorts: 'plain',
  udpPorts: 'plain',
}

const MOVE: Shape<Move> = { server: 'plain', fromZones: 'plain', toZones: 'plain', from: 'plain', to: 'plain' }

const PERMIT: Shape<AddedPermit> = {
  firewall: 'plain',
  list: 'plain',
  ingress: 'plain',
  egress: 'plain',
  protocol: 'plain',
  sources: 'plain',
  destinations: 'plain',
  port: 'plain',
}

const CHANGE: Shape<FirewallChange> = { firewall: 'plain', dialect: 'plain', lines: 'plain', refused: 'plain' }

const LEFT: Shape<Left> = {
  server: 'plain',
  peer: 'plain',
  direction: 'plain',
  status: 'plain',
  because: RULE,
  note: 'plain',
}

const PROPOSAL: Shape<Proposal> = {
  id: 'plain',
  verdict: 'plain',
  left: LEFT,
  moves: MOVE,
  permits: PERMIT,
  changes: CHANGE,
  needless: RULE,
  after: OPENNESS,
}

const REMEDY: Shape<Reported<Remedy>> = {
  schema: 'plain',
  version: 'plain',
  profile: 'plain',
  servers: 'plain',
  before: OPENNESS,
  proposals: PROPOSAL,
  ...REPORTED,
}
