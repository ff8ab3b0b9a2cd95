import { parseAddress } from '../../../src/model/address.ts'
import { doubt, enter, kept, MODELLED, type Outcome, type Reading } from './block.ts'
import { readClear } from './clear.ts'
import { readInterfaceLine } from './interface-lines.ts'
import { IRRELEVANT, IRRELEVANT_PAIRS } from './irrelevant.ts'
import { readAccessGroup, readAccessList, readIpv6, readRoute } from './list-lines.ts'
import { readGroupLine, readObject, readObjectGroup, readObjectLine } from './object-lines.ts'
import {
  isPix6Line,
  newInterface,
  readFailover,
  readPix6Address,
  readPix6Interface,
  readPix6Nameif,
} from './pix6-lines.ts'
import { readAaa, readCrypto, readDynamicFilter, readFixup, readPolicyLine, readSysopt } from './policy-lines.ts'

type Handler = (reading: Reading, line: number, words: readonly string[]) => Outcome

/** Reads one line that is no blank, no comment and no entry that was taken already. */
export function readStatement(reading: Reading, line: number, text: string, indented: boolean): void {
  const words = text.split(/\s+/)
  const outcome = readInMode(reading, line, words, indented) ?? readTopLevel(reading, line, words)
  if (typeof outcome === 'string') reading.account.set(line, outcome)
  else reading.account.notUnderstood(line, outcome.notUnderstood)
}

const UNKNOWN_OF_INTERFACE: Outcome = { notUnderstood: 'no sub-command of an interface that is known' }

/** Membership goes by keyword; indentation decides only for blocks whose sub-commands are not known one by one. */
function readInMode(reading: Reading, line: number, words: readonly string[], indented: boolean): Outcome | undefined {
  const { mode } = reading
  if (mode === undefined) return undefined
  switch (mode.kind) {
    case 'interface':
      if (isPix6Line(reading, words)) return undefined
      return readInterfaceLine(mode.target, line, words, reading) ?? (indented ? UNKNOWN_OF_INTERFACE : undefined)
    case 'object':
      return readObjectLine(reading, mode.name, line, words)
    case 'group':
      return readGroupLine(mode.target, line, words)
    case 'class':
      if (words[0] === 'match') reading.config.doubts.push({ line, words: ['class-map', mode.name, ...words.slice(1)] })
      return indented || words[0] === 'match' || words[0] === 'description' ? MODELLED : undefined
    case 'policy':
      return readPolicyLine(reading, mode, line, words, indented)
    case 'webvpn':
      if (words[0] === 'enable' && words[1] !== undefined) return kept(reading, line, ['tunnel', words[1]])
      return indented ? 'irrelevant' : undefined
    case 'time-range':
      if (words[0] !== 'absolute' && words[0] !== 'periodic') return undefined
      mode.target.lines.push({ line, words })
      return MODELLED
    case 'irrelevant':
    case 'ignored-group':
      return indented ? 'irrelevant' : undefined
  }
}

/** Whether a line may begin with this word outside every block. */
export function isTopLevelWord(word: string): boolean {
  const key = word.toLowerCase()
  return HANDLERS.has(key) || IRRELEVANT.has(key) || key === 'no'
}

function readTopLevel(reading: Reading, line: number, words: readonly string[]): Outcome {
  reading.mode = undefined
  const first = (words[0] ?? '').toLowerCase()
  const pair = `${first} ${words[1]?.toLowerCase() ?? ''}`
  const known = IRRELEVANT_PAIRS.get(pair)
  if (known !== undefined) return enter(reading, { kind: 'irrelevant', reason: known }, 'irrelevant')
  const handler = HANDLERS.get(first)
  if (handler !== undefined) return handler(reading, line, words)
  const reason = IRRELEVANT.get(first)
  if (reason !== undefined) return enter(reading, { kind: 'irrelevant', reason }, 'irrelevant')
  if (first === 'no' && words[1] !== undefined) return readNegation(reading, line, words)
  if (/^(access|policy|conduit|nat|static|filter)/.test(first)) return doubt(reading, line, ['unknown', ...words])
  return { notUnderstood: `no statement that is known begins with \`${first.slice(0, 40)}\`` }
}

/** A saved configuration prints `no …` for defaults; of a statement that decides traffic it may undo an earlier line. */
function readNegation(reading: Reading, line: number, words: readonly string[]): Outcome {
  const second = (words[1] ?? '').toLowerCase()
  if (second === 'nat-control') {
    delete reading.config.natControl
    return MODELLED
  }
  if (second === 'fixup') return MODELLED
  if (second === 'sysopt') {
    const isVpn = words[2] === 'connection' && /^permit-(?:vpn|ipsec)$/.test(words[3] ?? '')
    return isVpn ? kept(reading, line, ['permit-vpn', 'off']) : 'irrelevant'
  }
  if (second === 'clock') return 'irrelevant'
  if (IRRELEVANT.has(second)) return enter(reading, { kind: 'irrelevant', reason: 'a default' }, 'irrelevant')
  if (HANDLERS.has(second)) return doubt(reading, line, words)
  return { notUnderstood: `no statement that is known begins with \`no ${second.slice(0, 40)}\`` }
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['asa', readVersion],
  ['pix', readVersion],
  ['fwsm', readVersion],
  ['ngfw', readVersion],
  ['hostname', readHostname],
  ['interface', readInterface],
  ['name', readName],
  ['object', readObject],
  ['object-group', readObjectGroup],
  ['access-list', readAccessList],
  ['ipv6', readIpv6],
  ['access-group', readAccessGroup],
  ['same-security-traffic', readSameSecurity],
  ['route', readRoute],
  ['class-map', (reading, _line, words) => enter(reading, { kind: 'class', name: words.at(-1) ?? '' }, 'modelled')],
  ['policy-map', (reading) => enter(reading, { kind: 'policy' }, 'modelled')],
  ['crypto', readCrypto],
  ['isakmp', readCrypto],
  ['webvpn', (reading) => enter(reading, { kind: 'webvpn' }, 'irrelevant')],
  ['sysopt', readSysopt],
  ['aaa', readAaa],
  ['service-policy', kept],
  ['time-range', readTimeRange],
  ['clock', readClock],
  ['dynamic-filter', readDynamicFilter],
  ['clear', readClear],
  ['end', () => 'irrelevant'],
  ['exit', () => 'irrelevant'],
  ['nat', readTranslation],
  ['static', readTranslation],
  ['global', readTranslation],
  ['nat-control', readNatControl],
  ['conduit', readConduit],
  ['nameif', readPix6Nameif],
  ['ip', readIp],
  ['failover', readFailover],
  ['firewall', readFirewall],
  ['fixup', readFixup],
  ...['outbound', 'apply', 'established', 'filter', 'shun'].map((word): [string, Handler] => [word, kept]),
  ...['alias', 'policy-route'].map((word): [string, Handler] => [word, doubt]),
])

function readTranslation({ config }: Reading, line: number, words: readonly string[]): Outcome {
  config.translations.push({ line, words })
  return MODELLED
}

function readNatControl({ config }: Reading, line: number): Outcome {
  config.natControl = { line }
  return MODELLED
}

function readConduit({ config }: Reading, line: number): Outcome {
  config.pix6Line ??= line
  config.conduits.push(line)
  return MODELLED
}

function readIp(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (words[1] === 'address') return readPix6Address(reading, line, words)
  return words[1] === 'verify' ? kept(reading, line, ['ip-verify', ...words.slice(2)]) : doubt(reading, line, words)
}

/** Between the interfaces of a transparent firewall the same lists and levels decide. */
function readFirewall(reading: Reading, line: number, words: readonly string[]): Outcome {
  return words[1] === 'transparent' || words[1] === 'router' ? MODELLED : doubt(reading, line, words)
}

function readClock({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  const [, what, , hours = '', minutes = '0'] = words
  if (what === 'summer-time') config.summerTime = true
  else if (what === 'timezone') {
    if (!/^-?\d{1,2}$/.test(hours) || !/^\d{1,2}$/.test(minutes))
      return { notUnderstood: '`clock timezone NAME HOURS` is expected' }
    config.timeZone = Number(hours) * 60 + (hours.startsWith('-') ? -Number(minutes) : Number(minutes))
  }
  return MODELLED
}

function readTimeRange(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, name] = words
  if (name === undefined) return { notUnderstood: 'a name is expected' }
  const known = reading.config.timeRanges.get(name)
  const target = known ?? { name, line, lines: [] }
  reading.config.timeRanges.set(name, target)
  return enter(reading, { kind: 'time-range', target }, MODELLED)
}

function readVersion({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  const match = /^version\s+(\d+)\.(\d+)/i.exec(words.slice(1).join(' '))
  if (match === null) return { notUnderstood: 'no version number' }
  config.version ??= {
    product: (words[0] ?? '').toLowerCase(),
    major: Number(match[1]),
    minor: Number(match[2]),
  }
  return MODELLED
}

function readHostname({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  config.hostname ??= words[1] ?? ''
  return 'irrelevant'
}

function readInterface(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (readPix6Interface(reading, line, words)) return enter(reading, { kind: 'irrelevant', reason: 'PIX' }, MODELLED)
  const target = newInterface(words.slice(1).join(' '), line)
  reading.config.interfaces.push(target)
  return enter(reading, { kind: 'interface', target }, MODELLED)
}

function readName({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  const [, address, alias] = words
  if (address === undefined || alias === undefined || parseAddress(address) === undefined) {
    return { notUnderstood: 'an address and a name are expected' }
  }
  config.names.set(alias, address)
  return MODELLED
}

function readSameSecurity({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  const which = words.at(-1)
  if (words[1] !== 'permit') return { notUnderstood: '`permit` is expected' }
  if (which === 'inter-interface') config.interInterface = true
  else if (which === 'intra-interface') config.intraInterface = true
  else return { notUnderstood: '`inter-interface` or `intra-interface` is expected' }
  return MODELLED
}
