import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInquiry } from '../../src/analysis/access.ts'
import { blockChanges, type FoundBlock } from '../../src/analysis/impact/block-changes.ts'
import { holdsPacket } from '../../src/analysis/impact/merged-changes.ts'
import { packetRefOf } from '../../src/analysis/services-of.ts'
import { trace } from '../../src/analysis/trace.ts'
import { formatAddress } from '../../src/model/address.ts'
import type { Network } from '../../src/model/network.ts'
import type { Packet } from '../../src/model/packet.ts'
import { packetText } from '../../src/model/packet-text.ts'
import { createSetStore, type SetStore } from '../../src/model/set-store.ts'
import { printAsa } from '../oracle/asa-printer.ts'
import { asaWorld, hostAddress, INTERFACES } from '../oracle/asa-worlds.ts'
import { NAT_POINTS, natWorld, PLACES, printNat } from '../oracle/nat-worlds.ts'
import { oldNatWorld, printOldNat } from '../oracle/old-nat-worlds.ts'
import { asaNetwork, edited } from '../support/asa-network.ts'

const LONG = process.env['ORACLE_RUNS']
/** The short run draws the same worlds each time; `ORACLE_RUNS` asks for as many new ones. */
const RUNS = LONG === undefined ? { numRuns: 60, seed: 20261125 } : { numRuns: Number(LONG) }

/** The verdict and what becomes of the addresses, as `trace` tells them; of what is refused nothing becomes. */
function toldByTrace(network: Network, { source, destination, ...flavour }: Packet): string {
  const found = trace(network, { from: formatAddress(source), to: formatAddress(destination), flavour })
  const altered = found.hops
    .flatMap(({ translations = [] }) => translations)
    .filter(({ from, to }) => from !== to)
    .map(({ what, from, to }) => `${what} ${from} to ${to}`)
  return [found.verdict, ...(found.verdict === 'deny' ? [] : altered)].join(', ')
}

/** The law: `diff` has a block for a packet exactly where `trace` tells two stories of it. Returns how many packets differ. */
function compare(before: string, after: string, packets: readonly Packet[]): number {
  const sets = createSetStore()
  const [old, now] = [asaNetwork(before, sets), asaNetwork(after, sets)]
  const { blocks, notes } = blockChanges(createInquiry(old, 'any'), createInquiry(now, 'any'))
  expect(notes).toEqual([])
  let differences = 0
  for (const packet of packets) {
    const [was, is] = [toldByTrace(old, packet), toldByTrace(now, packet)]
    const holding = blocks.filter(({ box }) => holdsPacket(box, packet, sets.services))
    const expected = was === is ? [] : [fates(was, is)]
    const actual = holding.map(({ told }) => `${told.was} to ${told.is}`)
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
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
    // Behind one interface nobody is asked.
    .filter(([from, to]) => from % INTERFACES !== to % INTERFACES)
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
function examples(before: string, after: string): Packet[] {
  const sets = createSetStore()
  const [old, now] = [asaNetwork(before, sets), asaNetwork(after, sets)]
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
