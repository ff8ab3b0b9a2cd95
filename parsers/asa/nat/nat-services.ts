import type { Packet } from '../../../src/model/packet.ts'
import { TCP, UDP } from '../../../src/model/protocol.ts'
import { boxesOf } from '../../../src/model/service-boxes.ts'
import { ALL_PORTS, type ServiceSet, type ServiceSetStore } from '../../../src/model/service-set.ts'
import type { ServiceResolver } from '../names/resolve-services.ts'
import type { NatRule, PortPair } from './nat-rule.ts'

/** `forward`: connections that the translated hosts open; `reverse`: those that are opened to them. */
type Way = 'forward' | 'reverse'

/**
 * The packets of the ports that a statement is about, as they are sent or with the real port of their destination;
 * all services where it is about addresses alone.
 */
export function servicesOf(rule: NatRule, way: Way, view: 'sent' | 'real', services: ServiceSetStore): ServiceSet {
  const { to, from } = ends(rule, way)
  const protocol = (to ?? from)?.protocol
  if (protocol === undefined) return services.all
  const one = (port: number | undefined): readonly number[] => (port === undefined ? ALL_PORTS : [port, port])
  return services.ports(protocol, one(view === 'sent' ? to?.mapped : to?.real), one(from?.real))
}

/** Whether a packet as it was sent bears the ports that a statement is about. */
export function fitsPorts(rule: NatRule, way: Way, packet: Packet): boolean {
  const { to, from } = ends(rule, way)
  const isOf = (pair: PortPair | undefined, port: number, field: number): boolean =>
    pair === undefined || (packet.protocol === pair.protocol && port === field)
  return isOf(to, to?.mapped ?? 0, packet.destinationField) && isOf(from, from?.real ?? 0, packet.sourceField)
}

/** The port that a statement says of the destination and of the source. */
function ends({ port, peerPort }: NatRule, way: Way): { to: PortPair | undefined; from: PortPair | undefined } {
  return way === 'forward' ? { to: peerPort, from: port } : { to: port, from: peerPort }
}

/** Whether a statement makes one port another. */
export function isMoved(pair: PortPair | undefined): boolean {
  return pair !== undefined && pair.real !== pair.mapped
}

/** Whether connections to the hosts of a statement, or from them, get another port of the peers. */
export function altersPeerPort({ peerPort, altersServices }: NatRule): boolean {
  return altersServices === true || isMoved(peerPort)
}

/** What a source becomes that keeps its address, and loses its port. */
export const OTHER_SOURCE_PORT = 'its own address with another source port'

/** What the `service` clause of twice NAT adds to a statement. */
export interface ServiceClause {
  readonly port?: PortPair
  readonly peerPort?: PortPair
  readonly altersServices?: true
  readonly conditions: readonly string[]
}

/**
 * `service A B`: A holds the real port of the source and the mapped one of the destination, B the mapped port of the
 * source and the real one of the destination (9.x guide, twice NAT). Single ports are weighed, others are left open.
 */
export function readServiceClause(
  [, first = '', second = '']: readonly string[],
  isStatic: boolean,
  names: ServiceResolver,
  services: ServiceSetStore,
): ServiceClause {
  const [a, b] = [first, second].map((name) => names.object(name))
  const isSettled = a !== undefined && b !== undefined && a.reasons.length + b.reasons.length === 0
  const pairs = isSettled ? portPairs(a.most, b.most, services) : undefined
  // A dynamic translation draws source ports of its own, so a port that it names is left open.
  if (pairs !== undefined && (isStatic || pairs.port === undefined)) return { ...pairs, conditions: [] }
  const isKept = (first === second && first !== '') || (isSettled && a.most === b.most)
  return isKept
    ? { conditions: [`the translation holds for the service \`${first}\` only`] }
    : {
        altersServices: true,
        conditions: [`the translation holds for the services \`${first}\` and alters them to \`${second}\``],
      }
}

/** The ports of two services of one protocol of which each end is one port or any; undefined for all others. */
function portPairs(
  first: ServiceSet,
  second: ServiceSet,
  services: ServiceSetStore,
): Pick<ServiceClause, 'port' | 'peerPort'> | undefined {
  const [a, b] = [first, second].map((set) => onlyPorts(set, services))
  if (a === undefined || b === undefined || a.protocol !== b.protocol) return undefined
  const { protocol, source, destination } = a
  if ((source === undefined) !== (b.source === undefined)) return undefined
  if ((destination === undefined) !== (b.destination === undefined)) return undefined
  if (source === undefined && destination === undefined) return undefined
  return {
    ...(source === undefined || b.source === undefined ? {} : { port: { protocol, real: source, mapped: b.source } }),
    ...(destination === undefined || b.destination === undefined
      ? {}
      : { peerPort: { protocol, mapped: destination, real: b.destination } }),
  }
}

interface Ports {
  readonly protocol: number
  /** Undefined: any. */
  readonly source: number | undefined
  readonly destination: number | undefined
}

function onlyPorts(set: ServiceSet, services: ServiceSetStore): Ports | undefined {
  const [box, ...more] = boxesOf(set, services)
  if (box === undefined || more.length > 0) return undefined
  const [protocol, last, to, toLast, from, fromLast] = box
  if (protocol !== last || (protocol !== TCP && protocol !== UDP)) return undefined
  const isAny = (low: number, high: number): boolean => low === ALL_PORTS[0] && high === ALL_PORTS[1]
  if (to !== toLast && !isAny(to, toLast)) return undefined
  if (from !== fromLast && !isAny(from, fromLast)) return undefined
  return { protocol, source: from === fromLast ? from : undefined, destination: to === toLast ? to : undefined }
}
