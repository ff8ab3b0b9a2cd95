import { type Address, formatPrefix, type Prefix, prefixContains } from '../model/address.ts'
import type { Attachment, StatedNetwork, Zone } from '../model/network.ts'
import { type Complaints, quoted, type Target } from './complaints.ts'
import type { ZoneEntry } from './project-file.ts'

/**
 * The zones of the network: those of the project file, or one for each interface name of the configurations, which is
 * then one zone wherever the name occurs. A zone without networks of its own takes those of its interfaces. The zone of
 * a default route holds every address that no other zone holds.
 */
export function makeZones(
  entries: readonly ZoneEntry[] | undefined,
  attachments: readonly Attachment[],
  file: string | undefined,
  complaints: Complaints,
): readonly Zone[] {
  const zones =
    entries === undefined ? configuredZones(attachments, complaints) : statedZones(entries, attachments, file ?? '')
  checkSamePrefixes(zones, entries, attachments, file, complaints)
  checkOneCatchAll(zones, entries, file, complaints)
  return zones
}

function statedZones(entries: readonly ZoneEntry[], attachments: readonly Attachment[], file: string): readonly Zone[] {
  return entries.map(({ name, networks, catchAll }): Zone => {
    if (networks !== undefined) {
      const stated = networks.map(({ value, line }): StatedNetwork => ({ prefix: value, file, line }))
      const rest: StatedNetwork[] = catchAll ? [{ file, line: name.line }] : []
      return { name: name.value, networks: networks.map(({ value }) => value), catchAll, stated: [...stated, ...rest] }
    }
    const found = networksOf(name.value, attachments)
    return {
      name: name.value,
      networks: found.filter(isNoDefault),
      catchAll: found.some((prefix) => !isNoDefault(prefix)),
    }
  })
}

function configuredZones(attachments: readonly Attachment[], complaints: Complaints): readonly Zone[] {
  const names = new Set(attachments.flatMap(({ interfacesByZone }) => [...interfacesByZone.keys()]))
  const zones = [...names].map((name) => ({ name, networks: networksOf(name, attachments).filter(isNoDefault) }))
  const ends = endsOfDefaultRoutes(attachments)
  const [first] = attachments
  if (ends.length > 1 && first !== undefined) {
    complaints.warning(
      'project/several-default-routes',
      { file: first.firewall.source.name },
      {
        message: `default routes lead to the zones ${ends.map(quoted).join(', ')}, so no zone holds the remaining addresses`,
        mend: 'write `networks: [any]` for one of them under `zones:` in emmental.yaml',
      },
    )
  }
  return zones.map((zone) => ({ ...zone, catchAll: ends.length === 1 && ends[0] === zone.name }))
}

/**
 * Where the default routes end: the zone of one firewall's default route is no end if another firewall there leads on,
 * as the front firewall does behind the back firewall.
 */
function endsOfDefaultRoutes(attachments: readonly Attachment[]): readonly string[] {
  const defaults = attachments.map((attachment) => zonesWithDefault(attachment))
  const all = new Set(defaults.flat())
  const leadsOn = (zone: string): boolean =>
    attachments.some(({ interfacesByZone }, i) => {
      const own = defaults[i] ?? []
      return interfacesByZone.has(zone) && own.length > 0 && !own.includes(zone)
    })
  return [...all].filter((zone) => !leadsOn(zone))
}

function zonesWithDefault({ firewall, interfacesByZone }: Attachment): readonly string[] {
  const withDefault = new Set(
    firewall.interfaces.filter(({ networks }) => networks.some((p) => !isNoDefault(p))).map(({ name }) => name),
  )
  return [...interfacesByZone].filter(([, names]) => names.some((name) => withDefault.has(name))).map(([zone]) => zone)
}

function networksOf(zone: string, attachments: readonly Attachment[]): readonly Prefix[] {
  const networks = new Map<string, Prefix>()
  for (const { firewall, interfacesByZone } of attachments) {
    const names = interfacesByZone.get(zone) ?? []
    for (const { name, networks: own } of firewall.interfaces) {
      if (names.includes(name)) for (const prefix of own) networks.set(formatPrefix(prefix), prefix)
    }
  }
  return [...networks.values()]
}

function isNoDefault({ length }: Prefix): boolean {
  return length > 0
}

function checkSamePrefixes(
  zones: readonly Zone[],
  entries: readonly ZoneEntry[] | undefined,
  attachments: readonly Attachment[],
  file: string | undefined,
  complaints: Complaints,
): void {
  const owners = new Map<string, string>()
  for (const { name, networks } of zones) {
    for (const prefix of networks) {
      const text = formatPrefix(prefix)
      const owner = owners.get(text)
      if (owner === undefined || owner === name) {
        owners.set(text, name)
        continue
      }
      const target = placeOfNetwork(name, text, entries, attachments, file)
      complaints.error('project/network-in-two-zones', target, {
        message: `the network ${text} is in two zones, ${quoted(owner)} and ${quoted(name)}`,
        expected: 'each network in one zone; a zone may hold a part of the network of another one',
        mend:
          entries === undefined
            ? 'state the zones and their networks under `zones:` in emmental.yaml, and the names of each firewall under its `zones:`'
            : 'name in one of the two only the part or the hosts that are there, as for the ports of one bridge: `{ networks: [192.168.10.11/32] }`',
      })
    }
  }
}

function placeOfNetwork(
  zone: string,
  prefix: string,
  entries: readonly ZoneEntry[] | undefined,
  attachments: readonly Attachment[],
  file: string | undefined,
): Target {
  const entry = entries?.find(({ name }) => name.value === zone)
  const network = entry?.networks?.find(({ value }) => formatPrefix(value) === prefix) ?? entry?.name
  if (file !== undefined && network !== undefined) return { file, line: network.line, column: network.column }
  for (const { firewall, interfacesByZone } of attachments) {
    const names = interfacesByZone.get(zone) ?? []
    const owner = firewall.interfaces.find(
      ({ name, networks }) => names.includes(name) && networks.some((own) => formatPrefix(own) === prefix),
    )
    if (owner !== undefined) return { file: firewall.source.name, line: owner.line }
  }
  return { file: file ?? '' }
}

function checkOneCatchAll(
  zones: readonly Zone[],
  entries: readonly ZoneEntry[] | undefined,
  file: string | undefined,
  complaints: Complaints,
): void {
  const [first, second] = zones.filter(({ catchAll }) => catchAll)
  if (first === undefined || second === undefined || file === undefined) return
  const place = entries?.find(({ name }) => name.value === second.name)?.name
  const target = place === undefined ? { file } : { file, line: place.line, column: place.column }
  complaints.error('project/two-zones-for-the-rest', target, {
    message: `two zones hold every remaining address, ${quoted(first.name)} and ${quoted(second.name)}`,
    expected: '`any`, or a default route, in one zone only',
    mend: `list the networks of ${quoted(second.name)}`,
  })
}

/** The zone that holds the address by the longest prefix, else the one for the rest; undefined if there is none. */
export function zoneOf(address: Address, zones: readonly Zone[]): string | undefined {
  let best: string | undefined
  let bestLength = -1
  for (const { name, networks } of zones) {
    for (const prefix of networks) {
      if (prefix.length > bestLength && prefixContains(prefix, address)) {
        best = name
        bestLength = prefix.length
      }
    }
  }
  return best ?? zones.find(({ catchAll }) => catchAll)?.name
}
