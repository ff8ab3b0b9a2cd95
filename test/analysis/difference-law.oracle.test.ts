import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInquiry } from '../../src/analysis/access.ts'
import { blockChanges, type FoundBlock } from '../../src/analysis/impact/block-changes.ts'
import { holdsPacket } from '../../src/analysis/impact/merged-changes.ts'
import { packetRefOf } from '../../src/analysis/services-of.ts'
import { trace } from '../../src/analysis/trace.ts'
import { formatAddress, parsePrefix, prefixContains } from '../../src/model/address.ts'
import type { Network } from '../../src/model/network.ts'
import type { Packet } from '../../src/model/packet.ts'
import { packetText } from '../../src/model/packet-text.ts'
import { createSetStore, type SetStore } from '../../src/model/set-store.ts'
import { printAsa } from '../oracle/asa-printer.ts'
import { asaWorld, hostAddress } from '../oracle/asa-worlds.ts'
import { NAT_POINTS, natWorld, PLACES, printNat } from '../oracle/nat-worlds.ts'
import { oldNatWorld, printOldNat } from '../oracle/old-nat-worlds.ts'
import { asaNetwork, edited } from '../support/asa-network.ts'

const LONG = process.env['ORACLE_RUNS']
/** The short run draws the same worlds each time; `ORACLE_RUNS` asks for as many new ones. */
const RUNS = LONG === undefined ? { numRuns: 60, seed: 20261125 } : { numRuns: Number(LONG) }

/** The verdict and what becomes of the addresses, as `trace` tells them; of what is refused nothing becomes. */
function toldByTrace(network: Network, { source, destination, ...flavour }: Packet): string {
  const zoneOf = (address: number | bigint): string =>
    network.zones.find(({ networks }) => networks.some((prefix) => prefixContains(prefix, address)))?.name ?? ''
  const found = trace(network, {
    from: formatAddress(source),
    to: formatAddress(destination),
    fromZone: zoneOf(source),
    toZone: zoneOf(destination),
    flavour,
  })
  const altered = found.hops
    .flatMap(({ translations = [] }) => translations)
    .filter(({ from, to }) => from !== to)
    .map(({ what, from, to }) => `${what} ${from} to ${to}`)
  return [found.verdict, ...(found.verdict === 'deny' ? [] : altered)].join(', ')
}

/** Another device in a row: its first network is the last one of the first device, its others are further on. */
function further(text: string): string {
  return text
    .replaceAll('10.0.2.', '10.0.4.')
    .replaceAll('10.0.1.', '10.0.3.')
    .replaceAll('10.0.0.', '10.0.2.')
    .replace('10.0.2.1 255', '10.0.2.2 255')
}

/** Two devices in a row, with routes to the networks of the other. */
function inARow(first: string, second: string, sets: SetStore): Network {
  const routes = (lines: readonly string[]): string => lines.map((line) => `route ${line}\n`).join('')
  const one = asaNetwork(
    `${first}${routes(['if2 10.0.3.0 255.255.255.0 10.0.2.2', 'if2 10.0.4.0 255.255.255.0 10.0.2.2'])}`,
    sets,
  )
  const other = asaNetwork(
    `${further(second)}${routes(['if0 10.0.0.0 255.255.255.0 10.0.2.1', 'if0 10.0.1.0 255.255.255.0 10.0.2.1'])}`,
    sets,
  )
  const zones = (names: readonly string[]): Map<string, readonly string[]> =>
    new Map(names.map((name, i) => [name, [`if${i}`]]))
  const attachments = [
    { ...one.attachments[0]!, interfacesByZone: zones(['z0', 'z1', 'z2']) },
    { ...other.attachments[0]!, interfacesByZone: zones(['z2', 'z3', 'z4']) },
  ].map((attachment, i) => ({ ...attachment, firewall: { ...attachment.firewall, name: `fw${i}` } }))
  const networks = Array.from({ length: 5 }, (_, i) => parsePrefix(`10.0.${i}.0/24`))
  return {
    sets,
    zones: networks.map((parsed, i) => ({
      name: `z${i}`,
      networks: parsed.kind === 'invalid' ? [] : [parsed.prefix],
      catchAll: false,
    })),
    servers: [],
    attachments,
    paths: [],
  }
}

/** The law: `diff` has a block for a packet exactly where `trace` tells two stories of it. Returns how many packets differ. */
function compare(before: string, after: string, packets: readonly Packet[], read = asaNetwork): number {
  const sets = createSetStore()
  const [old, now] = [read(before, sets), read(after, sets)]
  const { blocks, notes } = blockChanges(createInquiry(old, 'any'), createInquiry(now, 'any'))
  expect(notes).toEqual([])
  let differences = 0
  for (const packet of packets) {
    const [was, is] = [toldByTrace(old, packet), toldByTrace(now, packet)]
    const holding = blocks.filter(({ box }) => holdsPacket(box, packet, sets.services))
    const expected = was === is ? [] : [fates(was, is)]
    const actual = holding.map(({ told }) => `${told.was} to ${told.is}`)
    // What stays open may hang on something else: open-difference.oracle.test.ts asks on what.
    const staysOpen = was === is && was.startsWith('unknown') && actual.join() === 'open to open'
    if (JSON.stringify(actual) !== JSON.stringify(expected) && !staysOpen) {
      const words = `${packetText(packetRefOf(packet))}: ${was} / ${is}, but ${actual.join(' and ') || 'no block'}`
      expect.unreachable(`${words}\n--- before\n${before}--- after\n${after}`)
    }
    if (was !== is) differences++
  }
  return differences
}

function fates(was: string, is: string): string {
  const word = (told: string): string => {
    const [verdict, ...altered] = told.split(', ')
    if (verdict === 'permit') return altered.length > 0 ? 'altered' : 'permitted'
    return verdict === 'deny' ? 'denied' : 'open'
  }
  return `${word(was)} to ${word(is)}`
}

const place = fc.nat(PLACES - 1)
const packets = fc.array(
  fc
    .tuple(place, place, fc.constantFrom(...NAT_POINTS, [6, 22, 80], [17, 1024, 135], [47, 0, 0]))
    .filter(([from, to]) => from !== to)
    .map(
      ([from, to, [protocol = 0, destinationField = 0, sourceField = 0]]): Packet => ({
        protocol,
        source: hostAddress(from),
        destination: hostAddress(to),
        destinationField,
        sourceField,
      }),
    ),
  { minLength: 30, maxLength: 30 },
)

/** Some fields of one world, the others of another. */
function mixed<T extends object>(one: T, other: T, taken: readonly boolean[]): T {
  const entries = Object.keys(one).map((key, i) => [key, (taken[i % taken.length] ? other : one)[key as keyof T]])
  return Object.fromEntries(entries) as T
}

const taken = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 })

/** Every block holds a packet of its own to ask about. */
function examples(before: string, after: string, read = asaNetwork): Packet[] {
  const sets = createSetStore()
  const [old, now] = [read(before, sets), read(after, sets)]
  const { blocks } = blockChanges(createInquiry(old, 'any'), createInquiry(now, 'any'))
  return blocks.map((block) => packetIn(block, sets)).filter(({ source, destination }) => source !== destination)
}

function packetIn({ box }: FoundBlock, { services }: SetStore): Packet {
  const [[protocols = [], destinations = [], sources = []] = []] = services.space.products(box.services)
  return {
    protocol: protocols[0]!,
    destinationField: destinations.at(-1)!,
    sourceField: sources.at(-1)!,
    source: box.source.v4.at(-1)!,
    destination: box.destination.v4.at(-1)!,
  }
}

test.each([
  [
    '8.3 and newer',
    fc.tuple(natWorld, natWorld, taken).map(([a, b, which]) => [printNat(a), printNat(mixed(a, b, which))]),
  ],
  [
    '8.2',
    fc.tuple(oldNatWorld, oldNatWorld, taken).map(([a, b, which]) => [printOldNat(a), printOldNat(mixed(a, b, which))]),
  ],
  [
    'without translation',
    fc.tuple(asaWorld, asaWorld, taken).map(([a, b, which]) => [printAsa(a), printAsa(mixed(a, b, which))]),
  ],
  ['8.3 and newer, a line less', fc.tuple(natWorld, fc.nat(40)).map(([a, n]) => [printNat(a), edited(printNat(a), n)])],
  ['8.2, a line less', fc.tuple(oldNatWorld, fc.nat(40)).map(([a, n]) => [printOldNat(a), edited(printOldNat(a), n)])],
])('where trace tells two stories there is a block that holds the packet, and nowhere else: %s', (_, pairs) => {
  let differences = 0
  fc.assert(
    fc.property(pairs, packets, ([before = '', after = ''], drawn) => {
      differences += compare(before, after, [...drawn, ...examples(before, after)])
    }),
    RUNS,
  )
  expect(differences).toBeGreaterThan(RUNS.numRuns / 4)
})

/** Places of the first device, and the same ones of the other. */
const across = packets.map((drawn) =>
  drawn.map((packet, i): Packet => {
    const moved = (address: number | bigint, far: boolean): number => Number(address) + (far ? 512 : 0)
    const [near, far] = i % 2 === 0 ? [false, true] : [true, i % 4 === 1]
    return { ...packet, source: moved(packet.source, near), destination: moved(packet.destination, far) }
  }),
)

test.each([
  [
    '8.3 and newer',
    fc.tuple(natWorld, natWorld, taken, natWorld, taken, fc.boolean()).map(([a, b, which, c, others, same]) => {
      const second = printNat(c)
      return [
        [printNat(a), second],
        [printNat(mixed(a, b, which)), same ? second : printNat(mixed(c, b, others))],
      ] as const
    }),
  ],
  [
    '8.2',
    fc
      .tuple(oldNatWorld, oldNatWorld, taken, oldNatWorld, taken, fc.boolean())
      .map(([a, b, which, c, others, same]) => {
        const second = printOldNat(c)
        return [
          [printOldNat(a), second],
          [printOldNat(mixed(a, b, which)), same ? second : printOldNat(mixed(c, b, others))],
        ] as const
      }),
  ],
])('the law holds over two devices in a row: %s', (_, pairs) => {
  let differences = 0
  const read = (text: string, sets: SetStore): Network => {
    const [first = '', second = ''] = text.split('===\n')
    return inARow(first, second, sets)
  }
  fc.assert(
    fc.property(pairs, across, ([old, now], drawn) => {
      const [before, after] = [old.join('===\n'), now.join('===\n')]
      differences += compare(before, after, [...drawn, ...examples(before, after, read)], read)
    }),
    RUNS,
  )
  expect(differences).toBeGreaterThan(RUNS.numRuns / 4)
})
