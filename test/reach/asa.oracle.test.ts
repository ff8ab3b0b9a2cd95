import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asaDialect } from '../../parsers/asa/asa.ts'
import type { Network, Server } from '../../src/model/network.ts'
import { createSetStore } from '../../src/model/set-store.ts'
import { HostReach } from '../../src/reach/host-reach.ts'
import { SourceText } from '../../src/source/source-text.ts'
import { asaFate } from '../oracle/asa-brute-force.ts'
import { printAsa } from '../oracle/asa-printer.ts'
import { ASA_POINTS, type AsaWorld, asaWorld, HOSTS, hostAddress, INTERFACES } from '../oracle/asa-worlds.ts'
import { STATED } from '../support/stated.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 300) }

/** The network that the text describes: each interface a zone, two hosts in each. */
function networkOf(text: string): Network {
  const sets = createSetStore()
  const source = new SourceText('world.cfg', new TextEncoder().encode(text))
  const file = { source, encoding: 'utf-8' as const }
  const { firewalls, diagnostics } = asaDialect.parse({ name: 'fw', file, definitions: [], sets, mapping: {} })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const servers = Array.from({ length: HOSTS }, (_, h): Server => {
    const address = hostAddress(h)
    return {
      name: `h${h}`,
      addresses: [{ address, zone: `if${h % INTERFACES}` }],
      roles: ['other'],
      file: 'world',
      line: 1,
    }
  })
  const zones = Array.from({ length: INTERFACES }, (_, i) => `if${i}`)
  return {
    sets,
    zones: zones.map((name) => ({ name, networks: [], catchAll: false, stated: STATED })),
    servers,
    attachments: firewalls.map((firewall) => ({
      firewall,
      interfacesByZone: new Map(zones.map((name) => [name, [name]])),
    })),
    paths: [],
  }
}

describe('random ASA configurations', () => {
  test('the parsed and analysed text agrees with the brute force over the same world', () => {
    fc.assert(
      fc.property(asaWorld, (world: AsaWorld) => {
        const text = printAsa(world)
        const network = networkOf(text)
        const { services } = network.sets
        const reach = new HostReach(network)
        const places = network.servers.flatMap((server) => server.addresses)
        for (const [h, host] of places.entries()) {
          for (const [o, found] of reach.reach(host, 'source', places).entries()) {
            if (h % INTERFACES === o % INTERFACES) continue
            for (const point of ASA_POINTS) {
              const fate = asaFate(world, h, o, point)
              const agrees =
                services.space.contains(found.certain, point) === !fate.mayFail &&
                services.space.contains(found.possible, point) === fate.mayPass
              if (!agrees) {
                const certain = services.space.contains(found.certain, point)
                const possible = services.space.contains(found.possible, point)
                const said = `engine certain ${certain} possible ${possible}, brute force ${JSON.stringify(fate)}`
                expect.unreachable(`h${h} -> h${o} ${point.join('/')}: ${said}\n${text}`)
              }
            }
          }
        }
      }),
      RUNS,
    )
  })
})
