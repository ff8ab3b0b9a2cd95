import { InputLimitError, STANDARD_INPUT } from '../project/file-source.ts'
import type { InputReader } from '../project/input-reader.ts'
import { InputError } from '../source/diagnostic.ts'
import { EXIT_CALL, EXIT_INPUT } from './exit-code.ts'
import { UsageError } from './usage-error.ts'

/** The text of a file that an earlier call wrote. Throws UsageError if it cannot be read, InputError if it has no end. */
export function readJsonInput(
  file: string,
  kind: 'baseline' | 'certificate',
  reader: InputReader,
  mend: string,
): string {
  const isStandard = file === STANDARD_INPUT
  try {
    const { source } = reader
    const name = isStandard ? 'standard input' : source.shown('', file)
    return new TextDecoder().decode(reader.read({ path: source.resolve('', file), name, kind }))
  } catch (error) {
    if (error instanceof InputLimitError) {
      const words = { found: error.message, expected: `a ${kind}`, mend: error.mend }
      throw new InputError(error.code.startsWith('call/') ? EXIT_CALL : EXIT_INPUT, [
        { code: error.code, severity: 'error', file, message: 'the file is not read to its end', ...words },
      ])
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`the ${kind} \`${file}\` cannot be read (${code})`, mend)
  }
}
