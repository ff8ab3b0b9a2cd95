import type { Family } from '../../model/address.ts'
import { type AddressRanges, hasAddress, intersectAddresses, isNoAddress } from '../../model/address-set.ts'
import { isSameSlide, type Slide, slideAddress, slideSet, turned } from '../../model/address-slide.ts'
import { append } from '../../model/append.ts'
import type { BoxRedirection, PortChange, SourceChange, TranslatedBox } from '../../model/box-translation.ts'
import type { Firewall, Passage, Stage } from '../../model/firewall.ts'
import type { Attachment, Network, PlacedAddress } from '../../model/network.ts'
import { intersectBox, type PacketBox } from '../../model/packet-box.ts'
import type { ServiceSetStore } from '../../model/service-set.ts'
import { partsBy } from '../address-line.ts'
import { isAboutAlteration } from '../first-match.ts'
import { Placements, placementBorders } from '../placement.ts'
import type { Hop, Way } from '../way.ts'
import { WayFinder } from '../ways.ts'
import { isSamePort, seen, sentAs, type View } from './view.ts'

/** A stage on the way of packets, and how they look there. */
export interface FlowStep {
  readonly firewall: Firewall
  readonly stage: Stage
  readonly view: View
}

/** What a statement makes of the packets of a flow. */
export type Translated = (
  | { readonly what: 'destination'; readonly slide?: Slide; readonly port?: PortChange }
  | { readonly what: 'source'; readonly change: SourceChange }
) & {
  readonly firewall: Firewall
  readonly line: number
  readonly uncertain?: string
  /** How the packets look before it. */
  readonly view: View
}

export interface FlowWay {
  /** What lets the packets through or not. */
  readonly steps: readonly FlowStep[]
  /** What inspection does to packets that are let through. */
  readonly inspections: readonly FlowStep[]
  readonly translations: readonly Translated[]
  /** It is not settled how they are translated, so what is permitted is open. */
  readonly isOpen: boolean
  /** It is not certain which packets the destination's translation makes of them, and others may meet other rules. */
  readonly mayBeOther: boolean
}

/** Packets that are sent from one place, cross the same firewalls and are translated alike, whatever the lists say. */
export interface Flow {
  /** As they were sent. */
  readonly box: PacketBox
  /** The zone of the hosts that they reach; undefined for packets that no statement leads to a host. */
  readonly zone?: string
  /** How they look to the hosts that they reach, but for their sources; absent for packets that nothing redirects. */
  readonly landing?: View
  readonly isRedirected: boolean
  readonly ways: readonly FlowWay[]
}

/** Where packets were sent to: a zone whose ways are one, or addresses behind which no host stands but by translation. */
export interface Target {
  readonly zone?: string
}

/** Sorts packets by their ways and by what translation makes of them, as `trace` follows a single one. */
export class FlowFinder {
  readonly #network: Network
  readonly #ways: WayFinder
  readonly #placements: Placements
  readonly #zones: ReadonlyMap<string, AddressRanges>
  readonly #services: ServiceSetStore

  /** `zones` holds the addresses of each zone of the network. */
  constructor(network: Network, zones: ReadonlyMap<string, AddressRanges>) {
    this.#network = network
    this.#ways = new WayFinder(network)
    this.#placements = new Placements(network)
    this.#zones = zones
    this.#services = network.sets.services
  }

  /** Disjoint flows that hold every packet of the box; all sources share the zone and the ways of `from`. */
  flows(from: PlacedAddress, box: PacketBox, target: Target, family: Family): readonly Flow[] {
    let rest: readonly PacketBox[] = [box]
    const found: Flow[] = []
    for (const attachment of this.#network.attachments) {
      const { redirectBox } = attachment.firewall
      if (redirectBox === undefined) continue
      for (const ingress of attachment.interfacesByZone.get(from.zone) ?? []) {
        const left: PacketBox[] = []
        for (const part of rest.flatMap((one) => redirectBox(ingress, one))) {
          if (part.redirection === undefined) left.push(part.box)
          else append(found, this.#redirected(from, attachment, part.box, part.redirection, family))
        }
        rest = left
      }
    }
    return [...found, ...rest.flatMap((one) => this.#direct(from, one, target, family))]
  }

  #direct(from: PlacedAddress, box: PacketBox, { zone }: Target, family: Family): readonly Flow[] {
    if (zone === undefined) return [{ box, isRedirected: false, ways: [] }]
    const { ways } = this.#ways.between(from, { address: lowestOf(box.destination), zone, isPremise: true })
    return this.#along(ways, box, undefined, family).map((flow) => ({ ...flow, zone, isRedirected: false }))
  }

  #redirected(
    from: PlacedAddress,
    attachment: Attachment,
    box: PacketBox,
    redirection: BoxRedirection,
    family: Family,
  ): readonly Flow[] {
    const { firewall, interfacesByZone } = attachment
    const { egress, destination: slide } = redirection
    const hosts = slide === undefined ? box.destination : slideSet(box.destination, slide)
    const behind = [...interfacesByZone].find(([, names]) => egress !== undefined && names.includes(egress))?.[0]
    return this.#placed(hosts, behind).flatMap(({ zone, addresses }): readonly Flow[] => {
      const sent = { ...box, destination: slide === undefined ? addresses : slideSet(addresses, turned(slide)) }
      const told = { landing: landingOf(redirection), isRedirected: true }
      if (zone === undefined) return [{ box: sent, ...told, ways: [NOWHERE] }]
      const all = this.#ways.between(from, { address: lowestOf(addresses), zone, isPremise: true }).ways
      // The address that the packets were sent to is the translating firewall's, so they enter there.
      const entering = all.filter((way) => way[0]?.firewall === firewall)
      const ways = entering.length === 0 ? all : entering
      return this.#along(ways, sent, { firewall, redirection }, family).map((flow) => ({ ...flow, ...told, zone }))
    })
  }

  /** Hosts by their zone and by the interfaces behind which the firewalls see them: those share their ways. */
  #placed(
    hosts: AddressRanges,
    behind: string | undefined,
  ): { readonly zone: string | undefined; readonly addresses: AddressRanges }[] {
    const zoneOf = (first: number | bigint): string | undefined =>
      behind ?? [...this.#zones].find(([, set]) => hasAddress(set, first))?.[0]
    const cutters = [...(behind === undefined ? this.#zones.values() : []), ...placementBorders(this.#network)]
    const keyOf = (address: number | bigint): string => {
      const zone = zoneOf(address)
      return zone === undefined ? '' : this.#placements.sideOf({ address, zone })
    }
    return Array.from(partsBy(hosts, cutters, keyOf).values(), (addresses) => ({
      zone: zoneOf(lowestOf(addresses)),
      addresses,
    }))
  }

  #along(
    ways: readonly Way[],
    box: PacketBox,
    redirected: Redirected | undefined,
    family: Family,
  ): { readonly box: PacketBox; readonly ways: readonly FlowWay[] }[] {
    let flows: { box: PacketBox; ways: readonly FlowWay[] }[] = [{ box, ways: [] }]
    for (const way of ways) {
      const walked = walk(way, box, redirected, family, this.#services)
      flows = flows.flatMap((flow) =>
        walked.flatMap((one) => {
          const shared = intersectBox(flow.box, one.box, this.#services)
          return shared === undefined ? [] : [{ box: shared, ways: [...flow.ways, one.way] }]
        }),
      )
    }
    return flows
  }
}

/** A way of which nothing is known: the hosts are in no zone. */
const NOWHERE: FlowWay = { steps: [], inspections: [], translations: [], isOpen: true, mayBeOther: false }

interface Redirected {
  readonly firewall: Firewall
  readonly redirection: BoxRedirection
}

interface Walker {
  readonly box: PacketBox
  readonly view: View
  /** Its source is one of several addresses by now. */
  readonly isLost: boolean
  readonly way: FlowWay
}

/** Packets on one way, sorted by what the firewalls make of their sources. */
function walk(
  way: Way,
  box: PacketBox,
  redirected: Redirected | undefined,
  family: Family,
  services: ServiceSetStore,
): readonly { readonly box: PacketBox; readonly way: FlowWay }[] {
  const real: View = redirected === undefined ? {} : landingOf(redirected.redirection)
  const start: FlowWay = { steps: [], inspections: [], translations: [], isOpen: false, mayBeOther: false }
  let walkers: readonly Walker[] = [{ box, view: real, isLost: false, way: start }]
  for (const hop of way) {
    const here = redirected?.firewall === hop.firewall ? redirected.redirection : undefined
    walkers = walkers.flatMap((walker) => across(hop, walker, here, family, services))
  }
  return walkers
}

function landingOf({ destination, port }: BoxRedirection): View {
  return {
    ...(destination === undefined ? {} : { destination }),
    ...(port === undefined ? {} : { port }),
  }
}

/** One firewall: its stages, and what becomes of the sources. */
function across(
  { firewall, ingress, egress }: Hop,
  walker: Walker,
  redirection: BoxRedirection | undefined,
  family: Family,
  services: ServiceSetStore,
): Walker[] {
  const { view } = walker
  const asArrived = redirection === undefined ? view : viewOf({}, view.source)
  const arriving = seen(walker.box, asArrived, services)
  const parts = firewall.translateBox?.(ingress, egress, arriving, redirection?.destination) ?? [{ box: arriving }]
  const passage = firewall.passage(ingress, egress, family)
  return parts.flatMap((part): Walker[] => {
    const box = sentAs(part.box, walker.box, asArrived, services)
    return box === undefined ? [] : [after({ firewall, passage, asArrived, redirection, part }, { ...walker, box })]
  })
}

/** Packets at one firewall that it treats alike. */
interface Crossing {
  readonly firewall: Firewall
  readonly passage: Passage
  readonly asArrived: View
  readonly redirection: BoxRedirection | undefined
  readonly part: TranslatedBox
}

/** The packets as they leave the firewall. */
function after({ firewall, passage, asArrived, redirection, part }: Crossing, walker: Walker): Walker {
  const { view, way } = walker
  const { source } = part
  const next = source === undefined ? view.source : sourceView(view.source, source.change)
  const leaving: View | undefined = next === 'several' ? undefined : viewOf(view, next)
  const step = (stage: Stage): FlowStep => {
    if (stage.readsArrival === true) return { firewall, stage, view: asArrived }
    if (stage.readsDeparture !== true || source === undefined) return { firewall, stage, view }
    if (leaving !== undefined) return { firewall, stage, view: leaving }
    return { firewall, stage: stage.published?.() ?? stage, view }
  }
  const isAsked = ({ concern }: Stage): boolean => concern !== 'own-address' || redirection === undefined
  const opening = passage.filter((stage) => !isAboutAlteration(stage) && isAsked(stage))
  const inspecting = passage.filter(({ concern }) => concern === 'unaltered')
  const isUncertain = [redirection, source].some((one) => one?.uncertain !== undefined)
  return {
    box: walker.box,
    view: leaving ?? view,
    isLost: walker.isLost || leaving === undefined,
    way: {
      steps: [...way.steps, ...opening.map(step)],
      inspections: [...way.inspections, ...inspecting.map((stage) => ({ firewall, stage, view }))],
      translations: [
        ...way.translations,
        ...destinationOf(firewall, redirection, asArrived),
        ...sourceOf(firewall, part, view),
      ],
      isOpen: way.isOpen || walker.isLost || isUncertain,
      mayBeOther: way.mayBeOther || (redirection?.uncertain !== undefined && redirection.isSettled !== true),
    },
  }
}

function destinationOf(firewall: Firewall, redirection: BoxRedirection | undefined, view: View): Translated[] {
  if (redirection === undefined) return []
  const { destination: slide, port, line, uncertain } = redirection
  if (port === undefined && slide !== undefined && isSameSlide(slide, undefined)) return []
  const told = {
    ...(slide === undefined ? {} : { slide }),
    ...(port === undefined ? {} : { port }),
    ...(uncertain === undefined ? {} : { uncertain }),
  }
  return [{ what: 'destination', ...told, firewall, line, view }]
}

function sourceOf(firewall: Firewall, { source }: TranslatedBox, view: View): Translated[] {
  if (source === undefined) return []
  const { change, line, uncertain } = source
  if (change.kind === 'slide' && isSameSlide(change.slide, undefined)) return []
  return [{ what: 'source', change, ...(uncertain === undefined ? {} : { uncertain }), firewall, line, view }]
}

function viewOf({ destination, port }: View, source: View['source']): View {
  return {
    ...(destination === undefined ? {} : { destination }),
    ...(port === undefined ? {} : { port }),
    ...(source === undefined ? {} : { source }),
  }
}

/** One change of the source behind another. */
function sourceView(before: View['source'], change: SourceChange): View['source'] | 'several' {
  if (change.kind === 'several') return 'several'
  if (change.kind === 'one') return { address: change.address }
  if (before === undefined) return change.slide
  if ('address' in before) {
    return { address: slideAddress(before.address, change.slide) }
  }
  return { from: before.from, to: slideAddress(before.to, change.slide) }
}

function lowestOf({ v4, v6 }: AddressRanges): number | bigint {
  const first = v4[0] ?? v6[0]
  if (first === undefined) throw new RangeError('a box has at least one address')
  return first
}

/** Whether two statements come to the same for every packet. */
export function isSameTranslation(a: Translated, b: Translated): boolean {
  if (a.what === 'destination') {
    return b.what === 'destination' && isSameSlide(a.slide, b.slide) && isSamePort(a.port, b.port)
  }
  if (b.what === 'destination') return false
  const [one, other] = [a.change, b.change]
  if (one.kind === 'slide') return other.kind === 'slide' && isSameSlide(one.slide, other.slide)
  if (one.kind === 'one') return other.kind === 'one' && one.address === other.address
  return other.kind === 'several' && one.text === other.text
}

/** The hosts that packets of a flow reach which were sent to some addresses. */
export function reachedBy({ box, landing }: Flow, destination: AddressRanges): AddressRanges {
  const held = intersectAddresses(box.destination, destination)
  return landing?.destination === undefined || isNoAddress(held) ? held : slideSet(held, landing.destination)
}
