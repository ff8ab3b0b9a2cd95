import type { SourceText } from '../source/source-text.ts'
import { type Complaints, choice, quoted } from './complaints.ts'
import { isFormattedOutput, readDirectoryRow, readExchangeRow, siteName, tableKind } from './powershell.ts'
import { readRows } from './read-rows.ts'
import { type Cell, complainOfNoName, optional, placeOf, type RawServer, type ServerRow } from './server-cells.ts'

/** The columns of `servers.csv` and the other names that people and scripts give them, without case, blanks and signs. */
const COLUMN_NAMES = {
  name: ['name', 'servername', 'server', 'hostname', 'host', 'computername', 'computer', 'machine', 'dc', 'dcname'],
  fqdn: ['fqdn', 'dnshostname', 'dnsname', 'hostname'],
  address: [
    'address',
    'addresses',
    'ip',
    'ips',
    'ipaddress',
    'ipaddresses',
    'ipv4address',
    'ipv4',
    'ipv6address',
    'ipv6',
  ],
  roles: ['roles', 'role', 'serverrole', 'serverroles'],
  site: ['site', 'sitename', 'adsite'],
  version: ['version', 'admindisplayversion', 'exchangeversion', 'serverversion'],
  environment: ['environment', 'env', 'stage'],
  organization: ['organization', 'organisation', 'org'],
} as const

type ColumnName = keyof typeof COLUMN_NAMES

/** Which columns, from 0, have a meaning. Only `address` may have several: one for each address family. */
export type Columns = ReadonlyMap<string, readonly number[]>

/**
 * Reads a table of servers: `servers.csv`, a raw export of Get-ExchangeServer or Get-ADDomainController, or a table that
 * gives addresses to names. What is wrong with the table as a table is complained about here.
 */
export function readServerTable(source: SourceText, complaints: Complaints): readonly RawServer[] {
  const rows = readRows(source, complaints)
  const [header, ...body] = rows
  if (header === undefined) return []
  if (isFormattedOutput(header)) {
    complaints.error('servers/formatted-output', placeOf(source.name, header[0] ?? { text: '', line: 1 }), {
      message: 'the table holds the formatting of a console view, not the servers',
      found: 'columns such as `ClassId2e4f51ef…`',
      expected: 'the properties of the servers as columns',
      mend: 'export again without `Format-Table` or `Format-List` before `Export-Csv`; use `Select-Object`',
    })
    return []
  }
  if (hasColumnTwice(source.name, header, complaints)) return []
  const kind = tableKind(header.map(({ text }) => text))
  const columns = kind === 'plain' ? plainColumns(source.name, header, complaints) : exportColumns(header)
  if (columns === undefined) return []
  const servers: RawServer[] = []
  for (const cells of body) {
    const row = rowOf(source.name, cells, header.length, columns, complaints)
    if (row === undefined) continue
    const server =
      kind === 'exchange'
        ? readExchangeRow(row, complaints)
        : kind === 'directory'
          ? readDirectoryRow(row, complaints)
          : readPlainRow(row, columns, complaints)
    if (server !== undefined) servers.push(server)
  }
  return servers
}

function rowOf(
  file: string,
  cells: readonly Cell[],
  width: number,
  columns: Columns,
  complaints: Complaints,
): ServerRow | undefined {
  const [first] = cells
  if (first === undefined || first.text.startsWith('#') || cells.every(({ text }) => text === '')) return undefined
  const extra = cells.slice(width).find(({ text }) => text !== '')
  if (extra !== undefined) {
    complaints.error('servers/row-too-long', placeOf(file, extra), {
      message: 'the row has more cells than the header',
      found: quoted(extra.text),
      expected: `${width} cells`,
      mend: 'separate several addresses or roles by `;`, or put quotes around the cell',
    })
  }
  const cellsOf = (column: string): readonly Cell[] =>
    (columns.get(column) ?? [])
      .map((index) => cells[index])
      .filter((cell) => cell !== undefined && cell.text !== '') as Cell[]
  return { file, line: first.line, cells: cellsOf, text: (column) => cellsOf(column)[0]?.text }
}

/** `Exchange Server_Name` → `exchangeservername`. A byte order mark that was encoded twice shows as `ï»¿`. */
function normalised(header: string): string {
  return header
    .toLowerCase()
    .replace(/^ï»¿/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

function exportColumns(header: readonly Cell[]): Columns {
  return new Map(header.map(({ text }, index) => [normalised(text), [index]]))
}

function plainColumns(file: string, header: readonly Cell[], complaints: Complaints): Columns | undefined {
  const columns = new Map<string, readonly number[]>()
  const taken = new Set<number>()
  for (const meaning of Object.keys(COLUMN_NAMES).filter((key): key is ColumnName => key in COLUMN_NAMES)) {
    const names: readonly string[] = COLUMN_NAMES[meaning]
    const hits = names.flatMap((name) =>
      header.flatMap(({ text }, index) => (normalised(text) === name && !taken.has(index) ? [index] : [])),
    )
    const used = meaning === 'address' ? hits : hits.slice(0, 1)
    if (used.length > 0) columns.set(meaning, used)
    for (const index of used) taken.add(index)
  }
  const unread = header.filter(({ text }, index) => !taken.has(index) && text !== '')
  if (!columns.has('name') && columns.has('fqdn')) columns.set('name', columns.get('fqdn') ?? [])
  if (!columns.has('name') || !(columns.has('roles') || columns.has('address'))) {
    complaints.error('servers/no-header', placeOf(file, header[0] ?? { text: '', line: 1 }), {
      message: 'the table has no header that names its columns',
      found: quoted(header.map(({ text }) => text).join(',')),
      expected: 'the columns `name`, `address` and `roles`',
      mend: 'make `name,address,roles` the first line',
    })
    return undefined
  }
  if (unread.length > 0) {
    complaints.note('servers/columns-not-read', placeOf(file, unread[0] ?? { text: '', line: 1 }), {
      message: `${unread.length === 1 ? 'a column is' : 'some columns are'} not read: ${choice(unread.map(({ text }) => text)).replace(/ or /, ', ')}`,
      expected: choice(Object.keys(COLUMN_NAMES)),
    })
  }
  return columns
}

function hasColumnTwice(file: string, header: readonly Cell[], complaints: Complaints): boolean {
  const seen = new Set<string>()
  let isTwice = false
  for (const cell of header) {
    const name = normalised(cell.text)
    if (name !== '' && seen.has(name)) {
      isTwice = true
      complaints.error('servers/column-twice', placeOf(file, cell), {
        message: `the column ${quoted(cell.text)} is there twice`,
        expected: 'each column once; several addresses or roles in one cell are separated by `;`',
        mend: 'remove or rename one of the two',
      })
    }
    seen.add(name)
  }
  return isTwice
}

function readPlainRow(row: ServerRow, columns: Columns, complaints: Complaints): RawServer | undefined {
  const [name] = row.cells('name')
  if (name === undefined) {
    complainOfNoName(row, 'name', 'name the server, or remove the line', complaints)
    return undefined
  }
  const site = row.text('site')
  return {
    file: row.file,
    line: row.line,
    origin: columns.has('roles') ? 'list' : 'addresses',
    name,
    ...optional('fqdn', row.text('fqdn')),
    addresses: row.cells('address'),
    roles: row.cells('roles'),
    ...optional('site', site === undefined ? undefined : siteName(site)),
    ...optional('version', row.text('version')),
    ...optional('environment', row.text('environment')),
    ...optional('organization', row.text('organization')),
  }
}
