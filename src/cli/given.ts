import { UsageError } from './usage-error.ts'

/** yargs loses a lone `-` among the positional words, so it travels under another name. */
const LONE_DASH = '\u0001standard-input'

/** The words of a call as the parser must get them. */
export function carried(words: readonly string[]): string[] {
  return words.map((word) => (word === '-' ? LONE_DASH : word))
}

/** What a call says, by the names of options and of positional words. */
export class Given {
  readonly #values: Readonly<Record<string, unknown>>

  /** `values` is what yargs made of the call. */
  constructor(values: object) {
    this.#values = values as Record<string, unknown>
  }

  /** An option that takes one value. Throws UsageError if it is given twice or empty. */
  one(name: string): string | undefined {
    return one(this.#values[name])
  }

  /** One of several words, if it is given; the parser has refused any other. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const word = this.one(name)
    return choices.find((choice) => choice === word)
  }

  /** An option that may be given several times. Throws UsageError if a value is empty. */
  list(name: string): readonly string[] {
    const value = this.#values[name]
    const items: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
    return items.map((item) => one(item) ?? '')
  }

  /** Positional words, with those behind a plain `--`. */
  words(name: string): readonly string[] {
    return [...this.list(name), ...this.list('--')]
  }

  /** Whether a switch is on; given several times the last one counts. Undefined if it is not given. */
  flag(name: string): boolean | undefined {
    const value = this.#values[name]
    const last: unknown = Array.isArray(value) ? value.at(-1) : value
    return typeof last === 'boolean' ? last : undefined
  }
}

function one(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) throw new UsageError(`an option is given twice: ${value.join(' and ')}`, 'give it once')
  if (value === '') throw new UsageError('a word of the call is empty', 'check the quotes and variables of the call')
  return value === LONE_DASH ? '-' : String(value)
}
