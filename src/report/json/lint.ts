import type { Lint, LintFinding } from '../../analysis/lint-result.ts'
import type { Reported } from '../../analysis/result.ts'
import { jsonPieces } from './json-text.ts'
import { PACKET, REPORTED, RULE, type Shape } from './shapes.ts'

/** Lint findings by the contract (`schemas/lint-1.schema.json`), ending with a line end. */
export function lintJson(lint: Reported<Lint>): Iterable<string> {
  return jsonPieces(lint, LINT)
}

export const LINT_FINDING: Shape<LintFinding> = {
  id: 'plain',
  severity: 'plain',
  firewall: 'plain',
  list: 'plain',
  rule: RULE,
  because: RULE,
  removable: 'plain',
  packet: PACKET,
}

const LINT: Shape<Reported<Lint>> = {
  schema: 'plain',
  version: 'plain',
  findings: LINT_FINDING,
  notes: 'plain',
  rules: 'plain',
  ...REPORTED,
}
