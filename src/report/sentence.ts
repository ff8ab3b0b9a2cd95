import { showable } from '../source/redact.ts'
import type { ResultKind, Results } from './reporter.ts'
import { baselineSentence } from './text/baseline-text.ts'
import { summaryOf } from './text/impact-text.ts'
import { lintSentence } from './text/lint-text.ts'
import { counted } from './text/words.ts'
import { traceSentence, verdictSentence } from './verdict-sentence.ts'

/** Every result in one line, as `--quiet` prints it. */
const SENTENCES: { readonly [K in ResultKind]: (result: Results[K]) => string } = {
  analysis: verdictSentence,
  baseline: baselineSentence,
  diff: summaryOf,
  exposure: exposureSentence,
  lint: lintSentence,
  remedy: remedySentence,
  trace: traceSentence,
  zones: zonesSentence,
}

/** A result in one line, without its line end. */
export function sentenceOf<K extends ResultKind>(kind: K, result: Results[K]): string {
  return SENTENCES[kind](result)
}

/** `2 of 3 zones hold addresses where an Exchange server would stand in a perimeter network: dmz, branch`. */
function zonesSentence({ zones }: Results['zones']): string {
  const holding = (wanted: string): string[] =>
    zones.filter(({ pockets }) => pockets.some(({ verdict }) => verdict === wanted)).map(({ name }) => name)
  const [perimeter, open] = [holding('perimeter'), holding('undetermined')]
  const parts = [
    ...(perimeter.length === 0 ? [] : [`PERIMETER for addresses of ${perimeter.join(', ')}`]),
    ...(open.length === 0 ? [] : [`UNDETERMINED for addresses of ${open.join(', ')}`]),
  ]
  const all = counted(zones.length, 'zone')
  return showable(parts.length === 0 ? `INTERNAL for every address of ${all}` : `${parts.join('; ')} (${all} in all)`)
}

/** The holes that make a back firewall a swiss cheese, as one line names them. */
const CHEESE: readonly (readonly [string, readonly string[]])[] = [
  ['RPC endpoint mapper', ['rpc-endpoint-mapper']],
  ['NetBIOS', ['netbios-name', 'netbios-datagram', 'netbios-session']],
  ['SMB', ['smb']],
  ['dynamic RPC', ['dynamic-rpc']],
]

/** `27 servers can be opened from other zones: RPC endpoint mapper on 17, NetBIOS on 17, SMB on 17, dynamic RPC on 17`. */
function exposureSentence({ exposure }: Results['exposure']): string {
  const open = exposure.filter(({ blocks }) => blocks.length > 0)
  const serversOf = (entries: typeof open): number => new Set(entries.map(({ server }) => server)).size
  const holes = CHEESE.flatMap(([name, ids]) => {
    const found = serversOf(open.filter(({ usable }) => usable.some(({ id }) => ids.includes(id))))
    return found === 0 ? [] : [`${name} on ${found}`]
  })
  const servers = serversOf(open)
  if (servers === 0) return 'no server can be opened from another zone'
  const more = holes.length === 0 ? '' : `: ${holes.join(', ')}`
  return `${counted(servers, 'server')} can be opened from other zones${more}`
}

/** `4 servers are not internal; any/any: INTERNAL with 12 permits; inside: INTERNAL with 4 moves and 2 permits`. */
function remedySentence({ servers, proposals }: Results['remedy']): string {
  if (servers.length === 0) return 'every Exchange server is internal: there is nothing to mend'
  const parts = proposals.map(({ id, verdict, permits, moves }) => {
    const steps = [counted(permits.length, 'permit'), ...(moves.length === 0 ? [] : [counted(moves.length, 'move')])]
    return `${id}: ${verdict.toUpperCase()} with ${steps.join(' and ')}`
  })
  return [`${counted(servers.length, 'Exchange server')} not internal`, ...parts].join('; ')
}
