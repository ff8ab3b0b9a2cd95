import type { Baseline } from '../analysis/baseline-result.ts'
import type { ExposureMap } from '../analysis/exposure-result.ts'
import type { Impact } from '../analysis/impact-result.ts'
import type { Lint } from '../analysis/lint-result.ts'
import type { Remedy } from '../analysis/remedy-result.ts'
import type { Analysis, Trace, ZoneMap } from '../analysis/result.ts'
import { baselineJson } from './baseline-json.ts'
import { impactJson } from './impact-json.ts'
import { impactMarkdown } from './impact-markdown.ts'
import { analysisJson, exposureJson, traceJson, zonesJson } from './json.ts'
import { writeLintJson } from './lint-json.ts'
import { remedyJson } from './remedy-json.ts'
import { renderAnalysisText } from './text/analysis-text.ts'
import { renderBaselineText } from './text/baseline-text.ts'
import { renderExposureText } from './text/exposure-map-text.ts'
import { renderImpactText, summaryOf } from './text/impact-text.ts'
import { renderLintText } from './text/lint-text.ts'
import type { TextOptions } from './text/look.ts'
import { renderRemedyText } from './text/remedy-text.ts'
import { renderTraceText } from './text/trace-text.ts'
import { renderZonesText } from './text/zones-text.ts'

/** The formats in which results can be written; the first is the default. */
export type Format = 'text' | 'json'

export const FORMATS: readonly Format[] = ['text', 'json']

/** The whole report, ending with a line end. The same analysis and options give the same bytes. */
export function renderAnalysis(format: Format, analysis: Analysis, options: TextOptions): string {
  return format === 'json' ? analysisJson(analysis) : renderAnalysisText(analysis, options)
}

export function renderTrace(format: Format, trace: Trace, options: TextOptions): string {
  return format === 'json' ? traceJson(trace) : renderTraceText(trace, options)
}

export function renderZones(format: Format, zones: ZoneMap, options: TextOptions): string {
  return format === 'json' ? zonesJson(zones) : renderZonesText(zones, options)
}

export function renderExposure(format: Format, map: ExposureMap, options: TextOptions): string {
  return format === 'json' ? exposureJson(map) : renderExposureText(map, options)
}

export function renderRemedy(format: Format, remedy: Remedy, options: TextOptions): string {
  return format === 'json' ? remedyJson(remedy) : renderRemedyText(remedy, options)
}

/** Differences are also written for merge requests. */
export type DiffFormat = Format | 'markdown'

export const DIFF_FORMATS: readonly DiffFormat[] = [...FORMATS, 'markdown']

/** `quiet`: one line. */
export function renderImpact(format: DiffFormat | 'quiet', impact: Impact, options: TextOptions): string {
  if (format === 'quiet') return `${summaryOf(impact)}\n`
  if (format === 'markdown') return impactMarkdown(impact)
  return format === 'json' ? impactJson(impact) : renderImpactText(impact, options)
}

/** Piece by piece: a million rules may have as many findings. */
export function writeLint(format: Format, lint: Lint, options: TextOptions, take: (text: string) => void): void {
  if (format === 'json') writeLintJson(lint, take)
  else take(renderLintText(lint, options))
}

export function renderBaseline(format: Format, baseline: Baseline, options: TextOptions): string {
  return format === 'json' ? baselineJson(baseline) : renderBaselineText(baseline, options)
}
