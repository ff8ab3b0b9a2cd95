import { type AddressRanges, ANY_ADDRESS } from '../../../src/model/address-set.ts'
import type { ServiceSet } from '../../../src/model/service-set.ts'
import { readAce } from './ace.ts'
import { entryText, type ListContext } from './convert-list.ts'

/** What one permit of a list may match at most. */
export interface ListScope {
  readonly source: AddressRanges
  readonly destination: AddressRanges
  readonly service: ServiceSet
}

/** What the permits of a list may match; undefined if the list is not in the text. */
export function scopesOf(context: ListContext, name: string): ListScope[] | undefined {
  const { config, source, addresses, serviceNames, sets, clock } = context
  const list = config.lists.get(name)
  if (list === undefined) return undefined
  return list.lines.flatMap((line) => {
    const text = entryText(source.rawLine(line), list)
    if (/^(?:deny|remark)(?:\s|$)/i.test(text)) return []
    const ace = readAce(text, { addresses, serviceNames, services: sets.services, any: ANY_ADDRESS, clock })
    if (ace.inactive) return []
    return [{ source: ace.source.most, destination: ace.destination.most, service: ace.service.most }]
  })
}
