import type { Baseline, BaselineItem } from '../analysis/baseline-result.ts'
import { RULE, type Shape } from './json-shapes.ts'
import { jsonText } from './json-text.ts'

/** A comparison with a baseline by the contract (`schemas/baseline-1.schema.json`), ending with a line end. */
export function baselineJson(baseline: Baseline): string {
  return jsonText(baseline, BASELINE)
}

const ITEM: Shape<BaselineItem> = { kind: 'plain', subject: 'plain', text: 'plain', rules: RULE }

const BASELINE: Shape<Baseline> = {
  schema: 'plain',
  version: 'plain',
  baseline: 'plain',
  was: 'plain',
  is: 'plain',
  added: ITEM,
  gone: ITEM,
}
