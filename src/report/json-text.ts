/** A value that can be written as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The keys of an object in the order in which they are written, each with the shape of its value or of its items. */
export type JsonShape = { readonly [key: string]: 'plain' | JsonShape }

/**
 * JSON with two blanks of indentation. Objects with a shape are written with its keys, in its order, and with no others;
 * undefined values are left out. Lists of numbers and of ranges stand in one line, so that a port table does not fill
 * pages. Control characters and direction marks are escaped wherever they come from, so that output is harmless on a
 * terminal. Throws TypeError for what is no JSON, or has no shape where it needs one.
 */
export function jsonText(value: unknown, shape: 'plain' | JsonShape = 'plain'): string {
  const chunks: string[] = []
  writeJson(value, shape, (text) => chunks.push(text))
  return chunks.join('')
}

/** As `jsonText`, piece by piece: what is longer than a string may be (some 500 MB) can be written too. */
export function writeJson(value: unknown, shape: 'plain' | JsonShape, take: (text: string) => void): void {
  const writer = new Writer(take)
  writer.write(value, shape, '\n')
  writer.finish()
}

/** A value on one line, without its line end, for JSON Lines. */
export function jsonLine(value: Json): string {
  return escapeMarks(JSON.stringify(value))
}

const CHUNK_LENGTH = 1 << 16

/** Hands text on in chunks: a large analysis is tens of megabytes in millions of pieces. */
class Writer {
  readonly #take: (text: string) => void
  #text = ''

  constructor(take: (text: string) => void) {
    this.#take = take
  }

  finish(): void {
    this.#take(`${this.#text}\n`)
    this.#text = ''
  }

  write(value: unknown, shape: 'plain' | JsonShape, newLine: string): void {
    if (Array.isArray(value)) this.#writeList(value, shape, newLine)
    else if (typeof value === 'object' && value !== null && shape !== 'plain') this.#writeObject(value, shape, newLine)
    else this.#append(scalarText(value))
  }

  #writeList(list: readonly unknown[], shape: 'plain' | JsonShape, newLine: string): void {
    if (list.every(isNumeric)) {
      this.#append(numericText(list))
      return
    }
    const inner = `${newLine}  `
    for (const [i, item] of list.entries()) {
      this.#append(`${i === 0 ? '[' : ','}${inner}`)
      this.write(item, shape, inner)
    }
    this.#append(`${newLine}]`)
  }

  #writeObject(value: object, shape: JsonShape, newLine: string): void {
    const inner = `${newLine}  `
    let before = '{'
    for (const key in shape) {
      const item = (value as Record<string, unknown>)[key]
      if (item === undefined) continue
      this.#append(`${before}${inner}"${key}": `)
      this.write(item, shape[key] ?? 'plain', inner)
      before = ','
    }
    this.#append(before === '{' ? '{}' : `${newLine}}`)
  }

  #append(text: string): void {
    this.#text += text
    if (this.#text.length < CHUNK_LENGTH) return
    this.#take(this.#text)
    this.#text = ''
  }
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return escapeMarks(JSON.stringify(value))
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  throw new TypeError('a result does not have the shape of the contract')
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (Array.isArray(value) && value.every((item) => typeof item === 'number'))
}

function numericText(list: readonly unknown[]): string {
  return `[${list.map((item) => (Array.isArray(item) ? numericText(item) : scalarText(item))).join(', ')}]`
}

const MARKS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

function escapeMarks(json: string): string {
  return json.replace(MARKS, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
