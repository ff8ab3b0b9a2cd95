import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import type { InputFile, InputKind } from '../model/input-file.ts'

/** The most that is read in one call. */
export interface ReadingLimits {
  /** Bytes of one file. */
  readonly fileBytes: number
  /** Bytes of all files. */
  readonly callBytes: number
  readonly files: number
}

/** One file stays below the longest string of the engine (2^29 - 24 characters), with room. */
const USUAL_LIMITS: ReadingLimits = { fileBytes: 500_000_000, callBytes: 2_000_000_000, files: 10_000 }

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
  readonly #mentioned = new Map<string, string>()
  readonly #limits: ReadingLimits
  #total = 0

  constructor(limits: ReadingLimits = USUAL_LIMITS) {
    this.#limits = limits
  }

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
    const { fileBytes, callBytes, files } = this.#limits
    if (this.#held.size >= files) {
      throw new InputLimitError('input/too-many-files', `${files} files were read already`, 'divide the call')
    }
    const left = callBytes - this.#total
    const limit =
      fileBytes <= left
        ? { bytes: fileBytes, words: `${fileBytes} bytes is the most that one file may have` }
        : { bytes: left, words: `${callBytes} bytes is the most that all files of a call may have` }
    const { bytes, identity } = readOnce(place.path, limit)
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

  /** Tells of a file that belongs to the input, whether this call reads it or not. */
  mention(place: InputPlace): void {
    this.#mentioned.set(place.path, place.name)
  }

  /** The name of the file with this identity, if it was read or belongs to the input. */
  nameOf(identity: FileIdentity): string | undefined {
    if (identity === undefined) return undefined
    const held = [...this.#held.values()].find((one) => one.identity === identity)
    if (held !== undefined) return held.file.file
    return [...this.#mentioned].find(([path]) => identityAt(path) === identity)?.[1]
  }
}

/** Device and number of a regular file, as one text. */
export function identityOf(stat: { readonly dev: bigint; readonly ino: bigint; isFile(): boolean }): FileIdentity {
  return stat.isFile() ? `${stat.dev}:${stat.ino}` : undefined
}

function identityAt(path: string): FileIdentity {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
    return stat === undefined ? undefined : identityOf(stat)
  } catch {
    // What cannot be looked at is none of the files that can.
    return undefined
  }
}

const CHUNK_BYTES = 1 << 20

interface Limit {
  readonly bytes: number
  readonly words: string
}

function readOnce(path: string, limit: Limit): { bytes: Uint8Array; identity: FileIdentity } {
  const descriptor = path === STANDARD_INPUT ? 0 : openSync(path, 'r')
  try {
    const stat = fstatSync(descriptor, { bigint: true })
    if (stat.isFile() && stat.size > BigInt(limit.bytes)) throw tooLarge(`${stat.size} bytes`, limit)
    // A regular file is read into one piece, and one byte more tells that it has not grown.
    const first = stat.isFile() ? Number(stat.size) + 1 : Math.min(CHUNK_BYTES, limit.bytes + 1)
    return { bytes: readAll(descriptor, first, limit), identity: identityOf(stat) }
  } finally {
    if (descriptor !== 0) closeSync(descriptor)
  }
}

function readAll(descriptor: number, first: number, limit: Limit): Uint8Array {
  let buffer = Buffer.allocUnsafeSlow(first)
  let length = 0
  for (;;) {
    if (length === buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(2 * buffer.length + CHUNK_BYTES, limit.bytes + 1))
      buffer.copy(grown, 0, 0, length)
      buffer = grown
    }
    const count = readSome(descriptor, buffer, length)
    if (count === 0) return buffer.subarray(0, length)
    length += count
    if (length > limit.bytes) throw tooLarge(`more than ${limit.bytes} bytes, and no end`, limit)
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

function tooLarge(found: string, { words }: Limit): InputLimitError {
  const mend = 'check that it is the file that is meant, and divide it'
  return new InputLimitError('input/too-large', `${found}; ${words}`, mend)
}
