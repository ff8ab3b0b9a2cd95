import { type Address, formatAddress, prefixContains } from '../model/address.ts'
import type { Firewall } from '../model/firewall.ts'
import type { Attachment, Zone } from '../model/network.ts'
import { type Complaints, quoted, type Target } from './complaints.ts'
import type { ListedAddress, ListedServer } from './inventory.ts'
import type { ZoneEntry } from './project-file.ts'
import { placeOf } from './server-cells.ts'
import { zoneOf } from './zones.ts'

/**
 * A server that the zones put on one side of a firewall and the firewall's own networks on another: whichever is wrong,
 * a verdict on it would be wrong too, so it is an error. Default routes say too little to contradict anyone, and a
 * firewall without an interface in the server's zone may well reach it through a further one.
 */
export function checkSides(
  servers: readonly ListedServer[],
  zones: readonly Zone[],
  attachments: readonly Attachment[],
  complaints: Complaints,
): void {
  for (const server of servers) {
    for (const listed of server.addresses) {
      const zone = zoneOf(listed.address, zones)
      if (zone === undefined) continue
      for (const { firewall, interfacesByZone } of attachments) {
        const own = interfacesByZone.get(zone)
        const side = interfaceTowards(firewall, listed.address)
        if (own === undefined || side === undefined || own.includes(side)) continue
        complainSides(server, listed, zone, { firewall, side }, complaints)
      }
    }
  }
}

function complainSides(
  server: ListedServer,
  { address, file, cell }: ListedAddress,
  zone: string,
  { firewall, side }: { readonly firewall: Firewall; readonly side: string },
  complaints: Complaints,
): void {
  complaints.error('servers/on-two-sides', placeOf(file, cell), {
    message: `the zones and the firewall ${quoted(firewall.name)} disagree on where the address ${formatAddress(address)} of the server ${quoted(server.name)} is`,
    found: `in the zone ${quoted(zone)}, but behind the interface ${quoted(side)} of the firewall`,
    expected: 'the same place in both',
    mend: `state the network behind ${quoted(side)} as a zone of its own under \`zones:\`, or correct the address`,
  })
}

/** The interface whose networks hold the address by the longest prefix. */
function interfaceTowards({ interfaces }: Firewall, address: Address): string | undefined {
  let best: string | undefined
  let bestLength = 0
  for (const { name, networks } of interfaces) {
    for (const prefix of networks) {
      if (prefix.length > bestLength && prefixContains(prefix, address)) {
        best = name
        bestLength = prefix.length
      }
    }
  }
  return best
}

/** Packets to a firewall's own address do not cross it: a server with such an address is a slip, or stands for a mapped one. */
export function checkOwnAddresses(
  servers: readonly ListedServer[],
  attachments: readonly Attachment[],
  complaints: Complaints,
): void {
  const owners = new Map<Address, string>()
  for (const { firewall } of attachments) for (const own of firewall.ownAddresses) owners.set(own, firewall.name)
  for (const { name, addresses } of servers) {
    for (const { address, file, cell } of addresses) {
      const owner = owners.get(address)
      if (owner === undefined) continue
      complaints.warning('servers/firewall-address', placeOf(file, cell), {
        message: `the address ${formatAddress(address)} of the server ${quoted(name)} is an address of the firewall ${quoted(owner)}`,
        expected: 'the address that the server itself has',
        mend: 'correct the address',
      })
    }
  }
}

/** No server can be in a zone that the project file names and nobody gives networks. */
export function checkEmptyZones(
  zones: readonly Zone[],
  entries: readonly ZoneEntry[] | undefined,
  file: string | undefined,
  complaints: Complaints,
): void {
  for (const { name, networks, catchAll } of zones) {
    const entry = entries?.find((candidate) => candidate.name.value === name)
    if (networks.length > 0 || catchAll || entry === undefined || file === undefined) continue
    const target: Target = { file, line: entry.name.line, column: entry.name.column }
    complaints.warning('project/zone-without-networks', target, {
      message: `the zone ${quoted(name)} has no networks`,
      expected: 'networks here, or an interface of a configuration that names them',
      mend: 'add `networks:`',
    })
  }
}
