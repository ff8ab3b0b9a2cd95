import { type Answer, answersOf } from '../../analysis/answers-of.ts'
import type { Access, Case, RuleRef, ServerVerdict, Status } from '../../analysis/result.ts'

/** Peers of one server that share direction, status and what decides. */
export interface AccessGroup {
  readonly direction: Access['direction']
  readonly status: Status
  readonly peers: readonly string[]
  /** The first case of the group; its witness and its lines stand for all. */
  readonly sample: Case
  readonly cases: readonly Case[]
}

/** Servers of which the same can be said: same zones and verdicts, same groups of peers that are not unrestricted. */
export interface ServerGroup {
  readonly servers: readonly ServerVerdict[]
  /** Of the first server, restricted first, then undetermined; larger groups first. */
  readonly groups: readonly AccessGroup[]
}

const STATUSES: readonly Status[] = ['restricted', 'undetermined', 'unrestricted']

/** The answers of one server, those together that the same lines decide. */
export function accessGroups(server: ServerVerdict, cases: readonly Case[]): AccessGroup[] {
  const byKey = new Map<string, Answer[]>()
  for (const one of answersOf(server, cases)) {
    const key = groupKey(one.direction, one.case)
    const members = byKey.get(key) ?? []
    byKey.set(key, members)
    members.push(one)
  }
  return [...byKey.values()]
    .flatMap((answers): AccessGroup[] => {
      const [first] = answers
      if (first === undefined) return []
      const peers = answers.flatMap((answer) => answer.peers)
      const sample = first.case
      return [
        {
          direction: first.direction,
          status: sample.status,
          peers,
          sample,
          cases: answers.map((answer) => answer.case),
        },
      ]
    })
    .sort(
      (a, b) =>
        STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) ||
        Number(a.direction === 'from') - Number(b.direction === 'from') ||
        b.peers.length - a.peers.length,
    )
}

function groupKey(direction: Access['direction'], { status, reason, ways }: Case): string {
  const notes = ways.map(({ note }) => note)
  return JSON.stringify([direction, status, reason.rules.map(refKey), notes, reason.portsOnly])
}

/** What tells one rule from another. */
export function refKey(ref: RuleRef | undefined): string {
  return ref === undefined ? '' : JSON.stringify([ref.firewall, ref.file, ref.list, ref.line, ref.text])
}

/** Servers with equal explanations together, in the order of the first of each. */
export function serverGroups(servers: readonly ServerVerdict[], cases: readonly Case[]): ServerGroup[] {
  const byKey = new Map<string, { servers: ServerVerdict[]; groups: readonly AccessGroup[] }>()
  for (const server of servers) {
    const groups = accessGroups(server, cases)
    const told = groups.map((group) => {
      const key = groupKey(group.direction, group.sample)
      return group.status === 'unrestricted' ? [key, group.peers.length] : [key, group.peers]
    })
    const key = JSON.stringify([server.zones, server.verdict, server.letter, server.cutOffFrom, told])
    const known = byKey.get(key)
    if (known === undefined) byKey.set(key, { servers: [server], groups })
    else known.servers.push(server)
  }
  return [...byKey.values()]
}

/** How many different peers the given groups name. */
export function peersOfGroups(groups: readonly AccessGroup[]): number {
  return new Set(groups.flatMap(({ peers }) => peers)).size
}
