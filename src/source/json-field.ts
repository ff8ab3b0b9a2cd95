/** A JSON text that does not have the form that it should; the message says where and what was expected. */
export class JsonFormError extends Error {}

/** The root of a JSON text that nobody vouches for; `what` begins the messages. Throws JsonFormError. */
export function parseJson(text: string, what: string): JsonField {
  try {
    return new JsonField(JSON.parse(text), what)
  } catch {
    throw new JsonFormError('the file is no JSON')
  }
}

/** A value of a JSON text and the way to it; what is not of the wanted kind throws JsonFormError. */
export class JsonField {
  readonly path: string
  readonly #value: unknown

  constructor(value: unknown, path: string) {
    this.#value = value
    this.path = path
  }

  has(key: string): boolean {
    return typeof this.#value === 'object' && this.#value !== null && Object.hasOwn(this.#value, key)
  }

  at(key: string): JsonField {
    if (!this.has(key)) throw new JsonFormError(`${this.path}: \`${key}\` is missing`)
    return new JsonField((this.#value as Record<string, unknown>)[key], `${this.path}, ${key}`)
  }

  /** The property if it is there, else none. */
  optional<K extends string, V>(key: K, read: (field: JsonField) => V): { [P in K]?: V } {
    return this.has(key) ? ({ [key]: read(this.at(key)) } as { [P in K]: V }) : {}
  }

  text(): string {
    if (typeof this.#value !== 'string') throw new JsonFormError(`${this.path}: a text is expected`)
    return this.#value
  }

  flag(): boolean {
    if (typeof this.#value !== 'boolean') throw new JsonFormError(`${this.path}: true or false is expected`)
    return this.#value
  }

  /** A whole number from 0 to the given one. */
  number(last: number): number {
    const value = this.#value
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > last) {
      throw new JsonFormError(`${this.path}: a whole number from 0 to ${last} is expected`)
    }
    return value
  }

  oneOf<T extends string>(words: readonly T[]): T {
    const found = words.find((word) => word === this.#value)
    if (found === undefined) throw new JsonFormError(`${this.path}: one of ${words.join(', ')} is expected`)
    return found
  }

  list<T>(read: (field: JsonField) => T): T[] {
    if (!Array.isArray(this.#value)) throw new JsonFormError(`${this.path}: a list is expected`)
    return this.#value.map((item: unknown, index) => read(new JsonField(item, `${this.path} ${index + 1}`)))
  }
}
