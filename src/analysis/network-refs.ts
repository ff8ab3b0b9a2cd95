import type { Network } from '../model/network.ts'
import type { PlacementRef } from '../model/placement.ts'
import type { RuleRef } from './result.ts'
import { statementRef } from './rule-ref.ts'

/** A line that places a network, as a reference. A statement of the project has no firewall. */
export function placementRef({ firewall = '', file, line, text }: PlacementRef): RuleRef {
  return { firewall, file, ...(line === undefined ? {} : { line }), text }
}

/** The statements of the firewalls that introduce their interfaces in a zone. */
export function networkRefs({ attachments }: Network, zone: string): RuleRef[] {
  return attachments.flatMap(({ firewall, interfacesByZone }) => {
    const names = interfacesByZone.get(zone) ?? []
    return (
      firewall.interfaces
        // An export that names no line for it has none to show.
        .filter(({ name, line }) => names.includes(name) && line <= firewall.source.lineCount)
        .map(({ line }) => statementRef(firewall, line))
    )
  })
}
