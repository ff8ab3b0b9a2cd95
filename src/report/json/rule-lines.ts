import { addressTexts } from '../../model/address-text.ts'
import type { Firewall } from '../../model/firewall.ts'
import { parseProtocol, protocolName } from '../../model/protocol.ts'
import type { RuleTable } from '../../model/rule-table.ts'
import { ICMP_LAST, isIcmp, isPortProtocol, PORT_LAST } from '../../model/service-set.ts'
import type { SetStore } from '../../model/set-store.ts'
import { type Json, jsonLine } from './json-text.ts'

/**
 * Every rule of a firewall, of lists that are bound and of lists that are not, in the order of the text, as JSON Lines of
 * `schemas/rule-1.schema.json`. Each line ends with a line end.
 */
export function* ruleLines(firewall: Firewall, sets: SetStore): Generator<string> {
  const services = new Map<number, Json>()
  const servicesOf = (id: number): Json => {
    const known = services.get(id) ?? serviceEntries(sets, id)
    services.set(id, known)
    return known
  }
  for (const table of firewall.tables) {
    for (let row = 0; row < table.rowCount; row++) {
      yield `${jsonLine(ruleObject(firewall, table, row, sets, servicesOf))}\n`
    }
  }
}

function ruleObject(
  firewall: Firewall,
  table: RuleTable,
  row: number,
  sets: SetStore,
  servicesOf: (id: number) => Json,
): Json {
  const line = table.line(row)
  const aceLine = table.deviceLine(row)
  const uncertain = table.uncertainty(row)
  const hits = firewall.hits?.(table, row)
  return {
    schema: 'emmental/rule/1',
    firewall: firewall.name,
    dialect: firewall.dialect,
    list: table.name,
    file: table.source.name,
    line,
    ...(aceLine > 0 ? { aceLine } : {}),
    action: table.action(row),
    source: addressTexts(sets.addresses.get(table.sourceSet(row))),
    destination: addressTexts(sets.addresses.get(table.destinationSet(row))),
    services: servicesOf(table.serviceSet(row)),
    certain: uncertain === undefined,
    ...(uncertain === undefined ? {} : { uncertain: table.source.shownReason(line, uncertain) }),
    ...(hits === undefined ? {} : { hits }),
    text: table.source.shownLine(line),
  }
}

type Pair = readonly [number, number]

/** Fields of one protocol that take the same source ports (ICMP codes). */
interface Slice {
  readonly protocols: Pair
  readonly destinations: Pair[]
  readonly sources: readonly Pair[]
}

/**
 * The entries of a service set. Protocols that are in it as a whole share the first entry; every other entry has the
 * fields that narrow it: ports for TCP, UDP and SCTP, types and codes for ICMP.
 */
function serviceEntries({ services }: SetStore, id: number): Json {
  const slices = new Map<string, Slice>()
  for (const [protocols, destinations, sources] of services.space.products(services.byId(id))) {
    for (const protocol of splitByKind(toPairs(protocols ?? []))) {
      const codes = toPairs(sources ?? [])
      const key = JSON.stringify([protocol, codes])
      const slice = slices.get(key) ?? { protocols: protocol, destinations: [], sources: codes }
      slices.set(key, slice)
      for (const pair of toPairs(destinations ?? [])) slice.destinations.push(pair)
    }
  }
  const whole = [...slices.values()].filter(isWhole).map(({ protocols }) => protocols)
  const partial = [...slices.values()].filter((slice) => !isWhole(slice))
  return [...(whole.length === 0 ? [] : [{ protocols: joined(whole) }]), ...partial.map(partialEntry)]
}

function toPairs(flat: readonly number[]): Pair[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? 0, flat[2 * i + 1] ?? 0] as const)
}

/** Protocols with fields of their own stand alone. */
function splitByKind(pairs: readonly Pair[]): Pair[] {
  const result: Pair[] = []
  for (const [first, last] of pairs) {
    let start = first
    for (let protocol = first; protocol <= last; protocol++) {
      if (!isPortProtocol(protocol) && !isIcmp(protocol)) continue
      if (start < protocol) result.push([start, protocol - 1])
      result.push([protocol, protocol])
      start = protocol + 1
    }
    if (start <= last) result.push([start, last])
  }
  return result
}

function isWhole({ protocols: [protocol], destinations, sources }: Slice): boolean {
  const last = lastOf(protocol)
  return last === undefined || (isAll(destinations, last) && isAll(sources, last))
}

/** The last value of a protocol's fields; undefined for protocols without any. */
function lastOf(protocol: number): number | undefined {
  if (isPortProtocol(protocol)) return PORT_LAST
  return isIcmp(protocol) ? ICMP_LAST : undefined
}

function isAll(pairs: readonly Pair[], last: number): boolean {
  const [only, ...others] = pairs
  return only !== undefined && others.length === 0 && only[0] === 0 && only[1] === last
}

function joined(pairs: readonly Pair[]): Pair[] {
  const result: [number, number][] = []
  for (const [first, last] of pairs.toSorted((a, b) => a[0] - b[0])) {
    const end = result.at(-1)
    if (end !== undefined && end[1] === first - 1) end[1] = last
    else result.push([first, last])
  }
  return result
}

function partialEntry({ protocols, destinations, sources }: Slice): Json {
  const [protocol] = protocols
  const last = lastOf(protocol) ?? 0
  const [destinationName, sourceName] = isIcmp(protocol)
    ? (['icmpTypes', 'icmpCodes'] as const)
    : (['destinationPorts', 'sourcePorts'] as const)
  const name = protocolName(protocol)
  return {
    protocols: [protocols],
    ...(parseProtocol(name) === protocol ? { name } : {}),
    ...(isAll(destinations, last) ? {} : { [destinationName]: destinations }),
    ...(isAll(sources, last) ? {} : { [sourceName]: sources }),
  }
}
