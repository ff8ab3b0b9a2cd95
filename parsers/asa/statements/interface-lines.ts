import type { AsaInterface } from '../config.ts'
import { MODELLED, type Outcome, type Reading } from './block.ts'

const QUIET = new Set([
  'description',
  'vlan',
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
  'vrf',
  'propagate',
  'policy',
])

/** A sub-command of an interface; undefined if the word does not belong there. */
export function readInterfaceLine(
  target: AsaInterface,
  line: number,
  words: readonly string[],
  reading: Reading,
): Outcome | undefined {
  const [first = '', second = ''] = words
  switch (first) {
    case 'nameif':
      target.nameif = second
      target.level ??= second === 'inside' ? 100 : 0
      return MODELLED
    case 'security-level':
      if (!/^\d{1,3}$/.test(second) || Number(second) > 100)
        return { notUnderstood: 'a level from 0 to 100 is expected' }
      target.level = Number(second)
      return MODELLED
    case 'shutdown':
      target.shutdown = true
      return MODELLED
    case 'management-only':
      target.managementOnly = true
      return MODELLED
    case 'zone-member':
      target.zoneMember = second
      return MODELLED
    case 'bridge-group':
      target.bridgeGroup = second
      return MODELLED
    case 'ip':
    case 'ipv6':
      return readAddress(target, line, words)
    case 'no':
      return readNegated(target, line, words, reading)
    case 'policy-route':
      reading.config.doubts.push({ line, words })
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
  switch (words[1]) {
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
    case 'security-level':
    case 'ip':
    case 'ipv6':
      return MODELLED
    default:
      return QUIET.has(words[1] ?? '') ? 'irrelevant' : undefined
  }
}

function readAddress(target: AsaInterface, line: number, words: readonly string[]): Outcome | undefined {
  const [family, second, third = '', fourth = ''] = words
  if (second !== 'address') return family === 'ipv6' || second === 'verify' ? 'irrelevant' : undefined
  if (['dhcp', 'pppoe', 'autoconfig'].includes(third)) {
    target.dynamicAddress = true
    return MODELLED
  }
  const mask = family === 'ip' ? fourth : ''
  target.addresses.push({ own: true, text: third, mask, line })
  const standby = words.indexOf('standby')
  if (standby > 0 && words[standby + 1] !== undefined) {
    target.addresses.push({ own: false, text: words[standby + 1] ?? '', mask: '', line })
  }
  return MODELLED
}
