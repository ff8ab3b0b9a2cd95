import { expect, test } from 'vitest'
import { parseAddress } from '../../../src/model/address.ts'
import { answersOf, type Point } from '../../support/asa-answers.ts'

const CAS = parseAddress('192.168.1.10')!
const DC = parseAddress('10.1.0.10')!
const MAIL: Point = [6, 25, 50000]

/** A bridge of two ports, whose interface is the network `dmz`, beside the inside. */
const text = (more: string): string => `ASA Version 9.8(4)
hostname fw1
interface GigabitEthernet0/0
 nameif inside
 security-level 50
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/1
 bridge-group 1
 nameif port1
 security-level 100
interface GigabitEthernet0/2
 bridge-group 1
 nameif port2
 security-level 100
interface BVI1
 nameif dmz
 security-level 100
 ip address 192.168.1.1 255.255.255.0
access-list MAIL extended permit tcp any any eq 25
access-list ALL extended permit ip any any
${more}: end
`

/** Everything and mail from the bridge to the inside, then the same back. */
function ask(more: string): string {
  const answers = answersOf(text(more), [CAS, DC], [MAIL])!
  const ways = ['192.168.1.10 > 10.1.0.10', '10.1.0.10 > 192.168.1.10']
  return ways.flatMap((way) => ['all', MAIL.join('/')].map((what) => answers.get(`${way} ${what}`))).join('')
}

const bind = (list: string, name: string, way = 'in'): string => `access-group ${list} ${way} interface ${name}\n`

// Inbound the list of the port comes first, then that of the bridge; outbound the reverse (9.x guide, access rules).
test.each([
  ['no list', '', '++--'],
  ['the list of both ports', bind('MAIL', 'port1') + bind('MAIL', 'port2'), '-+--'],
  ['the list of one port of two', bind('MAIL', 'port1'), '??--'],
  ['lists that differ', bind('MAIL', 'port1') + bind('ALL', 'port2'), '??--'],
  [
    'a list of the ports in front of that of the bridge',
    bind('MAIL', 'port1') + bind('MAIL', 'port2') + bind('ALL', 'dmz'),
    '++--',
  ],
  ['lists at the way out', bind('ALL', 'inside') + bind('MAIL', 'port1', 'out') + bind('MAIL', 'port2', 'out'), '++-+'],
  [
    'translation at a port',
    'object network O\n subnet 192.168.1.0 255.255.255.0\n nat (port1,inside) dynamic interface\n',
    '????',
  ],
  [
    'translation at both ports',
    ['port1', 'port2']
      .map(
        (port) =>
          `object network ${port}\n subnet 192.168.1.0 255.255.255.0\n nat (${port},inside) dynamic interface\n`,
      )
      .join(''),
    '----',
  ],
])('a network behind the ports of a bridge: %s', (_, more, expected) => {
  expect(ask(more)).toBe(expected)
})

test('levels that differ between a bridge and its ports leave open what passes by level alone', () => {
  const low = text('').replace('nameif port2\n security-level 100', 'nameif port2\n security-level 10')
  const answers = answersOf(low, [CAS, DC], [MAIL])!
  expect(answers.get('192.168.1.10 > 10.1.0.10 all')).toBe('?')
  const listed = low.replace(': end', `${bind('ALL', 'dmz')}${bind('ALL', 'inside')}: end`)
  expect(answersOf(listed, [CAS, DC], [MAIL])!.get('192.168.1.10 > 10.1.0.10 all')).toBe('+')
  const equal = listed.replace('security-level 10\n', 'security-level 50\n')
  expect(answersOf(equal, [CAS, DC], [MAIL])!.get('192.168.1.10 > 10.1.0.10 all')).toBe('?')
})
