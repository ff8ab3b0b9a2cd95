import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ServiceSetStore } from '../../src/model/service-set.ts'

const port = fc.nat(65535)

test('a port range has one id, whether it is named by number or found in a set', () => {
  const store = new ServiceSetStore()
  fc.assert(
    fc.property(fc.constantFrom(6, 17), port, port, (protocol, a, b) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)]
      const id = store.portsId(protocol, first, last)
      const set = store.ports(protocol, [first, last])
      expect(store.byId(id)).toBe(set)
      expect(store.idOf(set)).toBe(id)
      expect(store.portsId(protocol, first, last)).toBe(id)
    }),
    { numRuns: 2000 },
  )
})

test('sets that are no such range keep the id of their diagram', () => {
  const store = new ServiceSetStore()
  const others = [
    store.all,
    store.none,
    store.icmp(1),
    store.ports(6, [1, 2, 5, 6]),
    store.ports(6, [80, 80], [1024, 65535]),
  ]
  for (const set of [
    ...others,
    store.ports(132, [80, 80]),
    store.unionOf([store.ports(6, [1, 1]), store.ports(17, [1, 1])]),
  ]) {
    expect(store.idOf(set)).toBe(set.id)
    expect(store.byId(set.id)).toBe(set)
  }
  expect(() => store.byId(0x80000000)).toThrow(RangeError)
  expect(() => store.portsId(6, 5, 70000)).toThrow(RangeError)
})
