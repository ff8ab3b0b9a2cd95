import { type AddressRanges, addressRange, NO_ADDRESS, unionOfAddresses } from '../../model/address-set.ts'
import { slideSet } from '../../model/address-slide.ts'
import type { Packet } from '../../model/packet.ts'
import type { PacketBox } from '../../model/packet-box.ts'
import type { Told } from '../../reach/difference/difference.ts'
import type { Translated } from '../../reach/difference/flows.ts'
import { seen } from '../../reach/difference/view.ts'
import type { Inquiry } from '../access.ts'
import type { Alteration } from '../impact-result.ts'
import type { RuleRef } from '../result.ts'
import { statementRef } from '../rule-ref.ts'
import { networkTexts } from '../zone-places.ts'
import { inspectionRefs } from './fate-refs.ts'

/** What becomes of packets that are let through, statement by statement; `shown` and `packet` are one of them, for inspection. */
export function alterationsOf(
  parts: readonly { readonly told: Told; readonly box: PacketBox }[],
  inquiry: Inquiry,
  shown: Told,
  packet: Packet,
): Alteration[] {
  if (shown.fate === 'denied') return []
  const statements = new Map<string, Statement>()
  for (const { told, box } of parts) {
    for (const translated of told.flow.ways.flatMap(({ translations }) => translations)) {
      add(statements, translated, seen(box, translated.view, inquiry.network.sets.services))
    }
  }
  const inspected = inspectionRefs(inquiry, shown, packet).map((rule): Alteration => ({ what: 'inspection', rule }))
  return [...Array.from(statements.values(), told), ...inspected]
}

/** One statement, and all that it does to the packets of a block. */
interface Statement {
  readonly what: 'source' | 'destination'
  readonly rule: RuleRef
  readonly ports: { readonly fromPort?: number; readonly toPort?: number }
  from: AddressRanges
  to: AddressRanges
  /** Where the text does not say to which address. */
  text?: string
}

function add(statements: Map<string, Statement>, translated: Translated, box: PacketBox): void {
  const { what, firewall, line, uncertain } = translated
  const key = JSON.stringify([what, firewall.name, line, uncertain ?? ''])
  const ports =
    translated.what === 'destination' && translated.port !== undefined
      ? { fromPort: translated.port.from, toPort: translated.port.to }
      : {}
  const from = what === 'source' ? box.source : box.destination
  const { to, text } = resultOf(translated, from)
  const known = statements.get(key)
  if (known === undefined) {
    const rule = statementRef(firewall, line, uncertain)
    statements.set(key, { what, rule, ports, from, to, ...(text === undefined ? {} : { text }) })
    return
  }
  known.from = unionOfAddresses([known.from, from])
  known.to = unionOfAddresses([known.to, to])
}

function resultOf(translated: Translated, from: AddressRanges): { readonly to: AddressRanges; readonly text?: string } {
  if (translated.what === 'destination') {
    const { slide } = translated
    return slide === undefined ? { to: NO_ADDRESS, text: 'one of several hosts' } : { to: slideSet(from, slide) }
  }
  const { change } = translated
  if (change.kind === 'slide') return { to: slideSet(from, change.slide) }
  if (change.kind === 'several') return { to: NO_ADDRESS, text: change.text }
  return { to: addressRange(change.address, change.address) }
}

function told({ what, rule, ports, from, to, text }: Statement): Alteration {
  return { what, from: networkTexts(from), to: text === undefined ? networkTexts(to) : [text], ...ports, rule }
}
