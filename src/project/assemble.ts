import { isClientAccess, isDomainController, isPeerOf } from '../exchange/roles.ts'
import type { DeclaredPath, Network, Server, Zone } from '../model/network.ts'
import type { SetStore } from '../model/set-store.ts'
import { lookalikes, lookalikeWarning } from '../source/lookalike.ts'
import { suggest } from '../source/suggest.ts'
import { attachFirewalls } from './attachments.ts'
import { type Complaints, type Located, quoted, type Target } from './complaints.ts'
import { checkCrossable, checkEmptyZones, checkOwnAddresses, checkSides } from './contradictions.ts'
import type { ReadFirewall } from './firewall-files.ts'
import type { ListedServer } from './inventory.ts'
import { placeServers } from './placement.ts'
import type { PathEntry, ProjectFile } from './project-file.ts'
import { makeZones } from './zones.ts'

/** Everything that a network is made of, read and checked part by part. */
export interface Parts {
  readonly sets: SetStore
  readonly firewalls: readonly ReadFirewall[]
  readonly servers: readonly ListedServer[]
  /** No server list was given, and none is needed. */
  readonly asksNothing?: boolean
  /** Undefined where firewall files were named on the command line. */
  readonly project?: ProjectFile
  /** Where to complain about the inventory as a whole. */
  readonly inventory: Target
}

/**
 * Builds the network. Throws InputError if names do not fit together, a server is in no zone, or there is nothing to decide.
 */
export function assemble(parts: Parts, complaints: Complaints): Network {
  const { project, firewalls, sets } = parts
  const attachments = attachFirewalls(firewalls, project?.zones, complaints)
  const zones = makeZones(project?.zones, attachments, project?.file, complaints)
  const paths = (project?.paths ?? []).map((path) => checkPath(path, zones, parts, complaints))
  complaints.refuse()
  checkZonesKnown(zones, parts, complaints)
  checkEmptyZones(zones, project?.zones, firewalls, attachments, project?.file, complaints)
  checkCrossable(firewalls, attachments, complaints)
  complaints.refuse()
  const organization = project?.organization
  checkSides(parts.servers, zones, attachments, complaints)
  checkOwnAddresses(parts.servers, attachments, complaints)
  const servers = placeServers(parts.servers, zones, organization, complaints)
  warnOfLookalikes(parts, zones, complaints)
  complaints.refuse()
  if (parts.asksNothing !== true) checkQuestion(servers, parts.inventory, complaints)
  complaints.refuse()
  return { sets, zones, servers, attachments, paths, ...(organization === undefined ? {} : { organization }) }
}

/** Two that look alike would be taken for one by whoever reads the report. */
function warnOfLookalikes(
  { servers, project, inventory }: Parts,
  zones: readonly Zone[],
  complaints: Complaints,
): void {
  const pairsOf = (named: readonly { readonly name: string }[]) => lookalikes(named.map(({ name }) => name))
  for (const pair of pairsOf(servers))
    complaints.warning('input/names-alike', inventory, lookalikeWarning('servers', pair))
  for (const pair of pairsOf(zones)) {
    const target = project === undefined ? inventory : { file: project.file }
    complaints.warning('input/names-alike', target, lookalikeWarning('zones', pair))
  }
}

function checkZonesKnown(zones: readonly Zone[], { firewalls, project }: Parts, complaints: Complaints): void {
  if (zones.some(({ networks, catchAll }) => catchAll || networks.length > 0)) return
  const [first] = firewalls
  complaints.error('project/no-zones', first?.request.target ?? { file: project?.file ?? '' }, {
    message: 'nothing says which networks there are and where the firewalls stand',
    found:
      zones.length === 0
        ? 'an export that names no networks'
        : `zones without networks: ${zones.map(({ name }) => quoted(name)).join(', ')}`,
    expected: 'zones with their networks',
    mend: 'write emmental.yaml with `zones:`, for example `dmz: { networks: [192.168.10.0/24] }`, and name the export under `firewalls:`',
  })
}

function checkPath(path: PathEntry, zones: readonly Zone[], parts: Parts, complaints: Complaints): DeclaredPath {
  const file = parts.project?.file ?? ''
  const zoneNames = zones.map(({ name }) => name)
  const firewallNames = parts.firewalls.map(({ firewall }) => firewall.name)
  for (const zone of path.between) checkName(zone, 'zone', zoneNames, file, complaints)
  for (const firewall of path.through) checkName(firewall, 'firewall', firewallNames, file, complaints)
  const [from, to] = path.between
  return { between: [from.value, to.value], through: path.through.map(({ value }) => value) }
}

function checkName(
  { value, line, column }: Located<string>,
  what: string,
  known: readonly string[],
  file: string,
  complaints: Complaints,
): void {
  if (known.includes(value)) return
  const near = suggest(value, known)
  complaints.error(
    `project/unknown-${what}`,
    { file, line, column },
    {
      message: `there is no ${what} ${quoted(value)}`,
      expected: known.map(quoted).join(', '),
      mend: near === undefined ? `write the name of a ${what}` : `write \`${near}\``,
    },
  )
}

/** Without a Client Access server, or without anything that it must reach, there is nothing to decide. */
function checkQuestion(servers: readonly Server[], target: Target, complaints: Complaints): void {
  const clientAccess = servers.filter(isClientAccess)
  if (clientAccess.length === 0) {
    complaints.error('servers/no-client-access', target, {
      message: 'no server in the list is a Client Access server',
      found: `${servers.length} servers`,
      expected: 'at least one with the role `client-access`, or a Mailbox server of Exchange 2016 or later',
      mend: 'add the role, or the version of the Mailbox servers, or the servers that are missing',
    })
    return
  }
  const lonely = clientAccess.find((cas) => !servers.some((other) => isPeerOf(cas, other)))
  if (lonely !== undefined) {
    complaints.error(
      'servers/no-peers',
      { file: lonely.file, line: lonely.line },
      {
        message: `the list holds no domain controller and no Exchange server that ${quoted(lonely.name)} must reach`,
        expected: 'every domain controller of the forest and every Exchange server of the organisation',
        mend: 'add them',
      },
    )
  } else if (!servers.some(isDomainController)) {
    complaints.warning('servers/no-domain-controller', target, {
      message: 'no server in the list is a domain controller, so access to them is not examined',
      expected: 'every domain controller of the forest',
      mend: 'add them with the role `domain-controller`',
    })
  }
}
