import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyze.ts'
import type { Analysis, Case } from '../../src/analysis/result.ts'
import type { Network, Role } from '../../src/model/network.ts'
import { WayFinder } from '../../src/reach/ways.ts'
import { fateOf } from '../oracle/brute-force.ts'
import { POINTS, type World, world } from '../oracle/worlds.ts'
import { accessesOf } from '../support/accesses.ts'
import { decidePassage } from '../support/decide-passage.ts'
import { networkOf } from '../support/world-network.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 120) }

const ROLES: readonly Role[] = [
  'client-access',
  'domain-controller',
  'mailbox',
  'domain-controller',
  'client-access',
  'other',
]

function asked(drawn: World): { network: Network; analysis: Analysis } {
  const plain = networkOf(drawn)
  const servers = plain.servers.map((server, i) => ({ ...server, roles: [ROLES[i] ?? 'other'] }))
  const network = { ...plain, servers }
  return { network, analysis: analyze(network, { profile: 'any', version: '' }) }
}

/** Points that "unrestricted" asks for: port 0 is none of them. */
const GOAL = POINTS.filter(([protocol, to]) => ![6, 17, 132].includes(protocol) || to > 0)

function hostOf(name: string): number {
  return Number(name.slice(1))
}

test('every answer is that of trying every truth, whoever shares the case', () => {
  let shared = 0
  fc.assert(
    fc.property(world, (drawn) => {
      const { analysis } = asked(drawn)
      for (const { server, peer, direction, status } of accessesOf(analysis)) {
        const [from, to] = direction === 'to' ? [server, peer] : [peer, server]
        const fates = GOAL.map((point) => fateOf(drawn, hostOf(from), hostOf(to), point))
        const plain = fates.some(({ mayPass }) => !mayPass)
          ? 'restricted'
          : fates.every(({ mayFail }) => !mayFail)
            ? 'unrestricted'
            : 'undetermined'
        expect(`${from} to ${to}: ${status}`).toBe(`${from} to ${to}: ${plain}`)
      }
      shared += analysis.servers.flatMap(({ access }) => access).filter(({ peers }) => peers.length > 1).length
    }),
    RUNS,
  )
  expect(shared).toBeGreaterThan(20)
})

test('the line of a restriction refuses the same packet between every two servers of the case', () => {
  fc.assert(
    fc.property(world, (drawn) => {
      const { network, analysis } = asked(drawn)
      const ways = new WayFinder(network)
      const placeOf = (name: string) => network.servers[hostOf(name)]!.addresses[0]!
      for (const { server, peer, direction, witness } of accessesOf(analysis)) {
        if (witness === undefined) continue
        const [from, to] = direction === 'to' ? [placeOf(server), placeOf(peer)] : [placeOf(peer), placeOf(server)]
        const packet = { ...flavourOf(witness.packet), source: from.address, destination: to.address }
        const decided = (ways.between(from, to).ways[0] ?? [])
          .map((hop) =>
            decidePassage(hop.firewall.passage(hop.ingress, hop.egress, 4), packet, network.sets, 'optimistic'),
          )
          .find(({ action }) => action === 'deny')
        const line = decided?.decider.kind === 'row' ? decided.decider.table.line(decided.decider.row) : undefined
        expect(decided).toBeDefined()
        expect(witness.decidedBy?.line).toBe(line)
      }
    }),
    RUNS,
  )
})

test('each distinct answer is there once, and every case has a server', () => {
  fc.assert(
    fc.property(world, (drawn) => {
      const { cases, servers } = asked(drawn).analysis
      const told = cases.map(({ witness, undecidedPacket, ...one }: Case) =>
        JSON.stringify([one, witness?.at, undecidedPacket === undefined]),
      )
      expect(new Set(told).size).toBe(told.length)
      const used = new Set(servers.flatMap(({ access }) => access.map((one) => one.case)))
      expect([...used].toSorted((a, b) => a - b)).toEqual([...cases.keys()])
    }),
    RUNS,
  )
})

const NUMBERS: ReadonlyMap<string | number, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['gre', 47],
  ['esp', 50],
  ['icmp6', 58],
  ['sctp', 132],
])

function flavourOf(packet: NonNullable<Case['witness']>['packet']) {
  const protocol = typeof packet.protocol === 'number' ? packet.protocol : NUMBERS.get(packet.protocol)!
  return {
    protocol,
    destinationField: packet.destinationPort ?? packet.icmpType ?? 0,
    sourceField: packet.sourcePort ?? packet.icmpCode ?? 0,
  }
}
