import type { VerdictChange } from '../impact-result.ts'
import type { Access, Analysis, RuleRef, ServerVerdict, Status, Verdict, ZoneVerdict } from '../result.ts'
import { distinctRefs } from '../rule-ref.ts'

const RANK: Readonly<Record<Verdict | Status, number>> = {
  internal: 0,
  unrestricted: 0,
  undetermined: 1,
  perimeter: 2,
  restricted: 2,
}

/** Servers, zones and pairs of which something else is said than before; worse ones first. */
export function verdictChanges(before: Analysis | undefined, after: Analysis | undefined): VerdictChange[] {
  const changes = [
    ...changesOf('server', before?.servers ?? [], after?.servers ?? [], ({ name }) => name, becauseOfServer),
    ...changesOf('zone', before?.zones ?? [], after?.zones ?? [], ({ name }) => name, becauseOfZone),
    ...accessChanges(before?.servers ?? [], after?.servers ?? []),
  ]
  return [...changes.filter(({ worse }) => worse), ...changes.filter(({ worse }) => !worse)]
}

interface Judged {
  readonly verdict: Verdict
}

function changesOf<T extends Judged>(
  kind: 'server' | 'zone',
  old: readonly T[],
  now: readonly T[],
  nameOf: (one: T) => string,
  because: (one: T) => readonly RuleRef[],
): VerdictChange[] {
  const names = [...new Set([...now, ...old].map(nameOf))]
  return names.flatMap((subject): VerdictChange[] => {
    const [was, is] = [old, now].map((side) => side.find((one) => nameOf(one) === subject))
    if (was?.verdict === is?.verdict) return []
    return [changeOf({ kind, subject }, was, is, because)]
  })
}

function changeOf<T extends Judged>(
  about: Pick<VerdictChange, 'kind' | 'subject'>,
  was: T | undefined,
  is: T | undefined,
  because: (one: T) => readonly RuleRef[],
): VerdictChange {
  const worse = isWorse(was?.verdict, is?.verdict)
  const told = is !== undefined && because(is).length > 0 ? is : was
  return {
    ...about,
    was: was?.verdict ?? 'absent',
    is: is?.verdict ?? 'absent',
    worse,
    because: told === undefined ? [] : because(told),
  }
}

/** A server that is new counts by its verdict alone. */
function isWorse(was: Verdict | Status | undefined, is: Verdict | Status | undefined): boolean {
  return is !== undefined && RANK[is] > (was === undefined ? 0 : RANK[was])
}

function accessChanges(old: readonly ServerVerdict[], now: readonly ServerVerdict[]): VerdictChange[] {
  const byKey = (servers: readonly ServerVerdict[]): Map<string, { server: string; access: Access }> =>
    new Map(
      servers.flatMap(({ name, access }) =>
        access.map((one) => [JSON.stringify([name, one.direction, one.peer]), { server: name, access: one }] as const),
      ),
    )
  const [was, is] = [byKey(old), byKey(now)]
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((key): VerdictChange[] => {
    const [a, b] = [was.get(key), is.get(key)]
    const known = b ?? a
    if (known === undefined || a?.access.status === b?.access.status) return []
    const { peer, direction } = known.access
    const lines = [b, a]
      .map((one) => (one === undefined ? [] : becauseOfAccess(one.access)))
      .find((refs) => refs.length > 0)
    return [
      {
        kind: 'access',
        subject: known.server,
        peer,
        direction,
        was: a?.access.status ?? 'absent',
        is: b?.access.status ?? 'absent',
        worse: isWorse(a?.access.status, b?.access.status),
        because: lines ?? [],
      },
    ]
  })
}

function becauseOfAccess({ witness, undecided }: Access): readonly RuleRef[] {
  return witness === undefined ? (undecided ?? []) : [witness.decidedBy]
}

function becauseOfServer({ access }: ServerVerdict): readonly RuleRef[] {
  return distinctRefs(access.flatMap(becauseOfAccess))
}

function becauseOfZone({ pockets }: ZoneVerdict): readonly RuleRef[] {
  return distinctRefs(pockets.flatMap(({ witness }) => (witness === undefined ? [] : [witness.decidedBy])))
}
