import { ANY_ADDRESS, subtractAddresses, unionOfAddresses } from '../../src/model/address-set.ts'
import { TCP, UDP } from '../../src/model/protocol.ts'
import { ALL_PORTS, type ServiceSetStore } from '../../src/model/service-set.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import {
  type AddressExtent,
  openAddresses,
  openServices,
  type ServiceExtent,
  settled,
  unionOfAddressExtents,
  unionOfServiceExtents,
} from '../shared/extent.ts'
import { columnOf, DELIMITERS, readTable, type TableRow, tableBody } from '../shared/table.ts'
import { readAddressToken } from './cell-addresses.ts'
import { readProtocolCell, readServiceToken, servicesWithPorts } from './cell-services.ts'
import { isEmptyCell, splitCell } from './cells.ts'
import { normaliseHeader } from './header.ts'
import type { CsvMapping } from './mapping.ts'

/** One definition: a name and the values that its cells hold. */
export interface Definition {
  readonly name: string
  readonly kind: 'address' | 'service' | 'either'
  readonly values: readonly string[]
  /** Protocol of a service whose ports stand in a column of their own. */
  readonly protocol?: string
  readonly source: SourceText
  readonly line: number
}

const NAME_COLUMNS = new Set(['name', 'object', 'object name', 'group', 'group name', 'display name'])
const VALUE_COLUMNS = new Set([
  'address',
  'addresses',
  'value',
  'values',
  'ip',
  'ip address',
  'member',
  'members',
  'cidr',
  'prefix',
  'subnet',
  'network',
  'content',
  'protoport',
  'definition',
])
const PORT_COLUMNS = new Set(['destination port', 'port', 'ports', 'dst port'])
const PROTOCOL_COLUMNS = new Set(['protocol', 'proto'])
const TYPE_COLUMNS = new Set(['type', 'kind'])

/** Whether a header row is one of definitions rather than of rules. */
export function isDefinitionHeader(cells: readonly string[]): boolean {
  const names = cells.map(normaliseHeader)
  const has = (set: ReadonlySet<string>): boolean => names.some((name) => set.has(name))
  return has(NAME_COLUMNS) && (has(VALUE_COLUMNS) || (has(PORT_COLUMNS) && has(PROTOCOL_COLUMNS)))
}

/** Reads a table of definitions; problems are added to the diagnostics. */
export function readDefinitions(source: SourceText, mapping: CsvMapping, diagnostics: Diagnostic[]): Definition[] {
  const body = tableBody(source)
  for (const delimiter of DELIMITERS) {
    let header: readonly string[] | undefined
    const definitions: Definition[] = []
    const problem = readTable(body, delimiter, true, (row) => {
      if (header === undefined) {
        if (isDefinitionHeader(row.cells)) header = row.cells.map(normaliseHeader)
        return
      }
      const definition = definitionOf(row, header, source, mapping, diagnostics)
      if (definition !== undefined) definitions.push(definition)
    })
    if (header !== undefined && problem === undefined) return definitions
  }
  diagnostics.push({
    code: 'csv/no-definitions',
    severity: 'error',
    file: source.name,
    line: 1,
    message: 'no header of a table of definitions is found',
    expected: 'columns such as `name,type,address` or `name,members` or `name,protocol,destination port`',
    mend: 'add a header row with these names',
  })
  return []
}

function definitionOf(
  row: TableRow,
  header: readonly string[],
  source: SourceText,
  mapping: CsvMapping,
  diagnostics: Diagnostic[],
): Definition | undefined {
  const cell = (set: ReadonlySet<string>): string | undefined => {
    const index = header.findIndex((name) => set.has(name))
    return index < 0 ? undefined : (row.cells[index] ?? '').trim()
  }
  const name = cell(NAME_COLUMNS) ?? ''
  if (name === '') return undefined
  const type = normaliseHeader(cell(TYPE_COLUMNS) ?? '')
  const protocol = cell(PROTOCOL_COLUMNS)
  const values = splitCell(cell(VALUE_COLUMNS) ?? cell(PORT_COLUMNS) ?? '', mapping.listSeparator)
  const count = countOf(header, row)
  if (count !== undefined && count !== values.length) {
    diagnostics.push({
      code: 'csv/members-count',
      severity: 'error',
      file: source.name,
      line: row.line,
      column: columnOf(
        source,
        row,
        header.findIndex((one) => VALUE_COLUMNS.has(one)),
      ),
      message: `the group \`${name.slice(0, 60)}\` has ${count} members by its count, but its cell splits into ${values.length}`,
      expected: 'as many values as the count says',
      mend: 'set `listSeparator` to what separates the members',
    })
  }
  const isService = /service/.test(type) || header.some((one) => one === 'protoport') || protocol !== undefined
  const isAddress = /host|network|range|fqdn|ip netmask|address|wildcard|subnet/.test(type) && !isService
  return {
    name,
    kind: isService ? 'service' : isAddress ? 'address' : 'either',
    values: /fqdn|wildcard|dynamic/.test(type) ? values.map((value) => `${type} ${value}`) : values,
    ...(protocol === undefined || isEmptyCell(protocol) ? {} : { protocol }),
    source,
    line: row.line,
  }
}

function countOf(header: readonly string[], row: TableRow): number | undefined {
  const index = header.indexOf('members count')
  const text = index < 0 ? '' : (row.cells[index] ?? '').trim()
  return /^\d+$/.test(text) ? Number(text) : undefined
}

/** Where a name was looked for in vain: how many rules use it. */
export type UnknownName = (name: string) => void

/** Resolves names to sets; definitions may come late and be nested, and a loop adds nothing. */
export class Names {
  readonly #definitions = new Map<string, Definition[]>()
  readonly #mapping: CsvMapping
  readonly #services: ServiceSetStore
  readonly #addressesKnown = new Map<string, AddressExtent>()
  readonly #servicesKnown = new Map<string, ServiceExtent>()
  readonly #open = new Set<string>()
  readonly #problems: Diagnostic[]

  constructor(
    definitions: readonly Definition[],
    mapping: CsvMapping,
    services: ServiceSetStore,
    problems: Diagnostic[],
  ) {
    for (const one of definitions) this.#definitions.set(one.name, [...(this.#definitions.get(one.name) ?? []), one])
    this.#mapping = mapping
    this.#services = services
    this.#problems = problems
  }

  definitionsOf(name: string): readonly Definition[] {
    return this.#definitions.get(name) ?? []
  }

  isDefinedService(name: string): boolean {
    return (
      (this.#mapping.services !== undefined && Object.hasOwn(this.#mapping.services, name)) ||
      this.definitionsOf(name).some(({ kind }) => kind !== 'address')
    )
  }

  addresses(name: string, depth = 0): AddressExtent | undefined {
    const known = this.#addressesKnown.get(name)
    if (known !== undefined) return known
    const stated = this.#mapping.addresses
    const values =
      stated !== undefined && Object.hasOwn(stated, name)
        ? stated[name]
        : this.definitionsOf(name)
            .filter(({ kind }) => kind !== 'service')
            .flatMap((one) => one.values)
    if (values === undefined || (values.length === 0 && this.definitionsOf(name).length === 0)) return undefined
    if (this.#open.has(`a ${name}`)) return openAddresses(ANY_ADDRESS, `the group \`${name}\` contains itself`)
    if (depth > DEPTH_MAX)
      return openAddresses(ANY_ADDRESS, `the group \`${name}\` is nested more than ${DEPTH_MAX} deep`)
    this.#open.add(`a ${name}`)
    const extent = this.addressValues(values, () => {}, depth + 1, this.definitionsOf(name)[0])
    this.#open.delete(`a ${name}`)
    this.#addressesKnown.set(name, extent)
    return extent
  }

  /** Several values together: those that are negated are taken away from the others, or from everything. */
  addressValues(values: readonly string[], unknown: UnknownName, depth = 0, at?: Definition): AddressExtent {
    const positive: AddressExtent[] = []
    const negative: AddressExtent[] = []
    for (const value of values) {
      const token = readAddressToken(value, this.#mapping.words?.any ?? [])
      if (token.kind === 'wrong') {
        if (at !== undefined) this.#complain(at, token)
        positive.push(openAddresses(ANY_ADDRESS, token.message))
        continue
      }
      const extent =
        token.kind === 'set'
          ? settled(token.set)
          : (this.addresses(token.name, depth) ?? this.#unknownAddress(token.name, unknown))
      ;(token.negated ? negative : positive).push(extent)
    }
    const base = positive.length === 0 && negative.length > 0 ? settled(ANY_ADDRESS) : unionOfAddressExtents(positive)
    return negative.length === 0 ? base : withoutAddresses(base, unionOfAddressExtents(negative))
  }

  #unknownAddress(name: string, unknown: UnknownName): AddressExtent {
    unknown(name)
    return openAddresses(
      ANY_ADDRESS,
      `the addresses of \`${name}\` are not defined; add it to \`addresses:\` or to a table of objects`,
    )
  }

  services(name: string, depth = 0): ServiceExtent | undefined {
    const known = this.#servicesKnown.get(name)
    if (known !== undefined) return known
    const stated = this.#mapping.services
    const own = stated !== undefined && Object.hasOwn(stated, name) ? stated[name] : undefined
    const definitions = this.definitionsOf(name).filter(({ kind }) => kind !== 'address')
    if (own === undefined && definitions.length === 0) return undefined
    if (this.#open.has(`s ${name}`)) {
      return openServices(this.#services.all, `the group \`${name}\` contains itself`, this.#services)
    }
    if (depth > DEPTH_MAX) {
      const reason = `the group \`${name}\` is nested more than ${DEPTH_MAX} deep`
      return openServices(this.#services.all, reason, this.#services)
    }
    this.#open.add(`s ${name}`)
    const parts =
      own !== undefined
        ? [this.serviceValues(own, name, () => {}, undefined, depth + 1)]
        : definitions.map((one) => this.serviceValues(one.values, name, () => {}, one, depth + 1))
    const extent = unionOfServiceExtents(parts, this.#services)
    this.#open.delete(`s ${name}`)
    this.#servicesKnown.set(name, extent)
    return extent
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
          return this.services(token.name, depth) ?? this.#unknownService(token.name, unknown)
        default:
          if (at !== undefined) this.#complain(at, token)
          return openServices(services.all, token.message, services)
      }
    })
    return unionOfServiceExtents(parts, services)
  }

  #unknownService(name: string, unknown: UnknownName): ServiceExtent {
    unknown(name)
    const reason = `the service \`${name}\` is not defined; add it to \`services:\` or to a table of services`
    return openServices(this.#services.all, reason, this.#services)
  }

  #complain(at: Definition, token: { message: string; expected: string; mend: string }): void {
    this.#problems.push({
      code: 'csv/definition',
      severity: 'error',
      file: at.source.name,
      line: at.line,
      message: `in the definition of \`${at.name.slice(0, 60)}\`: ${token.message}`,
      expected: token.expected,
      mend: token.mend,
    })
  }
}

const DEPTH_MAX = 200

/** The protocol that a value such as `tcp/135` hands on to the bare ports behind it. */
export function protocolsIn(value: string): readonly number[] | undefined {
  const match = /^\s*(?:service[-_])?(tcp|udp)/i.exec(value)
  return match === null ? undefined : [match[1]!.toLowerCase() === 'tcp' ? TCP : UDP]
}

/** What is left when the other set is taken away; what is open stays open. */
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
