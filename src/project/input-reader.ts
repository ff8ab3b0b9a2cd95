import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { InputFile, InputKind } from '../model/input-file.ts'

/** The most bytes that one file may have: below the longest string of the engine (2^29 - 24 characters), with room. */
export const FILE_BYTES_MAX = 500_000_000
/** The most bytes of all files of a call. */
export const CALL_BYTES_MAX = 2_000_000_000
/** The most files of a call. */
export const FILES_MAX = 10_000

/** Where bytes of the input come from. */
export interface InputPlace {
  /** Absolute; `-` for standard input. */
  readonly path: string
  /** As it is shown. */
  readonly name: string
  readonly kind: InputKind
}

export const STANDARD_INPUT = '-'

/** Which file of the system something is, whatever path leads to it; undefined for pipes, devices and what is no file. */
export type FileIdentity = string | undefined

/** More was given than is read. The message says what was found, beside the limit. */
export class InputLimitError extends Error {
  readonly code: 'input/too-large' | 'input/too-many-files' | 'call/standard-input-twice'
  readonly mend: string

  constructor(code: InputLimitError['code'], found: string, mend: string) {
    super(found)
    this.name = 'InputLimitError'
    this.code = code
    this.mend = mend
  }
}

interface Held {
  readonly place: InputPlace
  readonly bytes: Uint8Array
  readonly identity: FileIdentity
  readonly file: InputFile
}

/**
 * Reads the files of a call, each once: a pipe gives its bytes only once, and a file may be replaced in between. What
 * was read stays known with its digest, so that certificates and reports speak of the bytes that were judged.
 */
export class InputReader {
  readonly #held = new Map<string, Held>()
  #total = 0

  /** Throws what the system throws, or InputLimitError. */
  read(place: InputPlace): Uint8Array {
    const held = this.#held.get(place.path)
    if (held !== undefined) {
      if (place.path !== STANDARD_INPUT || held.place.kind === place.kind) return held.bytes
      throw new InputLimitError(
        'call/standard-input-twice',
        `it was read as ${held.place.kind} already`,
        'write one of the two to a file and name that',
      )
    }
    if (this.#held.size >= FILES_MAX) {
      throw new InputLimitError('input/too-many-files', `${FILES_MAX} files were read already`, 'divide the call')
    }
    const { bytes, identity } = readOnce(place.path, Math.min(FILE_BYTES_MAX, CALL_BYTES_MAX - this.#total))
    this.#total += bytes.length
    const file = {
      file: place.name,
      kind: place.kind,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      lines: 0,
    }
    this.#held.set(place.path, { place, bytes, identity, file })
    return bytes
  }

  /** Tells how many lines the text of a file has that was read. */
  countLines(path: string, lines: number): void {
    const held = this.#held.get(path)
    if (held !== undefined) this.#held.set(path, { ...held, file: { ...held.file, lines } })
  }

  /** The files that were read, in the order in which they were. */
  get files(): readonly InputFile[] {
    return Array.from(this.#held.values(), ({ file }) => file)
  }

  /** The name of the file with this identity, if it was read. */
  nameOf(identity: FileIdentity): string | undefined {
    if (identity === undefined) return undefined
    return [...this.#held.values()].find((held) => held.identity === identity)?.file.file
  }
}

/** Device and number of a regular file, as one text. */
export function identityOf(stat: { readonly dev: bigint; readonly ino: bigint; isFile(): boolean }): FileIdentity {
  return stat.isFile() ? `${stat.dev}:${stat.ino}` : undefined
}

const CHUNK_BYTES = 1 << 20

function readOnce(path: string, limit: number): { bytes: Uint8Array; identity: FileIdentity } {
  const descriptor = path === STANDARD_INPUT ? 0 : openSync(path, 'r')
  try {
    const stat = fstatSync(descriptor, { bigint: true })
    if (stat.isFile() && stat.size > BigInt(limit)) throw tooLarge(`${stat.size} bytes`, limit)
    // A regular file is read into one piece, and one byte more tells that it has not grown.
    const first = stat.isFile() ? Number(stat.size) + 1 : CHUNK_BYTES
    return { bytes: readAll(descriptor, first, limit), identity: identityOf(stat) }
  } finally {
    if (descriptor !== 0) closeSync(descriptor)
  }
}

function readAll(descriptor: number, first: number, limit: number): Uint8Array {
  let buffer = Buffer.allocUnsafeSlow(first)
  let length = 0
  for (;;) {
    if (length === buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(2 * buffer.length + CHUNK_BYTES, limit + 1))
      buffer.copy(grown, 0, 0, length)
      buffer = grown
    }
    const count = readSome(descriptor, buffer, length)
    if (count === 0) return buffer.subarray(0, length)
    length += count
    if (length > limit) throw tooLarge(`more than ${limit} bytes, and no end`, limit)
  }
}

/** Bytes read, 0 at the end. A pipe that others made non-blocking says so while it is empty. */
function readSome(descriptor: number, buffer: Uint8Array, offset: number): number {
  for (;;) {
    try {
      return readSync(descriptor, buffer, offset, buffer.length - offset, null)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

function tooLarge(found: string, limit: number): InputLimitError {
  const words =
    limit === FILE_BYTES_MAX
      ? `${limit} bytes is the most that one file may have`
      : `${CALL_BYTES_MAX} bytes is the most that all files of a call may have`
  return new InputLimitError(
    'input/too-large',
    `${found}; ${words}`,
    'check that it is the export that is meant, and divide it',
  )
}
