import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressesOfZones } from '../../src/analysis/zone-places.ts'
import { type Prefix, prefixOf } from '../../src/model/address.ts'
import { hasAddress } from '../../src/model/address-set.ts'
import type { Network, Server } from '../../src/model/network.ts'
import { createSetStore } from '../../src/model/set-store.ts'

const BASE = 0x0a000000
const prefix: fc.Arbitrary<Prefix> = fc
  .record({ host: fc.nat(31), length: fc.integer({ min: 27, max: 32 }) })
  .map(({ host, length }) => prefixOf(BASE + host, length))

test('each address is in the zone of a server that stands there, else of the longest prefix, else of the zone for the rest', () => {
  const zones = fc.array(fc.array(prefix, { maxLength: 6 }), { minLength: 2, maxLength: 4 })
  const placed = fc.array(fc.tuple(fc.nat(31), fc.nat(3)), { maxLength: 4 })
  fc.assert(
    fc.property(zones, placed, fc.boolean(), (networks, servers, catchAll) => {
      const network: Network = {
        sets: createSetStore(),
        zones: networks.map((own, i) => ({ name: `z${i}`, networks: own, catchAll: catchAll && i === 0 })),
        servers: servers.map(([host, zone], i): Server => {
          const addresses = [{ address: BASE + host, zone: `z${zone}` }]
          return { name: `S${i}`, roles: ['other'], addresses, file: 'servers.csv', line: i + 2 }
        }),
        attachments: [],
        paths: [],
      }
      const held = addressesOfZones(network)
      for (let host = 0; host < 40; host++) {
        let owner = catchAll ? 'z0' : undefined
        for (let length = 0; length <= 32; length++) {
          for (const [i, own] of networks.entries()) {
            const holds = own.some(
              (one) => one.length === length && prefixOf(BASE + host, length).address === one.address,
            )
            if (holds) owner = `z${i}`
          }
        }
        for (const [at, zone] of servers) if (at === host) owner = `z${zone}`
        for (const [name, addresses] of held) {
          expect([host, name, hasAddress(addresses, BASE + host)]).toEqual([host, name, name === owner])
        }
      }
    }),
    { numRuns: Number(process.env['ORACLE_RUNS'] ?? 200) },
  )
})
