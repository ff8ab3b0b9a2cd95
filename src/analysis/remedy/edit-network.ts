import type { Firewall } from '../../model/firewall.ts'
import type { Network } from '../../model/network.ts'
import { type AddedPermits, type EditText, withFirewalls, withPermits } from '../../model/permits-in-front.ts'
import type { FirewallChange, Left } from '../remedy-result.ts'
import { tableRows } from './table-rows.ts'

/** A network with edits made in it, and the lines that make them. */
export interface EditedNetwork {
  readonly network: Network
  readonly changes: readonly FirewallChange[]
}

/** Lines of firewalls that alter packets, by the firewall's name. */
export type AlteringLines = ReadonlyMap<string, ReadonlySet<number>>

/** Enters the edits into the text of each firewall and reads it again; a rule table, which is not written, gets the permits as rows. */
export function editNetwork(
  network: Network,
  permits: readonly AddedPermits[],
  altering: AlteringLines,
  editText: EditText,
): EditedNetwork {
  const changes: FirewallChange[] = []
  const read = new Map<Firewall, Firewall>()
  let shown = network
  for (const { firewall } of network.attachments) {
    const own = permits.filter(({ place }) => place.firewall === firewall)
    const lines = [...(altering.get(firewall.name) ?? [])]
    if (own.length + lines.length === 0) continue
    const { name, dialect } = firewall
    const edited = editText(firewall, { permits: own, altering: lines })
    if (typeof edited === 'string') {
      changes.push({ firewall: name, dialect, lines: [], refused: edited })
    } else if (edited !== undefined) {
      if (edited.lines.length > 0) changes.push({ firewall: name, dialect, lines: edited.lines })
      read.set(firewall, edited.firewall)
    } else if (own.length > 0) {
      changes.push({ firewall: name, dialect, lines: tableRows(own) })
      shown = withPermits(shown, own)
    }
  }
  return { network: withFirewalls(shown, read), changes }
}

/**
 * Adds the lines that answers are left open by, since some of them may be ones that a text can turn off; returns whether
 * there is a new one.
 */
export function addAltering(altering: Map<string, Set<number>>, left: readonly Left[]): boolean {
  let isNew = false
  for (const { firewall, line } of left.flatMap(({ because }) => because)) {
    if (line === undefined) continue
    const own = altering.get(firewall) ?? new Set<number>()
    altering.set(firewall, own)
    isNew ||= !own.has(line)
    own.add(line)
  }
  return isNew
}
