import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PacketRef } from '../../src/analysis/result.ts'
import { parseAddress } from '../../src/model/address.ts'
import { addressRange, unionOfAddresses } from '../../src/model/address-set.ts'
import { addressTexts } from '../../src/model/address-text.ts'
import { parseService } from '../../src/model/packet.ts'
import { parseProtocol } from '../../src/model/protocol.ts'
import { paragraph, table, widthOf, wrapped } from '../../src/report/text/layout.ts'
import { lookOf } from '../../src/report/text/look.ts'
import { portBar, portShare } from '../../src/report/text/port-bar.ts'
import { replayCommand } from '../../src/report/text/replay.ts'
import { count, placesOf } from '../../src/report/text/words.ts'
import { rule, TCP_135 } from './hand-made.ts'

const LOOK = lookOf({ colour: false, ascii: true, columns: 80, verbose: false, inputWords: [] })

describe('a witness as a command', () => {
  const asa = { firewall: 'fw', dialect: 'asa', ingress: 'dmz', egress: 'inside' }
  const pair = { source: '10.0.0.1', destination: '10.0.0.2' }
  const pair6 = { source: '2001:db8::1', destination: '2001:db8::2' }
  const packets: readonly [PacketRef, string, string][] = [
    [
      TCP_135,
      'packet-tracer input dmz tcp 192.168.10.11 50000 10.10.1.10 135',
      'emmental trace 192.168.10.11 10.10.1.10 tcp/50000:135',
    ],
    [
      { protocol: 'udp', ...pair6, sourcePort: 1, destinationPort: 53 },
      'packet-tracer input dmz udp 2001:db8::1 1 2001:db8::2 53',
      'emmental trace 2001:db8::1 2001:db8::2 udp/1:53',
    ],
    [
      { protocol: 'icmp', ...pair, icmpType: 8, icmpCode: 0 },
      'packet-tracer input dmz icmp 10.0.0.1 8 0 10.0.0.2',
      'emmental trace 10.0.0.1 10.0.0.2 icmp/8/0',
    ],
    [
      { protocol: 'icmp6', ...pair6, icmpType: 128, icmpCode: 0 },
      'packet-tracer input dmz icmp 2001:db8::1 128 0 2001:db8::2',
      'emmental trace 2001:db8::1 2001:db8::2 icmp6/128/0',
    ],
    [
      { protocol: 'icmp6', ...pair, icmpType: 128, icmpCode: 0 },
      'packet-tracer input dmz rawip 10.0.0.1 58 10.0.0.2',
      'emmental trace 10.0.0.1 10.0.0.2 icmp6/128/0',
    ],
    [
      { protocol: 'gre', ...pair },
      'packet-tracer input dmz rawip 10.0.0.1 47 10.0.0.2',
      'emmental trace 10.0.0.1 10.0.0.2 gre',
    ],
    [
      { protocol: 253, ...pair },
      'packet-tracer input dmz rawip 10.0.0.1 253 10.0.0.2',
      'emmental trace 10.0.0.1 10.0.0.2 253',
    ],
  ]
  test.each(packets)('%j', (packet, tracer, trace) => {
    expect(replayCommand({ packet, at: asa }, [])).toBe(tracer)
    expect(replayCommand({ packet, at: { ...asa, dialect: 'csv' } }, [])).toBe(trace)
    expect(replayCommand({ packet }, [])).toBe(trace)
    expect(parseService(trace.split(' ').at(-1)!, parseProtocol)).toBeDefined()
  })

  test('an interface name that is no word is not pasted on a device', () => {
    const at = { ...asa, ingress: 'dmz; reload' }
    expect(replayCommand({ packet: TCP_135, at }, ['-'])).toMatch(/^emmental trace - /)
  })

  test('words of the call are quoted for the shell', () => {
    expect(replayCommand({ packet: TCP_135 }, ["a b's", '$(x)'])).toContain(`'a b'\\''s' '$(x)'`)
  })
})

describe('the port bar', () => {
  const cellsOf = (tcp: [number, number][]): string => portBar(LOOK, tcp, 2)[0]!.slice(3, -1)

  test('is empty only where nothing is open and full only where everything is', () => {
    expect(cellsOf([])).toBe('.'.repeat(64))
    expect(cellsOf([[0, 65535]])).toBe('#'.repeat(64))
    expect(cellsOf([[1, 65535]])).toBe(`+${'#'.repeat(63)}`)
    expect(cellsOf([[1023, 1024]])).toBe(`--${'.'.repeat(62)}`)
    expect(cellsOf([[65535, 65535]])).toBe(`${'.'.repeat(63)}-`)
  })

  test('shows every open port as at least a trace, and no closed one as open', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(65535), { maxLength: 20 }), (ports) => {
        const cells = cellsOf([...new Set(ports)].sort((a, b) => a - b).map((port) => [port, port]))
        const touched = new Set(ports.map((port) => port >> 10))
        expect([...cells].map((cell, i) => (cell === '.' ? -1 : i)).filter((i) => i >= 0)).toEqual(
          [...touched].sort((a, b) => a - b),
        )
      }),
    )
  })

  test.each([
    [0, '0 of 65,536 TCP ports open (0.0 %)'],
    [1, '1 of 65,536 TCP ports open (under 0.1 %)'],
    [64512, '64,512 of 65,536 TCP ports open (98.4 %)'],
    [65535, '65,535 of 65,536 TCP ports open (99.9 %)'],
    [65536, '65,536 of 65,536 TCP ports open (100.0 %)'],
  ])('%i ports', (open, text) => {
    expect(portShare(open, 'TCP')).toBe(text)
  })
})

describe('layout', () => {
  test('wrapping loses no character but blanks, and no line is too long', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const lines = wrapped(text, width)
        expect(lines.every((line) => widthOf(line) <= width)).toBe(true)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', '').trimEnd())
      }),
    )
  })

  test('a paragraph hangs', () => {
    const narrow = { ...LOOK, columns: 40 }
    expect(paragraph(narrow, '  note: ', 'one two three four five six seven eight', 4)).toEqual([
      '  note: one two three four five six',
      '    seven eight',
    ])
  })

  test('a table gives way where it is widest', () => {
    const rows = [
      ['a', 'b '.repeat(40).trim(), 'c'],
      ['longer', 'short', ''],
    ]
    const lines = table({ ...LOOK, columns: 40 }, 2, rows)
    expect(lines.every((line) => widthOf(line) <= 40)).toBe(true)
    expect(lines.join('').match(/b/g)).toHaveLength(40)
  })

  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [65536, '65,536'],
    [1234567, '1,234,567'],
  ])('the count %i', (number, text) => {
    expect(count(number)).toBe(text)
  })

  test('lists leave out the folder that all inputs share', () => {
    const folderOf = (...files: readonly string[]): string => lookOf({ ...LOOK }, files).folder
    expect(folderOf('samples/a/fw.cfg', 'samples/a/fw.csv')).toBe('samples/a/')
    expect(folderOf('samples/a/fw.cfg', 'samples/ab/fw.csv')).toBe('samples/')
    expect(folderOf('/samples/fw.cfg', 'fw.csv')).toBe('')
    expect(folderOf('a/fw.cfg')).toBe('a/')
    expect(folderOf()).toBe('')
    const refs = [rule(3, 'x', { file: 'a/fw.cfg' }), rule(4, 'x', { file: 'b/fw.cfg' })]
    expect(placesOf(lookOf({ ...LOOK }, ['a/fw.cfg']), refs, 3)).toBe('fw.cfg:3 b/fw.cfg:4')
  })

  test('places of one file stand together, many are counted', () => {
    const refs = [3, 4, 3].map((line) => rule(line, 'x'))
    expect(placesOf(LOOK, [...refs, rule(9, 'y', { file: 'other.cfg' })], 3)).toBe('fw-a.cfg:3,4 other.cfg:9')
    expect(
      placesOf(
        LOOK,
        [1, 2, 3, 4, 5, 6].map((line) => rule(line, 'x')),
        3,
      ),
    ).toBe('fw-a.cfg:1,2,3 +3')
  })
})

describe('addresses as text', () => {
  const range = (a: string, b: string): ReturnType<typeof addressRange> =>
    addressRange(parseAddress(a)!, parseAddress(b)!)
  test.each([
    ['10.0.0.1', '10.0.0.1', '10.0.0.1'],
    ['10.0.0.0', '10.255.255.255', '10.0.0.0/8'],
    ['0.0.0.0', '255.255.255.255', '0.0.0.0/0'],
    ['10.0.0.0', '10.0.0.2', '10.0.0.0-10.0.0.2'],
    ['10.0.0.1', '10.0.0.2', '10.0.0.1-10.0.0.2'],
    ['::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::/0'],
    ['2001:db8::', '2001:db8::ffff', '2001:db8::/112'],
    ['2001:db8::1', '2001:db8::ffff', '2001:db8::1-2001:db8::ffff'],
  ])('%s to %s', (first, last, text) => {
    expect(addressTexts(range(first, last))).toEqual([text])
  })

  test('both families in one set', () => {
    expect(addressTexts(unionOfAddresses([range('::1', '::1'), range('10.0.0.1', '10.0.0.1')]))).toEqual([
      '10.0.0.1',
      '::1',
    ])
  })
})
