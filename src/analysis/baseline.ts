import { difference } from '../exchange/holes.ts'
import type { Baseline, BaselineItem, BaselineSource } from './baseline-result.ts'
import { unfoldExposure } from './fold-exposure.ts'
import type { Analysis, Finding, RuleRef, Verdict } from './result.ts'
import { isWorse, worstOf } from './standing.ts'

type SourceCase = BaselineSource['cases'][number]
type SourceHole = BaselineSource['exposure'][number]['holes'][number]

/**
 * What an analysis says that an earlier one did not, and what it says no more. The rules behind it do not count: their lines move, and people edit
 * remarks and rename what rules are made of.
 */
export function compareWithBaseline(earlier: BaselineSource, now: Analysis, file: string): Baseline {
  const [old, fresh] = [itemsOf(earlier), itemsOf(now)]
  return {
    schema: 'emmental/baseline/1',
    version: now.version,
    baseline: file,
    was: earlier.verdict,
    is: now.verdict,
    added: [...without(fresh, old), ...holesBeyond(now, earlier)],
    gone: [...without(old, fresh), ...holesBeyond(earlier, now)],
  }
}

/** Findings that an earlier analysis does not have. Verdicts are told of servers, whatever has changed about their peers. */
export function newFindings(earlier: BaselineSource, { findings }: Analysis): readonly Finding[] {
  const keyFor = (one: BaselineSource['findings'][number]): string =>
    VERDICT_FINDINGS.has(one.id) ? JSON.stringify([one.id, one.subject ?? '']) : keyOf(findingItem(one))
  const known = new Set(earlier.findings.map(keyFor))
  return findings.filter((one) => !known.has(keyFor(one)))
}

/** The gravest verdict that some server or zone has now and that is worse than its earlier one; what is new was internal. Else internal. */
export function newVerdict(earlier: BaselineSource, { verdict, servers, zones }: Analysis): Verdict {
  const all = (source: Pick<BaselineSource, 'verdict' | 'servers' | 'zones'>): (readonly [string, Verdict])[] => [
    ['', source.verdict],
    ...source.servers.map((one) => [`server ${one.name}`, one.verdict] as const),
    ...source.zones.map((one) => [`zone ${one.name}`, one.verdict] as const),
  ]
  const was = new Map(all(earlier))
  const worse = all({ verdict, servers, zones }).filter(([what, now]) => isWorse(was.get(what), now))
  return worstOf(worse.map(([, now]) => now))
}

function without(items: readonly BaselineItem[], others: readonly BaselineItem[]): BaselineItem[] {
  const known = new Set(others.map(keyOf))
  return items.filter((item) => !known.has(keyOf(item)))
}

function keyOf({ kind, subject, text }: BaselineItem): string {
  return JSON.stringify([kind, subject, text])
}

/**
 * Open ports of one side that the other does not have, whatever kind of hole they count for there. What may be open by an uncertain rule is less than
 * what is open for certain.
 */
function holesBeyond({ exposure }: BaselineSource, other: BaselineSource): BaselineItem[] {
  const keyFor = (fromZone: string, server: string, { protocol }: SourceHole, isCertain: boolean): string =>
    JSON.stringify([fromZone, server, protocol, isCertain])
  const open = new Map<string, SourceHole['ports'][number][]>()
  for (const { fromZone, server, holes } of unfoldExposure(other.exposure)) {
    for (const hole of holes) {
      for (const isCertain of hole.certain ? [true, false] : [false]) {
        const key = keyFor(fromZone, server, hole, isCertain)
        open.set(key, [...(open.get(key) ?? []), ...hole.ports])
      }
    }
  }
  return unfoldExposure(exposure).flatMap(({ fromZone, server, holes }) =>
    holes.flatMap((hole): BaselineItem[] => {
      const ports = difference(hole.ports, open.get(keyFor(fromZone, server, hole, hole.certain)) ?? [])
      return ports.length === 0 ? [] : [item('hole', server, holeText(fromZone, { ...hole, ports }), hole.rules)]
    }),
  )
}

const VERDICT_FINDINGS: ReadonlySet<string> = new Set([
  'cas-in-perimeter',
  'cas-undetermined',
  'exchange-in-perimeter',
  'exchange-undetermined',
])

/** Everything of an analysis that someone may have accepted, as comparable items; holes apart. */
function itemsOf({ servers, cases, zones, findings }: BaselineSource): BaselineItem[] {
  return [
    ...servers.map(({ name, verdict }): BaselineItem => item('server', name, `verdict ${verdict}`)),
    ...zones.map(({ name, verdict }): BaselineItem => item('zone', name, `verdict ${verdict}`)),
    ...servers.flatMap(({ name, access }) =>
      access.flatMap(({ direction, peers, case: number }) => accessItems(name, direction, peers, cases[number])),
    ),
    // Verdicts are told as verdicts.
    ...findings.filter(({ id }) => !VERDICT_FINDINGS.has(id)).map((one): BaselineItem => findingItem(one)),
  ]
}

function item(kind: BaselineItem['kind'], subject: string, text: string, rules: readonly RuleRef[] = []): BaselineItem {
  return { kind, subject, text, rules }
}

/** One item for each peer, so that a peer more is nothing new about the others. */
function accessItems(
  server: string,
  direction: 'to' | 'from',
  peers: readonly string[],
  one: SourceCase | undefined,
): BaselineItem[] {
  if (one === undefined || one.status === 'unrestricted') return []
  return peers.map((peer) => item('access', server, `${one.status} ${direction} ${peer}`, one.reason.rules))
}

function holeText(fromZone: string, { id, protocol, ports, certain }: SourceHole): string {
  const shown = ports.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ')
  return `${id} (${protocol} ${shown}) ${certain ? 'open' : 'may be open'} from zone ${fromZone}`
}

function findingItem({ id, message, subject = '', locations }: BaselineSource['findings'][number]): BaselineItem {
  return item('finding', subject, `${id}: ${message}`, locations)
}
