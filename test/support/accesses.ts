import { answersOf } from '../../src/analysis/answers-of.ts'
import type { Analysis, Case, PacketRef, RuleRef } from '../../src/analysis/result.ts'

/** What is said of one server and one peer in one direction. */
export interface OneAccess extends Omit<Case, 'witness'> {
  readonly server: string
  readonly peer: string
  readonly direction: 'to' | 'from'
  /** Restricted only. */
  readonly witness?: Case['witness'] & { readonly packet: PacketRef; readonly decidedBy: RuleRef | undefined }
  /** Undetermined only. */
  readonly undecided?: readonly RuleRef[]
  readonly note?: string
}

/** Every answer of an analysis by itself, in the order of servers, directions and peers. */
export function accessesOf({ servers, cases }: Analysis): OneAccess[] {
  return servers.flatMap((server) =>
    answersOf(server, cases).flatMap(({ direction, peers, case: { witness, ...one } }) =>
      peers.map((peer) => ({
        server: server.name,
        peer,
        direction,
        ...one,
        ...(witness === undefined ? {} : { witness: { ...witness, decidedBy: one.reason.rules[0] } }),
        ...(one.status === 'undetermined' ? { undecided: one.reason.rules } : {}),
        ...(one.reason.text === undefined ? {} : { note: one.reason.text }),
      })),
    ),
  )
}

/** The answer for one server and one peer. Throws if there is none. */
export function accessOf(analysis: Analysis, server: string, peer: string, direction: 'to' | 'from'): OneAccess {
  const found = accessesOf(analysis).find(
    (one) => one.server === server && one.peer === peer && one.direction === direction,
  )
  if (found === undefined) throw new Error(`no access of ${server} ${direction} ${peer}`)
  return found
}
