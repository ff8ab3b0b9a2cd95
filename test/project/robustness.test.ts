import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Complaints } from '../../src/project/complaints.ts'
import { readInventory } from '../../src/project/inventory.ts'
import { readProjectFile } from '../../src/project/project-file.ts'
import { readServerTable } from '../../src/project/server-table.ts'
import { renderDiagnostics } from '../../src/source/diagnostic.ts'
import { complaintsOf, sourceOf } from './project-world.ts'

/** Text made of pieces that mean something here, so that it comes further than noise would. */
const piece = fc.oneof(
  fc.constantFrom('name', 'address', 'roles', 'ServerRole', 'AdminDisplayVersion', 'IsReadOnly', 'IsGlobalCatalog'),
  fc.constantFrom('HostName', '#TYPE x', 'sep=;', 'CAS', 'DC;GC', '10.1.1.1', '10.1.1.0/24', 'fe80::1%3', '"', '""'),
  fc.constantFrom(',', ',', ',', ';', '\t', '\n', '\n', '\r\n', ' ', '__proto__', 'True', '\u001b[2J', 'ü'),
  fc.constantFrom('version: 1\n', 'zones:', 'firewalls:', 'servers:', 'paths:', '  - ', '{', '}', '[', ']', '&a', '*a'),
  fc.constantFrom('config: a\n', 'networks: ', 'any', 'between: [a, b]', 'columns: ', '!x ', '|', '>', '? ', ': '),
  fc.string({ maxLength: 6 }),
)
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))

describe('whatever the text is', () => {
  test('a table of servers is read or complained about, and every place exists', () => {
    fc.assert(
      fc.property(text, (content) => {
        const source = sourceOf('s.csv', content)
        const complaints = new Complaints()
        const servers = readInventory(readServerTable(source, complaints), complaints)
        for (const { addresses, roles } of servers) expect(addresses.length * roles.length).toBeGreaterThan(0)
        for (const { line = 1, column = 1 } of complaints.remarks) {
          expect(line).toBeLessThanOrEqual(Math.max(1, source.lineCount))
          if (source.lineCount > 0) expect(column).toBeLessThanOrEqual(source.rawLine(line).length + 1)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('a project file is read or refused, and no control character is shown', () => {
    fc.assert(
      fc.property(text, (content) => {
        const shown = complaintsOf((complaints) => readProjectFile(sourceOf('emmental.yaml', content), complaints))
        expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      }),
      { numRuns: 400 },
    )
  })

  test('ten thousand servers are joined', () => {
    const count = 10_000
    const rows = Array.from({ length: count }, (_, i) => `S${i},s${i}.corp.example,Mailbox,Version 15.1 (Build 1.2)`)
    const addresses = Array.from({ length: count }, (_, i) => `s${i},10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
    const complaints = new Complaints()
    const servers = readInventory(
      [
        ...readServerTable(sourceOf('ip.csv', ['name,address', ...addresses].join('\n')), complaints),
        ...readServerTable(
          sourceOf('ex.csv', ['Name,Fqdn,ServerRole,AdminDisplayVersion', ...rows].join('\n')),
          complaints,
        ),
      ],
      complaints,
    )
    expect(servers).toHaveLength(count)
    expect(renderDiagnostics(complaints.remarks)).toBe('')
  })
})
