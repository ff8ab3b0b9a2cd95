import {
  type AddressRanges,
  addressRange,
  isNoAddress,
  subtractAddresses,
  unionOfAddresses,
} from '../../model/address-set.ts'
import type { Network, Server } from '../../model/network.ts'
import { type Side, setOn } from '../../reach/host-index.ts'
import type { Inquiry } from '../access.ts'
import type { RuleRef } from '../result.ts'
import { distinctRefs } from '../rule-ref.ts'

/** Rules that name nobody but servers that have gone from their addresses, on one side or the other. */
export function needlessRules({ network, refs }: Inquiry, gone: readonly Server[]): RuleRef[] {
  const left = unionOfAddresses(
    gone.flatMap(({ addresses }) => addresses.map(({ address }) => addressRange(address, address))),
  )
  const found: RuleRef[] = []
  for (const { firewall } of network.attachments) {
    for (const table of firewall.tables) {
      for (let row = 0; row < table.rowCount; row++) {
        const isOnly = SIDES.some((side) => holdsOnly(network, left, setOn(table, row, side)))
        if (isOnly) found.push(refs.of(firewall, { kind: 'row', table, row }))
      }
    }
  }
  return distinctRefs(found)
}

const SIDES: readonly Side[] = ['source', 'destination']

function holdsOnly({ sets }: Network, left: AddressRanges, id: ReturnType<typeof setOn>): boolean {
  if (sets.addresses.isPrefix4(id) && sets.addresses.lastOfPrefix(id) - sets.addresses.firstOfPrefix(id) > 255)
    return false
  const set = sets.addresses.get(id)
  return !isNoAddress(set) && isNoAddress(subtractAddresses(set, left))
}
