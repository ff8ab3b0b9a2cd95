import type {
  AddressCount,
  BlastRadius,
  ExposedBlock,
  ExposureMap,
  ZoneExposure,
} from '../../analysis/exposure-result.ts'
import { holeName } from '../../exchange/holes.ts'
import { showable } from '../../source/redact.ts'
import { groupBy } from './group.ts'
import { holeTable } from './hole-table.ts'
import { heading, paragraph } from './layout.ts'
import { type Look, lookOf, type TextOptions } from './look.ts'
import { ruleText } from './rule-text.ts'
import { count, counted, listed } from './words.ts'

const NETWORKS_SHOWN = 3
const SERVERS_SHOWN = 8
const WIDEST_SHOWN = 10

/** What every network can open, for people: the holes and who can use them, the widest rules, what a taken server reaches. */
export function renderExposureText(map: ExposureMap, options: TextOptions): string {
  const files = map.rules.flatMap(({ rule }) => (rule.file === undefined ? [] : [rule.file]))
  const look = lookOf(options, files)
  const lines = [
    ...paragraph(
      look,
      '',
      'From any address of a network, whether a server stands there or not. At most: what an uncertain line may open counts as open.',
    ),
    ...heading(look, 'What networks can open to servers'),
    ...exposureLines(look, map.exposure),
    ...widestLines(look, map),
    ...heading(look, 'If a Client Access server is taken'),
    ...takenLines(look, map.taken),
  ]
  return `${lines.join('\n')}\n`
}

/** Servers of one zone that the same addresses can open the same of, by the same rules. */
function exposureLines(look: Look, exposure: readonly ZoneExposure[]): string[] {
  const groups = groupBy(exposure, ({ fromZone, toZone, blocks, note }) =>
    JSON.stringify([fromZone, toZone, blocks, note]),
  )
  if (groups.length === 0) return ['nothing']
  return groups.flatMap((members, i) => [...(i === 0 ? [] : ['']), ...groupLines(look, members)])
}

function groupLines(look: Look, members: readonly ZoneExposure[]): string[] {
  const [first] = members
  if (first === undefined) return []
  const zones = showable(`${first.fromZone} ${look.glyphs.arrow} ${first.toZone}`)
  const names = members.map(({ server, address }) => `${server} (${address})`)
  const title = paragraph(look, '', `${zones}: ${listed(look, names, SERVERS_SHOWN)}`, 2).map(look.paint.heading)
  const note = first.note === undefined ? [] : paragraph(look, '  note: ', showable(first.note))
  return [...title, ...note, ...first.blocks.flatMap((block) => blockLines(look, block)), ...usableLines(look, first)]
}

function blockLines(look: Look, block: ExposedBlock): string[] {
  const machines = block.machines === undefined ? '' : `, ${listed(look, block.machines, NETWORKS_SHOWN)}`
  const who = `from ${whoOf(look, block.networks, block.addresses)}${machines}`
  if (!block.services.all) return [...paragraph(look, '  ', `${who}:`, 4), ...holeTable(look, block, 4)]
  return paragraph(look, '  ', `${who}: every IP packet${block.certain ? '' : ' (uncertain)'}`, 4)
}

/** Where several blocks open one service, how many addresses that makes. */
function usableLines(look: Look, { blocks, usable }: ZoneExposure): string[] {
  if (blocks.length < 2) return []
  const parts = usable.map(({ id, protocol, addresses }) => `${holeName(id)} ${protocol} ${countOf(addresses)}`)
  return paragraph(look, '  addresses in all: ', listed(look, parts, SERVERS_SHOWN), 4)
}

/** `256 (10.1.0.0/24)`; of many networks only how many addresses. */
function whoOf(look: Look, networks: readonly string[], addresses: AddressCount): string {
  if (!look.verbose && networks.length > NETWORKS_SHOWN) return countOf(addresses)
  return `${countOf(addresses)} (${listed(look, networks, NETWORKS_SHOWN)})`
}

/** IPv6 networks are told by the power of two that they hold at least. */
function countOf({ ipv4, ipv6 }: AddressCount): string {
  const six = BigInt(ipv6)
  const large = six > 0xffffffffn ? `over 2^${six.toString(2).length - 1}` : count(Number(six))
  if (six === 0n) return count(ipv4)
  return ipv4 === 0 ? large : `${count(ipv4)} and ${large} of IPv6`
}

function widestLines(look: Look, { rules }: ExposureMap): string[] {
  if (rules.length === 0) return []
  const shown = look.verbose ? rules : rules.slice(0, WIDEST_SHOWN)
  const more = rules.length - shown.length
  return [
    ...heading(look, 'The rules that open most'),
    ...shown.flatMap(({ rule, servers, ports, addresses, fromZones }) => {
      const what = `${counted(ports, 'port')} of ${counted(servers, 'server')}`
      const one = addresses.ipv4 === 1 && addresses.ipv6 === '0'
      const who = `from ${countOf(addresses)} ${one ? 'address' : 'addresses'} of ${listed(look, fromZones, 4)}`
      return [...paragraph(look, '', `${what}, ${who}`, 2), ...ruleText(look, rule, 2)]
    }),
    ...(more > 0 ? [`${look.glyphs.ellipsis} and ${counted(more, 'more rule')}`] : []),
  ]
}

/** Servers from which the same is reached in the same way are told together. */
function takenLines(look: Look, taken: readonly BlastRadius[]): string[] {
  return taken.flatMap(({ server, zones, reached, safe }) => {
    const title = `${server} (${zones.join(', ')}): ${counted(reached.length, 'server')} in reach, ${count(safe)} beyond`
    return [
      ...paragraph(look, '', showable(title), 2).map(look.paint.heading),
      ...groupBy(reached, ({ steps, from, openTcpPorts, openUdpPorts, certain }) =>
        JSON.stringify([steps, steps === 1 ? '' : from, openTcpPorts, openUdpPorts, certain]),
      ).flatMap((members) => reachedLines(look, members)),
    ]
  })
}

function reachedLines(look: Look, members: readonly BlastRadius['reached'][number][]): string[] {
  const [first] = members
  if (first === undefined) return []
  const { steps, from, openTcpPorts, openUdpPorts, certain } = first
  const how = steps === 1 ? 'straight' : `in ${steps} steps, over ${from}`
  const ports = `${count(openTcpPorts)} TCP and ${count(openUdpPorts)} UDP ports`
  const names = members.map(({ server }) => server)
  return paragraph(
    look,
    '  ',
    showable(`${how} (${ports}${certain ? '' : ', uncertain'}): ${listed(look, names, SERVERS_SHOWN)}`),
    4,
  )
}
