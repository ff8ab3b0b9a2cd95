import type { Exposure, Hole, RuleRef } from '../../analysis/result.ts'
import { holeName } from '../../exchange/holes.ts'
import { protocolName } from '../../model/protocol.ts'
import { table } from './layout.ts'
import type { Look } from './look.ts'
import { listed, placesOf, ranges } from './words.ts'

interface Row {
  readonly name: string
  readonly ports: string[]
  readonly rules: RuleRef[]
}

const RULES_SHOWN = 5

/** What is open, by service, and the rules that open it. */
export interface OpenServices {
  readonly services: Exposure['services']
  readonly holes: readonly Hole[]
}

/** The services that are open and where the rules stand; of all but a few ports, those that are closed. */
export function holeTable(look: Look, exposure: OpenServices, indent = 2): string[] {
  const rows = [
    ...almostAll(look, exposure, 'tcp'),
    ...almostAll(look, exposure, 'udp'),
    ...mergedHoles(
      look,
      exposure.holes.filter(({ protocol }) => look.verbose || !isAlmostAll(exposure.services[protocol])),
    ),
    ...otherProtocols(look, exposure.services),
  ]
  const cells = rows.map(({ name, ports, rules }) => [name, ports.join(', '), placesOf(look, rules, RULES_SHOWN)])
  const head = ['Service', 'Ports', 'Opened by']
  return table(look, indent, [head, ...cells], (piece, _, row) => (row === 0 ? look.paint.quiet(piece) : piece))
}

type Protocol = Hole['protocol']

/** Where most of the ports below 1024 are open too, a list of services says nothing: what is closed does. */
function isAlmostAll(pairs: Exposure['services'][Protocol]): boolean {
  const low = pairs.reduce((sum, [first, last]) => sum + Math.max(0, Math.min(last, 1023) - first + 1), 0)
  return low > 512 && closedRanges(pairs).length <= 20
}

function almostAll(look: Look, { services, holes }: OpenServices, protocol: Protocol): Row[] {
  if (!isAlmostAll(services[protocol])) return []
  const closed = closedRanges(services[protocol])
  const ports = closed.length === 0 ? 'all' : `all but ${ranges(look, closed, 8)}`
  const rules = holes.filter((hole) => hole.protocol === protocol).flatMap((hole) => hole.rules)
  return [{ name: `Any ${protocol.toUpperCase()}`, ports: [`${protocol} ${ports}`], rules }]
}

/** Ports from 1 to 65535 that are not in the given ranges. */
function closedRanges(open: Exposure['services'][Protocol]): (readonly [number, number])[] {
  const closed: (readonly [number, number])[] = []
  let next = 1
  for (const [first, last] of open) {
    if (first > next) closed.push([next, first - 1])
    next = Math.max(next, last + 1)
  }
  return next <= 65535 ? [...closed, [next, 65535]] : closed
}

/** TCP and UDP of one service in one row. */
function mergedHoles(look: Look, holes: readonly Hole[]): Row[] {
  const byName = new Map<string, Row>()
  for (const hole of holes) {
    const name = holeName(hole.id)
    const row = byName.get(name) ?? { name, ports: [], rules: [] }
    byName.set(name, row)
    const ports = `${hole.protocol} ${ranges(look, hole.ports, 6)}`
    row.ports.push(hole.certain ? ports : `${ports} (uncertain)`)
    for (const rule of hole.rules) row.rules.push(rule)
  }
  return [...byName.values()]
}

function otherProtocols(look: Look, { icmp, protocols }: Exposure['services']): Row[] {
  const rows: Row[] = []
  if (icmp.length > 0) rows.push({ name: 'ICMP', ports: [`type ${ranges(look, icmp, 6)}`], rules: [] })
  if (protocols.length > 0) {
    const names = protocols.map(([first, last]) => (first === last ? nameOf(first) : `${first}-${last}`))
    rows.push({ name: 'Other protocols', ports: [listed(look, names, 6)], rules: [] })
  }
  return rows
}

function nameOf(protocol: number): string {
  const name = protocolName(protocol)
  return name === String(protocol) ? name : `${protocol} (${name})`
}
