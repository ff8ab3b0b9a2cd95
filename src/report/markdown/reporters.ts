import type { Reporters } from '../reporter.ts'
import { impactMarkdown } from './impact.ts'

/** What a change does, for merge requests. */
export const reporters: Reporters = {
  diff: (impact) => [impactMarkdown(impact)],
}
