import type { Remark } from '../../analysis/result.ts'
import type { Report, Reporters } from '../reporter.ts'
import { renderAnalysisText } from './analysis-text.ts'
import { renderBaselineText } from './baseline-text.ts'
import { renderExposureText } from './exposure-map-text.ts'
import { renderImpactText } from './impact-text.ts'
import { renderLintText } from './lint-text.ts'
import type { TextOptions } from './look.ts'
import { renderRemarksText } from './remarks-section.ts'
import { renderRemedyText } from './remedy-text.ts'
import { renderTraceText } from './trace-text.ts'
import { renderZonesText } from './zones-text.ts'

export const reporters: Reporters = {
  analysis: withRemarks(renderAnalysisText),
  baseline: withRemarks(renderBaselineText),
  diff: withRemarks(renderImpactText),
  exposure: withRemarks(renderExposureText),
  lint: withRemarks(renderLintText),
  remedy: withRemarks(renderRemedyText),
  trace: withRemarks(renderTraceText),
  zones: withRemarks(renderZonesText),
}

/** The remarks stand at the end of every text. */
function withRemarks<T>(
  render: (result: T, options: TextOptions) => string,
): (result: T & { readonly remarks: readonly Remark[] }, options: TextOptions) => Report {
  return (result, options) =>
    [render(result, options), renderRemarksText(result.remarks, options)].filter((text) => text !== '')
}
