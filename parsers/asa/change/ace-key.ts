import { parseIPv4 } from '../../../src/model/address.ts'
import { append } from '../../../src/model/append.ts'
import { icmpType, portNumber, portProtocols, protocolNumber } from '../names/resolve-services.ts'
import { WordReader } from '../names/words.ts'

/** An entry of a list as a device compares it: by meaning of its words, not by their spelling. */
export interface AceKey {
  /** Everything but the switch. */
  readonly key: string
  readonly inactive: boolean
}

/** Words of an entry behind `access-list NAME`, with or without `line N` and `extended`. */
export function aceKey(words: readonly string[], nameOf: (alias: string) => string | undefined): AceKey {
  const rest = [...words]
  if (rest[0] === 'line') rest.splice(0, 2)
  if (rest[0] === 'extended') rest.shift()
  if (rest[0] === 'remark') return { key: rest.join(' '), inactive: false }
  const inactive = rest.includes('inactive')
  const plain = withoutLog(rest).filter((word) => word !== 'inactive')
  return { key: spelled(plain, nameOf).join(' '), inactive }
}

/** `log [level|disable|default] [interval N]` changes nothing that passes. */
function withoutLog(words: readonly string[]): string[] {
  const at = words.indexOf('log')
  if (at < 0) return [...words]
  let end = at + 1
  while (end < words.length && !['inactive', 'time-range'].includes(words[end] ?? '')) end++
  return [...words.slice(0, at), ...words.slice(end)]
}

function spelled(words: readonly string[], nameOf: (alias: string) => string | undefined): string[] {
  const reader = new WordReader(words.map((text, i) => ({ text, column: i })))
  const result = [reader.next() ?? '']
  const word = reader.next() ?? ''
  const protocol = protocolNumber(word)
  result.push(String(protocol ?? word))
  if (NAMING.has(word)) result.push(reader.next() ?? '')
  const protocols = portProtocols(word) ?? [6, 17]
  const port = (): string => {
    const text = reader.next() ?? ''
    return String(portNumber(protocols, text) ?? text)
  }
  while (!reader.atEnd) {
    const text = reader.next() ?? ''
    const known = TESTS.get(text)
    if (NAMING.has(text)) result.push(text, reader.next() ?? '')
    else if (text === 'host') result.push(hostWord(reader.next() ?? '', nameOf))
    else if (known !== undefined) append(result, known(text, port))
    else result.push(otherWord(text, reader, protocol, nameOf))
  }
  return result
}

/** A network with its mask, or a word such as `any` or an ICMP type. */
function otherWord(
  text: string,
  reader: WordReader,
  protocol: number | undefined,
  nameOf: (alias: string) => string | undefined,
): string {
  const address = nameOf(text) ?? text
  const isNetwork = parseIPv4(address) !== undefined && parseIPv4(reader.peek() ?? '') !== undefined
  if (isNetwork) return `${address}/${reader.next()}`
  return protocol === undefined ? text : String(icmpType(protocol, text) ?? text)
}

/** Tests of ports; `eq` is a range of one. */
const TESTS: ReadonlyMap<string, (word: string, port: () => string) => readonly string[]> = new Map([
  ['eq', (_word: string, port: () => string) => exactly(port())],
  ['range', (word: string, port: () => string) => [word, port(), port()]],
  ['gt', (word: string, port: () => string) => [word, port()]],
  ['lt', (word: string, port: () => string) => [word, port()]],
  ['neq', (word: string, port: () => string) => [word, port()]],
])

/** Words that are followed by a name, which is nothing else. */
const NAMING: ReadonlySet<string> = new Set(['object', 'object-group', 'object-group-user', 'time-range'])

function hostWord(text: string, nameOf: (alias: string) => string | undefined): string {
  return `${nameOf(text) ?? text}/255.255.255.255`
}

function exactly(port: string): [string, string, string] {
  return ['range', port, port]
}
