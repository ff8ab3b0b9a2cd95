import { formatAddress } from '../../model/address.ts'
import type { AddedPermits } from '../../model/permits-in-front.ts'

const HEADER = 'firewall,list,position,from,to,action,protocol,source,destination,port'

/** Permits as rows for any product, several addresses in one cell, under one header. */
export function tableRows(permits: readonly AddedPermits[]): string[] {
  const rows = permits.flatMap(({ place, rectangles, protocol, port }) => {
    const { firewall, table, ingress, egress } = place
    return rectangles.map(({ sources, destinations }) =>
      [
        firewall.name,
        table?.name ?? '',
        '1',
        ingress,
        egress,
        'permit',
        protocol,
        sources.map(formatAddress).join(';'),
        destinations.map(formatAddress).join(';'),
        port === undefined ? 'any' : String(port),
      ]
        .map(cell)
        .join(','),
    )
  })
  return [HEADER, ...rows]
}

/** Names of an export may hold anything; a spreadsheet must not take them for a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
