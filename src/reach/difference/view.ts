import type { Address } from '../../model/address.ts'
import {
  type AddressRanges,
  addressRange,
  hasAddress,
  intersectAddresses,
  NO_ADDRESS,
} from '../../model/address-set.ts'
import { isSameSlide, type Slide, slideAddress, slideSet, turned } from '../../model/address-slide.ts'
import type { PortChange } from '../../model/box-translation.ts'
import type { Packet } from '../../model/packet.ts'
import { intersectBox, type PacketBox } from '../../model/packet-box.ts'
import type { ServiceSet, ServiceSetStore } from '../../model/service-set.ts'

/** How packets look at one place of their way, told by how they were sent. Only for the packets that it was made for. */
export interface View {
  /** The source moved by a distance, or one address for all. */
  readonly source?: Slide | { readonly address: Address }
  readonly destination?: Slide
  /** All of the packets have the protocol and the port that changes. */
  readonly port?: PortChange
}

/** What packets look like. */
export function seen(box: PacketBox, { source, destination, port }: View, services: ServiceSetStore): PacketBox {
  return {
    source: source === undefined ? box.source : seenSource(box.source, source),
    destination: destination === undefined ? box.destination : slideSet(box.destination, destination),
    services: port === undefined ? box.services : withPort(box.services, port.protocol, port.to, services),
  }
}

/** Those of the sent packets that look like members of a box. */
export function sentAs(
  box: PacketBox,
  within: PacketBox,
  { source, destination, port }: View,
  services: ServiceSetStore,
): PacketBox | undefined {
  const sent: PacketBox = {
    source: source === undefined ? box.source : sourcesSeenIn(box.source, within.source, source),
    destination:
      destination === undefined ? box.destination : membersSeenIn(box.destination, within.destination, destination),
    services: port === undefined ? box.services : portSeenIn(box.services, port, services),
  }
  return intersectBox(sent, within, services)
}

export function seenPacket(packet: Packet, { source, destination, port }: View): Packet {
  const from = source === undefined ? packet.source : seenAddress(packet.source, source)
  const to = destination === undefined ? packet.destination : slideAddress(packet.destination, destination)
  return { ...packet, source: from, destination: to, ...(port === undefined ? {} : { destinationField: port.to }) }
}

export function isSameView(a: View, b: View): boolean {
  return isSameSource(a.source, b.source) && isSameSlide(a.destination, b.destination) && isSamePort(a.port, b.port)
}

export function isSamePort(a: PortChange | undefined, b: PortChange | undefined): boolean {
  return a?.protocol === b?.protocol && a?.from === b?.from && a?.to === b?.to
}

function isSameSource(a: View['source'], b: View['source']): boolean {
  const [one, other] = [addressOf(a), addressOf(b)]
  if (one !== undefined || other !== undefined) return one === other
  return isSameSlide(a as Slide | undefined, b as Slide | undefined)
}

function addressOf(source: View['source']): Address | undefined {
  return source !== undefined && 'address' in source ? source.address : undefined
}

function seenAddress(address: Address, source: NonNullable<View['source']>): Address {
  return 'address' in source ? source.address : slideAddress(address, source)
}

function seenSource(set: AddressRanges, source: NonNullable<View['source']>): AddressRanges {
  return 'address' in source ? addressRange(source.address, source.address) : slideSet(set, source)
}

function sourcesSeenIn(set: AddressRanges, within: AddressRanges, source: NonNullable<View['source']>): AddressRanges {
  if (!('address' in source)) return membersSeenIn(set, within, source)
  return hasAddress(set, source.address) ? within : NO_ADDRESS
}

function membersSeenIn(set: AddressRanges, within: AddressRanges, slide: Slide): AddressRanges {
  return slideSet(intersectAddresses(set, slideSet(within, slide)), turned(slide))
}

function portSeenIn(set: ServiceSet, { protocol, from, to }: PortChange, services: ServiceSetStore): ServiceSet {
  return withPort(services.intersect(set, services.ports(protocol, [to, to])), protocol, from, services)
}

/** Packets of one protocol with another destination port, and the source ports that they have. */
function withPort(set: ServiceSet, protocol: number, port: number, services: ServiceSetStore): ServiceSet {
  const parts = Array.from(services.space.products(set), ([, , sources = []]) =>
    services.ports(protocol, [port, port], sources),
  )
  return services.unionOf(parts)
}
