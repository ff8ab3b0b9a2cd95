import type { Analysis, Trace } from '../analysis/result.ts'
import { packetText } from '../model/packet-text.ts'
import { showable } from '../source/redact.ts'

/** The verdict in one line, the same in every format: the word first, then what it rests on. */
export function verdictSentence({ verdict, servers }: Analysis): string {
  const total = servers.length
  if (total === 0) return 'UNDETERMINED: the inventory names no Client Access server'
  if (verdict === 'internal') {
    const all = total === 1 ? 'the one Client Access server has' : `all ${total} Client Access servers have`
    return `INTERNAL: ${all} unrestricted access both ways`
  }
  const count = servers.filter((server) => server.verdict === verdict).length
  const among = total === 1 ? 'the one Client Access server' : `${count} of ${total} Client Access servers`
  const singular = count === 1
  if (verdict === 'perimeter') return `PERIMETER: ${among} ${singular ? 'stands' : 'stand'} in a perimeter network`
  return `UNDETERMINED: ${among} ${singular ? 'is' : 'are'} not proved internal, none is proved restricted`
}

const TRACE_WORDS: Readonly<Record<Trace['verdict'], string>> = {
  permit: 'PERMIT',
  deny: 'DENY',
  unknown: 'UNKNOWN',
}

/** What became of the packet, in one line. */
export function traceSentence({ verdict, packet, from, to }: Trace): string {
  const ends = `zone ${from.zone} to zone ${to.zone}`
  return showable(`${TRACE_WORDS[verdict]}: ${packetText(packet)}, ${ends}`)
}
