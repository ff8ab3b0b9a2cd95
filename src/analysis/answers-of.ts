import type { Access, Case, ServerVerdict } from './result.ts'

/** The peers of a server that share one answer in one direction, with the answer. */
export interface Answer {
  readonly direction: Access['direction']
  readonly peers: readonly string[]
  readonly case: Case
}

/** What is said of a server and its peers, case by case. Throws RangeError for a case that is not there. */
export function answersOf({ access }: ServerVerdict, cases: readonly Case[]): Answer[] {
  return access.map(({ direction, peers, case: number }) => {
    const one = cases[number]
    if (one === undefined) throw new RangeError(`there is no case ${number}`)
    return { direction, peers, case: one }
  })
}

/** How many different peers the given answers name. */
export function peerCount(answers: readonly Answer[]): number {
  const [first, ...others] = answers
  if (others.length === 0) return first?.peers.length ?? 0
  const names = new Set<string>()
  for (const { peers } of answers) for (const peer of peers) names.add(peer)
  return names.size
}
