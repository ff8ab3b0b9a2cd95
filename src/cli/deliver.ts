import { closeSync, openSync, realpathSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

/** Where `-o` says that the result goes; undefined or `-` is standard output. */
export type Destination = string | undefined

export function goesToFile(destination: Destination): destination is string {
  return destination !== undefined && destination !== '-'
}

/**
 * Refuses a destination that is one of the inputs, before anything is read: a slip of the hand must not overwrite an
 * export. Throws UsageError.
 */
export function requireNotInput(
  destination: Destination,
  inputs: readonly (string | undefined)[],
  streams: Streams,
): void {
  if (!goesToFile(destination)) return
  const target = realPath(path.resolve(streams.cwd, destination))
  const overwritten = inputs.find(
    (input) => input !== undefined && realPath(path.resolve(streams.cwd, input)) === target,
  )
  if (overwritten !== undefined) {
    throw new UsageError(`\`-o ${destination}\` would overwrite the input \`${overwritten}\``, 'name another file')
  }
}

/** Writes a result to its destination, as UTF-8 without byte order mark. Throws UsageError if the file cannot be written. */
export function deliver(text: string, destination: Destination, streams: Streams): void {
  const sink = openSink(destination, streams)
  sink.write(text)
  sink.close()
}

/** A destination that takes its text piece by piece. */
export interface Sink {
  /** Throws UsageError if the file cannot be written. */
  write(text: string): void
  /** As of an Output. */
  settled(): Promise<boolean>
  close(): void
}

/** Opens a destination. Throws UsageError if the file cannot be made. */
export function openSink(destination: Destination, { stdout, cwd }: Streams): Sink {
  if (!goesToFile(destination)) {
    return { write: (text) => stdout.write(text), settled: () => stdout.settled(), close: () => undefined }
  }
  const attempt = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      throw new UsageError(`the file \`${destination}\` cannot be written (${code})`, mendOf(code))
    }
  }
  const file = attempt(() => openSync(path.resolve(cwd, destination), 'w'))
  return {
    write: (text) => attempt(() => writeAll(file, Buffer.from(text))),
    settled: () => Promise.resolve(true),
    close: () => closeSync(file),
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) written += writeSync(file, bytes, written)
}

function mendOf(code: string): string {
  if (code === 'ENOENT') return 'create the directory first'
  if (code === 'EISDIR') return 'name a file in that directory'
  if (code === 'ENOSPC') return 'make room on the disk'
  return 'name a file that you may write'
}

/** The path without links; a path that does not exist stays as it is. */
function realPath(file: string): string {
  try {
    return statSync(file).isFile() ? realpathSync(file) : file
  } catch {
    return file
  }
}
