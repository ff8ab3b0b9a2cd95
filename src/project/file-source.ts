/** Where the files of a call are: on a disk, or in memory. A path is absolute, in the form of the place; a name is as the user writes it. */
export interface FileSource {
  /** The path of a name that is relative to a directory, which is relative to where the call is made; empty for there itself. */
  resolve(directory: string, name: string): string
  /** The same as it is shown: with forward slashes everywhere, and absolute only where the user wrote it so. */
  shown(directory: string, name: string): string
  isDirectory(path: string): boolean
  /** Whether a file lies outside a directory, links followed; what cannot be reached is judged by its path. */
  isOutside(directory: string, path: string): boolean
  /** All bytes. Throws what the place throws, and InputLimitError. */
  read(path: string, limit: ReadingLimit): FileContent
  /** Undefined if there is no file. */
  identityOf(path: string): FileIdentity
}

/** Which file something is, whatever path leads to it; undefined for pipes, devices and what is no file. */
export type FileIdentity = string | undefined

export interface FileContent {
  readonly bytes: Uint8Array
  /** Of the very bytes, as 64 hexadecimal digits. */
  readonly sha256: string
  readonly identity: FileIdentity
}

/** How much may be read of one file. */
export interface ReadingLimit {
  readonly bytes: number
  /** What says so: `500000000 bytes is the most that one file may have`. */
  readonly words: string
}

export const STANDARD_INPUT = '-'

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

/** What to throw where a file holds more than its limit; `found` says how much. */
export function tooLarge(found: string, { words }: ReadingLimit): InputLimitError {
  const mend = 'check that it is the file that is meant, and divide it'
  return new InputLimitError('input/too-large', `${found}; ${words}`, mend)
}
