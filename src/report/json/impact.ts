import type {
  Alteration,
  BlockChange,
  HoleChange,
  Impact,
  UnmodelledChange,
  VerdictChange,
} from '../../analysis/impact-result.ts'
import type { Reported } from '../../analysis/result.ts'
import { jsonPieces } from './json-text.ts'
import { LINT_FINDING } from './lint.ts'
import { PACKET, REPORTED, RULE, SERVICES, type Shape } from './shapes.ts'

/** A difference by the contract (`schemas/diff-1.schema.json`), ending with a line end. */
export function impactJson(impact: Reported<Impact>): Iterable<string> {
  return jsonPieces(impact, IMPACT)
}

const VERDICT: Shape<VerdictChange> = {
  kind: 'plain',
  subject: 'plain',
  peer: 'plain',
  direction: 'plain',
  was: 'plain',
  is: 'plain',
  worse: 'plain',
  because: RULE,
}

const HOLE: Shape<HoleChange> = {
  change: 'plain',
  possible: 'plain',
  fromZone: 'plain',
  toZone: 'plain',
  server: 'plain',
  sources: 'plain',
  id: 'plain',
  protocol: 'plain',
  ports: 'plain',
  rules: RULE,
  packet: PACKET,
  refusedBy: RULE,
}

const ALTERATION: Shape<Alteration> = {
  what: 'plain',
  from: 'plain',
  to: 'plain',
  fromPort: 'plain',
  toPort: 'plain',
  rule: RULE,
}

const BLOCK: Shape<BlockChange> = {
  fromZone: 'plain',
  toZone: 'plain',
  was: 'plain',
  is: 'plain',
  sources: 'plain',
  destinations: 'plain',
  services: SERVICES,
  packet: PACKET,
  before: RULE,
  after: RULE,
  alteredBefore: ALTERATION,
  alteredAfter: ALTERATION,
}

const UNMODELLED: Shape<UnmodelledChange> = {
  change: 'plain',
  meaning: 'plain',
  rule: RULE,
}

const IMPACT: Shape<Reported<Impact>> = {
  schema: 'plain',
  version: 'plain',
  profile: 'plain',
  before: 'plain',
  after: 'plain',
  verdicts: VERDICT,
  holes: HOLE,
  blocks: BLOCK,
  unmodelled: UNMODELLED,
  notes: 'plain',
  lint: LINT_FINDING,
  ...REPORTED,
}
