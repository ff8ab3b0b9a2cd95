import { type Answer, answersOf } from '../answers-of.ts'
import type { VerdictChange } from '../impact-result.ts'
import type { Analysis, Case, RuleRef, ServerVerdict, Verdict, ZoneVerdict } from '../result.ts'
import { distinctRefs } from '../rule-ref.ts'
import { isWorse } from '../standing.ts'

/** Servers, zones and pairs of which something else is said than before; worse ones first. */
export function verdictChanges(before: Analysis | undefined, after: Analysis | undefined): VerdictChange[] {
  const changes = [
    ...changesOf('server', before?.servers, after?.servers, [becauseOfServer(before), becauseOfServer(after)]),
    ...changesOf('zone', before?.zones, after?.zones, [becauseOfZone, becauseOfZone]),
    ...accessChanges(before, after),
  ]
  return [...changes.filter(({ worse }) => worse), ...changes.filter(({ worse }) => !worse)]
}

interface Judged {
  readonly name: string
  readonly verdict: Verdict
}

/** What decides a verdict, before and after. */
type Because<T> = readonly [(one: T) => readonly RuleRef[], (one: T) => readonly RuleRef[]]

function changesOf<T extends Judged>(
  kind: 'server' | 'zone',
  old: readonly T[] = [],
  now: readonly T[] = [],
  because: Because<T>,
): VerdictChange[] {
  const names = [...new Set([...now, ...old].map(({ name }) => name))]
  return names.flatMap((subject): VerdictChange[] => {
    const [was, is] = [old, now].map((side) => side.find(({ name }) => name === subject))
    if (was?.verdict === is?.verdict) return []
    return [changeOf({ kind, subject }, was, is, because)]
  })
}

function changeOf<T extends Judged>(
  about: Pick<VerdictChange, 'kind' | 'subject'>,
  was: T | undefined,
  is: T | undefined,
  [before, after]: Because<T>,
): VerdictChange {
  const worse = isWorse(was?.verdict, is?.verdict)
  const lines = is === undefined ? [] : after(is)
  return {
    ...about,
    was: was?.verdict ?? 'absent',
    is: is?.verdict ?? 'absent',
    worse,
    because: lines.length > 0 || was === undefined ? lines : before(was),
  }
}

function accessChanges(old: Analysis | undefined, now: Analysis | undefined): VerdictChange[] {
  const [was, is] = [bySubject(old), bySubject(now)]
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((key): VerdictChange[] => {
    const [a, b] = [was.get(key), is.get(key)]
    const known = b ?? a
    if (known === undefined || a?.case.status === b?.case.status) return []
    const { server, peer, direction } = known
    const lines = [b, a]
      .map((one) => (one === undefined ? [] : becauseOfCase(one.case)))
      .find((refs) => refs.length > 0)
    return [
      {
        kind: 'access',
        subject: server,
        peer,
        direction,
        was: a?.case.status ?? 'absent',
        is: b?.case.status ?? 'absent',
        worse: isWorse(a?.case.status, b?.case.status),
        because: lines ?? [],
      },
    ]
  })
}

interface OneAccess {
  readonly server: string
  readonly peer: string
  readonly direction: Answer['direction']
  readonly case: Case
}

/** What is said of each two servers in each direction; once, though both may be judged. */
function bySubject(analysis: Analysis | undefined): Map<string, OneAccess> {
  const found = new Map<string, OneAccess>()
  for (const server of analysis?.servers ?? []) {
    for (const { direction, peers, case: one } of answersOf(server, analysis?.cases ?? [])) {
      for (const peer of peers) {
        const key = JSON.stringify(direction === 'to' ? [server.name, peer] : [peer, server.name])
        if (!found.has(key)) found.set(key, { server: server.name, peer, direction, case: one })
      }
    }
  }
  return found
}

/** The lines that keep an answer from being unrestricted. */
function becauseOfCase({ status, reason }: Case): readonly RuleRef[] {
  return status === 'unrestricted' ? [] : reason.rules
}

function becauseOfServer(analysis: Analysis | undefined): (server: ServerVerdict) => readonly RuleRef[] {
  return (server) =>
    distinctRefs(answersOf(server, analysis?.cases ?? []).flatMap((answer) => becauseOfCase(answer.case)))
}

function becauseOfZone({ pockets }: ZoneVerdict): readonly RuleRef[] {
  return distinctRefs(pockets.flatMap(({ witness }) => (witness === undefined ? [] : [witness.decidedBy])))
}
