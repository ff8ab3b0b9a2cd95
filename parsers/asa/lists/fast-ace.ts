import type { AddressRanges, AddressSetId, AddressSetStore } from '../../../src/model/address-set.ts'
import { ICMP, TCP, UDP } from '../../../src/model/protocol.ts'
import type { Action, RuleTable } from '../../../src/model/rule-table.ts'
import type { ServiceSetStore } from '../../../src/model/service-set.ts'
import { ICMP_LAST } from '../../../src/model/service-set.ts'
import type { SourceText } from '../../../src/source/source-text.ts'
import type { AddressExtent } from '../../shared/extent.ts'
import { ICMP_WORDS, TCP_PORT_WORDS, UDP_PORT_WORDS } from '../names/literals.ts'
import type { AddressResolver } from '../names/resolve-addresses.ts'
import type { ServiceResolver } from '../names/resolve-services.ts'

/** What became of a line: the row that was added, or one of these. */
export const REMARK = -1
/** An entry for the general reading. */
export const OTHER = -2
/** An entry that is switched off: it has a device line, but no row. */
export const INACTIVE = -3

/**
 * What a remembered word is: names and the words of each protocol are looked up apart, as a name may be any word.
 * Words of a protocol have its number (at most 255), port groups their own kind for each protocol.
 */
const OBJECTS = 256
const ADDRESS_GROUPS = 257
const PORT_GROUPS = 512

const SPACE = 32
const DOT = 46
const ZERO = 48
const NINE = 57

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const WORDS = {
  extended: bytesOf('extended '),
  remark: bytesOf('remark'),
  permit: bytesOf('permit '),
  deny: bytesOf('deny '),
  tcp: bytesOf('tcp '),
  udp: bytesOf('udp '),
  ip: bytesOf('ip '),
  icmp: bytesOf('icmp '),
  any: bytesOf('any'),
  any4: bytesOf('any4'),
  host: bytesOf('host '),
  object: bytesOf('object '),
  objectGroup: bytesOf('object-group '),
  eq: bytesOf('eq '),
  range: bytesOf('range '),
  gt: bytesOf('gt '),
  lt: bytesOf('lt '),
  log: bytesOf('log'),
  interval: bytesOf(' interval '),
  inactive: bytesOf('inactive'),
}

const LOG_LEVELS = ['informational', 'notifications', 'warnings', 'errors', 'debugging', 'disable', 'default'].map(
  (level) => bytesOf(` ${level}`),
)

/**
 * Reads the plain majority of entries from the bytes of the file, without a string per line: `permit|deny
 * tcp|udp|icmp|ip`, operands that are settled, `eq` or `range` behind the destination, an optional `log`. Everything
 * else is left to the general reading; a property test holds that both agree.
 */
export class FastAces {
  readonly #bytes: Uint8Array
  readonly #source: SourceText
  #start = 0
  readonly #addresses: AddressSetStore
  readonly #services: ServiceSetStore
  readonly #resolver: AddressResolver
  readonly #serviceNames: ServiceResolver
  #any: AddressSetId
  #enabled = true
  readonly #named = new Map<number, { readonly kind: number; readonly name: Uint8Array; readonly id: number }[]>()
  readonly #icmpIds = new Map<number, number>()
  readonly #decoder = new TextDecoder()
  #inactive = false
  #at = 0
  #end = 0

  constructor(
    source: SourceText,
    stores: { readonly addresses: AddressSetStore; readonly services: ServiceSetStore },
    resolver: AddressResolver,
    serviceNames: ServiceResolver,
  ) {
    this.#source = source
    this.#bytes = source.bytes
    this.#addresses = stores.addresses
    this.#services = stores.services
    this.#resolver = resolver
    this.#serviceNames = serviceNames
    this.#any = stores.addresses.any
  }

  /** Turns to the entries of a list: what `any` means there, and whether its lines are in the form that is read here. */
  begin(listName: string, any: AddressRanges, isPlain: boolean): void {
    this.#start = bytesOf(`access-list ${listName} `).length
    this.#any = this.#addresses.intern(any)
    this.#enabled = isPlain
  }

  /** Adds the entry of a line to the table: its row, REMARK or OTHER. */
  add(table: RuleTable, line: number, deviceLine: number): number {
    if (!this.#enabled) return OTHER
    // Every line of a list but its first begins with the same words; the first letter tells the others apart.
    this.#at = this.#source.lineStarts[line - 1]! + this.#start
    this.#end = this.#source.lineEnd(line)
    if (this.#bytes[this.#at - 1] !== SPACE || this.#bytes[this.#source.lineStarts[line - 1]!] !== 97) return OTHER
    return this.#entry(table, line, deviceLine)
  }

  /** The same for an entry whose words, from `remark`, `extended` or the action on, stand between two offsets. */
  addBetween(table: RuleTable, line: number, deviceLine: number, start: number, end: number): number {
    if (!this.#enabled) return OTHER
    this.#at = start
    this.#end = end
    return this.#entry(table, line, deviceLine)
  }

  #entry(table: RuleTable, line: number, deviceLine: number): number {
    if (this.#takes(WORDS.remark)) return REMARK
    this.#takes(WORDS.extended)
    const action: Action | undefined = this.#takes(WORDS.permit)
      ? 'permit'
      : this.#takes(WORDS.deny)
        ? 'deny'
        : undefined
    if (action === undefined) return OTHER
    const protocol = this.#protocol()
    if (protocol < 0) return OTHER
    const source = this.#operand()
    if (source < 0 || !this.#blank()) return OTHER
    const destination = this.#operand()
    if (destination < 0) return OTHER
    const service = this.#service(protocol)
    if (service < 0 || !this.#finished()) return OTHER
    if (this.#inactive) return INACTIVE
    return table.addCertain(action, source as AddressSetId, destination as AddressSetId, service, line, deviceLine)
  }

  #takes(word: Uint8Array): boolean {
    const at = this.#at
    if (at + word.length > this.#end) return false
    for (let i = 0; i < word.length; i++) if (this.#bytes[at + i] !== word[i]) return false
    this.#at = at + word.length
    return true
  }

  #blank(): boolean {
    if (this.#bytes[this.#at] !== SPACE || this.#at >= this.#end) return false
    this.#at++
    return true
  }

  /** Only blanks, ` log` and ` inactive` up to the end of the line. */
  #finished(): boolean {
    this.#inactive = false
    for (;;) {
      while (this.#at < this.#end && this.#bytes[this.#at] === SPACE) this.#at++
      if (this.#at === this.#end) return true
      if (this.#takes(WORDS.inactive)) this.#inactive = true
      else if (!this.#takes(WORDS.log)) return false
      else if (!this.#logOptions()) return false
      if (!this.#atWordEnd()) return false
    }
  }

  /** ` informational interval 300` behind `log`: none of it decides what matches. */
  #logOptions(): boolean {
    const start = this.#at
    if (this.#takes(WORDS.interval)) {
      if (this.#digits(3) < 0) return false
    } else {
      for (const level of LOG_LEVELS) {
        if (this.#takes(level)) return this.#atWordEnd() && this.#logOptions()
      }
      this.#at = start
    }
    return true
  }

  /** 0 for `ip`; -1 for a word that is left to the general reading. */
  #protocol(): number {
    if (this.#takes(WORDS.tcp)) return TCP
    if (this.#takes(WORDS.udp)) return UDP
    if (this.#takes(WORDS.ip)) return 0
    return this.#takes(WORDS.icmp) ? ICMP : -1
  }

  #operand(): number {
    const first = this.#bytes[this.#at]!
    if (first >= ZERO && first <= NINE) return this.#network()
    if (this.#takes(WORDS.host)) {
      const address = this.#quad()
      return address < 0 ? -1 : this.#addresses.prefix4(address, 32)
    }
    if (this.#takes(WORDS.any4)) return this.#atWordEnd() ? this.#addresses.anyV4 : -1
    if (this.#takes(WORDS.any)) return this.#atWordEnd() ? this.#any : -1
    if (this.#takes(WORDS.objectGroup)) return this.#name('object-group')
    return this.#takes(WORDS.object) ? this.#name('object') : -1
  }

  #atWordEnd(): boolean {
    return this.#at === this.#end || this.#bytes[this.#at] === SPACE
  }

  /** `address mask` with a mask whose ones are all in front. */
  #network(): number {
    const address = this.#quad()
    if (address < 0 || !this.#blank()) return -1
    const mask = this.#quad()
    if (mask < 0) return -1
    const hostBits = 0xffffffff - mask
    if ((hostBits & (hostBits + 1)) !== 0) return -1
    const first = (address & mask) >>> 0
    return this.#addresses.prefix4(first, Math.clz32(hostBits))
  }

  /** A dotted quad up to the end of the word, or -1; no octet begins with a superfluous 0. */
  #quad(): number {
    let value = 0
    for (let octet = 0; octet < 4; octet++) {
      if (octet > 0 && this.#bytes[this.#at++] !== DOT) return -1
      const number = this.#digits(3)
      if (number < 0 || number > 255) return -1
      value = value * 256 + number
    }
    return this.#atWordEnd() ? value : -1
  }

  #digits(most: number): number {
    const start = this.#at
    let value = 0
    while (this.#at < this.#end && this.#at - start < most) {
      const byte = this.#bytes[this.#at]!
      if (byte < ZERO || byte > NINE) break
      value = value * 10 + byte - ZERO
      this.#at++
    }
    if (this.#at === start || (this.#at - start > 1 && this.#bytes[start] === ZERO)) return -1
    return value
  }

  /** The set of an object or group that is settled. */
  #name(kind: 'object' | 'object-group'): number {
    return this.#word(kind === 'object' ? OBJECTS : ADDRESS_GROUPS, (name) => {
      const extent = kind === 'object' ? this.#resolver.object(name) : this.#resolver.group(name)
      return idOf(extent, this.#addresses)
    })
  }

  /** The number that the next word stands for, found once per word and kind; words are compared as bytes. */
  #word(kind: number, find: (word: string) => number): number {
    const start = this.#at
    let hash = kind
    while (this.#at < this.#end && this.#bytes[this.#at] !== SPACE)
      hash = (Math.imul(hash, 31) + this.#bytes[this.#at++]!) | 0
    const bucket = this.#named.get(hash)
    if (bucket !== undefined) {
      for (const entry of bucket) if (entry.kind === kind && this.#isAt(entry.name, start)) return entry.id
    }
    const name = this.#bytes.slice(start, this.#at)
    const id = find(this.#decoder.decode(name))
    if (bucket === undefined) this.#named.set(hash, [{ kind, name, id }])
    else bucket.push({ kind, name, id })
    return id
  }

  /** Whether the bytes from `start` to the present place are the given ones. */
  #isAt(name: Uint8Array, start: number): boolean {
    if (name.length !== this.#at - start) return false
    for (let i = 0; i < name.length; i++) if (this.#bytes[start + i] !== name[i]) return false
    return true
  }

  /** The service id behind the destination, or -1. */
  #service(protocol: number): number {
    if (this.#at === this.#end) return this.#serviceId(protocol, 0, 65535)
    if (!this.#blank()) return -1
    if (protocol === TCP || protocol === UDP) return this.#portTest(protocol)
    return protocol === ICMP ? this.#icmpType() : this.#serviceId(protocol, 0, 65535)
  }

  #portTest(protocol: number): number {
    if (this.#takes(WORDS.eq)) {
      const port = this.#port(protocol)
      return port < 0 ? -1 : this.#serviceId(protocol, port, port)
    }
    if (this.#takes(WORDS.range)) {
      const first = this.#port(protocol)
      if (first < 0 || !this.#blank()) return -1
      const last = this.#port(protocol)
      return last < first ? -1 : this.#serviceId(protocol, first, last)
    }
    if (this.#takes(WORDS.gt)) {
      const port = this.#port(protocol)
      return port < 0 || port === 65535 ? -1 : this.#serviceId(protocol, port + 1, 65535)
    }
    if (this.#takes(WORDS.lt)) {
      const port = this.#port(protocol)
      return port < 1 ? -1 : this.#serviceId(protocol, 0, port - 1)
    }
    if (this.#takes(WORDS.objectGroup))
      return this.#word(PORT_GROUPS + protocol, (name) => this.#portGroup(name, protocol))
    return this.#serviceId(protocol, 0, 65535)
  }

  /** The id of the ports of a settled group, or -1. */
  #portGroup(name: string, protocol: number): number {
    const kind = this.#serviceNames.groupKind(name)
    if (kind !== 'ports') return -1
    const { sure, reasons } = this.#serviceNames.portGroup(name, [protocol])
    return reasons.length > 0 || sure.length === 0 ? -1 : this.#services.idOf(this.#services.ports(protocol, sure))
  }

  #port(protocol: number): number {
    const byte = this.#bytes[this.#at]!
    if (byte >= ZERO && byte <= NINE) {
      const port = this.#digits(5)
      return port <= 65535 && this.#atWordEnd() ? port : -1
    }
    const words = protocol === TCP ? TCP_PORT_WORDS : UDP_PORT_WORDS
    return this.#word(protocol, (word) => words.get(word) ?? -1)
  }

  /** A type behind `icmp`; options may stand there instead, and a code is left to the general reading. */
  #icmpType(): number {
    const byte = this.#bytes[this.#at]!
    const start = this.#at
    const digits = byte >= ZERO && byte <= NINE
    const type = digits ? this.#digits(3) : this.#word(ICMP, (word) => ICMP_WORDS.get(word) ?? -1)
    if (digits) return type <= 255 && this.#atWordEnd() ? this.#serviceId(ICMP, type, type) : -1
    if (type >= 0) return this.#serviceId(ICMP, type, type)
    this.#at = start
    return this.#serviceId(ICMP, 0, 65535)
  }

  #serviceId(protocol: number, first: number, last: number): number {
    const services = this.#services
    if (protocol === TCP || protocol === UDP) return services.portsId(protocol, first, last)
    if (protocol !== ICMP) return services.all.id
    const known = this.#icmpIds.get(first * 65536 + last)
    if (known !== undefined) return known
    const { id } = services.icmp(ICMP, [first, Math.min(last, ICMP_LAST)])
    this.#icmpIds.set(first * 65536 + last, id)
    return id
  }
}

function idOf(extent: AddressExtent | undefined, store: AddressSetStore): number {
  if (extent === undefined || extent.reasons.length > 0) return -1
  const { v4, v6 } = extent.sure
  return v4.length + v6.length === 0 ? -1 : store.intern(extent.sure)
}
