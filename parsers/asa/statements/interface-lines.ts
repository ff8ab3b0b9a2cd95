import type { Family } from '../../../src/model/address.ts'
import type { AsaInterface, InterfaceAddress } from '../config.ts'
import { isUnreadable, keyAt, MODELLED, type Outcome, type Reading, unreadLine } from './block.ts'

const QUIET = new Set([
  'description',
  'forward',
  'speed',
  'duplex',
  'switchport',
  'channel-group',
  'member-interface',
  'lacp',
  'port-channel',
  'mac-address',
  'standby',
  'delay',
  'ospf',
  'eigrp',
  'pim',
  'igmp',
  'authentication',
  'hello-interval',
  'flowcontrol',
  'media-type',
  'power',
  'pppoe',
  'dhcp',
  'cts',
  'summary-address',
  'lldp',
  'nve-only',
  'mtu',
  'rip',
  'isis',
  'bfd',
  'hold-time',
  'poll-timer',
  'tunnel',
  'propagate',
  'policy',
])

/** Whether the line can only be about an interface: it names, levels or places one, or joins it to others. */
export function isInterfaceWord(words: readonly string[]): boolean {
  const first = words[0] === 'no' ? keyAt(words, 1) : (words[0] ?? '')
  const second = keyAt(words, words[0] === 'no' ? 2 : 1)
  if (first === 'ip') return second === 'address'
  if (first === 'ipv6') return IPV6_OF_INTERFACE.has(second)
  return PLACING.has(first)
}

const PLACING = new Set([
  'nameif',
  'security-level',
  'bridge-group',
  'zone-member',
  'vlan',
  'shutdown',
  'management-only',
])

/** `ipv6 …` of an interface; the other words are of the device. */
const IPV6_OF_INTERFACE = new Set([
  'address',
  'enable',
  'nd',
  'ospf',
  'dhcp',
  'eigrp',
  'rip',
  'verify',
  'mtu',
  'traffic',
])

/** A sub-command of an interface; undefined if the word does not belong there. */
export function readInterfaceLine(
  target: AsaInterface,
  line: number,
  words: readonly string[],
  reading: Reading,
): Outcome | undefined {
  const [first = '', second = ''] = words
  const unread = (expected: string): Outcome => {
    target.unread ??= unreadLine(line, words)
    return { notUnderstood: `${expected}; what hangs on it is left open` }
  }
  switch (first) {
    case 'nameif':
      if (words.length !== 2 || isUnreadable(second)) return unread('a name is expected')
      target.nameif = second
      target.level ??= defaultLevel(second)
      return MODELLED
    case 'security-level':
      if (words.length !== 2 || !/^\d{1,3}$/.test(second) || Number(second) > 100) {
        target.levelUnread = unreadLine(line, words)
        return { notUnderstood: 'a level from 0 to 100 is expected; what hangs on it is left open' }
      }
      target.level = Number(second)
      delete target.levelUnread
      return MODELLED
    case 'shutdown':
      if (words.length > 1) return unread('nothing is expected behind `shutdown`')
      target.shutdown = true
      return MODELLED
    case 'management-only':
      if (words.length > 1 && keyAt(words, 1) !== 'individual')
        return unread('nothing is expected behind `management-only`')
      target.managementOnly = true
      return MODELLED
    case 'zone-member':
      if (words.length !== 2 || isUnreadable(second)) return unread('the name of a traffic zone is expected')
      target.zoneMember = second
      return MODELLED
    case 'bridge-group':
      if (words.length !== 2 || !/^\d{1,4}$/.test(second)) return unread('the number of a bridge group is expected')
      target.bridgeGroup = second
      return MODELLED
    case 'vlan':
      // What the number is decides nothing; a line of which it cannot be read may say something else.
      if (!words.slice(1).every((word) => /^(?:[\d,-]+|secondary)$/i.test(word)) || words.length < 2)
        return unread('the number of a VLAN is expected')
      return 'irrelevant'
    case 'ip':
    case 'ipv6':
      return readAddress(target, line, words)
    case 'no':
      return readNegated(target, line, words, reading)
    // Networks of different routing tables do not meet unless routes leak between them.
    case 'vrf':
    case 'policy-route':
      reading.config.open.push(unreadLine(line, words))
      return { notUnderstood: `\`${first}\` is not modelled; what it may change is left open` }
    default:
      return QUIET.has(first) ? 'irrelevant' : undefined
  }
}

function readNegated(
  target: AsaInterface,
  line: number,
  words: readonly string[],
  reading: Reading,
): Outcome | undefined {
  const second = keyAt(words, 1)
  switch (second) {
    case 'shutdown':
      target.shutdown = false
      return MODELLED
    case 'management-only':
      target.managementOnly = false
      return MODELLED
    case 'forward':
      // `no forward interface Vlan2`: nothing that starts here gets there (ASA 5505).
      reading.config.doubts.push({ line, words: ['forward', target.hardware, words.slice(3).join(' ')] })
      return MODELLED
    case 'nameif':
      // Its level goes with the name.
      delete target.nameif
      delete target.level
      return MODELLED
    case 'security-level':
      if (target.nameif === undefined) delete target.level
      else target.level = defaultLevel(target.nameif)
      delete target.levelUnread
      return MODELLED
    case 'bridge-group':
      delete target.bridgeGroup
      return MODELLED
    case 'zone-member':
      delete target.zoneMember
      return MODELLED
    case 'ip':
    case 'ipv6':
      if (!isInterfaceWord(words)) return undefined
      if (keyAt(words, 2) === 'address') removeAddresses(target, second === 'ip' ? 4 : 6, words[3])
      return MODELLED
    default:
      return QUIET.has(second) ? 'irrelevant' : undefined
  }
}

/** What a named interface has without a `security-level` line (command reference, "nameif"). */
function defaultLevel(nameif: string): number {
  return nameif.toLowerCase() === 'inside' ? 100 : 0
}

/** Takes away the addresses of a family, or the one that is named. */
function removeAddresses(target: AsaInterface, family: Family, named: string | undefined): void {
  const one =
    named !== undefined && /^[\dA-Fa-f]/.test(named) && !/^dhcp$/i.test(named) ? named.toLowerCase() : undefined
  target.addresses = target.addresses.filter(
    (address) => address.family !== family || (one !== undefined && address.own && address.text.toLowerCase() !== one),
  )
  if (one === undefined) target.dynamic = target.dynamic.filter((source) => source.family !== family)
}

function readAddress(target: AsaInterface, line: number, words: readonly string[]): Outcome | undefined {
  const [family, , third = '', fourth = ''] = words
  if (keyAt(words, 1) !== 'address') return isInterfaceWord(words) ? 'irrelevant' : undefined
  const options = words.slice(3).map((word) => word.toLowerCase())
  if (['dhcp', 'pppoe', 'autoconfig'].includes(third.toLowerCase())) {
    const setsRoute = options.includes('setroute') || options.includes('default')
    if (family === 'ip') removeAddresses(target, 4, undefined)
    target.dynamic.push({ family: family === 'ip' ? 4 : 6, setsRoute, line })
    return MODELLED
  }
  const mask = family === 'ip' ? fourth : ''
  const place: Pick<InterfaceAddress, 'family' | 'line' | 'isLocal'> = {
    family: family === 'ip' ? 4 : 6,
    line,
    ...(options.includes('link-local') ? { isLocal: true } : {}),
  }
  // An interface has one IPv4 address: a later line takes the place of the one before. Of IPv6 it may have several.
  if (family === 'ip') removeAddresses(target, 4, undefined)
  target.addresses.push({ own: true, text: third, mask, ...place })
  const standby = words.findIndex((word) => word.toLowerCase() === 'standby')
  if (standby > 0 && words[standby + 1] !== undefined) {
    target.addresses.push({ own: false, text: words[standby + 1] ?? '', mask: '', ...place })
  }
  return MODELLED
}
