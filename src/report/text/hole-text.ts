import type { HoleChange } from '../../analysis/impact-result.ts'
import { holeName } from '../../exchange/holes.ts'
import { packetText } from '../../model/packet-text.ts'
import { showable } from '../../source/redact.ts'
import { groupBy } from './group.ts'
import { paragraph } from './layout.ts'
import type { Look } from './look.ts'
import { ruleText } from './rule-text.ts'
import { counted, listed, ranges } from './words.ts'

const NAMES_SHOWN = 8
const KINDS_SHOWN = 8
const RULES_SHOWN = 4

/** Holes by who can open them to whom, and by the rules that do it; kinds that share all of it are told together. */
export function holeLines(look: Look, holes: readonly HoleChange[]): string[] {
  const kinds = groupBy(holes, ({ change, possible, fromZone, toZone, sources, id, protocol, ports, rules }) =>
    JSON.stringify([change, possible, fromZone, toZone, sources ?? [], id, protocol, ports, rules]),
  )
  const groups = groupBy(kinds, (members) => {
    const [first] = members
    const servers = members.map(({ server }) => server)
    return JSON.stringify([
      first?.change,
      first?.possible,
      first?.fromZone,
      first?.toZone,
      first?.sources ?? [],
      servers,
      first?.rules,
    ])
  })
  return groups.flatMap((members) => groupLines(look, members))
}

function groupLines(look: Look, kinds: readonly (readonly HoleChange[])[]): string[] {
  const first = kinds[0]?.[0]
  if (first === undefined) return []
  const { change, possible, fromZone, toZone, sources, rules, packet, refusedBy } = first
  const isOpened = change === 'opened'
  const servers = (kinds[0] ?? []).map(({ server }) => server)
  const what = kinds.flatMap(([one]) => (one === undefined ? [] : [kindText(look, one)]))
  const more = what.length - KINDS_SHOWN
  const shown = look.verbose || more <= 1 ? what : [...what.slice(0, KINDS_SHOWN), counted(more, 'more kind')]
  const zones = showable(`${fromZone} ${look.glyphs.arrow} ${toZone}`)
  const names = listed(look, servers, NAMES_SHOWN)
  return [
    ...paragraph(
      look,
      `${isOpened ? (possible === true ? 'MAY OPEN' : 'OPENED') : 'closed'}  `,
      `${zones}: ${shown.join('; ')} to ${names}`,
      4,
    ),
    ...(sources === undefined ? [] : paragraph(look, '    from ', listed(look, sources, 4), 6)),
    ...(packet === undefined
      ? []
      : paragraph(look, '    for example ', showable(packetText(packet, look.glyphs.arrow)), 6)),
    ...paragraph(look, '    ', isOpened ? (possible === true ? 'by' : 'opened by') : 'was opened by'),
    ...rules.slice(0, RULES_SHOWN).flatMap((rule) => ruleText(look, rule, 6)),
    ...(refusedBy === undefined
      ? []
      : [
          ...paragraph(look, '    ', isOpened ? (possible === true ? 'before' : 'was refused by') : 'refused by'),
          ...ruleText(look, refusedBy, 6),
        ]),
  ]
}

/** `SMB, tcp 445`. */
function kindText(look: Look, { id, protocol, ports }: HoleChange): string {
  return `${holeName(id)}, ${protocol} ${ranges(look, ports, 6)}`
}
