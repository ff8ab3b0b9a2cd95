import { readlinkSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import type { FileIdentity } from '../project/file-source.ts'
import { identityOf } from './node-files.ts'

/** Where a path that is to be written leads. */
export interface FilePlace {
  /** Absolute, without links as far as it exists. */
  readonly path: string
  /** Undefined if there is no regular file yet. */
  readonly identity: FileIdentity
  /** What is there now. */
  readonly kind: 'nothing' | 'file' | 'other'
}

const LINKS_MAX = 40

/** Follows links, also to what is not there yet: writing would make it there. */
export function destinationOf(file: string): FilePlace {
  let at = file
  for (let i = 0; i < LINKS_MAX; i++) {
    const stat = statSync(at, { bigint: true, throwIfNoEntry: false })
    if (stat !== undefined) {
      return { path: realPath(at), identity: identityOf(stat), kind: stat.isFile() ? 'file' : 'other' }
    }
    const target = linkTarget(at)
    if (target === undefined) break
    at = path.resolve(path.dirname(at), target)
  }
  return { path: path.join(realPath(path.dirname(at)), path.basename(at)), identity: undefined, kind: 'nothing' }
}

/**
 * Whether two names lead to one file. Of files that are not there yet, names that differ in case or in the form of their
 * letters count as one, as they are one to some file systems.
 */
export function sameFile(cwd: string, first: string, second: string): boolean {
  const [a, b] = [placeOf(path.resolve(cwd, first)), placeOf(path.resolve(cwd, second))]
  if (a.path === b.path) return true
  if (a.identity !== undefined || b.identity !== undefined) return a.identity === b.identity
  return a.kind === 'nothing' && b.kind === 'nothing' && folded(a.path) === folded(b.path)
}

function placeOf(file: string): FilePlace {
  try {
    return destinationOf(file)
  } catch {
    // What cannot be looked at cannot be read or written either, and that is told then.
    return { path: file, identity: undefined, kind: 'other' }
  }
}

function folded(file: string): string {
  return file.normalize('NFC').toLowerCase()
}

function linkTarget(file: string): string | undefined {
  try {
    return readlinkSync(file)
  } catch {
    return undefined
  }
}

function realPath(file: string): string {
  try {
    return realpathSync.native(file)
  } catch {
    return file
  }
}
