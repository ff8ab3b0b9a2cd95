import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asaDialect } from '../../../../parsers/asa/asa.ts'
import type { Firewall } from '../../../../src/model/firewall.ts'
import type { RuleTable } from '../../../../src/model/rule-table.ts'
import { createSetStore, type SetStore } from '../../../../src/model/set-store.ts'
import { SourceText } from '../../../../src/source/source-text.ts'

const HEAD = `ASA Version 9.12(4)
interface GigabitEthernet0/0
 nameif dmz
 security-level 50
interface GigabitEthernet0/1
 nameif inside
 security-level 100
name 10.1.1.9 alias
object network OBJ
 range 10.2.0.1 10.2.0.7
object network DNS
 fqdn www.contoso.example
object-group network GRP
 network-object host 10.3.0.1
 network-object 10.4.0.0 255.255.0.0
object-group network PART
 network-object host 10.3.0.1
 group-object MISSING
object-group service PORTS tcp
 port-object eq www
 port-object range 1000 1010
object-group service MIXED
 service-object tcp destination eq 443
 service-object icmp echo
`

const operand = fc.constantFrom(
  'any',
  'any4',
  'any6',
  'host 10.0.0.1',
  'host alias',
  'host 10.0.0.256',
  'host 010.0.0.1',
  '10.9.8.7 255.255.255.0',
  '10.9.8.0 255.255.255.255',
  '0.0.0.0 0.0.0.0',
  '10.0.0.0 0.0.0.255',
  '10.0.0.0 255.0.255.0',
  'object OBJ',
  'object DNS',
  'object NONE',
  'object-group GRP',
  'object-group PART',
  'object-group NONE',
  'host 2001:db8::1',
  '2001:db8::/32',
  'interface dmz',
  'anything',
  'alias 255.255.255.255',
)
const ports = fc.constantFrom(
  '',
  ' eq 80',
  ' eq www',
  ' eq kerberos',
  ' eq domain',
  ' eq nonsense',
  ' eq 70000',
  ' eq 080',
  ' range 10 20',
  ' range 20 10',
  ' range www 88',
  ' gt 1023',
  ' gt 65535',
  ' lt 5',
  ' lt 0',
  ' neq 25',
  ' object-group PORTS',
  ' eq',
  ' range 5',
  ' echo',
  ' 8',
  ' 8 0',
  ' unreachable',
  ' unreachable 4',
  ' 300',
  ' object-group NONE',
)
const tail = fc.constantFrom(
  '',
  '',
  '',
  ' log',
  ' log 4',
  ' log disable',
  ' log informational interval 300',
  ' inactive',
  ' log inactive',
  ' inactive log',
  ' time-range log',
  ' time-range T inactive',
  ' logs',
  ' established',
  ' loginactive',
  ' log  ',
  '  ',
)
const protocol = fc.constantFrom(
  'tcp',
  'udp',
  'ip',
  'icmp',
  'icmp6',
  'esp',
  '47',
  '6',
  '0',
  '300',
  'sctp',
  'TCP',
  'object-group MIXED',
  'object tcp-https',
  'nonsense',
)
const action = fc.constantFrom('permit', 'deny', 'permit', 'Permit', 'allow')
const extended = fc.constantFrom('extended ', 'extended ', '', 'Extended ')

const entry = fc
  .tuple(extended, action, protocol, operand, ports, operand, ports, tail)
  .map(
    ([word, act, proto, from, fromPorts, to, toPorts, end]) =>
      `${word}${act} ${proto} ${from}${fromPorts} ${to}${toPorts}${end}`,
  )
const line = fc.oneof(
  { weight: 9, arbitrary: entry },
  { weight: 1, arbitrary: fc.constantFrom('remark permit ip any any', 'remark', 'extended') },
)

function parse(text: string): { firewall: Firewall; sets: SetStore } {
  const sets = createSetStore()
  const file = { source: new SourceText('fw.cfg', new TextEncoder().encode(text)), encoding: 'utf-8' as const }
  const { firewalls } = asaDialect.parse({ name: 'fw', file, definitions: [], sets, mapping: {} })
  return { firewall: firewalls[0]!, sets }
}

/** The rows of the list, each as what it means. */
function rowsOf({ firewall, sets }: { firewall: Firewall; sets: SetStore }): unknown[] {
  const table = firewall
    .passage('dmz', 'inside', 4)
    .flatMap((stage) => stage.tables)
    .find(({ name }) => name === 'L') as RuleTable
  return Array.from({ length: table?.rowCount ?? 0 }, (_, row) => [
    table.action(row),
    table.uncertainty(row),
    sets.addresses.get(table.sourceSet(row)),
    sets.addresses.get(table.destinationSet(row)),
    [...sets.services.space.products(sets.services.byId(table.serviceSet(row)))],
    table.line(row),
    table.deviceLine(row),
  ])
}

test('entries read from bytes mean what the general reading says', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
      const bind = '\naccess-group L in interface dmz\n'
      const plain = `${HEAD}${lines.map((one) => `access-list L ${one}`).join('\n')}${bind}`
      // The byte reader leaves a line with a blank in front to the general reading.
      const spaced = `${HEAD}${lines.map((one) => ` access-list L ${one}`).join('\n')}${bind}`
      expect(rowsOf(parse(plain))).toEqual(rowsOf(parse(spaced)))
    }),
    { numRuns: 1500 },
  )
})
