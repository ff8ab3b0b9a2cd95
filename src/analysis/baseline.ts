import type { Baseline, BaselineItem, BaselineSource } from './baseline-result.ts'
import { unfoldExposure } from './fold-exposure.ts'
import type { Analysis, RuleRef } from './result.ts'

type SourceCase = BaselineSource['cases'][number]
type SourceHole = BaselineSource['exposure'][number]['holes'][number]

/** What an analysis says that an earlier one did not, and what it says no more. Lines do not count: they move. */
export function compareWithBaseline(earlier: BaselineSource, now: Analysis, file: string): Baseline {
  const [old, fresh] = [itemsOf(earlier), itemsOf(now)]
  const keys = (items: readonly BaselineItem[]): Set<string> => new Set(items.map(keyOf))
  const [oldKeys, freshKeys] = [keys(old), keys(fresh)]
  return {
    schema: 'emmental/baseline/1',
    version: now.version,
    baseline: file,
    was: earlier.verdict,
    is: now.verdict,
    added: fresh.filter((item) => !oldKeys.has(keyOf(item))),
    gone: old.filter((item) => !freshKeys.has(keyOf(item))),
  }
}

function keyOf({ kind, subject, text, rules }: BaselineItem): string {
  return JSON.stringify([kind, subject, text, rules.map((rule) => rule.text).sort()])
}

const VERDICT_FINDINGS: ReadonlySet<string> = new Set([
  'cas-in-perimeter',
  'cas-undetermined',
  'exchange-in-perimeter',
  'exchange-undetermined',
])

/** Everything of an analysis that someone may have accepted, as comparable items. */
function itemsOf({ servers, cases, zones, exposure, findings }: BaselineSource): BaselineItem[] {
  return [
    ...servers.map(({ name, verdict }): BaselineItem => item('server', name, `verdict ${verdict}`)),
    ...zones.map(({ name, verdict }): BaselineItem => item('zone', name, `verdict ${verdict}`)),
    ...servers.flatMap(({ name, access }) =>
      access.flatMap(({ direction, peers, case: number }) => accessItems(name, direction, peers, cases[number])),
    ),
    ...unfoldExposure(exposure).flatMap(({ fromZone, server, holes }) =>
      holes.map((hole): BaselineItem => item('hole', server, holeText(fromZone, hole), hole.rules)),
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

function holeText(fromZone: string, { id, protocol, ports }: SourceHole): string {
  const shown = ports.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ')
  return `${id} (${protocol} ${shown}) open from zone ${fromZone}`
}

function findingItem({ id, message, subject = '', locations }: BaselineSource['findings'][number]): BaselineItem {
  return item('finding', subject, `${id}: ${message}`, locations)
}
