import { type Diagnostic, InputError } from '../source/diagnostic.ts'
import { redactSentence, redactText, withoutQuotes } from '../source/redact.ts'

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
  readonly #unquoted = new Set<string>()
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
    for (const diagnostic of diagnostics) this.#all.push(this.#showable(diagnostic))
  }

  /** From now on nothing that stands in this file is quoted: the user did not point to it, a project file did. */
  quoteNothingOf(file: string): void {
    this.#unquoted.add(file)
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
    this.#all.push(this.#showable({ code, severity, file, ...place, ...words }))
  }

  /** INVARIANT(no-secret-in-diagnostics): whoever made it, its sentences hold no secret and nothing that is not seen. */
  #showable(diagnostic: Diagnostic): Diagnostic {
    const isUnquoted = this.#unquoted.has(diagnostic.file)
    const safe = (sentence: string): string => redactSentence(isUnquoted ? withoutQuotes(sentence) : sentence)
    const { message, found, expected, mend, ...rest } = diagnostic
    return {
      ...rest,
      message: safe(message),
      ...(found === undefined || isUnquoted ? {} : { found: safe(found) }),
      ...(expected === undefined ? {} : { expected: safe(expected) }),
      ...(mend === undefined ? {} : { mend: safe(mend) }),
    }
  }
}

/** Text of the input in backquotes, without secrets and control characters, cut if it is long. */
export function quoted(text: string): string {
  const safe = redactText(text)
  return `\`${safe.length > 120 ? `${safe.slice(0, 120)}…` : safe}\``
}

/** `a`, `b` or `c`: a choice in words. */
export function choice(words: readonly string[]): string {
  const all = words.map((word) => `\`${word}\``)
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}
