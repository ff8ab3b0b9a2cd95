import {
  type AddressRanges,
  intersectAddresses,
  isNoAddress,
  subtractAddresses,
  unionOfAddresses,
} from './address-set.ts'
import type { ServiceSet, ServiceSetStore } from './service-set.ts'
import type { SetStore } from './set-store.ts'

/** Every packet from some addresses to some addresses with some services; none of the three is empty. */
export interface PacketBox {
  readonly source: AddressRanges
  readonly destination: AddressRanges
  readonly services: ServiceSet
}

/** What two boxes share; undefined if nothing. */
export function intersectBox(a: PacketBox, b: PacketBox, services: ServiceSetStore): PacketBox | undefined {
  const shared = services.intersect(a.services, b.services)
  if (shared === services.none) return undefined
  const source = intersectAddresses(a.source, b.source)
  if (isNoAddress(source)) return undefined
  const destination = intersectAddresses(a.destination, b.destination)
  return isNoAddress(destination) ? undefined : { source, destination, services: shared }
}

/** What is left of a box without another, as disjoint boxes; the box itself if they share nothing. */
export function subtractBox(box: PacketBox, cut: PacketBox, services: ServiceSetStore): readonly PacketBox[] {
  const shared = intersectBox(box, cut, services)
  if (shared === undefined) return [box]
  const left: PacketBox[] = []
  const source = subtractAddresses(box.source, cut.source)
  if (!isNoAddress(source)) left.push({ ...box, source })
  const destination = subtractAddresses(box.destination, cut.destination)
  if (!isNoAddress(destination)) left.push({ ...box, source: shared.source, destination })
  const rest = services.subtract(box.services, cut.services)
  if (rest !== services.none) left.push({ source: shared.source, destination: shared.destination, services: rest })
  return left
}

/** What is left of disjoint boxes without others. */
export function subtractBoxes(
  boxes: readonly PacketBox[],
  cuts: readonly PacketBox[],
  services: ServiceSetStore,
): readonly PacketBox[] {
  let left = boxes
  for (const cut of cuts) {
    if (left.length === 0) return left
    left = left.flatMap((box) => subtractBox(box, cut, services))
  }
  return left
}

/** Disjoint boxes that hold the same packets, joined wherever two of the three sides agree. */
export function mergeBoxes(boxes: readonly PacketBox[], { addresses, services }: SetStore): readonly PacketBox[] {
  const sourceOf = (box: PacketBox): number => addresses.intern(box.source)
  const destinationOf = (box: PacketBox): number => addresses.intern(box.destination)
  let merged = boxes
  for (let before = merged.length + 1; merged.length < before; ) {
    before = merged.length
    merged = joined(
      merged,
      (box) => `${sourceOf(box)} ${destinationOf(box)}`,
      (same) => ({
        services: services.unionOf(same.map((box) => box.services)),
      }),
    )
    merged = joined(
      merged,
      (box) => `${sourceOf(box)} ${box.services.id}`,
      (same) => ({
        destination: unionOfAddresses(same.map((box) => box.destination)),
      }),
    )
    merged = joined(
      merged,
      (box) => `${destinationOf(box)} ${box.services.id}`,
      (same) => ({
        source: unionOfAddresses(same.map((box) => box.source)),
      }),
    )
  }
  return merged
}

function joined(
  boxes: readonly PacketBox[],
  keyOf: (box: PacketBox) => string,
  join: (same: readonly PacketBox[]) => Partial<PacketBox>,
): readonly PacketBox[] {
  const groups = new Map<string, PacketBox[]>()
  for (const box of boxes) {
    const key = keyOf(box)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [box])
    else group.push(box)
  }
  return Array.from(groups.values(), (same) => {
    const [first] = same as [PacketBox]
    return same.length === 1 ? first : { ...first, ...join(same) }
  })
}
