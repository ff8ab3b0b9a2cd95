import { ANY_IPV4 } from '../../../src/model/address-set.ts'
import { RuleTable } from '../../../src/model/rule-table.ts'
import { rowsOf } from '../../shared/rule-rows.ts'
import { WordReader, wordsOf } from '../names/words.ts'
import { readAce } from './ace.ts'
import type { ListContext } from './convert-list.ts'

/**
 * PIX up to 6.3: the conduits as one list, in the order of the text. A conduit names the destination first, by its
 * translated address, and holds from every interface to those of higher level (cisco field notice 26895; pix2asa).
 */
export function conduitTable(context: ListContext): RuleTable {
  const { config, era, source, account, addresses, serviceNames, sets, clock } = context
  const table = new RuleTable('conduit', source)
  for (const [i, line] of config.conduits.entries()) {
    if (era !== 'pix6') {
      account.notUnderstood(line, 'only a PIX up to 6.3 has `conduit`')
      continue
    }
    const text = sourceFirst(source.rawLine(line).trim(), context)
    const ace = readAce(text, { addresses, serviceNames, services: sets.services, any: ANY_IPV4, clock })
    if (ace.notUnderstood !== undefined) account.notUnderstood(line, ace.conditions.join('; '))
    for (const row of rowsOf(ace, line, i + 1, sets)) table.add(row)
  }
  return table
}

const PORT_TESTS: ReadonlyMap<string, number> = new Map([
  ['eq', 2],
  ['neq', 2],
  ['lt', 2],
  ['gt', 2],
  ['range', 3],
])

/** `permit tcp GLOBAL eq 389 FOREIGN` as an entry of a list: `permit tcp FOREIGN GLOBAL eq 389`. */
function sourceFirst(text: string, { addresses }: ListContext): string {
  const words = wordsOf(text.replace(/^conduit\s+/, ''))
  const reader = new WordReader(words)
  const part = (from: number): string =>
    words
      .slice(from, reader.position)
      .map((word) => word.text)
      .join(' ')
  const operand = (): string | undefined => {
    const start = reader.position
    if (addresses.operand(reader, ANY_IPV4) === undefined) return undefined
    for (let left = PORT_TESTS.get(reader.key ?? '') ?? 0; left > 0; left--) reader.next()
    return part(start)
  }
  for (let i = 0; i < (reader.peek(1)?.toLowerCase() === 'object-group' ? 3 : 2); i++) reader.next()
  const head = part(0)
  const global = operand()
  const foreign = operand()
  // What cannot be turned is given as it stands, which is then told as not understood.
  if (global === undefined || foreign === undefined) return `${head} ?`
  return [head, foreign, global, reader.rest()].join(' ')
}
