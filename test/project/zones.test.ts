import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatPrefix,
  type Prefix,
  parseAddress,
  parsePrefix,
  prefixBounds,
  prefixOf,
} from '../../src/model/address.ts'
import type { Attachment, Zone } from '../../src/model/network.ts'
import { Complaints } from '../../src/project/complaints.ts'
import { makeZones, zoneOf } from '../../src/project/zones.ts'
import { complaintsOf, sourceOf } from './project-world.ts'

function prefix(text: string): Prefix {
  const parsed = parsePrefix(text)
  if (parsed.kind !== 'prefix') throw new Error(`${text} is no network`)
  return parsed.prefix
}

function zone(name: string, ...networks: readonly string[]): Zone {
  return {
    name,
    networks: networks.filter((text) => text !== 'any').map(prefix),
    catchAll: networks.includes('any'),
  }
}

/** A firewall whose interfaces are their own zones: name → networks. */
function attachment(name: string, interfaces: Readonly<Record<string, readonly string[]>>): Attachment {
  const names = Object.keys(interfaces)
  return {
    firewall: {
      name,
      dialect: 'asa',
      source: sourceOf(`${name}.cfg`, ''),
      interfaces: names.map((each, i) => ({ name: each, networks: (interfaces[each] ?? []).map(prefix), line: i + 1 })),
      ownAddresses: [],
      passage: () => [],
      groupPath: () => [],
      tables: [],
      accounts: [],
      diagnostics: [],
    },
    interfacesByZone: new Map(names.map((each) => [each, [each]])),
  }
}

describe('zoneOf', () => {
  const zones = [
    zone('inside', '10.0.0.0/8', '2001:db8::/32'),
    zone('dmz', '10.5.0.0/16', '192.168.10.0/24'),
    zone('host', '10.5.1.1/32'),
    zone('outside', 'any'),
  ]
  test.each([
    ['10.0.0.0', 'inside'],
    ['10.255.255.255', 'inside'],
    ['10.4.255.255', 'inside'],
    ['10.5.0.0', 'dmz'],
    ['10.5.1.1', 'host'],
    ['10.6.0.0', 'inside'],
    ['11.0.0.0', 'outside'],
    ['2001:db8:ffff::1', 'inside'],
    ['2001:db9::', 'outside'],
    ['::a00:1', 'outside'],
  ])('%s is in %s', (text, name) => expect(zoneOf(parseAddress(text) ?? -1, zones)).toBe(name))

  test('no zone holds it', () => expect(zoneOf(1, zones.slice(0, 3))).toBeUndefined())

  test('is the zone of the shortest network that holds the address, by its bounds', () => {
    const network = fc
      .tuple(fc.nat(0xffff), fc.integer({ min: 1, max: 32 }))
      .map(([low, length]) => prefixOf(low, length))
    fc.assert(
      fc.property(
        fc.uniqueArray(network, { selector: formatPrefix, maxLength: 12 }),
        fc.nat(0xffff),
        (nets, address) => {
          const made = nets.map((net, i) => ({ name: `z${i}`, networks: [net], catchAll: false }))
          const size = (net: Prefix): number => Number(prefixBounds(net)[1]) - Number(prefixBounds(net)[0])
          const holding = made.filter(({ networks: [net] }) => {
            const [first, last] = prefixBounds(net!)
            return first <= address && address <= last
          })
          const smallest = holding.toSorted((a, b) => size(a.networks[0]!) - size(b.networks[0]!))[0]
          expect(zoneOf(address, made)).toBe(smallest?.name)
        },
      ),
    )
  })
})

describe('zones of configurations', () => {
  const shown = (attachments: readonly Attachment[]): readonly string[] =>
    makeZones(undefined, attachments, undefined, new Complaints()).map(({ name, networks, catchAll }) =>
      [name, ...networks.map(formatPrefix), ...(catchAll ? ['any'] : [])].join(' '),
    )

  test.each<[string, readonly Attachment[], readonly string[]]>([
    [
      'no default route',
      [attachment('a', { in: ['10.0.0.0/8'], dmz: ['10.1.0.0/16'] })],
      ['in 10.0.0.0/8', 'dmz 10.1.0.0/16'],
    ],
    ['one default route', [attachment('a', { in: ['10.0.0.0/8'], out: ['0.0.0.0/0'] })], ['in 10.0.0.0/8', 'out any']],
    ['only one of IPv6', [attachment('a', { in: ['10.0.0.0/8'], out: ['::/0'] })], ['in 10.0.0.0/8', 'out any']],
    [
      'three firewalls in a row',
      [
        attachment('c', { web: ['10.3.0.0/16'], out: ['0.0.0.0/0'] }),
        attachment('a', { in: ['10.1.0.0/16'], mid: ['10.2.0.0/16', '0.0.0.0/0'] }),
        attachment('b', { mid: ['10.2.0.0/16'], web: ['10.3.0.0/16', '0.0.0.0/0'] }),
      ],
      ['web 10.3.0.0/16', 'out any', 'in 10.1.0.0/16', 'mid 10.2.0.0/16'],
    ],
  ])('%s', (_title, attachments, expected) => expect(shown(attachments)).toEqual(expected))

  test('two default routes that do not meet', () => {
    const attachments = [
      attachment('a', { in: ['10.0.0.0/8'], isp1: ['0.0.0.0/0'] }),
      attachment('b', { in: ['10.0.0.0/8'], isp2: ['0.0.0.0/0'] }),
    ]
    expect(complaintsOf((complaints) => makeZones(undefined, attachments, undefined, complaints))).toBe(
      `a.cfg: warning: default routes lead to the zones \`isp1\`, \`isp2\`, so no zone holds the remaining addresses [project/several-default-routes]
  mend:     write \`networks: [any]\` for one of them under \`zones:\` in emmental.yaml`,
    )
    expect(shown(attachments)).toEqual(['in 10.0.0.0/8', 'isp1', 'isp2'])
  })
})
