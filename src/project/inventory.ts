import { parseRoles, ROLES } from '../exchange/roles.ts'
import { parseVersion } from '../exchange/versions.ts'
import { type Address, formatAddress } from '../model/address.ts'
import type { Role } from '../model/network.ts'
import { suggest } from '../source/suggest.ts'
import { type Complaints, choice, quoted } from './complaints.ts'
import { readAddresses } from './server-addresses.ts'
import { type Cell, optional, placeOf, type RawServer } from './server-cells.ts'
import { joinServers, type Machine } from './server-join.ts'

/** An address of the inventory and where it was written. */
export interface ListedAddress {
  readonly address: Address
  readonly file: string
  readonly cell: Cell
}

/** A server with its words checked; its zones are not yet known. INVARIANT(addressed): it has at least one address. */
export interface ListedServer {
  readonly name: string
  readonly addresses: readonly ListedAddress[]
  readonly roles: readonly Role[]
  readonly site?: string
  readonly version?: string
  readonly environment?: string
  readonly organization?: string
  readonly file: string
  readonly line: number
}

/** Joins the rows of all tables to machines and checks them. What is wrong is complained about; such servers are left out. */
export function readInventory(rows: readonly RawServer[], complaints: Complaints): readonly ListedServer[] {
  const machines = joinServers(rows, complaints)
  const servers = machines.map((machine) => checkMachine(machine, complaints)).filter((server) => server !== undefined)
  checkSharedAddresses(servers, complaints)
  checkDomains(rows, complaints)
  checkOrganizations(servers, complaints)
  return servers
}

function checkMachine({ name, rows }: Machine, complaints: Complaints): ListedServer | undefined {
  const [first] = rows
  if (first === undefined) return undefined
  const roles = rolesOf(name, rows, complaints)
  const addresses = addressesOf(name, rows, complaints)
  if (roles.length === 0 || addresses.length === 0) return undefined
  const version = rows.find((row) => row.version !== undefined)?.version
  checkVersion(first, roles, version, complaints)
  return {
    name,
    addresses,
    roles,
    ...optional('site', rows.find(({ site }) => site !== undefined)?.site),
    ...optional('version', version),
    ...optional('environment', rows.find(({ environment }) => environment !== undefined)?.environment),
    ...optional('organization', rows.find(({ organization }) => organization !== undefined)?.organization),
    file: first.file,
    line: first.line,
  }
}

function rolesOf(name: string, rows: readonly RawServer[], complaints: Complaints): readonly Role[] {
  const found = new Set<Role>()
  let hasUnknown = false
  for (const { file, roles } of rows) {
    for (const cell of roles) {
      const parsed = parseRoles(cell.text)
      for (const role of parsed.roles) found.add(role)
      for (const { text, offset } of parsed.unknown) {
        hasUnknown = true
        complaints.error('servers/unknown-role', placeOf(file, movedBy(cell, offset)), unknownRole(text))
      }
    }
  }
  const [first] = rows
  if (found.size === 0 && !hasUnknown && first !== undefined) {
    complaints.error('servers/no-role', placeOf(first.file, first.name), {
      message: `the server ${quoted(name)} has no role`,
      expected: choice(ROLES),
      mend: 'state its roles; `other` if it is neither an Exchange server nor a domain controller',
    })
  }
  return ROLES.filter((role) => found.has(role))
}

function unknownRole(text: string): { message: string; expected: string; mend: string } {
  const near = suggest(text, ROLES)
  return {
    message: `${quoted(text)} is no role of a server`,
    expected: choice(ROLES),
    mend: near === undefined ? 'write one of these, or `other`' : `write \`${near}\``,
  }
}

function movedBy(cell: Cell, offset: number): Cell {
  return cell.column === undefined || cell.text.includes('\n') ? cell : { ...cell, column: cell.column + offset }
}

function addressesOf(name: string, rows: readonly RawServer[], complaints: Complaints): readonly ListedAddress[] {
  const listed = new Map<Address, ListedAddress>()
  let isComplete = true
  for (const { file, addresses } of rows) {
    for (const cell of addresses) {
      const read = readAddresses(file, cell, complaints)
      if (read.isRefused) isComplete = false
      for (const { address, at } of read.addresses) {
        if (!listed.has(address)) listed.set(address, { address, file, cell: movedBy(cell, at) })
      }
    }
  }
  const [first] = rows
  if (listed.size === 0 && isComplete && first !== undefined) {
    complaints.error('servers/no-address', placeOf(first.file, first.name), {
      message: `the server ${quoted(name)} has no address`,
      expected: 'at least one IPv4 or IPv6 address',
      mend:
        first.origin === 'list'
          ? 'write its address in the column `address`'
          : 'list a table with the columns `name,address` under `servers:` beside this export',
    })
  }
  return [...listed.values()]
}

const EXCHANGE_ROLES: readonly Role[] = ['client-access', 'mailbox', 'hub-transport', 'unified-messaging']

/** A Mailbox server is a Client Access server from 2016 on, so its generation must be known. */
function checkVersion(
  first: RawServer,
  roles: readonly Role[],
  version: string | undefined,
  complaints: Complaints,
): void {
  const isExchange = roles.some((role) => EXCHANGE_ROLES.includes(role))
  if (!isExchange || (version !== undefined && parseVersion(version) !== undefined)) return
  const name = quoted(first.name.text)
  if (version !== undefined) {
    complaints.warning('servers/unknown-version', placeOf(first.file, first.name), {
      message: `the version ${quoted(version)} of the server ${name} is no Exchange version that is known`,
      expected: 'for example `2010`, `2016`, `SE` or `Version 15.1 (Build 2507.6)`',
      mend: 'write the version in one of these forms',
    })
  } else if (roles.includes('mailbox') && !roles.includes('client-access')) {
    complaints.warning('servers/no-version', placeOf(first.file, first.name), {
      message: `the Mailbox server ${name} states no version, so it does not count as a Client Access server`,
      expected: 'its Exchange version: from 2016 on every Mailbox server is a Client Access server',
      mend: 'write the version in the column `version`',
    })
  }
}

function checkSharedAddresses(servers: readonly ListedServer[], complaints: Complaints): void {
  const owners = new Map<Address, ListedServer>()
  for (const server of servers) {
    for (const { address, file, cell } of server.addresses) {
      const owner = owners.get(address)
      if (owner === undefined) {
        owners.set(address, server)
        continue
      }
      complaints.warning('servers/address-twice', placeOf(file, cell), {
        message: `${formatAddress(address)} is the address of two servers, ${quoted(owner.name)} and ${quoted(server.name)}`,
        found: `first in ${owner.file}:${owner.line}`,
        mend: 'check which of the two has it',
      })
    }
  }
}

/** `Get-ADDomainController -Filter *` covers one domain only: a domain without controllers in the list is one forgotten. */
function checkDomains(rows: readonly RawServer[], complaints: Complaints): void {
  const controllers = rows.filter(({ origin }) => origin === 'directory')
  const [first] = controllers
  if (first === undefined) return
  const covered = new Set(controllers.map(({ domain }) => domain?.toLowerCase()))
  const reported = new Set<string>()
  for (const row of rows) {
    for (const name of [row.domain, row.forest]) {
      const key = name?.toLowerCase()
      // A server of the perimeter (Edge Transport) may be of a domain or workgroup of its own.
      const isEdge = row.roles.some(({ text }) => text.toLowerCase().startsWith('edge'))
      if (name === undefined || key === undefined || covered.has(key) || reported.has(key) || isEdge) continue
      reported.add(key)
      complaints.warning('servers/domain-without-controller', placeOf(row.file, row.name), {
        message: `no domain controller of the domain ${quoted(name)} is in the list`,
        expected: 'the domain controllers of every domain of the forest',
        mend: 'export those of each domain: `(Get-ADForest).Domains | % { Get-ADDomainController -Filter * -Server $_ }`',
      })
    }
  }
}

function checkOrganizations(servers: readonly ListedServer[], complaints: Complaints): void {
  const names = new Map<string, ListedServer>()
  for (const server of servers) {
    const key = server.organization?.toLowerCase()
    if (key !== undefined && !names.has(key)) names.set(key, server)
  }
  const second = [...names.values()][1]
  if (second === undefined) return
  complaints.note(
    'servers/several-organizations',
    { file: second.file, line: second.line },
    {
      message: `the servers are of ${names.size} organisations; a server is no peer of one of another organisation`,
      found: [...names.values()].map(({ organization }) => quoted(organization ?? '')).join(', '),
    },
  )
}
