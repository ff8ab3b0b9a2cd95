import type { Lint, LintFinding } from '../analysis/lint-result.ts'
import { PACKET, RULE, type Shape } from './json-shapes.ts'
import { writeJson } from './json-text.ts'

/** Lint findings by the contract (`schemas/lint-1.schema.json`), ending with a line end, piece by piece. */
export function writeLintJson(lint: Lint, take: (text: string) => void): void {
  writeJson(lint, LINT, take)
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
