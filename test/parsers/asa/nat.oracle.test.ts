import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asaDialect } from '../../../parsers/asa/asa.ts'
import { packetRefOf } from '../../../src/analysis/services-of.ts'
import { formatAddress, parseAddress } from '../../../src/model/address.ts'
import type { Firewall } from '../../../src/model/firewall.ts'
import type { Packet } from '../../../src/model/packet.ts'
import { packetText } from '../../../src/model/packet-text.ts'
import { createSetStore, type SetStore } from '../../../src/model/set-store.ts'
import { decideSteps, stepsAcross } from '../../../src/reach/first-match.ts'
import { SourceText } from '../../../src/source/source-text.ts'
import { hostAddress, INTERFACES } from '../../oracle/asa-worlds.ts'
import { type NatFate, natFate, type Wire } from '../../oracle/nat-brute-force.ts'
import { dotted, NAT_POINTS, natWorld, placesOf, printNat } from '../../oracle/nat-worlds.ts'
import { type OldNatFate, oldNatFate } from '../../oracle/old-nat-brute-force.ts'
import { oldNatWorld, oldPlacesOf, printOldNat } from '../../oracle/old-nat-worlds.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 200) }

function read(text: string): { firewall: Firewall; sets: SetStore } {
  const sets = createSetStore()
  const source = new SourceText('world.cfg', new TextEncoder().encode(text))
  const file = { source, encoding: 'utf-8' as const }
  const { firewalls, diagnostics } = asaDialect.parse({ name: 'fw', file, definitions: [], sets, mapping: {} })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return { firewall: firewalls[0]!, sets }
}

/** `permit to 10.0.0.10 by if0 as 10.0.1.14`, or `deny`; the same words for both sides. */
function told(verdict: string, destination: string, egress: string, source: string): string {
  return verdict === 'permit' ? `permit to ${destination} by ${egress} as ${source}` : verdict
}

function expectedOf(fate: NatFate | OldNatFate, wire: Wire): string {
  const [, sent, sentFrom] = wire.point
  const shown = fate.source === 'interface' ? `10.0.${fate.egress}.1` : dotted(hostAddress(fate.source))
  // Of a source that gets another address its port is not told.
  const isOtherPort = fate.source === wire.source && 'sourcePort' in fate && fate.sourcePort !== sentFrom
  const source = isOtherPort ? 'its own address with another source port' : shown
  const port = fate.point[1] === sent ? '' : ` port ${fate.point[1]}`
  return told(fate.verdict, `${dotted(hostAddress(fate.destination))}${port}`, `if${fate.egress}`, source)
}

function foundOf(firewall: Firewall, sets: SetStore, arrival: Packet): string {
  const interfaceOf = (address: unknown): string => `if${(Number(address) >>> 8) & 255}`
  const ingress = interfaceOf(arrival.source)
  const redirected = firewall.redirect?.(ingress, arrival)
  const packet = redirected?.packet ?? arrival
  const egress = redirected?.egress ?? interfaceOf(packet.destination)
  const passage = firewall.passage(ingress, egress, 4)
  const source = firewall.translateSource?.(ingress, egress, packet, arrival)
  const leaving = source === undefined ? undefined : parseAddress(source.to)
  const steps = stepsAcross(passage, packet, {
    ...(redirected === undefined ? {} : { arrival }),
    ...(source === undefined
      ? {}
      : { departure: { packet: leaving === undefined ? undefined : { ...packet, source: leaving } } }),
  })
  const sure = decideSteps(steps, sets, 'pessimistic').action
  const most = decideSteps(steps, sets, 'optimistic').action
  const port = packet.destinationField === arrival.destinationField ? '' : ` port ${packet.destinationField}`
  return told(
    sure === most ? sure : 'unknown',
    `${formatAddress(packet.destination)}${port}`,
    egress,
    source?.to ?? formatAddress(packet.source),
  )
}

function packetOf({ source, destination, point }: Wire): Packet {
  const [protocol, destinationField, sourceField] = point
  return {
    protocol,
    source: hostAddress(source),
    destination: hostAddress(destination),
    destinationField,
    sourceField,
  }
}

/** Puts every packet between two places to both; the oracle says nothing about some. */
function compare(
  text: string,
  places: readonly number[],
  fateOf: (wire: Wire) => NatFate | OldNatFate | undefined,
): void {
  const { firewall, sets } = read(text)
  for (const source of places) {
    for (const destination of places) {
      for (const point of NAT_POINTS) {
        const wire = { source, destination, point }
        const fate = source === destination ? undefined : fateOf(wire)
        if (fate === undefined) continue
        const arrival = packetOf(wire)
        const found = foundOf(firewall, sets, arrival)
        const expected = expectedOf(fate, wire)
        const agrees = expected === 'not permit' ? /^(?:deny|unknown)$/.test(found) : found === expected
        if (!agrees) {
          expect.unreachable(
            `if${source % INTERFACES} ${packetText(packetRefOf(arrival))}: engine ${found}, brute force ${expected}\n${text}`,
          )
        }
      }
    }
  }
}

/** A configuration of two interfaces, if0 and if1, of these levels. */
function configuration(version: string, levels: readonly [number, number], lines: readonly string[]): string {
  const interfaces = levels.flatMap((level, i) => [
    `interface GigabitEthernet0/${i}`,
    ` nameif if${i}`,
    ` security-level ${level}`,
    ` ip address 10.0.${i}.1 255.255.255.0`,
  ])
  const start = [`ASA Version ${version}`, ...interfaces, 'same-security-traffic permit inter-interface']
  return `${[...start, ...lines].join('\n')}\n`
}

/** What becomes of a packet to TCP 80 between two addresses, written `10.0.0.10 > 10.0.1.10`. */
function fateIn(text: string, way: string): string {
  const { firewall, sets } = read(text)
  const [source, destination] = way.split(' > ').map((word) => Number(parseAddress(word)))
  return foundOf(firewall, sets, {
    protocol: 6,
    source: source!,
    destination: destination!,
    destinationField: 80,
    sourceField: 50000,
  })
}

const hosts = (...named: readonly (readonly [string, string])[]): string[] =>
  named.flatMap(([name, address]) => [`object network ${name}`, ` host ${address}`])

describe('random ASA configurations that translate addresses', () => {
  test('8.3 and later: the parsed text agrees with the brute force over the same world', () => {
    fc.assert(
      fc.property(natWorld, (world) => compare(printNat(world), placesOf(world), (wire) => natFate(world, wire))),
      RUNS,
    )
  })

  test('8.2: the parsed text agrees with the brute force over the same world', () => {
    fc.assert(
      fc.property(oldNatWorld, (world) =>
        compare(printOldNat(world), oldPlacesOf(world), (wire) => oldNatFate(world, wire)),
      ),
      RUNS,
    )
  })
})

describe('what random configurations brought up', () => {
  test.each([
    {
      title: 'a host that an earlier rule translates is addressed by its own address, which a later rule leaves',
      lines: [
        ...hosts(['X', '10.0.0.10'], ['XM', '10.0.1.14'], ['PEER', '10.0.1.10'], ['SHOWN', '10.0.0.15']),
        'object network X',
        ' nat (if0,if1) static XM',
        'nat (if0,if1) after-auto source static X X destination static SHOWN PEER',
      ],
      way: '10.0.1.10 > 10.0.0.10',
      expected: 'deny',
    },
    {
      title: 'a rule for both ends leaves the source whose destination another rule has translated',
      lines: [
        ...hosts(['A', '10.0.1.10'], ['AM', '10.0.0.16'], ['B', '10.0.1.15'], ['R', '10.0.0.12'], ['X', '10.0.0.10']),
        ' nat (if0,if1) static B',
        'nat (if1,if0) after-auto source static A AM destination static B R',
      ],
      way: '10.0.1.10 > 10.0.1.15',
      expected: 'permit to 10.0.0.10 by if0 as 10.0.1.10',
    },
    {
      title: 'the answer to a packet that a rule translated at both ends belongs to that rule',
      lines: [
        ...hosts(['A', '10.0.1.12'], ['AM', '10.0.0.11'], ['B', '10.0.0.12'], ['R', '10.0.0.10']),
        'nat (if1,if0) source static A AM destination static B R',
        'nat (any,if1) after-auto source dynamic any interface',
      ],
      way: '10.0.1.12 > 10.0.0.12',
      expected: 'permit to 10.0.0.10 by if0 as 10.0.0.11',
    },
  ])('9.12: $title', ({ lines, way, expected }) => {
    expect(fateIn(configuration('9.12(4)', [50, 50], lines), way)).toBe(expected)
  })

  test('9.12: as the first, but the later rule leaves one port as it is', () => {
    const lines = [
      ...hosts(['X', '10.0.0.10'], ['XM', '10.0.1.14']),
      'object network X',
      ' nat (if0,if1) static XM',
      'object network Y',
      ' range 10.0.0.10 10.0.0.11',
      ' nat (if0,if1) static Y service tcp 80 80',
    ]
    expect(fateIn(configuration('9.12(4)', [50, 50], lines), '10.0.1.10 > 10.0.0.10')).toBe('deny')
  })

  test.each([
    {
      title: 'an out-list sees the address that a static gives the source, and permits it',
      lines: [
        'access-list OUT extended permit ip host 10.0.0.17 any',
        'static (if1,if0) 10.0.0.17 10.0.1.13 netmask 255.255.255.255',
        'access-group OUT out interface if0',
      ],
      way: '10.0.1.13 > 10.0.0.10',
      expected: 'permit to 10.0.0.10 by if0 as 10.0.0.17',
    },
    {
      title: 'an out-list does not see the address that a static hides',
      lines: [
        'access-list OUT extended permit ip host 10.0.1.13 any',
        'static (if1,if0) 10.0.0.17 10.0.1.13 netmask 255.255.255.255',
        'access-group OUT out interface if0',
      ],
      way: '10.0.1.13 > 10.0.0.10',
      expected: 'deny',
    },
    {
      title: 'an out-list sees the address of the interface that a pool lends',
      lines: [
        'access-list OUT extended deny ip 10.0.1.0 255.255.255.0 any',
        'access-list OUT extended permit ip any any',
        'global (if0) 1 interface',
        'nat (if1) 1 10.0.1.0 255.255.255.0',
        'access-group OUT out interface if0',
      ],
      way: '10.0.1.13 > 10.0.0.10',
      expected: 'permit to 10.0.0.10 by if0 as 10.0.0.1',
    },
    {
      title: 'a dynamic rule without `outside` says nothing of what enters from a higher level',
      lines: ['global (if1) 1 interface', 'nat (if0) 1 10.0.0.0 255.255.255.0'],
      way: '10.0.1.13 > 10.0.0.10',
      expected: 'permit to 10.0.0.10 by if0 as 10.0.1.13',
    },
    {
      title: 'an identity without `outside` says nothing of what enters from a higher level',
      lines: ['nat (if0) 0 10.0.0.0 255.255.255.0'],
      way: '10.0.1.13 > 10.0.0.10',
      expected: 'permit to 10.0.0.10 by if0 as 10.0.1.13',
    },
    {
      title: 'a dynamic rule without `outside` translates nothing towards a higher level',
      lines: [
        'access-list IN extended permit ip any any',
        'access-group IN in interface if0',
        'global (if1) 1 interface',
        'nat (if0) 1 10.0.0.0 255.255.255.0',
      ],
      way: '10.0.0.10 > 10.0.1.13',
      expected: 'permit to 10.0.1.13 by if1 as 10.0.0.10',
    },
  ])('8.2: $title', ({ lines, way, expected }) => {
    expect(fateIn(configuration('8.2(5)', [0, 100], lines), way)).toBe(expected)
  })

  test.each([
    {
      title: 'the rule that fits best has no pool, a wider one has',
      levels: [0, 100] as const,
      lines: [
        'nat-control',
        'global (if0) 2 interface',
        'nat (if1) 1 10.0.1.0 255.255.255.0',
        'nat (if1) 2 0.0.0.0 0.0.0.0',
      ],
    },
    { title: 'no pool, and no nat-control', levels: [0, 100] as const, lines: ['nat (if1) 1 10.0.1.0 255.255.255.0'] },
    { title: 'no pool, equal levels', levels: [50, 50] as const, lines: ['nat (if1) 1 10.0.1.0 255.255.255.0'] },
  ])('8.2: a dynamic rule without a pool never surely lets through: $title', ({ levels, lines }) => {
    expect(fateIn(configuration('8.2(5)', levels, lines), '10.0.1.13 > 10.0.0.10')).toMatch(/^(deny|unknown)$/)
  })
})
