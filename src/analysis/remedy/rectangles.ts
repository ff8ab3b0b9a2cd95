import { type Address, compareAddresses, familyOf } from '../../model/address.ts'
import type { Rectangle } from '../../model/permits-in-front.ts'

/**
 * Few products of sources and destinations that together hold all of the needed pairs and none that is not allowed.
 * Sources that need the same are one product, and two products are joined wherever that opens nothing new.
 */
export function rectanglesOf(
  needed: ReadonlyMap<Address, ReadonlySet<Address>>,
  isAllowed: (source: Address, destination: Address) => boolean,
): Rectangle[] {
  const byTargets = new Map<string, { sources: Address[]; destinations: readonly Address[] }>()
  for (const [source, targets] of needed) {
    for (const family of [4, 6] as const) {
      const destinations = [...targets].filter((target) => familyOf(target) === family).sort(compareAddresses)
      if (destinations.length === 0) continue
      const key = destinations.join()
      const known = byTargets.get(key) ?? { sources: [], destinations }
      byTargets.set(key, known)
      known.sources.push(source)
    }
  }
  let rectangles: Rectangle[] = Array.from(byTargets.values(), ({ sources, destinations }) => ({
    sources: sources.sort(compareAddresses),
    destinations,
  }))
  for (let joined = true; joined; ) {
    joined = false
    for (const [i, a] of rectangles.entries()) {
      const j = rectangles.findIndex((b, at) => at > i && canJoin(a, b, isAllowed))
      const b = rectangles[j]
      if (b === undefined) continue
      const both = { sources: union(a.sources, b.sources), destinations: union(a.destinations, b.destinations) }
      rectangles = rectangles.map((one, at) => (at === i ? both : one)).filter((_, at) => at !== j)
      joined = true
      break
    }
  }
  return rectangles
}

function canJoin(a: Rectangle, b: Rectangle, isAllowed: (source: Address, destination: Address) => boolean): boolean {
  const [one] = a.sources
  const [other] = b.sources
  if (one === undefined || other === undefined || familyOf(one) !== familyOf(other)) return false
  const fits = (x: Rectangle, y: Rectangle): boolean =>
    x.sources.every((source) => y.destinations.every((destination) => isAllowed(source, destination)))
  return fits(a, b) && fits(b, a)
}

function union(a: readonly Address[], b: readonly Address[]): Address[] {
  return [...new Set([...a, ...b])].sort(compareAddresses)
}
