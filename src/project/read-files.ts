import type { DecodedFile } from '../../parsers/dialect.ts'
import { decode, decodeAs, type Encoding } from '../source/decode.ts'
import { type Complaints, quoted, type Target, type Words } from './complaints.ts'
import { InputLimitError } from './file-source.ts'
import type { InputPlace, InputReader } from './input-reader.ts'

/** A file to read: where it is, what it is called in messages, and what is to be complained about if it cannot be read. */
export interface FileRequest extends InputPlace {
  /** Where it is mentioned; without it the file itself. */
  readonly mentioned?: Target
  /** What the file ought to be: `a firewall export`. */
  readonly what: string
  /** What to do if there is no such file, where that is special. */
  readonly ifMissing?: string
  /** Only a project file names it, and it lies outside the project's directory: none of its lines is quoted. */
  readonly isOutside?: boolean
  /** Settles the encoding. */
  readonly encoding?: Exclude<Encoding, 'utf-8 with byte order mark'>
}

/** Reads and decodes a file, or complains that it cannot be read, is empty, or is no text. */
export function readTextFile(
  request: FileRequest,
  reader: InputReader,
  complaints: Complaints,
): DecodedFile | undefined {
  const bytes = readBytes(request, reader, complaints)
  if (bytes === undefined) return undefined
  const { name, what, encoding } = request
  if (bytes.every((byte) => byte <= 32)) {
    complaints.error(
      'input/empty',
      { file: name },
      {
        message: 'the file is empty',
        found: bytes.length === 0 ? '0 bytes' : 'blanks and line ends alone',
        expected: what,
        mend: 'export it again, and check that the export did not fail',
      },
    )
    return undefined
  }
  const decoded = encoding === undefined ? decode(name, bytes) : decodeAs(name, bytes, encoding)
  if (decoded.kind === 'binary') {
    complaints.error(
      'input/binary',
      { file: name },
      {
        message: 'the file is no text',
        found: decoded.reason,
        expected: `${what} as text`,
        mend: 'export it as text or CSV',
      },
    )
    return undefined
  }
  reader.countLines(request.path, decoded.text.lineCount)
  if (request.isOutside !== true) return { source: decoded.text, encoding: decoded.encoding }
  complaints.quoteNothingOf(name)
  return { source: decoded.text.hidden(), encoding: decoded.encoding }
}

function readBytes(request: FileRequest, reader: InputReader, complaints: Complaints): Uint8Array | undefined {
  try {
    return reader.read(request)
  } catch (error) {
    if (error instanceof InputLimitError) {
      const words = { found: error.message, expected: request.what, mend: error.mend }
      complaints.error(error.code, { file: request.name }, { message: 'the file is not read to its end', ...words })
      return undefined
    }
    complaints.error('input/unreadable', request.mentioned ?? { file: request.name }, whyNot(error, request))
    return undefined
  }
}

function whyNot(error: unknown, { name, what, mentioned, ifMissing }: FileRequest): Words {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const relative = mentioned === undefined ? 'check the path' : 'check the path; it is relative to the project file'
  const message = `the file ${quoted(name)} cannot be read`
  const words = (found: string, mend: string): Words => ({ message, found, expected: what, mend })
  if (code === 'ENOENT') return words('there is no such file', ifMissing ?? relative)
  if (code === 'ENOTDIR') return words('a part of the path is no directory', relative)
  if (code === 'EISDIR') return words('it is a directory', 'name a file in it')
  if (code === 'EACCES' || code === 'EPERM')
    return words('reading it is not permitted', 'give yourself the right to read it')
  return words(code === '' ? String(error) : `the system says ${code}`, 'check the file')
}
