import {
  type AddressRanges,
  ANY_ADDRESS,
  intersectAddresses,
  isNoAddress,
  subtractAddresses,
  unionOfAddresses,
} from '../../../src/model/address-set.ts'
import type { Concern, Otherwise, Stage } from '../../../src/model/firewall.ts'
import { RuleTable } from '../../../src/model/rule-table.ts'
import type { ServiceSet, ServiceSetStore } from '../../../src/model/service-set.ts'
import type { SetStore } from '../../../src/model/set-store.ts'
import type { SourceText } from '../../../src/source/source-text.ts'
import { type AddressExtent, settled } from '../../shared/extent.ts'
import { rowsOf } from '../../shared/rule-rows.ts'
import type { AsaInterface } from '../config.ts'
import { fits, isForward, isReverse, type NatRule, sameAddresses } from './nat-rule.ts'
import { altersPeerPort, isMoved, servicesOf } from './nat-services.ts'
import { imageOf } from './positions.ts'

export interface NatStageContext {
  readonly rules: readonly NatRule[]
  /** Without a translation nothing passes between interfaces of different level (`nat-control`, PIX 6); its line. */
  readonly control: { readonly line: number } | undefined
  readonly source: SourceText
  readonly sets: SetStore
}

const NO_TRANSLATION: Otherwise = { action: 'permit', text: 'no translation applies' }

/** What becomes of connections between two interfaces, told by the real addresses of both ends. */
export function natStages(context: NatStageContext, ingress: AsaInterface, egress: AsaInterface): Stage[] {
  const { rules, sets } = context
  const { services } = sets
  const forward = new Set(rules.filter((rule) => isForward(rule, ingress.nameif, egress.nameif)))
  const reverse = new Set(rules.filter((rule) => isReverse(rule, ingress.nameif, egress.nameif)))
  const outboundOnly = new Set(
    rules.filter(
      (rule) =>
        rule.outboundOnly && fits(rule.mappedInterface, ingress.nameif) && fits(rule.realInterface, egress.nameif),
    ),
  )
  const passing = new Rows(
    context,
    'address translation',
    'the host is translated for connections that it opens only, so nothing reaches it from here',
  )
  const reach = new Rows(
    context,
    'address translation',
    'the host is known here by a translated address, and its own one fails the reverse-path check (305013)',
  )
  const lost = new Rows(
    context,
    'address translation',
    'the statement asks for a translation of this host, and no `global` gives one towards this interface (305005)',
  )
  const altered = new Rows(
    context,
    'address translation',
    'the packet passes with another address or port than it was sent with',
  )
  const inOrder = rules.filter((rule) => forward.has(rule) || reverse.has(rule) || outboundOnly.has(rule))
  for (const rule of inOrder) {
    if (reverse.has(rule)) addReverse(rule, { passing, reach, altered }, services)
    if (forward.has(rule)) {
      addForward(rule, { passing, reach, altered }, services)
      // In the order of the rules: a host that an earlier one translates is not lost.
      lost.add(rule, rule.isLost === true ? 'deny' : 'permit', rule.real, rule.peerMapped, {})
    }
    if (outboundOnly.has(rule)) {
      const reason = 'the statement keeps the address for connections that its own side opens; others may be dropped'
      passing.add(rule, 'deny', rule.peerReal, rule.real, { reason })
    }
  }
  return [
    ...passing.stage('translation', 'opening'),
    ...lost.stage('pools of translation', 'opening'),
    ...divertingStage(context, ingress, egress),
    ...controlStage(context, ingress, egress, forward, reverse),
    ...reach.stage('reverse path of translation', 'own-address'),
    ...altered.stage('translation of addresses', 'untranslated'),
  ]
}

/**
 * A translation of the destination says by which interface the packet leaves, whatever the routes say, unless it is told to
 * look them up (9.x guide, "Determining the egress interface"; Cisco 116388). The first statement that knows the
 * destination decides; where it leads elsewhere, whether the packet arrives is left open.
 */
function divertingStage(context: NatStageContext, ingress: AsaInterface, egress: AsaInterface): Stage[] {
  const rows = new Rows(
    context,
    'address translation',
    'the statement sends the packet out by another interface than the one that its destination is behind',
  )
  const { services } = context.sets
  const reason = 'the statement may send the packet out by another interface'
  for (const rule of context.rules) {
    const { kind, real, mapped, peerMapped, peerReal, hasPeers, outboundOnly } = rule
    const decide = (to: string): readonly ['permit' | 'deny', RowOptions] =>
      rule.looksUpRoute === true || fits(to, egress.nameif) ? ['permit', {}] : ['deny', { reason }]
    const known = kind === 'identity' ? real : mapped === undefined ? undefined : settled(mapped)
    if (kind !== 'dynamic' && !outboundOnly && known !== undefined && fits(rule.mappedInterface, ingress.nameif)) {
      const [action, options] = decide(rule.realInterface)
      rows.add(rule, action, peerReal, known, { ...options, service: servicesOf(rule, 'reverse', 'sent', services) })
    }
    const hidden = hiddenAddress(rule)
    if (hidden !== undefined && !fits(rule.realInterface, egress.nameif) && fits(rule.mappedInterface, ingress.nameif))
      rows.add(rule, 'deny', peerReal, settled(ANY_ADDRESS), { reason: hidden })
    if (hasPeers && fits(rule.realInterface, ingress.nameif)) {
      const [action, options] = decide(rule.mappedInterface)
      rows.add(rule, action, real, peerMapped, { ...options, service: servicesOf(rule, 'forward', 'sent', services) })
    }
  }
  return rows.stage('way out by translation', 'own-address')
}

/** Tables in the making of which each statement gets rows. */
interface Tables {
  readonly passing: Rows
  readonly reach: Rows
  readonly altered: Rows
}

/** A connection from the mapped side to translated hosts. */
function addReverse(rule: NatRule, { passing, reach, altered }: Tables, services: ServiceSetStore): void {
  const { kind, real, peerReal, mapped, port, hasPeers, peerTranslated } = rule
  const service = servicesOf(rule, 'reverse', 'real', services)
  const sent = servicesOf(rule, 'reverse', 'sent', services)
  const reason =
    rule.isLost === true ? { reason: 'the answer finds no translation, so the connection may be dropped' } : {}
  passing.add(rule, kind === 'dynamic' ? 'deny' : 'permit', peerReal, real, { service, ...reason })
  if (kind !== 'dynamic')
    reach.add(rule, kind === 'identity' ? 'permit' : 'deny', peerReal, real, { service, ...mayBeOwn(rule) })
  if (kind === 'static' && mapped !== undefined) {
    // Whoever has such an address himself is not reached: the packet goes to the translated host.
    // Which addresses lead elsewhere is open where the hosts are: they may be these very addresses.
    const [open] = real.reasons
    reach.add(rule, 'deny', peerReal, settled(mapped), {
      service: sent,
      ...(open === undefined ? {} : { reason: open }),
    })
  }
  const hidden = hiddenAddress(rule)
  if (hidden !== undefined) reach.add(rule, 'deny', peerReal, settled(ANY_ADDRESS), { service: sent, reason: hidden })
  if (!hasPeers) return
  const known = kind === 'identity' ? real : mapped === undefined ? real : settled(mapped)
  altered.add(rule, peerTranslated || isMoved(port) ? 'deny' : 'permit', peerReal, known, { service: sent })
}

/** An address that cannot be read may be the host's own, so that nothing is altered. */
function mayBeOwn(rule: NatRule): RowOptions {
  const hidden = hiddenAddress(rule)
  return hidden === undefined ? {} : { reason: `${hidden}, and it may be the host's own` }
}

/** Why a mapped address is not known, if it is not: any packet may be sent to it, and then leads to the translated host. */
function hiddenAddress({ kind, mapped, mappedText, outboundOnly }: NatRule): string | undefined {
  const isKnown = kind !== 'static' || mapped !== undefined || outboundOnly || /^interface\b/i.test(mappedText)
  return isKnown ? undefined : `which address \`${mappedText}\` is, is not in the text`
}

/** A connection that translated hosts open. */
function addForward(rule: NatRule, { passing, reach, altered }: Tables, services: ServiceSetStore): void {
  const { kind, real, peerMapped, peerReal, peerTranslated, hasPeers } = rule
  if (rule.isLost === true) return
  const service = servicesOf(rule, 'forward', 'real', services)
  const sent = servicesOf(rule, 'forward', 'sent', services)
  const isOther = altersPeerPort(rule)
  altered.add(rule, kind === 'identity' && !isOther ? 'permit' : 'deny', real, peerMapped, {
    service: sent,
    ...mayBeOwn(rule),
  })
  if (hasPeers && !peerTranslated) {
    // Both ends go by this statement, so no later one translates the peer.
    for (const table of [passing, reach]) table.add(rule, 'permit', real, peerReal, { service })
  }
  if (!peerTranslated) return
  // Their answers go by this statement, whatever later ones say about the peers.
  passing.add(rule, 'permit', real, peerReal, { service })
  const hidden = peerReal.reasons.length + peerMapped.reasons.length === 0
  const own = hidden && !isOther ? settled(subtractAddresses(peerReal.most, peerMapped.most)) : peerReal
  reach.add(rule, 'deny', real, own, { service })
  // The peer itself is reached where only its port is another one.
  const isOwn = isOther && hidden && sameAddresses(peerReal.most, peerMapped.most)
  reach.add(rule, isOwn ? 'permit' : 'deny', real, peerMapped, { service: sent })
}

/** With nat-control what goes down needs a translation of its source, what goes up one of its destination. */
function controlStage(
  context: NatStageContext,
  ingress: AsaInterface,
  egress: AsaInterface,
  forward: Iterable<NatRule>,
  reverse: Iterable<NatRule>,
): Stage[] {
  const { control } = context
  const [from, to] = [ingress.level ?? 0, egress.level ?? 0]
  if (control === undefined || from === to) return []
  const rows = new Rows(context, 'address translation', 'a translation is found')
  if (from > to) {
    for (const rule of forward) rows.add(rule, rule.isLost === true ? 'deny' : 'permit', rule.real, rule.peerMapped, {})
  } else {
    for (const rule of reverse) if (rule.kind !== 'dynamic') rows.add(rule, 'permit', rule.peerReal, rule.real, {})
  }
  const otherwise: Otherwise = {
    action: 'deny',
    text: 'no translation for this connection, which nat-control asks for',
    line: control.line,
  }
  return [{ name: 'nat-control', tables: [rows.table], otherwise, concern: 'opening', isGate: true }]
}

interface RowOptions {
  readonly service?: ServiceSet
  readonly reason?: string
}

/** A table in the making whose rows are statements of translation. */
class Rows {
  readonly table: RuleTable
  readonly #sets: SetStore

  constructor({ source, sets }: NatStageContext, name: string, meaning: string) {
    this.table = new RuleTable(name, source, 0, meaning)
    this.#sets = sets
  }

  add(
    rule: NatRule,
    action: 'permit' | 'deny',
    source: AddressExtent,
    destination: AddressExtent,
    options: RowOptions,
  ): void {
    const { services } = this.#sets
    const service = options.service ?? services.all
    const conditions = options.reason === undefined ? rule.conditions : [...rule.conditions, options.reason]
    const open = { action, source, destination, service: settled(service), conditions }
    for (const row of rowsOf(open, rule.line, 0, this.#sets)) this.table.add(row)
  }

  /** The stage, unless no row of it could refuse anything. */
  stage(name: string, concern: Concern): Stage[] {
    const { table } = this
    let refuses = false
    for (let row = 0; row < table.rowCount; row++) refuses ||= table.action(row) === 'deny'
    if (!refuses) return []
    return [{ name, tables: [table], otherwise: NO_TRANSLATION, isGate: true, concern }]
  }
}

/** Rows that leave open what the sources of translated packets mean to a list that sees them translated; none if there are none. */
export function translatedSources(
  context: NatStageContext,
  ingress: AsaInterface,
  egress: AsaInterface,
): RuleTable | undefined {
  const rules = context.rules.filter(
    (rule) => isForward(rule, ingress.nameif, egress.nameif) && rule.kind !== 'identity',
  )
  if (rules.length === 0) return undefined
  const table = new RuleTable('address translation', context.source)
  const reason = 'the list sees the translated source of the packet; which entry it meets is not weighed'
  for (const { real, peerReal, line } of rules) {
    const open = {
      action: 'unknown' as const,
      source: settled(real.most),
      destination: settled(peerReal.most),
      service: settled(context.sets.services.all),
      conditions: [reason],
    }
    for (const row of rowsOf(open, line, 0, context.sets)) table.add(row)
  }
  return table
}

/**
 * Before 8.3 lists name translated addresses. The same lists told by real addresses: a destination holds a host of the
 * far side if it holds the address that the host is known by. Hosts that are exempted for some peers, or published by
 * single ports, are left open.
 */
export function publishedTables(
  tables: readonly RuleTable[],
  context: NatStageContext,
  ingress: AsaInterface,
  egress: AsaInterface,
): readonly RuleTable[] {
  const view = new PublishedView(knownBy(context, ingress, egress), context.sets)
  return tables.map((table) => view.of(table))
}

/** Whether a host behind the egress is known by another address where the packet enters. */
export function hasPublished(context: NatStageContext, ingress: AsaInterface, egress: AsaInterface): boolean {
  return knownBy(context, ingress, egress).some(({ kind }) => kind === 'static')
}

function knownBy({ rules }: NatStageContext, ingress: AsaInterface, egress: AsaInterface): readonly NatRule[] {
  return rules.filter((rule) => isReverse(rule, ingress.nameif, egress.nameif) && rule.kind !== 'dynamic')
}

class PublishedView {
  readonly #rules: readonly NatRule[]
  readonly #sets: SetStore
  readonly #known = new Map<number, AddressExtent>()

  constructor(rules: readonly NatRule[], sets: SetStore) {
    this.#rules = rules
    this.#sets = sets
  }

  of(table: RuleTable): RuleTable {
    const view = new RuleTable(table.name, table.source, table.rowCount)
    for (let row = 0; row < table.rowCount; row++) {
      const destination = this.#destination(table.destinationSet(row))
      const uncertain = table.uncertainty(row)
      const basis = table.basis(row)
      const open = {
        action: table.action(row),
        source: settled(this.#sets.addresses.get(table.sourceSet(row))),
        destination,
        service: settled(this.#sets.services.byId(table.serviceSet(row))),
        conditions: uncertain === undefined ? [] : [uncertain],
        ...(basis === undefined ? {} : { basis }),
      }
      for (const made of rowsOf(open, table.line(row), table.deviceLine(row), this.#sets)) view.add(made)
    }
    return view
  }

  #destination(id: ReturnType<RuleTable['destinationSet']>): AddressExtent {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const named = this.#sets.addresses.get(id)
    let left: AddressRanges = ANY_ADDRESS
    const sure: AddressRanges[] = []
    const most: AddressRanges[] = []
    let exempted: AddressRanges = { v4: [], v6: [] }
    for (const rule of this.#rules) {
      const hosts = intersectAddresses(rule.real.most, left)
      if (isNoAddress(hosts)) continue
      if (rule.kind === 'identity' && rule.hasPeers) {
        exempted = unionOfAddresses([exempted, hosts])
        continue
      }
      const isWhole =
        rule.port === undefined && rule.real.reasons.length + rule.conditions.length === 0 && !rule.hasPeers
      const image =
        rule.kind === 'identity' || rule.mapped === undefined
          ? rule.kind === 'identity'
            ? intersectAddresses(named, hosts)
            : undefined
          : imageOf(intersectAddresses(named, rule.mapped), rule.mapped, rule.real.most)
      const held = image === undefined ? hosts : intersectAddresses(image, hosts)
      const own = intersectAddresses(named, hosts)
      if (isWhole && image !== undefined) {
        const open = intersectAddresses(hosts, exempted)
        sure.push(subtractAddresses(held, open), intersectAddresses(held, intersectAddresses(own, open)))
        most.push(held, intersectAddresses(own, open))
        left = subtractAddresses(left, hosts)
      } else {
        most.push(held)
      }
    }
    sure.push(intersectAddresses(named, left))
    most.push(intersectAddresses(named, left))
    const [certain, possible] = [unionOfAddresses(sure), unionOfAddresses(most)]
    const isOpen = !isNoAddress(subtractAddresses(possible, certain))
    const extent = {
      sure: isOpen ? intersectAddresses(certain, possible) : certain,
      most: possible,
      reasons: isOpen
        ? ['which address of the host the list means depends on a translation that holds for some packets only']
        : [],
    }
    this.#known.set(id, extent)
    return extent
  }
}
