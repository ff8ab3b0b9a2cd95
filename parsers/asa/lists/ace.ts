import type { AddressRanges } from '../../../src/model/address-set.ts'
import { append } from '../../../src/model/append.ts'
import type { Action } from '../../../src/model/rule-table.ts'
import { isIcmp, isPortProtocol, type ServiceSetStore } from '../../../src/model/service-set.ts'
import { type AddressExtent, openAddresses, openServices, type ServiceExtent, settled } from '../../shared/extent.ts'
import type { AddressResolver } from '../names/resolve-addresses.ts'
import { type PortExtent, portProtocols, protocolNumber, type ServiceResolver } from '../names/resolve-services.ts'
import { WordReader, wordsOf } from '../names/words.ts'
import type { Clock, Timed } from '../schedule/clock.ts'

/** What one access control entry says. */
export interface Ace {
  readonly action: Action
  readonly source: AddressExtent
  readonly destination: AddressExtent
  readonly service: ServiceExtent
  /** Conditions beside the packet: user, time range … The entry matches some unknown part of the rest. */
  readonly conditions: readonly string[]
  /** What settles the conditions, as far as they do not say it. */
  readonly basis?: string
  readonly inactive: boolean
  /** The part of the line that was not understood. */
  readonly notUnderstood?: string
}

export interface AceContext {
  readonly addresses: AddressResolver
  readonly serviceNames: ServiceResolver
  readonly services: ServiceSetStore
  /** What `any` means in this list. */
  readonly any: AddressRanges
  readonly clock: Clock
}

/** Reads the words of an entry from its action on: `permit tcp any host 10.1.1.1 eq 443 log`. */
export function readAce(text: string, context: AceContext): Ace {
  const reader = new WordReader(wordsOf(text))
  const word = reader.next()?.toLowerCase()
  const action: Action = word === 'permit' || word === 'deny' ? word : 'unknown'
  if (action === 'unknown') return notUnderstood(action, context, settled(context.services.all), `\`${word ?? ''}\``)
  const slot = readServiceSlot(reader, context)
  if (slot === undefined) return notUnderstood(action, context, settled(context.services.all), reader.rest())
  const conditions = readConditions(reader)
  const bases = membersNamed(text, context)
  const source = context.addresses.operand(reader, context.any)
  if (source === undefined) return notUnderstood(action, context, slot.service, reader.rest())
  const sourcePorts = readPorts(reader, slot, context, true)
  append(conditions, readConditions(reader))
  const destination = context.addresses.operand(reader, context.any)
  if (destination === undefined) return { ...notUnderstood(action, context, slot.service, reader.rest()), source }
  const service = readDestinationService(reader, slot, sourcePorts, context)
  const options = readOptions(reader, context.clock)
  for (const { basis } of options.open) if (basis !== undefined) bases.push(basis)
  return {
    action,
    source,
    destination,
    service,
    inactive: options.inactive,
    ...(options.notUnderstood === undefined ? {} : { notUnderstood: options.notUnderstood }),
    conditions: [...conditions, ...options.open.map(({ reason }) => reason)],
    ...(bases.length === 0 ? {} : { basis: bases.join('\n') }),
  }
}

/** An entry of which a part makes no sense may match anything that the rest allows. */
function notUnderstood(action: Action, context: AceContext, service: ServiceExtent, what: string): Ace {
  const reason = `the entry is not understood from \`${what.slice(0, 60)}\` on`
  const anywhere = openAddresses(context.any, reason)
  return {
    action,
    source: anywhere,
    destination: anywhere,
    service,
    conditions: [reason],
    basis: what,
    inactive: false,
    notUnderstood: what,
  }
}

/** The place of the protocol: what it matches by itself, and which protocols may still take ports or types. */
interface ServiceSlot {
  readonly service: ServiceExtent
  readonly ported?: readonly number[]
  readonly icmp?: number
}

function readServiceSlot(reader: WordReader, context: AceContext): ServiceSlot | undefined {
  const { serviceNames, services } = context
  const word = reader.next()
  if (word === undefined) return undefined
  const key = word.toLowerCase()
  if (key === 'object') return { service: serviceNames.object(reader.next() ?? '') }
  if (key === 'object-group') {
    const name = reader.next() ?? ''
    const protocols = serviceNames.protocolGroup(name)
    const service = serviceNames.serviceGroup(name)
    return protocols === undefined ? { service } : { service, ported: protocols }
  }
  if (key === 'ip' || key === '0') return { service: settled(services.all) }
  const ported = portProtocols(key)
  if (ported !== undefined) return { service: serviceNames.withPorts(ported, undefined, undefined), ported }
  const protocol = protocolNumber(key)
  if (protocol === undefined) {
    const reason = `\`${word}\` is no protocol of an ASA; write its number`
    return { service: openServices(services.all, reason, services), ported: [] }
  }
  if (isIcmp(protocol)) return { service: settled(services.icmp(protocol)), icmp: protocol }
  return { service: settled(services.protocols([protocol, protocol])) }
}

function readConditions(reader: WordReader): string[] {
  const conditions: string[] = []
  for (;;) {
    const key = reader.key
    if (key === 'user' || key === 'user-group' || key === 'object-group-user') {
      reader.next()
      conditions.push(`the entry holds for \`${key} ${reader.next() ?? ''}\` only, which the text does not resolve`)
    } else if (key === 'security-group' || key === 'object-group-security') {
      reader.next()
      const kind = key === 'security-group' ? `${reader.next() ?? ''} ` : ''
      conditions.push(
        `the entry holds for security group \`${kind}${reader.next() ?? ''}\` only, which the text does not resolve`,
      )
    } else return conditions
  }
}

/** A port test or port group, if the words at this place are one. */
function readPorts(
  reader: WordReader,
  slot: ServiceSlot,
  context: AceContext,
  source: boolean,
): PortExtent | undefined {
  const { serviceNames } = context
  if (slot.ported === undefined) return undefined
  // In the print of a device a range of addresses may stand here.
  if (source && reader.key === 'range' && /[.:]/.test(reader.peek(1) ?? '')) return undefined
  const protocols = slot.ported.filter(isPortProtocol)
  if (reader.key !== 'object-group') return serviceNames.portTest(reader, protocols)
  const name = reader.peek(1) ?? ''
  const kind = serviceNames.groupKind(name)
  const isPorts =
    kind === undefined && source ? looksLikeAddress(reader, context) : kind === 'ports' || kind === 'service' || !source
  if (!isPorts) return undefined
  reader.next()
  reader.next()
  if (kind === 'ports' || kind === 'service') return serviceNames.portGroup(name, protocols)
  return {
    sure: [],
    most: [0, 65535],
    reasons: [`object-group \`${name}\` is not a defined port group; add its definition`],
  }
}

/** Whether what follows an undefined group is the destination, so that the group must stand for source ports. */
function looksLikeAddress(reader: WordReader, { serviceNames }: AceContext): boolean {
  const after = reader.peek(2)?.toLowerCase()
  if (after === undefined) return false
  if (after === 'object-group') return serviceNames.groupKind(reader.peek(3) ?? '') === 'network'
  return ['any', 'any4', 'any6', 'host', 'object', 'interface'].includes(after) || /^\d+\.\d+|:/.test(after)
}

function readDestinationService(
  reader: WordReader,
  slot: ServiceSlot,
  sourcePorts: PortExtent | undefined,
  context: AceContext,
): ServiceExtent {
  const { serviceNames } = context
  if (slot.icmp !== undefined) {
    if (reader.key === 'object-group' && serviceNames.groupKind(reader.peek(1) ?? '') === 'icmp-type') {
      reader.next()
      return serviceNames.icmpGroup(reader.next() ?? '', slot.icmp)
    }
    return serviceNames.icmp(slot.icmp, reader)
  }
  const destinationPorts = readPorts(reader, slot, context, false)
  if (slot.ported === undefined || (sourcePorts === undefined && destinationPorts === undefined)) return slot.service
  if (slot.service.reasons.length > 0) return slot.service
  return serviceNames.withPorts(slot.ported, sourcePorts, destinationPorts)
}

const LOG_LEVELS = new Set([
  'emergencies',
  'alerts',
  'critical',
  'errors',
  'warnings',
  'notifications',
  'informational',
  'debugging',
  'disable',
  'default',
])

/** What the groups of users and of security tags hold that an entry names: whom they let pass is not in the text. */
function membersNamed(text: string, { addresses }: AceContext): string[] {
  return Array.from(text.matchAll(/\bobject-group-(?:user|security)\s+(\S+)/gi), ([, name = '']) =>
    addresses.membersText(name),
  )
}

interface Options {
  readonly open: readonly Exclude<Timed, 'open' | 'closed'>[]
  readonly inactive: boolean
  readonly notUnderstood?: string
}

function readOptions(reader: WordReader, clock: Clock): Options {
  const open: Exclude<Timed, 'open' | 'closed'>[] = []
  let inactive = false
  while (!reader.atEnd) {
    const rest = reader.rest()
    const key = reader.next()?.toLowerCase()
    if (key === 'log') {
      if (LOG_LEVELS.has(reader.key ?? '') || /^[0-7]$/.test(reader.key ?? '')) reader.next()
    } else if (key === 'interval' && /^\d+$/.test(reader.peek() ?? '')) reader.next()
    else if (key === 'inactive') inactive = true
    else if (key === 'time-range') {
      const timed = clock.timed(reader.next() ?? '')
      if (timed === 'closed') inactive = true
      else if (timed !== 'open') open.push(timed)
    } else {
      open.push({ reason: `\`${rest.slice(0, 60)}\` at its end is not understood`, basis: rest })
      return { open, inactive, notUnderstood: rest }
    }
  }
  return { open, inactive }
}
