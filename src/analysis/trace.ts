import {
  type Address,
  compareAddresses,
  familyOf,
  formatAddress,
  parseAddress,
  prefixContains,
} from '../model/address.ts'
import type { Redirection, SourceTranslation } from '../model/firewall.ts'
import type { Attachment, Network, PlacedAddress } from '../model/network.ts'
import type { Flavour, Packet } from '../model/packet.ts'
import { endpointText } from '../model/packet-text.ts'
import { decideSteps, stepsAcross, uncertainInPlay } from '../reach/first-match.ts'
import { decideAnswer, keepsConnection, replyTo } from '../reach/state.ts'
import type { Hop, Way } from '../reach/way.ts'
import { WayFinder } from '../reach/ways.ts'
import { caveatsOf } from './caveats.ts'
import type { ReplyRef, Trace, TraceHop, TranslationRef } from './result.ts'
import { distinctRefs, RuleRefs, statementRef } from './rule-ref.ts'
import { packetRefOf } from './services-of.ts'

export interface TraceQuery {
  /** A server's name or an address. */
  readonly from: string
  readonly to: string
  readonly flavour: Flavour
  /** Settle the zone where an address could stand in several, or in none. */
  readonly fromZone?: string
  readonly toZone?: string
}

/** The query names something that the network does not have; the sentence says what, and what it could be. */
export class TraceQueryError extends Error {}

/** What becomes of one packet, hop by hop, by the plain engine. Throws TraceQueryError. */
export function trace(network: Network, query: TraceQuery): Trace {
  const [from, to] = endsOf(network, query)
  const sent: Packet = { ...query.flavour, source: from.address, destination: to.address }
  const refs = new RuleRefs()
  const redirected = redirectionOf(network, from, sent)
  const packet = redirected?.redirection.packet ?? sent
  const target = redirected === undefined ? to : targetOf(network, redirected, packet.destination)
  const found = new WayFinder(network).between(from, target)
  // The address that the packet was sent to is the translating firewall's, so the packet enters there.
  const entering =
    redirected === undefined ? [] : found.ways.filter(([first]) => first?.firewall === redirected.attachment.firewall)
  const ways = entering.length === 0 ? found.ways : entering
  const note = entering.length === 1 ? undefined : found.note
  const traced = ways.map((way) => new Crossing(network, refs, redirected, sent).follow(way, packet))
  const verdicts = new Set(traced.map(({ verdict }) => verdict))
  const [only] = verdicts
  const first = traced.find(({ verdict }) => verdict === 'deny') ?? traced[0]
  const verdict = verdicts.size === 1 && only !== undefined ? only : 'unknown'
  const reply =
    verdict === 'permit' && ways[0] !== undefined && ways[0].length > 0
      ? replyOf(network, ways[0], packet, refs)
      : undefined
  return {
    schema: 'emmental/trace/1',
    packet: packetRefOf(sent),
    from: { name: query.from, zone: from.zone },
    to: { name: query.to, zone: target.zone },
    verdict,
    hops: first?.hops ?? [],
    ...(reply === undefined ? {} : { reply }),
    ...(note === undefined ? {} : { note }),
  }
}

/** A packet whose destination is an address that a firewall at its own zone translates. */
interface Redirected {
  readonly attachment: Attachment
  readonly redirection: Redirection
}

function redirectionOf(network: Network, from: PlacedAddress, packet: Packet): Redirected | undefined {
  for (const attachment of network.attachments) {
    for (const ingress of attachment.interfacesByZone.get(from.zone) ?? []) {
      const redirection = attachment.firewall.redirect?.(ingress, packet)
      if (redirection !== undefined) return { attachment, redirection }
    }
  }
  return undefined
}

/** Where the real host stands: behind the interface that the statement names, or where its address is placed. */
function targetOf(network: Network, { attachment, redirection }: Redirected, address: Address): PlacedAddress {
  const { egress } = redirection
  const zones = [...attachment.interfacesByZone].filter(([, names]) => egress !== undefined && names.includes(egress))
  const zone = zones[0]?.[0] ?? zoneOf(network, address, '--to-zone')
  return { address, zone, ...(zones.length === 0 ? {} : { isPremise: true }) }
}

type Verdict = Trace['verdict']

/** One packet on its way over firewalls that may translate it. */
class Crossing {
  readonly #network: Network
  readonly #refs: RuleRefs
  readonly #redirected: Redirected | undefined
  readonly #sent: Packet

  constructor(network: Network, refs: RuleRefs, redirected: Redirected | undefined, sent: Packet) {
    this.#network = network
    this.#refs = refs
    this.#redirected = redirected
    this.#sent = sent
  }

  follow(way: Way, start: Packet): { verdict: Verdict; hops: TraceHop[] } {
    const hops: TraceHop[] = []
    let packet = start
    let isOpen = false
    let isOther = false
    for (const hop of way) {
      const { traced, next } = this.#hop(hop, packet)
      const isUnknown = isOther || (isOpen && traced.verdict === 'permit')
      hops.push(isUnknown ? { ...traced, verdict: 'unknown' } : traced)
      if (traced.verdict === 'deny') break
      isOther ||= isOpenEnd(this.#redirectedAt(hop))
      isOpen ||= next === undefined
      packet = next ?? packet
    }
    const verdicts = hops.map(({ verdict }) => verdict)
    if (verdicts.includes('deny')) return { verdict: 'deny', hops }
    return { verdict: verdicts.includes('unknown') ? 'unknown' : 'permit', hops }
  }

  /** One firewall, and the packet as it leaves; undefined if its source becomes one of several addresses. */
  #hop(hop: Hop, packet: Packet): { traced: TraceHop; next: Packet | undefined } {
    const { firewall, ingress, egress } = hop
    const { sets } = this.#network
    const redirected = this.#redirectedAt(hop)
    const passage = firewall.passage(ingress, egress, familyOf(packet.source))
    const arrival = redirected === undefined ? packet : { ...this.#sent, source: packet.source }
    const source = firewall.translateSource?.(ingress, egress, packet, arrival)
    const leaving = source === undefined ? packet.source : parseAddress(source.to)
    const next = leaving === undefined ? undefined : { ...packet, source: leaving }
    const steps = stepsAcross(passage, packet, {
      ...(redirected === undefined ? {} : { arrival }),
      ...(source === undefined ? {} : { departure: { packet: next } }),
    })
    const sure = decideSteps(steps, sets, 'pessimistic')
    const most = decideSteps(steps, sets, 'optimistic')
    const settled = sure.action === 'permit' ? 'permit' : most.action === 'deny' ? 'deny' : 'unknown'
    const translations = this.#translations(hop, packet, redirected, settled === 'deny' ? undefined : source)
    const open = translations.filter(({ rule }) => rule.uncertain !== undefined).map(({ rule }) => rule)
    const mayPass = settled === 'deny' ? isOpenEnd(redirected) : open.length > 0
    const verdict = mayPass ? 'unknown' : settled
    const undecided =
      verdict === 'unknown'
        ? [...open, ...uncertainInPlay(steps, sets).map((one) => this.#refs.of(firewall, one, packet))]
        : []
    const decision = settled === 'permit' ? sure : most
    const caveats = caveatsOf(hop, packet, packet, this.#network.sets)
    const traced: TraceHop = {
      firewall: firewall.name,
      dialect: firewall.dialect,
      ingress,
      egress,
      verdict,
      decidedBy: this.#refs.of(firewall, decision.decider, packet),
      ...(undecided.length === 0 ? {} : { undecided: distinctRefs(undecided) }),
      ...(translations.length === 0 ? {} : { translations }),
      ...(caveats.length === 0 ? {} : { caveats }),
    }
    return { traced, next }
  }

  #redirectedAt({ firewall }: Hop): Redirection | undefined {
    return this.#redirected?.attachment.firewall === firewall ? this.#redirected.redirection : undefined
  }

  #translations(
    { firewall }: Hop,
    packet: Packet,
    redirected: Redirection | undefined,
    source: SourceTranslation | undefined,
  ): TranslationRef[] {
    const found: TranslationRef[] = []
    if (redirected !== undefined) {
      const ports = this.#sent.destinationField !== packet.destinationField
      const end = ({ destination, destinationField }: Packet): string =>
        endpointText(formatAddress(destination), ports ? destinationField : undefined)
      const rule = statementRef(firewall, redirected.line, redirected.uncertain)
      found.push({ what: 'destination', from: end(this.#sent), to: end(packet), rule })
    }
    if (source !== undefined) {
      const rule = statementRef(firewall, source.line, source.uncertain)
      found.push({ what: 'source', from: formatAddress(packet.source), to: source.to, rule })
    }
    return found
  }
}

/** It is not certain what the packet becomes, and another one may meet other rules. */
function isOpenEnd(redirected: Redirection | undefined): boolean {
  return redirected?.uncertain !== undefined && redirected.isSettled !== true
}

function replyOf(network: Network, way: Way, packet: Packet, refs: RuleRefs): ReplyRef | undefined {
  const reply = replyTo(packet)
  const { sets } = network
  if (reply === undefined) return undefined
  for (const { firewall, ingress, egress } of way.toReversed()) {
    if (keepsConnection(firewall, packet)) continue
    const sure = decideAnswer(firewall, egress, ingress, reply, sets, 'pessimistic')
    const most = decideAnswer(firewall, egress, ingress, reply, sets, 'optimistic')
    if (sure.action === 'permit') continue
    const [verdict, decision] = most.action === 'deny' ? (['deny', most] as const) : (['unknown', sure] as const)
    return { packet: packetRefOf(reply), verdict, decidedBy: refs.of(firewall, decision.decider, reply) }
  }
  return { packet: packetRefOf(reply), verdict: 'permit' }
}

/** Both ends as addresses of one family; of a server's addresses the first that has a counterpart is taken. */
function endsOf(network: Network, query: TraceQuery): [PlacedAddress, PlacedAddress] {
  const sources = placesOf(network, query.from, query.fromZone, '--from-zone')
  const targets = placesOf(network, query.to, query.toZone, '--to-zone')
  for (const from of sources) {
    const to = targets.find(({ address }) => familyOf(address) === familyOf(from.address))
    if (to !== undefined) return [from, to]
  }
  throw new TraceQueryError(`${query.from} and ${query.to} have no address family in common`)
}

function placesOf(network: Network, text: string, zone: string | undefined, option: string): readonly PlacedAddress[] {
  if (zone !== undefined && !network.zones.some(({ name }) => name === zone)) {
    const known = network.zones.map(({ name }) => name).join(', ')
    throw new TraceQueryError(`no zone is called ${zone}; the zones are ${known}`)
  }
  const server = network.servers.find(({ name }) => name.toLowerCase() === text.toLowerCase())
  if (server !== undefined) {
    return zone === undefined
      ? server.addresses
      : server.addresses.map(({ address }) => ({ address, zone, isPremise: true }))
  }
  const address = parseAddress(text)
  if (address === undefined) {
    throw new TraceQueryError(`\`${text}\` is neither the name of a server in the inventory nor an address`)
  }
  if (zone !== undefined) return [{ address, zone, isPremise: true }]
  return [{ address, zone: zoneOf(network, address, option) }]
}

function zoneOf(network: Network, address: Address, option: string): string {
  const known = network.servers.flatMap((server) => server.addresses)
  const placed = known.find((place) => compareAddresses(place.address, address) === 0)
  if (placed !== undefined) return placed.zone
  const holding = network.zones
    .flatMap((zone) => zone.networks.map((prefix) => ({ zone, prefix })))
    .filter(({ prefix }) => prefixContains(prefix, address))
    .sort((a, b) => b.prefix.length - a.prefix.length)
  const zone = holding[0]?.zone ?? network.zones.find(({ catchAll }) => catchAll)
  if (zone === undefined) {
    throw new TraceQueryError(`${formatAddress(address)} is in no zone; add its network to a zone, or give ${option}`)
  }
  return zone.name
}
