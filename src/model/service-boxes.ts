import type { Box } from './certificate.ts'
import type { ServiceSet, ServiceSetStore } from './service-set.ts'

/** A service set as boxes: protocol, destination field and source field, each first and last. */
export function boxesOf(set: ServiceSet, services: ServiceSetStore): Box[] {
  const boxes: Box[] = []
  for (const [protocols = [], destinations = [], sources = []] of services.space.products(set)) {
    for (let p = 0; p + 1 < protocols.length; p += 2) {
      for (let d = 0; d + 1 < destinations.length; d += 2) {
        for (let s = 0; s + 1 < sources.length; s += 2) {
          boxes.push([
            protocols[p] ?? 0,
            protocols[p + 1] ?? 0,
            destinations[d] ?? 0,
            destinations[d + 1] ?? 0,
            sources[s] ?? 0,
            sources[s + 1] ?? 0,
          ])
        }
      }
    }
  }
  return boxes
}
