import { formatPrefix, type Prefix, parsePrefix } from '../model/address.ts'
import type { SourceText } from '../source/source-text.ts'
import { type Complaints, type Located, type Place, quoted } from './complaints.ts'
import { type FirewallEntry, readFirewallEntries } from './firewall-entry.ts'
import type { RawServer } from './server-cells.ts'
import { readServerEntries } from './server-entry.ts'
import { parseYaml, type YamlNode } from './yaml-document.ts'
import { YamlReader } from './yaml-reading.ts'

/** A zone as the project file states it. */
export interface ZoneEntry {
  readonly name: Located<string>
  /** Undefined: taken from the configurations. */
  readonly networks?: readonly Located<Prefix>[]
  readonly catchAll: boolean
}

export interface PathEntry extends Place {
  readonly between: readonly [Located<string>, Located<string>]
  readonly through: readonly Located<string>[]
}

/** `emmental.yaml`, checked for itself: names are not yet resolved, files not yet read. */
export interface ProjectFile {
  readonly file: string
  readonly organization?: string
  /** Undefined: each interface of a configuration is a zone. */
  readonly zones?: readonly ZoneEntry[]
  readonly firewalls: readonly FirewallEntry[]
  /** Files with inventories, relative to the project file. */
  readonly serverFiles: readonly Located<string>[]
  /** Servers listed in place. */
  readonly servers: readonly RawServer[]
  /** Exports of client access settings, relative to the project file. */
  readonly settingsFiles: readonly Located<string>[]
  readonly paths: readonly PathEntry[]
}

export const PROJECT_KEYS: readonly string[] = [
  '$schema',
  'version',
  'organization',
  'zones',
  'firewalls',
  'servers',
  'settings',
  'paths',
]
export const ZONE_KEYS: readonly string[] = ['networks']
export const PATH_KEYS: readonly string[] = ['between', 'through']
const VERSION = 1

/** Reads `emmental.yaml`. Throws InputError with everything that is wrong in it. */
export function readProjectFile(source: SourceText, complaints: Complaints): ProjectFile {
  const file = source.name
  const reader = new YamlReader(file, complaints)
  const root = parseYaml(source, complaints)
  complaints.refuse()
  const nothing: YamlNode = { kind: 'map', entries: [], line: 1, column: 1 }
  const fields = reader.fields(root ?? nothing, 'the project file', PROJECT_KEYS, ['version', 'firewalls', 'servers'])
  const value = (key: string): YamlNode | undefined => fields?.get(key)?.value
  checkVersion(reader, value('version'))
  const organization = value('organization')
  const name = organization && reader.text(organization, '`organization`', 'a name')
  const zones = value('zones')
  const zoneEntries = zones && readZones(reader, zones)
  const firewalls = value('firewalls')
  const servers = value('servers')
  const serverEntries = servers === undefined ? { files: [], servers: [] } : readServerEntries(reader, servers)
  const settings = value('settings')
  const paths = value('paths')
  const project: ProjectFile = {
    file,
    ...(name === undefined ? {} : { organization: name.value }),
    ...(zoneEntries === undefined ? {} : { zones: zoneEntries }),
    firewalls: firewalls === undefined ? [] : readFirewallEntries(reader, firewalls),
    serverFiles: serverEntries.files,
    servers: serverEntries.servers,
    settingsFiles:
      settings === undefined ? [] : reader.texts(settings, '`settings`', 'the path of an export, or a list of paths'),
    paths: paths === undefined ? [] : readPaths(reader, paths),
  }
  complaints.refuse()
  return project
}

function checkVersion(reader: YamlReader, node: YamlNode | undefined): void {
  if (node === undefined || (node.kind === 'scalar' && node.value === VERSION)) return
  reader.wrongType(node, '`version`', `the number ${VERSION}, the version of the project file's form`)
}

function readZones(reader: YamlReader, node: YamlNode): readonly ZoneEntry[] {
  const map = reader.map(node, '`zones`', 'a map of zone names to `{ networks: [10.0.0.0/8] }`')
  return (map?.entries ?? []).map(({ key, keyPlace, value }): ZoneEntry => {
    const name: Located<string> = { value: key, ...keyPlace }
    if (value.kind === 'scalar' && value.value === null) return { name, catchAll: false }
    const what = `the zone ${quoted(key)}`
    const networks = reader.fields(value, what, ZONE_KEYS, [])?.get('networks')
    if (networks === undefined) return { name, catchAll: false }
    const texts = reader.texts(
      networks.value,
      `\`networks\` of ${what}`,
      'a list of networks such as `10.0.0.0/8`, or `any`',
    )
    const listed = texts.filter((text) => text.value.toLowerCase() !== 'any')
    const prefixes = listed.map((text) => readPrefix(reader, text)).filter((prefix) => prefix !== undefined)
    return { name, networks: prefixes.filter(({ value }) => value.length > 0), catchAll: coversAll(texts, prefixes) }
  })
}

/** `0.0.0.0/0` and `::/0` say the same as `any`: every address that no other zone holds. */
function coversAll(texts: readonly Located<string>[], prefixes: readonly Located<Prefix>[]): boolean {
  return texts.some(({ value }) => value.toLowerCase() === 'any') || prefixes.some(({ value }) => value.length === 0)
}

function readPrefix(reader: YamlReader, text: Located<string>): Located<Prefix> | undefined {
  const parsed = parsePrefix(text.value)
  if (parsed.kind === 'prefix') return { ...text, value: parsed.prefix }
  const target = { file: reader.file, line: text.line, column: text.column }
  if (parsed.kind === 'host-bits') {
    const network = formatPrefix(parsed.prefix)
    reader.complaints.error('project/host-bits', target, {
      message: `the network ${quoted(text.value)} has host bits`,
      expected: 'the first address of a network and its length',
      mend: `write \`${network}\` for the network, or the address alone for one host`,
    })
  } else {
    reader.complaints.error('project/not-a-network', target, {
      message: `${quoted(text.value)} is no network`,
      expected: 'an address, a network such as `10.0.0.0/8` or `2001:db8::/32`, or `any`',
      mend: 'write the network with its length',
    })
  }
  return undefined
}

function readPaths(reader: YamlReader, node: YamlNode): readonly PathEntry[] {
  if (node.kind !== 'list') {
    reader.wrongType(node, '`paths`', 'a list of `{ between: [zone, zone], through: [firewall, …] }`')
    return []
  }
  const paths: PathEntry[] = []
  for (const item of node.items) {
    const fields = reader.fields(item, 'a path', PATH_KEYS, PATH_KEYS)
    const between = fields?.get('between')?.value
    const through = fields?.get('through')?.value
    if (between === undefined || through === undefined) continue
    const [from, to, ...rest] = reader.texts(between, '`between`', 'the names of two zones')
    if (from === undefined || to === undefined || rest.length > 0) {
      reader.wrongType(between, '`between`', 'the names of two zones')
      continue
    }
    const firewalls = reader.texts(through, '`through`', 'the names of firewalls, in the order crossed')
    paths.push({ between: [from, to], through: firewalls, line: item.line, column: item.column })
  }
  return paths
}
