import { hasAddress } from '../../src/model/address-set.ts'
import type { GroupStep } from '../../src/model/firewall.ts'
import type { Packet } from '../../src/model/packet.ts'
import type { ServiceSetStore } from '../../src/model/service-set.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { type Delimiter, recordAt } from '../shared/table.ts'
import { withoutNegation } from './cell-addresses.ts'
import { splitCell } from './cells.ts'
import type { Definition } from './definitions.ts'
import type { HeaderColumn } from './header.ts'
import type { CsvMapping } from './mapping.ts'
import type { Names } from './names.ts'
import { withoutMark } from './switched-off.ts'

const DEPTH_MAX = 32

export interface GroupPathInput {
  readonly source: SourceText
  readonly delimiter: Delimiter
  readonly columns: readonly HeaderColumn[]
  readonly names: Names
  readonly mapping: CsvMapping
  readonly services: ServiceSetStore
}

const ignore = (): void => {}

/** The definitions through which the cells of a rule hold a packet; the row is read again, so that rules need not keep it. */
export function groupPathOf(input: GroupPathInput, line: number, packet: Packet): GroupStep[] {
  const { source, delimiter, columns, names, mapping, services } = input
  const row = recordAt(source, line, delimiter)
  if (row === undefined) return []
  const holdsAddress =
    (address: Packet['source']) =>
    (name: string): boolean => {
      const extent = names.addresses(name, ignore)
      return extent !== undefined && hasAddress(extent.most, address)
    }
  const holdsService = (name: string): boolean => {
    const extent = names.services(name, ignore)
    const point = [packet.protocol, packet.destinationField, packet.sourceField]
    return extent !== undefined && services.space.contains(extent.most, point)
  }
  const tests = new Map<string | undefined, (name: string) => boolean>([
    ['source', holdsAddress(packet.source)],
    ['destination', holdsAddress(packet.destination)],
    ['service', holdsService],
  ])
  return columns.flatMap(({ field, index }) => {
    const holds = tests.get(field)
    const text = withoutMark(row.cells[index] ?? '')
    if (holds === undefined || text === '') return []
    const candidates = [text, ...splitCell(text, mapping.listSeparator), ...text.split(/\s+/)]
    const name = candidates
      .map((one) => withoutNegation(one).text)
      .find((one) => names.definitionsOf(one).length > 0 && holds(one))
    return name === undefined ? [] : stepsFrom(names, name, holds)
  })
}

function stepsFrom(names: Names, start: string, holds: (name: string) => boolean): GroupStep[] {
  const steps: GroupStep[] = []
  let next: string | undefined = start
  for (let depth = 0; next !== undefined && depth < DEPTH_MAX; depth++) {
    const definitions = names.definitionsOf(next)
    const member = (value: string): boolean => names.definitionsOf(value).length > 0 && holds(value)
    const definition: Definition | undefined = definitions.find(({ values }) => values.some(member)) ?? definitions[0]
    if (definition === undefined) return steps
    const { source, line, values } = definition
    steps.push({ line, text: `${source.name}: ${source.shownLine(line)}` })
    next = values.find(member)
  }
  return steps
}
