import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInquiry } from '../../src/analysis/access.ts'
import { blockChanges } from '../../src/analysis/impact/block-changes.ts'
import { impactOf } from '../../src/analysis/impact/impact.ts'
import { holdsPacket } from '../../src/analysis/impact/merged-changes.ts'
import { trace } from '../../src/analysis/trace.ts'
import { formatAddress } from '../../src/model/address.ts'
import type { Network } from '../../src/model/network.ts'
import type { Packet } from '../../src/model/packet.ts'
import { createSetStore } from '../../src/model/set-store.ts'
import { summaryOf } from '../../src/report/text/impact-text.ts'
import { printAsa } from '../oracle/asa-printer.ts'
import { type AsaWorld, asaWorld, hostAddress } from '../oracle/asa-worlds.ts'
import { asaNetwork } from '../support/asa-network.ts'

const LONG = process.env['ORACLE_RUNS']
/** The short run draws the same worlds each time; `ORACLE_RUNS` asks for as many new ones. */
const RUNS = LONG === undefined ? { numRuns: 25, seed: 1 } : { numRuns: Number(LONG) }

/** Moments in and out of the hours of a working week, and of the hours that it is changed to. */
const MOMENTS = ['2026-11-23T07:30', '2026-11-23T12:00', '2026-11-23T18:30', '2026-11-22T12:00']

/** Every entry that may have a schedule has one half of the time. */
const timedWorld: fc.Arbitrary<AsaWorld> = fc
  .tuple(asaWorld, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }))
  .map(([world, timed]) => ({
    ...world,
    lists: world.lists.map((list) =>
      list.map((entry, i) =>
        entry.kind === 'ace' ? { ...entry, timeRange: timed[i % timed.length] === true } : entry,
      ),
    ),
  }))

type Edit = readonly [kind: 'hours' | 'drop' | 'swap' | 'garble' | 'rename', at: number, word: number]
const edit: fc.Arbitrary<Edit> = fc.tuple(
  fc.constantFrom('hours', 'hours', 'drop', 'swap', 'garble', 'rename'),
  fc.nat(200),
  fc.nat(12),
)

/** One line of the text changed. */
function changed(text: string, [kind, at, word]: Edit): string {
  const lines = text.split('\n')
  if (kind === 'hours') return text.replace('weekdays 8:00 to 18:00', 'weekdays 7:00 to 18:00')
  if (kind === 'rename') return text.replaceAll(/time-range T\b/g, 'time-range HOURS')
  const places = lines.flatMap((line, i) => (/^(?:access-list|access-group|nat|static) /.test(line) ? [i] : []))
  const place = places[at % Math.max(places.length, 1)]
  if (place === undefined) return text
  if (kind === 'drop') return lines.toSpliced(place, 1).join('\n')
  if (kind === 'swap') return lines.toSpliced(place, 2, lines[place + 1]!, lines[place]!).join('\n')
  const words = lines[place]!.split(' ')
  return lines.with(place, words.with(word % words.length, '~broken~').join(' ')).join('\n')
}

const packets = fc.array(
  fc.tuple(fc.nat(11), fc.nat(11), fc.constantFrom(80, 135, 443)).map(
    ([from, to, port]): Packet => ({
      protocol: 6,
      source: hostAddress(from),
      destination: hostAddress(to),
      destinationField: port,
      sourceField: 50000,
    }),
  ),
  { minLength: 20, maxLength: 20 },
)

function verdictOf(network: Network, { source, destination, ...flavour }: Packet): string {
  const zoneOf = (address: number | bigint): string => `if${(Number(address) >>> 8) & 255}`
  const ends = { from: formatAddress(source), to: formatAddress(destination) }
  return trace(network, { ...ends, fromZone: zoneOf(source), toZone: zoneOf(destination), flavour }).verdict
}

test('where trace tells two stories at any moment there is a block, also where both sides leave it open', () => {
  let [open, differences] = [0, 0]
  fc.assert(
    fc.property(timedWorld, edit, packets, (world, one, drawn) => {
      const [before, after] = [printAsa(world), changed(printAsa(world), one)]
      const sets = createSetStore()
      const [old, now] = [asaNetwork(before, sets), asaNetwork(after, sets)]
      const { blocks } = blockChanges(createInquiry(old, 'any'), createInquiry(now, 'any'))
      const atMoments = MOMENTS.map((at) => [asaNetwork(before, sets, at), asaNetwork(after, sets, at)] as const)
      for (const packet of drawn.filter(
        ({ source, destination }) => (source as number) >> 8 !== (destination as number) >> 8,
      )) {
        const differing = atMoments.find(([a, b]) => verdictOf(a, packet) !== verdictOf(b, packet))
        if (differing === undefined) continue
        differences++
        const holding = blocks.filter(({ box }) => holdsPacket(box, packet, sets.services))
        if (holding.length !== 1)
          expect.unreachable(`${JSON.stringify(packet)}\n--- before\n${before}--- after\n${after}`)
        if (holding[0]?.told.was === 'open' && holding[0].told.is === 'open') open++
      }
    }),
    RUNS,
  )
  expect(differences).toBeGreaterThan(0)
  expect(open).toBeGreaterThan(0)
})

test('a line that is not understood and that only one side has is always a difference', () => {
  fc.assert(
    fc.property(timedWorld, fc.nat(200), fc.nat(12), (world, at, word) => {
      const [before, after] = [printAsa(world), changed(printAsa(world), ['garble', at, word])]
      const sets = createSetStore()
      const [old, now] = [asaNetwork(before, sets), asaNetwork(after, sets)]
      const unread = now.attachments[0]!.firewall.accounts[0]!.linesNotUnderstood()
      const impact = impactOf(old, now, { profile: 'any', version: '', names: ['before', 'after'] })
      if (unread.length > 0 && summaryOf(impact) === 'no difference')
        expect.unreachable(`lines ${unread.join()}\n--- before\n${before}--- after\n${after}`)
    }),
    RUNS,
  )
})
