import type { InputFile, InputKind } from '../model/input-file.ts'
import { type FileIdentity, type FileSource, InputLimitError, STANDARD_INPUT } from './file-source.ts'

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

  /** Where the files are. */
  readonly source: FileSource

  constructor(source: FileSource, limits: ReadingLimits = USUAL_LIMITS) {
    this.source = source
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
    const { bytes, sha256, identity } = this.source.read(place.path, limit)
    this.#total += bytes.length
    const file = {
      file: place.name,
      kind: place.kind,
      sha256,
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
    return [...this.#mentioned].find(([path]) => this.source.identityOf(path) === identity)?.[1]
  }
}
