import type { Left, Openness, Proposal, Remedy } from '../../analysis/remedy-result.ts'
import { showable } from '../../source/redact.ts'
import { groupBy } from './group.ts'
import { heading, paragraph, table } from './layout.ts'
import { type Look, lookOf, type TextOptions } from './look.ts'
import { ruleText } from './rule-text.ts'
import { count, counted, listed } from './words.ts'

const NAMES_SHOWN = 8
const RULES_SHOWN = 12

const TITLES: Readonly<Record<Proposal['id'], string>> = {
  'any-any': 'any/any rules',
  'move-inside': 'moved inside and published',
}

/** Both ways to mend a network, side by side and then line by line, for people. */
export function renderRemedyText(remedy: Remedy, options: TextOptions): string {
  const look = lookOf(options)
  if (remedy.servers.length === 0) return 'every Exchange server is internal: there is nothing to mend\n'
  const lines = [
    ...paragraph(look, '', `Exchange servers that are not internal: ${listed(look, remedy.servers, NAMES_SHOWN)}.`),
    ...paragraph(look, '', 'Each proposal was checked by analysing the network as it would be.'),
    ...heading(look, 'Side by side'),
    ...comparison(look, remedy),
    ...remedy.proposals.flatMap((proposal) => proposalLines(look, proposal)),
  ]
  return `${lines.join('\n')}\n`
}

function comparison(look: Look, { before, proposals }: Remedy): string[] {
  const row = (name: string, today: string, of: (proposal: Proposal) => string): string[] => [
    name,
    today,
    ...proposals.map(of),
  ]
  const open = (name: string, of: (openness: Openness) => number): string[] =>
    row(name, count(of(before)), ({ after }) => count(of(after)))
  return table(
    look,
    2,
    [
      row('', 'today', ({ id }) => TITLES[id]),
      row('verdict', '', ({ verdict }) => verdict.toUpperCase()),
      row('servers that move', '', ({ moves }) => count(moves.length)),
      row('permits to add', '', ({ permits }) => count(permits.length)),
      row('rules that become needless', '', ({ needless }) => count(needless.length)),
      open('servers open from there', ({ servers }) => servers),
      open('of these to every IP packet', ({ wholly }) => wholly),
      open('TCP ports open, in all', ({ tcpPorts }) => tcpPorts),
      open('UDP ports open, in all', ({ udpPorts }) => udpPorts),
    ],
    (piece, column, line) => (line === 0 || column === 0 ? look.paint.quiet(piece) : piece),
  )
}

function proposalLines(look: Look, proposal: Proposal): string[] {
  const { id, verdict, moves, changes, needless, after, left } = proposal
  const from = after.from.length === 0 ? [] : [`"from there" is ${listed(look, after.from, NAMES_SHOWN)}`]
  return [
    ...heading(look, showable(`${TITLES[id]}: ${verdict.toUpperCase()}`)),
    ...moves.flatMap((move) => {
      const places = `${move.from.join(', ')} (${move.fromZones.join(', ')}) ${look.glyphs.arrow} ${move.to.join(', ')} (${move.toZones.join(', ')})`
      return paragraph(look, '  ', showable(`${move.server}: ${places}`), 4)
    }),
    ...(moves.length === 0 ? [] : ['  the new addresses are free ones, as an example']),
    ...from.flatMap((line) => paragraph(look, '  ', line, 4)),
    ...changes.flatMap(({ firewall, lines, refused }) =>
      refused === undefined
        ? ['', showable(`  to enter at ${firewall}:`), ...lines.map((line) => `    ${showable(line)}`)]
        : ['', ...paragraph(look, '  ', showable(`nothing could be tried at ${firewall}: ${refused}`), 4)],
    ),
    ...needlessLines(look, proposal, needless),
    ...leftLines(
      look,
      left,
      changes.some(({ refused }) => refused !== undefined),
    ),
  ]
}

function needlessLines(look: Look, { id }: Proposal, needless: Proposal['needless']): string[] {
  if (id === 'any-any' || needless.length === 0) return []
  const shown = look.verbose ? needless : needless.slice(0, RULES_SHOWN)
  const more = needless.length - shown.length
  return [
    '',
    '  needless afterwards, as they name nobody but servers that have gone:',
    ...shown.flatMap((rule) => ruleText(look, rule, 4)),
    ...(more > 0 ? [`    ${look.glyphs.ellipsis} and ${counted(more, 'more rule')}`] : []),
  ]
}

/** What no permit mends, by its cause; where lines could not be tried, that is not known. */
function leftLines(look: Look, left: readonly Left[], isUntried: boolean): string[] {
  const because = isUntried ? ', as nothing was changed' : ', and no permit mends it'
  const causes = groupBy(left, ({ status, because, note }) => JSON.stringify([status, because, note]))
  return causes.flatMap((members) => {
    const [first] = members
    if (first === undefined) return []
    const pairs = members.map(({ server, peer, direction }) =>
      direction === 'to' ? `${server} to ${peer}` : `${server} from ${peer}`,
    )
    return [
      '',
      ...paragraph(look, '  ', showable(`still ${first.status}${because}: `) + listed(look, pairs, NAMES_SHOWN), 4),
      ...first.because.flatMap((rule) => ruleText(look, rule, 4)),
      ...(first.note === undefined ? [] : paragraph(look, '    ', showable(first.note), 6)),
    ]
  })
}
