import { formatAddress } from '../model/address.ts'
import type { PlacedAddress, Server, Zone } from '../model/network.ts'
import { type Complaints, quoted } from './complaints.ts'
import type { ListedServer } from './inventory.ts'
import { placeOf } from './server-cells.ts'
import { zoneOf } from './zones.ts'

/** Puts each address of each server into its zone. A server with an address in no zone is complained about and left out. */
export function placeServers(
  servers: readonly ListedServer[],
  zones: readonly Zone[],
  organization: string | undefined,
  complaints: Complaints,
): readonly Server[] {
  return servers
    .map((server) => placeServer(server, zones, organization, complaints))
    .filter((server) => server !== undefined)
}

function placeServer(
  server: ListedServer,
  zones: readonly Zone[],
  organization: string | undefined,
  complaints: Complaints,
): Server | undefined {
  const placed: PlacedAddress[] = []
  for (const { address, file, cell } of server.addresses) {
    const zone = zoneOf(address, zones)
    if (zone !== undefined) {
      placed.push({ address, zone })
      continue
    }
    complaints.error('servers/in-no-zone', placeOf(file, cell), {
      message: `the address ${formatAddress(address)} of the server ${quoted(server.name)} is in no zone`,
      expected: `an address in one of the zones ${zones.map(({ name }) => quoted(name)).join(', ')}`,
      mend: 'add its network to a zone under `zones:` in emmental.yaml, or correct the address',
    })
  }
  if (placed.length < server.addresses.length) return undefined
  const of = server.organization ?? organization
  return { ...server, addresses: placed, ...(of === undefined ? {} : { organization: of }) }
}
