import { expect, test } from 'vitest'
import { trace } from '../../../src/analysis/trace.ts'
import { createSetStore } from '../../../src/model/set-store.ts'
import { asaNetwork } from '../../support/asa-network.ts'

const text = (more: string): string => `ASA Version 9.8(4)
hostname fw1
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 192.0.2.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
object network MBX
 host 10.1.0.20
object network PUBLIC
 host 192.0.2.20
object network OTHER
 host 192.0.2.21
object service SMTP
 service tcp source eq 25
object service SMTP2525
 service tcp source eq 2525
object service PORTS
 service tcp source range 2525 2526
${more}access-list out_in extended permit tcp any object MBX eq 25
access-group out_in in interface outside
: end
`

function ask(more: string, from: string, to: string, port: number): string {
  const flavour = { protocol: 6, sourceField: 50000, destinationField: port }
  return trace(asaNetwork(text(more), createSetStore()), { from, to, flavour }).verdict
}

test('within one zone a packet may pass the firewall or not, and both are asked', () => {
  const more = `same-security-traffic permit intra-interface
route inside 10.8.0.0 255.255.0.0 10.1.0.2
route inside 10.9.0.0 255.255.0.0 10.1.0.3
access-list in_in extended deny tcp any any eq 25
access-list in_in extended permit ip any any
access-group in_in in interface inside
`
  expect([ask(more, '10.8.0.10', '10.9.0.10', 25), ask(more, '10.8.0.10', '10.9.0.10', 80)]).toEqual([
    'unknown',
    'permit',
  ])
})

const STATIC = 'nat (inside,outside) source static MBX PUBLIC\n'
const SERVICES = 'nat (inside,outside) source static MBX PUBLIC service SMTP SMTP2525\n'

const RANGES = SERVICES.replace('SMTP2525', 'PORTS')

test.each([
  ['to whom it goes is certain, and the list permits', STATIC, '192.0.2.7', '192.0.2.20', 25, 'permit'],
  ['… and the list refuses', STATIC, '192.0.2.7', '192.0.2.20', 80, 'deny'],
  // The list is asked about port 25, to which the statement moves the packet.
  ['to which port it goes is certain, too', SERVICES, '192.0.2.7', '192.0.2.20', 2525, 'permit'],
  ['to which port it goes is not certain', RANGES, '192.0.2.7', '192.0.2.20', 2525, 'unknown'],
  [
    'to whom it goes is certain, its answer is not, and the list permits',
    `nat (inside,outside) source static MBX OTHER\n${STATIC}`,
    '192.0.2.7',
    '192.0.2.20',
    25,
    'unknown',
  ],
  [
    '… and the list refuses',
    `nat (inside,outside) source static MBX OTHER\n${STATIC}`,
    '192.0.2.7',
    '192.0.2.20',
    80,
    'deny',
  ],
])('translation of what is sent: %s', (_, more, from, to, port, expected) => {
  expect(ask(more, from, to, port)).toBe(expected)
})
