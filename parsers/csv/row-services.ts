import { numberRanges, type Ranges } from '../../src/algebra/ranges.ts'
import { protocolName } from '../../src/model/protocol.ts'
import { ALL_PORTS, ICMP_LAST, isIcmp, isPortProtocol, type ServiceSetStore } from '../../src/model/service-set.ts'
import {
  complementOfServices,
  intersectionOfServiceExtents,
  openServices,
  type ServiceExtent,
  settled,
  unionOfServiceExtents,
} from '../shared/extent.ts'
import type { TableRow } from '../shared/table.ts'
import {
  isProtocolZero,
  PROTOCOL_ZERO,
  readPortTokens,
  readProtocolCell,
  readServiceToken,
  servicesWithPorts,
} from './cell-services.ts'
import { isEmptyCell, splitCell } from './cells.ts'
import { type Names, protocolsIn } from './names.ts'
import type { RowCells } from './row-cells.ts'

/** What the service cells of a row say: the id of all that they may match, and the extent where a part is open. */
export interface ServiceCell {
  readonly id: number
  readonly open?: ServiceExtent
  readonly unknown: readonly string[]
  /** Names that were read as well-known services. */
  readonly wellKnown: readonly string[]
}

/** The texts of a row that together say its service; undefined: no such column, or nothing in it. */
interface ServiceTexts {
  readonly service: string | undefined
  readonly protocol: string | undefined
  readonly ports: string | undefined
  readonly sourcePorts: string | undefined
  readonly negated: boolean
}

type Protocols = readonly number[] | 'any'
type Complain = (field: string, code: string, message: string, expected: string, mend: string) => void

/** Reads the service, protocol and port cells of rules. Equal texts are read once. */
export class RowServices {
  readonly #cells: RowCells
  readonly #names: Names
  readonly #services: ServiceSetStore
  readonly #known = new Map<string, ServiceCell>()

  constructor(cells: RowCells, names: Names, services: ServiceSetStore) {
    this.#cells = cells
    this.#names = names
    this.#services = services
  }

  /** The services of a row, or undefined if they were told to be wrong or have to be asked. */
  read(row: TableRow): ServiceCell | undefined {
    const texts = this.#texts(row)
    if (texts === undefined) return undefined
    const { service, protocol, ports, sourcePorts, negated } = texts
    const key = `${service}\0${protocol}\0${ports}\0${sourcePorts}\0${negated}`
    const cached = this.#known.get(key)
    if (cached !== undefined) return cached
    let isWrong = false
    const complain: Complain = (field, ...what) => {
      isWrong = true
      this.#cells.error(row, field, ...what)
    }
    const unknown = new Set<string>()
    const wellKnown: string[] = []
    const extent = this.#extentOf(texts, unknown, wellKnown, complain)
    if (isWrong) return undefined
    const id = this.#services.idOf(extent.most)
    const cell: ServiceCell = {
      id,
      ...(extent.reasons.length === 0 ? {} : { open: extent }),
      unknown: [...unknown],
      wellKnown,
    }
    this.#known.set(key, cell)
    return cell
  }

  #texts(row: TableRow): ServiceTexts | undefined {
    const cells = this.#cells
    const hasService = cells.has('service')
    const service = hasService ? cells.match(row, 'service') : undefined
    if (hasService && service === undefined) return undefined
    const protocol = hasService ? filled(cells.text(row, 'protocol')) : cells.match(row, 'protocol')
    if (protocol === undefined && !hasService) return undefined
    const isPortless = protocol !== undefined && isWithoutPorts(protocol, cells.anyWords)
    const ports = this.#portText(row, hasService || isPortless)
    const sourcePorts = !cells.has('sourcePort')
      ? undefined
      : isPortless
        ? filled(cells.text(row, 'sourcePort'))
        : cells.match(row, 'sourcePort')
    if (ports === 'asked' || (cells.has('sourcePort') && !isPortless && sourcePorts === undefined)) return undefined
    return { service, protocol, ports, sourcePorts, negated: cells.saysYes(row, 'serviceNegated') === true }
  }

  /** The destination ports, from one column or from a pair of them. */
  #portText(row: TableRow, mayBeBlank: boolean): string | 'asked' | undefined {
    const cells = this.#cells
    if (cells.has('destinationPort')) {
      const text = filled(cells.text(row, 'destinationPort'))
      return text ?? (mayBeBlank ? undefined : (cells.match(row, 'destinationPort') ?? 'asked'))
    }
    if (!cells.has('fromPort')) return undefined
    const [from, to] = [filled(cells.text(row, 'fromPort')), filled(cells.text(row, 'toPort'))]
    if (from === undefined) return mayBeBlank ? undefined : (cells.blank(row, 'destinationPort') ?? 'asked')
    return to === undefined || to === from ? from : `${from}-${to}`
  }

  #extentOf(texts: ServiceTexts, unknown: Set<string>, wellKnown: string[], complain: Complain): ServiceExtent {
    const services = this.#services
    const protocols = this.#protocolsOf(texts.protocol, complain)
    const limit = this.#limitOf(texts, protocols, unknown, wellKnown, complain)
    if (texts.service === undefined) return this.#cells.has('protocol') ? limit : withoutProtocol(limit, services)
    const inherited = protocols === 'any' ? undefined : protocols
    const said = this.#serviceCell('service', texts.service, inherited, unknown, wellKnown, complain)
    if (protocols === undefined && texts.ports !== undefined && said.most === services.all) {
      complain(
        'destinationPort',
        'port-without-protocol',
        `\`${texts.ports}\` names a port but no protocol`,
        'a service such as tcp/443',
        'write the protocol, or add a protocol column',
      )
    }
    const extent = intersectionOfServiceExtents(
      texts.negated ? complementOfServices(said, services) : said,
      limit,
      services,
    )
    if (extent.most === services.none && said.most !== services.none && limit.most !== services.none) {
      complain(
        'service',
        'contradiction',
        `the service \`${texts.service}\` and the protocol or ports of the row exclude each other`,
        'columns that agree',
        'correct the row, or pass one of the columns over with `ignoreColumns`',
      )
    }
    return extent
  }

  #protocolsOf(text: string | undefined, complain: Complain): Protocols | undefined {
    if (text === undefined) return undefined
    const values = splitCell(text, this.#cells.mapping.listSeparator)
    if (values.some((one) => isProtocolZero(one, this.#cells.anyWords))) {
      complain('protocol', 'protocol-zero', PROTOCOL_ZERO.message, PROTOCOL_ZERO.expected, PROTOCOL_ZERO.mend)
    }
    const read = values.map((one) => readProtocolCell(one, this.#cells.anyWords))
    const found = read.filter((one) => one !== undefined)
    if (found.length < read.length || read.length === 0) {
      complain(
        'protocol',
        'protocol',
        `\`${text}\` is no protocol`,
        'tcp, udp, icmp, a number from 0 to 255, or any',
        'correct the cell',
      )
    }
    return found.includes('any') ? 'any' : found.flatMap((one) => (one === 'any' ? [] : one))
  }

  /** What the protocol and port columns say together: everything where there are none. */
  #limitOf(
    { service, ports, sourcePorts }: ServiceTexts,
    protocols: Protocols | undefined,
    unknown: Set<string>,
    wellKnown: string[],
    complain: Complain,
  ): ServiceExtent {
    const services = this.#services
    const source = this.#ports(sourcePorts, 'sourcePort', complain)
    const icmp = this.#icmpPair(ports, protocols)
    if (icmp !== undefined) return settled(icmp)
    const read = this.#readPorts(ports)
    if (!('message' in read)) {
      this.#requirePorts(protocols, read, source, ports ?? sourcePorts ?? '', complain)
      return settled(servicesWithPorts(protocols ?? 'any', read, source, services))
    }
    // A port column may as well name services; unknown names are no ports.
    const named =
      service === undefined && ports !== undefined && this.#namesOnly(ports)
        ? this.#serviceCell(
            'destinationPort',
            ports,
            protocols === 'any' ? undefined : protocols,
            unknown,
            wellKnown,
            complain,
          )
        : undefined
    if (named === undefined) {
      complain('destinationPort', 'port', read.message, read.expected, read.mend)
      return settled(services.none)
    }
    const limit = settled(servicesWithPorts(protocols ?? 'any', ALL_PORTS, source, services))
    return intersectionOfServiceExtents(named, limit, services)
  }

  #readPorts(text: string | undefined): ReturnType<typeof readPortTokens> {
    if (text === undefined) return ALL_PORTS
    const values = splitCell(text, this.#cells.mapping.listSeparator)
    if (values.length === 0) {
      return { message: `\`${text}\` holds no port`, expected: 'a port, a range or any', mend: 'correct the cell' }
    }
    return values.every((value) => /^-1(?:\.0)?(?:--1(?:\.0)?)?$/.test(value))
      ? ALL_PORTS
      : readPortTokens(values, this.#cells.anyWords)
  }

  #ports(text: string | undefined, field: string, complain: Complain): Ranges<number> {
    const read = this.#readPorts(text)
    if (!('message' in read)) return read
    complain(field, 'port', read.message, read.expected, read.mend)
    return ALL_PORTS
  }

  /** Whether every value is a service that is known by name or written out. */
  #namesOnly(text: string): boolean {
    return splitCell(text, this.#cells.mapping.listSeparator).every((value) => {
      const token = readServiceToken(value, this.#services, this.#cells.anyWords, (name) =>
        this.#names.isDefinedService(name),
      )
      return token.kind === 'name' ? this.#names.isDefinedService(token.name) : token.kind !== 'wrong'
    })
  }

  /** A pair of port columns holds type and code where the protocol is ICMP. */
  #icmpPair(ports: string | undefined, protocols: Protocols | undefined): ServiceExtent['most'] | undefined {
    if (ports === undefined || !this.#cells.has('fromPort') || protocols === undefined || protocols === 'any')
      return undefined
    if (protocols.length === 0 || !protocols.every(isIcmp)) return undefined
    const match = /^(\d+)(?:\.0)?(?:-(-?\d+)(?:\.0)?)?$/.exec(ports)
    if (match === null) return undefined
    const [type, code] = [Number(match[1]), match[2] === undefined ? Number(match[1]) : Number(match[2])]
    if (type > ICMP_LAST || code > ICMP_LAST) return undefined
    const codes = code < 0 ? [0, ICMP_LAST] : [code, code]
    return this.#services.unionOf(protocols.map((one) => this.#services.icmp(one, [type, type], codes)))
  }

  /** Ports that a protocol does not have would be dropped without a word. */
  #requirePorts(
    protocols: Protocols | undefined,
    destination: Ranges<number>,
    source: Ranges<number>,
    text: string,
    complain: Complain,
  ): void {
    if (protocols === undefined || protocols === 'any') return
    const all = numberRanges.equals(destination, ALL_PORTS)
    const allSources = numberRanges.equals(source, ALL_PORTS)
    const portless = protocols.find(
      (one) =>
        !isPortProtocol(one) &&
        !(allSources && (all || (isIcmp(one) && (destination.at(-1) ?? 0) <= ICMP_LAST && protocols.length === 1))),
    )
    if (portless === undefined) return
    complain(
      all ? 'sourcePort' : 'destinationPort',
      'port',
      `\`${text}\` names a port, but ${protocolName(portless)} has none`,
      'ports for TCP, UDP and SCTP, types from 0 to 255 for ICMP',
      'correct the row, or write one row for each protocol',
    )
  }

  #serviceCell(
    field: string,
    text: string,
    protocols: readonly number[] | undefined,
    unknown: Set<string>,
    wellKnown: string[],
    complain: Complain,
  ): ServiceExtent {
    const services = this.#services
    const tell = (name: string): void => {
      unknown.add(name)
    }
    const whole = this.#names.services(text.trim(), tell)
    if (whole !== undefined) return whole
    let inherited = protocols
    const values = this.#split(text)
    if (values.length === 0 && text.trim() !== '') {
      complain(field, 'service', `\`${text}\` holds no value`, 'services, or any', 'correct the cell')
    }
    const parts = values.map((value): ServiceExtent => {
      const token = readServiceToken(value, services, this.#cells.anyWords, (name) =>
        this.#names.isDefinedService(name),
      )
      switch (token.kind) {
        case 'any':
          return settled(services.all)
        case 'set':
          if (token.wellKnown !== undefined) wellKnown.push(token.wellKnown)
          inherited = protocolsIn(value) ?? inherited
          return settled(token.set)
        case 'protocols':
          inherited = token.protocols
          return settled(servicesWithPorts(token.protocols, ALL_PORTS, ALL_PORTS, services))
        case 'ports':
          if (inherited !== undefined) return settled(servicesWithPorts(inherited, token.ports, ALL_PORTS, services))
          complain(
            field,
            'port-without-protocol',
            `\`${value}\` names a port but no protocol`,
            'a service such as tcp/443',
            'write the protocol, or add a protocol column',
          )
          return settled(services.none)
        case 'condition':
          return openServices(services.all, `\`${token.text}\` depends on the application`, services)
        case 'name':
          return this.#names.services(token.name, tell) ?? this.#names.unknownService(token.name, tell)
        default:
          complain(field, 'service', token.message, token.expected, token.mend)
          return settled(services.none)
      }
    })
    return unionOfServiceExtents(parts, services)
  }

  /** Blanks separate only where every piece is a service that is known. */
  #split(text: string): string[] {
    const values = splitCell(text, this.#cells.mapping.listSeparator)
    if (values.length !== 1 || !/\s/.test(text.trim())) return values
    const kindOf = (one: string): string =>
      readServiceToken(one, this.#services, this.#cells.anyWords, (name) => this.#names.isDefinedService(name)).kind
    if (kindOf(text.trim()) !== 'name') return values
    const pieces = text.trim().split(/\s+/)
    const known = pieces.every((piece) => kindOf(piece) === 'set' || this.#names.isDefinedService(piece))
    return known ? pieces : values
  }
}

/** Ports of a table that has no column for their protocol: TCP or UDP, or both. */
function withoutProtocol({ most, reasons }: ServiceExtent, services: ServiceSetStore): ServiceExtent {
  const reason = 'the table has no column for the protocol of the ports'
  return { sure: services.none, most, reasons: [...reasons, reason] }
}

function filled(text: string): string | undefined {
  return isEmptyCell(text) ? undefined : text
}

/** Whether a protocol cell names only protocols that have no ports, or every packet in the notation `-1`. */
function isWithoutPorts(text: string, anyWords: readonly string[]): boolean {
  if (/^-1(?:\.0)?$/.test(text.trim())) return true
  const protocols = readProtocolCell(text, anyWords)
  return protocols !== undefined && protocols !== 'any' && !protocols.some(isPortProtocol)
}
