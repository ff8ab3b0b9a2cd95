import { type Diagnostic, InputError } from '../source/diagnostic.ts'
import { redactLine } from '../source/redact.ts'

/** Where something stands in a file: both from 1, the column in UTF-16 units. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A value together with where it was written. */
export interface Located<T> extends Place {
  readonly value: T
}

/** The parts of a diagnostic beside its place and code. */
export interface Words {
  readonly message: string
  readonly found?: string
  readonly expected?: string
  readonly mend?: string
}

/** Where a complaint points to: a file, and a place in it unless the whole file is meant. */
export interface Target {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** Gathers what is wrong with the input, so that one run tells all of it. */
export class Complaints {
  readonly #all: Diagnostic[] = []
  /** The name of the project file, if there is one: what is wrong in it, or in the call, is no fault of an input. */
  projectFile: string | undefined

  error(code: string, target: Target, words: Words): void {
    this.#add('error', code, target, words)
  }

  warning(code: string, target: Target, words: Words): void {
    this.#add('warning', code, target, words)
  }

  note(code: string, target: Target, words: Words): void {
    this.#add('note', code, target, words)
  }

  /** Takes over diagnostics made elsewhere. */
  take(diagnostics: readonly Diagnostic[]): void {
    this.#all.push(...diagnostics)
  }

  get hasErrors(): boolean {
    return this.#all.some(({ severity }) => severity === 'error')
  }

  /** Warnings and notes, in the order in which they came up. */
  get remarks(): readonly Diagnostic[] {
    return this.#all.filter(({ severity }) => severity !== 'error')
  }

  /**
   * Throws InputError with all that was gathered, remarks included, if there is an error among it: exit 2 if every error
   * is to be mended in the call or the project file, else 3.
   */
  refuse(): void {
    const errors = this.#all.filter(({ severity }) => severity === 'error')
    if (errors.length === 0) return
    const isOurs = errors.every(({ code, file }) => code.startsWith('call/') || file === this.projectFile)
    throw new InputError(isOurs ? 2 : 3, this.#all)
  }

  #add(severity: Diagnostic['severity'], code: string, { file, line, column }: Target, words: Words): void {
    const place = line === undefined ? {} : column === undefined ? { line } : { line, column }
    this.#all.push({ code, severity, file, ...place, ...words })
  }
}

/** Text of the input in backquotes, without secrets and control characters, cut if it is long. */
export function quoted(text: string): string {
  const safe = redactLine(text)
  return `\`${safe.length > 120 ? `${safe.slice(0, 120)}…` : safe}\``
}

/** `a`, `b` or `c`: a choice in words. */
export function choice(words: readonly string[]): string {
  const all = words.map((word) => `\`${word}\``)
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}
