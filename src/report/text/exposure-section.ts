import type { Analysis, Exposure } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { refKey } from './access-groups.ts'
import { groupBy } from './group.ts'
import { holeTable } from './hole-table.ts'
import { heading, paragraph } from './layout.ts'
import type { Look } from './look.ts'
import { exposuresInOrder } from './order.ts'
import { portBar, portShare } from './port-bar.ts'
import { count, listed } from './words.ts'

/** What Exchange servers can open in other zones: the holes by service, the ports at a glance, the rules. */
export function exposureSection(look: Look, analysis: Analysis): string[] {
  const exposure = exposuresInOrder(analysis)
  const groups = exposureGroups(exposure.filter(isOpen))
  const closed = exposure.filter((one) => !isOpen(one))
  if (exposure.length === 0) return []
  return [
    ...heading(look, 'What Exchange servers can open in other zones'),
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
  return groupBy(exposure, (one) => {
    const holes = one.holes.map((hole) => [hole.id, hole.ports, hole.protocol, hole.certain, hole.rules.map(refKey)])
    return JSON.stringify([one.fromZone, one.toZone, one.services, one.services.all ? [] : holes])
  })
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
  const servers = group.flatMap(({ server, servers: alike }) => alike ?? [server])
  const lines = paragraph(look, '', `${zones}: ${listed(look, servers, 8)}${rolesOf(group)}`, 2)
  return lines.map(look.paint.heading)
}

/** The role that all of the servers share, if that says more than their names. */
function rolesOf(group: readonly Exposure[]): string {
  const [first, ...others] = group
  const shared = (first?.roles ?? []).filter((role) => others.every(({ roles }) => roles.includes(role)))
  return shared.length === 0 ? '' : ` (${shared.join(', ')})`
}

/** Where nothing is open, said in one sentence for each pair of zones. */
function closedLines(look: Look, closed: readonly Exposure[], more: boolean): string[] {
  const byZones = new Map<string, string[]>()
  for (const { fromZone, toZone, server, servers: alike } of closed) {
    const zones = showable(`${fromZone} ${look.glyphs.arrow} ${toZone}`)
    const servers = byZones.get(zones) ?? []
    byZones.set(zones, servers)
    servers.push(...(alike ?? [server]))
  }
  const lines = Array.from(byZones, ([zones, servers]) =>
    paragraph(look, '', `${zones}: nothing is open to ${serversWords(look, servers)}`, 2),
  )
  return lines.length === 0 ? [] : [...(more ? [''] : []), ...lines.flat()]
}

function serversWords(look: Look, servers: readonly string[]): string {
  return servers.length > 8 && !look.verbose ? `${count(servers.length)} servers` : listed(look, servers, 8)
}
