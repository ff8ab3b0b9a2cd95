import {
  type AddressRanges,
  ANY_ADDRESS,
  addressRange,
  isNoAddress,
  subtractAddresses,
  unionOfAddresses,
} from '../../src/model/address-set.ts'
import { TCP } from '../../src/model/protocol.ts'
import { type NewRule, RuleTable } from '../../src/model/rule-table.ts'
import type { ServiceSet } from '../../src/model/service-set.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import type { AsaConfig, AsaInterface, AsaStatement, Era } from './config.ts'
import type { AddressResolver } from './names/resolve-addresses.ts'
import { fits } from './nat/nat-rule.ts'

export interface DoubtContext {
  readonly config: AsaConfig
  readonly era: Era
  readonly source: SourceText
  readonly sets: SetStore
  readonly addresses: AddressResolver
  /** Statements that were expected to be understood and were not, with the reason. */
  readonly unread: readonly Unread[]
  /** The addresses that the text's own routes and networks put behind an interface. */
  behind(one: AsaInterface): AddressRanges
}

/** A statement of translation that is not understood. */
export interface Unread {
  readonly line: number
  readonly reason: string
  /** The interfaces that it names, if it does: real and mapped. */
  readonly interfaces?: readonly [string, string]
}

/** What is left open, or settled beside the lists, between two interfaces. */
export interface OpenQuestions {
  /** Uncertain rows in front of every stage: packets that may pass or not whatever the lists say. */
  readonly front: RuleTable
  /** A stage of its own: packets that are or may be refused although the lists permit them. */
  readonly refusals: RuleTable
  /** A stage of its own: packets that pass, but may not arrive as they were sent. */
  readonly alterations: RuleTable
}

type Open = Pick<NewRule, 'action' | 'line'> & {
  readonly source?: AddressRanges
  readonly destination?: AddressRanges
  readonly service?: ServiceSet
  readonly reason?: string
}

/** Works out which packets the statements beside lists and translation may touch, for one pair of interfaces. */
export class Doubts {
  readonly #context: DoubtContext
  readonly #own: AddressRanges
  readonly #hasPolicy: boolean

  constructor(context: DoubtContext) {
    this.#context = context
    this.#own = ownAddresses(context.config, context.addresses)
    this.#hasPolicy = context.config.doubts.some(({ words }) => words[0] === 'service-policy')
  }

  between(ingress: AsaInterface, egress: AsaInterface): OpenQuestions {
    const { source, config, unread } = this.#context
    const open: OpenQuestions = {
      front: new RuleTable('not modelled', source),
      refusals: new RuleTable('not modelled', source),
      alterations: new RuleTable('inspection', source),
    }
    if (!isNoAddress(this.#own)) {
      const reason = 'the destination is an address of the firewall itself: this is no transit traffic'
      this.#add(open.front, { action: 'unknown', line: 1, destination: this.#own, reason })
    }
    if (ingress !== egress && (ingress.assumed === true || egress.assumed === true) && !config.interInterface) {
      const reason = 'the text gives no security levels; were they equal, the device would refuse the packet'
      this.#add(open.refusals, { action: 'deny', line: ingress.line, reason })
    }
    for (const { line, reason, interfaces } of unread) {
      if (interfaces !== undefined && !concerns(interfaces, ingress, egress)) continue
      this.#add(open.front, {
        action: 'unknown',
        line,
        reason: `address translation that is not understood: ${reason}`,
      })
    }
    if (this.#context.era !== 'pix6' && (ingress.level ?? 0) < (egress.level ?? 0)) {
      const reason = 'only a PIX up to 6.3 has `conduit`, and the text is of a later one; it may let the packet through'
      for (const line of config.conduits) this.#add(open.front, { action: 'permit', line, reason })
    }
    for (const statement of config.doubts) this.#statement(statement, ingress, egress, open)
    return open
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
    })
  }

  #statement({ words, line }: AsaStatement, ingress: AsaInterface, egress: AsaInterface, open: OpenQuestions): void {
    const { front, refusals } = open
    switch (words[0]) {
      case 'inspect':
      case 'fixup':
        if ((words[1] === 'esmtp' || words[1] === 'smtp') && (this.#hasPolicy || words[0] === 'fixup')) this.#esmtp(line, open.alterations)
        return
      case 'outbound':
        this.#outbound(words, line, ingress, egress, refusals)
        return
      case 'forward':
        // ASA 5505, base licence: nothing that starts behind this interface gets there (no source; taken at its word).
        if (words[1] === ingress.hardware && words[2] === egress.hardware) this.#add(refusals, { action: 'deny', line })
        return
      case 'ip-verify':
        if (words[3] === ingress.nameif) this.#reversePath(line, ingress, refusals)
        return
      case 'ethertype-deny':
        if (words[1] === (words[2] === 'out' ? egress : ingress).nameif) this.#add(refusals, { action: 'deny', line })
        return
      case 'no':
      case 'clear': {
        const reason = `\`${words.slice(0, 3).join(' ')}\` may undo an earlier line`
        this.#add(front, { action: 'unknown', line, reason })
        return
      }
      case 'unknown': {
        const reason = `\`${words[1]}\` is no statement that is known; it may decide the packet`
        this.#add(front, { action: 'unknown', line, reason })
        return
      }
      case 'firewall':
      case 'policy-route':
      case 'alias': {
        const reason = `\`${words[0]}\` is not modelled: it may change the way or the fate of the packet`
        this.#add(front, { action: 'unknown', line, reason })
        return
      }
      default:
    }
  }

  /**
   * ESMTP inspection, and SMTP inspection before it, hides the banner and masks what it does not know, so mail connections
   * do not arrive as they were sent (cisco.com, 113423-asa-esmtp-smtp-inspection; FWSM 3.1 guide, "SMTP inspection").
   */
  #esmtp(line: number, alterations: RuleTable): void {
    const reason = 'ESMTP inspection may alter the packets of a mail connection, so they do not pass unaltered'
    this.#add(alterations, { action: 'deny', line, service: this.#context.sets.services.ports(TCP, [25, 25]), reason })
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

function concerns([a, b]: readonly [string, string], ingress: AsaInterface, egress: AsaInterface): boolean {
  const joins = (one: string, other: string): boolean => fits(one, ingress.nameif) && fits(other, egress.nameif)
  return joins(a, b) || joins(b, a)
}

/** The addresses of the firewall itself, those of its failover peer included. */
function ownAddresses(config: AsaConfig, resolver: AddressResolver): AddressRanges {
  const own = config.interfaces.flatMap(({ addresses }) =>
    addresses.map(({ text }) => resolver.address(text.split('/')[0] ?? '')).filter((address) => address !== undefined),
  )
  return unionOfAddresses(own.map((address) => addressRange(address, address)))
}
