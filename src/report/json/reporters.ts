import type { Reporters } from '../reporter.ts'
import { analysisJson, exposureJson, traceJson, zonesJson } from './analysis.ts'
import { baselineJson } from './baseline.ts'
import { impactJson } from './impact.ts'
import { lintJson } from './lint.ts'
import { remedyJson } from './remedy.ts'

/** Every kind of result by its contract in `schemas/`. */
export const reporters: Reporters = {
  analysis: analysisJson,
  baseline: baselineJson,
  diff: impactJson,
  exposure: exposureJson,
  lint: lintJson,
  remedy: remedyJson,
  trace: traceJson,
  zones: zonesJson,
}
