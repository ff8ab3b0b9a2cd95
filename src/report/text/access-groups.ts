import type { Access, RuleRef, ServerVerdict, Status } from '../../analysis/result.ts'

/** Peers of one server that share direction, status and what decides. */
export interface AccessGroup {
  readonly direction: Access['direction']
  readonly status: Status
  readonly peers: readonly string[]
  /** The first access of the group; its witness and its lines stand for all. */
  readonly sample: Access
  readonly accesses: readonly Access[]
}

/** Servers of which the same can be said: same zone and verdict, same groups of peers that are not unrestricted. */
export interface ServerGroup {
  readonly servers: readonly ServerVerdict[]
  /** Of the first server, restricted first, then undetermined; larger groups first. */
  readonly groups: readonly AccessGroup[]
}

const STATUSES: readonly Status[] = ['restricted', 'undetermined', 'unrestricted']

export function accessGroups({ access }: ServerVerdict): AccessGroup[] {
  const byKey = new Map<string, Access[]>()
  for (const one of access) {
    const key = groupKey(one)
    const members = byKey.get(key) ?? []
    byKey.set(key, members)
    members.push(one)
  }
  return [...byKey.values()]
    .flatMap((accesses): AccessGroup[] => {
      const [sample] = accesses
      if (sample === undefined) return []
      const peers = accesses.map(({ peer }) => peer)
      return [{ direction: sample.direction, status: sample.status, peers, sample, accesses }]
    })
    .sort(
      (a, b) =>
        STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) ||
        Number(a.direction === 'from') - Number(b.direction === 'from') ||
        b.peers.length - a.peers.length,
    )
}

function groupKey({ direction, status, witness, undecided, note }: Access): string {
  if (status === 'unrestricted') return JSON.stringify([direction, status])
  return JSON.stringify([direction, status, refKey(witness?.decidedBy), undecided?.map(refKey), note])
}

/** What tells one rule from another. */
export function refKey(ref: RuleRef | undefined): string {
  return ref === undefined ? '' : JSON.stringify([ref.firewall, ref.file, ref.list, ref.line, ref.text])
}

/** Servers with equal explanations together, in the order of the first of each. */
export function serverGroups(servers: readonly ServerVerdict[]): ServerGroup[] {
  const byKey = new Map<string, { servers: ServerVerdict[]; groups: readonly AccessGroup[] }>()
  for (const server of servers) {
    const groups = accessGroups(server)
    const told = groups.map((group) =>
      group.status === 'unrestricted'
        ? [groupKey(group.sample), group.peers.length]
        : [groupKey(group.sample), group.peers],
    )
    const key = JSON.stringify([server.zones, server.verdict, told])
    const known = byKey.get(key)
    if (known === undefined) byKey.set(key, { servers: [server], groups })
    else known.servers.push(server)
  }
  return [...byKey.values()]
}

/** How many different peers the given accesses name. */
export function peerCount(access: readonly Access[]): number {
  return new Set(access.map(({ peer }) => peer)).size
}
