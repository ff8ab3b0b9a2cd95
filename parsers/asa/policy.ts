import type { Family } from '../../src/model/address.ts'
import { type AddressRanges, ANY_ADDRESS } from '../../src/model/address-set.ts'
import type { Otherwise, Passage, Stage } from '../../src/model/firewall.ts'
import type { RuleTable } from '../../src/model/rule-table.ts'
import { type AsaBinding, type AsaInterface, bridgePorts, downBy, type Era, isOld } from './config.ts'
import type { DoubtContext } from './doubt-context.ts'
import { Doubts, hasLevel, type OpenQuestions } from './doubts.ts'
import { conduitTable } from './lists/conduits.ts'
import { type ConvertedList, type ListContext, readEntry } from './lists/convert-list.ts'
import { scopesOf } from './lists/scopes.ts'
import { hasPublished, type NatStageContext, natStages, publishedTables, translatedSources } from './nat/nat-stages.ts'
import type { NatRules } from './nat/read-nat.ts'

/** Which stages a new connection passes. */
export class Policy {
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
    const entryMatch: DoubtContext['entryMatch'] = (text) => {
      const ace = readEntry(text, ANY_ADDRESS, context)
      return { source: ace.source.most, destination: ace.destination.most, service: ace.service.most }
    }
    this.#doubts = new Doubts({
      ...context,
      unread: translation.unread,
      behind: networksBehind,
      entryMatch,
      scopesOf: (list) => scopesOf(context, list),
    })
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
      const down = downBy(one, config)
      if (down !== undefined) return [refusal(`interface ${one.nameif} is shut down`, down.line)]
      if (one.managementOnly) return [refusal(`interface ${one.nameif} is management-only`, one.line)]
    }
    if (from === to && !config.intraInterface) {
      return [refusal('no same-security-traffic permit intra-interface', from.line)]
    }
    const equals = new Set(this.#levelPairs(from, to).map(([one, other]) => levelOf(one) === levelOf(other)))
    const mayRefuse = from !== to && !isAssumed(from, to) && equals.has(true) && !config.interInterface
    const refused = refusal('no same-security-traffic permit inter-interface', from.line)
    if (mayRefuse && equals.size === 1) return [refused]
    const inbound = this.#inbound(from, to, family)
    const outbound = this.#outbound(from, to, family)
    return [
      ...(mayRefuse ? [{ ...refused, otherwise: openLevels(refused.otherwise.text) }] : []),
      open.bypass.rowCount === 0 ? inbound : inFront(open.bypass, inbound),
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
    const own = this.#sides(from).map((one) => this.#binding('inbound', one.nameif ?? '', family))
    const global = family === 6 && era !== 'asa9' ? undefined : config.global
    const level = this.#levelDefault(from, to)
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
      // A list of remarks alone is as none (guide of 9.1: such a list is refused at binding); one that is not there may say anything.
      const isThere = this.#context.config.lists.has(broken.list)
      if (isThere && tables.length === 0 && level.action === 'deny') return { name, tables, otherwise: level }
      return this.#asArrived({ name, tables, otherwise: { ...level, action: 'unknown', uncertain: reason } }, from, to)
    }
    return this.#asArrived({ name, tables, otherwise: implicitDeny(bound.at(-1)) }, from, to)
  }

  /** The two with their bridges and ports, whose levels may count in place of theirs. */
  #levelPairs(from: AsaInterface, to: AsaInterface): (readonly [AsaInterface, AsaInterface])[] {
    const { config } = this.#context
    // Between two ports of one bridge, and for a bridge that only joins ports, the ports' own levels count.
    if (from.bridgeGroup !== undefined && from.bridgeGroup === to.bridgeGroup) return [[from, to]]
    const [sources = [], targets = []] = [from, to].map((one) =>
      [...bridgePorts(one, config), ...this.#sides(one)].filter(({ nameif }) => nameif !== undefined),
    )
    return sources.flatMap((one) => targets.map((other) => [one, other] as const))
  }

  /** Whether the level of a bridge or that of its port counts is not said, so where that matters the answer is open. */
  #levelDefault(from: AsaInterface, to: AsaInterface): Otherwise {
    const { era } = this.#context
    const own = levelDefault(from, to, era)
    const isOpen = this.#levelPairs(from, to).some(
      ([one, other]) => levelDefault(one, other, era).action !== own.action,
    )
    return from !== to && isOpen && own.action !== 'unknown' ? openLevels(own.text) : own
  }

  /** Before 8.3 a list sees the addresses that the packet has where it enters. */
  #asArrived(stage: Stage, from: AsaInterface, to: AsaInterface): Stage {
    if (!isOld(this.#context.era)) return stage
    if (!hasPublished(this.#translation, from, to)) return { ...stage, readsArrival: true }
    const make = (): Stage => ({ ...stage, tables: publishedTables(stage.tables, this.#translation, from, to) })
    return { ...stage, readsArrival: true, published: once(make) }
  }

  /** A port and its bridge: whichever of the two is asked, the other's list counts, too. Lists that differ are told as doubts. */
  #sides(one: AsaInterface): AsaInterface[] {
    const { config } = this.#context
    return [...bridgePorts(one, config).slice(0, 1), one, this.#bridge(one)].filter((side) => side !== undefined)
  }

  /** A bridge group's own interface, whose lists apply beside those of the members (9.7 and newer). */
  #bridge({ bridgeGroup }: AsaInterface): AsaInterface | undefined {
    if (bridgeGroup === undefined) return undefined
    const hardware = `bvi${bridgeGroup}`
    return this.#context.config.interfaces.find((one) => one.hardware.toLowerCase() === hardware)
  }

  #outbound(from: AsaInterface, to: AsaInterface, family: Family): Stage | undefined {
    const bound = this.#sides(to)
      .toReversed()
      .map((one) => this.#binding('outbound', one.nameif ?? '', family))
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
    return sent === undefined ? stage : { ...stage, readsDeparture: true, published: once(() => inFront(sent, stage)) }
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
    ...(published === undefined ? {} : { published: once(() => inFront(front, published())) }),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function beside(name: string, table: RuleTable): Stage[] {
  const otherwise: Otherwise = { action: 'permit', text: 'nothing beside the lists applies' }
  return table.rowCount === 0 ? [] : [{ name, tables: [table], otherwise, isGate: true }]
}

function levelOf(one: AsaInterface): number {
  return one.level ?? 0
}

function refusal(text: string, line: number): Stage {
  return { name: 'interfaces', tables: [], otherwise: { action: 'deny', text, line } }
}

function openLevels(text: string): Otherwise {
  const uncertain =
    'a bridge and its ports have different levels, and which of them counts is not in the text; give them one'
  return { action: 'unknown', text, uncertain }
}

function implicitDeny(binding: AsaBinding | undefined): Otherwise {
  return { action: 'deny', text: 'implicit deny', ...(binding === undefined ? {} : { list: binding.list }) }
}

/** Whether the level of one of the two is not in the text, or cannot be read. */
function isAssumed(from: AsaInterface, to: AsaInterface): boolean {
  return !(hasLevel(from) && hasLevel(to))
}

/** Higher to lower passes, lower to higher does not; an FWSM lets nothing in without a list. */
function levelDefault(from: AsaInterface, to: AsaInterface, era: Era): Otherwise {
  if (isAssumed(from, to)) {
    const unread = from.levelUnread ?? to.levelUnread
    const uncertain =
      unread === undefined
        ? 'the text gives no security levels; paste the whole configuration'
        : `the security level \`${unread.text}\` (line ${unread.line}) is not understood; correct it`
    return { action: 'unknown', text: 'security levels that are not in the text', uncertain }
  }
  const text = `security level ${levelOf(from)} to ${levelOf(to)}`
  if (era === 'fwsm') return { action: 'deny', text: 'no list on the interface (FWSM)' }
  return { action: levelOf(from) >= levelOf(to) ? 'permit' : 'deny', text }
}
