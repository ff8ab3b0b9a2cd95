import { maskLength, parseAddress, parseIPv4, parsePrefix, prefixOf } from '../../src/model/address.ts'
import {
  type AddressRanges,
  ANY_ADDRESS,
  ANY_IPV4,
  ANY_IPV6,
  addressesOfPrefix,
  addressRange,
} from '../../src/model/address-set.ts'
import { ANY_WORDS, damageOf, singleSpaced } from './cells.ts'

/** What one value of an address cell says. */
export type AddressToken =
  | { readonly kind: 'set'; readonly set: AddressRanges; readonly negated: boolean }
  | { readonly kind: 'name'; readonly name: string; readonly negated: boolean }
  | { readonly kind: 'wrong'; readonly message: string; readonly expected: string; readonly mend: string }

const NEGATION = /^\s*(\[negate\]|!|not:|not\s+|<>|≠)\s*/i

/** A value without the mark that takes it out, and whether it had one. */
export function withoutNegation(token: string): { negated: boolean; text: string } {
  return { negated: NEGATION.test(token), text: token.replace(NEGATION, '').trim() }
}

/** Reads an address, a network, a range, a word for everything, or else the name of an object. */
export function readAddressToken(token: string, anyWords: readonly string[]): AddressToken {
  const { negated, text } = withoutNegation(token)
  const literal = literalOf(text, anyWords)
  if (literal === undefined) return { kind: 'name', name: text, negated }
  if ('message' in literal) return { kind: 'wrong', ...literal }
  return { kind: 'set', set: literal, negated }
}

type Wrong = { readonly message: string; readonly expected: string; readonly mend: string }

function literalOf(text: string, anyWords: readonly string[]): AddressRanges | Wrong | undefined {
  const word = text.toLowerCase()
  if (ANY_WORDS.has(word) || anyWords.some((one) => one.toLowerCase() === word)) return ANY_ADDRESS
  if (['any4', 'any-ipv4', 'all-ipv4', 'any ipv4', '0.0.0.0/0', '0/0'].includes(word)) return ANY_IPV4
  if (['any6', 'any-ipv6', 'all-ipv6', 'any ipv6', '::/0'].includes(word)) return ANY_IPV6
  const damage = damageOf(text)
  if (damage !== undefined) return wrong(`\`${text}\` is ${damage}`, 'write the address again')
  if (text === '0.0.0.0' || text === '::')
    return wrong(`\`${text}\` is no host`, 'write `any` if every address is meant')
  const address = parseAddress(text)
  if (address !== undefined) return addressRange(address, address)
  return maskedOf(text) ?? prefixed(text) ?? rangeOf(text) ?? described(text, anyWords) ?? malformed(text)
}

function wrong(message: string, mend: string): Wrong {
  return {
    message,
    expected: 'an address, a network such as 10.1.0.0/16, a range, `any`, or the name of an object',
    mend,
  }
}

function prefixed(text: string): AddressRanges | Wrong | undefined {
  if (!/^[0-9a-f.:]+\/\d{1,3}$/i.test(text) || !/[.:]/.test(text)) return undefined
  const parsed = parsePrefix(text)
  if (parsed.kind === 'prefix') return addressesOfPrefix(parsed.prefix)
  if (parsed.kind === 'invalid') return wrong(`\`${text}\` is no network`, 'correct the address or the prefix length')
  return wrong(`\`${text}\` has host bits behind its prefix`, 'write the network address, or /32 if one host is meant')
}

/** `10.1.0.0/255.255.0.0` and `10.1.0.0 255.255.0.0`. */
function maskedOf(text: string): AddressRanges | Wrong | undefined {
  const match = /^(\d+\.\d+\.\d+\.\d+)(?: ?\/ ?| )(\d+\.\d+\.\d+\.\d+)$/.exec(singleSpaced(text))
  if (match === null) return undefined
  const address = parseIPv4(match[1]!)
  const mask = parseIPv4(match[2]!)
  const length = mask === undefined ? undefined : maskLength(mask)
  if (address === undefined || length === undefined) {
    return wrong(
      `\`${match[2]}\` is no network mask`,
      'write a network mask or a prefix length; wildcard masks are not read',
    )
  }
  const prefix = prefixOf(address, length)
  if (prefix.address === address) return addressesOfPrefix(prefix)
  return wrong(`\`${text}\` has host bits behind its mask`, 'write the network address, or the mask of one host')
}

function rangeOf(text: string): AddressRanges | Wrong | undefined {
  const match = /^([0-9a-f.:]+) ?(?:-|–|—|\bto\b) ?([0-9a-f.:]+)$/i.exec(singleSpaced(text))
  if (match === null) return undefined
  const first = parseAddress(match[1]!)
  if (first === undefined) return undefined
  const short = typeof first === 'number' && /^\d{1,3}$/.test(match[2]!)
  const last = parseAddress(short ? `${match[1]!.slice(0, match[1]!.lastIndexOf('.') + 1)}${match[2]!}` : match[2]!)
  if (last === undefined || typeof last !== typeof first)
    return wrong(`\`${text}\` is no range of addresses`, 'write first and last address')
  if (last < first) return wrong(`the range \`${text}\` is backwards`, 'write the lower address first')
  return addressRange(first, last)
}

/** `name (10.1.1.1)`, `name [10.1.1.0/24]`, `IP/Netmask: 10.0.0.0/8`: the literal counts. */
function described(text: string, anyWords: readonly string[]): AddressRanges | Wrong | undefined {
  const inside =
    /^[^()[\]]+[([]([\s0-9a-f.:/-]+)[)\]]$/i.exec(text)?.[1] ??
    /^(?:ip\/netmask|ip range|host):\s*(\S+)$/i.exec(text)?.[1]
  if (inside === undefined || !/[.:]/.test(inside)) return undefined
  const literal = literalOf(inside.trim(), anyWords)
  const before = text.slice(0, text.search(/[([]/)).split(/[\s,/]+/)
  const other = before.find((word) => word.includes('.') && parseIPv4(word) !== undefined && word !== inside.trim())
  if (other === undefined || text.search(/[([]/) < 0) return literal
  return wrong(
    `\`${text}\` names two addresses, such as a real and a translated one`,
    'leave the address that the rule is applied to',
  )
}

/** Something that was meant as an address and is none: a number, or four numbers with dots. */
function malformed(text: string): Wrong | undefined {
  if (/^\d+(\.\d+){0,2}(\/\d+)?$/.test(text))
    return wrong(`\`${text}\` is a number, not an address`, 'write four numbers with dots')
  if (!/^[\dx]{1,4}(\.[\dx*]{1,4}){3}(\/\S*)?$/i.test(text)) return undefined
  return wrong(`\`${text}\` is no IPv4 address`, 'write four numbers from 0 to 255 without leading zeros')
}
