import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addressRange,
  hasAddress,
  intersectAddresses,
  isNoAddress,
  unionOfAddresses,
} from '../../src/model/address-set.ts'
import type { PlacedAddress } from '../../src/model/network.ts'
import { WayFinder } from '../../src/reach/ways.ts'
import { ZoneReach } from '../../src/reach/zone-reach.ts'
import { fateOf } from '../oracle/brute-force.ts'
import { POINTS, type World, world, ZONES } from '../oracle/worlds.ts'
import { networkOf } from '../support/world-network.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 200) }

/** Every zone towards every host, both ways, each address of the zone against trying every truth. */
function ask(drawn: World): number {
  const network = networkOf(drawn)
  const { space } = network.sets.services
  const places = network.servers.flatMap((server) => server.addresses)
  const reach = new ZoneReach(network.sets, places, 'access')
  const ways = new WayFinder(network)
  let questions = 0
  for (const zone of ZONES) {
    const members = places.filter((place) => place.zone === zone)
    if (members.length === 0) continue
    const addresses = unionOfAddresses(members.map(({ address }) => addressRange(address, address)))
    for (const side of ['source', 'destination'] as const) {
      const part = { addresses, family: 4, side } as const
      for (const [o, other] of places.entries()) {
        const way = (member: PlacedAddress) =>
          side === 'source' ? ways.between(member, other) : ways.between(other, member)
        const blocks = reach.blocks(part, way(members[0]!).ways, other)!
        questions++
        for (const member of members) {
          const h = places.indexOf(member)
          const block = blocks.filter((one) => hasAddress(one.addresses, member.address))
          expect(block).toHaveLength(1)
          for (const point of POINTS) {
            const fate = side === 'source' ? fateOf(drawn, h, o, point) : fateOf(drawn, o, h, point)
            const agrees =
              space.contains(block[0]!.certain, point) === !fate.mayFail &&
              space.contains(block[0]!.possible, point) === fate.mayPass
            if (!agrees) expect.unreachable(`zone ${zone} as ${side}, hosts ${h} and ${o}, packet ${point.join('/')}`)
          }
        }
      }
    }
  }
  return questions
}

/** What is open to an address is opened at every stage by some rule that is told. */
function askForRules(drawn: World): number {
  const network = networkOf(drawn)
  const { services } = network.sets
  const places = network.servers.flatMap((server) => server.addresses)
  const reach = new ZoneReach(network.sets, places, 'exposure')
  const ways = new WayFinder(network)
  let openings = 0
  for (const zone of ZONES) {
    const members = places.filter((place) => place.zone === zone)
    if (members.length === 0) continue
    const addresses = unionOfAddresses(members.map(({ address }) => addressRange(address, address)))
    const part = { addresses, family: 4, side: 'source' } as const
    for (const other of places) {
      const found = ways.between(members[0]!, other).ways
      const blocks = reach.blocks(part, found, other)!
      const told = reach.openings(part, found, other)!
      openings += told.length
      for (const { what } of told) {
        const block = blocks.some(
          (one) =>
            !isNoAddress(intersectAddresses(one.addresses, what.addresses)) &&
            services.intersect(one.possible, what.services) !== services.none,
        )
        expect(block).toBe(true)
        expect(what.decider.kind === 'row' && what.decider.table.action(what.decider.row) === 'deny').toBe(false)
      }
      for (const { possible, addresses } of found.length === 1 && found[0]!.length > 0 ? blocks : []) {
        for (const stage of found[0]!.flatMap((hop) => hop.firewall.passage(hop.ingress, hop.egress, 4))) {
          const here = told.filter(({ what: { decider } }) =>
            decider.kind === 'row' ? stage.tables.includes(decider.table) : decider.stage === stage,
          )
          for (const member of members.filter(({ address }) => hasAddress(addresses, address))) {
            const sum = here
              .filter(({ what }) => hasAddress(what.addresses, member.address))
              .reduce((set, { what }) => services.union(set, what.services), services.none)
            expect(services.subtract(possible, sum)).toBe(services.none)
          }
        }
      }
    }
  }
  return openings
}

test('the rules that open a zone are told, and no others', () => {
  let openings = 0
  fc.assert(
    fc.property(world, (drawn) => {
      openings += askForRules(drawn)
    }),
    RUNS,
  )
  expect(openings).toBeGreaterThan(RUNS.numRuns)
})

test('what is certain and possible for each address of a zone agrees with trying every truth', () => {
  let questions = 0
  fc.assert(
    fc.property(world, (drawn) => {
      questions += ask(drawn)
    }),
    RUNS,
  )
  expect(questions).toBeGreaterThan(RUNS.numRuns)
})
