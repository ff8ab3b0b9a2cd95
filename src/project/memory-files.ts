import { type FileContent, type FileSource, type ReadingLimit, tooLarge } from './file-source.ts'

/** A file that is held in memory. The digest is that of the bytes, as 64 hexadecimal digits. */
export type MemoryFile = Pick<FileContent, 'bytes' | 'sha256'>

/** Files by their names, with forward slashes and without `.` and `..`. Directories are where a file lies below. */
export function memoryFiles(files: ReadonlyMap<string, MemoryFile>): FileSource {
  const isDirectory = (path: string): boolean =>
    path === '' || [...files.keys()].some((name) => name.startsWith(`${path}/`))
  return {
    resolve: normalised,
    shown: (directory, name) => (directory === '' ? name : normalised(directory, name)),
    isDirectory,
    isOutside: (directory, path) => directory !== '' && !path.startsWith(`${directory}/`),
    identityOf: (path) => (files.has(path) ? path : undefined),
    read: (path: string, limit: ReadingLimit) => {
      const file = files.get(path)
      if (file === undefined) throw new MissingFile(isDirectory(path) ? 'EISDIR' : 'ENOENT')
      if (file.bytes.length > limit.bytes) throw tooLarge(`${file.bytes.length} bytes`, limit)
      return { ...file, identity: path }
    },
  }
}

/** Says why with the code that the system has for it. */
class MissingFile extends Error {
  readonly code: 'ENOENT' | 'EISDIR'

  constructor(code: MissingFile['code']) {
    super(code)
    this.code = code
  }
}

function normalised(directory: string, name: string): string {
  const parts: string[] = []
  for (const part of `${directory}/${name}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
