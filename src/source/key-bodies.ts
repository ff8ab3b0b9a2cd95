/** A text of lines, as SourceText is one. */
interface Lines {
  readonly bytes: Uint8Array
  readonly lineStarts: Uint32Array
  readonly lineCount: number
  rawLine(line: number): string
}

const DASH = 45
const SPACE = 32
const TAB = 9

/**
 * The lines between `-----BEGIN …-----` and `-----END …-----` (RFC 7468), first and last inclusive: keys, certificates
 * and requests. One that does not end goes to the first line that cannot belong to it.
 */
export function keyBodies(source: Lines): readonly (readonly [number, number])[] {
  const found: [number, number][] = []
  for (let line = 1; line <= source.lineCount; line++) {
    if (startsWithDashes(source, line) && /^\s*-----BEGIN /.test(source.rawLine(line))) {
      const first = line + 1
      while (line < source.lineCount && isPem(source.rawLine(line + 1))) line++
      if (line >= first) found.push([first, line])
    }
  }
  return found
}

/** Base64, or a header such as `Proc-Type: 4,ENCRYPTED`. */
function isPem(line: string): boolean {
  return /^(?:[A-Za-z0-9+/=]*|[\w-]{1,40}: .*)$/.test(line.trim())
}

function startsWithDashes({ bytes, lineStarts }: Lines, line: number): boolean {
  let at = lineStarts[line - 1]!
  const end = lineStarts[line]!
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
  return bytes[at] === DASH && bytes[at + 1] === DASH
}
