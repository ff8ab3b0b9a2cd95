import type { Attachment } from '../model/network.ts'
import { suggest } from '../source/suggest.ts'
import { type Complaints, quoted } from './complaints.ts'
import type { ReadFirewall } from './firewall-files.ts'
import type { ZoneEntry } from './project-file.ts'

/**
 * Puts the interfaces of each firewall into zones: by the firewall's own `zones:`, else by name. Where the project file
 * states the zones, an interface of no stated zone is left out with a warning; if that leaves none, or if rules of a table
 * name it, it is an error. An export that names no interfaces stands between every two zones.
 */
export function attachFirewalls(
  firewalls: readonly ReadFirewall[],
  zones: readonly ZoneEntry[] | undefined,
  complaints: Complaints,
): readonly Attachment[] {
  const known = zones === undefined ? undefined : new Set(zones.map(({ name }) => name.value))
  const attachments = firewalls.map((read) => attach(read, known, complaints))
  const named = new Set(attachments.flatMap(({ interfacesByZone }) => [...interfacesByZone.keys()]))
  const unnamed = [...(known ?? [])].filter((zone) => !named.has(zone))
  return attachments.map((attachment) => withUnnamed(attachment, unnamed))
}

/** A firewall whose rules hold for every zone stands before the zones, too, that no firewall names. */
function withUnnamed(attachment: Attachment, unnamed: readonly string[]): Attachment {
  const { firewall, interfacesByZone } = attachment
  if (firewall.holdsBeyond !== true || interfacesByZone.size === 0) return attachment
  const own = new Set(firewall.interfaces.map(({ name }) => name))
  const further = unnamed.filter((zone) => !own.has(zone))
  return {
    ...attachment,
    interfacesByZone: new Map([...interfacesByZone, ...further.map((zone) => [zone, [zone]] as const)]),
  }
}

function attach(read: ReadFirewall, known: ReadonlySet<string> | undefined, complaints: Complaints): Attachment {
  const { firewall, request } = read
  checkNames(read, known, complaints)
  const interfacesByZone = new Map<string, string[]>()
  const strangers: string[] = []
  for (const { name, noTransit } of firewall.interfaces) {
    const zone = request.entry?.zones.get(name)?.value ?? name
    if (known !== undefined && !known.has(zone)) {
      if (noTransit !== true) strangers.push(name)
    } else interfacesByZone.set(zone, [...(interfacesByZone.get(zone) ?? []), name])
  }
  const isNowhere = firewall.interfaces.length > 0 && interfacesByZone.size === 0
  if (strangers.length > 0 || isNowhere)
    complainStrangers(read, strangers, interfacesByZone.size > 0, known ?? new Set(), complaints)
  return { firewall, interfacesByZone, ...(strangers.length === 0 ? {} : { leftOut: strangers }) }
}

/** The names on both sides of the firewall's `zones:` must exist. */
function checkNames(
  { firewall, request }: ReadFirewall,
  known: ReadonlySet<string> | undefined,
  complaints: Complaints,
): void {
  const own = firewall.interfaces.map(({ name }) => name)
  for (const [name, zone] of request.entry?.zones ?? []) {
    const target = { file: request.target.file, line: zone.line, column: zone.column }
    if (!own.includes(name)) {
      const near = suggest(name, own)
      complaints.warning('project/unknown-interface', target, {
        message: `the firewall ${quoted(firewall.name)} has no interface or zone ${quoted(name)}`,
        found: own.length === 0 ? 'an export without interfaces' : own.map(quoted).join(', '),
        mend: near === undefined ? 'use the name that the export uses' : `write \`${near}\``,
      })
    }
    if (known !== undefined && !known.has(zone.value)) {
      const near = suggest(zone.value, known)
      complaints.error('project/unknown-zone', target, {
        message: `there is no zone ${quoted(zone.value)}`,
        expected: [...known].map(quoted).join(', '),
        mend: near === undefined ? 'add the zone under `zones:`' : `write \`${near}\``,
      })
    }
  }
}

function complainStrangers(
  { firewall, request }: ReadFirewall,
  names: readonly string[],
  hasOthers: boolean,
  known: ReadonlySet<string>,
  complaints: Complaints,
): void {
  const expected = [...known].map(quoted).join(', ')
  const found = names.map(quoted).join(', ')
  if (!hasOthers) {
    complaints.error('project/firewall-in-no-zone', request.target, {
      message: `no interface of the firewall ${quoted(firewall.name)} is in a zone`,
      found,
      expected: `interfaces in the zones ${expected}`,
      mend: 'say under `zones:` of the firewall which of its names is which zone',
    })
    return
  }
  // The zones of a rule table are there because rules name them: left out, those rules would count for nothing.
  if (firewall.importReport !== undefined) {
    complaints.error('project/zone-of-rules', request.target, {
      message: `the rules of the firewall ${quoted(firewall.name)} name zones that the project does not know, so those rules would count for nothing`,
      found,
      expected: `one of the zones ${expected}`,
      mend: 'add them with their networks under `zones:`, or say under `zones:` of the firewall which of its names is which zone',
    })
    return
  }
  complaints.warning('project/interface-in-no-zone', request.target, {
    message: `some interfaces of the firewall ${quoted(firewall.name)} are in no zone and take no part`,
    found,
    expected: `one of the zones ${expected}`,
    mend: 'add the zones, or say under `zones:` of the firewall which of its names is which zone',
  })
}
