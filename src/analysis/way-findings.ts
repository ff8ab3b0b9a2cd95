import type { Inquiry } from './access.ts'
import { finding } from './finding.ts'
import { groupBy } from './group-by.ts'
import { placementRef } from './network-refs.ts'
import type { Case, Finding, WaysRef } from './result.ts'
import { distinctRefs } from './rule-ref.ts'

const OPEN_WAYS: ReadonlySet<WaysRef['kind']> = new Set(['several', 'too-many', 'none'])
const UNKNOWN_WAYS: ReadonlySet<WaysRef['kind']> = new Set(['unsettled', 'too-many', 'none'])

/** How servers come together, where that is open, and firewalls that stand between none of them. */
export function wayFindings(inquiry: Inquiry, cases: readonly Case[]): Finding[] {
  const ways = cases.flatMap((one) => one.ways)
  const open = ways.filter(({ kind }) => OPEN_WAYS.has(kind))
  const unknown = ways.some(({ kind }) => UNKNOWN_WAYS.has(kind))
  return [
    ...Array.from(new Set(open.map(({ note }) => note ?? '')), (note) => finding('several-ways', note)),
    ...placeFindings(ways),
    // Where ways are not known, a firewall may stand on one.
    ...(unknown ? [] : unaskedFindings(inquiry)),
  ]
}

/** Servers whose place is not settled, by the lines that leave it open. */
function placeFindings(ways: readonly WaysRef[]): Finding[] {
  const open = ways.filter(({ kind }) => kind === 'unsettled')
  return Array.from(
    groupBy(open, ({ note = '' }) => note),
    ([note, some]) => {
      const lines = some.flatMap(({ evidence }) => evidence).filter(({ file }) => file !== '')
      return finding('place-not-settled', note, undefined, distinctRefs(lines.map(placementRef)))
    },
  )
}

function unaskedFindings({ network, reach }: Inquiry): Finding[] {
  return network.attachments
    .filter(({ firewall }) => !reach.asked.has(firewall))
    .map(({ firewall: { name }, interfacesByZone }) => {
      const zones = [...interfacesByZone.keys()].join(', ')
      const message = `the firewall ${name} (zones ${zones}) stands on no way between two servers, so no answer depends on it`
      return finding('firewall-not-asked', message, name)
    })
}
