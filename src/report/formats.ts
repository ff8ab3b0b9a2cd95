import type { Format, Report, ResultKind, Results } from './reporter.ts'
import type { TextOptions } from './text/look.ts'

const ALL: readonly ResultKind[] = ['analysis', 'baseline', 'diff', 'exposure', 'lint', 'remedy', 'trace', 'zones']

/** The formats in which results can be written; the first is the default. */
export const FORMATS: readonly Format[] = [
  { name: 'text', kinds: ALL, load: () => import('./text/reporters.ts') },
  { name: 'json', kinds: ALL, load: () => import('./json/reporters.ts') },
  { name: 'markdown', kinds: ['diff'], load: () => import('./markdown/reporters.ts') },
]

/** The names of the formats that can write a kind of result, the default first. */
export function formatsOf(kind: ResultKind, formats: readonly Format[] = FORMATS): readonly string[] {
  return formats.filter(({ kinds }) => kinds.includes(kind)).map(({ name }) => name)
}

/** Writes a result. Throws RangeError if no such format can write its kind, which a checked call never asks for. */
export async function render<K extends ResultKind>(
  kind: K,
  result: Results[K],
  name: string,
  options: TextOptions,
  formats: readonly Format[] = FORMATS,
): Promise<Report> {
  const format = formats.find((one) => one.name === name)
  const reporter = (await format?.load())?.reporters[kind]
  if (reporter === undefined) throw new RangeError(`no ${kind} as ${name}`)
  return reporter(result, options)
}
