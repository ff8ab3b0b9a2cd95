/** Adds items to the end of a list, however many: spread as arguments some hundred thousand overflow the stack. */
export function append<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item)
}
