import fc from 'fast-check'
import { IPv4, IPv4Mask, IPv6 } from 'ip-num'
import { describe, expect, test } from 'vitest'
import {
  compareAddresses,
  formatAddress,
  formatPrefix,
  IPV4_LAST,
  IPV6_LAST,
  maskLength,
  maskOf,
  parseAddress,
  parseIPv4,
  parseIPv6,
  parsePrefix,
  prefixBounds,
  prefixContains,
  prefixOf,
} from '../../src/model/address.ts'

const v4 = fc.oneof(fc.integer({ min: 0, max: IPV4_LAST }), fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, IPV4_LAST))
const group = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 0xffffn }))
const v6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((gs) => gs.reduce((sum, g) => (sum << 16n) | g, 0n))

function fromIpNum<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

describe('IPv4', () => {
  test('agrees with ip-num on near-valid texts, but for leading zeros', () => {
    const octet = fc.oneof(
      fc.integer({ min: 0, max: 300 }).map(String),
      fc.constantFrom('', '00', '01', '-1', '1e1', ' 1'),
    )
    const text = fc.array(octet, { minLength: 3, maxLength: 5 }).map((octets) => octets.join('.'))
    fc.assert(
      fc.property(text, (t) => {
        const theirs = fromIpNum(() => Number(IPv4.fromString(t).getValue()))
        const ours = parseIPv4(t)
        if (/^\d+(\.\d+){3}$/.test(t) && !/(^|\.)0\d/.test(t)) expect(ours).toBe(theirs)
        else expect(ours).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })

  test('text and number are one', () => {
    fc.assert(
      fc.property(v4, (n) => {
        expect(parseIPv4(formatAddress(n))).toBe(n)
        expect(formatAddress(n)).toBe(IPv4.fromNumber(BigInt(n)).toString())
      }),
    )
  })

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.0.0.1',
    '01.2.3.4',
    '1.2.3.4 ',
    '１.2.3.4',
    '1.2.3.4\n',
    '0x7f.1.1.1',
    '__proto__',
  ])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined())
})

describe('IPv6', () => {
  test('reads and prints the canonical form, like the URL standard', () => {
    fc.assert(
      fc.property(v6, (n) => {
        const text = formatAddress(n)
        expect(parseIPv6(text)).toBe(n)
        expect(new URL(`http://[${text}]/`).hostname).toBe(`[${text}]`)
        expect(new IPv6(text).getValue()).toBe(n)
      }),
    )
  })

  test('accepts exactly what the URL standard accepts', () => {
    const piece = fc.constantFrom('', '', '0', '1', 'ff', 'FFFF', '0001', '00001', 'g', '1.2.3.4', '1.2.3', ':')
    const text = fc.array(piece, { minLength: 1, maxLength: 10 }).map((pieces) => pieces.join(':'))
    fc.assert(
      fc.property(text, (t) => {
        const host = fromIpNum(() => new URL(`http://[${t}]/`).hostname)
        const ours = parseIPv6(t)
        expect(ours === undefined ? undefined : `[${formatAddress(ours)}]`).toBe(host)
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['::', 0n],
    ['::1', 1n],
    ['2001:db8::', 0x20010db8n << 96n],
    ['1::', 1n << 112n],
    ['::ffff:192.0.2.1', 0xffffc0000201n],
    ['2001:DB8:0:0:0:0:0:1', (0x20010db8n << 96n) + 1n],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', IPV6_LAST],
  ] as const)('%s', (text, value) => expect(parseAddress(text)).toBe(value))

  test.each([
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    'fe80::1%eth0',
    ':1::',
    '::1:',
    '12345::',
    '1.2.3.4::',
  ])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined())
})

describe('masks', () => {
  test('maskOf and maskLength are inverse, and no other number is a mask', () => {
    const masks = new Map(Array.from({ length: 33 }, (_, length) => [maskOf(length), length]))
    for (const [mask, length] of masks) {
      expect(maskLength(mask)).toBe(length)
      expect(Number(new IPv4Mask(formatAddress(mask)).prefix)).toBe(length)
    }
    const bits = fc.array(fc.constantFrom(0, 8, 16, 24, 31, 1), { maxLength: 4 })
    const near = bits.map((list) => list.reduce<number>((n, b) => (n ^ (IPV4_LAST << b)) >>> 0, 0))
    fc.assert(
      fc.property(fc.oneof(v4, near), (n) => {
        expect(maskLength(n)).toBe(masks.get(n))
      }),
    )
  })
})

describe('prefixes', () => {
  test('bounds, membership and host bits, both families', () => {
    const four = fc.tuple(v4, fc.integer({ min: 0, max: 32 }), v4)
    const six = fc.tuple(v6, fc.integer({ min: 0, max: 128 }), v6)
    const either: fc.Arbitrary<[number | bigint, number, number | bigint]> = fc.oneof(four, six)
    fc.assert(
      fc.property(either, ([address, length, other]) => {
        const prefix = prefixOf(address, length)
        const [first, last] = prefixBounds(prefix)
        const width = typeof address === 'number' ? 32 : 128
        expect(BigInt(last) - BigInt(first) + 1n).toBe(1n << BigInt(width - length))
        expect(BigInt(first) % (1n << BigInt(width - length))).toBe(0n)
        expect(prefixContains(prefix, address)).toBe(true)
        const shift = BigInt(width - length)
        expect(prefixContains(prefix, other)).toBe(BigInt(other) >> shift === BigInt(address) >> shift)
        expect(parsePrefix(formatPrefix(prefix))).toEqual({ kind: 'prefix', prefix })
        const kind = prefix.address === address ? 'prefix' : 'host-bits'
        expect(parsePrefix(`${formatAddress(address)}/${length}`)).toEqual({ kind, prefix })
      }),
    )
  })

  test.each([
    '',
    '/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '2001:db8::/129',
    '10.0.0.0/8 ',
    'x/8',
    '10.0.0.0/1e1',
  ])('%j is none', (text) => expect(parsePrefix(text)).toEqual({ kind: 'invalid' }))

  test('a plain address is a network of one', () => {
    expect(parsePrefix('10.1.2.3')).toEqual({ kind: 'prefix', prefix: { address: 0x0a010203, length: 32 } })
    expect(parsePrefix('::1')).toEqual({ kind: 'prefix', prefix: { address: 1n, length: 128 } })
  })

  test('lengths beyond the family are refused', () => {
    expect(() => prefixOf(0, 33)).toThrow(RangeError)
    expect(() => prefixOf(0n, 129)).toThrow(RangeError)
    expect(() => prefixOf(0, -1)).toThrow(RangeError)
  })

  test('a prefix holds no address of the other family', () => {
    expect(prefixContains(prefixOf(0, 0), 0n)).toBe(false)
    expect(prefixContains(prefixOf(0n, 0), 0)).toBe(false)
  })
})

test('one line, IPv4 first', () => {
  const line = [0n, 5, IPV6_LAST, 0, IPV4_LAST, 5n].toSorted(compareAddresses)
  expect(line).toEqual([0, 5, IPV4_LAST, 0n, 5n, IPV6_LAST])
})
