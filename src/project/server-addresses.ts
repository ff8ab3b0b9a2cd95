import { type Address, formatPrefix, IPV4_LAST, parseAddress, parsePrefix } from '../model/address.ts'
import { redactText } from '../source/redact.ts'
import { type Complaints, quoted, type Words } from './complaints.ts'
import { type Cell, isTypeName, placeOf } from './server-cells.ts'

export interface ReadAddresses {
  readonly addresses: readonly { readonly address: Address /** Offset in the cell's text. */; readonly at: number }[]
  /** Whether a part of the cell was refused, so that nobody complains once more that there is no address. */
  readonly isRefused: boolean
}

/** The addresses of a cell, separated by `;`, `,` or blanks. Complains about what is no address of a host. */
export function readAddresses(file: string, cell: Cell, complaints: Complaints): ReadAddresses {
  const addresses: { address: Address; at: number }[] = []
  let isRefused = false
  for (const match of cell.text.matchAll(/[^\s;,{}]+/g)) {
    const place = placeOf(file, cell.column === undefined ? cell : { ...cell, column: cell.column + match.index })
    const read = readAddress(match[0], quotedOf(match[0], cell.text))
    if (read.kind === 'address') addresses.push({ address: read.address, at: match.index })
    else if (read.kind === 'refused') {
      isRefused = true
      complaints.error(read.code, place, read.words)
    } else complaints.warning('servers/local-address', place, read.words)
  }
  return { addresses, isRefused }
}

type Read =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'refused'; readonly code: string; readonly words: Words }
  | { readonly kind: 'left-out'; readonly words: Words }

/** A piece of a cell in backquotes; the whole cell, masked, where the piece may be a secret. */
function quotedOf(text: string, cell: string): string {
  return redactText(cell).includes(text) ? quoted(text) : quoted(cell)
}

function readAddress(text: string, shown: string): Read {
  // Windows prints link-local addresses with the number of their interface: fe80::1%12.
  const plain = text.replace(/%\w+$/, '').replace(/^\[(.*)\]$/, '$1')
  const address = parseAddress(plain) ?? hostOfPrefix(plain)
  if (address === undefined) return notAnAddress(text, shown)
  if (isLocal(address)) {
    return {
      kind: 'left-out',
      words: {
        message: `the address ${shown} is link-local or loopback and crosses no firewall; it is left out`,
        expected: 'an address by which other servers reach this one',
        mend: 'write the address of the network card that is in use',
      },
    }
  }
  if (isNoHost(address)) {
    const words = {
      message: `${shown} cannot be the address of a server`,
      expected: 'the address of a host',
      mend: 'write the address of the server',
    }
    return { kind: 'refused', code: 'servers/not-a-host', words }
  }
  return { kind: 'address', address }
}

function hostOfPrefix(text: string): Address | undefined {
  const parsed = parsePrefix(text)
  if (parsed.kind !== 'prefix') return undefined
  const { address, length } = parsed.prefix
  return length === (typeof address === 'number' ? 32 : 128) ? address : undefined
}

function notAnAddress(text: string, shown: string): Read {
  const parsed = parsePrefix(text)
  if (parsed.kind !== 'invalid') {
    const host = text.slice(0, text.indexOf('/'))
    const mend = parsed.kind === 'host-bits' ? `write \`${host}\`` : 'write the address of the server in it'
    return {
      kind: 'refused',
      code: 'servers/network-as-address',
      words: {
        message: `${shown} is a network, not the address of a server`,
        found: `the network ${formatPrefix(parsed.prefix)}`,
        expected: 'an address without a length, for example `10.1.1.10`',
        mend,
      },
    }
  }
  return {
    kind: 'refused',
    code: 'servers/not-an-address',
    words: {
      message: `${shown} is no address`,
      expected: 'an IPv4 or IPv6 address, several separated by `;`',
      mend: isTypeName(text)
        ? "export it again with the values joined: `@{n='Address';e={$_.Address -join ';'}}`"
        : 'write the address; names are not looked up',
    },
  }
}

/** 127.0.0.0/8, 169.254.0.0/16 (RFC 3927), ::1, fe80::/10 (RFC 4291): no router forwards them. */
function isLocal(address: Address): boolean {
  if (typeof address === 'number') return address >>> 24 === 127 || address >>> 16 === 0xa9fe
  return address === 1n || address >> 118n === 0x3fan
}

/** 0.0.0.0/8, multicast and above; ::, ff00::/8. */
function isNoHost(address: Address): boolean {
  if (typeof address === 'number') return address >>> 24 === 0 || address >>> 28 === 14 || address === IPV4_LAST
  return address === 0n || address >> 120n === 0xffn
}
