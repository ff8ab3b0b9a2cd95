import {
  type AddressRanges,
  ANY_IPV4,
  addressesOfPrefix,
  NO_ADDRESS,
  subtractAddresses,
  unionOfAddresses,
} from '../../src/model/address-set.ts'
import type { Firewall, FirewallInterface, PlacementGap } from '../../src/model/firewall.ts'
import type { LineAccount } from '../../src/model/line-account.ts'
import type { Packet } from '../../src/model/packet.ts'
import { isIcmp, isPortProtocol } from '../../src/model/service-set.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { caveatsOf } from './caveats.ts'
import { hasServicePolicy } from './class-matches.ts'
import { type AsaConfig, type AsaInterface, type Era, isOld } from './config.ts'
import { hygieneOf } from './hygiene.ts'
import { hitsOf, parentsOf } from './input/capture.ts'
import type { Segment } from './input/segments.ts'
import type { Ace } from './lists/ace.ts'
import { convertList, entryText, type ListContext, readEntry } from './lists/convert-list.ts'
import { FastAces } from './lists/fast-ace.ts'
import { groupPath } from './lists/group-path.ts'
import { AddressResolver } from './names/resolve-addresses.ts'
import { ServiceResolver } from './names/resolve-services.ts'
import { withBridges } from './nat/bridge-rules.ts'
import { interfacePair } from './nat/nat-rule.ts'
import { type NatRules, readNat } from './nat/read-nat.ts'
import { readOldNat } from './nat/read-old-nat.ts'
import { redirect, translateSource } from './nat/redirect.ts'
import { BoxTranslation } from './nat/translate-boxes.ts'
import { carriesNothing, gapsOf, neutralInterface, ownAddressesOf, routesInReserve } from './placement.ts'
import { Policy } from './policy.ts'
import { Clock } from './schedule/clock.ts'
import { isUnreadable } from './statements/block.ts'
import type { Warn } from './warn.ts'

export interface FirewallInput {
  readonly name: string
  readonly config: AsaConfig
  readonly era: Era
  readonly source: SourceText
  /** The lines of the source that the device printed. */
  readonly segments: readonly Segment[]
  readonly account: LineAccount
  readonly sets: SetStore
  /** The moment for which time ranges are decided, if the user states one. */
  readonly at?: string
  readonly warn: Warn
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
  const interfaces = named.map((one) => neutralInterface(one, context))
  const gaps = gapsOf(context)
  tellUnplaced(named, gaps, input)
  tellUnused(named, input)
  const { rules: stated, unread } = readTranslation(context)
  for (const { line, reason } of unread) account.notUnderstood(line, reason)
  const bridged = withBridges(stated, config)
  const translation = { rules: bridged.rules, unread: [...unread, ...bridged.open] }
  const boxes = new BoxTranslation(translation.rules, sets.services)
  const caveats = caveatsOf(context)
  const policy = new Policy(context, lists, translation, (one) => behind(one.nameif ?? '', interfaces))
  return {
    name: input.name,
    dialect: 'asa',
    edition: input.era,
    source,
    interfaces,
    ownAddresses: ownAddressesOf(named, addresses),
    ...(gaps.length === 0 ? {} : { gaps }),
    ...(config.learns.length === 0 ? {} : { learns: config.learns }),
    tables: [...lists.values()].map(({ table }) => table),
    passage: (ingress, egress, family) => policy.passage(ingress, egress, family),
    ...(translation.rules.length === 0
      ? {}
      : {
          redirect: (ingress, packet) => redirect(translation.rules, ingress, packet),
          translateSource: (ingress, egress, packet, arrival) =>
            translateSource(translation.rules, ingress, egress, packet, arrival),
          redirectBox: (ingress, box) => boxes.redirect(ingress, box),
          translateBox: (ingress, egress, arrival, moved) => boxes.translate(ingress, egress, arrival, moved),
        }),
    keepsState: (packet) => keepsState(packet, config),
    ...(caveats.length === 0 ? {} : { caveats }),
    ...(clock.expired.length === 0 ? {} : { expired: clock.expired }),
    hygiene: () =>
      hygieneOf(
        source,
        input.segments,
        [...lists.values()].map(({ table }) => table),
      ),
    ...(config.captures.size === 0 ? {} : { hits: hitCounter(context) }),
    groupPath: (table, row, packet) => groupPath(config, source, addresses, serviceNames, table, row, packet),
    accounts: [account],
    diagnostics: input.diagnostics,
  }
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

/** What of the text leaves open where networks are: answers that hang on it are undetermined. */
function tellUnplaced(
  named: readonly AsaInterface[],
  gaps: readonly PlacementGap[],
  { config, warn }: FirewallInput,
): void {
  for (const { what, line } of gaps) {
    if (what !== 'address' || config.interfaces.some((one) => one.assumed === true && one.line === line)) continue
    warn(
      'address-not-read',
      line,
      'the network of the interface cannot be read from this line, so servers that may stand in it are not placed',
      'correct the line, or state the networks of every zone under `zones:` in emmental.yaml',
    )
  }
  for (const one of named) {
    if (one.shutdown || one.managementOnly || !carriesNothing(one, config)) continue
    warn(
      'interface-without-address',
      one.line,
      `the interface \`${one.nameif}\` has no address, and no route leads to it, so nothing passes through it`,
      'paste the whole configuration if its `ip address` line is missing',
    )
  }
}

/** Statements that are read, and say of the device what the answers take as not so. */
function tellUnused(named: readonly AsaInterface[], { config, warn }: FirewallInput): void {
  for (const { line, interfaceName } of routesInReserve(config)) {
    warn(
      'route-in-reserve',
      line,
      `the route by \`${interfaceName}\` is taken as not in use: another one to the same network has a lower metric`,
      'take the other route out of the text to see the answers while this one is used',
    )
  }
  if (!config.transparent) return
  for (const { hardware, nameif, addresses } of named) {
    const [first] = addresses
    if (first === undefined || /^(?:bvi|management)/i.test(hardware)) continue
    warn(
      'routed-address',
      first.line,
      `the firewall is transparent, so \`${nameif}\` has no address of its own, and the text gives it one`,
      'correct `firewall transparent`, or state the networks of every zone under `zones:` in emmental.yaml',
    )
  }
}

function checkBindings({ config, warn }: FirewallInput): void {
  const names = new Set(config.interfaces.map(({ nameif }) => nameif))
  for (const { words, line } of config.translations) {
    for (const name of interfacesOf(words[1]) ?? []) {
      if (names.has(name) || name.toLowerCase() === 'any' || isUnreadable(name)) continue
      warn(
        'unknown-interface',
        line,
        `the translation names the interface \`${name}\`, which does not exist`,
        'correct the name, or paste the whole configuration',
      )
    }
  }
  for (const [name, { line, list }] of [
    ...config.inbound,
    ...config.outbound,
    ...config.inbound6,
    ...config.outbound6,
  ]) {
    if (!names.has(name)) {
      warn(
        'unknown-interface',
        line,
        `the list \`${list}\` is bound to the interface \`${name}\`, which does not exist`,
        'correct the name, or paste the whole configuration',
      )
    }
  }
}

function readTranslation(context: ListContext): NatRules {
  const { rules, unread } = readStatements(context)
  const isAnyNamed = context.config.interfaces.some(({ nameif }) => nameif?.toLowerCase() === 'any')
  // A statement that names an interface by what is no name may be about any.
  const strange = context.config.translations.flatMap(({ words, line }) => {
    const pair = interfacesOf(words[1])
    if (pair === undefined) return []
    if (isAnyNamed && pair.some((name) => name.toLowerCase() === 'any'))
      return [{ line, reason: 'an interface is called `any`, which here may mean every one' }]
    if (!pair.some(isUnreadable)) return []
    return [{ line, reason: 'the name of an interface cannot be read', interfaces: pair }]
  })
  return { rules, unread: [...unread, ...strange] }
}

/** `(real,mapped)`, or `(real)` towards any. */
function interfacesOf(word: string | undefined): readonly [string, string] | undefined {
  const single = /^\(([^,()]+)\)$/.exec(word ?? '')?.[1]
  return single === undefined ? interfacePair(word) : [single, 'any']
}

function readStatements(context: ListContext): NatRules {
  const { config, era, source, addresses, serviceNames, sets } = context
  if (!isOld(era)) return readNat(config.translations, { addresses, serviceNames, services: sets.services })
  const entriesOf = (name: string): readonly Ace[] | undefined => {
    const list = config.lists.get(name)
    if (list === undefined) return undefined
    return list.lines
      .map((line) => entryText(source.rawLine(line), list))
      .filter((text) => !/^remark(?:\s|$)/i.test(text))
      .map((text) => readEntry(text, ANY_IPV4, context))
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
  const hasPolicy = hasServicePolicy(doubts)
  const inspects = (engine: string): boolean =>
    doubts.some(({ words }) => words[1] === engine && (words[0] === 'fixup' || (words[0] === 'inspect' && hasPolicy)))
  if (isIcmp(protocol)) return inspects('icmp')
  if (protocol === GRE) return inspects('pptp')
  return (protocol === ESP || protocol === AH) && inspects('ipsec-pass-thru')
}

const GRE = 47
const ESP = 50
const AH = 51
