import {
  type Family,
  familyOf,
  formatAddress,
  formatPrefix,
  type Prefix,
  prefixBounds,
} from '../../../src/model/address.ts'
import type { Firewall } from '../../../src/model/firewall.ts'
import type { AddedPermits, Rectangle } from '../../../src/model/permits-in-front.ts'
import type { RuleTable } from '../../../src/model/rule-table.ts'
import type { ProposedEdits } from '../../dialect.ts'
import { type Era, isOld } from '../config.ts'
import { inspectionOff } from './inspection-off.ts'

/** The commands that put permits to the top of their lists and turn off inspections; for people to enter, and to be applied. */
export function proposedLines(firewall: Firewall, { permits, altering }: ProposedEdits): readonly string[] {
  return [...new PermitLines(firewall).of(permits), ...inspectionOff(firewall.source, altering)]
}

class PermitLines {
  readonly #firewall: Firewall
  readonly #text: string
  readonly #era: Era
  readonly #groups = new Map<string, string>()
  readonly #lines: string[] = []
  #lastGroup = 0

  constructor(firewall: Firewall) {
    const { source } = firewall
    this.#firewall = firewall
    this.#text = Array.from({ length: source.lineCount }, (_, i) => source.rawLine(i + 1)).join('\n')
    this.#era = firewall.edition as Era
  }

  of(permits: readonly AddedPermits[]): string[] {
    for (const added of permits) {
      const { table, ingress } = added.place
      if (table !== undefined) this.#intoList(table, added)
      else this.#newList(ingress, added)
    }
    return this.#lines
  }

  #intoList(table: RuleTable, added: AddedPermits): void {
    const isSix = /^\s*ipv6\s/i.test(table.rowCount === 0 ? '' : table.source.rawLine(table.line(0)))
    for (const entry of isSix ? this.#plainEntries(added) : this.#entries(added)) {
      const head = isSix ? `ipv6 access-list ${table.name} line 1` : `access-list ${table.name} line 1${this.#kind()}`
      this.#lines.push(`${head} ${entry}`)
    }
  }

  /**
   * A new list takes the place of the security level, so behind the permits it says what the level let pass and what it
   * refused, the longer prefix first, as the device looks up its way.
   */
  #newList(ingress: string, added: AddedPermits): void {
    const name = this.#unusedName(`EMMENTAL_${ingress}_in`)
    const head = `access-list ${name}${this.#kind()}`
    for (const entry of this.#entries(added)) this.#lines.push(`${head} ${entry}`)
    for (const { real, mapped } of this.#shownOn(ingress)) {
      this.#lines.push(`${head} ${this.#refusesByLevel(ingress, real, 4) ? 'deny' : 'permit'} ip any ${mapped}`)
    }
    const networks = this.#firewall.interfaces
      .filter((one) => one.name !== ingress)
      .flatMap((one) => one.networks.map((prefix) => ({ prefix, egress: one.name })))
      .filter(({ prefix }) => this.#listsHoldBoth() || familyOf(prefix.address) === 4)
      .sort((a, b) => b.prefix.length - a.prefix.length)
    for (const { prefix, egress } of networks) {
      const family = familyOf(prefix.address)
      const word = this.#refusesByLevel(ingress, egress, family) ? 'deny' : 'permit'
      const any = networks.some((one) => one.prefix.length === 0 && one.prefix !== prefix) ? `any${family}` : 'any'
      const [source, destination] = prefix.length === 0 ? [any, any] : ['any', networkWords(prefix)]
      this.#lines.push(`${head} ${word} ip ${source} ${destination}`)
    }
    this.#lines.push(`access-group ${name} in interface ${ingress}`)
  }

  /** Before 8.3 a list sees hosts by the addresses that `static` shows on its interface. */
  #shownOn(ingress: string): { readonly real: string; readonly mapped: string }[] {
    if (!isOld(this.#era)) return []
    return this.#text.split('\n').flatMap((line) => {
      const [, real = '', on, rest = ''] = /^\s*static\s+\(([^,\s]+),([^)\s]+)\)\s(.*)$/i.exec(line) ?? []
      if (on !== ingress || !this.#firewall.interfaces.some((one) => one.name === real)) return []
      const words = rest.trim().split(/\s+/)
      const [mapped = ''] = /^(?:tcp|udp)$/i.test(words[0] ?? '') ? words.slice(1) : words
      if (mapped === 'interface') return [{ real, mapped: `interface ${ingress}` }]
      const mask = /\snetmask\s+(\S+)/i.exec(rest)?.[1] ?? '255.255.255.255'
      return [{ real, mapped: mask === '255.255.255.255' ? `host ${mapped}` : `${mapped} ${mask}` }]
    })
  }

  /** Up to 6.3 an entry has no `extended`. */
  #kind(): string {
    return this.#era === 'pix6' ? '' : ' extended'
  }

  /** From 9.0 on one list decides IPv4 and IPv6. */
  #listsHoldBoth(): boolean {
    return this.#era === 'asa9'
  }

  #refusesByLevel(ingress: string, egress: string, family: Family): boolean {
    return this.#firewall
      .passage(ingress, egress, family)
      .some(({ name, otherwise }) => name === 'security levels' && otherwise.action !== 'permit')
  }

  #entries({ rectangles, protocol, port }: AddedPermits): string[] {
    const tail = port === undefined ? '' : ` eq ${port}`
    return rectangles.map((rectangle) => {
      const { sources, destinations } = rectangle
      const plain = `permit ${protocol} ${this.#side(sources)} ${this.#side(destinations)}${tail}`
      // An entry that is there already would stay where it stands.
      if (!this.#text.includes(plain)) return plain
      return `permit ${protocol} ${this.#group(sources)} ${this.#side(destinations)}${tail}`
    })
  }

  /** `ipv6 access-list` knows no groups: an entry for each pair. */
  #plainEntries({ rectangles, protocol, port }: AddedPermits): string[] {
    const tail = port === undefined ? '' : ` eq ${port}`
    return rectangles.flatMap(({ sources, destinations }) =>
      sources.flatMap((source) =>
        destinations.map(
          (destination) => `permit ${protocol} host ${formatAddress(source)} host ${formatAddress(destination)}${tail}`,
        ),
      ),
    )
  }

  #side(addresses: Rectangle['sources']): string {
    const [first] = addresses
    return first !== undefined && addresses.length === 1 ? `host ${formatAddress(first)}` : this.#group(addresses)
  }

  #group(addresses: Rectangle['sources']): string {
    const key = addresses.join()
    const known = this.#groups.get(key)
    if (known !== undefined) return `object-group ${known}`
    do this.#lastGroup++
    while (this.#isUsed(`EMMENTAL-${this.#lastGroup}`))
    const name = `EMMENTAL-${this.#lastGroup}`
    this.#groups.set(key, name)
    this.#lines.push(
      `object-group network ${name}`,
      ...addresses.map((address) =>
        familyOf(address) === 4
          ? ` network-object host ${formatAddress(address)}`
          : ` network-object ${formatAddress(address)}/128`,
      ),
    )
    return `object-group ${name}`
  }

  #unusedName(wanted: string): string {
    let name = wanted
    for (let i = 2; this.#isUsed(name); i++) name = `${wanted}_${i}`
    return name
  }

  #isUsed(name: string): boolean {
    return this.#text.includes(name)
  }
}

function networkWords(prefix: Prefix): string {
  const [first, last] = prefixBounds(prefix)
  if (typeof first === 'bigint' || typeof last === 'bigint') return formatPrefix(prefix)
  return `${formatAddress(first)} ${formatAddress(0xffffffff - (last - first))}`
}
