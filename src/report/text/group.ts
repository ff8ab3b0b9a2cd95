/** The items by key, in the order of their first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const members = groups.get(key) ?? []
    groups.set(key, members)
    members.push(item)
  }
  return [...groups.values()]
}
