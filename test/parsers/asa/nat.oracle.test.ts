import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asaDialect } from '../../../parsers/asa/asa.ts'
import { formatAddress } from '../../../src/model/address.ts'
import type { Firewall } from '../../../src/model/firewall.ts'
import { formatPacket, type Packet } from '../../../src/model/packet.ts'
import { createSetStore, type SetStore } from '../../../src/model/set-store.ts'
import { decideSteps, stepsAcross } from '../../../src/reach/first-match.ts'
import { SourceText } from '../../../src/source/source-text.ts'
import { hostAddress, INTERFACES } from '../../oracle/asa-worlds.ts'
import { type NatFate, natFate, type Wire } from '../../oracle/nat-brute-force.ts'
import { dotted, NAT_POINTS, type NatWorld, natWorld, placesOf, printNat } from '../../oracle/nat-worlds.ts'

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

function expectedOf(fate: NatFate): string {
  const source = fate.source === 'interface' ? `10.0.${fate.egress}.1` : dotted(hostAddress(fate.source))
  return told(fate.verdict, dotted(hostAddress(fate.destination)), `if${fate.egress}`, source)
}

function foundOf(firewall: Firewall, sets: SetStore, arrival: Packet): string {
  const interfaceOf = (address: unknown): string => `if${(Number(address) >>> 8) & 255}`
  const ingress = interfaceOf(arrival.source)
  const redirected = firewall.redirect?.(ingress, arrival)
  const packet = redirected?.packet ?? arrival
  const egress = redirected?.egress ?? interfaceOf(packet.destination)
  const passage = firewall.passage(ingress, egress, 4)
  const steps = stepsAcross(passage, packet, redirected === undefined ? undefined : arrival)
  const sure = decideSteps(steps, sets, 'pessimistic').action
  const most = decideSteps(steps, sets, 'optimistic').action
  const source = firewall.translateSource?.(ingress, egress, packet, arrival)
  return told(
    sure === most ? sure : 'unknown',
    formatAddress(packet.destination),
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

function compare(world: NatWorld): void {
  const text = printNat(world)
  const { firewall, sets } = read(text)
  const places = placesOf(world)
  for (const source of places) {
    for (const destination of places) {
      for (const point of NAT_POINTS) {
        const wire = { source, destination, point }
        const fate = source === destination ? undefined : natFate(world, wire)
        if (fate === undefined) continue
        const arrival = packetOf(wire)
        const found = foundOf(firewall, sets, arrival)
        const expected = expectedOf(fate)
        if (found !== expected) {
          expect.unreachable(
            `if${source % INTERFACES} ${formatPacket(arrival)}: engine ${found}, brute force ${expected}\n${text}`,
          )
        }
      }
    }
  }
}

describe('random ASA configurations that translate addresses', () => {
  test('8.3 and later: the parsed text agrees with the brute force over the same world', () => {
    fc.assert(fc.property(natWorld, compare), RUNS)
  })

  const interfaces = [0, 1].flatMap((i) => [
    `interface GigabitEthernet0/${i}`,
    ` nameif if${i}`,
    ' security-level 50',
    ` ip address 10.0.${i}.1 255.255.255.0`,
  ])
  const hosts = (...named: readonly (readonly [string, string])[]): string[] =>
    named.flatMap(([name, address]) => [`object network ${name}`, ` host ${address}`])
  const start = ['ASA Version 9.12(4)', ...interfaces, 'same-security-traffic permit inter-interface']

  test.each([
    {
      title: 'a host that an earlier rule translates is addressed by its own address, which a later rule leaves',
      lines: [
        ...hosts(['X', '10.0.0.10'], ['XM', '10.0.1.14'], ['PEER', '10.0.1.10'], ['SHOWN', '10.0.0.15']),
        'object network X',
        ' nat (if0,if1) static XM',
        'nat (if0,if1) after-auto source static X X destination static SHOWN PEER',
      ],
      destination: 0x0a00000a,
      expected: 'deny',
    },
    {
      title: 'a rule for both ends leaves the source whose destination another rule has translated',
      lines: [
        ...hosts(['A', '10.0.1.10'], ['AM', '10.0.0.16'], ['B', '10.0.1.15'], ['R', '10.0.0.12'], ['X', '10.0.0.10']),
        ' nat (if0,if1) static B',
        'nat (if1,if0) after-auto source static A AM destination static B R',
      ],
      destination: 0x0a00010f,
      expected: 'permit to 10.0.0.10 by if0 as 10.0.1.10',
    },
  ])('$title', ({ lines, destination, expected }) => {
    const { firewall, sets } = read([...start, ...lines, ''].join('\n'))
    const packet = { protocol: 6, source: 0x0a00010a, destination, destinationField: 80, sourceField: 50000 }
    expect(foundOf(firewall, sets, packet)).toBe(expected)
  })
})
