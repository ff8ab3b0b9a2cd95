/** A report that comes in pieces as one text. */
export function whole(pieces: Iterable<string>): string {
  return [...pieces].join('')
}
