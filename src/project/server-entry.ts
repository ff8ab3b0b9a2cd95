import type { Located } from './complaints.ts'
import type { RawServer } from './server-cells.ts'
import type { YamlNode } from './yaml-document.ts'
import type { YamlReader } from './yaml-reading.ts'

/** The keys of a server listed in place: the columns of `servers.csv`. */
export const SERVER_KEYS: readonly string[] = [
  'name',
  'address',
  'roles',
  'site',
  'version',
  'environment',
  'organization',
]

export interface ServerEntries {
  readonly files: readonly Located<string>[]
  readonly servers: readonly RawServer[]
}

/** `servers:` is a path, or a list of paths and servers. */
export function readServerEntries(reader: YamlReader, node: YamlNode): ServerEntries {
  const files: Located<string>[] = []
  const servers: RawServer[] = []
  const items = node.kind === 'list' ? node.items : [node]
  if (items.length === 0) reader.wrongType(node, '`servers`', EXPECTED)
  for (const item of items) {
    if (item.kind === 'map' && node.kind === 'list') {
      const server = readServer(reader, item)
      if (server !== undefined) servers.push(server)
      continue
    }
    const file = reader.text(item, '`servers`', EXPECTED)
    if (file !== undefined) files.push(file)
  }
  return { files, servers }
}

const EXPECTED = 'the path of a server list, a list of such paths, or a list of servers'

function readServer(reader: YamlReader, node: YamlNode): RawServer | undefined {
  const fields = reader.fields(node, 'a server', SERVER_KEYS, ['name', 'address', 'roles'])
  const texts = (key: string, expected: string): readonly Located<string>[] => {
    const value = fields?.get(key)?.value
    return value === undefined ? [] : reader.texts(value, `\`${key}\` of a server`, expected)
  }
  const [name] = texts('name', 'a name')
  const cells = (key: string, expected: string) =>
    texts(key, expected).map(({ value, line, column }) => ({ text: value, line, column }))
  const addresses = cells('address', 'an address, or a list of addresses')
  const roles = cells('roles', 'a role, or a list of roles')
  const more: Partial<Record<'site' | 'version' | 'environment' | 'organization', string>> = {}
  for (const key of ['site', 'version', 'environment', 'organization'] as const) {
    const [text] = texts(key, 'a text')
    if (text !== undefined) more[key] = text.value
  }
  if (name === undefined) return undefined
  return {
    file: reader.file,
    line: node.line,
    origin: 'list',
    name: { text: name.value, line: name.line, column: name.column },
    addresses,
    roles,
    ...more,
  }
}
