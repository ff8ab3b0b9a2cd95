import { parseVersion } from '../exchange/versions.ts'
import { type Complaints, quoted } from './complaints.ts'
import {
  type Cell,
  complainOfNoName,
  isTypeName,
  optional,
  placeOf,
  type RawServer,
  type ServerRow,
} from './server-cells.ts'

export type TableKind = 'exchange' | 'directory' | 'plain'

/** Columns that only the raw exports have; see docs/input-servers.md. */
const EXCHANGE_MARKS: readonly string[] = ['serverrole', 'admindisplayversion', 'isclientaccessserver', 'isedgeserver']
const DIRECTORY_MARKS: readonly string[] = ['isglobalcatalog', 'isreadonly', 'ntdssettingsobjectdn', 'computerobjectdn']

/** What made the table, by its columns: at least two that nobody else writes. */
export function tableKind(headers: readonly string[]): TableKind {
  const names = new Set(headers.map((header) => header.toLowerCase()))
  const count = (marks: readonly string[]): number => marks.filter((mark) => names.has(mark)).length
  if (names.has('name') && count(EXCHANGE_MARKS) >= 2) return 'exchange'
  if ((names.has('hostname') || names.has('name')) && count(DIRECTORY_MARKS) >= 2) return 'directory'
  return 'plain'
}

/** `Format-Table | Export-Csv` writes the pieces of the console view, whose first column has this name. */
export function isFormattedOutput(header: readonly Cell[]): boolean {
  return header.some(({ text }) => /^ClassId2e4f51ef/i.test(text))
}

/** A server of Get-ExchangeServer. Its addresses are not in that export. */
export function readExchangeRow(row: ServerRow, complaints: Complaints): RawServer | undefined {
  const name = nameOf(row, complaints)
  if (name === undefined) return undefined
  const version = row.text('admindisplayversion')
  const site = siteOf(row)
  return {
    file: row.file,
    line: row.line,
    origin: 'exchange',
    name,
    ...optional('fqdn', row.text('fqdn')),
    addresses: addressesOf(row),
    roles: exchangeRoles(row, name, version, complaints),
    ...optional('site', site),
    ...optional('version', version),
    ...optional('domain', row.text('domain')),
  }
}

/** The flags of an export and the role that each stands for. */
const ROLE_FLAGS: readonly (readonly [string, string])[] = [
  ['isclientaccessserver', 'client-access'],
  ['ismailboxserver', 'mailbox'],
  ['ishubtransportserver', 'hub-transport'],
  ['isunifiedmessagingserver', 'unified-messaging'],
  ['isedgeserver', 'edge-transport'],
]

/** `ServerRole`, and what the flags add: from 2016 on a Mailbox server has `IsClientAccessServer`, but not the role. */
function exchangeRoles(
  row: ServerRow,
  name: Cell,
  version: string | undefined,
  complaints: Complaints,
): readonly Cell[] {
  const roles: Cell[] = []
  for (const cell of row.cells('serverrole')) {
    const text = cell.text.replace(/^\{(.*)\}$/, '$1')
    if (text.toLowerCase() !== 'none' && !isTypeName(text)) roles.push({ ...cell, text })
  }
  for (const [column, role] of ROLE_FLAGS) {
    const [cell] = row.cells(column)
    if (cell?.text.toLowerCase() === 'true') roles.push({ ...cell, text: role })
  }
  if (roles.length > 0) return roles
  const family = version === undefined ? undefined : parseVersion(version)?.family
  if (family !== '2000' && family !== '2003') return []
  complaints.warning('servers/role-assumed', placeOf(row.file, name), {
    message: `Exchange ${family} knows no roles; ${quoted(name.text)} counts as a Mailbox server`,
    mend: 'list it with the role `client-access` if it is a front-end server',
  })
  return [{ ...name, text: 'mailbox' }]
}

/** A domain controller of Get-ADDomainController. */
export function readDirectoryRow(row: ServerRow, complaints: Complaints): RawServer | undefined {
  const name = nameOf(row, complaints)
  if (name === undefined) return undefined
  const isTrue = (column: string): boolean => row.text(column)?.toLowerCase() === 'true'
  const roles = isTrue('isreadonly')
    ? ['read-only-domain-controller']
    : ['domain-controller', ...(isTrue('isglobalcatalog') ? ['global-catalog'] : [])]
  return {
    file: row.file,
    line: row.line,
    origin: 'directory',
    name,
    ...optional('fqdn', row.text('hostname')),
    addresses: addressesOf(row),
    roles: roles.map((text) => ({ ...name, text })),
    ...optional('site', siteOf(row)),
    ...optional('domain', row.text('domain')),
    ...optional('forest', row.text('forest')),
  }
}

function nameOf(row: ServerRow, complaints: Complaints): Cell | undefined {
  const name = row.cells('name')[0] ?? row.cells('hostname')[0] ?? row.cells('fqdn')[0]
  if (name === undefined) {
    const mend = 'export again with `Name` among the columns, or remove the line'
    complainOfNoName(row, 'Name', mend, complaints)
  }
  return name
}

const ADDRESS_COLUMNS: readonly string[] = ['address', 'ipaddress', 'ipv4address', 'ipv6address', 'addresses']

/** Extra columns with addresses are common in exports that a script widened. */
function addressesOf(row: ServerRow): readonly Cell[] {
  return ADDRESS_COLUMNS.flatMap((column) => row.cells(column)).filter(({ text }) => !isTypeName(text))
}

/** The site stands as a canonical path (`corp.example/Configuration/Sites/HQ`), as a DN (`CN=HQ,CN=Sites,…`) or alone. */
export function siteName(text: string): string {
  const named = /^CN=/i.test(text) ? firstValue(text.slice(3)) : undefined
  if (named !== undefined) return named
  return /\/Configuration\/Sites\/([^/]+)$/i.exec(text)?.[1] ?? text
}

/** What stands before the first comma that no backslash escapes, without its backslashes. */
function firstValue(text: string): string | undefined {
  let value = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ',') return value === '' ? undefined : value
    if (text[i] === '\\') i++
    value += text[i] ?? ''
  }
  return undefined
}

function siteOf(row: ServerRow): string | undefined {
  const text = row.text('site')
  return text === undefined || isTypeName(text) ? undefined : siteName(text)
}
