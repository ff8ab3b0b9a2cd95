import { parseAddress } from '../../../src/model/address.ts'
import {
  type AddressRanges,
  intersectAddresses,
  isNoAddress,
  subtractAddresses,
  unionOfAddresses,
} from '../../../src/model/address-set.ts'
import { isSameSlide, type Slide, slideSet, turned } from '../../../src/model/address-slide.ts'
import { append } from '../../../src/model/append.ts'
import type { BoxRedirection, RedirectedBox, SourceChange, TranslatedBox } from '../../../src/model/box-translation.ts'
import { intersectBox, type PacketBox, subtractBoxes } from '../../../src/model/packet-box.ts'
import { ALL_PORTS, type ServiceSetStore } from '../../../src/model/service-set.ts'
import { isForward, isReverse, type NatRule, type PortPair } from './nat-rule.ts'
import { altersPeerPort, isMoved, OTHER_SOURCE_PORT, servicesOf } from './nat-services.ts'
import { lowestOf, sizeOf, slidesOf } from './positions.ts'

/**
 * What redirect.ts says of one packet, for boxes of packets: rule by rule in their order, each takes what it knows out of what is left. The two are held together by a property test.
 */
class Walk<Found> {
  readonly found: Found[] = []
  readonly #services: ServiceSetStore
  rest: readonly PacketBox[]

  constructor(box: PacketBox, services: ServiceSetStore) {
    this.rest = [box]
    this.#services = services
  }

  /** Takes what both have out of what is left. */
  take(cut: PacketBox, tell: (hit: PacketBox) => readonly Found[]): void {
    if (isNoAddress(cut.source) || isNoAddress(cut.destination)) return
    const hits = this.rest.map((box) => intersectBox(box, cut, this.#services)).filter((hit) => hit !== undefined)
    if (hits.length === 0) return
    this.rest = subtractBoxes(this.rest, hits, this.#services)
    for (const hit of hits) append(this.found, tell(hit))
  }
}

/** Where packets go and what their sources become, for boxes of packets; the statements of a pair of interfaces are sorted out once. */
export class BoxTranslation {
  readonly #rules: readonly NatRule[]
  readonly #services: ServiceSetStore
  /** By ingress and egress: the statements that may translate a source there. */
  readonly #sources = new Map<string, readonly NatRule[]>()
  /** By where the host is and where the packets came from: statements about its answers, with their places in the order. */
  readonly #answers = new Map<string, readonly Placed[]>()

  constructor(rules: readonly NatRule[], services: ServiceSetStore) {
    this.#rules = rules
    this.#services = services
  }

  /** Where the packets of a box go that enter by an interface. */
  redirect(ingress: string, box: PacketBox): readonly RedirectedBox[] {
    const services = this.#services
    const walk = new Walk<RedirectedBox>(box, services)
    for (const [i, rule] of this.#rules.entries()) {
      if (walk.rest.length === 0) break
      const { kind, mapped, real, port, peerPort, peerReal, peerMapped, realInterface, mappedInterface } = rule
      const told = (parts: readonly RedirectedBox[]): RedirectedBox[] =>
        parts.flatMap((part) => this.#answered(part, i, ingress))
      const isMappedSide = kind !== 'dynamic' && !rule.outboundOnly && fitsWord(mappedInterface, ingress)
      if (isMappedSide && mapped !== undefined) {
        const through = servicesOf(rule, 'reverse', 'sent', services)
        walk.take({ source: peerReal.most, destination: mapped, services: through }, (hit) =>
          kind === 'identity'
            ? [{ box: hit }]
            : told(sent(rule, port, hit, mapped, real.most, [...peerReal.reasons, ...real.reasons], realInterface)),
        )
      }
      if (rule.peerTranslated && fitsWord(realInterface, ingress)) {
        const reasons = [...real.reasons, ...peerMapped.reasons]
        const through = servicesOf(rule, 'forward', 'sent', services)
        walk.take({ source: real.most, destination: peerMapped.most, services: through }, (hit) =>
          told(sent(rule, peerPort, hit, peerMapped.most, peerReal.most, reasons, mappedInterface, true)),
        )
      }
    }
    return [...walk.found, ...walk.rest.map((left) => ({ box: left }))]
  }

  /** What the sources of packets become that arrive so, and whose destinations were moved so. */
  translate(ingress: string, egress: string, arrival: PacketBox, moved: Slide | undefined): readonly TranslatedBox[] {
    const services = this.#services
    const walk = new Walk<TranslatedBox>(arrival, services)
    for (const rule of this.#towards(ingress, egress)) {
      if (walk.rest.length === 0) break
      const { kind, real, mapped, mappedText, peerMapped, peerReal, peerTranslated, hasPeers, port, line } = rule
      const isOther = rule.altersServices === true || isMoved(port)
      if (isForward(rule, ingress, egress)) {
        const destination = hasPeers ? notElsewhere(arrival, peerMapped.most, peerReal.most, moved) : peerMapped.most
        const through = servicesOf(rule, 'forward', 'sent', services)
        const uncertain = [...rule.conditions, ...real.reasons, ...peerMapped.reasons].join('; ')
        walk.take({ source: real.most, destination, services: through }, (hit) =>
          kind === 'identity'
            ? [{ box: hit }]
            : sourcesOf(kind, hit, real.most, mapped, mappedText, isOther).map(({ box, change }) => ({
                box,
                source: { change, line, ...(uncertain === '' ? {} : { uncertain }) },
              })),
        )
      }
      if (hasPeers && isReverse(rule, ingress, egress)) {
        const known = kind === 'identity' ? real.most : (mapped ?? real.most)
        const destination = notElsewhere(arrival, known, real.most, moved)
        const through = servicesOf(rule, 'reverse', 'sent', services)
        const text = 'an address of the statement'
        const uncertain = rule.conditions.join('; ')
        walk.take({ source: peerReal.most, destination, services: through }, (hit) =>
          peerTranslated
            ? sourcesOf('static', hit, peerReal.most, peerMapped.most, text, altersPeerPort(rule)).map(
                ({ box, change }) => ({
                  box,
                  source: { change, line, ...(uncertain === '' ? {} : { uncertain }) },
                }),
              )
            : [{ box: hit }],
        )
      }
    }
    return [...walk.found, ...walk.rest.map((box) => ({ box }))]
  }

  #towards(ingress: string, egress: string): readonly NatRule[] {
    const key = `${ingress} ${egress}`
    const known = this.#sources.get(key)
    if (known !== undefined) return known
    const found = this.#rules.filter(
      (rule) => isForward(rule, ingress, egress) || (rule.hasPeers && isReverse(rule, ingress, egress)),
    )
    this.#sources.set(key, found)
    return found
  }

  /** Statements about what hosts behind an interface (any: undefined) answer to another one. */
  #answersOf(egress: string | undefined, ingress: string): readonly Placed[] {
    const key = JSON.stringify([egress, ingress])
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const found = this.#rules
      .map((rule, at) => ({ rule, at }))
      .filter(({ rule }) => rule.port === undefined && isForward(rule, egress ?? rule.realInterface, ingress))
    this.#answers.set(key, found)
    return found
  }

  /** Parts whose answers meet an earlier statement than the one at a place are open. */
  #answered(part: RedirectedBox, place: number, ingress: string): RedirectedBox[] {
    const { box, redirection } = part
    if (redirection === undefined) return [part]
    const { destination: slide, egress } = redirection
    const landed = slide === undefined ? box.destination : slideSet(box.destination, slide)
    const walk = new Walk<RedirectedBox>(box, this.#services)
    for (const { rule, at } of this.#answersOf(egress, ingress)) {
      if (at >= place) break
      const hosts = intersectAddresses(rule.real.most, landed)
      if (isNoAddress(hosts)) continue
      const destination = slide === undefined ? hosts : slideSet(hosts, turned(slide))
      const reason = `the answer meets line ${rule.line} first, and a connection whose two ways meet different statements may be dropped (305013)`
      const { uncertain } = redirection
      const told: BoxRedirection =
        uncertain === undefined
          ? { ...redirection, uncertain: reason, isSettled: true }
          : { ...redirection, uncertain: `${uncertain}; ${reason}` }
      const { peerPort } = rule
      const services =
        peerPort === undefined
          ? this.#services.all
          : this.#services.ports(peerPort.protocol, ALL_PORTS, [peerPort.mapped, peerPort.mapped])
      walk.take({ source: rule.peerMapped.most, destination, services }, (hit) => [{ box: hit, redirection: told }])
    }
    return [...walk.found, ...walk.rest.map((left) => ({ box: left, redirection }))]
  }
}

interface Placed {
  readonly rule: NatRule
  readonly at: number
}

function fitsWord(word: string, ingress: string): boolean {
  return word === 'any' || word === ingress
}

/** The packets of a box by the distance that their destinations move. */
function sent(
  { line, conditions, altersServices }: NatRule,
  port: PortPair | undefined,
  hit: PacketBox,
  from: AddressRanges,
  to: AddressRanges,
  reasons: readonly string[],
  towards: string,
  isAlways = false,
): RedirectedBox[] {
  // A statement about a port that keeps it (`service tcp 80 80`) is about some packets, and changes no port of theirs.
  const isKeptPort = port === undefined || port.mapped === port.real
  const change = isKeptPort ? undefined : { protocol: port.protocol, from: port.mapped, to: port.real }
  const redirection = (slide: Slide | undefined): BoxRedirection => {
    const open = slide === undefined ? [SHARED] : []
    const uncertain = [...conditions, ...reasons, ...open].join('; ')
    return {
      ...(slide === undefined ? {} : { destination: slide }),
      ...(change === undefined ? {} : { port: change }),
      ...(towards === 'any' ? {} : { egress: towards }),
      line,
      ...(uncertain === '' ? {} : { uncertain }),
    }
  }
  const parts = slidesOf(hit.destination, from, to)
  if (parts === undefined) return [{ box: hit, redirection: redirection(undefined) }]
  return parts.map(({ set, slide }) => {
    const box = { ...hit, destination: set }
    const isKept = !isAlways && altersServices !== true && isSameSlide(slide, undefined) && change === undefined
    return isKept ? { box } : { box, redirection: redirection(slide) }
  })
}

const SHARED = 'several addresses share one, so which host is meant is not in the text'

/** Destinations as sent that this pair of sets would not have led to other hosts than they go to. */
function notElsewhere(
  { destination }: PacketBox,
  mapped: AddressRanges,
  real: AddressRanges,
  moved: Slide | undefined,
): AddressRanges {
  const known = intersectAddresses(destination, mapped)
  const parts = slidesOf(known, mapped, real)
  if (parts === undefined) return known
  const elsewhere = parts.filter(({ slide }) => !isSameSlide(slide, moved)).map(({ set }) => set)
  return elsewhere.length === 0 ? known : subtractAddresses(known, unionOfAddresses(elsewhere))
}

/** A static translation has one address for each host, and a dynamic one may have one for all. */
function sourcesOf(
  kind: NatRule['kind'],
  hit: PacketBox,
  real: AddressRanges,
  mapped: AddressRanges | undefined,
  text: string,
  isOtherPort: boolean,
): { readonly box: PacketBox; readonly change: SourceChange }[] {
  const parts = kind === 'static' && mapped !== undefined ? slidesOf(hit.source, real, mapped) : undefined
  if (parts !== undefined) {
    return parts.map(({ set, slide }) => ({
      box: { ...hit, source: set },
      change:
        isOtherPort && isSameSlide(slide, undefined)
          ? { kind: 'several', text: OTHER_SOURCE_PORT }
          : { kind: 'slide', slide },
    }))
  }
  const lent = kind === 'dynamic' && mapped !== undefined && sizeOf(mapped) === 1n ? lowestOf(mapped) : undefined
  const address = lent ?? parseAddress(text)
  return [{ box: hit, change: address === undefined ? { kind: 'several', text } : { kind: 'one', address } }]
}
