import { numberRanges } from '../../src/algebra/ranges.ts'
import { ALL_PORTS, isPortProtocol, type ServiceSetStore } from '../../src/model/service-set.ts'
import { openServices, type ServiceExtent, settled, unionOfServiceExtents } from '../shared/extent.ts'
import type { TableRow } from '../shared/table.ts'
import { readProtocolCell, readServiceToken, servicesWithPorts } from './cell-services.ts'
import { isEmptyCell, splitCell } from './cells.ts'
import { type Names, protocolsIn } from './definitions.ts'
import type { CsvMapping } from './mapping.ts'
import type { RowCells } from './row-cells.ts'

/** Reads what a row says about services: one cell, or protocol and ports in cells of their own. */
export class RowServices {
  readonly #cells: RowCells
  readonly #mapping: CsvMapping
  readonly #names: Names
  readonly #services: ServiceSetStore
  /** Names that were taken from the catalogue of well-known services, and how often. */
  readonly wellKnown: Map<string, number> = new Map()

  constructor(cells: RowCells, mapping: CsvMapping, names: Names, services: ServiceSetStore) {
    this.#cells = cells
    this.#mapping = mapping
    this.#names = names
    this.#services = services
  }

  /** Names that nobody defines are added to `unknown`. */
  read(row: TableRow, unknown: Set<string>): ServiceExtent {
    const services = this.#services
    if (this.#cells.has('service')) {
      const text = this.#cells.match(row, 'service')
      if (text === undefined) return settled(services.all)
      const fallback = this.#cells.has('protocol') ? this.#protocols(row, false) : undefined
      return this.#serviceCell(row, text, fallback === 'any' ? undefined : fallback, unknown)
    }
    const protocols = this.#protocols(row, true)
    if (protocols === undefined) return settled(services.all)
    const ported = protocols === 'any' || protocols.some(isPortProtocol)
    const destination = this.#ports(row, 'destinationPort', ported)
    const source = this.#ports(row, 'sourcePort', false)
    if (destination === undefined || source === undefined) return settled(services.all)
    return settled(servicesWithPorts(protocols, destination, source, services))
  }

  #protocols(row: TableRow, needed: boolean): readonly number[] | 'any' | undefined {
    if (!this.#cells.has('protocol')) return needed ? this.#protocolMissing(row) : undefined
    const text = needed ? this.#cells.match(row, 'protocol') : this.#cells.text(row, 'protocol')
    if (text === undefined || text === '') return undefined
    const protocols = splitCell(text, this.#mapping.listSeparator).map((one) =>
      readProtocolCell(one, this.#mapping.words?.any ?? []),
    )
    if (protocols.includes(undefined)) {
      this.#cells.error(
        row,
        'protocol',
        'protocol',
        `\`${text}\` is no protocol`,
        'tcp, udp, icmp, a number from 0 to 255, or any',
        'correct the cell',
      )
      return undefined
    }
    return protocols.includes('any')
      ? 'any'
      : protocols.flatMap((one) => (one === undefined || one === 'any' ? [] : one))
  }

  /** A table with ports but without protocols does not say which packets it means. */
  #protocolMissing(row: TableRow): undefined {
    this.#cells.blank(row, 'protocol')
    return undefined
  }

  #ports(row: TableRow, field: 'sourcePort' | 'destinationPort', needed: boolean): readonly number[] | undefined {
    if (!this.#cells.has(field)) return ALL_PORTS
    const raw = this.#cells.text(row, field)
    if (isEmptyCell(raw) && !needed) return ALL_PORTS
    const text = this.#cells.match(row, field)
    if (text === undefined) return undefined
    const ranges: number[] = []
    for (const value of splitCell(text, this.#mapping.listSeparator)) {
      if (value === '-1') return ALL_PORTS
      const token = readServiceToken(value, this.#services, this.#mapping.words?.any ?? [], () => false)
      if (token.kind === 'any') return ALL_PORTS
      if (token.kind === 'ports') ranges.push(...token.ports)
      else {
        const message = token.kind === 'wrong' ? token.message : `\`${value}\` is no port`
        this.#cells.error(
          row,
          field,
          'port',
          message,
          'a port from 0 to 65535, a range such as 1024-65535, or any',
          'correct the cell',
        )
        return undefined
      }
    }
    return ranges.length === 0 ? [] : numberRanges.of(ranges)
  }

  #serviceCell(
    row: TableRow,
    text: string,
    protocols: readonly number[] | undefined,
    unknown: Set<string>,
  ): ServiceExtent {
    const services = this.#services
    const whole = this.#names.services(text.trim())
    if (whole !== undefined) return whole
    const anyWords = this.#mapping.words?.any ?? []
    let inherited = protocols
    const parts = splitCell(text, this.#mapping.listSeparator).map((value): ServiceExtent => {
      const token = readServiceToken(value, services, anyWords, (name) => this.#names.isDefinedService(name))
      switch (token.kind) {
        case 'any':
          return settled(
            protocols === undefined ? services.all : servicesWithPorts(protocols, ALL_PORTS, ALL_PORTS, services),
          )
        case 'set':
          if (token.wellKnown !== undefined)
            this.wellKnown.set(token.wellKnown, (this.wellKnown.get(token.wellKnown) ?? 0) + 1)
          inherited = protocolsIn(value) ?? inherited
          return settled(token.set)
        case 'protocols':
          inherited = token.protocols
          return settled(servicesWithPorts(token.protocols, ALL_PORTS, ALL_PORTS, services))
        case 'ports':
          if (inherited !== undefined) return settled(servicesWithPorts(inherited, token.ports, ALL_PORTS, services))
          this.#cells.error(
            row,
            'service',
            'port-without-protocol',
            `\`${value}\` names a port but no protocol`,
            'a service such as tcp/443',
            'write the protocol, or add a protocol column',
          )
          return settled(services.none)
        case 'condition':
          return openServices(services.all, `\`${token.text}\` depends on the application`, services)
        case 'name':
          return this.#names.serviceValues([token.name], '', (name) => unknown.add(name), undefined, 0)
        default:
          this.#cells.error(row, 'service', 'service', token.message, token.expected, token.mend)
          return settled(services.none)
      }
    })
    return unionOfServiceExtents(parts, services)
  }
}
