import type { Stage } from '../model/firewall.ts'

/** What is asked of the stages on a way: unaltered access, or what can open a connection at all. */
export type Purpose = 'access' | 'exposure'

/** The stage as it matters for a purpose; undefined if it does not. */
export function stageFor(stage: Stage, purpose: Purpose): Stage | undefined {
  if (purpose === 'access') return stage
  const counts = stage.concern === undefined || stage.concern === 'opening'
  return counts ? (stage.published?.() ?? stage) : undefined
}
