import { describe, expect, test } from 'vitest'
import { asaDialect } from '../../../parsers/asa/asa.ts'
import type { DialectResult } from '../../../parsers/dialect.ts'
import { createSetStore } from '../../../src/model/set-store.ts'
import { SourceText } from '../../../src/source/source-text.ts'

const INTERFACES = `ASA Version 9.12(4)
interface GigabitEthernet0/0
 nameif dmz
 security-level 50
 ip address 10.0.0.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
`

function parse(text: string): DialectResult {
  const file = { source: new SourceText('fw.cfg', new TextEncoder().encode(text)), encoding: 'utf-8' as const }
  return asaDialect.parse({ name: 'fw', file, definitions: [], sets: createSetStore(), mapping: {} })
}

/** Everything that a report could show of a result. */
function shown({ firewalls, diagnostics }: DialectResult): string {
  const reasons = firewalls.flatMap((firewall) => [
    ...firewall.accounts.flatMap((account) =>
      account.linesNotUnderstood().map((line) => `${account.source.shownLine(line)} ${account.reason(line)}`),
    ),
    ...firewall
      .passage('dmz', 'inside', 4)
      .flatMap((stage) => stage.tables)
      .flatMap((table) => Array.from({ length: table.rowCount }, (_, row) => table.uncertainty(row) ?? '')),
  ])
  return JSON.stringify([diagnostics, reasons])
}

describe('hostile configurations do no harm', () => {
  test('names of object members are names', () => {
    const text = `${INTERFACES}object-group network __proto__
 network-object host 10.0.0.5
object network constructor
 host 10.0.0.6
access-list L extended permit ip object-group __proto__ object constructor
access-list toString extended permit ip any any
access-group L in interface dmz
`
    const { firewalls } = parse(text)
    const tables = firewalls[0]!.passage('dmz', 'inside', 4).flatMap((stage) => stage.tables)
    expect(tables.find(({ name }) => name === 'L')?.uncertainty(0)).toBeUndefined()
  })

  test('a line of a megabyte, in an entry and elsewhere', () => {
    const long = 'x'.repeat(1_000_000)
    const result = parse(
      `${INTERFACES}access-list L extended permit ip any host ${long}\nnonsense ${long}\naccess-group L in interface dmz\n`,
    )
    expect(shown(result).length).toBeLessThan(10_000)
  })

  test('groups that hold themselves, and ten thousand groups within each other', () => {
    const chain = (kind: string, leaf: string): string =>
      `${Array.from(
        { length: 10_000 },
        (_, i) => `object-group ${kind} ${kind}${i}\n group-object ${kind}${i + 1}\n`,
      ).join('')}object-group ${kind} ${kind}10000\n ${leaf}\n`
    const text = `${INTERFACES}object-group network A
 group-object B
object-group network B
 group-object A
 network-object host 10.0.0.9
object-group service S
 service-object tcp destination eq 80
 group-object S
${chain('network', 'network-object host 10.0.0.8')}${chain('service', 'service-object tcp destination eq 80')}access-list L extended permit object-group S object-group A any
access-list L extended permit object-group service0 object-group network0 any
access-group L in interface dmz
`
    const { firewalls, diagnostics } = parse(text)
    const tables = firewalls[0]!.passage('dmz', 'inside', 4).flatMap((stage) => stage.tables)
    expect(tables.find(({ name }) => name === 'L')?.rowCount).toBeGreaterThanOrEqual(2)
    expect(JSON.stringify(diagnostics)).toContain('contains itself')
  })

  test('control characters and secrets are never shown', () => {
    const text = `${INTERFACES}enable password HUSH1 encrypted
unknown-thing password HUSH2
tacacs-server key HUSH3 \u001b[31m
 snmp-server community HUSH4
object network O
 host secret HUSH5
access-list L extended permit ip object O any
access-group L in interface dmz
`
    const seen = shown(parse(text))
    expect(seen).not.toMatch(/HUSH[1-5]/)
    expect(seen).not.toContain('\\u001b')
  })

  test('a text without interfaces is refused with what to do', () => {
    const { diagnostics } = parse('access-list L extended permit ip any any\n')
    expect(diagnostics).toMatchObject([
      { code: 'asa/no-binding', severity: 'error', mend: 'paste the whole output of `show running-config`' },
    ])
  })

  test('two configurations in one file are never mixed', () => {
    const twice = parse(`${INTERFACES}${INTERFACES}`)
    expect(twice.firewalls.map(({ name, interfaces }) => [name, interfaces.length])).toEqual([
      ['fw/1', 2],
      ['fw/2', 2],
    ])
    // What follows the second name belongs to it, and holds nothing that decides.
    const named = parse(`hostname a\n${INTERFACES}hostname b\nlogging on\n`)
    expect(named.firewalls.map(({ name }) => name)).toEqual(['fw'])
    const half = parse(`hostname a\n${INTERFACES}hostname b\naccess-list X extended permit ip any any\n`)
    expect(half.diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([{ code: 'asa/no-binding' }])
  })
})
