import {
  type Address,
  type Family,
  maskLength,
  type Prefix,
  parseIPv4,
  parsePrefix,
  prefixOf,
} from '../../src/model/address.ts'
import {
  type AddressRanges,
  ANY_IPV4,
  addressesOfPrefix,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../../src/model/address-set.ts'
import type { Firewall, FirewallInterface, Otherwise, Passage, Stage } from '../../src/model/firewall.ts'
import type { LineAccount } from '../../src/model/line-account.ts'
import type { Packet } from '../../src/model/packet.ts'
import type { RuleTable } from '../../src/model/rule-table.ts'
import { isIcmp, isPortProtocol } from '../../src/model/service-set.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { caveatsOf } from './caveats.ts'
import type { AsaBinding, AsaConfig, AsaInterface, Era } from './config.ts'
import { Doubts, type OpenQuestions } from './doubts.ts'
import { hitsOf, parentsOf } from './input/capture.ts'
import { type Ace, readAce } from './lists/ace.ts'
import { conduitTable } from './lists/conduits.ts'
import { type ConvertedList, convertList, entryText, type ListContext } from './lists/convert-list.ts'
import { FastAces } from './lists/fast-ace.ts'
import { groupPath } from './lists/group-path.ts'
import { AddressResolver } from './names/resolve-addresses.ts'
import { ServiceResolver } from './names/resolve-services.ts'
import { type NatStageContext, natStages, publishedTables, translatedSources } from './nat/nat-stages.ts'
import { type NatRules, readNat } from './nat/read-nat.ts'
import { readOldNat } from './nat/read-old-nat.ts'
import { redirect, translateSource } from './nat/redirect.ts'
import { Clock } from './schedule/clock.ts'

export interface FirewallInput {
  readonly name: string
  readonly config: AsaConfig
  readonly era: Era
  readonly source: SourceText
  readonly account: LineAccount
  readonly sets: SetStore
  /** The moment for which time ranges are decided, if the user states one. */
  readonly at?: string
  readonly warn: (line: number, message: string, mend?: string) => void
  readonly diagnostics: readonly Diagnostic[]
}

/** The neutral firewall of a configuration. */
export function buildFirewall(input: FirewallInput): Firewall {
  const { config, source, account, sets, warn } = input
  const addresses = new AddressResolver(config, warn)
  const serviceNames = new ServiceResolver(config, sets.services, warn)
  const clock = new Clock(config, input.at)
  const fast = new FastAces(source, sets, addresses, serviceNames)
  const context = { ...input, addresses, serviceNames, clock, fast }
  const lists = new Map([...config.lists].map(([name, list]) => [name, convertList(list, context)]))
  checkBindings(input)
  const named = config.interfaces.filter((one) => one.nameif !== undefined)
  const interfaces = named.map((one) => neutralInterface(one, config, addresses))
  const translation = readTranslation(context)
  for (const { line, reason } of translation.unread) account.notUnderstood(line, reason)
  const policy = new Policy(context, lists, translation, (one) => behind(one.nameif ?? '', interfaces))
  return {
    name: input.name,
    dialect: 'asa',
    source,
    interfaces,
    ownAddresses: named.flatMap((one) =>
      one.addresses
        .map(({ text }) => addresses.address(text.split('/')[0] ?? ''))
        .filter((a): a is Address => a !== undefined),
    ),
    tables: [...lists.values()].map(({ table }) => table),
    passage: (ingress, egress, family) => policy.passage(ingress, egress, family),
    ...(translation.rules.length === 0
      ? {}
      : {
          redirect: (ingress, packet) => redirect(translation.rules, ingress, packet),
          translateSource: (ingress, egress, packet, arrival) =>
            translateSource(translation.rules, ingress, egress, packet, arrival),
        }),
    keepsState: (packet) => keepsState(packet, config),
    caveats: caveatsOf(context),
    ...(clock.expired.length === 0 ? {} : { expired: clock.expired }),
    ...(config.captures.size === 0 ? {} : { hits: hitCounter(context) }),
    groupPath: (table, row, packet) => groupPath(config, source, addresses, serviceNames, table, row, packet),
    accounts: [account],
    diagnostics: input.diagnostics,
  }
}

function neutralInterface(one: AsaInterface, config: AsaConfig, resolver: AddressResolver): FirewallInterface {
  const connected = one.addresses.filter(({ own }) => own).map(({ text, mask }) => networkOf(text, mask, resolver))
  const routed = config.routes.filter(({ interfaceName }) => interfaceName === one.nameif).map(({ prefix }) => prefix)
  return {
    name: one.nameif ?? '',
    networks: [...connected.filter((prefix) => prefix !== undefined), ...routed],
    ...(one.shutdown || one.managementOnly ? { noTransit: true } : {}),
    ...(one.level === undefined ? {} : { securityLevel: one.level }),
    line: one.line,
  }
}

function networkOf(text: string, mask: string, resolver: AddressResolver): Prefix | undefined {
  if (text.includes('/')) {
    const parsed = parsePrefix(text)
    return parsed.kind === 'invalid' ? undefined : parsed.prefix
  }
  const address = resolver.address(text)
  const bits = parseIPv4(mask)
  const length = bits === undefined ? undefined : maskLength(bits)
  return typeof address === 'number' && length !== undefined ? prefixOf(address, length) : undefined
}

/** The addresses whose longest prefix among those of all interfaces is behind this one. */
function behind(name: string, interfaces: readonly FirewallInterface[]): AddressRanges {
  const prefixes = interfaces.flatMap((one) => one.networks.map((prefix) => ({ prefix, isOwn: one.name === name })))
  let found: AddressRanges = NO_ADDRESS
  for (const { prefix, isOwn } of prefixes.sort((a, b) => a.prefix.length - b.prefix.length)) {
    const addresses = addressesOfPrefix(prefix)
    found = isOwn ? unionOfAddresses([found, addresses]) : subtractAddresses(found, addresses)
  }
  return found
}

function checkBindings({ config, warn }: FirewallInput): void {
  const names = new Set(config.interfaces.map(({ nameif }) => nameif))
  for (const [name, { line, list }] of [
    ...config.inbound,
    ...config.outbound,
    ...config.inbound6,
    ...config.outbound6,
  ]) {
    if (!names.has(name)) {
      warn(
        line,
        `the list \`${list}\` is bound to the interface \`${name}\`, which does not exist`,
        'correct the name, or paste the whole configuration',
      )
    }
  }
}

/** Which stages a new connection passes. */
class Policy {
  readonly #context: ListContext
  readonly #lists: ReadonlyMap<string, ConvertedList>
  readonly #translation: NatStageContext
  readonly #doubts: Doubts
  readonly #conduits: RuleTable
  readonly #open = new Map<string, OpenQuestions>()
  readonly #known = new Map<string, Passage>()

  constructor(
    context: ListContext,
    lists: ReadonlyMap<string, ConvertedList>,
    translation: NatRules,
    networksBehind: (one: AsaInterface) => AddressRanges,
  ) {
    const { config, era, source, sets } = context
    this.#context = context
    this.#lists = lists
    const control = era === 'pix6' ? (config.natControl ?? { line: 1 }) : config.natControl
    this.#translation = { rules: translation.rules, control: isOld(era) ? control : undefined, source, sets }
    this.#doubts = new Doubts({ ...context, unread: translation.unread, behind: networksBehind })
    this.#conduits = conduitTable(context)
  }

  passage(ingress: string, egress: string, family: Family): Passage {
    const key = JSON.stringify([ingress, egress, family])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const from = this.#interface(ingress)
    const to = this.#interface(egress)
    const open = this.#open.get(`${ingress} ${egress}`) ?? this.#doubts.between(from, to)
    this.#open.set(`${ingress} ${egress}`, open)
    const stages = this.#stages(from, to, family, open)
    const passage = open.front.rowCount === 0 ? stages : stages.map((stage) => inFront(open.front, stage))
    this.#known.set(key, passage)
    return passage
  }

  #interface(name: string): AsaInterface {
    const found = this.#context.config.interfaces.find(({ nameif }) => nameif === name)
    if (found === undefined) throw new RangeError(`there is no interface ${name}`)
    return found
  }

  #stages(from: AsaInterface, to: AsaInterface, family: Family, open: OpenQuestions): Stage[] {
    const { config } = this.#context
    for (const one of [from, to]) {
      if (one.shutdown) return [refusal(`interface ${one.nameif} is shut down`, one.line)]
      if (one.managementOnly) return [refusal(`interface ${one.nameif} is management-only`, one.line)]
    }
    if (from === to && !config.intraInterface) {
      return [refusal('no same-security-traffic permit intra-interface', from.line)]
    }
    if (from !== to && !isAssumed(from, to) && levelOf(from) === levelOf(to) && !config.interInterface) {
      return [refusal('no same-security-traffic permit inter-interface', from.line)]
    }
    const outbound = this.#outbound(from, to, family)
    return [
      this.#inbound(from, to, family),
      ...(outbound === undefined ? [] : [outbound]),
      ...beside('statements beside the lists', open.refusals),
      ...(this.#translates(family) ? natStages(this.#translation, from, to) : []),
      ...beside('inspection', open.alterations).map((stage): Stage => ({ ...stage, concern: 'unaltered' })),
    ]
  }

  /** Translation of IPv6 came with 9.0. */
  #translates(family: Family): boolean {
    return family === 4 || this.#context.era === 'asa9'
  }

  /** Before 9.0 an extended list decides IPv4 and an `ipv6 access-list` IPv6; from 9.0 one list decides both. */
  #binding(which: 'inbound' | 'outbound', name: string, family: Family): AsaBinding | undefined {
    const { config, era } = this.#context
    if (era === 'asa9') return config[which].get(name) ?? config[`${which}6`].get(name)
    const list = (binding: AsaBinding | undefined): boolean | undefined =>
      binding === undefined ? undefined : config.lists.get(binding.list)?.ipv6 === true
    const candidates = [config[which].get(name), config[`${which}6`].get(name)]
    return candidates.find((binding) => binding !== undefined && (list(binding) === true) === (family === 6))
  }

  #inbound(from: AsaInterface, to: AsaInterface, family: Family): Stage {
    const { config, era } = this.#context
    const name = `in-list of ${from.nameif}`
    const own = [from, this.#bridge(from)].map((one) => this.#binding('inbound', one?.nameif ?? '', family))
    const global = family === 6 && era !== 'asa9' ? undefined : config.global
    const level = levelDefault(from, to, era)
    const bound = [...own, global].filter((binding) => binding !== undefined)
    if (bound.length === 0) {
      const upwards = levelOf(from) < levelOf(to)
      if (era !== 'pix6' || family === 6 || !upwards) return { name: 'security levels', tables: [], otherwise: level }
      return this.#asArrived({ name: 'conduits', tables: [this.#conduits], otherwise: level }, from, to)
    }
    const tables = bound.map((binding) => this.#usable(binding)).filter((table) => table !== undefined)
    const broken = bound.find((binding) => this.#usable(binding) === undefined)
    if (broken !== undefined) {
      const reason = `the list \`${broken.list}\` is bound (line ${broken.line}) but has no entry in the text; add it`
      if (tables.length === 0 && level.action === 'deny') return { name, tables, otherwise: level }
      return this.#asArrived({ name, tables, otherwise: { ...level, action: 'unknown', uncertain: reason } }, from, to)
    }
    return this.#asArrived({ name, tables, otherwise: implicitDeny(bound.at(-1)) }, from, to)
  }

  /** Before 8.3 a list sees the addresses that the packet has where it enters. */
  #asArrived(stage: Stage, from: AsaInterface, to: AsaInterface): Stage {
    if (!isOld(this.#context.era)) return stage
    const tables = publishedTables(stage.tables, this.#translation, from, to)
    const published = tables === stage.tables ? {} : { published: { ...stage, tables } }
    return { ...stage, readsArrival: true, ...published }
  }

  /** A bridge group's own interface, whose lists apply beside those of the members (9.7 and newer). */
  #bridge({ bridgeGroup }: AsaInterface): AsaInterface | undefined {
    if (bridgeGroup === undefined) return undefined
    const hardware = `bvi${bridgeGroup}`
    return this.#context.config.interfaces.find((one) => one.hardware.toLowerCase() === hardware)
  }

  #outbound(from: AsaInterface, to: AsaInterface, family: Family): Stage | undefined {
    const bound = [this.#bridge(to), to]
      .map((one) => this.#binding('outbound', one?.nameif ?? '', family))
      .filter((binding) => binding !== undefined)
    if (bound.length === 0) return undefined
    const name = `out-list of ${to.nameif}`
    const tables = bound.map((binding) => this.#usable(binding)).filter((table) => table !== undefined)
    const broken = bound.find((binding) => this.#usable(binding) === undefined)
    if (broken !== undefined) {
      const uncertain = `the list \`${broken.list}\` is bound (line ${broken.line}) but has no entry in the text; add it`
      return { name, tables, otherwise: { action: 'unknown', text: 'a list that is not in the text', uncertain } }
    }
    const stage: Stage = { name, tables, otherwise: implicitDeny(bound.at(-1)) }
    const sent = isOld(this.#context.era) ? translatedSources(this.#translation, from, to) : undefined
    // What leaves translated is seen translated by the list (before 8.3), so which entry it meets is left open.
    return sent === undefined ? stage : { ...stage, readsDeparture: true, published: inFront(sent, stage) }
  }

  #usable({ list }: AsaBinding): RuleTable | undefined {
    const found = this.#lists.get(list)
    return found === undefined || found.entries === 0 ? undefined : found.table
  }
}

/** The stage with rows in front that leave packets open, whichever way it is asked. */
function inFront(front: RuleTable, stage: Stage): Stage {
  const { published } = stage
  return {
    ...stage,
    tables: [front, ...stage.tables],
    ...(published === undefined ? {} : { published: { ...published, tables: [front, ...published.tables] } }),
  }
}

function beside(name: string, table: RuleTable): Stage[] {
  const otherwise: Otherwise = { action: 'permit', text: 'nothing beside the lists applies' }
  return table.rowCount === 0 ? [] : [{ name, tables: [table], otherwise, isGate: true }]
}

/** PIX, FWSM and ASA before 8.3. */
function isOld(era: Era): boolean {
  return era === 'pix6' || era === 'asa7' || era === 'fwsm'
}

function readTranslation(context: ListContext): NatRules {
  const { config, era, source, addresses, serviceNames, sets, clock } = context
  if (!isOld(era)) return readNat(config.translations, addresses)
  const entriesOf = (name: string): readonly Ace[] | undefined => {
    const list = config.lists.get(name)
    if (list === undefined) return undefined
    return list.lines
      .map((line) => entryText(source.rawLine(line), list))
      .filter((text) => !/^remark\b/.test(text))
      .map((text) => readAce(text, { addresses, serviceNames, services: sets.services, any: ANY_IPV4, clock }))
  }
  return readOldNat(config.translations, { addresses, interfaces: config.interfaces, entriesOf })
}

/** Counters that `show access-list` printed: of the row itself, or of the entry with the same number. */
function hitCounter({ config, source }: ListContext): NonNullable<Firewall['hits']> {
  const byList = new Map<string, Map<number, number>>()
  return (table, row) => {
    const list = config.lists.get(table.name)
    const capture = config.captures.get(table.name)
    if (list === undefined || capture === undefined) return undefined
    if (list.numbers !== undefined) return hitsOf(source.rawLine(table.line(row)))
    let counts = byList.get(table.name)
    if (counts === undefined) {
      counts = new Map()
      for (const { row: line, number } of parentsOf(capture)) {
        const hits = hitsOf(source.rawLine(line))
        if (hits !== undefined) counts.set(number, hits)
      }
      byList.set(table.name, counts)
    }
    return counts.get(table.deviceLine(row))
  }
}

/**
 * Connections of TCP, UDP and SCTP are kept; ICMP only where it is inspected, and GRE and IPsec where their inspection
 * pairs them with a connection (access rules of the 9.1 guide; for other protocols no source: taken as not kept).
 */
function keepsState({ protocol }: Packet, { doubts }: AsaConfig): boolean {
  if (isPortProtocol(protocol)) return true
  const hasPolicy = doubts.some(({ words }) => words[0] === 'service-policy')
  const inspects = (engine: string): boolean =>
    doubts.some(({ words }) => words[1] === engine && (words[0] === 'fixup' || (words[0] === 'inspect' && hasPolicy)))
  if (isIcmp(protocol)) return inspects('icmp')
  if (protocol === GRE) return inspects('pptp')
  return (protocol === ESP || protocol === AH) && inspects('ipsec-pass-thru')
}

const GRE = 47
const ESP = 50
const AH = 51

function levelOf(one: AsaInterface): number {
  return one.level ?? 0
}

function refusal(text: string, line: number): Stage {
  return { name: 'interfaces', tables: [], otherwise: { action: 'deny', text, line } }
}

function implicitDeny(binding: AsaBinding | undefined): Otherwise {
  return { action: 'deny', text: 'implicit deny', ...(binding === undefined ? {} : { list: binding.list }) }
}

/** Whether the level of one of the two is not in the text. */
function isAssumed(from: AsaInterface, to: AsaInterface): boolean {
  return from.assumed === true || to.assumed === true
}

/** Higher to lower passes, lower to higher does not; an FWSM lets nothing in without a list. */
function levelDefault(from: AsaInterface, to: AsaInterface, era: Era): Otherwise {
  if (isAssumed(from, to)) {
    const uncertain = 'the text gives no security levels; paste the whole configuration'
    return { action: 'unknown', text: 'security levels that are not in the text', uncertain }
  }
  const text = `security level ${levelOf(from)} to ${levelOf(to)}`
  if (era === 'fwsm') return { action: 'deny', text: 'no list on the interface (FWSM)' }
  return { action: levelOf(from) >= levelOf(to) ? 'permit' : 'deny', text }
}
