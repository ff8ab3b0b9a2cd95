import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressRange, hasAddress, unionOfAddresses } from '../../src/model/address-set.ts'
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
