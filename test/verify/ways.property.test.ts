import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prefixOf } from '../../src/model/address.ts'
import { addressesOfPrefix } from '../../src/model/address-set.ts'
import type { Firewall, FirewallInterface, NetworkSource, PlacementGap } from '../../src/model/firewall.ts'
import type { Attachment, Network, PlacedAddress, Zone } from '../../src/model/network.ts'
import { createSetStore } from '../../src/model/set-store.ts'
import { WayFinder } from '../../src/reach/ways.ts'
import { SourceText } from '../../src/source/source-text.ts'
import { allWays, wayKey } from '../../src/verify/all-ways.ts'

const RUNS = Number(process.env['ORACLE_RUNS'] ?? 300)
const ZONES = ['a', 'b', 'c'] as const
const HOSTS = 16

/** Sixteen hosts, 10.0.0.0 to 10.0.0.15, and networks of one, four or eight of them, or all. */
const prefix = fc
  .record({ host: fc.nat(HOSTS - 1), length: fc.constantFrom(32, 30, 29, 28) })
  .map(({ host, length }) => prefixOf(hostAt(host), length))
const anywhere = prefixOf(0, 0)

function hostAt(host: number): number {
  return 0x0a000000 + host
}

const source: fc.Arbitrary<NetworkSource> = fc
  .record({
    prefix: fc.oneof({ weight: 6, arbitrary: prefix }, { weight: 1, arbitrary: fc.constant(anywhere) }),
    kind: fc.constantFrom<NetworkSource['kind'][]>('connected', 'route', 'route', 'learned'),
    hop: fc.nat(3),
  })
  .map(({ prefix: network, kind, hop }) => ({
    prefix: network,
    kind,
    line: 1 + hop,
    ...(kind === 'route' && hop > 0 ? { nextHop: hostAt(hop) } : {}),
  }))

const side = fc.record({
  sources: fc.array(source, { maxLength: 3 }),
  noTransit: fc.nat(7).map((n) => n === 0),
  turnsBack: fc.constantFrom(undefined, undefined, 'by-permission' as const, 'to-translate' as const),
  /** Its far end, if there is a tunnel and the text says it. */
  tunnel: fc.oneof({ weight: 6, arbitrary: fc.constant('none' as const) }, fc.constant('anywhere' as const), prefix),
  isBridge: fc.nat(9).map((n) => n === 0),
  /** The zone that it is in, or none. */
  zone: fc.constantFrom<(string | undefined)[]>(...ZONES, ...ZONES, undefined),
})

const gap = fc.record({
  at: fc.option(fc.nat(2), { freq: 3 }),
  what: fc.constantFrom<PlacementGap['what'][]>('address', 'dynamic', 'route'),
  within: prefix,
})

const box = fc.record({
  sides: fc.array(side, { minLength: 1, maxLength: 3 }),
  gaps: fc.array(gap, { maxLength: 1 }),
  learns: fc.nat(5).map((n) => n === 0),
  own: fc.option(fc.nat(3), { freq: 3 }),
})

const zone = fc.record({
  stated: fc.option(fc.array(prefix, { maxLength: 2 })),
  catchAll: fc.nat(4).map((n) => n === 0),
})

const world = fc.record({
  boxes: fc.array(box, { minLength: 1, maxLength: 3 }),
  zones: fc.tuple(zone, zone, zone),
})

const pair = fc.record({
  from: fc.nat(HOSTS - 1),
  to: fc.nat(HOSTS - 1),
  fromZone: fc.constantFrom(...ZONES),
  toZone: fc.constantFrom(...ZONES),
})

type World = typeof world extends fc.Arbitrary<infer T> ? T : never

function networkOf({ boxes, zones }: World): Network {
  return {
    sets: createSetStore(),
    servers: [],
    paths: [],
    zones: zones.map(({ stated, catchAll }, i): Zone => {
      const file = 'emmental.yaml'
      const networks = stated ?? []
      const rest = catchAll ? [{ file, line: 1 }] : []
      const told =
        stated === null ? {} : { stated: [...networks.map((one) => ({ prefix: one, file, line: 1 })), ...rest] }
      return { name: ZONES[i] ?? '', networks, catchAll, ...told }
    }),
    attachments: boxes.map(attachmentOf),
  }
}

function attachmentOf({ sides, gaps, learns, own }: World['boxes'][number], n: number): Attachment {
  const interfacesByZone = new Map<string, string[]>()
  const leftOut: string[] = []
  for (const [i, { zone: name }] of sides.entries()) {
    if (name === undefined) leftOut.push(`if${i}`)
    else interfacesByZone.set(name, [...(interfacesByZone.get(name) ?? []), `if${i}`])
  }
  const firewall: Firewall = {
    name: `fw${n}`,
    dialect: 'drawn',
    source: new SourceText(`fw${n}`, new TextEncoder().encode('a line\n'.repeat(8))),
    interfaces: sides.map(
      (drawn, i): FirewallInterface => ({
        name: `if${i}`,
        networks: drawn.sources.map((one) => one.prefix),
        sources: drawn.sources,
        line: 1,
        ...(drawn.noTransit ? { noTransit: true } : {}),
        ...(drawn.turnsBack === undefined ? {} : { turnsBack: drawn.turnsBack }),
        ...(drawn.isBridge ? { ports: ['p1', 'p2'] } : {}),
        ...(drawn.tunnel === 'none' ? {} : { tunnels: [{ line: 7, ...beyond(drawn.tunnel) }] }),
      }),
    ),
    ownAddresses: own === null ? [] : [hostAt(own)],
    gaps: gaps.map(({ at, what, within }) => ({
      what,
      within,
      line: 8,
      ...(at === null ? {} : { interface: `if${at}` }),
    })),
    ...(learns ? { learns: [6] } : {}),
    tables: [],
    passage: () => [],
    groupPath: () => [],
    accounts: [],
    diagnostics: [],
  }
  return { firewall, interfacesByZone, ...(leftOut.length === 0 ? {} : { leftOut }) }
}

function beyond(end: ReturnType<typeof prefixOf> | 'anywhere'): { beyond?: ReturnType<typeof addressesOfPrefix> } {
  return end === 'anywhere' ? {} : { beyond: addressesOfPrefix(end) }
}

test('the ways that answers rest on are those that the check of a certificate finds again', () => {
  const kinds = new Map<string, number>()
  fc.assert(
    fc.property(world, fc.array(pair, { minLength: 10, maxLength: 30 }), (drawn, pairs) => {
      const network = networkOf(drawn)
      const finder = new WayFinder(network)
      for (const one of pairs) {
        const from: PlacedAddress = { address: hostAt(one.from), zone: one.fromZone }
        const to: PlacedAddress = { address: hostAt(one.to), zone: one.toZone }
        const { ways, kind } = finder.between(from, to)
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
        const wanted = kind === 'unsettled' || kind === 'too-many' ? undefined : new Set(ways.map(keyOf))
        expect(allWays(network, from, to)).toEqual(wanted)
      }
    }),
    { numRuns: RUNS },
  )
  // Each kind has to come up for the test to say anything.
  for (const kind of ['crossed', 'several', 'same-network', 'none', 'unsettled'])
    expect(kinds.get(kind)).toBeGreaterThan(0)
})

function keyOf(way: ReturnType<WayFinder['between']>['ways'][number]): string {
  return wayKey(way.map(({ firewall, ingress, egress }) => ({ firewall: firewall.name, ingress, egress })))
}
