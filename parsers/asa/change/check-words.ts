import { maskLength, parseAddress, parseIPv4, parsePrefix } from '../../../src/model/address.ts'
import { ICMP, ICMPV6, TCP, UDP } from '../../../src/model/protocol.ts'
import { icmpType, portNumber, protocolNumber } from '../names/resolve-services.ts'
import { stateAt } from '../schedule/time-range.ts'
import type { DocLine, Document } from './document.ts'
import { definedNames } from './references.ts'
import { nameResolver, plain, Refusal } from './script-state.ts'

/** Refuses words of an access list entry, from its action on, that the device would not take. Throws Refusal. */
export function checkEntryWords(document: Document, words: readonly string[]): void {
  const rest = words[0] === 'extended' ? words.slice(1) : words
  if (rest[0] === 'remark') return
  const protocol = rest[1] ?? ''
  if (!isReference(protocol)) checkProtocol(protocol)
  const own = portProtocols(protocol)
  let at = isReference(protocol) ? 3 : 2
  while (at < rest.length) at += takenAt(document, rest, at, own)
}

/** How many words say one thing from a place on; those that are no name are checked. */
function takenAt(document: Document, words: readonly string[], at: number, protocols: readonly number[]): number {
  const word = words[at] ?? ''
  const next = words[at + 1] ?? ''
  if (isReference(word) || word === 'interface') return 2
  if (word === 'host') {
    checkAddress(document, next)
    return 2
  }
  if (word === 'time-range') {
    const isThere = document.blocks.some(
      ({ header }) => !header.isGone && plain(header.text).split(' ').slice(0, 2).join(' ') === `time-range ${next}`,
    )
    if (!isThere) throw new Refusal(`there is no time range \`${next}\``)
    return 2
  }
  const ports = word === 'range' ? 2 : TESTS.has(word) ? 1 : 0
  for (let i = 1; i <= ports; i++) checkPort(protocols, words[at + i])
  return ports + 1
}

const TESTS: ReadonlySet<string> = new Set(['eq', 'gt', 'lt', 'neq'])

function isReference(word: string): boolean {
  return /^object(?:-group(?:-user|-security|-network-service)?)?$/.test(word)
}

function portProtocols(word: string): readonly number[] {
  const number = protocolNumber(word)
  return number === undefined ? [TCP, UDP] : [number]
}

function checkPort(protocols: readonly number[], word: string | undefined): void {
  if (word === undefined) throw new Refusal('a port is expected at the end')
  if (portNumber(protocols, word) === undefined) {
    throw new Refusal(
      `\`${word}\` is no port of this protocol`,
      'a number from 0 to 65535, or a name that an ASA knows',
    )
  }
}

function checkProtocol(word: string): void {
  if (word.toLowerCase() === 'ip' || protocolNumber(word) !== undefined) return
  throw new Refusal(`\`${word}\` is no protocol of an ASA`, '`ip`, `tcp`, `udp`, `icmp` or a number, for example')
}

/** Refuses what no object, group or time range holds; `type` is that of the block. Throws Refusal. */
export function checkMemberWords(document: Document, words: readonly string[], type: string): void {
  const [first = '', second = ''] = words
  if (first === 'absolute' || first === 'periodic') checkTime(words)
  else if (second === 'object') return
  else if (first === 'service' || first === 'service-object') checkService(words.slice(1))
  else if (first === 'protocol-object') checkProtocol(second)
  else if (first === 'port-object') checkTests(words.slice(1), portProtocols(type.split(' ')[1] ?? ''))
  else if (first === 'icmp-object') checkIcmp(second)
  else checkAddresses(document, words)
}

const ANY_TIME = { year: 2000, month: 1, day: 1, hour: 0, minute: 0 }

function checkTime(words: readonly string[]): void {
  const told = stateAt({ name: '', line: 0, lines: [{ line: 0, words }] }, ANY_TIME)
  if (told.state === 'unknown') throw new Refusal(`this is no time: \`${words.slice(1).join(' ')}\``)
}

/** `tcp [source TEST] [destination] [TEST]`, `icmp [TYPE [CODE]]`, or a protocol. */
function checkService([protocol = '', ...rest]: readonly string[]): void {
  checkProtocol(protocol)
  const number = protocolNumber(protocol)
  if (number === ICMP || number === ICMPV6) {
    if (rest[0] !== undefined) checkIcmp(rest[0])
    return
  }
  checkTests(
    rest.filter((word) => word !== 'source' && word !== 'destination'),
    portProtocols(protocol),
  )
}

function checkTests(words: readonly string[], protocols: readonly number[]): void {
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? ''
    const ports = word === 'range' ? 2 : 1
    if (word !== 'range' && !TESTS.has(word)) throw new Refusal(`\`${word}\` is no test of ports`, '`eq` or `range`')
    for (let i = 1; i <= ports; i++) checkPort(protocols, words[at + i])
    at += ports + 1
  }
}

function checkIcmp(word: string): void {
  if (icmpType(ICMP, word) !== undefined || icmpType(ICMPV6, word) !== undefined) return
  throw new Refusal(`\`${word}\` is no type of ICMP`, '`echo`, or a number from 0 to 255')
}

/** `host`, `subnet` and `range` take addresses, and aliases that `name` gives. */
function checkAddresses(document: Document, words: readonly string[]): void {
  const [first = '', second = '', third = ''] = words
  if (first === 'host') checkAddress(document, second)
  else if (first === 'range') for (const word of [second, third]) checkAddress(document, word)
  else if (first === 'subnet') checkNetwork(document, second, third)
  else if (first === 'network-object' && second === 'host') checkAddress(document, third)
  else if (first === 'network-object') checkNetwork(document, second, third)
}

function checkNetwork(document: Document, address: string, mask: string): void {
  if (address.includes('/')) {
    if (parsePrefix(address).kind === 'invalid') throw new Refusal(`\`${address}\` is no network`)
    return
  }
  checkAddress(document, address)
  const bits = parseIPv4(mask)
  if (mask !== '0' && (bits === undefined || maskLength(bits) === undefined)) {
    throw new Refusal(`\`${mask}\` is no network mask`, '`255.255.255.0`, for example')
  }
}

/** Throws Refusal for a word that is neither an address nor an alias of `name`. */
export function checkAddress(document: Document, word: string): void {
  const address = nameResolver(document)(word) ?? word
  if (address === '0' || parseAddress(address) !== undefined) return
  const { objects, groups } = definedNames(document)
  const kind = objects.has(word) ? 'object' : groups.has(word) ? 'object-group' : undefined
  if (kind === undefined) {
    throw new Refusal(`\`${word}\` is no address, and no \`name\` gives it one`, 'an address such as 10.1.0.10')
  }
  throw new Refusal(
    `\`${word}\` is no address: it is an ${kind}, and \`host\` takes addresses alone`,
    `\`${kind} ${word}\``,
    `write \`${kind} ${word}\` in its place`,
  )
}

/** Refuses translations and routes of interfaces that the text does not have. Throws Refusal. */
export function checkInterfaces(document: Document, words: readonly string[]): void {
  const [first = '', second = ''] = words
  const pair = /^\(([^()]+)\)$/.exec(second)?.[1]
  const named = pair !== undefined ? pair.split(',') : first === 'route' ? [second] : []
  const stranger = named.find((name) => name !== 'any' && !hasInterface(document, name))
  if (stranger !== undefined) throw new Refusal(`there is no interface \`${stranger}\``)
}

export function hasInterface({ blocks, statements }: Document, name: string): boolean {
  const isNamed = ({ isGone, text }: DocLine): boolean => !isGone && plain(text) === `nameif ${name}`
  const pix = statements.some(
    ({ isGone, text }) => !isGone && /^\s*nameif \S+ /.test(text) && plain(text).split(' ')[2] === name,
  )
  return pix || blocks.some(({ header, members }) => !header.isGone && members.some(isNamed))
}
