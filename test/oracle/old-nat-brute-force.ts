import { asaFate } from './asa-brute-force.ts'
import { type AsaWorld, INTERFACES } from './asa-worlds.ts'
import type { NatFate, Point, Wire } from './nat-brute-force.ts'
import { placeIn, type Span } from './nat-worlds.ts'
import type { OldNatWorld, Scope, Static } from './old-nat-worlds.ts'

/** The address of an interface itself, as a place of its network that no operand names. */
const ownPlace = (i: number): number => i + INTERFACES * 1000

/** `not permit`: the device drops it, but a reader of the text may leave it undecided. */
export type OldNatFate = Omit<NatFate, 'verdict' | 'sourcePort'> & {
  readonly verdict: 'permit' | 'deny' | 'not permit'
  /** What the answer hangs on: a missing pool, a dynamic rule towards a higher level, a source as an out-list sees it. */
  readonly touches: readonly ('pool' | 'outside' | 'out-list')[]
}

/**
 * What an ASA of version 8.2 does with a packet; undefined where nothing says what happens. A dynamic rule is about
 * connections to interfaces of lower or the same level, and drops those for which it has no pool (Cisco's guide for 8.2
 * and earlier, "Real Addresses in a NAT Rule Must be Translated on All Lower or Same Security Interfaces").
 */
export function oldNatFate(world: OldNatWorld, wire: Wire): OldNatFate | undefined {
  const { asa } = world
  const { source } = wire
  const ingress = source % INTERFACES
  const known = world.statics.find(
    (rule) =>
      rule.mappedInterface === ingress && holds(rule.mapped, wire.destination) && isPort(rule, 'mapped', wire.point),
  )
  const destination = known === undefined ? wire.destination : swap(known.mapped, known.real, wire.destination)
  const [protocol, port, sourcePort] = wire.point
  const point: Point = [protocol, known?.service?.real ?? port, sourcePort]
  const egress = destination % INTERFACES
  if (ingress === egress || (known && known.realInterface !== egress)) return undefined
  const fall = levelOf(asa, ingress) - levelOf(asa, egress)
  const answerExempt = isExempt(world, egress, destination, source)
  if (isUnsaid(world, { ingress, egress, source, destination, fall, known, answerExempt, point })) return undefined
  const translated = sourceOf(world, ingress, egress, source, destination, fall)
  // A host whose address is shown as the very address that it asks for.
  if (translated === destination) return undefined
  const isMissing = (fall > 0 && translated === 'none') || (fall < 0 && known === undefined && !answerExempt)
  const shown = typeof translated === 'number' ? translated : translated === 'interface' ? ownPlace(egress) : source
  const passes =
    (fall !== 0 || asa.interInterface) &&
    (listPermits(asa, asa.inList[ingress], wire) ?? fall >= 0) &&
    (listPermits(asa, asa.outList[egress], { source: shown, destination, point }) ?? true) &&
    !(world.natControl && isMissing)
  return {
    verdict: !passes ? 'deny' : translated === 'without pool' ? 'not permit' : 'permit',
    destination,
    point,
    egress,
    source: translated === 'interface' ? 'interface' : shown,
    touches: [
      ...(translated === 'without pool' ? ['pool' as const] : []),
      ...(fall < 0 && dynamicOf(world, ingress, source) !== undefined ? ['outside' as const] : []),
      ...(fall > 0 && dynamicOf(world, egress, destination) !== undefined ? ['outside' as const] : []),
      ...(asa.outList[egress] !== undefined && shown !== source ? ['out-list' as const] : []),
    ],
  }
}

interface Way {
  readonly ingress: number
  readonly egress: number
  readonly source: number
  readonly destination: number
  /** How far the security level falls from ingress to egress. */
  readonly fall: number
  readonly known: Static | undefined
  readonly answerExempt: boolean
  readonly point: Point
}

function isUnsaid(world: OldNatWorld, way: Way): boolean {
  const { ingress, egress, source, destination, fall, known, answerExempt } = way
  const exempt = isExempt(world, ingress, source, destination)
  // An exemption on the lower side, or one against a static.
  if ((exempt && fall < 0) || (answerExempt && fall > 0)) return true
  if (known !== undefined && (exempt || answerExempt)) return true
  // Equal levels: whether nat-control asks hosts that no dynamic rule names, and answers that one translates.
  const dynamics = (i: number): boolean => world.dynamics.some((rule) => rule.interface === i)
  const named = dynamicOf(world, ingress, source) !== undefined
  if (fall === 0 && world.natControl && !named && (dynamics(ingress) || dynamics(egress))) return true
  if (fall === 0 && dynamicOf(world, egress, destination) !== undefined) return true
  if (known !== undefined || answerExempt) return false
  // The host's own address, although its answer would bear another.
  if (staticOf(world, egress, ingress, destination, way.point) !== undefined) return true
  return fall < 0 && !world.natControl && dynamicOf(world, egress, destination) !== undefined
}

const levelOf = (asa: AsaWorld, i: number): number => asa.interfaces[i]!.level

function holds(span: Span, place: number): boolean {
  for (let i = 0; i < span.count; i++) if (placeIn(span, i) === place) return true
  return false
}

function swap(from: Span, to: Span, place: number): number {
  for (let i = 0; i < from.count; i++) if (placeIn(from, i) === place) return placeIn(to, i)
  throw new RangeError('the span does not hold the place')
}

function inScope(scope: Scope, place: number): boolean {
  if (scope === 'any') return true
  return 'first' in scope ? holds(scope, place) : place % INTERFACES === scope.network
}

/** How many leading bits a scope fixes. */
function prefixOf(scope: Scope): number {
  if (scope === 'any') return 0
  if (!('first' in scope)) return 24
  return scope.count === 1 ? 32 : 31
}

function isExempt(world: OldNatWorld, i: number, local: number, remote: number): boolean {
  for (const entry of world.exempt[i] ?? []) {
    if (inScope(entry.local, local) && inScope(entry.remote, remote)) return entry.action === 'permit'
  }
  return false
}

function isPort({ service }: Static, side: 'real' | 'mapped', [protocol, port]: Point): boolean {
  return service === undefined || (service.protocol === protocol && service[side] === port)
}

/** The static that translates a place towards an interface, as the one that answers a packet of this point. */
function staticOf(world: OldNatWorld, from: number, to: number, place: number, point: Point): Static | undefined {
  return world.statics.find(
    (rule) =>
      rule.realInterface === from &&
      rule.mappedInterface === to &&
      holds(rule.real, place) &&
      isPort(rule, 'real', point),
  )
}

/** No packet of these worlds comes from a port of a service. */
const NO_SERVICE: Point = [0, 0, 0]

/** The id of the dynamic rule that fits best. */
function dynamicOf(world: OldNatWorld, i: number, place: number): number | undefined {
  return world.dynamics
    .filter((rule) => rule.interface === i && inScope(rule.local, place))
    .sort((a, b) => prefixOf(b.local) - prefixOf(a.local))[0]?.id
}

/** A place; `none`: no rule translates it; `without pool`: a dynamic rule does, but no pool of the egress belongs to it. */
function sourceOf(
  world: OldNatWorld,
  ingress: number,
  egress: number,
  source: number,
  destination: number,
  fall: number,
): number | 'interface' | 'none' | 'without pool' {
  if (isExempt(world, ingress, source, destination)) return source
  const rule = staticOf(world, ingress, egress, source, NO_SERVICE)
  if (rule !== undefined) return swap(rule.real, rule.mapped, source)
  const id = fall >= 0 ? dynamicOf(world, ingress, source) : undefined
  if (id === undefined) return 'none'
  if (id === 0) return source
  return world.globals.some((pool) => pool.interface === egress && pool.id === id) ? 'interface' : 'without pool'
}

/** What a list says of a packet as it is on the wire there; undefined where there is no list. */
function listPermits(asa: AsaWorld, list: number | undefined, wire: Wire): boolean | undefined {
  if (list === undefined) return undefined
  const interfaces = asa.interfaces.map(() => ({ level: 50 }))
  const inList = asa.interfaces.map(() => list)
  const alone: AsaWorld = { ...asa, interfaces, inList, interInterface: true, outList: [], globalList: undefined }
  return asaFate(alone, wire.source, wire.destination, wire.point).mayPass
}
