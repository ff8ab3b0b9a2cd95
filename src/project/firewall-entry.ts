import type { CsvMapping } from '../../parsers/csv/mapping.ts'
import { type Located, type Place, quoted } from './complaints.ts'
import { MAPPING_KEYS, readMapping } from './csv-mapping.ts'
import type { YamlNode } from './yaml-document.ts'
import type { YamlReader } from './yaml-reading.ts'

/** An entry under `firewalls:`. Paths are relative to the project file. */
export interface FirewallEntry extends Place {
  readonly name?: Located<string>
  readonly config: Located<string>
  readonly format?: Format
  /** The export's own interface or zone name → the zone. */
  readonly zones: ReadonlyMap<string, Located<string>>
  readonly objects: readonly Located<string>[]
  readonly mapping: CsvMapping
}

/** The words of `format:`, which are the names of the dialects. */
export const FORMATS = ['asa', 'csv'] as const
export type Format = (typeof FORMATS)[number]

export const FIREWALL_KEYS: readonly string[] = ['name', 'config', 'format', 'zones', 'objects', ...MAPPING_KEYS]

export function readFirewallEntries(reader: YamlReader, node: YamlNode): readonly FirewallEntry[] {
  if (node.kind !== 'list' || node.items.length === 0) {
    reader.wrongType(node, '`firewalls`', 'a list with at least one `- config: FILE`')
    return []
  }
  return node.items.map((item) => readFirewallEntry(reader, item)).filter((entry) => entry !== undefined)
}

function readFirewallEntry(reader: YamlReader, node: YamlNode): FirewallEntry | undefined {
  const fields = reader.fields(node, 'a firewall', FIREWALL_KEYS, ['config'])
  if (fields === undefined) return undefined
  const value = (key: string): YamlNode | undefined => fields.get(key)?.value
  const configNode = value('config')
  const nameNode = value('name')
  const formatNode = value('format')
  const zonesNode = value('zones')
  const objectsNode = value('objects')
  const config = configNode && reader.text(configNode, '`config`', 'the path of an export')
  const name = nameNode && reader.text(nameNode, '`name`', 'the name of the firewall')
  const format = formatNode && reader.choice(formatNode, '`format`', FORMATS)
  const mapping = readMapping(reader, fields)
  const zones = zonesNode === undefined ? new Map() : readZoneNames(reader, zonesNode)
  const objects = objectsNode === undefined ? [] : reader.texts(objectsNode, '`objects`', 'paths of files')
  if (config === undefined) return undefined
  return {
    ...(name === undefined ? {} : { name }),
    ...(format === undefined ? {} : { format }),
    config,
    zones,
    objects,
    mapping,
    line: node.line,
    column: node.column,
  }
}

function readZoneNames(reader: YamlReader, node: YamlNode): ReadonlyMap<string, Located<string>> {
  const zones = new Map<string, Located<string>>()
  const map = reader.map(node, '`zones` of a firewall', "a map of the export's own interface or zone names to zones")
  for (const { key, value } of map?.entries ?? []) {
    const zone = reader.text(value, `the zone of ${quoted(key)}`, 'the name of a zone')
    if (zone !== undefined) zones.set(key, zone)
  }
  return zones
}
