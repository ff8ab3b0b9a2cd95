/** A value that can be written as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/**
 * JSON with two blanks of indentation and keys in the order of the object. Lists of numbers and of ranges stand in one
 * line, so that a port table does not fill pages. Control characters and direction marks are escaped wherever they
 * come from, so that output is harmless on a terminal.
 */
export function jsonText(value: Json): string {
  const parts: string[] = []
  write(value, '\n', parts)
  parts.push('\n')
  return parts.join('')
}

/** The same on one line, without its line end, for JSON Lines. */
export function jsonLine(value: Json): string {
  return escapeMarks(JSON.stringify(value))
}

function write(value: Json, newLine: string, parts: string[]): void {
  if (typeof value !== 'object' || value === null) {
    parts.push(jsonLine(value))
    return
  }
  const inner = `${newLine}  `
  if (isList(value)) {
    if (value.every(isNumeric)) {
      parts.push(numericText(value))
      return
    }
    writeItems('[', ']', newLine, parts, value, (item) => write(item, inner, parts))
    return
  }
  writeItems('{', '}', newLine, parts, Object.entries(value), ([key, item]) => {
    parts.push(jsonLine(key), ': ')
    write(item, inner, parts)
  })
}

function writeItems<T>(
  open: string,
  close: string,
  newLine: string,
  parts: string[],
  items: readonly T[],
  writeItem: (item: T) => void,
): void {
  if (items.length === 0) {
    parts.push(open, close)
    return
  }
  for (const [i, item] of items.entries()) {
    parts.push(i === 0 ? open : ',', `${newLine}  `)
    writeItem(item)
  }
  parts.push(newLine, close)
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isNumeric(value: Json): boolean {
  return typeof value === 'number' || (isList(value) && value.every((item) => typeof item === 'number'))
}

function numericText(list: readonly Json[]): string {
  return `[${list.map((item) => (isList(item) ? numericText(item) : String(item))).join(', ')}]`
}

const MARKS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

function escapeMarks(json: string): string {
  return json.replace(MARKS, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
