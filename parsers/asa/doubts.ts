import {
  type AddressRanges,
  ANY_ADDRESS,
  addressRange,
  isNoAddress,
  unionOfAddresses,
} from '../../src/model/address-set.ts'
import { TCP } from '../../src/model/protocol.ts'
import { type NewRule, RuleTable } from '../../src/model/rule-table.ts'
import type { ServiceSet } from '../../src/model/service-set.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { readAce } from './ace.ts'
import type { AsaConfig, AsaDoubt, AsaInterface, Era } from './config.ts'
import { entryText } from './lists.ts'
import type { AddressResolver } from './resolve-addresses.ts'
import type { ServiceResolver } from './resolve-services.ts'
import { readStatic, readTranslation, type Translation } from './translation-doubts.ts'

export interface DoubtContext {
  readonly config: AsaConfig
  readonly era: Era
  readonly source: SourceText
  readonly sets: SetStore
  readonly addresses: AddressResolver
  readonly serviceNames: ServiceResolver
}

/** What is left open between two interfaces. */
export interface OpenQuestions {
  /** Uncertain rows in front of every stage: packets that may pass or not whatever the lists say. */
  readonly front: RuleTable
  /** A stage of its own: packets that may be altered or refused although the lists permit them. */
  readonly alterations: RuleTable
}

type Open = Pick<NewRule, 'action' | 'line'> & {
  readonly source?: AddressRanges
  readonly destination?: AddressRanges
  readonly service?: ServiceSet
  readonly reason?: string
}

const NAT_REASON = 'address translation is not modelled yet: this statement may alter or refuse the packet'
const MAPPED_REASON = 'the address is the translated address of another host; translation is not modelled yet'

/** Works out which packets the statements that are not modelled may touch, for one pair of interfaces. */
export class Doubts {
  readonly #context: DoubtContext
  readonly #translations: readonly Translation[]
  readonly #own: AddressRanges

  constructor(context: DoubtContext) {
    this.#context = context
    const { config, era, addresses } = context
    const modern = era === 'asa9' || era === 'asa8.3'
    const read = modern ? readTranslation : readStatic
    this.#translations = config.doubts
      .map((doubt) => read(doubt, addresses))
      .filter((translation) => translation !== undefined)
      .sort((a, b) => a.section - b.section)
    this.#own = ownAddresses(config, addresses)
  }

  between(ingress: AsaInterface, egress: AsaInterface): OpenQuestions {
    const { source } = this.#context
    const front = new RuleTable('not modelled', source)
    const alterations = new RuleTable('not modelled', source)
    if (!isNoAddress(this.#own)) {
      this.#add(front, {
        action: 'unknown',
        line: 1,
        destination: this.#own,
        reason: 'the destination is an address of the firewall itself: this is no transit traffic',
      })
    }
    if (
      ingress !== egress &&
      (ingress.assumed === true || egress.assumed === true) &&
      !this.#context.config.interInterface
    ) {
      const reason = 'the text gives no security levels; were they equal, the device would refuse the packet'
      this.#add(alterations, { action: 'deny', line: ingress.line, reason })
    }
    for (const translation of this.#translations) this.#translate(translation, ingress, egress, front, alterations)
    for (const doubt of this.#context.config.doubts) this.#general(doubt, ingress, egress, front, alterations)
    return { front, alterations }
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
      service: (open.service ?? services.all).id,
      ...(open.reason === undefined ? {} : { uncertain: open.reason }),
    })
  }

  #translate(
    one: Translation,
    ingress: AsaInterface,
    egress: AsaInterface,
    front: RuleTable,
    alterations: RuleTable,
  ): void {
    const { line, real, mapped, other } = one
    const fits = (name: string, side: AsaInterface): boolean => name === 'any' || name === side.nameif
    const verdict = one.identity ? ({ action: 'permit' } as const) : ({ action: 'deny', reason: NAT_REASON } as const)
    if (fits(one.realInterface, ingress) && fits(one.mappedInterface, egress)) {
      this.#add(alterations, { ...verdict, line, source: real, destination: other })
    }
    if (fits(one.mappedInterface, ingress) && fits(one.realInterface, egress)) {
      this.#add(alterations, { ...verdict, line, source: other, destination: real })
      if (!one.identity && mapped !== undefined && !one.dynamic) {
        this.#add(front, { action: 'unknown', line, source: other, destination: mapped, reason: MAPPED_REASON })
      }
    }
  }

  #general(
    { words, line }: AsaDoubt,
    ingress: AsaInterface,
    egress: AsaInterface,
    front: RuleTable,
    alterations: RuleTable,
  ): void {
    const upward = (ingress.level ?? 0) < (egress.level ?? 0)
    const what = `\`${words[0]}\` is not modelled yet`
    switch (words[0]) {
      case 'inspect':
        if (this.#context.config.doubts.some((doubt) => doubt.words[0] === 'service-policy'))
          this.#esmtp(line, alterations)
        return
      case 'fixup':
        if (words[1] === 'protocol' && words[2] === 'smtp') this.#esmtp(line, alterations)
        return
      case 'nat':
        this.#oldNat(words, line, ingress, alterations)
        return
      case 'nat-control':
        this.#add(alterations, { action: 'deny', line, reason: `${what}: traffic without a translation is dropped` })
        return
      case 'conduit':
      case 'established':
        if (upward) this.#add(front, { action: 'permit', line, reason: `${what}: it may let the packet through` })
        return
      case 'filter':
      case 'shun':
      case 'dynamic-filter':
      case 'outbound':
      case 'apply':
        this.#add(alterations, { action: 'deny', line, reason: `${what}: it may refuse the packet` })
        return
      case 'forward':
        if (words[1] === ingress.hardware && words[2] === egress.hardware) {
          this.#add(alterations, { action: 'deny', line, reason: '`no forward` keeps connections from starting here' })
        }
        return
      case 'ips':
      case 'sfr':
      case 'cxsc':
      case 'csc':
        if (this.#context.config.doubts.some((doubt) => doubt.words[0] === 'service-policy')) {
          const reason = `the policy hands traffic to a module (\`${words[0]}\`) that may drop it`
          this.#add(alterations, { action: 'deny', line, reason })
        }
        return
      case 'no':
      case 'clear':
        this.#add(front, {
          action: 'unknown',
          line,
          reason: `\`${words.slice(0, 3).join(' ')}\` may undo an earlier line`,
        })
        return
      case 'unknown':
        this.#add(front, {
          action: 'unknown',
          line,
          reason: `\`${words[1]}\` is no statement that is known; it may decide the packet`,
        })
        return
      case 'firewall':
      case 'policy-route':
      case 'alias':
        this.#add(front, {
          action: 'unknown',
          line,
          reason: `${what}: it may change the way or the fate of the packet`,
        })
        return
      default:
    }
  }

  #esmtp(line: number, alterations: RuleTable): void {
    const reason = 'ESMTP inspection may alter the packets of a mail connection, so they do not pass unaltered'
    this.#add(alterations, { action: 'deny', line, service: this.#context.sets.services.ports(TCP, [25, 25]), reason })
  }

  /** `nat (interface) ID …` of before 8.3: 0 exempts, every other number translates what leaves the interface. */
  #oldNat(words: readonly string[], line: number, ingress: AsaInterface, alterations: RuleTable): void {
    const { era, addresses } = this.#context
    const name = /^\(([^,()]+)\)$/.exec(words[1] ?? '')?.[1]
    if (era === 'asa9' || era === 'asa8.3' || name === undefined || name !== ingress.nameif) return
    if (words[2] === '0') {
      if (words[3] === 'access-list') this.#exempt(words[4] ?? '', line, alterations)
      return
    }
    const real = words[3] === 'access-list' ? undefined : addresses.masked(words[3] ?? '', words[4] ?? '')
    this.#add(alterations, { action: 'deny', line, source: real?.most ?? ANY_ADDRESS, reason: NAT_REASON })
  }

  #exempt(listName: string, line: number, alterations: RuleTable): void {
    const { config, source, addresses, serviceNames, sets } = this.#context
    const list = config.lists.get(listName)
    for (const entry of list?.lines ?? []) {
      const text = entryText(source.rawLine(entry), list!)
      if (!text.startsWith('permit')) continue
      const ace = readAce(text, { addresses, serviceNames, services: sets.services, any: ANY_ADDRESS })
      if (ace.conditions.length > 0 || ace.inactive) continue
      this.#add(alterations, { action: 'permit', line, source: ace.source.sure, destination: ace.destination.sure })
    }
  }
}

/** The addresses of the firewall itself, those of its failover peer included. */
export function ownAddresses(config: AsaConfig, resolver: AddressResolver): AddressRanges {
  const own = config.interfaces.flatMap(({ addresses }) =>
    addresses.map(({ text }) => resolver.address(text.split('/')[0] ?? '')).filter((address) => address !== undefined),
  )
  return unionOfAddresses(own.map((address) => addressRange(address, address)))
}
