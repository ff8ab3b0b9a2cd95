import { expect, test } from 'vitest'
import { endpointText, packetText, type ShownPacket } from '../../src/model/packet-text.ts'

test.each<[ShownPacket, string]>([
  [
    {
      protocol: 'tcp',
      source: '192.168.10.11',
      destination: '10.10.1.10',
      sourcePort: 50000,
      destinationPort: 135,
    },
    'tcp 192.168.10.11:50000 -> 10.10.1.10:135',
  ],
  [
    { protocol: 'udp', source: '::1', destination: '2001:db8:2::10', sourcePort: 0, destinationPort: 443 },
    'udp [::1]:0 -> [2001:db8:2::10]:443',
  ],
  [
    { protocol: 'icmp', source: '0.0.0.1', destination: '0.0.0.2', icmpType: 8, icmpCode: 0 },
    'icmp 0.0.0.1 -> 0.0.0.2 type 8 code 0',
  ],
  [
    { protocol: 'icmp6', source: '::1', destination: '::2', icmpType: 128, icmpCode: 0 },
    'icmp6 ::1 -> ::2 type 128 code 0',
  ],
  [{ protocol: 'gre', source: '0.0.0.1', destination: '0.0.0.2' }, 'gre 0.0.0.1 -> 0.0.0.2'],
  [{ protocol: 200, source: '0.0.0.1', destination: '0.0.0.2' }, 'protocol 200 0.0.0.1 -> 0.0.0.2'],
])('packetText %#', (packet, text) => expect(packetText(packet)).toBe(text))

test('the arrow is the caller’s, the brackets are not', () => {
  const packet = { protocol: 'tcp', source: '::1', destination: '::2', sourcePort: 1, destinationPort: 2 }
  expect(packetText(packet, '→')).toBe('tcp [::1]:1 → [::2]:2')
  expect([endpointText('::2'), endpointText('::2', 0), endpointText('10.0.0.1', 0)]).toEqual([
    '::2',
    '[::2]:0',
    '10.0.0.1:0',
  ])
})
