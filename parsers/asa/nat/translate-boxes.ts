import { parseAddress } from '../../../src/model/address.ts'
import {
  type AddressRanges,
  intersectAddresses,
  isNoAddress,
  subtractAddresses,
  unionOfAddresses,
} from '../../../src/model/address-set.ts'
import { isSameSlide, type Slide, slideSet } from '../../../src/model/address-slide.ts'
import { append } from '../../../src/model/append.ts'
import type { BoxRedirection, RedirectedBox, SourceChange, TranslatedBox } from '../../../src/model/box-translation.ts'
import { intersectBox, type PacketBox, subtractBoxes } from '../../../src/model/packet-box.ts'
import { ALL_PORTS, type ServiceSetStore } from '../../../src/model/service-set.ts'
import { isForward, isReverse, type NatRule } from './nat-rule.ts'
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

/** Where the packets of a box go that enter by an interface. */
export function redirectBox(
  rules: readonly NatRule[],
  ingress: string,
  box: PacketBox,
  services: ServiceSetStore,
): readonly RedirectedBox[] {
  const walk = new Walk<RedirectedBox>(box, services)
  for (const [i, rule] of rules.entries()) {
    if (walk.rest.length === 0) break
    const earlier = rules.slice(0, i)
    const { kind, mapped, real, port, peerReal, peerMapped, realInterface, mappedInterface } = rule
    const isMappedSide = kind !== 'dynamic' && !rule.outboundOnly && fitsWord(mappedInterface, ingress)
    if (isMappedSide && mapped !== undefined) {
      const through = port === undefined ? services.all : services.ports(port.protocol, [port.mapped, port.mapped])
      walk.take({ source: peerReal.most, destination: mapped, services: through }, (hit) =>
        kind === 'identity'
          ? [{ box: hit }]
          : sent(rule, hit, mapped, real.most, [...peerReal.reasons, ...real.reasons], realInterface).flatMap((part) =>
              answered(part, earlier, ingress, services),
            ),
      )
    }
    if (rule.peerTranslated && fitsWord(realInterface, ingress)) {
      walk.take({ source: real.most, destination: peerMapped.most, services: services.all }, (hit) =>
        sent(
          { ...rule, port: undefined },
          hit,
          peerMapped.most,
          peerReal.most,
          [...real.reasons, ...peerMapped.reasons],
          mappedInterface,
          true,
        ).flatMap((part) => answered(part, earlier, ingress, services)),
      )
    }
  }
  return [...walk.found, ...walk.rest.map((left) => ({ box: left }))]
}

function fitsWord(word: string, ingress: string): boolean {
  return word === 'any' || word === ingress
}

/** The packets of a box by the distance that their destinations move. */
function sent(
  { line, conditions, port }: Omit<NatRule, 'port'> & { readonly port?: NatRule['port'] | undefined },
  hit: PacketBox,
  from: AddressRanges,
  to: AddressRanges,
  reasons: readonly string[],
  towards: string,
  isAlways = false,
): RedirectedBox[] {
  const change = port === undefined ? undefined : { protocol: port.protocol, from: port.mapped, to: port.real }
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
    const isKept = !isAlways && isSameSlide(slide, undefined) && (change === undefined || change.from === change.to)
    return isKept ? { box } : { box, redirection: redirection(slide) }
  })
}

const SHARED = 'several addresses share one, so which host is meant is not in the text'

/** Parts whose answers meet an earlier statement first are open. */
function answered(
  part: RedirectedBox,
  earlier: readonly NatRule[],
  ingress: string,
  services: ServiceSetStore,
): RedirectedBox[] {
  const { box, redirection } = part
  if (redirection === undefined) return [part]
  const { destination: slide, egress } = redirection
  const walk = new Walk<RedirectedBox>(box, services)
  for (const { line, real, realInterface, mappedInterface, peerMapped, port } of earlier) {
    if (port !== undefined || !isForward({ realInterface, mappedInterface }, egress ?? realInterface, ingress)) continue
    const landed = slide === undefined ? box.destination : slideSet(box.destination, slide)
    const hosts = intersectAddresses(real.most, landed)
    if (isNoAddress(hosts)) continue
    const destination = slide === undefined ? hosts : slideSet(hosts, { from: slide.to, to: slide.from })
    const reason = `the answer meets line ${line} first, and a connection whose two ways meet different statements may be dropped (305013)`
    const { uncertain } = redirection
    const told = { ...redirection, uncertain: uncertain === undefined ? reason : `${uncertain}; ${reason}` }
    walk.take({ source: peerMapped.most, destination, services: services.all }, (hit) => [
      { box: hit, redirection: told },
    ])
  }
  return [...walk.found, ...walk.rest.map((left) => ({ box: left, redirection }))]
}

/** What the sources of packets become that arrive so, and whose destinations were moved so. */
export function translateBox(
  rules: readonly NatRule[],
  ingress: string,
  egress: string,
  arrival: PacketBox,
  moved: Slide | undefined,
  services: ServiceSetStore,
): readonly TranslatedBox[] {
  const walk = new Walk<TranslatedBox>(arrival, services)
  for (const rule of rules) {
    if (walk.rest.length === 0) break
    const { kind, real, mapped, mappedText, peerMapped, peerReal, peerTranslated, hasPeers, port, line } = rule
    if (isForward(rule, ingress, egress)) {
      const destination = hasPeers ? notElsewhere(arrival, peerMapped.most, peerReal.most, moved) : peerMapped.most
      const through =
        port === undefined ? services.all : services.ports(port.protocol, ALL_PORTS, [port.real, port.real])
      const uncertain = [...rule.conditions, ...real.reasons, ...peerMapped.reasons].join('; ')
      walk.take({ source: real.most, destination, services: through }, (hit) =>
        kind === 'identity'
          ? [{ box: hit }]
          : sourcesOf(kind, hit, real.most, mapped, mappedText).map(({ box, change }) => ({
              box,
              source: { change, line, ...(uncertain === '' ? {} : { uncertain }) },
            })),
      )
    }
    if (hasPeers && isReverse(rule, ingress, egress)) {
      const known = kind === 'identity' ? real.most : (mapped ?? real.most)
      const destination = notElsewhere(arrival, known, real.most, moved)
      walk.take({ source: peerReal.most, destination, services: services.all }, (hit) =>
        peerTranslated
          ? sourcesOf('static', hit, peerReal.most, peerMapped.most, 'an address of the statement').map(
              ({ box, change }) => ({ box, source: { change, line } }),
            )
          : [{ box: hit }],
      )
    }
  }
  return [...walk.found, ...walk.rest.map((box) => ({ box }))]
}

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
): { readonly box: PacketBox; readonly change: SourceChange }[] {
  const parts = kind === 'static' && mapped !== undefined ? slidesOf(hit.source, real, mapped) : undefined
  if (parts !== undefined) {
    return parts.map(({ set, slide }) => ({ box: { ...hit, source: set }, change: { kind: 'slide', slide } }))
  }
  const lent = kind === 'dynamic' && mapped !== undefined && sizeOf(mapped) === 1n ? lowestOf(mapped) : undefined
  const address = lent ?? parseAddress(text)
  return [{ box: hit, change: address === undefined ? { kind: 'several', text } : { kind: 'one', address } }]
}
