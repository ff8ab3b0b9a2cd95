import type { Baseline } from '../analysis/baseline-result.ts'
import type { ExposureMap } from '../analysis/exposure-result.ts'
import type { Impact } from '../analysis/impact-result.ts'
import type { Lint } from '../analysis/lint-result.ts'
import type { Remedy } from '../analysis/remedy-result.ts'
import type { Analysis, Reported, Trace, ZoneMap } from '../analysis/result.ts'
import type { TextOptions } from './text/look.ts'

/** The results that can be reported, by their kind. */
export interface Results {
  readonly analysis: Analysis
  readonly baseline: Reported<Baseline>
  readonly diff: Reported<Impact>
  readonly exposure: Reported<ExposureMap>
  readonly lint: Reported<Lint>
  readonly remedy: Reported<Remedy>
  readonly trace: Reported<Trace>
  readonly zones: Reported<ZoneMap>
}

export type ResultKind = keyof Results

/**
 * A report piece by piece, as it may be longer than a string can be; the whole ends with a line end. The same result and
 * options give the same bytes.
 */
export type Report = Iterable<string>

/** What a format can write. */
export type Reporters = { readonly [K in ResultKind]?: (result: Results[K], options: TextOptions) => Report }

/** A format, loaded when it is asked for. */
export interface Format {
  readonly name: string
  /** The kinds of results that it can write: those of its reporters. */
  readonly kinds: readonly ResultKind[]
  load(): Promise<{ readonly reporters: Reporters }>
}
