import type { Analysis, Exposure, Hole, RuleRef } from '../../analysis/result.ts'
import { holeName } from '../../exchange/holes.ts'
import { protocolName } from '../../model/protocol.ts'
import { showable } from '../../source/redact.ts'
import { refKey } from './access-groups.ts'
import { heading, paragraph, table } from './layout.ts'
import type { Look } from './look.ts'
import { exposuresInOrder } from './order.ts'
import { portBar, portShare } from './port-bar.ts'
import { count, listed, placesOf, ranges } from './words.ts'

/** What Client Access servers can open in other zones: the holes by service, the ports at a glance, the rules. */
export function exposureSection(look: Look, { exposure: unordered, servers }: Analysis): string[] {
  const exposure = exposuresInOrder(unordered, servers)
  const groups = exposureGroups(exposure.filter(isOpen))
  const closed = exposure.filter((one) => !isOpen(one))
  if (exposure.length === 0) return []
  return [
    ...heading(look, 'What Client Access servers can open in other zones'),
    ...groups.flatMap((group, i) => [...(i === 0 ? [] : ['']), ...groupLines(look, group)]),
    ...closedLines(look, closed, groups.length > 0),
  ]
}

function isOpen({ services }: Exposure): boolean {
  const { all, tcp, udp, icmp, protocols } = services
  return all || tcp.length + udp.length + icmp.length + protocols.length > 0
}

/** Servers of one zone that are open for the same through the same rules. */
function exposureGroups(exposure: readonly Exposure[]): Exposure[][] {
  const byKey = new Map<string, Exposure[]>()
  for (const one of exposure) {
    const holes = one.holes.map((hole) => [hole.id, hole.ports, hole.protocol, hole.certain, hole.rules.map(refKey)])
    const key = JSON.stringify([one.fromZone, one.toZone, one.services, one.services.all ? [] : holes])
    const members = byKey.get(key) ?? []
    byKey.set(key, members)
    members.push(one)
  }
  return [...byKey.values()]
}

/** From so many open ports on a bar says more than the table does. */
const BAR_PORTS_MIN = 100

function groupLines(look: Look, group: readonly Exposure[]): string[] {
  const [first] = group
  if (first === undefined) return []
  const title = titleOf(look, first, group)
  const { all, tcp } = first.services
  if (all) return [...title, '  every IP packet']
  const rows = holeTable(look, first)
  if (first.openTcpPorts + first.openUdpPorts < BAR_PORTS_MIN) return [...title, ...rows]
  return [
    ...title,
    `  ${portShare(first.openTcpPorts, 'TCP')}`,
    ...portBar(look, tcp, 2),
    `  ${portShare(first.openUdpPorts, 'UDP')}`,
    '',
    ...rows,
  ]
}

function titleOf(look: Look, { fromZone, toZone }: Exposure, group: readonly Exposure[]): string[] {
  const zones = showable(`${fromZone} ${look.glyphs.arrow} ${toZone}`)
  const servers = group.map(({ server }) => server)
  const lines = paragraph(look, '', `${zones}: ${listed(look, servers, 8)}${rolesOf(group)}`, 2)
  return lines.map(look.paint.heading)
}

/** The role that all of the servers share, if that says more than their names. */
function rolesOf(group: readonly Exposure[]): string {
  const [first, ...others] = group
  const shared = (first?.roles ?? []).filter((role) => others.every(({ roles }) => roles.includes(role)))
  return shared.length === 0 ? '' : ` (${shared.join(', ')})`
}

interface Row {
  readonly name: string
  readonly ports: string[]
  readonly rules: RuleRef[]
}

const RULES_SHOWN = 5

function holeTable(look: Look, exposure: Exposure): string[] {
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
  return table(look, 2, [head, ...cells], (piece, _, row) => (row === 0 ? look.paint.quiet(piece) : piece))
}

type Protocol = Hole['protocol']

/** Where most of the ports below 1024 are open too, a list of services says nothing: what is closed does. */
function isAlmostAll(pairs: Exposure['services'][Protocol]): boolean {
  const low = pairs.reduce((sum, [first, last]) => sum + Math.max(0, Math.min(last, 1023) - first + 1), 0)
  return low > 512 && closedRanges(pairs).length <= 20
}

function almostAll(look: Look, { services, holes }: Exposure, protocol: Protocol): Row[] {
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
    row.rules.push(...hole.rules)
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

/** Where nothing is open, said in one sentence for each pair of zones. */
function closedLines(look: Look, closed: readonly Exposure[], more: boolean): string[] {
  const byZones = new Map<string, string[]>()
  for (const { fromZone, toZone, server } of closed) {
    const zones = showable(`${fromZone} ${look.glyphs.arrow} ${toZone}`)
    const servers = byZones.get(zones) ?? []
    byZones.set(zones, servers)
    servers.push(server)
  }
  const lines = Array.from(byZones, ([zones, servers]) =>
    paragraph(look, '', `${zones}: nothing is open to ${serversWords(look, servers)}`, 2),
  )
  return lines.length === 0 ? [] : [...(more ? [''] : []), ...lines.flat()]
}

function serversWords(look: Look, servers: readonly string[]): string {
  return servers.length > 8 && !look.verbose ? `${count(servers.length)} servers` : listed(look, servers, 8)
}
