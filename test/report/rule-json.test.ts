import { describe, expect, test } from 'vitest'
import type { Firewall } from '../../src/model/firewall.ts'
import { ICMP, TCP } from '../../src/model/protocol.ts'
import { RuleTable } from '../../src/model/rule-table.ts'
import type { ServiceSet } from '../../src/model/service-set.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import { createSetStore } from '../../src/model/set-store.ts'
import { ruleLines } from '../../src/report/json/rule-lines.ts'
import { SourceText } from '../../src/source/source-text.ts'
import { smallNetwork } from '../support/small-network.ts'

interface RuleObject {
  readonly line: number
  readonly action: string
  readonly source: readonly string[]
  readonly services: unknown
  readonly certain: boolean
  readonly text: string
}

function rulesOf(firewall: Firewall, sets: SetStore): RuleObject[] {
  return [...ruleLines(firewall, sets)].map((line) => {
    expect(line).toMatch(/^[^\n]*\n$/)
    return JSON.parse(line) as RuleObject
  })
}

test('every rule once, in order, with its position and text', () => {
  const rules = { 'a>b': ['permit 10.0.0.0/24 any tcp/135', '?deny any any any'], 'b>a': ['deny any any any'] }
  const network = smallNetwork([{ name: 'fw', zones: ['a', 'b'], rules }], [])
  const [attachment] = network.attachments
  const found = rulesOf(attachment!.firewall, network.sets)
  expect(found.map(({ line, action, certain, text }) => [line, action, certain, text])).toEqual([
    [1, 'permit', true, 'permit 10.0.0.0/24 any tcp/135'],
    [2, 'deny', false, '?deny any any any'],
    [3, 'deny', true, 'deny any any any'],
  ])
  expect(found[0]).toMatchObject({ source: ['10.0.0.0/24'], destination: ['0.0.0.0/0', '::/0'] })
})

describe('services', () => {
  const sets = createSetStore()
  const { services } = sets
  const all: [number, number] = [0, 65535]
  const cases: readonly [string, ServiceSet, unknown][] = [
    ['everything', services.all, [{ protocols: [[0, 255]] }]],
    ['nothing', services.none, []],
    ['one protocol', services.protocols([47, 47]), [{ protocols: [[47, 47]] }]],
    ['all of tcp', services.ports(TCP, all), [{ protocols: [[6, 6]] }]],
    [
      'ports',
      services.ports(TCP, [135, 135, 137, 139]),
      [
        {
          protocols: [[6, 6]],
          name: 'tcp',
          destinationPorts: [
            [135, 135],
            [137, 139],
          ],
        },
      ],
    ],
    [
      'source ports',
      services.ports(TCP, all, [53, 53]),
      [{ protocols: [[6, 6]], name: 'tcp', sourcePorts: [[53, 53]] }],
    ],
    ['an ICMP type', services.icmp(ICMP, [8, 8]), [{ protocols: [[1, 1]], name: 'icmp', icmpTypes: [[8, 8]] }]],
    [
      'an ICMP code',
      services.icmp(ICMP, [3, 3], [4, 4]),
      [{ protocols: [[1, 1]], name: 'icmp', icmpTypes: [[3, 3]], icmpCodes: [[4, 4]] }],
    ],
    [
      'all but one port',
      services.subtract(services.all, services.ports(TCP, [135, 135])),
      [
        {
          protocols: [
            [0, 5],
            [7, 255],
          ],
        },
        {
          protocols: [[6, 6]],
          name: 'tcp',
          destinationPorts: [
            [0, 134],
            [136, 65535],
          ],
        },
      ],
    ],
    [
      'port 0, which looks like a protocol without ports',
      services.union(services.ports(TCP, [0, 0], [0, 0]), services.protocols([5, 5])),
      [
        { protocols: [[5, 5]] },
        { protocols: [[6, 6]], name: 'tcp', destinationPorts: [[0, 0]], sourcePorts: [[0, 0]] },
      ],
    ],
  ]
  test.each(cases)('%s', (_, service, entries) => {
    const source = new SourceText('x.cfg', new TextEncoder().encode('a rule\n'))
    const table = new RuleTable('list', source)
    table.add({
      action: 'permit',
      source: sets.addresses.any,
      destination: sets.addresses.any,
      service: service.id,
      line: 1,
    })
    const firewall: Firewall = {
      name: 'fw',
      dialect: 'small',
      source,
      interfaces: [],
      ownAddresses: [],
      passage: () => [{ name: 'all', tables: [table], otherwise: { action: 'deny', text: 'end' } }],
      groupPath: () => [],
      tables: [table],
      accounts: [],
      diagnostics: [],
    }
    expect(rulesOf(firewall, sets).map((rule) => rule.services)).toEqual([entries])
  })
})
