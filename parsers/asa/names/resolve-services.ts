import type { Ranges } from '../../../src/algebra/ranges.ts'
import { numberRanges } from '../../../src/algebra/ranges.ts'
import { ICMP, ICMPV6, SCTP, TCP, UDP } from '../../../src/model/protocol.ts'
import {
  ALL_PORTS,
  isIcmp,
  isPortProtocol,
  PORT_LAST,
  type ServiceSet,
  type ServiceSetStore,
} from '../../../src/model/service-set.ts'
import { type Extent, openServices, type ServiceExtent, settled, unionOfServiceExtents } from '../../shared/extent.ts'
import type { AsaConfig, AsaGroup, GroupKind, MemberLine } from '../config.ts'
import type { Warn } from '../warn.ts'
import {
  ICMP_WORDS,
  ICMP6_WORDS,
  PROTOCOL_WORDS,
  SHARED_PORT_WORDS,
  TCP_PORT_WORDS,
  UDP_PORT_WORDS,
} from './literals.ts'
import { notUnderstood } from './resolve-addresses.ts'
import { WordReader } from './words.ts'

export type PortExtent = Extent<Ranges<number>>

const NO_PORTS: Ranges<number> = []

function openPorts(reason: string): PortExtent {
  return { sure: NO_PORTS, most: ALL_PORTS, reasons: [reason] }
}

/** The number of a protocol word or number; 0 as a protocol means every protocol, as `ip` does. */
export function protocolNumber(word: string): number | undefined {
  if (/^\d{1,3}$/.test(word)) return Number(word) <= 255 ? Number(word) : undefined
  return PROTOCOL_WORDS.get(word.toLowerCase())
}

export function icmpType(protocol: number, word: string): number | undefined {
  if (/^\d{1,3}$/.test(word)) return Number(word) <= 255 ? Number(word) : undefined
  return (protocol === ICMP ? ICMP_WORDS : ICMP6_WORDS).get(word.toLowerCase())
}

/** The port that a word means to every one of the protocols; undefined if they differ or one does not know it. */
export function portNumber(protocols: readonly number[], word: string): number | undefined {
  if (/^\d{1,5}$/.test(word)) return Number(word) <= PORT_LAST ? Number(word) : undefined
  const key = word.toLowerCase()
  if (protocols.length > 1) return SHARED_PORT_WORDS.get(key)
  const words = protocols[0] === UDP ? UDP_PORT_WORDS : TCP_PORT_WORDS
  return words.get(key)
}

/** What the text says about services, found once per name. */
export class ServiceResolver {
  readonly #config: AsaConfig
  readonly #services: ServiceSetStore
  readonly #problems: Warn
  readonly #known = new Map<string, ServiceExtent>()
  readonly #ports = new Map<string, PortExtent>()

  constructor(config: AsaConfig, services: ServiceSetStore, problems: Warn) {
    this.#config = config
    this.#services = services
    this.#problems = problems
  }

  groupKind(name: string): GroupKind | 'ports' | undefined {
    const group = this.#config.groups.get(name)
    if (group === undefined) return undefined
    return group.kind === 'service' && group.ports !== undefined ? 'ports' : group.kind
  }

  /** A port test `eq|neq|lt|gt|range`; undefined if the words are none. An unknown word is open, not an error. */
  portTest(reader: WordReader, protocols: readonly number[]): PortExtent | undefined {
    const operator = reader.key
    if (operator === undefined || !['eq', 'neq', 'lt', 'gt', 'range'].includes(operator)) return undefined
    reader.next()
    const words = [reader.next() ?? '', ...(operator === 'range' ? [reader.next() ?? ''] : [])]
    const numbers = words.map((word) => portNumber(protocols, word))
    const [first, last = first] = numbers
    if (first === undefined || last === undefined) {
      const unknown = words[numbers.indexOf(undefined)] ?? ''
      return openPorts(`\`${unknown}\` is no port word of an ASA for this protocol; write the number`)
    }
    if (first > last) return openPorts(`the port range ${words.join(' ')} is backwards`)
    return settled(portsOf(operator, first, last))
  }

  /** The ports of a port group. */
  portGroup(name: string, protocols: readonly number[]): PortExtent {
    const key = `${name} ${protocols.join()}`
    const known = this.#ports.get(key)
    if (known !== undefined) return known
    const members = this.#membersOf(name, 'service')
    const extents = members.map((member) => this.#portMember(member, protocols))
    const extent: PortExtent = {
      sure: numberRanges.of(extents.flatMap(({ sure }) => sure)),
      most: numberRanges.of(extents.flatMap(({ most }) => most)),
      reasons: [...new Set(extents.flatMap(({ reasons }) => reasons))],
    }
    this.#ports.set(key, extent)
    return extent
  }

  #portMember({ words, line }: MemberLine, protocols: readonly number[]): PortExtent {
    if (words[0] === 'group-object') return openPorts(`object-group \`${words[1]}\` is not defined; add its definition`)
    const reader = new WordReader(words.slice(1).map((text) => ({ text, column: 1 })))
    const ports = words[0] === 'port-object' ? this.portTest(reader, protocols) : undefined
    if (ports !== undefined && reader.atEnd) return ports
    this.#problems('member', line, `\`${words.join(' ')}\` is not understood as a member of a port group`)
    return openPorts(`line ${line} of the group is not understood`)
  }

  /** The members of a group and of the groups below it, each group once; a missing group stays as its own line. */
  #membersOf(name: string, kind: GroupKind): MemberLine[] {
    const result: MemberLine[] = []
    const seen = new Set<string>([name])
    const queue: AsaGroup[] = [this.#config.groups.get(name)!]
    for (let i = 0; i < queue.length; i++) {
      for (const member of queue[i]!.members) {
        const below = member.words[0] === 'group-object' ? this.#config.groups.get(member.words[1] ?? '') : undefined
        if (below === undefined || below.kind !== kind) result.push(member)
        else if (!seen.has(below.name)) {
          seen.add(below.name)
          queue.push(below)
        }
      }
    }
    return result
  }

  /** A group in the place of the protocol: a service group, a protocol group, or a port group taken as its services. */
  serviceGroup(name: string): ServiceExtent {
    const known = this.#known.get(`g ${name}`)
    if (known !== undefined) return known
    const extent = this.#serviceGroup(name)
    this.#known.set(`g ${name}`, extent)
    return extent
  }

  #serviceGroup(name: string): ServiceExtent {
    const group = this.#config.groups.get(name)
    if (group === undefined) {
      const reason = `object-group \`${name}\` is not defined in the text; add its definition`
      return openServices(this.#services.all, reason, this.#services)
    }
    if (group.members.length === 0)
      this.#problems('empty-group', group.line, `the group \`${name}\` is empty and matches nothing`)
    if (group.kind === 'service' && group.ports !== undefined) {
      const protocols = protocolsOfPortGroup(group.ports)
      const ports = this.portGroup(name, protocols)
      return this.withPorts(protocols, undefined, ports)
    }
    if (group.kind === 'service' || group.kind === 'protocol') {
      const members = this.#membersOf(name, group.kind).map((member) => this.serviceMember(member))
      return unionOfServiceExtents(members, this.#services)
    }
    const reason = `object-group \`${name}\` is of kind ${group.kind}, not a group of services`
    return openServices(this.#services.all, reason, this.#services)
  }

  /** The protocols of a protocol group, for an entry that adds ports to them. */
  protocolGroup(name: string): readonly number[] | undefined {
    if (this.#config.groups.get(name)?.kind !== 'protocol') return undefined
    const numbers = this.#membersOf(name, 'protocol').map(({ words }) =>
      words[0] === 'protocol-object' ? protocolNumber(words[1] ?? '') : undefined,
    )
    return numbers.every((number) => number !== undefined) ? numbers : undefined
  }

  serviceMember(member: MemberLine): ServiceExtent {
    const [keyword, ...rest] = member.words
    const reader = new WordReader(rest.map((text) => ({ text, column: 1 })))
    const extent = this.#serviceMember(keyword ?? '', reader)
    if (extent !== undefined && reader.atEnd) return extent
    this.#problems(
      'member',
      member.line,
      `\`${member.words.join(' ')}\` is not understood as a member of a service group`,
    )
    const reason = notUnderstood(member.words, member.line, 'of the group')
    return openServices(this.#services.all, reason, this.#services)
  }

  #serviceMember(keyword: string, reader: WordReader): ServiceExtent | undefined {
    switch (keyword) {
      case 'group-object':
        return this.serviceGroup(reader.next() ?? '')
      case 'protocol-object':
        return this.#protocol(reader)
      case 'port-object': {
        const ports = this.portTest(reader, [TCP, UDP])
        return ports === undefined ? undefined : this.withPorts([TCP, UDP], undefined, ports)
      }
      case 'service-object':
        if (reader.take('object')) return this.object(reader.next() ?? '')
        return this.serviceValue(reader)
      default:
        return undefined
    }
  }

  /** `tcp [source …] [destination …]`, `icmp [type [code]]`, a protocol: what service objects and members say. */
  serviceValue(reader: WordReader): ServiceExtent | undefined {
    const protocols = portProtocols(reader.key ?? '')
    if (protocols === undefined) return this.#protocol(reader)
    reader.next()
    const source = reader.take('source') ? this.portTest(reader, protocols) : undefined
    reader.take('destination')
    const destination = this.portTest(reader, protocols)
    return this.withPorts(protocols, source, destination)
  }

  #protocol(reader: WordReader): ServiceExtent | undefined {
    const word = reader.next() ?? ''
    if (word.toLowerCase() === 'ip' || word === '0') return settled(this.#services.all)
    const protocol = protocolNumber(word)
    if (protocol === undefined) {
      return openServices(this.#services.all, `\`${word}\` is no protocol of an ASA; write its number`, this.#services)
    }
    return isIcmp(protocol) ? this.icmp(protocol, reader) : settled(this.#services.protocols([protocol, protocol]))
  }

  /** `[type [code]]` behind `icmp`. */
  icmp(protocol: number, reader: WordReader): ServiceExtent {
    const word = reader.peek()
    const type = word === undefined ? undefined : icmpType(protocol, word)
    if (type === undefined) return settled(this.#services.icmp(protocol))
    reader.next()
    const codeWord = reader.peek() ?? ''
    if (!/^\d{1,3}$/.test(codeWord) || Number(codeWord) > 255)
      return settled(this.#services.icmp(protocol, [type, type]))
    reader.next()
    return settled(this.#services.icmp(protocol, [type, type], [Number(codeWord), Number(codeWord)]))
  }

  /** The types of an icmp-type group under the given protocol. */
  icmpGroup(name: string, protocol: number): ServiceExtent {
    const extents = this.#membersOf(name, 'icmp-type').map(({ words, line }) => {
      const type = words[0] === 'icmp-object' ? icmpType(protocol, words[1] ?? '') : undefined
      if (type !== undefined) return settled(this.#services.icmp(protocol, [type, type]))
      this.#problems('member', line, `\`${words.join(' ')}\` is not understood as a member of an icmp-type group`)
      return openServices(this.#services.icmp(protocol), notUnderstood(words, line, 'of the group'), this.#services)
    })
    return unionOfServiceExtents(extents, this.#services)
  }

  /** A service object, defined or predefined; undefined names are open. */
  object(name: string): ServiceExtent {
    const known = this.#known.get(`o ${name}`)
    if (known !== undefined) return known
    const extent = this.#object(name)
    this.#known.set(`o ${name}`, extent)
    return extent
  }

  #object(name: string): ServiceExtent {
    const object = this.#config.objects.get(name)
    const words = object?.value?.words ?? []
    let reason = `service object \`${name}\` is not defined in the text; add its definition`
    if (object?.kind === 'service' && words[0] === 'service') {
      const reader = new WordReader(words.slice(1).map((text) => ({ text, column: 1 })))
      const value = this.serviceValue(reader)
      if (value !== undefined && reader.atEnd) return value
      this.#problems('object', object.line, `the service of object \`${name}\` is not understood`)
      reason = notUnderstood(words, object.line, `of object \`${name}\``)
    } else if (object === undefined) {
      const predefined = this.#predefined(name)
      if (predefined !== undefined) return settled(predefined)
    }
    return openServices(this.#services.all, reason, this.#services)
  }

  /** `tcp-https`, `udp-domain`, `tcp-udp-sip`, `icmp-echo`, `ospf`, …: destination port (Batfish, asa_predefined_service). */
  #predefined(name: string): ServiceSet | undefined {
    const key = name.toLowerCase()
    if (key === 'ip') return this.#services.all
    const protocol = PROTOCOL_WORDS.get(key)
    if (protocol !== undefined) return this.#services.protocols([protocol, protocol])
    for (const prefix of ['tcp-udp-', 'tcp-', 'udp-']) {
      const protocols = portProtocols(prefix.slice(0, -1)) ?? []
      const port = key.startsWith(prefix) ? portNumber(protocols, key.slice(prefix.length)) : undefined
      if (port !== undefined && !/^\d+$/.test(key.slice(prefix.length))) {
        return this.#services.unionOf(protocols.map((one) => this.#services.ports(one, [port, port])))
      }
    }
    const icmp = /^(icmp6?)-(.+)$/.exec(key)
    const number = icmp?.[1] === 'icmp' ? ICMP : ICMPV6
    const type = icmp === null || /^\d/.test(icmp[2]!) ? undefined : icmpType(number, icmp[2]!)
    return type === undefined ? undefined : this.#services.icmp(number, [type, type])
  }

  /** The protocols with port tests on either side; no test means every port. */
  withPorts(
    protocols: readonly number[],
    source: PortExtent | undefined,
    destination: PortExtent | undefined,
  ): ServiceExtent {
    const from = source ?? settled(ALL_PORTS)
    const to = destination ?? settled(ALL_PORTS)
    const set = (a: Ranges<number>, b: Ranges<number>): ServiceSet =>
      this.#services.unionOf(
        protocols.map((protocol) =>
          isPortProtocol(protocol)
            ? this.#services.ports(protocol, b, a)
            : this.#services.protocols([protocol, protocol]),
        ),
      )
    return {
      sure: set(from.sure, to.sure),
      most: set(from.most, to.most),
      reasons: [...new Set([...from.reasons, ...to.reasons])],
    }
  }
}

/** The protocols of a word that may take ports: `tcp`, `udp`, `tcp-udp`, `sctp`. */
export function portProtocols(word: string): readonly number[] | undefined {
  switch (word.toLowerCase()) {
    case 'tcp':
    case '6':
      return [TCP]
    case 'udp':
    case '17':
      return [UDP]
    case 'sctp':
    case '132':
      return [SCTP]
    case 'tcp-udp':
      return [TCP, UDP]
    default:
      return undefined
  }
}

function protocolsOfPortGroup(word: string): readonly number[] {
  return portProtocols(word) ?? [TCP, UDP]
}

function portsOf(operator: string, first: number, last: number): Ranges<number> {
  switch (operator) {
    case 'neq':
      return numberRanges.subtract(ALL_PORTS, [first, first])
    case 'lt':
      return first === 0 ? [] : [0, first - 1]
    case 'gt':
      return first === PORT_LAST ? [] : [first + 1, PORT_LAST]
    default:
      return [first, last]
  }
}
