import { parseAddress } from '../../../src/model/address.ts'
import type { AsaInterface } from '../config.ts'
import {
  doubt,
  enter,
  isUnreadable,
  kept,
  keyAt,
  type Line,
  lose,
  MODELLED,
  type Outcome,
  type Reading,
  unread,
  unreadLine,
} from './block.ts'
import { readClear } from './clear.ts'
import { IRRELEVANT, IRRELEVANT_PAIRS } from './irrelevant.ts'
import { readAccessGroup, readAccessList, readIpv6, readRoute, readRouter } from './list-lines.ts'
import { readInMode } from './modes.ts'
import { readObject, readObjectGroup } from './object-lines.ts'
import { newInterface, readFailover, readPix6Address, readPix6Interface, readPix6Nameif } from './pix6-lines.ts'
import { readAaa, readCrypto, readDynamicFilter, readFixup, readIpAudit, readSysopt, readWccp } from './policy-lines.ts'
import { opensBlock } from './sub-commands.ts'

type Handler = (reading: Reading, line: number, words: readonly string[]) => Outcome

/** Reads one line that is no blank, no comment and no entry that was taken already. */
export function readStatement(reading: Reading, line: number, text: string, indented: boolean): void {
  const [first = '', ...rest] = text.split(/\s+/)
  const words = [first.toLowerCase(), ...rest]
  const topLevel = levelOf(words)
  const outcome = readInMode(reading, { line, words, indented, topLevel }) ?? readTopLevel(reading, line, words)
  if (typeof outcome === 'string') reading.account.set(line, outcome)
  else reading.account.notUnderstood(line, outcome.notUnderstood)
}

/** Whether a line may begin with this word outside every block. */
export function isTopLevelWord(word: string): boolean {
  const key = word.toLowerCase()
  return HANDLERS.has(key) || IRRELEVANT.has(key) || key === 'no'
}

/** What a line outside every block would be: a statement that may decide traffic, one that does not, or none. */
function levelOf(words: readonly string[]): Line['topLevel'] {
  const first = words[0] ?? ''
  if (IRRELEVANT_PAIRS.has(`${first} ${keyAt(words, 1)}`)) return 'irrelevant'
  const word = first === 'no' ? keyAt(words, 1) : first
  if (HANDLERS.has(word)) return 'decides'
  return IRRELEVANT.has(word) ? 'irrelevant' : undefined
}

function readTopLevel(reading: Reading, line: number, words: readonly string[]): Outcome {
  reading.mode = undefined
  const first = words[0] ?? ''
  const known = IRRELEVANT_PAIRS.get(`${first} ${keyAt(words, 1)}`)
  if (known !== undefined) return passOver(reading, words, known)
  const handler = HANDLERS.get(first)
  if (handler !== undefined) return handler(reading, line, words)
  const reason = IRRELEVANT.get(first)
  if (reason !== undefined) return passOver(reading, words, reason)
  if (first === 'no' && words[1] !== undefined) return readNegation(reading, line, words)
  reading.config.lost ??= unreadLine(line, words)
  return lose(reading, line, words, `no statement that is known begins with \`${first.slice(0, 40)}\``)
}

function passOver(reading: Reading, words: readonly string[], reason: string): Outcome {
  return opensBlock(words) ? enter(reading, { kind: 'irrelevant', reason }, 'irrelevant') : 'irrelevant'
}

/** A saved configuration prints `no …` for defaults; of a statement that decides traffic it may undo an earlier line. */
function readNegation(reading: Reading, line: number, words: readonly string[]): Outcome {
  const second = keyAt(words, 1)
  if (second === 'nat-control' && words.length === 2) {
    delete reading.config.natControl
    return MODELLED
  }
  if (second === 'fixup') return MODELLED
  if (second === 'sysopt') {
    const isVpn = keyAt(words, 2) === 'connection' && /^permit-(?:vpn|ipsec)$/i.test(words[3] ?? '')
    return isVpn ? kept(reading, line, ['permit-vpn', 'off']) : 'irrelevant'
  }
  if (second === 'clock') return 'irrelevant'
  if (IRRELEVANT.has(second)) return passOver(reading, words, 'a default')
  if (HANDLERS.has(second)) return doubt(reading, line, words)
  return unread(reading, line, words, `no statement that is known begins with \`no ${second.slice(0, 40)}\``)
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
  ['router', readRouter],
  ['rip', readRouter],
  ['class-map', (reading, _line, words) => enter(reading, { kind: 'class', name: words.at(-1) ?? '' }, MODELLED)],
  ['policy-map', readPolicyMap],
  ['crypto', readCrypto],
  ['isakmp', readCrypto],
  ['webvpn', (reading) => enter(reading, { kind: 'webvpn' }, 'irrelevant')],
  ['sysopt', readSysopt],
  ['aaa', readAaa],
  ['service-policy', kept],
  ['tcp-map', (reading, _line, words) => enter(reading, { kind: 'filter-map', name: words[1] ?? '' }, MODELLED)],
  ['snmp-map', (reading, _line, words) => enter(reading, { kind: 'filter-map', name: words[1] ?? '' }, MODELLED)],
  ['wccp', readWccp],
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

function readPolicyMap(reading: Reading, _line: number, words: readonly string[]): Outcome {
  const inspection = keyAt(words, 1) === 'type' ? { inspection: words.at(-1) ?? '' } : {}
  return enter(reading, { kind: 'policy', ...inspection }, MODELLED)
}

function readTranslation({ config }: Reading, line: number, words: readonly string[]): Outcome {
  config.translations.push({ line, words })
  return MODELLED
}

function readNatControl(reading: Reading, line: number, words: readonly string[]): Outcome {
  const { config } = reading
  if (words.length > 1) return unread(reading, line, words, 'nothing is expected behind `nat-control`')
  config.natControl = { line }
  return MODELLED
}

function readConduit({ config }: Reading, line: number): Outcome {
  config.pix6Line ??= line
  config.conduits.push(line)
  return MODELLED
}

function readIp(reading: Reading, line: number, words: readonly string[]): Outcome {
  const second = keyAt(words, 1)
  if (second === 'address') return readPix6Address(reading, line, words)
  if (second === 'audit') return readIpAudit(reading, line, words)
  if (second !== 'verify') return doubt(reading, line, words)
  const isRead = keyAt(words, 2) === 'reverse-path' && keyAt(words, 3) === 'interface' && words.length === 5
  if (!isRead) return unread(reading, line, words, '`ip verify reverse-path interface NAME` is expected')
  return kept(reading, line, ['ip-verify', ...words.slice(2)])
}

/** Between the interfaces of a transparent firewall the same lists and levels decide. */
function readFirewall(reading: Reading, line: number, words: readonly string[]): Outcome {
  if (keyAt(words, 1) === 'transparent') reading.config.transparent = true
  return keyAt(words, 1) === 'transparent' || keyAt(words, 1) === 'router' ? MODELLED : doubt(reading, line, words)
}

function readClock({ config }: Reading, line: number, words: readonly string[]): Outcome {
  const [, , , hours = '', minutes = '0'] = words
  const what = keyAt(words, 1)
  if (what === 'summer-time') config.summerTime = true
  else if (what !== 'timezone' || !/^-?\d{1,2}$/.test(hours) || !/^\d{1,2}$/.test(minutes)) {
    config.clockUnread = unreadLine(line, words)
    return { notUnderstood: '`clock timezone NAME HOURS` is expected' }
  } else {
    config.timeZone = Number(hours) * 60 + (hours.startsWith('-') ? -Number(minutes) : Number(minutes))
  }
  return MODELLED
}

function readTimeRange(reading: Reading, line: number, words: readonly string[]): Outcome {
  const [, name] = words
  if (name === undefined || isUnreadable(name)) return lose(reading, line, words, 'a name is expected')
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
  const hardware = words.slice(1).join('')
  const known = interfaceCalled(hardware, reading)
  const target = known ?? newInterface(hardware, line)
  if (known === undefined) reading.config.interfaces.push(target)
  if (hardware === '' || isUnreadable(hardware)) target.unread ??= unreadLine(line, words)
  return enter(reading, { kind: 'interface', target }, MODELLED)
}

/** The interface of this hardware; those that were added since the last question are entered first. */
function interfaceCalled(hardware: string, { config: { interfaces }, byHardware }: Reading): AsaInterface | undefined {
  for (let i = byHardware.entered; i < interfaces.length; i++) {
    const key = interfaces[i]!.hardware.toLowerCase()
    if (!byHardware.found.has(key)) byHardware.found.set(key, interfaces[i]!)
  }
  byHardware.entered = interfaces.length
  return byHardware.found.get(hardware.toLowerCase())
}

function readName({ config }: Reading, _line: number, words: readonly string[]): Outcome {
  const [, address, alias] = words
  if (address === undefined || alias === undefined || parseAddress(address) === undefined) {
    return { notUnderstood: 'an address and a name are expected' }
  }
  config.names.set(alias, address)
  return MODELLED
}

function readSameSecurity(reading: Reading, line: number, words: readonly string[]): Outcome {
  const which = keyAt(words, 2)
  const isRead = keyAt(words, 1) === 'permit' && (which === 'inter-interface' || which === 'intra-interface')
  if (!isRead || words.length !== 3) {
    const expected = '`permit inter-interface` or `permit intra-interface` is expected'
    return unread(reading, line, words, expected, { isSameSecurity: true })
  }
  if (which === 'inter-interface') reading.config.interInterface = true
  else reading.config.intraInterface = true
  return MODELLED
}
