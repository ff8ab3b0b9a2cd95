import type { Analysis, ServerVerdict, Trace, Verdict } from '../analysis/result.ts'
import { packetText } from '../model/packet-text.ts'
import { showable } from '../source/redact.ts'

/** The verdict in one line, the same in every format: the word first, then what it rests on. */
export function verdictSentence({ verdict, servers }: Analysis): string {
  if (servers.length === 0) return 'UNDETERMINED: the inventory names no Exchange server'
  const clientAccess = kindOf(servers, true)
  const others = kindOf(servers, false)
  const kinds = [clientAccess, others].filter(({ total }) => total > 0)
  if (verdict === 'internal') {
    const all = kinds.map(({ total, name }) => (total === 1 ? `the one ${name(1)}` : `all ${total} ${name(total)}`))
    return `INTERNAL: ${all.join(' and ')} ${servers.length === 1 ? 'has' : 'have'} unrestricted access both ways`
  }
  const hit = kinds.map(({ of, total, name }) => ({ found: of(verdict), total, name })).filter(({ found }) => found > 0)
  const among = hit.map(({ found, total, name }) =>
    total === 1 ? `the one ${name(1)}` : `${found} of ${total} ${name(total)}`,
  )
  const count = hit.reduce((sum, { found }) => sum + found, 0)
  const singular = count === 1
  if (verdict === 'perimeter') {
    return `PERIMETER: ${among.join(' and ')} ${singular ? 'stands' : 'stand'} in a perimeter network`
  }
  return `UNDETERMINED: ${among.join(' and ')} ${singular ? 'is' : 'are'} not proved internal, none is proved restricted`
}

interface Kind {
  readonly total: number
  /** How many of them have a verdict. */
  of(verdict: Verdict): number
  name(count: number): string
}

function kindOf(servers: readonly ServerVerdict[], isClientAccess: boolean): Kind {
  const own = servers.filter(({ clientAccess }) => clientAccess === isClientAccess)
  const hasBoth = own.length < servers.length
  const what = isClientAccess ? 'Client Access server' : `${hasBoth ? 'other ' : ''}Exchange server`
  return {
    total: own.length,
    of: (verdict) => own.filter((server) => server.verdict === verdict).length,
    name: (count) => (count === 1 ? what : `${what}s`),
  }
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
