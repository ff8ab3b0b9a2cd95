import {
  type Address,
  type Family,
  maskLength,
  type Prefix,
  parseIPv4,
  parsePrefix,
  prefixOf,
} from '../../src/model/address.ts'
import type { Firewall, FirewallInterface, Otherwise, Passage, Stage } from '../../src/model/firewall.ts'
import type { LineAccount } from '../../src/model/line-account.ts'
import type { RuleTable } from '../../src/model/rule-table.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import type { AsaBinding, AsaConfig, AsaInterface, Era } from './config.ts'
import { Doubts, type OpenQuestions } from './doubts.ts'
import { groupPath } from './group-path.ts'
import { type ConvertedList, convertList } from './lists.ts'
import { AddressResolver } from './resolve-addresses.ts'
import { ServiceResolver } from './resolve-services.ts'

export interface FirewallInput {
  readonly name: string
  readonly config: AsaConfig
  readonly era: Era
  readonly source: SourceText
  readonly account: LineAccount
  readonly sets: SetStore
  readonly warn: (line: number, message: string, mend?: string) => void
  readonly diagnostics: readonly Diagnostic[]
}

/** The neutral firewall of a configuration. */
export function buildFirewall(input: FirewallInput): Firewall {
  const { config, source, account, sets, warn } = input
  const addresses = new AddressResolver(config, warn)
  const serviceNames = new ServiceResolver(config, sets.services, warn)
  const context = { ...input, addresses, serviceNames }
  const lists = new Map([...config.lists].map(([name, list]) => [name, convertList(list, context)]))
  checkBindings(input)
  const policy = new Policy(input, lists, new Doubts(context))
  const named = config.interfaces.filter((one) => one.nameif !== undefined)
  return {
    name: input.name,
    dialect: 'asa',
    source,
    interfaces: named.map((one) => neutralInterface(one, config, addresses)),
    ownAddresses: named.flatMap((one) =>
      one.addresses
        .map(({ text }) => addresses.address(text.split('/')[0] ?? ''))
        .filter((a): a is Address => a !== undefined),
    ),
    tables: [...lists.values()].map(({ table }) => table),
    passage: (ingress, egress, family) => policy.passage(ingress, egress, family),
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
  readonly #input: FirewallInput
  readonly #lists: ReadonlyMap<string, ConvertedList>
  readonly #doubts: Doubts
  readonly #open = new Map<string, OpenQuestions>()
  readonly #known = new Map<string, Passage>()

  constructor(input: FirewallInput, lists: ReadonlyMap<string, ConvertedList>, doubts: Doubts) {
    this.#input = input
    this.#lists = lists
    this.#doubts = doubts
  }

  passage(ingress: string, egress: string, family: Family): Passage {
    const key = JSON.stringify([ingress, egress, family])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const from = this.#interface(ingress)
    const to = this.#interface(egress)
    const open = this.#open.get(`${ingress} ${egress}`) ?? this.#doubts.between(from, to)
    this.#open.set(`${ingress} ${egress}`, open)
    const stages = this.#stages(from, to, family).map((stage) =>
      open.front.rowCount === 0 ? stage : { ...stage, tables: [open.front, ...stage.tables] },
    )
    if (open.alterations.rowCount > 0) {
      const otherwise: Otherwise = { action: 'permit', text: 'nothing that is not modelled applies' }
      stages.push({ name: 'alterations', tables: [open.alterations], otherwise })
    }
    this.#known.set(key, stages)
    return stages
  }

  #interface(name: string): AsaInterface {
    const found = this.#input.config.interfaces.find(({ nameif }) => nameif === name)
    if (found === undefined) throw new RangeError(`there is no interface ${name}`)
    return found
  }

  #stages(from: AsaInterface, to: AsaInterface, family: Family): Stage[] {
    const { config } = this.#input
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
    const outbound = this.#outbound(to, family)
    return [this.#inbound(from, to, family), ...(outbound === undefined ? [] : [outbound])]
  }

  /** Before 9.0 an extended list decides IPv4 and an `ipv6 access-list` IPv6; from 9.0 one list decides both. */
  #binding(which: 'inbound' | 'outbound', name: string, family: Family): AsaBinding | undefined {
    const { config, era } = this.#input
    if (era === 'asa9') return config[which].get(name) ?? config[`${which}6`].get(name)
    const list = (binding: AsaBinding | undefined): boolean | undefined =>
      binding === undefined ? undefined : config.lists.get(binding.list)?.ipv6 === true
    const candidates = [config[which].get(name), config[`${which}6`].get(name)]
    return candidates.find((binding) => binding !== undefined && (list(binding) === true) === (family === 6))
  }

  #inbound(from: AsaInterface, to: AsaInterface, family: Family): Stage {
    const { config, era } = this.#input
    const name = `in-list of ${from.nameif}`
    const own = this.#binding('inbound', from.nameif ?? '', family)
    const global = family === 6 && era !== 'asa9' ? undefined : config.global
    const level = levelDefault(from, to, era)
    const bound = [own, global].filter((binding) => binding !== undefined)
    if (bound.length === 0) return { name: 'security levels', tables: [], otherwise: level }
    const tables = bound.map((binding) => this.#usable(binding)).filter((table) => table !== undefined)
    const broken = bound.find((binding) => this.#usable(binding) === undefined)
    if (broken !== undefined) {
      const reason = `the list \`${broken.list}\` is bound (line ${broken.line}) but has no entry in the text; add it`
      if (tables.length === 0 && level.action === 'deny') return { name, tables, otherwise: level }
      return { name, tables, otherwise: { ...level, action: 'unknown', uncertain: reason } }
    }
    const last = bound.at(-1)
    return { name, tables, otherwise: implicitDeny(last) }
  }

  #outbound(to: AsaInterface, family: Family): Stage | undefined {
    const binding = this.#binding('outbound', to.nameif ?? '', family)
    if (binding === undefined) return undefined
    const table = this.#usable(binding)
    const name = `out-list of ${to.nameif}`
    if (table !== undefined) return { name, tables: [table], otherwise: implicitDeny(binding) }
    const uncertain = `the list \`${binding.list}\` is bound (line ${binding.line}) but has no entry in the text; add it`
    return { name, tables: [], otherwise: { action: 'unknown', text: 'a list that is not in the text', uncertain } }
  }

  #usable({ list }: AsaBinding): RuleTable | undefined {
    const found = this.#lists.get(list)
    return found === undefined || found.entries === 0 ? undefined : found.table
  }
}

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
