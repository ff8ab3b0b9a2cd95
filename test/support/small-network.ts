import { parseAddress, parsePrefix } from '../../src/model/address.ts'
import { type AddressRanges, ANY_ADDRESS, addressesOfPrefix } from '../../src/model/address-set.ts'
import type { Firewall, Otherwise, Stage } from '../../src/model/firewall.ts'
import type { Network, Role, Server } from '../../src/model/network.ts'
import { parseProtocol } from '../../src/model/protocol.ts'
import { type Action, RuleTable } from '../../src/model/rule-table.ts'
import { ALL_PORTS, isPortProtocol, type ServiceSet } from '../../src/model/service-set.ts'
import { createSetStore, type SetStore } from '../../src/model/set-store.ts'
import { SourceText } from '../../src/source/source-text.ts'
import { STATED } from './stated.ts'

/** `permit 10.0.0.0/24 any tcp/135-139`, `deny any any any`; a leading `?` makes the rule uncertain. */
export type RuleText = string

export interface SmallFirewall {
  readonly name: string
  readonly zones: readonly string[]
  /** Rules by `ingress>egress`; a pair that is left out denies everything. */
  readonly rules: Readonly<Record<string, readonly RuleText[]>>
}

/** `name role+role zone address,address`, for example `CAS1 client-access dmz 10.1.0.11`. */
export type ServerText = string

/** A network of a few lines for tests of the analysis. */
export function smallNetwork(firewalls: readonly SmallFirewall[], servers: readonly ServerText[]): Network {
  const sets = createSetStore()
  const zones = [...new Set(firewalls.flatMap((firewall) => firewall.zones))]
  return {
    sets,
    zones: zones.map((name) => ({ name, networks: [], catchAll: false, stated: STATED })),
    servers: servers.map(serverOf),
    attachments: firewalls.map((small) => ({
      firewall: firewallOf(small, sets),
      interfacesByZone: new Map(small.zones.map((zone) => [zone, [zone]])),
    })),
    paths: [],
  }
}

function serverOf(text: ServerText, i: number): Server {
  const [name = '', roles = '', zone = '', addresses = '', ...rest] = text.split(/ +/)
  const extra = Object.fromEntries(rest.map((word) => word.split('=')))
  return {
    name,
    roles: roles.split('+') as Role[],
    addresses: addresses.split(',').map((address) => ({ address: parseAddress(address)!, zone })),
    ...extra,
    file: 'servers.csv',
    line: i + 2,
  }
}

function firewallOf(small: SmallFirewall, sets: SetStore): Firewall {
  const lines = Object.values(small.rules).flat()
  const source = new SourceText(`${small.name}.rules`, new TextEncoder().encode(lines.join('\n')))
  const stages = new Map<string, Stage>()
  let line = 0
  for (const [pair, rules] of Object.entries(small.rules)) {
    const table = new RuleTable(pair, source)
    for (const [i, rule] of rules.entries()) addRule(table, rule, ++line, i + 1, sets)
    stages.set(pair, { name: pair, tables: [table], otherwise: { ...DENY, list: pair } })
  }
  return {
    name: small.name,
    dialect: 'small',
    source,
    interfaces: small.zones.map((name) => ({ name, networks: [], line: 1 })),
    ownAddresses: [],
    passage: (ingress, egress) => [stages.get(`${ingress}>${egress}`) ?? { name: 'none', tables: [], otherwise: DENY }],
    groupPath: () => [],
    tables: [...stages.values()].flatMap((stage) => stage.tables),
    accounts: [],
    diagnostics: [],
  }
}

const DENY: Otherwise = { action: 'deny', text: 'implicit deny' }

function addRule(table: RuleTable, text: RuleText, line: number, deviceLine: number, sets: SetStore): void {
  const uncertain = text.startsWith('?')
  const [action, source, destination, service] = text.replace(/^\?/, '').split(' ')
  table.add({
    action: action as Action,
    source: sets.addresses.intern(addressesOf(source!)),
    destination: sets.addresses.intern(addressesOf(destination!)),
    service: serviceOf(service!, sets).id,
    line,
    deviceLine,
    ...(uncertain ? { uncertain: 'marked so' } : {}),
  })
}

function addressesOf(text: string): AddressRanges {
  if (text === 'any') return ANY_ADDRESS
  const parsed = parsePrefix(text)
  if (parsed.kind !== 'prefix') throw new Error(`no prefix: ${text}`)
  return addressesOfPrefix(parsed.prefix)
}

function serviceOf(text: string, { services }: SetStore): ServiceSet {
  if (text === 'any') return services.all
  const [name = '', ports] = text.split('/')
  const protocol = parseProtocol(name)!
  if (ports === undefined) return services.protocols([protocol, protocol])
  const [first, last = first] = ports.split('-').map(Number)
  return isPortProtocol(protocol)
    ? services.ports(protocol, [first!, last!], ALL_PORTS)
    : services.icmp(protocol, [first!, last!])
}
