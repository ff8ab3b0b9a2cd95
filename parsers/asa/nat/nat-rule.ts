import { type AddressRanges, ANY_ADDRESS } from '../../../src/model/address-set.ts'
import { type AddressExtent, settled } from '../../shared/extent.ts'

/**
 * One statement of address translation in the terms that all eras share. The translated hosts stand behind the real
 * interface; `mapped` is what the mapped side knows them by. The interfaces may be `any`.
 */
export interface NatRule {
  readonly line: number
  /** `identity`: nothing is altered, and the statements behind it do not apply to what it matches. */
  readonly kind: 'identity' | 'static' | 'dynamic'
  readonly realInterface: string
  readonly mappedInterface: string
  readonly real: AddressExtent
  /** Undefined where the text does not give the addresses (a pool that is not defined, an address from DHCP). */
  readonly mapped?: AddressRanges
  /** How the mapped side is written, for people. */
  readonly mappedText: string
  /** The hosts that the translated ones talk to, as these address them, and as they are. */
  readonly peerMapped: AddressExtent
  readonly peerReal: AddressExtent
  /** The peers are translated too (`destination static A B` of two different sets). */
  readonly peerTranslated: boolean
  /** A `destination` clause makes the statement translate both ends together. */
  readonly hasPeers: boolean
  /** One port of the host is published as another. */
  readonly port?: PortPair
  /** One port of the peers is known to the translated hosts as another; the statement is about that port only. */
  readonly peerPort?: PortPair
  /** The statement alters services in a way that is not weighed; `conditions` says so. */
  readonly altersServices?: true
  /** Translates only connections that the real side opens. */
  readonly outboundOnly: boolean
  /** A translation is asked for and none is given, so what the host opens is dropped. */
  readonly isLost?: true
  /** The way out is looked up in the routes (`route-lookup`, exemption), not taken from the statement. */
  readonly looksUpRoute?: true
  /** Why it is not certain what the statement matches. */
  readonly conditions: readonly string[]
}

/** A port of a host, 0 to 65535, and what the other side knows it by. */
export interface PortPair {
  readonly protocol: number
  readonly real: number
  readonly mapped: number
}

/** What most statements have in common. */
export const EVERY_PEER: Pick<NatRule, 'peerMapped' | 'peerReal' | 'peerTranslated' | 'hasPeers'> = {
  peerMapped: settled(ANY_ADDRESS),
  peerReal: settled(ANY_ADDRESS),
  peerTranslated: false,
  hasPeers: false,
}

export function fits(word: string, nameif: string | undefined): boolean {
  return word === 'any' || word === nameif
}

/** Whether the rule may translate what enters by one interface and leaves by another, from its real side. */
export function isForward(
  rule: Pick<NatRule, 'realInterface' | 'mappedInterface'>,
  ingress: string | undefined,
  egress: string | undefined,
): boolean {
  return fits(rule.realInterface, ingress) && fits(rule.mappedInterface, egress)
}

/** The same for connections from the mapped side to the translated hosts. */
export function isReverse(rule: NatRule, ingress: string | undefined, egress: string | undefined): boolean {
  return fits(rule.mappedInterface, ingress) && fits(rule.realInterface, egress) && !rule.outboundOnly
}

export function sameAddresses(a: AddressRanges, b: AddressRanges): boolean {
  return a.v4.join() === b.v4.join() && a.v6.join() === b.v6.join()
}

/** The pair of interfaces `(real,mapped)` of a word, or undefined. */
export function interfacePair(word: string | undefined): readonly [string, string] | undefined {
  const match = /^\(([^,()]+),([^,()]+)\)$/.exec(word ?? '')
  return match === null ? undefined : [match[1]!, match[2]!]
}

/** Where `source` stands in twice NAT: behind the interfaces, `after-auto` and a place in the section. -1 in object NAT. */
export function sourceAt(words: readonly string[]): number {
  let at = interfacePair(words[1]) === undefined ? 1 : 2
  if (words[at]?.toLowerCase() === 'after-auto') at++
  if (/^\d+$/.test(words[at] ?? '')) at++
  return words[at]?.toLowerCase() === 'source' ? at : -1
}
