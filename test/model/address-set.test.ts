import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IPV4_LAST } from '../../src/model/address.ts'
import {
  type AddressRanges,
  AddressSetStore,
  ANY_ADDRESS,
  ANY_IPV4,
  ANY_IPV6,
  addressesOfPrefix,
  addressRange,
  hasAddress,
  intersectAddresses,
  isNoAddress,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../../src/model/address-set.ts'

const four = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 3 }))
const one4 = four.map(([a, n]) => addressRange(a, a + n))
const one6 = four.map(([a, n]) => addressRange(BigInt(a), BigInt(a + n)))
const set: fc.Arbitrary<AddressRanges> = fc.array(fc.oneof(one4, one4, one6), { maxLength: 4 }).map(unionOfAddresses)
const POINTS = [...Array.from({ length: 18 }, (_, i) => i), ...Array.from({ length: 18 }, (_, i) => BigInt(i))]

describe('address sets', () => {
  test('operations point by point, in both families', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const union = unionOfAddresses([a, b])
        const both = intersectAddresses(a, b)
        const rest = subtractAddresses(a, b)
        for (const p of POINTS) {
          expect(hasAddress(union, p)).toBe(hasAddress(a, p) || hasAddress(b, p))
          expect(hasAddress(both, p)).toBe(hasAddress(a, p) && hasAddress(b, p))
          expect(hasAddress(rest, p)).toBe(hasAddress(a, p) && !hasAddress(b, p))
        }
        expect(isNoAddress(rest)).toBe(POINTS.every((p) => !hasAddress(rest, p)))
      }),
    )
  })

  test('a range stays in one family and goes forwards', () => {
    expect(() => addressRange(1, 2n)).toThrow('one address family')
    expect(() => addressRange(2, 1)).toThrow('backwards')
    expect(addressesOfPrefix({ address: 0n, length: 0 })).toEqual(ANY_IPV6)
    expect(addressesOfPrefix({ address: 0, length: 0 })).toEqual(ANY_IPV4)
    expect(unionOfAddresses([])).toEqual(NO_ADDRESS)
  })
})

describe('AddressSetStore', () => {
  test('equal sets have one id, different sets different ids, and every id gives its set back', () => {
    fc.assert(
      fc.property(fc.array(set, { maxLength: 60 }), (sets) => {
        const store = new AddressSetStore()
        const oracle = new Map<string, number>()
        for (const s of [NO_ADDRESS, ANY_ADDRESS, ANY_IPV4, ANY_IPV6, ...sets]) {
          const key = `${s.v4.join()}/${s.v6.join()}`
          const id = store.intern(s)
          expect(id).toBe(oracle.get(key) ?? id)
          oracle.set(key, id)
          expect(store.get(id)).toEqual(s)
          for (const p of POINTS) expect(store.contains(id, p)).toBe(hasAddress(s, p))
          if (store.isPrefix4(id)) expect([store.firstOfPrefix(id), store.lastOfPrefix(id)]).toEqual(s.v4)
        }
        expect(new Set(oracle.values()).size).toBe(oracle.size)
      }),
    )
  })

  test('many ranges, networks or not, keep one id each', () => {
    const store = new AddressSetStore()
    const oracle = new Map<string, number>()
    let seed = 7
    const random = (): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return seed
    }
    for (let i = 0; i < 60_000; i++) {
      const first = random() % 3 === 0 ? random() : random() % 4096
      const last = Math.min(IPV4_LAST, first + (random() % 2) * (random() % 256))
      const key = `${first}-${last}`
      const id = store.range4(first, last)
      const known = oracle.get(key)
      if (known === undefined) oracle.set(key, id)
      else if (known !== id) expect.fail(`${key} has the ids ${known} and ${id}`)
    }
    expect(new Set(oracle.values()).size).toBe(oracle.size)
    for (const [key, id] of oracle) {
      const { v4 } = store.get(id as never)
      if (v4.join('-') !== key) expect.fail(`${id} holds ${v4}, not ${key}`)
    }
  })

  test('named sets and refusals', () => {
    const store = new AddressSetStore()
    expect(store.get(store.any)).toEqual(ANY_ADDRESS)
    expect(store.range4(0, IPV4_LAST)).toBe(store.anyV4)
    expect(isNoAddress(store.get(store.none))).toBe(true)
    expect(store.contains(store.anyV6, 1n)).toBe(true)
    expect(store.contains(store.anyV6, 1)).toBe(false)
    expect(() => store.range4(5, 4)).toThrow(RangeError)
    expect(() => store.range4(0, IPV4_LAST + 1)).toThrow(RangeError)
    expect(() => store.get(999 as never)).toThrow('no address set has the id 999')
    expect(() => store.contains(999 as never, 1)).toThrow(RangeError)
  })
})
