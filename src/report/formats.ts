import type { Baseline } from '../analysis/baseline-result.ts'
import type { ExposureMap } from '../analysis/exposure-result.ts'
import type { Impact } from '../analysis/impact-result.ts'
import type { Lint } from '../analysis/lint-result.ts'
import type { Remedy } from '../analysis/remedy-result.ts'
import type { Analysis, Remark, Reported, Trace, ZoneMap } from '../analysis/result.ts'
import { baselineJson } from './json/baseline.ts'
import { impactJson } from './json/impact.ts'
import { impactMarkdown } from './markdown/impact.ts'
import { analysisJson, exposureJson, traceJson, zonesJson } from './json/analysis.ts'
import { lintJson } from './json/lint.ts'
import { remedyJson } from './json/remedy.ts'
import { renderAnalysisText } from './text/analysis-text.ts'
import { renderBaselineText } from './text/baseline-text.ts'
import { renderExposureText } from './text/exposure-map-text.ts'
import { renderImpactText } from './text/impact-text.ts'
import { renderLintText } from './text/lint-text.ts'
import type { TextOptions } from './text/look.ts'
import { renderRemarksText } from './text/remarks-section.ts'
import { renderRemedyText } from './text/remedy-text.ts'
import { renderTraceText } from './text/trace-text.ts'
import { renderZonesText } from './text/zones-text.ts'

/** The formats in which results can be written; the first is the default. */
export type Format = 'text' | 'json'

export const FORMATS: readonly Format[] = ['text', 'json']

/**
 * A report piece by piece, as it may be longer than a string can be; the whole ends with a line end. The same result and
 * options give the same bytes.
 */
export type Report = Iterable<string>

export function renderAnalysis(format: Format, analysis: Analysis, options: TextOptions): Report {
  return format === 'json' ? analysisJson(analysis) : inText(renderAnalysisText, analysis, options)
}

export function renderTrace(format: Format, trace: Reported<Trace>, options: TextOptions): Report {
  return format === 'json' ? traceJson(trace) : inText(renderTraceText, trace, options)
}

export function renderZones(format: Format, zones: Reported<ZoneMap>, options: TextOptions): Report {
  return format === 'json' ? zonesJson(zones) : inText(renderZonesText, zones, options)
}

export function renderExposure(format: Format, map: Reported<ExposureMap>, options: TextOptions): Report {
  return format === 'json' ? exposureJson(map) : inText(renderExposureText, map, options)
}

export function renderRemedy(format: Format, remedy: Reported<Remedy>, options: TextOptions): Report {
  return format === 'json' ? remedyJson(remedy) : inText(renderRemedyText, remedy, options)
}

/** Differences are also written for merge requests. */
export type DiffFormat = Format | 'markdown'

export const DIFF_FORMATS: readonly DiffFormat[] = [...FORMATS, 'markdown']

export function renderImpact(format: DiffFormat, impact: Reported<Impact>, options: TextOptions): Report {
  if (format === 'markdown') return [impactMarkdown(impact)]
  return format === 'json' ? impactJson(impact) : inText(renderImpactText, impact, options)
}

export function renderLint(format: Format, lint: Reported<Lint>, options: TextOptions): Report {
  return format === 'json' ? lintJson(lint) : inText(renderLintText, lint, options)
}

export function renderBaseline(format: Format, baseline: Reported<Baseline>, options: TextOptions): Report {
  return format === 'json' ? baselineJson(baseline) : inText(renderBaselineText, baseline, options)
}

/** The remarks stand at the end of every text. */
function inText<T extends { readonly remarks: readonly Remark[] }>(
  render: (result: T, options: TextOptions) => string,
  result: T,
  options: TextOptions,
): Report {
  return [render(result, options), renderRemarksText(result.remarks, options)].filter((text) => text !== '')
}
