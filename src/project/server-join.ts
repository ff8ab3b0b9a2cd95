import { type Complaints, quoted } from './complaints.ts'
import { placeOf, type RawServer } from './server-cells.ts'

/** Rows of the inventory that are about one machine; the first one gives it its place. */
export interface Machine {
  readonly name: string
  readonly rows: readonly RawServer[]
}

/**
 * Joins rows about the same machine: exports complete each other and lists written by hand, tables of addresses complete
 * all of them. Names are compared without regard to case, as they stand or by the fully qualified name. A machine twice in
 * one file, or in two lists written by hand, is an error.
 */
export function joinServers(rows: readonly RawServer[], complaints: Complaints): readonly Machine[] {
  const groups = new Groups()
  for (const row of rows) {
    if (row.origin === 'addresses') continue
    const known = groups.find(row)
    const twice = known?.find(({ file, origin }) => file === row.file || (origin === 'list' && row.origin === 'list'))
    if (twice !== undefined) complainTwice(row, twice, complaints)
    else if (known === undefined) groups.add(row)
    else groups.join(known, row)
  }
  const isInventory = groups.all.length > 0
  addAddresses(rows, groups, isInventory, complaints)
  const shortNames = new Map<string, number>()
  for (const [first] of groups.all) shortNames.set(nameKey(first), (shortNames.get(nameKey(first)) ?? 0) + 1)
  return groups.all.map((group) => {
    const [first] = group
    // Two domains may use one short name: then only the full name tells the machines apart.
    const isAmbiguous = (shortNames.get(nameKey(first)) ?? 0) > 1
    return { name: isAmbiguous ? (first?.fqdn ?? first?.name.text ?? '') : (first?.name.text ?? ''), rows: group }
  })
}

function addAddresses(rows: readonly RawServer[], groups: Groups, isInventory: boolean, complaints: Complaints): void {
  const strangers = new Map<string, RawServer[]>()
  for (const row of rows) {
    if (row.origin !== 'addresses') continue
    if (!isInventory) {
      complainNoRoles(row, complaints)
      return
    }
    const found = groups.findByAnyName(row)
    if (found.length > 1) complainAmbiguous(row, complaints)
    const [group] = found
    if (group !== undefined && found.length === 1) group.push(row)
    if (found.length === 0) strangers.set(row.file, [...(strangers.get(row.file) ?? []), row])
  }
  for (const [file, [first, ...more]] of strangers) {
    if (first === undefined) continue
    complaints.note('servers/unknown-names', placeOf(file, first.name), {
      message: `${more.length === 0 ? 'the address of a name' : `addresses of ${more.length + 1} names`} that the inventory does not hold ${more.length === 0 ? 'is' : 'are'} passed over`,
      found: [first, ...more]
        .slice(0, 5)
        .map(({ name }) => quoted(name.text))
        .join(', '),
    })
  }
}

class Groups {
  readonly all: RawServer[][] = []
  readonly #byName = new Map<string, Set<RawServer[]>>()
  readonly #byShortName = new Map<string, Set<RawServer[]>>()

  /** The machine that the row is about, by its name or its full name. */
  find(row: RawServer): RawServer[] | undefined {
    return this.#exact(row)[0]
  }

  /** The same for a row of a table of addresses, where one side may have the short name only. */
  findByAnyName(row: RawServer): readonly RawServer[][] {
    const exact = this.#exact(row)
    if (exact.length > 0) return exact
    const name = nameKey(row)
    const near = [...(this.#byShortName.get(shortOf(name)) ?? [])]
    if (name === shortOf(name)) return near
    return near.filter((group) => group.every(({ name: own, fqdn }) => fqdn === undefined && !own.text.includes('.')))
  }

  add(row: RawServer): void {
    const group: RawServer[] = []
    this.all.push(group)
    this.join(group, row)
  }

  join(group: RawServer[], row: RawServer): void {
    group.push(row)
    for (const key of keysOf(row)) {
      entryOf(this.#byName, key).add(group)
      entryOf(this.#byShortName, shortOf(key)).add(group)
    }
  }

  #exact(row: RawServer): readonly RawServer[][] {
    const found = keysOf(row).flatMap((key) => [...(this.#byName.get(key) ?? [])])
    return [...new Set(found)].filter((group) => group.every((other) => !contradicts(row, other)))
  }
}

function entryOf(map: Map<string, Set<RawServer[]>>, key: string): Set<RawServer[]> {
  const known = map.get(key) ?? new Set<RawServer[]>()
  map.set(key, known)
  return known
}

/** Two full names that differ are two machines, although their short names agree. */
function contradicts(a: RawServer, b: RawServer): boolean {
  return a.fqdn !== undefined && b.fqdn !== undefined && a.fqdn.toLowerCase() !== b.fqdn.toLowerCase()
}

function keysOf(row: RawServer): readonly string[] {
  const keys = new Set([nameKey(row)])
  if (row.fqdn !== undefined) keys.add(row.fqdn.toLowerCase())
  return [...keys]
}

function nameKey(row: RawServer | undefined): string {
  return row === undefined ? '' : row.name.text.toLowerCase()
}

function shortOf(name: string): string {
  const dot = name.indexOf('.')
  return dot < 0 ? name : name.slice(0, dot)
}

function complainTwice(row: RawServer, first: RawServer, complaints: Complaints): void {
  complaints.error('servers/name-twice', placeOf(row.file, row.name), {
    message: `the server ${quoted(row.name.text)} is listed twice`,
    found: `first in ${first.file}:${first.line}`,
    expected: 'each server once; several addresses or roles in one cell are separated by `;`',
    mend: 'join the two lines, or rename one of the servers',
  })
}

function complainAmbiguous(row: RawServer, complaints: Complaints): void {
  complaints.error('servers/ambiguous-name', placeOf(row.file, row.name), {
    message: `more than one server of the inventory has the short name ${quoted(row.name.text)}`,
    expected: 'a name that only one server has',
    mend: 'write the fully qualified name',
  })
}

function complainNoRoles(row: RawServer, complaints: Complaints): void {
  complaints.error(
    'servers/no-roles',
    { file: row.file, line: 1 },
    {
      message: 'no table states the roles of the servers',
      found: 'names and addresses alone',
      expected: 'a column `roles`',
      mend: 'add the column, or list an export of Get-ExchangeServer and of Get-ADDomainController beside this table',
    },
  )
}
