import type { Baseline, BaselineItem } from '../../analysis/baseline-result.ts'
import type { Reported } from '../../analysis/result.ts'
import { jsonPieces } from './json-text.ts'
import { REPORTED, RULE, type Shape } from './shapes.ts'

/** A comparison with a baseline by the contract (`schemas/baseline-1.schema.json`), ending with a line end. */
export function baselineJson(baseline: Reported<Baseline>): Iterable<string> {
  return jsonPieces(baseline, BASELINE)
}

const ITEM: Shape<BaselineItem> = { kind: 'plain', subject: 'plain', text: 'plain', rules: RULE }

const BASELINE: Shape<Reported<Baseline>> = {
  schema: 'plain',
  version: 'plain',
  baseline: 'plain',
  was: 'plain',
  is: 'plain',
  added: ITEM,
  gone: ITEM,
  ...REPORTED,
}
