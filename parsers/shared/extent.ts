import {
  type AddressRanges,
  intersectAddresses,
  isNoAddress,
  NO_ADDRESS,
  unionOfAddresses,
} from '../../src/model/address-set.ts'
import type { ServiceSet, ServiceSetStore } from '../../src/model/service-set.ts'

/**
 * What an operand matches: `sure` whatever is still open, `most` at most. Where everything is settled the two are the
 * same and there is no reason. INVARIANT(sure-in-most): `sure` is a part of `most`.
 */
export interface Extent<T> {
  readonly sure: T
  readonly most: T
  /** What is open, in words that say what would settle it. */
  readonly reasons: readonly string[]
}

export type AddressExtent = Extent<AddressRanges>
export type ServiceExtent = Extent<ServiceSet>

export function settled<T>(value: T): Extent<T> {
  return { sure: value, most: value, reasons: [] }
}

export function openAddresses(most: AddressRanges, reason: string): AddressExtent {
  return { sure: NO_ADDRESS, most, reasons: [reason] }
}

export function openServices(most: ServiceSet, reason: string, services: ServiceSetStore): ServiceExtent {
  return { sure: services.none, most, reasons: [reason] }
}

export function unionOfAddressExtents(extents: readonly AddressExtent[]): AddressExtent {
  return {
    sure: unionOfAddresses(extents.map(({ sure }) => sure)),
    most: unionOfAddresses(extents.map(({ most }) => most)),
    reasons: distinct(extents),
  }
}

export function unionOfServiceExtents(extents: readonly ServiceExtent[], services: ServiceSetStore): ServiceExtent {
  return {
    sure: services.unionOf(extents.map(({ sure }) => sure)),
    most: services.unionOf(extents.map(({ most }) => most)),
    reasons: distinct(extents),
  }
}

/** What both extents match; reasons that no longer matter are dropped. */
export function intersectionOfServiceExtents(
  a: ServiceExtent,
  b: ServiceExtent,
  services: ServiceSetStore,
): ServiceExtent {
  const most = services.intersect(a.most, b.most)
  const sure = services.intersect(a.sure, b.sure)
  return { sure, most, reasons: most === sure ? [] : distinct([a, b]) }
}

/** Every packet that the extent does not match; what is open stays open. */
export function complementOfServices(extent: ServiceExtent, services: ServiceSetStore): ServiceExtent {
  return {
    sure: services.subtract(services.all, extent.most),
    most: services.subtract(services.all, extent.sure),
    reasons: extent.reasons,
  }
}

/** The part of an extent within a family or another limit; reasons that no longer matter are dropped. */
export function withinAddresses(extent: AddressExtent, limit: AddressRanges): AddressExtent {
  const sure = intersectAddresses(extent.sure, limit)
  const most = intersectAddresses(extent.most, limit)
  return { sure, most, reasons: isNoAddress(most) ? [] : extent.reasons }
}

function distinct(extents: readonly Extent<unknown>[]): string[] {
  return [...new Set(extents.flatMap(({ reasons }) => reasons))]
}
