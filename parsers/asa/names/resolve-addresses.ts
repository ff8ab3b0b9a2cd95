import { type Address, maskLength, parseAddress, parseIPv4, parsePrefix, prefixOf } from '../../../src/model/address.ts'
import {
  type AddressRanges,
  ANY_ADDRESS,
  ANY_IPV4,
  ANY_IPV6,
  addressesOfPrefix,
  addressRange,
  unionOfAddresses,
} from '../../../src/model/address-set.ts'
import { redactLine } from '../../../src/source/redact.ts'
import { type AddressExtent, openAddresses, settled, unionOfAddressExtents } from '../../shared/extent.ts'
import type { AsaConfig, AsaGroup, MemberLine } from '../config.ts'
import type { Warn } from '../warn.ts'
import type { WordReader } from './words.ts'
import { WordReader as Reader } from './words.ts'

/** What the text says about addresses, found once per name. */
export class AddressResolver {
  readonly #config: AsaConfig
  readonly #objects = new Map<string, AddressExtent>()
  readonly #groups = new Map<string, AddressExtent>()
  readonly #problems: Warn

  constructor(config: AsaConfig, problems: Warn) {
    this.#config = config
    this.#problems = problems
  }

  /**
   * An address as it may stand in any statement: literal, alias of `name`, or the PIX shorthand 0. An alias never looks
   * like an address, as it cannot begin with a digit (command reference, `name`).
   */
  address(text: string): Address | undefined {
    const literal = parseAddress(text) ?? (text === '0' ? 0 : undefined)
    if (literal !== undefined) return literal
    const alias = this.#config.names.get(text)
    return alias === undefined ? undefined : parseAddress(alias)
  }

  /** Whether an object or group has this name. */
  isNamed(name: string): boolean {
    return this.#config.objects.has(name) || this.#config.groups.has(name)
  }

  /** The addresses between two words, both inclusive; undefined if they are none, or backwards. */
  range(first: string, last: string): AddressRanges | undefined {
    const [a, b] = [this.address(first), this.address(last)]
    if (a === undefined || b === undefined || typeof a !== typeof b || a > b) return undefined
    return addressRange(a, b)
  }

  object(name: string): AddressExtent | undefined {
    const known = this.#objects.get(name)
    if (known !== undefined) return known
    const object = this.#config.objects.get(name)
    if (object === undefined || object.kind !== 'network') return undefined
    const extent = this.#objectValue(name, object.value)
    this.#objects.set(name, extent)
    return extent
  }

  /** The lines of a group of any kind and of those below it, for comparing what is not resolved. */
  membersText(name: string): string {
    const seen = new Set([name])
    for (const one of seen) {
      for (const { words } of this.#config.groups.get(one)?.members ?? []) {
        if (words[0] === 'group-object') seen.add(words[1] ?? '')
      }
    }
    const lines = Array.from(seen, (one) => this.#config.groups.get(one)?.members ?? []).flat()
    return lines.map(({ words }) => words.join(' ')).join('; ')
  }

  group(name: string): AddressExtent | undefined {
    const group = this.#config.groups.get(name)
    if (group === undefined || group.kind !== 'network') return undefined
    for (const one of this.#inOrder(group)) this.#groups.set(one.name, this.#groupValue(one))
    return this.#groups.get(name)
  }

  /** The groups below a group that are not resolved yet, members before holders; a loop is cut where it closes. */
  #inOrder(top: AsaGroup): AsaGroup[] {
    const order: AsaGroup[] = []
    const state = new Map<string, 'open' | 'done'>()
    const stack: { group: AsaGroup; next: number }[] = []
    const enter = (group: AsaGroup): void => {
      if (this.#groups.has(group.name) || state.has(group.name)) return
      state.set(group.name, 'open')
      stack.push({ group, next: 0 })
    }
    enter(top)
    while (stack.length > 0) {
      const frame = stack.at(-1)!
      const member = frame.group.members[frame.next++]
      if (member === undefined) {
        state.set(frame.group.name, 'done')
        order.push(frame.group)
        stack.pop()
      } else if (member.words[0] === 'group-object') {
        const below = this.#config.groups.get(member.words[1] ?? '')
        if (below !== undefined && state.get(below.name) === 'open') {
          this.#problems(
            'group-loop',
            member.line,
            `the group \`${below.name}\` contains itself; the device refuses this line`,
          )
        } else if (below !== undefined && below.kind === 'network') enter(below)
      }
    }
    return order
  }

  #groupValue(group: AsaGroup): AddressExtent {
    if (group.members.length === 0)
      this.#problems('empty-group', group.line, `the group \`${group.name}\` is empty and matches nothing`)
    return unionOfAddressExtents(group.members.map((member) => this.member(member)))
  }

  /** What one line of a group holds. A group that is still being resolved adds nothing: it is a loop. */
  member({ words, line }: MemberLine): AddressExtent {
    const [keyword, ...rest] = words
    if (keyword === 'group-object') {
      const below = this.#config.groups.get(rest[0] ?? '')
      if (below?.kind !== 'network') return undefinedName('object-group', rest[0] ?? '')
      return this.#groups.get(below.name) ?? settled({ v4: [], v6: [] })
    }
    const reader = new Reader(rest.map((text, i) => ({ text, column: i + 1 })))
    const extent = keyword === 'network-object' ? this.operand(reader, ANY_ADDRESS) : undefined
    if (extent === undefined || !reader.atEnd) {
      this.#problems('member', line, `\`${words.join(' ')}\` is not understood as a member of a network group`)
      return openAddresses(ANY_ADDRESS, notUnderstood(words, line, 'of the group'))
    }
    return extent
  }

  #objectValue(name: string, value: MemberLine | undefined): AddressExtent {
    if (value === undefined) return openAddresses(ANY_ADDRESS, `object \`${name}\` has no address`)
    const [keyword, first = '', second = ''] = value.words
    const addresses = keyword === 'host' ? this.range(first, first) : keyword === 'range' && this.range(first, second)
    if (addresses) return settled(addresses)
    if (keyword === 'subnet') {
      const subnet = this.#subnet(first, second)
      if (subnet !== undefined) return subnet
    }
    if (keyword === 'fqdn') return this.#fqdn(value)
    this.#problems('object', value.line, `\`${value.words.join(' ')}\` is not understood as the address of an object`)
    return openAddresses(ANY_ADDRESS, notUnderstood(value.words, value.line, `of object \`${name}\``))
  }

  #fqdn({ words, line }: MemberLine): AddressExtent {
    const family = words[1] === 'v4' ? ANY_IPV4 : words[1] === 'v6' ? ANY_IPV6 : ANY_ADDRESS
    const name = words.at(-1) ?? ''
    return openAddresses(family, `the addresses of \`${name}\` (line ${line}) come from DNS; state them`)
  }

  #subnet(first: string, second: string): AddressExtent | undefined {
    const parsed = first.includes('/') ? parsePrefix(first) : undefined
    if (parsed !== undefined && parsed.kind !== 'invalid') return settled(addressesOfPrefix(parsed.prefix))
    return this.masked(first, second)
  }

  /** `address mask`; the mask is a network mask, and a wildcard of IOS is not guessed at. */
  masked(first: string, second: string): AddressExtent | undefined {
    const address = this.address(first)
    const mask = second === '0' ? 0 : parseIPv4(second)
    if (typeof address !== 'number' || mask === undefined) return undefined
    const length = maskLength(mask)
    if (length === undefined) {
      return openAddresses(ANY_IPV4, `\`${second}\` is no network mask (an IOS wildcard?); write the network mask`)
    }
    return settled(addressesOfPrefix(prefixOf(address, length)))
  }

  /** An address operand of an access list entry or of a group; undefined if the words are none. */
  operand(reader: WordReader, any: AddressRanges): AddressExtent | undefined {
    switch (reader.key) {
      case 'any':
        reader.next()
        return settled(any)
      case 'any4':
        reader.next()
        return settled(ANY_IPV4)
      case 'any6':
        reader.next()
        return settled(ANY_IPV6)
      case 'host':
        reader.next()
        return this.#host(reader.next())
      case 'object':
        reader.next()
        return this.#named('object', reader.next())
      case 'object-group':
        reader.next()
        return this.#named('object-group', reader.next())
      case 'interface':
        reader.next()
        return this.#interface(reader.next())
      case 'range':
        return this.#range(reader)
      case 'fqdn':
        return this.#name(reader)
      default:
        return this.#literal(reader)
    }
  }

  #host(text: string | undefined): AddressExtent | undefined {
    const address = text === undefined ? undefined : this.address(text)
    return address === undefined ? undefined : settled(addressRange(address, address))
  }

  #range(reader: WordReader): AddressExtent | undefined {
    const range = this.range(reader.peek(1) ?? '', reader.peek(2) ?? '')
    if (range === undefined) return undefined
    for (let i = 0; i < 3; i++) reader.next()
    return settled(range)
  }

  /** `fqdn NAME (unresolved)`, as a device prints it. */
  #name(reader: WordReader): AddressExtent {
    reader.next()
    const name = reader.next() ?? ''
    reader.take('(unresolved)')
    return openAddresses(ANY_ADDRESS, `the addresses of \`${name}\` come from DNS; state them`)
  }

  #named(kind: 'object' | 'object-group', name: string | undefined): AddressExtent | undefined {
    if (name === undefined) return undefined
    return (kind === 'object' ? this.object(name) : this.group(name)) ?? undefinedName(kind, name)
  }

  #interface(name: string | undefined): AddressExtent | undefined {
    if (name === undefined) return undefined
    const own = this.ofInterface(name)
    return own === undefined
      ? openAddresses(ANY_ADDRESS, `the address of interface \`${name}\` is not in the text`)
      : settled(own)
  }

  /** The firewall's own addresses on an interface; undefined where the text does not give them. */
  ofInterface(name: string): AddressRanges | undefined {
    const found = this.#config.interfaces.find(({ nameif }) => nameif?.toLowerCase() === name.toLowerCase())
    if (found === undefined || found.dynamic.length > 0) return undefined
    const own = found.addresses
      .filter((one) => one.own)
      .map((one) => this.address(one.text.split('/')[0] ?? ''))
      .filter((address) => address !== undefined)
    return own.length === 0 ? undefined : unionOfAddresses(own.map((address) => addressRange(address, address)))
  }

  #literal(reader: WordReader): AddressExtent | undefined {
    const first = reader.peek() ?? ''
    if (first.includes('/')) {
      const parsed = parsePrefix(first)
      if (parsed.kind === 'invalid') return undefined
      reader.next()
      return settled(addressesOfPrefix(parsed.prefix))
    }
    const address = this.address(first)
    if (typeof address === 'bigint') {
      reader.next()
      return settled(addressRange(address, address))
    }
    const masked = this.masked(first, reader.peek(1) ?? '')
    if (masked === undefined) return undefined
    reader.next()
    reader.next()
    return masked
  }
}

/** A line of a definition, as a reason quotes it. */
export function notUnderstood(words: readonly string[], line: number, where: string): string {
  return `\`${redactLine(words.join(' ')).slice(0, 80)}\` (line ${line} ${where}) is not understood`
}

function undefinedName(kind: string, name: string): AddressExtent {
  return openAddresses(ANY_ADDRESS, `${kind} \`${name}\` is not defined in the text; add its definition`)
}
