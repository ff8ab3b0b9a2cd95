import { ANY_ADDRESS, subtractAddresses, unionOfAddresses } from '../../src/model/address-set.ts'
import { TCP, UDP } from '../../src/model/protocol.ts'
import { ALL_PORTS, type ServiceSetStore } from '../../src/model/service-set.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import {
  type AddressExtent,
  intersectionOfServiceExtents,
  openAddresses,
  openServices,
  type ServiceExtent,
  settled,
  unionOfAddressExtents,
  unionOfServiceExtents,
} from '../shared/extent.ts'
import { type AddressToken, readAddressToken, withoutNegation } from './cell-addresses.ts'
import {
  isProtocolZero,
  PROTOCOL_ZERO,
  readPortTokens,
  readProtocolCell,
  readServiceToken,
  servicesWithPorts,
} from './cell-services.ts'
import { splitCell } from './cells.ts'
import type { Definition } from './definitions.ts'
import type { CsvMapping } from './mapping.ts'

/** Where a name was looked for in vain. */
export type UnknownName = (name: string) => void

/** Deeper nesting is left open rather than followed. */
const DEPTH_MAX = 200

/** Resolves names to sets; definitions may come late and be nested, and what contains itself stays open. */
export class Names {
  readonly #definitions = new Map<string, Definition[]>()
  readonly #mapping: CsvMapping
  readonly #services: ServiceSetStore
  readonly #addressesKnown = new Map<string, AddressExtent>()
  readonly #servicesKnown = new Map<string, ServiceExtent>()
  /** Names without definition below a name, by `a name` for addresses and `s name` for services. */
  readonly #unknownBelow = new Map<string, ReadonlySet<string>>()
  readonly #open = new Set<string>()
  readonly #problems: Diagnostic[]
  readonly #kinds = new Map<Definition, Definition['kind']>()

  constructor(
    definitions: readonly Definition[],
    mapping: CsvMapping,
    services: ServiceSetStore,
    problems: Diagnostic[],
  ) {
    for (const one of definitions) {
      const known = this.#definitions.get(one.name)
      if (known === undefined) this.#definitions.set(one.name, [one])
      else known.push(one)
    }
    this.#mapping = mapping
    this.#services = services
    this.#problems = problems
    for (const all of this.#definitions.values()) this.#complainOfSecond(all)
  }

  definitionsOf(name: string): readonly Definition[] {
    return this.#definitions.get(name) ?? []
  }

  isDefinedAddress(name: string): boolean {
    return (
      (this.#mapping.addresses !== undefined && Object.hasOwn(this.#mapping.addresses, name)) ||
      this.definitionsOf(name).some((one) => this.#kindOf(one) !== 'service')
    )
  }

  isDefinedService(name: string): boolean {
    return (
      (this.#mapping.services !== undefined && Object.hasOwn(this.#mapping.services, name)) ||
      this.definitionsOf(name).some((one) => this.#kindOf(one) !== 'address')
    )
  }

  /**
   * What a definition stands for where its row does not say: what its first values are that tell. A group of addresses that
   * is called like a service must not take its place.
   */
  #kindOf(definition: Definition, depth = 0): Definition['kind'] {
    if (definition.kind !== 'either' || depth > DEPTH_MAX) return definition.kind
    const known = this.#kinds.get(definition)
    if (known !== undefined) return known
    this.#kinds.set(definition, 'either')
    let kind: Definition['kind'] = 'either'
    for (const value of definition.values.slice(0, 20)) {
      const { text } = withoutNegation(value)
      const members = text === definition.name ? [] : this.definitionsOf(text)
      kind = members.length > 0 ? this.#kindOf(members[0]!, depth + 1) : this.#kindOfValue(text)
      if (kind !== 'either') break
    }
    this.#kinds.set(definition, kind)
    return kind
  }

  #kindOfValue(text: string): Definition['kind'] {
    if (/[.:]/.test(text) && readAddressToken(text, []).kind === 'set') return 'address'
    const { kind } = readServiceToken(text, this.#services, [], () => false)
    return kind === 'set' || kind === 'ports' || kind === 'protocols' ? 'service' : 'either'
  }

  /** The addresses of a name; undefined if nothing defines it. Names without definition below it are told. */
  addresses(name: string, unknown: UnknownName, depth = 0): AddressExtent | undefined {
    if (!this.isDefinedAddress(name)) return undefined
    const key = `a ${name}`
    const extent = this.#addressesKnown.get(name) ?? this.#resolveAddresses(name, key, depth)
    for (const below of this.#unknownBelow.get(key) ?? []) unknown(below)
    return extent
  }

  #resolveAddresses(name: string, key: string, depth: number): AddressExtent {
    if (this.#open.has(key)) return openAddresses(ANY_ADDRESS, `the group \`${name}\` contains itself`)
    if (depth > DEPTH_MAX) {
      return openAddresses(ANY_ADDRESS, `the group \`${name}\` is nested more than ${DEPTH_MAX} deep`)
    }
    const stated = this.#mapping.addresses
    const own = stated !== undefined && Object.hasOwn(stated, name) ? stated[name] : undefined
    const definitions = this.definitionsOf(name).filter((one) => this.#kindOf(one) !== 'service')
    const values = own ?? definitions.flatMap((one) => one.values)
    const unknown = new Set<string>()
    this.#open.add(key)
    const extent =
      values.length === 0
        ? openAddresses(ANY_ADDRESS, `the definition of \`${name}\` names no addresses; add them to \`addresses:\``)
        : this.addressValues(values, (below) => unknown.add(below), depth + 1, definitions[0])
    this.#open.delete(key)
    this.#addressesKnown.set(name, extent)
    this.#unknownBelow.set(key, unknown)
    return extent
  }

  /** Several values together: those that are negated are taken away from the others, or from everything. */
  addressValues(values: readonly string[], unknown: UnknownName, depth = 0, at?: Definition): AddressExtent {
    const positive: AddressExtent[] = []
    const negative: AddressExtent[] = []
    for (const value of values) {
      // An object may be called by the address that it holds.
      const token = value === at?.name ? readAddressToken(value, []) : this.addressToken(value)
      if (token.kind === 'wrong') {
        if (at !== undefined) this.#complain(at, token)
        positive.push(openAddresses(ANY_ADDRESS, token.message))
        continue
      }
      const extent =
        token.kind === 'set'
          ? settled(token.set)
          : (this.addresses(token.name, unknown, depth) ?? this.#unknownAddress(token.name, unknown))
      ;(token.negated ? negative : positive).push(extent)
    }
    const base = positive.length === 0 && negative.length > 0 ? settled(ANY_ADDRESS) : unionOfAddressExtents(positive)
    return negative.length === 0 ? base : withoutAddresses(base, unionOfAddressExtents(negative))
  }

  /** One value of an address cell; a name that is defined is a name, even if it looks like an address. */
  addressToken(value: string): AddressToken {
    const { negated, text } = withoutNegation(value)
    if (this.isDefinedAddress(text)) return { kind: 'name', name: text, negated }
    return readAddressToken(value, this.#mapping.words?.any ?? [])
  }

  #unknownAddress(name: string, unknown: UnknownName): AddressExtent {
    unknown(name)
    return openAddresses(
      ANY_ADDRESS,
      `the addresses of \`${name}\` are not defined; add it to \`addresses:\` or to a table of objects`,
    )
  }

  /** The services of a name; undefined if nothing defines it. Names without definition below it are told. */
  services(name: string, unknown: UnknownName, depth = 0): ServiceExtent | undefined {
    if (!this.isDefinedService(name)) return undefined
    const key = `s ${name}`
    const extent = this.#servicesKnown.get(name) ?? this.#resolveServices(name, key, depth)
    for (const below of this.#unknownBelow.get(key) ?? []) unknown(below)
    return extent
  }

  #resolveServices(name: string, key: string, depth: number): ServiceExtent {
    const all = this.#services.all
    if (this.#open.has(key)) return openServices(all, `the group \`${name}\` contains itself`, this.#services)
    if (depth > DEPTH_MAX) {
      return openServices(all, `the group \`${name}\` is nested more than ${DEPTH_MAX} deep`, this.#services)
    }
    const stated = this.#mapping.services
    const own = stated !== undefined && Object.hasOwn(stated, name) ? stated[name] : undefined
    const definitions = this.definitionsOf(name).filter((one) => this.#kindOf(one) !== 'address')
    const unknown = new Set<string>()
    const tell = (below: string): void => {
      unknown.add(below)
    }
    this.#open.add(key)
    const parts =
      own !== undefined
        ? [this.serviceValues(own, name, tell, undefined, depth + 1)]
        : definitions.map((one) => this.#definedService(one, tell, depth + 1))
    this.#open.delete(key)
    const extent = unionOfServiceExtents(parts, this.#services)
    this.#servicesKnown.set(name, extent)
    this.#unknownBelow.set(key, unknown)
    return extent
  }

  #definedService(definition: Definition, unknown: UnknownName, depth: number): ServiceExtent {
    const services = this.#services
    const { name, values, protocol, sourcePorts } = definition
    const protocols = protocol === undefined ? undefined : readProtocolCell(protocol, this.#mapping.words?.any ?? [])
    if (protocol !== undefined && isProtocolZero(protocol, this.#mapping.words?.any ?? [])) {
      this.#complain(definition, PROTOCOL_ZERO)
    }
    if (protocol !== undefined && protocols === undefined) {
      this.#complain(definition, {
        message: `\`${protocol}\` is no protocol`,
        expected: 'tcp, udp, icmp, a number from 0 to 255, or any',
        mend: 'correct the cell',
      })
    }
    if (values.length === 0) {
      const portless =
        protocols !== undefined && protocols !== 'any' && !protocols.some((one) => one === TCP || one === UDP)
      if (portless) return settled(servicesWithPorts(protocols, ALL_PORTS, ALL_PORTS, services))
      return openServices(
        services.all,
        `the definition of \`${name}\` names no services; add them to \`services:\``,
        services,
      )
    }
    const extent = this.serviceValues(values, name, unknown, definition, depth)
    if (sourcePorts === undefined) return extent
    const ports = readPortTokens(splitCell(sourcePorts, this.#mapping.listSeparator), this.#mapping.words?.any ?? [])
    if ('message' in ports) {
      this.#complain(definition, ports)
      return extent
    }
    return intersectionOfServiceExtents(extent, settled(servicesWithPorts('any', ALL_PORTS, ports, services)), services)
  }

  /** Several values together; bare ports take the protocol of the definition, or of the value before them. */
  serviceValues(
    values: readonly string[],
    self: string,
    unknown: UnknownName,
    at: Definition | undefined,
    depth: number,
  ): ServiceExtent {
    const services = this.#services
    const anyWords = this.#mapping.words?.any ?? []
    let protocols = at?.protocol === undefined ? undefined : readProtocolCell(at.protocol, anyWords)
    const parts = values.map((value): ServiceExtent => {
      const token = readServiceToken(value, services, anyWords, (name) => name !== self && this.isDefinedService(name))
      switch (token.kind) {
        case 'any':
          return settled(
            protocols === undefined ? services.all : servicesWithPorts(protocols, ALL_PORTS, ALL_PORTS, services),
          )
        case 'set':
          protocols = protocolsIn(value) ?? protocols
          return settled(token.set)
        case 'protocols':
          return settled(servicesWithPorts(token.protocols, ALL_PORTS, ALL_PORTS, services))
        case 'ports':
          if (protocols === undefined)
            return openServices(services.all, `\`${value}\` names a port but no protocol`, services)
          return settled(servicesWithPorts(protocols, token.ports, ALL_PORTS, services))
        case 'condition':
          return openServices(services.all, `\`${token.text}\` depends on the application`, services)
        case 'name':
          return this.services(token.name, unknown, depth) ?? this.unknownService(token.name, unknown)
        default:
          if (at !== undefined) this.#complain(at, token)
          return openServices(services.all, token.message, services)
      }
    })
    return unionOfServiceExtents(parts, services)
  }

  unknownService(name: string, unknown: UnknownName): ServiceExtent {
    unknown(name)
    const reason = `the service \`${name}\` is not defined; add it to \`services:\` or to a table of services`
    return openServices(this.#services.all, reason, this.#services)
  }

  /** Two definitions of one name that differ: which of them the rules mean is not to be guessed. */
  #complainOfSecond(all: readonly Definition[]): void {
    const [first, ...others] = all
    if (first === undefined) return
    const second = others.find(
      (one) =>
        (one.kind === first.kind || one.kind === 'either' || first.kind === 'either') &&
        !(one.isGroup && first.isGroup && one.source === first.source) &&
        contentOf(one) !== contentOf(first),
    )
    if (second === undefined) return
    this.#complain(second, {
      message: `it is defined differently in line ${first.line} of ${first.source.name}`,
      expected: 'one definition for each name',
      mend: 'keep the one that the rules mean, or rename the other',
    })
  }

  #complain(at: Definition, token: { message: string; expected: string; mend: string }): void {
    this.#problems.push({
      code: 'csv/definition',
      severity: 'error',
      file: at.source.name,
      line: at.line,
      message: showable(`in the definition of \`${at.name.slice(0, 60)}\`: ${token.message.slice(0, 300)}`),
      expected: token.expected,
      mend: token.mend,
    })
  }
}

function contentOf({ values, protocol, sourcePorts }: Definition): string {
  return JSON.stringify([values.toSorted(), protocol?.toLowerCase(), sourcePorts])
}

/** The protocol that a value such as `tcp/135` hands on to the bare ports behind it. */
export function protocolsIn(value: string): readonly number[] | undefined {
  const match = /^\s*(?:service[-_])?(tcp|udp)/i.exec(value)
  return match === null ? undefined : [match[1]!.toLowerCase() === 'tcp' ? TCP : UDP]
}

/** What is left when the other set is taken away; what is open stays open. */
/** What the first matches and the second does not; what is open in either stays open. */
export function withoutAddresses(base: AddressExtent, taken: AddressExtent): AddressExtent {
  return {
    sure: subtractAddresses(base.sure, taken.most),
    most: subtractAddresses(base.most, taken.sure),
    reasons: [...new Set([...base.reasons, ...taken.reasons])],
  }
}

export function complementOfAddresses(extent: AddressExtent): AddressExtent {
  return withoutAddresses(settled(unionOfAddresses([ANY_ADDRESS])), extent)
}
