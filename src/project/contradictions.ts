import { type Address, formatAddress, prefixContains } from '../model/address.ts'
import type { Firewall } from '../model/firewall.ts'
import type { Attachment, Zone } from '../model/network.ts'
import { redactLine } from '../source/redact.ts'
import { type Complaints, quoted, type Target } from './complaints.ts'
import type { ReadFirewall } from './firewall-files.ts'
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

/**
 * A zone without networks holds no server, so nothing is asked of what a firewall says about it. Where a firewall passes packets
 * there, that is an error: the servers behind it would be taken to stand before it.
 */
export function checkEmptyZones(
  zones: readonly Zone[],
  entries: readonly ZoneEntry[] | undefined,
  firewalls: readonly ReadFirewall[],
  attachments: readonly Attachment[],
  file: string | undefined,
  complaints: Complaints,
): void {
  for (const { name, networks, catchAll } of zones) {
    if (networks.length > 0 || catchAll) continue
    const entry = entries?.find((candidate) => candidate.name.value === name)
    const place = entry === undefined || file === undefined ? undefined : { file, ...placeIn(entry) }
    const carrier = attachments.findIndex((attachment) => isCarried(name, attachment))
    const carrying = firewalls[carrier]
    if (carrying !== undefined) {
      complaints.error('project/zone-without-networks', place ?? carrying.request.target, {
        message: `the zone ${quoted(name)} of the firewall ${quoted(carrying.firewall.name)} has no networks, so no server can stand in it and none of its rules is asked`,
        expected: 'the networks behind it',
        mend: mendOf(name, zones, entries),
      })
    } else if (place !== undefined) {
      complaints.warning('project/zone-without-networks', place, {
        message: `the zone ${quoted(name)} has no networks; no server stands in it, so no answer depends on it`,
        expected: 'networks here, or an interface of a configuration that names them',
        mend: 'add `networks:`',
      })
    }
  }
}

function placeIn({ name: { line, column } }: ZoneEntry): Pick<Target, 'line' | 'column'> {
  return { line, column }
}

/** Whether an interface passes packets there although the text names no network behind it: always so in a rule table. */
function isCarried(zone: string, { firewall, interfacesByZone }: Attachment): boolean {
  const names = interfacesByZone.get(zone) ?? []
  return firewall.interfaces.some(
    ({ name, noTransit, isPort }) =>
      names.includes(name) &&
      noTransit !== true &&
      isPort !== true &&
      !(firewall.gaps ?? []).some((gap) => gap.interface === name),
  )
}

/** The keys that settle it; a zone without networks of its own keeps those of its interfaces. */
function mendOf(name: string, zones: readonly Zone[], entries: readonly ZoneEntry[] | undefined): string {
  if (entries !== undefined) return 'add `networks:`, or leave the zone out if no server stands behind it'
  const isKnown = ({ networks, catchAll }: Zone): boolean => networks.length > 0 || catchAll
  const others = zones
    .filter((zone) => zone.name !== name && isKnown(zone))
    .map((zone) => `${quotedKey(zone.name)}: {}`)
  const own = `${quotedKey(name)}: { networks: [10.10.0.0/16] }`
  return `state all zones in emmental.yaml, this one with the networks behind it, for example \`zones: { ${[...others, own].join(', ')} }\`; leave it out if no server stands there`
}

function quotedKey(name: string): string {
  return /^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(redactLine(name))
}

/** A firewall with interfaces in one zone alone stands between nothing that is asked about. */
export function checkCrossable(
  firewalls: readonly ReadFirewall[],
  attachments: readonly Attachment[],
  complaints: Complaints,
): void {
  for (const [i, { firewall, interfacesByZone, leftOut = [] }] of attachments.entries()) {
    const target = firewalls[i]?.request.target
    const [zone] = interfacesByZone.keys()
    if (interfacesByZone.size !== 1 || zone === undefined || target === undefined) continue
    const inside = interfacesByZone.get(zone) ?? []
    if (inside.length > 1) continue
    complaints.warning('project/firewall-in-one-zone', target, {
      message: `the firewall ${quoted(firewall.name)} has an interface in the zone ${quoted(zone)} alone, so it stands on no way and none of its rules is asked; servers of the zone that its own text does not put before it are undetermined`,
      ...(leftOut.length === 0 ? {} : { found: `in no zone: ${leftOut.map(quoted).join(', ')}` }),
      expected: 'interfaces in at least two zones',
      mend: 'state the zones behind it under `zones:` with their networks, or take the firewall out of the project if nothing passes it',
    })
  }
}
