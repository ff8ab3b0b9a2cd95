import { csvDialect } from '../../parsers/csv/csv.ts'
import type { CsvMapping } from '../../parsers/csv/mapping.ts'
import type { DialectResult } from '../../parsers/dialect.ts'
import { parseAddress } from '../../src/model/address.ts'
import { parseService } from '../../src/model/packet.ts'
import { parseProtocol } from '../../src/model/protocol.ts'
import { createSetStore, type SetStore } from '../../src/model/set-store.ts'
import { decode } from '../../src/source/decode.ts'
import { decidePassage } from './decide-passage.ts'

/** Reads a rule table from text or bytes. */
export function readCsv(
  table: string | Uint8Array,
  mapping: CsvMapping = {},
  definitions: readonly string[] = [],
): DialectResult & { sets: SetStore } {
  const file = (text: string | Uint8Array, name: string) => {
    const decoded = decode(name, typeof text === 'string' ? new TextEncoder().encode(text) : text)
    if (decoded.kind !== 'text') throw new Error(decoded.reason)
    return { source: decoded.text, encoding: decoded.encoding }
  }
  const sets = createSetStore()
  const result = csvDialect.parse({
    name: 'fw',
    file: file(table, 'rules.csv'),
    definitions: definitions.map((text, i) => file(text, `objects${i}.csv`)),
    sets,
    mapping,
  })
  return { ...result, sets }
}

/** `10.0.0.1 10.1.0.1 tcp/443`, or `dmz>inside 10.0.0.1 …` → permit, deny or unknown, and the line that decides. */
export function askCsv(result: DialectResult & { sets: SetStore }, question: string): string {
  const words = question.split(' ')
  const zones = words[0]!.includes('>') ? words.shift()!.split('>') : ['', '']
  const [source, destination, service] = words
  const flavour = parseService(service!, parseProtocol)!
  const packet = { ...flavour, source: parseAddress(source!)!, destination: parseAddress(destination!)! }
  const firewall = result.firewalls[0]!
  const passage = firewall.passage(zones[0]!, zones[1]!, typeof packet.source === 'number' ? 4 : 6)
  const sure = decidePassage(passage, packet, result.sets, 'pessimistic')
  const most = decidePassage(passage, packet, result.sets, 'optimistic')
  if (sure.action !== most.action) return 'unknown'
  const line = sure.decider.kind === 'row' ? sure.decider.table.line(sure.decider.row) : 'end'
  return `${sure.action} ${line}`
}

/** The errors as `code line:column message`. */
export function errorsOf({ diagnostics }: DialectResult): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, line, column, message }) => `${code} ${line ?? '-'}:${column ?? '-'} ${message}`)
}
