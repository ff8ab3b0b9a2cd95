import type { Lint, LintFinding } from '../analysis/lint-result.ts'
import { PACKET, RULE, type Shape } from './json-shapes.ts'
import { jsonText } from './json-text.ts'

/** Lint findings by the contract (`schemas/lint-1.schema.json`), ending with a line end. */
export function lintJson(lint: Lint): string {
  return jsonText(lint, LINT)
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

const LINT: Shape<Lint> = { schema: 'plain', version: 'plain', findings: LINT_FINDING, notes: 'plain', rules: 'plain' }
