import type { Access, Analysis, Case, Pocket, RuleRef, ServerVerdict, Services, Status } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import {
  type AccessGroup,
  accessGroups,
  peersOfGroups,
  refKey,
  type ServerGroup,
  serverGroups,
} from './access-groups.ts'
import { groupBy } from './group.ts'
import { heading, indented, paragraph, table } from './layout.ts'
import type { Look } from './look.ts'
import { serversInOrder, worstFirst } from './order.ts'
import { replayCommand } from './replay.ts'
import { ruleText } from './rule-text.ts'
import { count, counted, listed, placesOf, shortPlaceOf, zoneWords } from './words.ts'

/** One line for each Exchange server: verdict, zone, how many peers, the line that decides; Client Access servers first. */
export function serversSection(look: Look, analysis: Analysis): string[] {
  const [clientAccess, others] = [true, false].map((isClientAccess) =>
    serversInOrder(analysis).filter((server) => server.clientAccess === isClientAccess),
  )
  return [
    ...serverTable(look, 'Client Access servers', clientAccess ?? [], analysis.cases),
    ...serverTable(look, 'Other Exchange servers', others ?? [], analysis.cases),
  ]
}

/** From so many servers on those of which the same is said share a line. */
const ROWS_MAX = 24

function serverTable(look: Look, title: string, servers: readonly ServerVerdict[], cases: readonly Case[]): string[] {
  if (servers.length === 0) return []
  const rows = servers.map((server) => {
    const groups = accessGroups(server, cases)
    const [zone, words, place] = [
      showable(server.zones.join(', ')),
      accessWords(server, groups),
      decidingPlace(look, groups),
    ]
    return { name: server.name, row: (name: string) => [server.verdict.toUpperCase(), name, zone, words, place] }
  })
  const isFolded = !look.verbose && rows.length > ROWS_MAX
  const lines = groupBy(rows, ({ name, row }) => JSON.stringify(row(isFolded ? '' : name))).flatMap((members) => {
    const [first] = members
    const names = members.map(({ name }) => name)
    return first === undefined ? [] : [first.row(listed(look, names, 4))]
  })
  const head = ['Verdict', 'Server', 'Zone', 'Restricted peers', 'Decided by']
  return [...heading(look, title), ...verdictTable(look, [head, ...lines])]
}

function verdictTable(look: Look, rows: readonly (readonly string[])[]): string[] {
  return table(look, 0, rows, (piece, column, row) =>
    column === 0 ? look.paint.word(rows[row]?.[0] ?? '', piece) : piece,
  )
}

function accessWords({ verdict, cutOffFrom }: ServerVerdict, groups: readonly AccessGroup[]): string {
  const peers = peersOfGroups(groups)
  if (peers === 0) return 'no peers'
  if (verdict === 'internal') {
    return cutOffFrom.length === 0
      ? `none of ${count(peers)}`
      : `cut off from ${count(cutOffFrom.length)} of ${count(peers)}`
  }
  const among = (status: Status, direction: Access['direction']): string =>
    count(peersOfGroups(groups.filter((one) => one.status === status && one.direction === direction)))
  if (verdict === 'perimeter') {
    return `${among('restricted', 'to')} to, ${among('restricted', 'from')} from, of ${count(peers)}`
  }
  return `none proved; ${among('undetermined', 'to')} to, ${among('undetermined', 'from')} from open, of ${count(peers)}`
}

/** The place of the first line that decides against the server. */
function decidingPlace(look: Look, groups: readonly AccessGroup[]): string {
  const [first] = groups
  const ref = first === undefined || first.status === 'unrestricted' ? undefined : first.sample.reason.rules[0]
  if (ref === undefined) return ''
  return ref.line === undefined ? showable(ref.text) : shortPlaceOf(look, ref)
}

/** The networks that the Exchange servers stand in, with the blocks of addresses that differ. */
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
export function whySection(look: Look, analysis: Analysis): string[] {
  const groups = serverGroups(serversInOrder(analysis), analysis.cases)
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
  const total = peersOfGroups(groups)
  if (total === 0) return [...painted, '  the inventory names no peer of it']
  const against = groups.filter(({ status }) => status !== 'unrestricted')
  return [
    ...painted,
    ...cutOffLines(look, first),
    ...against.flatMap((group) => accessGroup(look, group, total)),
    ...unrestricted(look, groups, total),
  ]
}

function cutOffLines(look: Look, { verdict, cutOffFrom }: ServerVerdict): string[] {
  if (verdict !== 'internal' || cutOffFrom.length === 0) return []
  return paragraph(look, '  ', `cut off from ${listed(look, cutOffFrom, 8)}, which do not stand inside`, 4)
}

/** The peers with which everything may be exchanged, in one line, and what shows it; by name in full reports. */
function unrestricted(look: Look, groups: readonly AccessGroup[], total: number): string[] {
  const open = groups.filter(({ status }) => status === 'unrestricted')
  const peers = (direction: Access['direction']): readonly string[] =>
    open.filter((group) => group.direction === direction).flatMap((group) => group.peers)
  const [to, from] = [peers('to'), peers('from')]
  if (to.length + from.length === 0) return []
  const line = `unrestricted to ${count(to.length)} and from ${count(from.length)} of ${counted(total, 'peer')}`
  return [
    ...indented(2, [line], (text) => text.replace('unrestricted', look.paint.word('unrestricted'))),
    ...(look.verbose && to.length > 0 ? paragraph(look, '    to ', listed(look, to, 6)) : []),
    ...(look.verbose && from.length > 0 ? paragraph(look, '    from ', listed(look, from, 6)) : []),
    ...groupBy(open, ({ sample }) => JSON.stringify([sample.reason.text, sample.reason.rules.map(refKey)])).flatMap(
      (members) => evidenceLines(look, members),
    ),
  ]
}

/** So many lines are shown as they stand; of more only the places. */
const EVIDENCE_SHOWN = 3

/** The permits that open everything, or the network that both stand in. */
function evidenceLines(look: Look, groups: readonly AccessGroup[]): string[] {
  const { rules, text } = groups[0]?.sample.reason ?? { rules: [] }
  const sides = (['to', 'from'] as const)
    .map((direction) => ({ direction, own: groups.filter((group) => group.direction === direction) }))
    .filter(({ own }) => own.length > 0)
    .map(({ direction, own }) => `${direction} ${count(peersOfGroups(own))}`)
  const side = `${sides.join(', ')}: `
  const said = text === undefined ? [] : [showable(text)]
  if (look.verbose || rules.length <= EVIDENCE_SHOWN) {
    const isPlaced = groups[0]?.sample.path.length === 0
    const words = rules.length === 0 || isPlaced ? said : [...said, 'permitted by']
    return [...paragraph(look, '    ', side + words.join('; '), 6), ...rules.flatMap((ref) => ruleText(look, ref, 6))]
  }
  return paragraph(
    look,
    '    ',
    `${side}${[...said, `permitted by ${placesOf(look, rules, EVIDENCE_SHOWN)}`].join('; ')}`,
    6,
  )
}

function accessGroup(look: Look, group: AccessGroup, total: number): string[] {
  const { status, direction, peers, sample } = group
  const where = `${status} ${direction} ${count(peers.length)} of ${counted(total, 'peer')}`
  const head = paragraph(look, '  ', `${where}: ${listed(look, peers, 6)}`, 4)
  const painted = head.map((line) => line.replace(status, look.paint.word(status)))
  const { rules, text, portsOnly } = sample.reason
  const evidence =
    sample.witness === undefined
      ? undecidedLines(look, rules)
      : [
          ...rules.flatMap((ref) => ruleText(look, ref)),
          ...indented(4, [replayCommand(sample.witness, look.inputWords)], look.paint.heading),
          ...(portsOnly === true ? [] : letsThrough(look, group)),
        ]
  const note =
    text === undefined ? [] : paragraph(look, '    ', `${portsOnly === true ? 'open: ' : ''}${showable(text)}`)
  return [...painted, ...evidence, ...note]
}

const UNDECIDED_MAX = 3

function undecidedLines(look: Look, refs: readonly RuleRef[]): string[] {
  const shown = look.verbose ? refs : refs.slice(0, UNDECIDED_MAX)
  const more = refs.length - shown.length
  return [
    ...shown.flatMap((ref) => ruleText(look, ref)),
    ...(more > 0 ? [`    ${look.glyphs.ellipsis} and ${counted(more, 'more line', 'more lines')}`] : []),
  ]
}

/** What gets through all the same, for peers that are restricted. */
function letsThrough(look: Look, { cases }: AccessGroup): string[] {
  const sets = cases.map(({ possible }) => possible)
  if (sets.length === 0) return []
  if (sets.every(hasAllPorts)) {
    return paragraph(look, '    ', 'open: every TCP and UDP port, but not from every source port')
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
