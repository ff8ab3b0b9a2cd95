import type { Address } from '../../src/model/address.ts'
import type { AddressRanges } from '../../src/model/address-set.ts'
import type { Firewall, Otherwise, Passage, Stage } from '../../src/model/firewall.ts'
import type { Attachment, Network, Server } from '../../src/model/network.ts'
import { RuleTable } from '../../src/model/rule-table.ts'
import type { ServiceSet } from '../../src/model/service-set.ts'
import { createSetStore, type SetStore } from '../../src/model/set-store.ts'
import { SourceText } from '../../src/source/source-text.ts'
import { type World, type WorldFirewall, type WorldService, type WorldStage, ZONES } from '../oracle/worlds.ts'
import { STATED } from './stated.ts'

export function addressOfHost(host: number): Address {
  return 0x0a000000 + host
}

/** The same world as the engine's network. */
export function networkOf(drawn: World, sets: SetStore = createSetStore()): Network {
  const servers = drawn.zones.map(
    (zone, host): Server => ({
      name: `h${host}`,
      addresses: [{ address: addressOfHost(host), zone }],
      roles: ['other'],
      file: 'world',
      line: host + 1,
    }),
  )
  return {
    sets,
    zones: ZONES.map((name) => ({ name, networks: [], catchAll: false, stated: STATED })),
    servers,
    attachments: drawn.firewalls.map((one, i) => attachmentOf(one, `fw${i}`, sets)),
    paths: [],
  }
}

function attachmentOf(drawn: WorldFirewall, name: string, sets: SetStore): Attachment {
  const source = new SourceText(name, new TextEncoder().encode('a rule\n'.repeat(200)))
  const passages = new Map<string, Passage>()
  for (const [pair, stages] of drawn.passages) {
    passages.set(
      pair,
      stages.map((one, i) => stageOf(one, `${pair} ${i}`, source, sets)),
    )
  }
  const firewall: Firewall = {
    name,
    dialect: 'world',
    source,
    interfaces: drawn.zones.map((zone) => ({ name: zone, networks: [], line: 1 })),
    ownAddresses: [],
    passage: (ingress, egress) => passages.get(`${ingress}>${egress}`) ?? [],
    groupPath: () => [],
    tables: [],
    accounts: [],
    diagnostics: [],
  }
  return { firewall, interfacesByZone: new Map(drawn.zones.map((zone) => [zone, [zone]])) }
}

function stageOf(drawn: WorldStage, name: string, source: SourceText, sets: SetStore): Stage {
  const tables = drawn.tables.map((rules, t) => {
    const table = new RuleTable(`${name} ${t}`, source)
    for (const [i, one] of rules.entries()) {
      table.add({
        action: one.action,
        source: sets.addresses.intern(addressesOf(one.source)),
        destination: sets.addresses.intern(addressesOf(one.destination)),
        service: serviceSetOf(one.service, sets).id,
        line: i + 1,
        ...(one.uncertain ? { uncertain: 'drawn so' } : {}),
      })
    }
    return table
  })
  const otherwise: Otherwise = {
    action: drawn.end.action,
    text: 'end',
    ...(drawn.end.action === 'unknown' ? { uncertain: 'drawn so' } : {}),
  }
  return { name, tables, otherwise }
}

function addressesOf(members: readonly number[]): AddressRanges {
  const sorted = members.toSorted((a, b) => a - b)
  const v4: number[] = []
  for (const host of sorted) {
    const point = Number(addressOfHost(host))
    if (v4.at(-1) === point - 1) v4[v4.length - 1] = point
    else v4.push(point, point)
  }
  return { v4, v6: [] }
}

function serviceSetOf(drawn: WorldService, { services }: SetStore): ServiceSet {
  switch (drawn.kind) {
    case 'all':
      return services.all
    case 'ports':
      return services.ports(drawn.protocol, drawn.destination, drawn.source)
    case 'icmp':
      return services.icmp(1, drawn.types)
    case 'protocols':
      return services.protocols(drawn.protocols)
  }
}
