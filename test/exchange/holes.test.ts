import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dynamicRpcCoverage, holeName, holesOf, type PortPairs } from '../../src/exchange/holes.ts'
import { DYNAMIC_RPC_RANGES, HOLE_KINDS } from '../../src/exchange/ports.ts'
import type { VersionFamily } from '../../src/exchange/versions.ts'

const port = fc.integer({ min: 0, max: 65535 })
const pairs: fc.Arbitrary<PortPairs> = fc.array(
  fc.tuple(port, port).map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a])),
  { maxLength: 6 },
)

describe('the catalogue', () => {
  test('holds no port twice in one protocol', () => {
    const seen = new Set<string>()
    for (const { protocol, ports } of HOLE_KINDS)
      for (const [first, last] of ports)
        for (let number = first; number <= last; number++) {
          expect(seen).not.toContain(`${protocol}/${number}`)
          seen.add(`${protocol}/${number}`)
        }
    expect(seen.size).toBeGreaterThan(50)
  })

  test.each(HOLE_KINDS.map((kind) => [kind.id, kind] as const))('%s has a source and a name', (_id, kind) => {
    expect(new URL(kind.source).protocol).toBe('https:')
    expect(holeName(kind.id)).not.toBe(kind.id)
  })

  test.each([
    ['tcp', 135, 'rpc-endpoint-mapper'],
    ['udp', 135, 'other-udp'],
    ['udp', 137, 'netbios-name'],
    ['tcp', 137, 'other-tcp'],
    ['tcp', 139, 'netbios-session'],
    ['tcp', 445, 'smb'],
    ['tcp', 3268, 'global-catalog'],
    ['tcp', 444, 'exchange-backend'],
    ['udp', 88, 'kerberos'],
    ['udp', 636, 'ldaps'],
    ['tcp', 1993, 'imap4-backend'],
    ['tcp', 1995, 'pop3-backend'],
    ['tcp', 50636, 'edgesync'],
    ['udp', 5060, 'unified-messaging-sip'],
    ['tcp', 102, 'x400'],
    ['tcp', 691, 'link-state'],
    ['udp', 42, 'wins'],
    ['tcp', 5722, 'dfs-replication'],
    ['tcp', 3389, 'rdp'],
    ['udp', 3389, 'rdp'],
    // No page of Microsoft's names these.
    ['udp', 445, 'other-udp'],
    ['tcp', 81, 'other-tcp'],
    ['tcp', 1024, 'other-tcp'],
  ] as const)('%s/%i is %s', (protocol, number, id) => {
    const open: PortPairs = [[number, number]]
    expect(protocol === 'tcp' ? holesOf(open, []) : holesOf([], open)).toEqual([{ id, protocol, ports: open }])
  })
})

describe('holesOf', () => {
  test.each<[string, PortPairs, PortPairs, unknown]>([
    ['nothing', [], [], []],
    [
      'the usual list of a back firewall',
      [
        [135, 135],
        [137, 139],
        [445, 445],
        [49152, 65535],
      ],
      [
        [53, 53],
        [137, 138],
        [1900, 1900],
      ],
      [
        ['rpc-endpoint-mapper', 'tcp', [[135, 135]]],
        ['netbios-name', 'udp', [[137, 137]]],
        ['netbios-datagram', 'udp', [[138, 138]]],
        ['netbios-session', 'tcp', [[139, 139]]],
        ['smb', 'tcp', [[445, 445]]],
        ['dns', 'udp', [[53, 53]]],
        ['dynamic-rpc', 'tcp', [[49152, 65535]]],
        ['other-tcp', 'tcp', [[137, 138]]],
        ['other-udp', 'udp', [[1900, 1900]]],
      ],
    ],
    [
      'single high ports are no opening for dynamic RPC',
      [
        [38901, 38902],
        [40000, 40098],
      ],
      [],
      [
        [
          'other-tcp',
          'tcp',
          [
            [38901, 38902],
            [40000, 40098],
          ],
        ],
      ],
    ],
    ['a hundred in a row are', [[40000, 40099]], [], [['dynamic-rpc', 'tcp', [[40000, 40099]]]]],
    [
      'ranges that touch are one',
      [
        [40050, 40099],
        [40000, 40049],
      ],
      [],
      [['dynamic-rpc', 'tcp', [[40000, 40099]]]],
    ],
  ])('%s', (_title, tcp, udp, expected) =>
    expect(holesOf(tcp, udp).map(({ id, protocol, ports }) => [id, protocol, ports])).toEqual(expected),
  )

  test('puts every open port into exactly one hole, and no other port', () => {
    fc.assert(
      fc.property(pairs, pairs, (tcp, udp) => {
        for (const [protocol, open] of [
          ['tcp', tcp],
          ['udp', udp],
        ] as const) {
          const expected = new Uint8Array(65536)
          for (const [first, last] of open) expected.fill(1, first, last + 1)
          const counted = new Uint8Array(65536)
          for (const hole of holesOf(tcp, udp).filter((each) => each.protocol === protocol))
            for (const [first, last] of hole.ports) for (let n = first; n <= last; n++) counted[n]!++
          expect(Buffer.compare(Buffer.from(counted), Buffer.from(expected))).toBe(0)
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('dynamicRpcCoverage', () => {
  test.each<[PortPairs, VersionFamily | undefined, string[]]>([
    [[[1024, 65535]], undefined, ['all', 'windows-2008', 'windows-2003']],
    [[[1024, 65535]], '2010', ['all', 'exchange-2010', 'windows-2008', 'windows-2003']],
    [[[1024, 65535]], '2007', ['all', 'exchange-2007', 'windows-2008', 'windows-2003']],
    [[[49152, 65535]], '2010', ['windows-2008']],
    [[[6005, 65535]], '2010', ['exchange-2010', 'windows-2008']],
    [[[6005, 65535]], '2007', ['windows-2008']],
    [[[1025, 60000]], '2007', ['exchange-2007', 'windows-2003']],
    [[[1025, 60000]], '2010', ['windows-2003']],
    [[[1025, 60000]], undefined, ['windows-2003']],
    [[[1026, 60000]], '2007', []],
    [[[1025, 59999]], '2007', ['windows-2003']],
    [[[1025, 5000]], undefined, ['windows-2003']],
    [[[49152, 65534]], undefined, []],
    [
      [
        [49152, 60000],
        [60001, 65535],
      ],
      undefined,
      ['windows-2008'],
    ],
    [[], '2007', []],
  ])('%j of %s covers %j', (open, family, ids) =>
    expect(dynamicRpcCoverage(open, family).map(({ id }) => id)).toEqual(ids),
  )

  test('every range has a source', () => {
    for (const { source } of DYNAMIC_RPC_RANGES) expect(new URL(source).protocol).toBe('https:')
  })

  test('the widest come first', () => {
    const widths = DYNAMIC_RPC_RANGES.map(({ ports: [first, last] }) => last - first)
    expect(widths).toEqual(widths.toSorted((a, b) => b - a))
  })
})
