import { difference, holesOf, type PortHole } from '../../exchange/holes.ts'
import { isDomainController, isExchangeServer } from '../../exchange/roles.ts'
import { type Address, familyOf } from '../../model/address.ts'
import { type AddressRanges, addressRange, hasAddress, unionOfAddresses } from '../../model/address-set.ts'
import type { Server } from '../../model/network.ts'
import type { Packet } from '../../model/packet.ts'
import { TCP, UDP } from '../../model/protocol.ts'
import type { ServiceSet, ServiceSetStore } from '../../model/service-set.ts'
import type { Told } from '../../reach/difference/difference.ts'
import { reachedBy } from '../../reach/difference/flows.ts'
import { seen, sentAs } from '../../reach/difference/view.ts'
import { tellingFlavour } from '../../reach/goal.ts'
import type { Inquiry } from '../access.ts'
import type { HoleChange } from '../impact-result.ts'
import type { RuleRef } from '../result.ts'
import { distinctRefs } from '../rule-ref.ts'
import { packetRefOf, servicesOf } from '../services-of.ts'
import { lowest, networkTexts } from '../zone-places.ts'
import type { FoundBlock } from './block-changes.ts'
import { refsOfFate } from './fate-refs.ts'
import type { Member } from './merged-changes.ts'

/** How many changes of one hole are asked for their lines. */
const LINES_MAX = 16

/**
 * Ports of Exchange servers and domain controllers that any address of a zone can open and could not before, and the reverse: what the blocks
 * say, told by server and service. By a mapped address counts like by the own one.
 */
export function openedToAnyone(before: Inquiry, after: Inquiry, blocks: readonly FoundBlock[]): HoleChange[] {
  const certain = changesOf(
    'opened',
    after,
    before,
    blocks.filter(({ told }) => told.was === 'denied' && told.is !== 'open'),
  )
  const possible = changesOf(
    'opened',
    after,
    before,
    blocks.filter(({ told }) => mayOpen(told)),
  )
  return [
    ...certain,
    ...withoutKnown(possible, certain),
    ...changesOf(
      'closed',
      before,
      after,
      blocks.filter(({ told }) => told.is === 'denied'),
    ),
  ]
}

/** What passed before does not open anew. */
function mayOpen({ was, is }: FoundBlock['told']): boolean {
  return is === 'open' ? was === 'denied' || was === 'open' : was === 'open' && is !== 'denied'
}

/** Holes that may be open now, as far as they are not certainly. */
function withoutKnown(possible: readonly HoleChange[], certain: readonly HoleChange[]): HoleChange[] {
  const keyOf = ({ fromZone, toZone, server, protocol }: HoleChange): string =>
    JSON.stringify([fromZone, toZone, server, protocol])
  return possible.flatMap((hole) => {
    const known = certain.filter((one) => keyOf(one) === keyOf(hole)).flatMap(({ ports }) => ports)
    const ports = difference(hole.ports, known)
    return ports.length === 0 ? [] : [{ ...hole, ports, possible: true as const }]
  })
}

/** Packets of one change that reach one server. */
interface Reaching {
  readonly open: Told
  readonly shut: Told
  readonly member: Member
  readonly address: Address
  /** The services as the server sees them: a port may be published as another. */
  readonly services: ServiceSet
}

function changesOf(
  change: HoleChange['change'],
  here: Inquiry,
  there: Inquiry,
  blocks: readonly FoundBlock[],
): HoleChange[] {
  const targets = here.network.servers.filter(isTarget)
  const zones = new Map<string, FoundBlock[]>()
  for (const block of blocks) zones.set(block.told.fromZone, [...(zones.get(block.told.fromZone) ?? []), block])
  return Array.from(zones).flatMap(([fromZone, own]) =>
    targets.flatMap((server) => {
      const toZones = new Set(server.addresses.map(({ zone }) => zone))
      return [...toZones].flatMap((toZone) => {
        const reaching = own.flatMap((block) => reachingOf(change, here, block, server, toZone))
        return holesIn(change, here, there, { fromZone, toZone, server: server.name }, reaching)
      })
    }),
  )
}

function isTarget(server: Server): boolean {
  return isExchangeServer(server) || isDomainController(server) || server.roles.includes('read-only-domain-controller')
}

function reachingOf(
  change: HoleChange['change'],
  { network }: Inquiry,
  { members }: FoundBlock,
  server: Server,
  toZone: string,
): Reaching[] {
  const addresses = server.addresses.filter(({ zone }) => zone === toZone).map(({ address }) => address)
  return members.flatMap((member): Reaching[] => {
    const { was, is } = member.changed
    const [open, shut] = change === 'opened' ? [is, was] : [was, is]
    const hosts = reachedBy(open.flow, member.box.destination)
    const address = addresses.find((one) => hasAddress(hosts, one))
    if (address === undefined) return []
    const { services } = seen(member.box, open.flow.landing ?? {}, network.sets.services)
    return [{ open, shut, member, address, services }]
  })
}

function holesIn(
  change: HoleChange['change'],
  here: Inquiry,
  there: Inquiry,
  ends: Pick<HoleChange, 'fromZone' | 'toZone' | 'server'>,
  reaching: readonly Reaching[],
): HoleChange[] {
  if (reaching.length === 0) return []
  const { services } = here.network.sets
  const all = services.unionOf(reaching.map((one) => one.services))
  const { tcp, udp } = servicesOf(all, services.all, services)
  // Port 0 is reserved: no service uses it.
  const usable = (ports: typeof tcp): readonly (readonly [number, number])[] => difference(ports, [[0, 0]])
  return holesOf(usable(tcp), usable(udp)).map((hole): HoleChange => {
    const through = servicesThrough(hole, services)
    const meeting = reaching.filter((one) => services.intersect(one.services, through) !== services.none)
    const told = meeting.slice(0, LINES_MAX).map((one) => linesOf(one, through, here, there))
    const [first] = told
    return {
      change,
      ...ends,
      ...hole,
      sources: networkTexts(sourcesOf(meeting)),
      rules: distinctRefs(told.flatMap(({ rules }) => rules)),
      ...(first === undefined ? {} : { packet: packetRefOf(first.packet) }),
      ...(first?.refusedBy === undefined ? {} : { refusedBy: first.refusedBy }),
    }
  })
}

function servicesThrough({ protocol, ports }: PortHole, services: ServiceSetStore): ServiceSet {
  return services.ports(protocol === 'tcp' ? TCP : UDP, ports.flat())
}

function sourcesOf(reaching: readonly Reaching[]): AddressRanges {
  return unionOfAddresses(reaching.map(({ member }) => member.box.source))
}

/** A packet through the hole as it is sent, what lets it pass and what refuses it on the other side. */
function linesOf(
  { open, shut, member, address, services: opened }: Reaching,
  through: ServiceSet,
  here: Inquiry,
  there: Inquiry,
): { readonly packet: Packet; readonly rules: readonly RuleRef[]; readonly refusedBy?: RuleRef } {
  const { services } = here.network.sets
  const { landing = {} } = open.flow
  const box = seen(member.box, landing, services)
  const wanted = { ...box, destination: addressRange(address, address), services: services.intersect(opened, through) }
  const sent = sentAs(wanted, member.box, landing, services) ?? member.box
  const family = familyOf(lowest(sent.source))
  const packet = {
    ...tellingFlavour(sent.services, family, services),
    source: telling(sent.source),
    destination: lowest(sent.destination),
  }
  const [refusedBy] = refsOfFate(there, shut, packet)
  return { packet, rules: refsOfFate(here, open, packet), ...(refusedBy === undefined ? {} : { refusedBy }) }
}

/** An address that a host could have: the first of a network is none. */
function telling(addresses: AddressRanges): Address {
  const first = lowest(addresses)
  const second = typeof first === 'number' ? first + 1 : first + 1n
  return hasAddress(addresses, second) ? second : first
}
