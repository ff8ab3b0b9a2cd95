import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Network, PlacedAddress } from '../../src/model/network.ts'
import type { Flavour } from '../../src/model/packet.ts'
import { HostReach } from '../../src/reach/host-reach.ts'
import { WayFinder } from '../../src/reach/ways.ts'
import { fateOf } from '../oracle/brute-force.ts'
import { POINTS, type World, world } from '../oracle/worlds.ts'
import { decidePassage } from '../support/decide-passage.ts'
import { networkOf } from '../support/world-network.ts'

const RUNS = { numRuns: 400 }

function placesOf(network: Network): PlacedAddress[] {
  return network.servers.flatMap((server) => server.addresses)
}

function contains(network: Network, set: { id: number }, point: readonly number[]): boolean {
  const { services } = network.sets
  return services.space.contains(services.byId(set.id), point)
}

describe('the host-pair engine agrees with trying every truth', () => {
  test('what is certain and what is possible, in both directions', () => {
    fc.assert(
      fc.property(world, (drawn: World) => {
        const network = networkOf(drawn)
        const reach = new HostReach(network)
        const places = placesOf(network)
        for (const [h, host] of places.entries()) {
          const to = reach.reach(host, 'source', places)
          const from = reach.reach(host, 'destination', places)
          for (const [o] of places.entries()) {
            for (const point of POINTS) {
              for (const [found, fate] of [
                [to[o]!, fateOf(drawn, h, o, point)],
                [from[o]!, fateOf(drawn, o, h, point)],
              ] as const) {
                const agrees =
                  contains(network, found.certain, point) === !fate.mayFail &&
                  contains(network, found.possible, point) === fate.mayPass
                if (!agrees) expect.unreachable(`hosts ${h} and ${o}, packet ${point.join('/')}`)
              }
            }
          }
        }
      }),
      RUNS,
    )
  })

  test('the named rule denies a refused packet, and the plain engine says the same', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(...POINTS), (drawn, [protocol, destinationField, sourceField]) => {
        const network = networkOf(drawn)
        const reach = new HostReach(network)
        const places = placesOf(network)
        const flavour: Flavour = { protocol, destinationField, sourceField }
        for (const [h, host] of places.entries()) {
          const denied = reach.deniedBy(
            host,
            'source',
            places,
            places.map(() => flavour),
          )
          for (const [o, other] of places.entries()) {
            const [way] = new WayFinder(network).between(host, other).ways
            if (way === undefined) continue
            const packet = { ...flavour, source: host.address, destination: other.address }
            const plain = way
              .map((hop) =>
                decidePassage(hop.firewall.passage(hop.ingress, hop.egress, 4), packet, network.sets, 'optimistic'),
              )
              .find(({ action }) => action === 'deny')
            expect(denied[o]?.what).toEqual(plain)
            if (!fateOf(drawn, h, o, [protocol, destinationField, sourceField]).mayPass) expect(plain).toBeDefined()
          }
        }
      }),
      RUNS,
    )
  })

  test('slices cover exactly what is possible on one way, and undecided rules exist exactly where readings part', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const network = networkOf(drawn)
        const { services } = network.sets
        const reach = new HostReach(network)
        const places = placesOf(network)
        for (const host of places) {
          const found = reach.reach(host, 'source', places)
          const possible = found.map((pair) => pair.possible)
          const disputed = found.map((pair) => services.subtract(pair.possible, pair.certain))
          const slices = reach.permittedBy(host, 'source', places, possible)
          const undecided = reach.undecidedBy(host, 'source', places, disputed)
          for (const [o, pair] of found.entries()) {
            const { ways } = pair.ways
            if (ways.length === 0 || ways[0]!.length === 0) continue
            const together = services.unionOf(slices[o]!.map(({ what }) => what.services))
            expect(services.subtract(pair.possible, together)).toBe(services.none)
            if (ways.length === 1) expect(undecided[o]!.length > 0).toBe(disputed[o] !== services.none)
          }
        }
      }),
      RUNS,
    )
  })

  test('asking one address in place of all that nothing tells apart changes no answer', () => {
    let asked = 0
    fc.assert(
      fc.property(world, (drawn) => {
        const network = networkOf(drawn)
        const [grouped, plain] = [new HostReach(network), new HostReach(network, { grouped: false })]
        const places = placesOf(network)
        for (const host of places) {
          for (const side of ['source', 'destination'] as const) {
            const [one, other] = [grouped, plain].map((reach) =>
              reach.reach(host, side, places).map(({ certain, possible, exposed, ways }) => ({
                sets: [certain.id, possible.id, exposed.certain.id, exposed.possible.id],
                ways: ways.ways.map((way) => way.map(({ firewall }) => firewall.name)),
              })),
            )
            expect(one).toEqual(other)
          }
          if (grouped.representativeOf(host) !== host) asked++
        }
      }),
      RUNS,
    )
    // Without alike addresses the property would say nothing.
    expect(asked).toBeGreaterThan(100)
  })
})
