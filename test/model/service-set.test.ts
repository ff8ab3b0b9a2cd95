import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberRanges } from '../../src/algebra/ranges.ts'
import { ICMP, ICMPV6, SCTP, TCP, UDP } from '../../src/model/protocol.ts'
import { ALL_PORTS, isIcmp, isPortProtocol, type ServiceSet, ServiceSetStore } from '../../src/model/service-set.ts'

/** Whether a packet with these fields can exist at all: the table at the top of the module under test. */
function exists(protocol: number, destination: number, source: number): boolean {
  const last = isPortProtocol(protocol) ? 65535 : isIcmp(protocol) ? 255 : 0
  return destination <= last && source <= last
}

const FIELDS = [0, 1, 135, 255, 256, 1024, 65535]
const field = fc.constantFrom(...FIELDS)

describe('the universe', () => {
  test('all holds exactly the packets that exist', () => {
    const store = new ServiceSetStore()
    const wrong: number[][] = []
    for (let p = 0; p <= 255; p++) {
      for (const d of FIELDS) {
        for (const s of FIELDS)
          if (store.space.contains(store.all, [p, d, s]) !== exists(p, d, s)) wrong.push([p, d, s])
      }
    }
    expect(wrong).toEqual([])
  })

  test('every protocol alone, joined, is all', () => {
    const store = new ServiceSetStore()
    const each = Array.from({ length: 256 }, (_, p) => store.protocols([p, p]))
    expect(new Set(each).size).toBe(256)
    expect(store.unionOf(each)).toBe(store.all)
    expect(store.protocols([0, 255])).toBe(store.all)
    expect(store.protocols([])).toBe(store.none)
    expect(store.unionOf([])).toBe(store.none)
  })

  test('the whole of a protocol is the same set however it is said', () => {
    const store = new ServiceSetStore()
    for (const p of [TCP, UDP, SCTP]) expect(store.ports(p, ALL_PORTS)).toBe(store.protocols([p, p]))
    for (const p of [ICMP, ICMPV6]) expect(store.icmp(p)).toBe(store.protocols([p, p]))
    expect(store.union(store.ports(TCP, [0, 134]), store.ports(TCP, [135, 65535]))).toBe(store.protocols([TCP, TCP]))
    expect(store.byId(store.all.id)).toBe(store.all)
  })

  test('sets with ports agree with a membership test', () => {
    const range = fc.tuple(field, field).map(([a, b]) => [Math.min(a, b), Math.max(a, b)])
    fc.assert(
      fc.property(fc.constantFrom(TCP, UDP, SCTP), range, range, field, field, (p, d, s, x, y) => {
        const store = new ServiceSetStore()
        const set: ServiceSet = store.ports(p, d, s)
        const inside = numberRanges.contains(d, x) && numberRanges.contains(s, y)
        expect(store.space.contains(set, [p, x, y])).toBe(inside)
        expect(store.space.contains(store.subtract(store.all, set), [p, x, y])).toBe(!inside)
        expect(store.intersect(set, store.all)).toBe(set)
        expect(store.union(store.subtract(store.all, set), set)).toBe(store.all)
        expect(d).not.toEqual([])
      }),
    )
  })
})

describe('what is no service is refused', () => {
  const store = new ServiceSetStore()
  test.each([
    ['GRE has no ports', () => store.ports(47, [1, 2])],
    ['ICMP has no ports', () => store.ports(ICMP, [1, 2])],
    ['TCP has no types', () => store.icmp(TCP)],
    ['port 65536', () => store.ports(TCP, [65536, 65536])],
    ['source port 70000', () => store.ports(UDP, [53, 53], [0, 70000])],
    ['port -1', () => store.ports(TCP, [-1, 5])],
    ['type 256', () => store.icmp(ICMP, [256, 256])],
    ['code 300', () => store.icmp(ICMPV6, [1, 1], [0, 300])],
  ])('%s', (_, make) => expect(make).toThrow(RangeError))
})
