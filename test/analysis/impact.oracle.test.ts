import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInquiry } from '../../src/analysis/access.ts'
import { analyze } from '../../src/analysis/analyze.ts'
import { holeChanges } from '../../src/analysis/impact/hole-changes.ts'
import { impactOf } from '../../src/analysis/impact/impact.ts'
import { verdictChanges } from '../../src/analysis/impact/verdict-changes.ts'
import type { HoleChange } from '../../src/analysis/impact-result.ts'
import type { Network, Server } from '../../src/model/network.ts'
import { createSetStore, type SetStore } from '../../src/model/set-store.ts'
import { printAsa } from '../oracle/asa-printer.ts'
import { hostAddress } from '../oracle/asa-worlds.ts'
import { natWorld, plainWorld, printNat } from '../oracle/nat-worlds.ts'
import { oldNatWorld, printOldNat } from '../oracle/old-nat-worlds.ts'
import { asaNetwork, edited } from '../support/asa-network.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 40) }

const SERVERS: readonly Server[] = [
  server('CAS', 0, 'client-access'),
  server('DC', 1, 'domain-controller'),
  server('MBX', 4, 'mailbox'),
  server('DC2', 2, 'domain-controller'),
]

function server(name: string, host: number, role: Server['roles'][number]): Server {
  const addresses = [{ address: hostAddress(host), zone: `if${host % 3}` }]
  return { name, addresses, roles: [role], version: '2010', file: 'servers.csv', line: 1 }
}

const networkOf = (text: string, sets: SetStore): Network => ({ ...asaNetwork(text, sets), servers: SERVERS })

const ports = (holes: readonly HoleChange[]): string[] =>
  holes.map(({ change, fromZone, toZone, server: to, id, protocol, ports: open }) =>
    JSON.stringify([change, fromZone, toZone, to, id, protocol, open]),
  )

test.each([
  ['8.3 and newer', fc.tuple(natWorld, fc.nat(40)).map(([world, n]) => [printNat(world), edited(printNat(world), n)])],
  ['8.2', fc.tuple(oldNatWorld, fc.nat(40)).map(([world, n]) => [printOldNat(world), edited(printOldNat(world), n)])],
  ['lists', fc.tuple(plainWorld, fc.nat(40)).map(([world, n]) => [printAsa(world), edited(printAsa(world), n)])],
])('what is not asked again says the same: %s', (_, pairs) => {
  let changes = 0
  fc.assert(
    fc.property(pairs, ([before = '', after = '']) => {
      const sets = createSetStore()
      const [old, now] = [networkOf(before, sets), networkOf(after, sets)]
      const options = { profile: 'any', version: '1' } as const
      const impact = impactOf(old, now, { ...options, names: ['before', 'after'] })
      const sides = [old, now].map((network) => ({
        inquiry: createInquiry(network, 'any'),
        analysis: analyze(network, options),
      }))
      const [one, other] = [sides[0]!, sides[1]!]
      expect(impact.verdicts).toEqual(verdictChanges(one.analysis, other.analysis))
      // What is open at most, since a list sees a translated source, is not weighed; the packets themselves say that nothing has changed.
      const isCertain = ({ possible }: HoleChange): boolean => possible !== true
      const told = impact.holes.filter(({ sources }) => sources === undefined)
      const asked = holeChanges(one, other)
      expect(ports(told.filter(isCertain))).toEqual(ports(asked.filter(isCertain)))
      expect(ports(asked)).toEqual(expect.arrayContaining(ports(told)))
      changes += impact.verdicts.length + impact.holes.length
    }),
    RUNS,
  )
  expect(changes).toBeGreaterThan(0)
})
