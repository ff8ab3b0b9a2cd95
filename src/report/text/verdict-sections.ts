import type { Access, Analysis, Pocket, RuleRef, ServerVerdict, Services } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { type AccessGroup, accessGroups, peerCount, type ServerGroup, serverGroups } from './access-groups.ts'
import { heading, indented, paragraph, table } from './layout.ts'
import type { Look } from './look.ts'
import { serversInOrder, worstFirst } from './order.ts'
import { replayCommand } from './replay.ts'
import { ruleText } from './rule-text.ts'
import { count, counted, listed, shortPlaceOf, zoneWords } from './words.ts'

/** One line for each Client Access server: verdict, zone, how many peers, the line that decides. */
export function serversSection(look: Look, { servers }: Analysis): string[] {
  if (servers.length === 0) return []
  const rows = serversInOrder(servers).map((server) => [
    server.verdict.toUpperCase(),
    showable(server.name),
    showable(server.zones.join(', ')),
    accessWords(server),
    decidingPlace(look, server),
  ])
  const head = ['Verdict', 'Server', 'Zone', 'Restricted peers', 'Decided by']
  return [...heading(look, 'Client Access servers'), ...verdictTable(look, [head, ...rows])]
}

function verdictTable(look: Look, rows: readonly (readonly string[])[]): string[] {
  return table(look, 0, rows, (piece, column, row) =>
    column === 0 ? look.paint.word(rows[row]?.[0] ?? '', piece) : piece,
  )
}

function accessWords({ access, verdict }: ServerVerdict): string {
  const peers = peerCount(access)
  if (peers === 0) return 'no peers'
  if (verdict === 'internal') return `none of ${count(peers)}`
  const among = (status: Access['status'], direction: Access['direction']): string =>
    count(peerCount(access.filter((one) => one.status === status && one.direction === direction)))
  if (verdict === 'perimeter') {
    return `${among('restricted', 'to')} to, ${among('restricted', 'from')} from, of ${count(peers)}`
  }
  return `none proved; ${among('undetermined', 'to')} to, ${among('undetermined', 'from')} from open, of ${count(peers)}`
}

/** The place of the first line that decides the verdict against the server. */
function decidingPlace(look: Look, server: ServerVerdict): string {
  const [first] = accessGroups(server)
  const ref = first === undefined ? undefined : decidersOf(first)[0]
  if (ref === undefined) return ''
  return ref.line === undefined ? showable(ref.text) : shortPlaceOf(look, ref)
}

function decidersOf({ sample }: AccessGroup): readonly RuleRef[] {
  return sample.witness === undefined ? (sample.undecided ?? []) : [sample.witness.decidedBy]
}

/** The networks that the Client Access servers stand in, with the blocks of addresses that differ. */
export function zonesSection(look: Look, { zones }: Analysis): string[] {
  if (zones.length === 0) return []
  const rows = worstFirst(zones).flatMap((zone) => {
    const first = [zone.verdict.toUpperCase(), showable(zone.name), listed(look, zone.networks, 4)]
    if (zone.pockets.length < 2) return [first]
    const pockets = worstFirst(zone.pockets).map((pocket) => ['', '', pocketWords(look, pocket)])
    return [first, ...pockets]
  })
  return [...heading(look, 'Their networks, every address judged'), ...verdictTable(look, rows)]
}

function pocketWords(look: Look, { verdict, networks, servers }: Pocket): string {
  const who = servers.length === 0 ? 'no server of the inventory' : listed(look, servers, 6)
  return `${verdict}: ${listed(look, networks, 3)} (${who})`
}

/** Why each server got its verdict: the deciding lines, a packet for each, and the peers that share them. */
export function whySection(look: Look, { servers }: Analysis): string[] {
  const groups = serverGroups(serversInOrder(servers))
  if (groups.length === 0) return []
  return [
    ...heading(look, 'Why'),
    ...groups.flatMap((group, i) => [...(i === 0 ? [] : ['']), ...whyGroup(look, group)]),
  ]
}

function whyGroup(look: Look, { servers, groups }: ServerGroup): string[] {
  const [first] = servers
  if (first === undefined) return []
  const names = servers.map(({ name }) => name)
  const addresses = servers.length === 1 ? ` (${first.addresses.join(', ')})` : ''
  const sites = [...new Set(servers.flatMap(({ site }) => (site === undefined ? [] : [site])))]
  const where = sites.length === 0 ? '' : `, ${sites.length === 1 ? 'site' : 'sites'} ${listed(look, sites, 4)}`
  const title = `${listed(look, names, 12)}${addresses}, ${zoneWords(first.zones)}${where}`
  const word = first.verdict.toUpperCase()
  const lines = paragraph(look, `${word}  `, title, 2)
  const painted = lines.map((line, i) =>
    i === 0 ? look.paint.word(word) + look.paint.heading(line.slice(word.length)) : line,
  )
  const total = peerCount(first.access)
  if (total === 0) return [...painted, '  the inventory names no peer of it']
  const against = groups.filter(({ status }) => status !== 'unrestricted')
  return [
    ...painted,
    ...against.flatMap((group) => accessGroup(look, group, total)),
    ...unrestricted(look, groups, total),
  ]
}

/** The peers with which everything may be exchanged, in one line; by name in full reports. */
function unrestricted(look: Look, groups: readonly AccessGroup[], total: number): string[] {
  const peers = (direction: Access['direction']): readonly string[] =>
    groups
      .filter((group) => group.status === 'unrestricted' && group.direction === direction)
      .flatMap((group) => group.peers)
  const [to, from] = [peers('to'), peers('from')]
  if (to.length + from.length === 0) return []
  const line = `unrestricted to ${count(to.length)} and from ${count(from.length)} of ${counted(total, 'peer')}`
  return [
    ...indented(2, [line], (text) => text.replace('unrestricted', look.paint.word('unrestricted'))),
    ...(look.verbose && to.length > 0 ? paragraph(look, '    to ', listed(look, to, 6)) : []),
    ...(look.verbose && from.length > 0 ? paragraph(look, '    from ', listed(look, from, 6)) : []),
  ]
}

function accessGroup(look: Look, group: AccessGroup, total: number): string[] {
  const { status, direction, peers, sample } = group
  const where = `${status} ${direction} ${count(peers.length)} of ${counted(total, 'peer')}`
  const head = paragraph(look, '  ', `${where}: ${listed(look, peers, 6)}`, 4)
  const painted = head.map((line) => line.replace(status, look.paint.word(status)))
  const evidence =
    sample.witness === undefined
      ? undecidedLines(look, sample)
      : [
          ...ruleText(look, sample.witness.decidedBy),
          ...indented(4, [replayCommand(sample.witness, look.inputWords)], look.paint.heading),
          ...letsThrough(look, group),
        ]
  const note = sample.note === undefined ? [] : paragraph(look, '    ', showable(sample.note))
  return [...painted, ...evidence, ...note]
}

const UNDECIDED_MAX = 3

function undecidedLines(look: Look, { undecided }: Access): string[] {
  const refs = undecided ?? []
  const shown = look.verbose ? refs : refs.slice(0, UNDECIDED_MAX)
  const more = refs.length - shown.length
  return [
    ...shown.flatMap((ref) => ruleText(look, ref)),
    ...(more > 0 ? [`    ${look.glyphs.ellipsis} and ${counted(more, 'more line', 'more lines')}`] : []),
  ]
}

/** What gets through all the same, for peers that are restricted. */
function letsThrough(look: Look, { accesses }: AccessGroup): string[] {
  const sets = accesses.map(({ possible }) => possible)
  const [first] = sets
  if (first === undefined) return []
  if (sets.every(hasAllPorts)) {
    const ported = accesses.some(({ witness }) => witness?.packet.sourcePort !== undefined)
    const words = ported
      ? 'every TCP and UDP port, but not from every source port'
      : `all TCP and UDP, but not ${missingWords(look, first)}`
    return paragraph(look, '    ', `open: ${words}`)
  }
  const tcp = spread(sets.map((set) => portCount(set.tcp)))
  const udp = spread(sets.map((set) => portCount(set.udp)))
  if (tcp === '0' && udp === '0') return ['    no TCP or UDP port is open']
  return paragraph(look, '    ', `open at most: ${tcp} TCP and ${udp} UDP ports of 65,536`)
}

function hasAllPorts({ tcp, udp }: Services): boolean {
  const whole = (pairs: Services['tcp']): boolean => pairs.some(([first, last]) => first <= 1 && last === 65535)
  return whole(tcp) && whole(udp)
}

function portCount(pairs: Services['tcp']): number {
  return pairs.reduce((sum, [first, last]) => sum + last - first + 1, 0)
}

function spread(counts: readonly number[]): string {
  const low = Math.min(...counts)
  const high = Math.max(...counts)
  return low === high ? count(low) : `${count(low)} to ${count(high)}`
}

/** The protocols besides TCP and UDP that are not open, for people: named ones first. */
function missingWords(look: Look, { icmp, protocols }: Services): string {
  if (icmp.length === 0 && protocols.length === 0) return 'any other protocol'
  const named: readonly (readonly [number, string])[] = [
    [47, 'GRE'],
    [50, 'ESP'],
    [51, 'AH'],
    [132, 'SCTP'],
  ]
  const open = (number: number): boolean => protocols.some(([first, last]) => first <= number && number <= last)
  const missing = [
    ...(icmp.length === 0
      ? ['ICMP']
      : icmp.some(([first, last]) => first === 0 && last === 255)
        ? []
        : ['every ICMP type']),
    ...named.filter(([number]) => !open(number)).map(([, name]) => name),
  ]
  return missing.length === 0 ? 'every other protocol' : `${listed(look, missing, 6)}`
}
