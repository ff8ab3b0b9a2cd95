import { formatAddress, formatPrefix, type Prefix, prefixBounds } from '../../model/address.ts'
import type { Firewall } from '../../model/firewall.ts'
import type { AddedPermits, Rectangle } from '../../model/permits-in-front.ts'
import type { FirewallChange } from '../remedy-result.ts'

/** How a permit is written: its protocol, and its port if it has one. */
export interface Written {
  readonly added: AddedPermits
  readonly protocol: 'ip' | 'tcp'
  readonly port?: number
}

/** The lines to enter, by firewall: commands for an ASA, rows for whatever came as a table. */
export function changesOf(written: readonly Written[]): FirewallChange[] {
  const firewalls = [...new Set(written.map(({ added }) => added.place.firewall))]
  return firewalls.map((firewall) => {
    const own = written.filter(({ added }) => added.place.firewall === firewall)
    const lines = firewall.dialect === 'asa' ? new AsaLines(firewall).of(own) : tableRows(own)
    return { firewall: firewall.name, dialect: firewall.dialect, lines }
  })
}

/** Commands that put permits to the top of their lists. */
class AsaLines {
  readonly #firewall: Firewall
  readonly #groups = new Map<string, string>()
  readonly #lines: string[] = []

  constructor(firewall: Firewall) {
    this.#firewall = firewall
  }

  of(written: readonly Written[]): string[] {
    for (const { added, protocol, port } of written) {
      const { table, ingress } = added.place
      const name = table?.name ?? `EMMENTAL_${ingress}_in`
      const tail = port === undefined ? '' : ` eq ${port}`
      const permits = added.rectangles.map(
        ({ sources, destinations }) => `permit ${protocol} ${this.#side(sources)} ${this.#side(destinations)}${tail}`,
      )
      if (table !== undefined)
        this.#lines.push(...permits.map((permit) => `access-list ${name} line 1 extended ${permit}`))
      else this.#newList(name, ingress, permits)
    }
    return this.#lines
  }

  /** A new list takes the place of the security level, so it ends with what the level let pass and refused. */
  #newList(name: string, ingress: string, permits: readonly string[]): void {
    const refused = this.#firewall.interfaces
      .filter((one) => one.name !== ingress && this.#refusesByLevel(ingress, one.name))
      .flatMap(({ networks }) => networks)
    this.#lines.push(
      ...permits.map((permit) => `access-list ${name} extended ${permit}`),
      ...refused.map((prefix) => `access-list ${name} extended deny ip any ${networkWords(prefix)}`),
      `access-list ${name} extended permit ip any any`,
      `access-group ${name} in interface ${ingress}`,
    )
  }

  #refusesByLevel(ingress: string, egress: string): boolean {
    return this.#firewall
      .passage(ingress, egress, 4)
      .some(({ name, otherwise }) => name === 'security levels' && otherwise.action !== 'permit')
  }

  #side(addresses: Rectangle['sources']): string {
    const [first] = addresses
    if (first !== undefined && addresses.length === 1) return `host ${formatAddress(first)}`
    const key = addresses.join()
    const known = this.#groups.get(key)
    if (known !== undefined) return `object-group ${known}`
    const name = `EMMENTAL-${this.#groups.size + 1}`
    this.#groups.set(key, name)
    this.#lines.push(
      `object-group network ${name}`,
      ...addresses.map((address) => ` network-object host ${formatAddress(address)}`),
    )
    return `object-group ${name}`
  }
}

function networkWords(prefix: Prefix): string {
  const [first, last] = prefixBounds(prefix)
  if (typeof first === 'bigint' || typeof last === 'bigint') return formatPrefix(prefix)
  return `${formatAddress(first)} ${formatAddress(0xffffffff - (last - first))}`
}

const HEADER = 'firewall,list,position,from,to,action,protocol,source,destination,port'

/** Rows for any product, several addresses in one cell. */
function tableRows(written: readonly Written[]): string[] {
  const rows = written.flatMap(({ added, protocol, port }) => {
    const { firewall, table, ingress, egress } = added.place
    return added.rectangles.map(({ sources, destinations }) =>
      [
        firewall.name,
        table?.name ?? '',
        '1',
        ingress,
        egress,
        'permit',
        protocol,
        sources.map(formatAddress).join(';'),
        destinations.map(formatAddress).join(';'),
        port === undefined ? 'any' : String(port),
      ]
        .map(cell)
        .join(','),
    )
  })
  return [HEADER, ...rows]
}

/** Names of an export may hold anything; a spreadsheet must not take them for a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
