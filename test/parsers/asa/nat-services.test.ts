import { expect, test } from 'vitest'
import { parseAddress } from '../../../src/model/address.ts'
import { answersOf, type Point } from '../../support/asa-answers.ts'

const CAS = parseAddress('192.168.1.10')!
const DC = parseAddress('10.1.0.10')!
const TO_CAS = '10.1.0.10 > 192.168.1.10'
const TO_DC = '192.168.1.10 > 10.1.0.10'

const text = (first: string, second: string, nat: string): string => `ASA Version 9.8(4)
hostname fw1
interface GigabitEthernet0/0
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/1
 nameif dmz
 security-level 50
 ip address 192.168.1.1 255.255.255.0
object network CAS
 host 192.168.1.10
object network DC
 host 10.1.0.10
object service A
 service ${first}
object service B
 service ${second}
access-list dmz_in extended permit ip any any
access-group dmz_in in interface dmz
${nat}
: end
`

const AT_PEER = 'nat (dmz,inside) source static CAS CAS destination static DC DC service A B'
const AT_HOST = 'nat (inside,dmz) source static DC DC service A B'
const [DEST_25, DEST_2525] = ['tcp destination eq smtp', 'tcp destination eq 2525']

/** Everything, and TCP from one port to another, written `50000:25`. */
function ask(config: string, way: string, ports: readonly string[]): string {
  const points = ports.map((pair): Point => {
    const [from, to] = pair.split(':').map(Number)
    return [6, to!, from!]
  })
  const answers = answersOf(config, [CAS, DC], points)!
  return ['all', ...points.map((point) => point.join('/'))].map((what) => answers.get(`${way} ${what}`)).join('')
}

// The device translates 25 to 2525 on the way there, and 2525 to 25 on the way back, while both addresses stay.
test.each([
  ['another port of the destination', DEST_25, DEST_2525, AT_PEER, '--- --'],
  ['the same with every source', DEST_25, DEST_2525, AT_PEER.replace('CAS CAS', 'any any'), '--- --'],
  ['the same port of the destination', DEST_25, DEST_25, AT_PEER, '+++ ++'],
  ['one object twice', DEST_25, DEST_25, AT_PEER.replace('A B', 'A A'), '+++ ++'],
  ['a range that moves', 'tcp destination range 20 30', 'tcp destination range 120 130', AT_PEER, '??? ??'],
  ['a range that stays', 'tcp destination range 20 30', 'tcp destination range 20 30', AT_PEER, '+++ ++'],
  ['a service that is not defined', DEST_25, DEST_2525, AT_PEER.replace('A B', 'A MISSING'), '??? ??'],
])('twice translation that keeps addresses: %s', (_, first, second, nat, expected) => {
  const config = text(first, second, nat)
  // The packet to 25 is another one behind the device, and 2525 itself is not reached (reverse path).
  expect(`${ask(config, TO_DC, ['50000:25', '50000:2525'])} ${ask(config, TO_CAS, ['2525:50000'])}`).toBe(expected)
})

test('other packets than those of the ports are as without the statement', () => {
  const config = text(DEST_25, DEST_2525, AT_PEER)
  expect(ask(config, TO_DC, ['50000:389', '25:50000', '2525:50000'])).toBe('-+++')
  expect(ask(config, TO_CAS, ['50000:25', '50000:2525', '25:50000'])).toBe('-+++')
})

test('another port of the source is altered where the host opens the connection, and has no own one where it answers', () => {
  const config = text('tcp source eq smtp', 'tcp source eq 2525', AT_HOST)
  expect(ask(config, TO_CAS, ['25:50000', '2525:50000', '50000:25'])).toBe('--++')
  expect(ask(config, TO_DC, ['50000:25', '50000:2525', '25:50000'])).toBe('---+')
})

test.each([
  ['hosts', 'object network HOSTS\n range *** 192.168.1.10\n nat (dmz,inside) static CAS'],
  ['the address', 'object network SEEN\n host ***\nobject network CAS\n nat (dmz,inside) static SEEN'],
])('where the %s of a statement cannot be read, the address that it gives may be their own', (_, nat) => {
  expect([ask(text(DEST_25, DEST_2525, nat), TO_CAS, []), ask(text(DEST_25, DEST_2525, nat), TO_DC, [])]).toEqual([
    '?',
    '?',
  ])
})
