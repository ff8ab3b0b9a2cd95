import { replaceInvisible } from '../../source/redact.ts'

/** A value that can be written as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The keys of an object in the order in which they are written, each with the shape of its value or of its items. */
export type JsonShape = { readonly [key: string]: ValueShape }
/** `plain`: a value without a shape of its own. `line`: a list of texts in one line: there may be hundreds of thousands. */
export type ValueShape = 'plain' | 'line' | JsonShape

/**
 * JSON with two blanks of indentation, piece by piece: what is longer than a string may be (some 500 MB) can be written
 * too, and is never held as a whole. Objects with a shape are written with its keys, in its order, and with no others;
 * undefined values are left out. Lists of numbers and of ranges stand in one line, so that a port table does not fill
 * pages. Characters that are not seen are escaped wherever they come from, so that output is harmless on a
 * terminal. Throws TypeError for what is no JSON, or has no shape where it needs one.
 */
export function* jsonPieces(value: unknown, shape: ValueShape = 'plain'): Generator<string> {
  const text = new Pieces()
  yield* piecesOf(text, value, shape, '\n', DEPTH)
  text.append('\n')
  yield text.take()
}

/** A value on one line, without its line end, for JSON Lines. */
export function jsonLine(value: unknown): string {
  return escapeMarks(JSON.stringify(value))
}

const PIECE_LENGTH = 1 << 16

/** So deep results are walked piece by piece: the result and its lists. One item of a list is written at once. */
const DEPTH = 2

/** Text that waits until there is enough of it for a piece: a large analysis is tens of megabytes in millions of parts. */
class Pieces {
  #text = ''

  get isFull(): boolean {
    return this.#text.length >= PIECE_LENGTH
  }

  append(text: string): void {
    this.#text += text
  }

  take(): string {
    const text = this.#text
    this.#text = ''
    return text
  }
}

function* piecesOf(text: Pieces, value: unknown, shape: ValueShape, newLine: string, depth: number): Generator<string> {
  const parts = depth === 0 ? undefined : partsOf(value, shape)
  if (parts === undefined) {
    appendJson(text, value, shape, newLine)
  } else {
    const inner = `${newLine}  `
    text.append(parts.open)
    let before = ''
    for (const [key, item, itemShape] of parts.items) {
      text.append(`${before}${inner}${key}`)
      yield* piecesOf(text, item, itemShape, inner, depth - 1)
      before = ','
    }
    text.append(before === '' ? parts.close : `${newLine}${parts.close}`)
  }
  if (text.isFull) yield text.take()
}

/** The same without a break, for what is small: most of a result, so it makes nothing on the way. */
function appendJson(text: Pieces, value: unknown, shape: ValueShape, newLine: string): void {
  const inner = `${newLine}  `
  if (Array.isArray(value)) {
    if (shape === 'line' || value.every(isNumeric)) {
      text.append(lineText(value, shape))
      return
    }
    for (const [i, item] of value.entries()) {
      text.append(`${i === 0 ? '[' : ','}${inner}`)
      appendJson(text, item, shape, inner)
    }
    text.append(`${newLine}]`)
  } else if (typeof value === 'object' && value !== null && typeof shape === 'object') {
    let before = '{'
    for (const key in shape) {
      const item = (value as Record<string, unknown>)[key]
      if (item === undefined) continue
      text.append(`${before}${inner}"${key}": `)
      appendJson(text, item, shape[key] ?? 'plain', inner)
      before = ','
    }
    text.append(before === '{' ? '{}' : `${newLine}}`)
  } else {
    text.append(scalarText(value))
  }
}

interface Parts {
  readonly open: string
  readonly close: string
  /** What stands before each item, the item, and its shape. */
  readonly items: Iterable<readonly [string, unknown, ValueShape]>
}

/** The parts of a value that is written over several lines. */
function partsOf(value: unknown, shape: ValueShape): Parts | undefined {
  if (Array.isArray(value)) {
    if (shape === 'line' || value.every(isNumeric)) return undefined
    return { open: '[', close: ']', items: itemsOf(value, shape) }
  }
  if (typeof value !== 'object' || value === null || typeof shape === 'string') return undefined
  const items = Object.keys(shape).flatMap((key) => {
    const item = (value as Record<string, unknown>)[key]
    return item === undefined ? [] : [[`"${key}": `, item, shape[key] ?? 'plain'] as const]
  })
  return { open: '{', close: '}', items }
}

function* itemsOf(list: readonly unknown[], shape: ValueShape): Generator<readonly [string, unknown, ValueShape]> {
  for (const item of list) yield ['', item, shape]
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return escapeMarks(JSON.stringify(value))
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  throw new TypeError('a result does not have the shape of the contract')
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (Array.isArray(value) && value.every((item) => typeof item === 'number'))
}

function lineText(list: readonly unknown[], shape: ValueShape): string {
  return shape === 'line' ? `[${list.map(scalarText).join()}]` : numericText(list)
}

function numericText(list: readonly unknown[]): string {
  return `[${list.map((item) => (Array.isArray(item) ? numericText(item) : scalarText(item))).join(', ')}]`
}

function escapeMarks(json: string): string {
  return replaceInvisible(json, (mark) =>
    Array.from({ length: mark.length }, (_, i) => `\\u${mark.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  )
}
