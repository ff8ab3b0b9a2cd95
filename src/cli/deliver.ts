import path from 'node:path'
import type { InputReader } from '../project/input-reader.ts'
import { type FileWriter, fileWriter } from './file-writer.ts'
import { destinationOf, sameFile } from './same-file.ts'
import type { Output, Streams } from './streams.ts'
import { UsageError } from './usage-error.ts'

/** Where `-o` says that the result goes; undefined or `-` is standard output. */
export type Destination = string | undefined

export function goesToFile(destination: Destination): destination is string {
  return destination !== undefined && destination !== '-'
}

/** A file that is to be written, and the option that names it. */
export interface Target {
  readonly option: '-o' | '--certificate'
  readonly file: Destination
}

/**
 * Refuses destinations that are one of the named inputs, or each other, before anything is read: a slip of the hand must
 * not overwrite an export. Throws UsageError.
 */
export function requireFree(targets: readonly Target[], inputs: readonly Destination[], { cwd }: Streams): void {
  const files = targets.flatMap(({ option, file }) => (goesToFile(file) ? [{ option, file }] : []))
  for (const [i, { option, file }] of files.entries()) {
    const input = inputs.find((name) => goesToFile(name) && sameFile(cwd, name, file))
    if (input !== undefined) throw overwrites(option, file, input)
    const twin = files.slice(0, i).find((other) => sameFile(cwd, other.file, file))
    if (twin !== undefined) {
      throw new UsageError(`\`${twin.option}\` and \`${option}\` name the same file \`${file}\``, 'name two files')
    }
  }
}

/**
 * Refuses destinations that were read, by whatever path: links, files that the project file names. To be called when
 * everything is read and before anything is written. Throws UsageError.
 */
export function requireUnread(targets: readonly Target[], reader: InputReader, { cwd }: Streams): void {
  for (const { option, file } of targets) {
    if (!goesToFile(file)) continue
    const input = reader.nameOf(destinationOf(path.resolve(cwd, file)).identity)
    if (input !== undefined) throw overwrites(option, file, input)
  }
}

function overwrites(option: string, file: string, input: string): UsageError {
  return new UsageError(`\`${option} ${file}\` would overwrite the input \`${input}\``, 'name another file')
}

/** A destination that takes its text piece by piece. */
export interface Sink {
  /** Resolves to false when nobody reads any more. Throws UsageError if it cannot be written. */
  write(text: string): Promise<boolean>
  /** Makes what was written stand. Throws UsageError if it cannot be written. */
  finish(): Promise<void>
  /** Takes back what was written to a file, where that is possible. */
  abandon(): void
}

/** Opens a destination. Throws UsageError if the file cannot be made. */
export function openSink(destination: Destination, { stdout, cwd }: Streams): Sink {
  if (!goesToFile(destination)) return streamSink(stdout)
  const attempt = <T>(action: (writer: FileWriter) => T): T => {
    try {
      return action(writer)
    } catch (error) {
      writer?.abandon()
      throw unwritable(`the file \`${destination}\``, error)
    }
  }
  let writer: FileWriter
  try {
    writer = fileWriter(path.resolve(cwd, destination))
  } catch (error) {
    throw unwritable(`the file \`${destination}\``, error)
  }
  return {
    write: async (text) => {
      attempt((open) => open.write(text))
      return true
    },
    finish: async () => attempt((open) => open.finish()),
    abandon: () => writer.abandon(),
  }
}

function streamSink(stdout: Output): Sink {
  const check = (): void => {
    const { failure } = stdout
    if (failure !== undefined) throw unwritable('standard output', failure)
  }
  return {
    write: async (text) => {
      stdout.write(text)
      const isRead = await stdout.settled()
      check()
      return isRead
    },
    finish: async () => {
      await stdout.settled()
      check()
    },
    abandon: () => undefined,
  }
}

/**
 * Writes a result to its destination, as UTF-8 without byte order mark; stops when nobody reads any more. Throws
 * UsageError if it cannot be written.
 */
export async function deliver(report: Iterable<string>, destination: Destination, streams: Streams): Promise<void> {
  const sink = openSink(destination, streams)
  try {
    for (const piece of report) if (!(await sink.write(piece))) break
    await sink.finish()
  } catch (error) {
    sink.abandon()
    throw error
  }
}

/** Why something cannot be written, and what to do. */
export function unwritable(what: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return new UsageError(`${what} cannot be written (${code})`, MENDS[code] ?? 'name a file that you may write')
}

const MENDS: Readonly<Record<string, string>> = {
  ENOENT: 'create the directory first',
  EISDIR: 'name a file in that directory',
  ENOSPC: 'make room on the disk',
  EDQUOT: 'make room on the disk, or name a file elsewhere',
  EIO: 'check the disk, or name a file elsewhere',
}
