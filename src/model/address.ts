import { IPv6 } from 'ip-num'

/**
 * An IP address as a point on one line, IPv4 first and IPv6 after: a number from 0 to 2^32 − 1 is an IPv4 address,
 * a bigint from 0 to 2^128 − 1 an IPv6 address.
 */
export type Address = number | bigint

export type Family = 4 | 6

export const IPV4_LAST = 0xffffffff
export const IPV6_LAST: bigint = (1n << 128n) - 1n

export function familyOf(address: Address): Family {
  return typeof address === 'number' ? 4 : 6
}

/** Negative, zero or positive, in the order of the line. */
export function compareAddresses(a: Address, b: Address): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

const DOTTED_QUAD = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/**
 * A dotted quad as a number from 0 to 2^32 − 1, or undefined. Octets with a leading zero are refused: some programs
 * read them as octal. Agrees with ip-num wherever ip-num accepts such a text (a property test holds this).
 */
export function parseIPv4(text: string): number | undefined {
  const match = DOTTED_QUAD.exec(text)
  if (match === null) return undefined
  let value = 0
  for (let i = 1; i <= 4; i++) {
    const octet = match[i]!
    const number = Number(octet)
    if (number > 255 || (octet.length > 1 && octet.startsWith('0'))) return undefined
    value = value * 256 + number
  }
  return value
}

/** An IPv6 address (RFC 4291 text forms, no zone index) as a bigint, or undefined. */
export function parseIPv6(text: string): bigint | undefined {
  if (!/^[0-9a-fA-F:]+(\d{1,3}(\.\d{1,3}){3})?$/.test(text) || !text.includes(':')) return undefined
  const plain = withoutEmbeddedIPv4(text)
  if (plain === undefined || /:::|::.*::/.test(plain) || /^:[^:]|[^:]:$/.test(plain)) return undefined
  const groups = plain.split(':').filter((group) => group !== '')
  if (groups.some((group) => group.length > 4)) return undefined
  if (plain.includes('::') ? groups.length > 7 : groups.length !== 8) return undefined
  try {
    return new IPv6(plain).getValue()
  } catch {
    return undefined
  }
}

function withoutEmbeddedIPv4(text: string): string | undefined {
  if (!text.includes('.')) return text
  const at = text.lastIndexOf(':') + 1
  const value = parseIPv4(text.slice(at))
  if (value === undefined) return undefined
  return `${text.slice(0, at)}${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`
}

/** An address of either family, or undefined. */
export function parseAddress(text: string): Address | undefined {
  return parseIPv4(text) ?? parseIPv6(text)
}

/** Dotted quad, or the canonical IPv6 text of RFC 5952. */
export function formatAddress(address: Address): string {
  return typeof address === 'number' ? formatIPv4(address) : formatIPv6(address)
}

export function formatIPv4(value: number): string {
  return `${Math.floor(value / 0x1000000)}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`
}

function formatIPv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn))
  let bestStart = -1
  let bestLength = 1
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (start + length < 8 && groups[start + length] === 0) length++
    if (length > bestLength) {
      bestStart = start
      bestLength = length
    }
  }
  const hex = groups.map((group) => group.toString(16))
  if (bestStart < 0) return hex.join(':')
  return `${hex.slice(0, bestStart).join(':')}::${hex.slice(bestStart + bestLength).join(':')}`
}

/**
 * The number of leading ones of a network mask (0 to 32), or undefined if its ones are not all in front. Agrees with
 * ip-num's masks (a property test holds this).
 */
export function maskLength(mask: number): number | undefined {
  const hostBits = IPV4_LAST - mask
  return (hostBits & (hostBits + 1)) === 0 ? Math.clz32(hostBits) : undefined
}

/** The network mask with this many leading ones, 0 to 32, as a number. */
export function maskOf(length: number): number {
  return length === 0 ? 0 : (IPV4_LAST << (32 - length)) >>> 0
}

/** A network: its first address and how many leading bits name it (0 to 32 or 128). INVARIANT(no-host-bits). */
export interface Prefix {
  readonly address: Address
  readonly length: number
}

/** What a text such as `10.0.0.0/8` says, or why it says nothing. */
export type ParsedPrefix =
  | { readonly kind: 'prefix'; readonly prefix: Prefix }
  | { readonly kind: 'host-bits'; readonly prefix: Prefix }
  | { readonly kind: 'invalid' }

/** `address/length`; a plain address is a network of one. `host-bits` carries the network with the host bits cleared. */
export function parsePrefix(text: string): ParsedPrefix {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === undefined) return { kind: 'invalid' }
  const width = typeof address === 'number' ? 32 : 128
  const lengthText = slash < 0 ? String(width) : text.slice(slash + 1)
  if (!/^\d{1,3}$/.test(lengthText) || Number(lengthText) > width) return { kind: 'invalid' }
  const prefix = prefixOf(address, Number(lengthText))
  return { kind: prefix.address === address ? 'prefix' : 'host-bits', prefix }
}

/** The network of this length that holds the address. */
export function prefixOf(address: Address, length: number): Prefix {
  if (typeof address === 'number') {
    if (!(length >= 0 && length <= 32)) throw new RangeError(`prefix length ${length} is not within 0-32`)
    return { address: (address & maskOf(length)) >>> 0, length }
  }
  if (!(length >= 0 && length <= 128)) throw new RangeError(`prefix length ${length} is not within 0-128`)
  const hostBits = BigInt(128 - length)
  return { address: (address >> hostBits) << hostBits, length }
}

/** First and last address of the network, inclusive. */
export function prefixBounds(prefix: Prefix): readonly [Address, Address] {
  if (typeof prefix.address === 'number') {
    return [prefix.address, prefix.address + (IPV4_LAST - maskOf(prefix.length))]
  }
  return [prefix.address, prefix.address | ((1n << BigInt(128 - prefix.length)) - 1n)]
}

export function prefixContains(prefix: Prefix, address: Address): boolean {
  if (typeof prefix.address !== typeof address) return false
  const [first, last] = prefixBounds(prefix)
  return first <= address && address <= last
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix.address)}/${prefix.length}`
}
