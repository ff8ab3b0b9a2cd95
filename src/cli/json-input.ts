import path from 'node:path'
import { InputLimitError, type InputReader, STANDARD_INPUT } from '../project/input-reader.ts'
import { UsageError } from './usage-error.ts'

/** The text of a file that an earlier call wrote. Throws UsageError if it cannot be read. */
export function readJsonInput(
  file: string,
  kind: 'baseline' | 'certificate',
  cwd: string,
  reader: InputReader,
  mend: string,
): string {
  const isStandard = file === STANDARD_INPUT
  try {
    const place = isStandard ? file : path.resolve(cwd, file)
    const name = isStandard ? 'standard input' : file.split(path.sep).join('/')
    return new TextDecoder().decode(reader.read({ path: place, name, kind }))
  } catch (error) {
    if (error instanceof InputLimitError) {
      throw new UsageError(`the ${kind} \`${file}\` is not read to its end: ${error.message}`, error.mend)
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`the ${kind} \`${file}\` cannot be read (${code})`, mend)
  }
}
