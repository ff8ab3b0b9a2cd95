import { asaFate } from './asa-brute-force.ts'
import { hostAddress, INTERFACES } from './asa-worlds.ts'
import { type NatWorld, type PortRule, placeIn, type Rule, type Span, type TwiceRule } from './nat-worlds.ts'

export type Point = readonly [number, number, number]

/** A packet on the wire: it enters by the interface in whose network its source is. */
export interface Wire {
  readonly source: number
  readonly destination: number
  readonly point: Point
}

/** What an ASA of version 8.3 or later does with a packet. */
export interface NatFate {
  readonly verdict: 'permit' | 'deny'
  /** The place of the real destination. */
  readonly destination: number
  /** The packet's protocol and ports as they are behind the translation of the destination. */
  readonly point: Point
  readonly egress: number
  /** What the source becomes: a place, or the address of the egress. */
  readonly source: number | 'interface'
  /** The source port behind the translation. */
  readonly sourcePort: number
}

type Translation = Rule & {
  readonly destination?: TwiceRule['destination']
  readonly service?: PortRule | undefined
  readonly peerService?: PortRule | undefined
}

/**
 * Undefined where nothing says what happens: a rule names an egress behind which the real host is not, a host sends to
 * itself, or one rule knows the packet at both of its ends.
 */
export function natFate(world: NatWorld, wire: Wire): NatFate | undefined {
  const rules = inOrder(world)
  const ingress = wire.source % INTERFACES
  if (rules.some((rule) => asMapped(rule, ingress, wire) && asPeer(rule, ingress, wire))) return undefined
  const redirected = undoMapping(rules, ingress, wire)
  const destination = redirected?.destination ?? wire.destination
  const egress = destination % INTERFACES
  if ((redirected?.egress ?? egress) !== egress || destination === wire.source) return undefined
  const point = redirected?.point ?? wire.point
  const changed = destination !== wire.destination || point[1] !== wire.point[1]
  const answered = ruleOfAnswer(rules, ingress, egress, { source: wire.source, destination, point })
  // The one rule knows the address and leaves it, the other knows its host as a peer and does not.
  const contradicted = redirected && !changed && redirected.rule !== answered?.rule
  if (contradicted && answered?.asPeer) return undefined
  const passes =
    listsPermit(world, ingress, egress, wire.source, destination, point) &&
    !failsReversePath(answered, destination, changed)
  return {
    verdict: passes ? 'permit' : 'deny',
    destination,
    point,
    egress,
    ...translatedSource(rules, ingress, egress, wire, destination),
  }
}

/** Twice NAT, then object NAT in its own order, then what comes after it. */
function inOrder({ twice, objects }: NatWorld): readonly Translation[] {
  const active = twice.filter(({ inactive }) => !inactive)
  const sorted = [...objects].sort(
    (a, b) =>
      Number(a.mapped === undefined) - Number(b.mapped === undefined) ||
      a.real.count - b.real.count ||
      hostAddress(placeIn(a.real, 0)) - hostAddress(placeIn(b.real, 0)) ||
      (a.name < b.name ? -1 : 1),
  )
  return [...active.filter(({ afterAuto }) => !afterAuto), ...sorted, ...active.filter(({ afterAuto }) => afterAuto)]
}

function offsetIn(span: Span | undefined, place: number): number | undefined {
  if (span === undefined) return undefined
  for (let i = 0; i < span.count; i++) if (placeIn(span, i) === place) return i
  return undefined
}

const holds = (span: Span | undefined, place: number): boolean => offsetIn(span, place) !== undefined
const isReal = ({ real }: Translation, place: number): boolean => real === undefined || holds(real, place)
const isInterface = (named: number | undefined, i: number): boolean => named === undefined || named === i

/** The counterpart of a place in a span of equal length; undefined where the first span does not hold the place. */
function counterpart(from: Span, to: Span, place: number): number | undefined {
  const offset = offsetIn(from, place)
  return offset === undefined ? undefined : placeIn(to, offset)
}

interface Redirected {
  readonly rule: Translation
  readonly destination: number
  readonly egress: number | undefined
  readonly point: Point
}

/** The packet with a port of the rule's service replaced; undefined where it is another service. */
function swapPort(
  service: PortRule | undefined,
  from: 'real' | 'mapped',
  to: 'real' | 'mapped',
  point: Point,
): Point | undefined {
  if (service === undefined) return point
  const [protocol, port, sourcePort] = point
  return protocol === service.protocol && port === service[from] ? [protocol, service[to], sourcePort] : undefined
}

/** Whether the packet comes from a port of a service, told by its real number. */
function comesFrom(service: PortRule | undefined, [protocol, , sourcePort]: Point): boolean {
  return service === undefined || (protocol === service.protocol && sourcePort === service.real)
}

/** What a rule makes of a destination that is the mapped address of one of its hosts. */
function asMapped(rule: Translation, ingress: number, { source, destination, point }: Wire): Redirected | undefined {
  const { real, mapped, realInterface, mappedInterface, destination: peers } = rule
  if (!isInterface(mappedInterface, ingress) || (peers !== undefined && !holds(peers.real, source))) return undefined
  if (!comesFrom(rule.peerService, point)) return undefined
  const found = real && mapped && counterpart(mapped, real, destination)
  const ported = swapPort(rule.service, 'mapped', 'real', point)
  return found === undefined || !ported ? undefined : { rule, destination: found, egress: realInterface, point: ported }
}

/** What a rule makes of a destination that is what its hosts know a peer by, if that is another address. */
function asPeer(rule: Translation, ingress: number, { source, destination, point }: Wire): Redirected | undefined {
  const { realInterface, mappedInterface, destination: peers } = rule
  if (peers === undefined || !isInterface(realInterface, ingress) || !isReal(rule, source)) return undefined
  const found = counterpart(peers.mapped, peers.real, destination)
  const ported = comesFrom(rule.service, point) ? swapPort(rule.peerService, 'mapped', 'real', point) : undefined
  return found === undefined || !ported || (found === destination && ported[1] === point[1])
    ? undefined
    : { rule, destination: found, egress: mappedInterface, point: ported }
}

/** What the first rule that knows the destination makes of it. */
function undoMapping(rules: readonly Translation[], ingress: number, wire: Wire): Redirected | undefined {
  for (const rule of rules) {
    const found = asMapped(rule, ingress, wire) ?? asPeer(rule, ingress, wire)
    if (found !== undefined) return found
  }
  return undefined
}

function listsPermit(
  { asa, intraInterface }: NatWorld,
  ingress: number,
  egress: number,
  source: number,
  destination: number,
  point: Point,
): boolean {
  const knob = ingress === egress ? intraInterface : asa.interInterface
  return asaFate({ ...asa, interInterface: knob }, source, destination, point).mayPass
}

interface Answered {
  readonly rule: Translation
  /** Whether the host that answers is the rule's peer rather than its own host. */
  readonly asPeer: boolean
}

/** The first rule that translates the answer of the destination, told by the real addresses of both ends. */
function ruleOfAnswer(
  rules: readonly Translation[],
  ingress: number,
  egress: number,
  { source, destination, point }: Wire,
): Answered | undefined {
  for (const rule of rules) {
    const { realInterface, mappedInterface, destination: peers } = rule
    const answersHost = swapPort(rule.service, 'real', 'mapped', point) && comesFrom(rule.peerService, point)
    const leaves = answersHost && isInterface(realInterface, egress) && isInterface(mappedInterface, ingress)
    if (leaves && isReal(rule, destination) && (peers === undefined || holds(peers.real, source))) {
      return { rule, asPeer: false }
    }
    const answersPeer = swapPort(rule.peerService, 'real', 'mapped', point) && comesFrom(rule.service, point)
    const enters = answersPeer && isInterface(realInterface, ingress) && isInterface(mappedInterface, egress)
    if (enters && peers !== undefined && isReal(rule, source) && holds(peers.real, destination)) {
      return { rule, asPeer: true }
    }
  }
  return undefined
}

/**
 * Whether the answer would be translated otherwise than the packet was: a host whose answer bears another address was
 * addressed by its own, or a dynamic rule comes before the static one that redirected the packet.
 */
function failsReversePath(answered: Answered | undefined, destination: number, redirected: boolean): boolean {
  if (answered === undefined) return false
  const { real, mapped, destination: peers } = answered.rule
  const isMoved = (service: PortRule | undefined): boolean => service !== undefined && service.real !== service.mapped
  if (answered.asPeer) {
    const isOther = counterpart(peers!.real, peers!.mapped, destination) !== destination
    return !redirected && (isOther || isMoved(answered.rule.peerService))
  }
  if (mapped === undefined || real === undefined) return true
  return !redirected && (isMoved(answered.rule.service) || counterpart(real, mapped, destination) !== destination)
}

function translatedSource(
  rules: readonly Translation[],
  ingress: number,
  egress: number,
  wire: Wire,
  destination: number,
): Pick<NatFate, 'source' | 'sourcePort'> {
  const { source, point } = wire
  const [, , sourcePort] = point
  for (const rule of rules) {
    const { real, mapped, realInterface, mappedInterface, destination: peers, service, peerService } = rule
    const forth = isInterface(realInterface, ingress) && isInterface(mappedInterface, egress)
    const addressed = peers === undefined || counterpart(peers.mapped, peers.real, wire.destination) === destination
    const isAbout = comesFrom(service, point) && swapPort(peerService, 'mapped', 'real', point) !== undefined
    if (forth && isAbout && isReal(rule, source) && addressed) {
      const shown = real && mapped ? counterpart(real, mapped, source)! : ('interface' as const)
      return { source: shown, sourcePort: service?.mapped ?? sourcePort }
    }
    const back = isInterface(realInterface, egress) && isInterface(mappedInterface, ingress)
    if (!back || peers === undefined || !real || !mapped) continue
    if (!comesFrom(peerService, point) || !swapPort(service, 'mapped', 'real', point)) continue
    const shown = counterpart(peers.real, peers.mapped, source)
    if (shown !== undefined && counterpart(mapped, real, wire.destination) === destination) {
      return { source: shown, sourcePort: peerService?.mapped ?? sourcePort }
    }
  }
  return { source, sourcePort }
}
