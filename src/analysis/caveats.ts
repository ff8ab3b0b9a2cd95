import type { Address } from '../model/address.ts'
import { append } from '../model/append.ts'
import type { Caveat, Firewall } from '../model/firewall.ts'
import type { Flavour } from '../model/packet.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { SetStore } from '../model/set-store.ts'
import type { Hop, Way, Ways } from '../reach/way.ts'
import type { CaveatRef } from './result.ts'
import { statementRef } from './rule-ref.ts'

/** The caveats of one hop that concern a packet, or any packet of a set, between two addresses. */
export function caveatsOf(
  hop: Hop,
  ends: { readonly source: Address; readonly destination: Address },
  what: Flavour | { readonly within: ServiceSet },
  sets: SetStore,
): CaveatRef[] {
  const { firewall, ingress, egress } = hop
  return (firewall.caveats ?? [])
    .filter((caveat) => caveat.ingress === undefined || caveat.ingress === ingress)
    .filter((caveat) => caveat.egress === undefined || caveat.egress === egress)
    .filter((caveat) => concerns(caveat, ends, what, sets))
    .map((caveat) => refOf(firewall, caveat))
}

/** One object for each caveat: there may be a reference for each of many pairs. */
const REFS = new WeakMap<Caveat, CaveatRef>()

function refOf(firewall: Firewall, caveat: Caveat): CaveatRef {
  const known = REFS.get(caveat)
  if (known !== undefined) return known
  const { id, text, line } = caveat
  const ref: CaveatRef = { id, ...statementRef(firewall, line), meaning: text }
  REFS.set(caveat, ref)
  return ref
}

/** Those of whole ways; a caveat may stand there several times. */
export function caveatsOnWays(
  ways: readonly Way[],
  ends: { readonly source: Address; readonly destination: Address },
  within: ServiceSet,
  sets: SetStore,
): CaveatRef[] {
  const found: CaveatRef[] = []
  for (const way of ways) {
    // Mostly there are none, and there are tens of thousands of pairs.
    for (const hop of way) if (hop.firewall.caveats !== undefined) append(found, caveatsOf(hop, ends, { within }, sets))
  }
  return found
}

/** Whether packets between two networks behind one interface meet before the firewall is no line of its text. */
export function sharingCaveat({ firewall, name, line }: NonNullable<Ways['sharing']>): CaveatRef {
  const meaning = `both stand behind \`${name}\`, by different routers: it is taken that they reach each other without the firewall`
  return { id: 'one-interface', ...statementRef(firewall, line), meaning }
}

/** Each caveat once, by firewall, line and kind. */
export function distinctCaveats(caveats: readonly CaveatRef[]): CaveatRef[] {
  const found = new Map(caveats.map((one) => [JSON.stringify([one.firewall, one.line, one.id]), one]))
  return [...found.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

function concerns(
  { rows }: Caveat,
  { source, destination }: { readonly source: Address; readonly destination: Address },
  what: Flavour | { readonly within: ServiceSet },
  { addresses, services }: SetStore,
): boolean {
  for (let row = 0; row < rows.rowCount; row++) {
    if (!addresses.contains(rows.sourceSet(row), source)) continue
    if (!addresses.contains(rows.destinationSet(row), destination)) continue
    const set = services.byId(rows.serviceSet(row))
    const isHeld =
      'within' in what
        ? services.intersect(set, what.within) !== services.none
        : services.space.contains(set, [what.protocol, what.destinationField, what.sourceField])
    if (isHeld) return true
  }
  return false
}
