import { type AddressRanges, ANY_ADDRESS, isNoAddress } from '../../src/model/address-set.ts'
import { withinAddresses } from '../shared/extent.ts'
import type { AsaDoubt } from './config.ts'
import type { AddressResolver } from './resolve-addresses.ts'

/** One statement of address translation, as far as it must be known to say which packets it may touch. */
export interface Translation {
  readonly line: number
  readonly realInterface: string
  readonly mappedInterface: string
  readonly real: AddressRanges
  /** Addresses on the mapped side that stand for the real ones; undefined where they are not known. */
  readonly mapped?: AddressRanges
  /** What the translated hosts talk to, if the statement says so. */
  readonly other: AddressRanges
  /** Nothing is altered: the statement exempts what it matches from the ones after it. */
  readonly identity: boolean
  readonly dynamic: boolean
  /** 1: before the objects' own translations, 2: those, 3: after them. */
  readonly section: 1 | 2 | 3
}

/** `(real,mapped)` with the names of interfaces, or `any`. */
function interfacesIn(word: string | undefined): [string, string] | undefined {
  const match = /^\(([^,()]+),([^,()]+)\)$/.exec(word ?? '')
  return match === null ? undefined : [match[1]!, match[2]!]
}

/** Reads `nat` of 8.3 and newer; undefined for the older form or what is not understood. */
export function readTranslation(doubt: AsaDoubt, resolver: AddressResolver): Translation | undefined {
  const { words, line, object } = doubt
  if (words[0] !== 'nat' || words.includes('inactive')) return undefined
  const interfaces = interfacesIn(words[1])
  const [realInterface, mappedInterface] = interfaces ?? ['any', 'any']
  const rest = words.slice(interfaces === undefined ? 1 : 2)
  const place = { line, realInterface, mappedInterface }
  if (object !== undefined) return readObjectTranslation(rest, place, object, resolver)
  return readTwiceTranslation(rest, place, resolver)
}

type Place = Pick<Translation, 'line' | 'realInterface' | 'mappedInterface'>

function readObjectTranslation(
  words: readonly string[],
  place: Place,
  object: string,
  resolver: AddressResolver,
): Translation | undefined {
  const [how, mappedWord = ''] = words
  if (how !== 'static' && how !== 'dynamic') return undefined
  const real = resolver.object(object)?.most ?? ANY_ADDRESS
  const mapped = mappedOf(mappedWord, resolver)
  const identity = how === 'static' && !words.includes('service') && mapped !== undefined && same(mapped, real)
  return {
    ...place,
    real,
    ...(mapped === undefined ? {} : { mapped }),
    other: ANY_ADDRESS,
    identity,
    dynamic: how === 'dynamic',
    section: 2,
  }
}

function readTwiceTranslation(
  words: readonly string[],
  place: Place,
  resolver: AddressResolver,
): Translation | undefined {
  const at = words.indexOf('source')
  const [how, realWord = '', mappedWord = ''] = words.slice(at + 1)
  if (at < 0 || (how !== 'static' && how !== 'dynamic')) return undefined
  const to = words.indexOf('destination')
  const [, mappedOther = 'any', realOther = 'any'] = to < 0 ? [] : words.slice(to + 1)
  const mapped = mappedOf(mappedWord, resolver)
  return {
    ...place,
    real: mappedOf(realWord, resolver) ?? ANY_ADDRESS,
    ...(mapped === undefined ? {} : { mapped }),
    other: mappedOf(mappedOther, resolver) ?? ANY_ADDRESS,
    identity: how === 'static' && realWord === mappedWord && mappedOther === realOther && !words.includes('service'),
    dynamic: how === 'dynamic',
    section: words.slice(0, at).includes('after-auto') ? 3 : 1,
  }
}

function mappedOf(word: string, resolver: AddressResolver): AddressRanges | undefined {
  if (word === 'any') return ANY_ADDRESS
  const address = resolver.address(word)
  if (address !== undefined) {
    return typeof address === 'number' ? { v4: [address, address], v6: [] } : { v4: [], v6: [address, address] }
  }
  return (resolver.object(word) ?? resolver.group(word))?.most
}

function same(a: AddressRanges, b: AddressRanges): boolean {
  return a.v4.join() === b.v4.join() && a.v6.join() === b.v6.join()
}

/** Reads `static (real,mapped) MAPPED REAL [netmask M]` of before 8.3. */
export function readStatic(doubt: AsaDoubt, resolver: AddressResolver): Translation | undefined {
  const { words, line } = doubt
  const interfaces = interfacesIn(words[1])
  if (words[0] !== 'static' || interfaces === undefined) return undefined
  const [realInterface, mappedInterface] = interfaces
  const place = { line, realInterface, mappedInterface, other: ANY_ADDRESS, dynamic: false, section: 1 } as const
  const ported = words[2] === 'tcp' || words[2] === 'udp'
  const maskAt = words.indexOf('netmask')
  const mask = maskAt < 0 ? '255.255.255.255' : (words[maskAt + 1] ?? '')
  const mapped = resolver.masked(words[ported ? 3 : 2] ?? '', mask)
  const real = resolver.masked(words[ported ? 5 : 3] ?? '', mask)
  if (real === undefined) return { ...place, real: ANY_ADDRESS, identity: false }
  const limited = withinAddresses(real, ANY_ADDRESS).most
  if (mapped === undefined || isNoAddress(mapped.most)) return { ...place, real: limited, identity: false }
  return { ...place, real: limited, mapped: mapped.most, identity: !ported && same(mapped.most, limited) }
}
