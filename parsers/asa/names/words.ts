/** A word of a line and its column, from 1. */
export interface Word {
  readonly text: string
  readonly column: number
}

/** Splits a line at runs of blanks. */
export function wordsOf(line: string): Word[] {
  return Array.from(line.matchAll(/\S+/g), (match) => ({ text: match[0], column: match.index + 1 }))
}

/** Reads words one after the other. */
export class WordReader {
  readonly #words: readonly Word[]
  #at = 0

  constructor(words: readonly Word[], start = 0) {
    this.#words = words
    this.#at = start
  }

  /** The next word in lower case, without taking it; keywords know no case. */
  get key(): string | undefined {
    return this.#words[this.#at]?.text.toLowerCase()
  }

  peek(ahead = 0): string | undefined {
    return this.#words[this.#at + ahead]?.text
  }

  next(): string | undefined {
    return this.#words[this.#at++]?.text
  }

  /** Takes the next word if it is the given keyword. */
  take(keyword: string): boolean {
    if (this.key !== keyword) return false
    this.#at++
    return true
  }

  get atEnd(): boolean {
    return this.#at >= this.#words.length
  }

  /** Column of the next word, or just behind the last. */
  get column(): number {
    const word = this.#words[this.#at]
    if (word !== undefined) return word.column
    const last = this.#words.at(-1)
    return last === undefined ? 1 : last.column + last.text.length + 1
  }

  get position(): number {
    return this.#at
  }

  rewind(position: number): void {
    this.#at = position
  }

  rest(): string {
    return this.#words
      .slice(this.#at)
      .map((word) => word.text)
      .join(' ')
  }
}
