import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROLES } from '../../src/exchange/roles.ts'
import { Complaints } from '../../src/project/complaints.ts'
import { CSV_FIELDS } from '../../src/project/csv-mapping.ts'
import { FIREWALL_KEYS } from '../../src/project/firewall-entry.ts'
import { readInventory } from '../../src/project/inventory.ts'
import { readProjectFile } from '../../src/project/project-file.ts'
import { SERVER_KEYS } from '../../src/project/server-entry.ts'
import { readServerTable } from '../../src/project/server-table.ts'
import { sourceOf } from './project-world.ts'

const PROJECT_PAGE = readFileSync('docs/input-project.md', 'utf8').replaceAll('\r\n', '\n')
const SERVERS_PAGE = readFileSync('docs/input-servers.md', 'utf8').replaceAll('\r\n', '\n')

function blocks(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    (match) => match[1] ?? '',
  )
}

/** Fragments are completed to a whole project, so that every example is one that works. */
const COMPLETE: Readonly<Record<string, string>> = {
  version: 'version: 1\n',
  firewalls: 'firewalls: [{ config: a.cfg }]\n',
  servers: 'servers: s.csv\n',
}

test.each([...blocks(PROJECT_PAGE, 'yaml'), ...blocks(SERVERS_PAGE, 'yaml')].map((block) => [block]))(
  'the example reads: %j',
  (block) => {
    const missing = Object.entries(COMPLETE).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(block))
    const complaints = new Complaints()
    readProjectFile(sourceOf('emmental.yaml', missing.map(([, text]) => text).join('') + block), complaints)
    expect(complaints.remarks).toEqual([])
  },
)

test('the example of servers.csv reads', () => {
  const [csv = ''] = blocks(SERVERS_PAGE, 'csv')
  const complaints = new Complaints()
  const servers = readInventory(readServerTable(sourceOf('servers.csv', csv), complaints), complaints)
  expect(servers.map(({ name, addresses, roles }) => [name, addresses.length, roles.length])).toEqual([
    ['CAS1', 1, 2],
    ['MBX1', 1, 1],
    ['DC1', 2, 2],
  ])
  expect(complaints.remarks).toEqual([])
})

test.each<[string, string, readonly string[]]>([
  ['keys of a firewall', PROJECT_PAGE, FIREWALL_KEYS],
  ['meanings of columns', PROJECT_PAGE, CSV_FIELDS],
  ['keys of a server', SERVERS_PAGE, SERVER_KEYS],
  ['roles', SERVERS_PAGE, ROLES],
])('the page names all %s', (_title, page, words) => {
  for (const word of words) expect(page).toContain(`\`${word}\``)
})
