import {
  type AddressRanges,
  ANY_ADDRESS,
  addressRange,
  isNoAddress,
  subtractAddresses,
  unionOfAddresses,
} from '../../src/model/address-set.ts'
import { TCP, UDP } from '../../src/model/protocol.ts'
import { type NewRule, RuleTable } from '../../src/model/rule-table.ts'
import { PORT_LAST } from '../../src/model/service-set.ts'
import { classMatches, hasServicePolicy } from './class-matches.ts'
import { type AsaConfig, type AsaInterface, type AsaStatement, bridgePorts, isOld } from './config.ts'
import type { DoubtContext } from './doubt-context.ts'
import type { ListScope } from './lists/scopes.ts'
import type { AddressResolver } from './names/resolve-addresses.ts'
import { portNumber } from './names/resolve-services.ts'
import { fits } from './nat/nat-rule.ts'
import { asksForTranslation } from './nat/turning-back.ts'
import { PolicyDrops } from './policy-drops.ts'
import { isUnreadable } from './statements/block.ts'
import { intoTunnels, outOfTunnels, skipsLists } from './tunnels.ts'

/** What is left open, or settled beside the lists, between two interfaces. */
export interface OpenQuestions {
  /** Uncertain rows in front of every stage: packets that may pass or not whatever the lists say. */
  readonly front: RuleTable
  /** Uncertain rows in front of the in-list alone: packets that may pass without meeting it. */
  readonly bypass: RuleTable
  /** A stage of its own: packets that are or may be refused although the lists permit them. */
  readonly refusals: RuleTable
  /** A stage of its own: packets that pass, but may not arrive as they were sent. */
  readonly alterations: RuleTable
}

type Open = Pick<NewRule, 'action' | 'line'> &
  Partial<ListScope> & {
    readonly reason?: string
    /** Its line is not understood or not weighed, so the words of the line are what the reason rests on. */
    readonly isUnread?: true
  }

/** Works out which packets the statements beside lists and translation may touch, for one pair of interfaces. */
export class Doubts {
  readonly #context: DoubtContext
  readonly #own: AddressRanges
  readonly #hasPolicy: boolean
  readonly #classes: ReturnType<typeof classMatches>
  readonly #drops: PolicyDrops

  constructor(context: DoubtContext) {
    this.#context = context
    this.#own = ownAddresses(context.config, context.addresses)
    this.#classes = classMatches(context.config.doubts)
    this.#drops = new PolicyDrops(context)
    this.#hasPolicy = hasServicePolicy(context.config.doubts)
  }

  between(ingress: AsaInterface, egress: AsaInterface): OpenQuestions {
    const { source, config, unread } = this.#context
    const open: OpenQuestions = {
      front: new RuleTable('not modelled', source),
      bypass: new RuleTable('tunnels', source),
      refusals: new RuleTable('not modelled', source),
      alterations: new RuleTable('inspection', source),
    }
    if (!isNoAddress(this.#own)) {
      const reason = 'the destination is an address of the firewall itself: this is no transit traffic'
      this.#add(open.front, { action: 'unknown', line: 1, destination: this.#own, reason })
    }
    this.#levels(ingress, egress, open)
    this.#unreadLines(ingress, egress, open.front)
    for (const { line, reason, interfaces } of unread) {
      if (interfaces !== undefined && !concerns(interfaces, ingress)) continue
      this.#add(open.front, {
        action: 'unknown',
        line,
        reason: `address translation that is not understood: ${reason}`,
        isUnread: true,
      })
    }
    if (this.#context.era !== 'pix6' && (ingress.level ?? 0) < (egress.level ?? 0)) {
      const reason = 'only a PIX up to 6.3 has `conduit`, and the text is of a later one; it may let the packet through'
      for (const line of config.conduits) this.#add(open.front, { action: 'permit', line, reason })
    }
    const asking = ingress === egress ? asksForTranslation(ingress, config, this.#context.era) : undefined
    if (asking !== undefined) {
      const reason = 'what turns back at an interface may find no translation (305006)'
      this.#add(open.front, { action: 'unknown', line: asking.line, reason })
    }
    for (const statement of config.doubts) this.#statement(statement, ingress, egress, open)
    for (const drop of this.#drops.at(ingress)) this.#add(open.refusals, { action: 'deny', isUnread: true, ...drop })
    this.#tunnels(ingress, egress, open)
    this.#bridgePorts(ingress, 'inbound', open.front)
    this.#bridgePorts(egress, 'outbound', open.front)
    return open
  }

  /** What tunnels carry skips the list of the interface, and meets a filter of its own where the text has one. */
  #tunnels(ingress: AsaInterface, egress: AsaInterface, { bypass, refusals }: OpenQuestions): void {
    const { config, scopesOf } = this.#context
    const [out, into] = [outOfTunnels(config, scopesOf, ingress), intoTunnels(config, scopesOf, egress)]
    const reason = 'what comes out of a tunnel skips the lists (`sysopt connection permit-vpn`, on by default)'
    if (skipsLists(config)) for (const one of out) this.#add(bypass, { action: 'permit', ...one, reason })
    for (const { words, line } of config.doubts.filter(({ words: [word] }) => word === 'vpn-filter')) {
      const filtered = `\`vpn-filter ${words[1] ?? ''}\` may refuse what a tunnel carries; which of them has it is not weighed`
      for (const one of [...out, ...into]) this.#add(refusals, { action: 'deny', ...one, line, reason: filtered })
    }
  }

  /** Packets of a bridge enter and leave by one of its ports; by which is not in the text, and their lists may differ. */
  #bridgePorts(one: AsaInterface, which: 'inbound' | 'outbound', front: RuleTable): void {
    const { config } = this.#context
    const bindings = bridgePorts(one, config).map(({ nameif = '' }) =>
      [config[which], config[`${which}6`]].map((bound) => bound.get(nameif)),
    )
    const lists = new Set(bindings.map((bound) => JSON.stringify(bound.map((binding) => binding?.list))))
    if (lists.size < 2) return
    const reason = 'the packet passes one port of the bridge, it is not known which, and their lists differ'
    const [line = one.line] = bindings.flat().flatMap((binding) => (binding === undefined ? [] : [binding.line]))
    this.#add(front, { action: 'unknown', line, reason })
  }

  /** No new connection from the host passes (command reference, `shun`); it is no part of a saved configuration. */
  #shun(words: readonly string[], line: number, ingress: AsaInterface, refusals: RuleTable): void {
    const at = words.findIndex((word) => word.toLowerCase() === 'interface')
    if (at > 0 && !isUnreadable(words[at + 1] ?? '') && words[at + 1] !== ingress.nameif) return
    const source = this.#context.addresses.range(words[1] ?? '', words[1] ?? '') ?? ANY_ADDRESS
    const reason =
      '`shun` refuses every new connection from this address, until it is taken back or the device restarts'
    this.#add(refusals, { action: 'deny', line, source, reason })
  }

  /** `established tcp DPORT SPORT permitto …`: whoever was connected to may open further connections back, past the lists. */
  #established(
    words: readonly string[],
    line: number,
    ingress: AsaInterface,
    egress: AsaInterface,
    front: RuleTable,
  ): void {
    if ((ingress.level ?? 0) >= (egress.level ?? 0) && hasLevel(ingress) && hasLevel(egress)) return
    const { services } = this.#context.sets
    const told = words.map((word) => PORTED.get(word.toLowerCase())).filter((protocol) => protocol !== undefined)
    const known = told.length === 0 || words.some(isUnreadable) ? [...PORTED.values()] : told
    const service = known.map((one) => services.protocols([one, one])).reduce((a, b) => services.union(a, b))
    const reason = '`established` lets the peer of a connection that it names open further ones back'
    this.#add(front, { action: 'permit', line, service, reason })
  }

  /** What is left open where a level is not known. */
  #levels(ingress: AsaInterface, egress: AsaInterface, open: OpenQuestions): void {
    const { config, era } = this.#context
    const one = [ingress, egress].find((each) => !hasLevel(each))
    if (one === undefined) return
    const said =
      one.levelUnread === undefined
        ? 'the text gives no security levels'
        : `the security level of \`${one.nameif}\` is not understood (\`${one.levelUnread.text}\`)`
    const line = one.levelUnread?.line ?? one.line
    if (ingress !== egress && !config.interInterface) {
      const reason = `${said}; were they equal, the device would refuse the packet`
      this.#add(open.refusals, { action: 'deny', line, reason })
    }
    // Before 8.3 levels say which way a translation works.
    if (
      one.levelUnread !== undefined &&
      isOld(era) &&
      (config.natControl ?? config.translations[0] ?? config.conduits[0]) !== undefined
    )
      this.#add(open.front, { action: 'unknown', line, reason: `${said}, and translation goes by levels` })
  }

  /** Lines that are not understood, and those that name an interface which the text does not have. */
  #unreadLines(ingress: AsaInterface, egress: AsaInterface, front: RuleTable): void {
    const { config, entryMatch } = this.#context
    const unknown = (line: number, reason: string): void =>
      this.#add(front, { action: 'unknown', line, reason, isUnread: true })
    for (const { unread, nameif } of ingress === egress ? [ingress] : [ingress, egress]) {
      if (unread !== undefined)
        unknown(unread.line, `\`${unread.text}\` is not understood; it may say something else of \`${nameif}\``)
    }
    for (const { line, text, entry, interface: name, isSameSecurity } of config.open) {
      if (name !== undefined && !isUnreadable(name) && name !== ingress.nameif && name !== egress.nameif) continue
      if (isSameSecurity === true && ingress !== egress && hasLevel(ingress) && hasLevel(egress)) {
        if (ingress.level !== egress.level) continue
      }
      const reason = `\`${text}\` is not understood or not modelled; it may decide the packet`
      const isUnread = true
      this.#add(front, { action: 'unknown', line, reason, isUnread, ...(entry === undefined ? {} : entryMatch(entry)) })
    }
    this.#strayBindings(front)
  }

  /** A list that is bound to an interface whose name cannot be read may be meant for any, also in place of another list. */
  #strayBindings(front: RuleTable): void {
    const { inbound, inbound6, outbound, outbound6 } = this.#context.config
    for (const [name, { list, line }] of [inbound, inbound6, outbound, outbound6].flatMap((bindings) => [
      ...bindings,
    ])) {
      if (!isUnreadable(name)) continue
      const reason = `the list \`${list}\` is bound to an interface whose name cannot be read; it may be this one`
      this.#add(front, { action: 'unknown', line, reason })
    }
  }

  #add(table: RuleTable, open: Open): void {
    const { addresses, services } = this.#context.sets
    const source = open.source ?? ANY_ADDRESS
    const destination = open.destination ?? ANY_ADDRESS
    if (isNoAddress(source) || isNoAddress(destination)) return
    table.add({
      action: open.action,
      line: open.line,
      source: addresses.intern(source),
      destination: addresses.intern(destination),
      service: services.idOf(open.service ?? services.all),
      ...(open.reason === undefined ? {} : { uncertain: open.reason }),
      ...(open.isUnread === true ? { basis: this.#context.source.rawLine(open.line).trim() } : {}),
    })
  }

  #statement({ words, line }: AsaStatement, ingress: AsaInterface, egress: AsaInterface, open: OpenQuestions): void {
    const { refusals } = open
    switch (words[0]) {
      case 'inspect':
        if (this.#hasPolicy) this.#inspection(words, line, open.alterations)
        return
      case 'fixup':
        if (words[1] === 'smtp') this.#mail(line, open.alterations, portsOfFixup(words[2]))
        return
      case 'shun':
        this.#shun(words, line, ingress, refusals)
        return
      case 'established':
        this.#established(words, line, ingress, egress, open.front)
        return
      case 'outbound':
        this.#outbound(words, line, ingress, egress, refusals)
        return
      case 'forward':
        // ASA 5505, base licence: nothing that starts behind this interface gets there (no source; taken at its word).
        if (words[1] === ingress.hardware && words[2] === egress.hardware) this.#add(refusals, { action: 'deny', line })
        return
      case 'ip-verify':
        if (words[3] === ingress.nameif || isUnreadable(words[3] ?? '')) this.#reversePath(line, ingress, refusals)
        return
      case 'ethertype-deny':
        if (words[1] === (words[2] === 'out' ? egress : ingress).nameif) this.#add(refusals, { action: 'deny', line })
        return
      default:
    }
  }

  /** An inspection alters what its class matches; one that nobody knows may. */
  #inspection([, engine = '', className = '']: readonly string[], line: number, alterations: RuleTable): void {
    if (engine === 'esmtp' || engine === 'smtp') {
      const ports = portsOfClass(className, this.#classes.get(className) ?? [])
      if (ports !== undefined) this.#mail(line, alterations, ports)
    } else if (!ENGINES.has(engine)) {
      const reason = `\`inspect ${engine}\` is not known; it may alter or refuse what it looks at`
      this.#add(alterations, { action: 'deny', line, reason })
    }
  }

  /**
   * ESMTP inspection, and SMTP inspection before it, hides the banner and masks what it does not know, so mail connections
   * do not arrive as they were sent (cisco.com, 113423-asa-esmtp-smtp-inspection; FWSM 3.1 guide, "SMTP inspection").
   */
  #mail(line: number, alterations: RuleTable, ports: readonly [number, number]): void {
    const reason = 'ESMTP inspection may alter the packets of a mail connection, so they do not pass unaltered'
    this.#add(alterations, { action: 'deny', line, service: this.#context.sets.services.ports(TCP, ports), reason })
  }

  /** A packet whose source is not routed back out of the interface that it enters by is dropped (syslog 106021). */
  #reversePath(line: number, ingress: AsaInterface, refusals: RuleTable): void {
    const strangers = subtractAddresses(ANY_ADDRESS, this.#context.behind(ingress))
    const reason = `no route of the text leads to the source by \`${ingress.nameif}\`, so the reverse-path check may drop it; routes that are learned are not in the text`
    this.#add(refusals, { action: 'deny', line, source: strangers, reason })
  }

  /** PIX 6: `outbound N deny A MASK PORT PROTOCOL` where `apply (interface) N` uses it and no list is bound. */
  #outbound(
    words: readonly string[],
    line: number,
    ingress: AsaInterface,
    egress: AsaInterface,
    refusals: RuleTable,
  ): void {
    const { config, addresses } = this.#context
    const [, number, action, address = '', mask = ''] = words
    const downwards = (ingress.level ?? 0) > (egress.level ?? 0)
    if (action !== 'deny' || !downwards || config.inbound.has(ingress.nameif ?? '')) return
    const uses = config.doubts.filter(
      (one) => one.words[0] === 'apply' && one.words[1] === `(${ingress.nameif})` && one.words[2] === number,
    )
    for (const { words: use } of uses) {
      const set = addresses.masked(address, mask === '' ? '255.255.255.255' : mask)?.most ?? ANY_ADDRESS
      const side = use[3] === 'outgoing_dest' ? { destination: set } : { source: set }
      const reason = 'an `outbound` list of the PIX may refuse the packet; its exceptions and ports are not weighed'
      this.#add(refusals, { action: 'deny', line, ...side, reason })
    }
  }
}

/**
 * Whether a translation that is not understood may bear on packets: whatever enters by one of its interfaces may be sent to a
 * mapped address, and then leaves elsewhere. A name that cannot be read may stand for any.
 */
function concerns(named: readonly [string, string], ingress: AsaInterface): boolean {
  return named.some((word) => fits(word, ingress.nameif) || isUnreadable(word))
}

/** Whether the text gives the interface a level that can be read. */
export function hasLevel(one: AsaInterface): boolean {
  return one.assumed !== true && one.levelUnread === undefined
}

/** The addresses of the firewall itself, those of its failover peer included. */
function ownAddresses(config: AsaConfig, resolver: AddressResolver): AddressRanges {
  const own = config.interfaces.flatMap(({ addresses }) =>
    addresses.map(({ text }) => resolver.address(text.split('/')[0] ?? '')).filter((address) => address !== undefined),
  )
  return unionOfAddresses(own.map((address) => addressRange(address, address)))
}

/** Inspections that leave the packets of a connection as they were, or are told as caveats (command reference, `inspect`). */
const ENGINES: ReadonlySet<string> = new Set(
  (
    'ctiqbe dcerpc diameter dns ftp gtp h323 http icmp ils im ip-options ipsec-pass-thru ipv6 lisp m3ua mgcp mmp netbios ' +
    'pptp radius-accounting rsh rtsp scansafe sctp sip skinny snmp sqlnet stun sunrpc tftp vxlan waas xdmcp snp'
  ).split(' '),
)

const PORTED: ReadonlyMap<string, number> = new Map([
  ['tcp', TCP],
  ['udp', UDP],
])

const MAIL: readonly [number, number] = [25, 25]
const EVERY_PORT: readonly [number, number] = [0, PORT_LAST]

/** `fixup protocol smtp 25` or `25-26`. */
function portsOfFixup(word = '25'): readonly [number, number] {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(word) ?? []
  return first === undefined || Number(last) > PORT_LAST ? EVERY_PORT : [Number(first), Number(last)]
}

/** The destination ports on which an inspection for mail looks at a class; undefined: none. */
function portsOfClass(name: string, matches: readonly AsaStatement[]): readonly [number, number] | undefined {
  if (matches.length === 0 && name !== 'inspection_default') return EVERY_PORT
  const [, , what, protocol, operator, port] = matches[0]?.words ?? []
  if (what === undefined || (matches.length === 1 && what === 'default-inspection-traffic')) return MAIL
  if (matches.length > 1 || what !== 'port' || operator !== 'eq') return EVERY_PORT
  if (protocol === 'udp') return undefined
  const number = portNumber([TCP], port ?? '')
  return number === undefined ? EVERY_PORT : [number, number]
}
