import {
  closeSync,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { destinationOf } from './same-file.ts'

/** Writes a file so that it is there as a whole or not at all. Every part throws what the system throws. */
export interface FileWriter {
  write(text: string): void
  finish(): void
  /** Leaves nothing behind that could be taken for a whole report. */
  abandon(): void
}

/** What a file system says that lets a file be written, but none be put beside it or in its place. */
const ONLY_IN_PLACE: readonly string[] = ['EACCES', 'EPERM', 'EBUSY', 'EXDEV', 'EROFS', 'ENAMETOOLONG']

/**
 * The text goes to a file beside the one that is meant, which takes its place at the end. Devices and pipes, and files
 * that nothing may be put beside, are written as they are.
 */
export function fileWriter(file: string): FileWriter {
  const place = destinationOf(file)
  if (place.kind === 'other') return inPlace(place.path, false)
  try {
    return beside(place.path, place.kind === 'file')
  } catch (error) {
    if (place.kind === 'file' && isOnlyInPlace(error)) return inPlace(place.path, true)
    throw error
  }
}

function isOnlyInPlace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ONLY_IN_PLACE.includes(String(error.code))
}

let drafts = 0

function beside(file: string, isThere: boolean): FileWriter {
  // What may not be written is not replaced either.
  if (isThere) closeSync(openSync(file, 'r+'))
  const draft = path.join(path.dirname(file), `.emmental-${process.pid}-${++drafts}.part`)
  const descriptor = openSync(draft, 'wx')
  let isOpen = true
  const close = (): void => {
    if (isOpen) closeSync(descriptor)
    isOpen = false
  }
  return {
    write: (text) => writeAll(descriptor, text),
    finish() {
      if (isThere) fchmodSync(descriptor, statSync(file).mode & 0o7777)
      fsyncSync(descriptor)
      close()
      try {
        renameSync(draft, file)
      } catch (error) {
        // A file that is mounted by itself cannot be replaced.
        if (!isThere || !isOnlyInPlace(error)) throw error
        copyFileSync(draft, file)
        unlinkSync(draft)
      }
    },
    abandon() {
      close()
      try {
        unlinkSync(draft)
      } catch {
        // It took its place already, or cannot be reached any more.
      }
    },
  }
}

function inPlace(file: string, isRegular: boolean): FileWriter {
  const descriptor = openSync(file, 'w')
  let isOpen = true
  return {
    write: (text) => writeAll(descriptor, text),
    finish() {
      isOpen = false
      closeSync(descriptor)
    },
    abandon() {
      if (!isOpen) return
      isOpen = false
      if (isRegular) ftruncateSync(descriptor)
      closeSync(descriptor)
    },
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  let written = 0
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      // A pipe that others made non-blocking is full.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}
