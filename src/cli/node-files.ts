import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import {
  type FileContent,
  type FileIdentity,
  type FileSource,
  type ReadingLimit,
  STANDARD_INPUT,
  tooLarge,
} from '../project/file-source.ts'

/** The files of this machine, for a call that is made in a directory (absolute); `-` is standard input. */
export function nodeFiles(cwd: string): FileSource {
  return {
    resolve: (directory, name) => (name === STANDARD_INPUT ? name : path.resolve(cwd, directory, name)),
    shown: (directory, name) => {
      const joined = path.isAbsolute(name) || directory === '' ? name : path.join(directory, name)
      return joined.split(path.sep).join('/')
    },
    isDirectory,
    isOutside: (directory, file) => {
      const relative = path.relative(realPath(directory), realPath(file))
      return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)
    },
    read: readOnce,
    identityOf: identityAt,
  }
}

/** Device and number of a regular file, as one text. */
export function identityOf(stat: { readonly dev: bigint; readonly ino: bigint; isFile(): boolean }): FileIdentity {
  return stat.isFile() ? `${stat.dev}:${stat.ino}` : undefined
}

function identityAt(file: string): FileIdentity {
  try {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
    return stat === undefined ? undefined : identityOf(stat)
  } catch {
    // What cannot be looked at is none of the files that can.
    return undefined
  }
}

function isDirectory(file: string): boolean {
  try {
    return statSync(file).isDirectory()
  } catch {
    // Why it cannot be reached is told when it is read.
    return false
  }
}

function realPath(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return path.resolve(file)
  }
}

const CHUNK_BYTES = 1 << 20

function readOnce(file: string, limit: ReadingLimit): FileContent {
  const descriptor = file === STANDARD_INPUT ? 0 : openSync(file, 'r')
  try {
    const stat = fstatSync(descriptor, { bigint: true })
    if (stat.isFile() && stat.size > BigInt(limit.bytes)) throw tooLarge(`${stat.size} bytes`, limit)
    // A regular file is read into one piece, and one byte more tells that it has not grown.
    const first = stat.isFile() ? Number(stat.size) + 1 : Math.min(CHUNK_BYTES, limit.bytes + 1)
    const bytes = readAll(descriptor, first, limit)
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), identity: identityOf(stat) }
  } finally {
    if (descriptor !== 0) closeSync(descriptor)
  }
}

function readAll(descriptor: number, first: number, limit: ReadingLimit): Uint8Array {
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
