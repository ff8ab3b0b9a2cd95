import { SourceText } from './source-text.ts'

/** How the bytes of a file were read; `windows-1252` is the fallback for what is not valid UTF-8, and worth saying. */
export type Encoding = 'utf-8' | 'utf-8 with byte order mark' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** A file's text, or that it is no text at all. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: SourceText; readonly encoding: Encoding }
  | { readonly kind: 'binary'; readonly reason: string }

const BINARY_STARTS: readonly (readonly [string, readonly number[]])[] = [
  ['a ZIP archive or an Excel workbook', [0x50, 0x4b, 0x03, 0x04]],
  ['an old Excel workbook', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a program', [0x7f, 0x45, 0x4c, 0x46]],
]

/** Reads bytes as UTF-8 (with or without mark), UTF-16 (with mark, or plainly alternating zero bytes) or windows-1252. */
export function decode(name: string, bytes: Uint8Array): Decoded {
  for (const [what, start] of BINARY_STARTS) {
    if (start.every((byte, i) => bytes[i] === byte)) return { kind: 'binary', reason: what }
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return decodeEightBit(name, bytes.subarray(3), 'utf-8 with byte order mark')
  }
  const wide = utf16Of(bytes)
  if (wide !== undefined) {
    const string = new TextDecoder(wide).decode(bytes)
    return { kind: 'text', text: new SourceText(name, new TextEncoder().encode(string)), encoding: wide }
  }
  return decodeEightBit(name, bytes, 'utf-8')
}

/** Reads bytes in the encoding that the user states; a byte order mark is taken off. */
export function decodeAs(
  name: string,
  bytes: Uint8Array,
  encoding: Exclude<Encoding, 'utf-8 with byte order mark'>,
): Decoded {
  try {
    const string =
      encoding === 'windows-1252'
        ? fromWindows1252(bytes)
        : new TextDecoder(encoding, { fatal: encoding === 'utf-8' }).decode(bytes)
    return { kind: 'text', text: new SourceText(name, new TextEncoder().encode(string)), encoding }
  } catch {
    return { kind: 'binary', reason: `bytes that are not ${encoding}, which the project file states` }
  }
}

function decodeEightBit(name: string, bytes: Uint8Array, encoding: Encoding): Decoded {
  const clean = withoutNul(bytes)
  if (clean === undefined) return { kind: 'binary', reason: 'a file with zero bytes throughout' }
  if (isAscii(clean)) return { kind: 'text', text: new SourceText(name, clean), encoding }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(clean)
    return { kind: 'text', text: new SourceText(name, clean), encoding }
  } catch {
    const text = new SourceText(name, new TextEncoder().encode(fromWindows1252(clean)))
    return { kind: 'text', text, encoding: 'windows-1252' }
  }
}

/** Characters 0x80 to 0x9f of windows-1252; the five that it leaves open are control characters there. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** Some releases of Node 20 read windows-1252 as Latin-1, which turns `€` and typographic quotes into control characters. */
function fromWindows1252(bytes: Uint8Array): string {
  const string = new TextDecoder('latin1').decode(bytes)
  return string.replace(/[\u0080-\u009f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control)
}

/** Terminal captures hold stray NULs, which are padding; many of them mean that this is no text. */
function withoutNul(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.indexOf(0) < 0) return bytes
  const clean = bytes.filter((byte) => byte !== 0)
  return clean.length < 0.95 * bytes.length ? undefined : clean
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, 512)
  if (sample.length < 8 || sample.length % 2 === 1) return undefined
  let evenZeros = 0
  let oddZeros = 0
  for (let i = 0; i < sample.length; i += 2) {
    if (sample[i] === 0) evenZeros++
    if (sample[i + 1] === 0) oddZeros++
  }
  const half = sample.length / 2
  if (oddZeros > 0.8 * half && evenZeros === 0) return 'utf-16le'
  if (evenZeros > 0.8 * half && oddZeros === 0) return 'utf-16be'
  return undefined
}

/** Four bytes at a time: a hundred megabytes must not cost a decoded copy just to learn that all is plain. */
export function isAscii(bytes: Uint8Array): boolean {
  const head = (4 - (bytes.byteOffset % 4)) % 4
  const words = Math.max(0, (bytes.length - head) >> 2)
  for (let i = 0; i < Math.min(head, bytes.length); i++) if (bytes[i]! >= 0x80) return false
  const view = words > 0 ? new Uint32Array(bytes.buffer, bytes.byteOffset + head, words) : []
  for (let i = 0; i < words; i++) if ((view[i]! & 0x80808080) !== 0) return false
  for (let i = head + 4 * words; i < bytes.length; i++) if (bytes[i]! >= 0x80) return false
  return true
}
