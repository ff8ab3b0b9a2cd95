import { describe, expect, test } from 'vitest'
import { parseService } from '../../src/model/packet.ts'
import { parseProtocol, protocolName } from '../../src/model/protocol.ts'

const flavour = (protocol: number, destinationField: number, sourceField: number): object => ({
  protocol,
  destinationField,
  sourceField,
})

describe('parseService', () => {
  test.each([
    ['tcp/135', flavour(6, 135, 50000)],
    ['TCP/135', flavour(6, 135, 50000)],
    ['tcp/50001:135', flavour(6, 135, 50001)],
    ['udp/0', flavour(17, 0, 50000)],
    ['sctp/65535:0', flavour(132, 0, 65535)],
    ['6/443', flavour(6, 443, 50000)],
    ['icmp', flavour(1, 8, 0)],
    ['icmp/3', flavour(1, 3, 0)],
    ['icmp/3/4', flavour(1, 3, 4)],
    ['icmp6', flavour(58, 128, 0)],
    ['ipv6-icmp/1/0', flavour(58, 1, 0)],
    ['gre', flavour(47, 0, 0)],
    ['47', flavour(47, 0, 0)],
    ['0', flavour(0, 0, 0)],
    ['255', flavour(255, 0, 0)],
  ])('%s', (text, expected) => expect(parseService(text, parseProtocol)).toEqual(expected))

  test.each([
    '',
    'tcp',
    'tcp/',
    'tcp/x',
    'tcp/65536',
    'tcp/-1',
    'tcp/1:2:3',
    'tcp/:135',
    'tcp/135:',
    'tcp/135/1',
    'tcp/1.5',
    'udp/65536:1',
    'icmp/256',
    'icmp/',
    'icmp/8/256',
    'icmp/8/0/0',
    'gre/1',
    'gre/',
    '256',
    'tcp/kerberos',
    '__proto__',
    'constructor',
    'tcp/1e3',
    'tcp/０',
  ])('%j is none', (text) => expect(parseService(text, parseProtocol)).toBeUndefined())
})

test('a protocol and its name are one', () => {
  for (let number = 0; number <= 255; number++) expect(parseProtocol(protocolName(number))).toBe(number)
  for (const text of ['256', '-1', '', 'tcpx', '0006', 'toString']) expect(parseProtocol(text)).toBeUndefined()
})
