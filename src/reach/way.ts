import { type Address, prefixContains } from '../model/address.ts'
import type { Firewall } from '../model/firewall.ts'
import type { PlacementRef, WayKind } from '../model/placement.ts'

/** One firewall on the way, entered and left by the interfaces of these names ('' where the export names none). */
export interface Hop {
  readonly firewall: Firewall
  readonly ingress: string
  readonly egress: string
}

/** The firewalls crossed from one address to another, in order; none within one zone. */
export type Way = readonly Hop[]

/** More ways than these are not told apart. */
export const WAYS_MAX = 64

/** All ways that a packet could take. More than one: every one must permit it (pessimistic), or some one (optimistic). */
export interface Ways {
  readonly ways: readonly Way[]
  readonly kind: WayKind
  /** The interface behind which both stand by different routers: where their packets meet is not in the text. */
  readonly sharing?: { readonly firewall: Firewall; readonly name: string; readonly line: number }
  /** `same-network`: what places both addresses there. `unsettled`: what leaves open where they stand. */
  readonly evidence: readonly PlacementRef[]
  /** Why there is no way, or not one alone, and how to settle it. */
  readonly note?: string
}

/** The interface whose networks hold the address by the longest prefix; a default route says too little to count. */
export function interfaceTowards(firewall: Firewall, address: Address): string | undefined {
  let best: string | undefined
  let bestLength = 0
  for (const { name, networks } of firewall.interfaces) {
    for (const prefix of networks) {
      if (prefix.length > bestLength && prefixContains(prefix, address)) {
        best = name
        bestLength = prefix.length
      }
    }
  }
  return best
}
