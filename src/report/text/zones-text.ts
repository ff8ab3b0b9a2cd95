import type { Pocket, ZoneMap, ZoneVerdict } from '../../analysis/result.ts'
import { showable } from '../../source/redact.ts'
import { heading, paragraph } from './layout.ts'
import { type Look, lookOf, type TextOptions } from './look.ts'
import { worstFirst } from './order.ts'
import { ruleText } from './rule-text.ts'
import { listed } from './words.ts'

const NETWORKS_SHOWN = 8
const SERVERS_SHOWN = 8

/** The map of zones for people: each block of addresses with its verdict, who stands there, and a packet that is refused. */
export function renderZonesText(map: ZoneMap, options: TextOptions): string {
  const look = lookOf(options)
  const lines = [
    ...paragraph(
      look,
      '',
      'Every address judged as if an Exchange server stood there: internal = unrestricted access to and from every domain controller and every Exchange server that stand inside.',
    ),
    ...map.zones.flatMap((zone) => zoneLines(look, zone, `zone ${zone.name}`)),
    ...map.unlabelled.flatMap((zone) =>
      zoneLines(look, zone, `private addresses that no zone names, behind ${zone.name}`),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function zoneLines(look: Look, zone: ZoneVerdict, title: string): string[] {
  const shown = showable(title)
  if (zone.pockets.length === 0) return [...heading(look, shown), 'no addresses']
  return [...heading(look, shown), ...worstFirst(zone.pockets).flatMap((pocket) => pocketLines(look, pocket))]
}

function pocketLines(look: Look, { verdict, networks, servers, witness, note }: Pocket): string[] {
  const word = verdict.toUpperCase()
  const lines = paragraph(look, `${word}  `, listed(look, networks, NETWORKS_SHOWN), 4)
  const who = servers.length === 0 ? [] : paragraph(look, '    servers: ', listed(look, servers, SERVERS_SHOWN), 6)
  const why = note === undefined ? [] : paragraph(look, '    ', showable(note), 6)
  if (witness === undefined) return [...painted(look, word, lines), ...who, ...why]
  const { packet, peer, direction, decidedBy } = witness
  const service = packet.destinationPort === undefined ? '' : `/${packet.destinationPort}`
  const way = direction === 'to' ? `to ${peer}` : `from ${peer}`
  const refused = `for example ${packet.protocol}${service} ${packet.source} ${look.glyphs.arrow} ${packet.destination} (${way}) is refused by`
  return [
    ...painted(look, word, lines),
    ...who,
    ...paragraph(look, '    ', showable(refused), 6),
    ...ruleText(look, decidedBy, 6),
  ]
}

function painted(look: Look, word: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === 0 ? look.paint.word(word) + line.slice(word.length) : line))
}
