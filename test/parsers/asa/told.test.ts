import { expect, test } from 'vitest'
import { asaDialect } from '../../../parsers/asa/asa.ts'
import { createSetStore } from '../../../src/model/set-store.ts'
import { SourceText } from '../../../src/source/source-text.ts'

/** The lines and messages of what is told of a text. */
function told(more: string): string[] {
  const text = `ASA Version 9.8(4)
hostname fw1
${more}interface GigabitEthernet0/0
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/1
 nameif dmz
 security-level 50
: end
`
  const source = new SourceText('fw.cfg', new TextEncoder().encode(text))
  const file = { source, encoding: 'utf-8' as const }
  const { firewalls } = asaDialect.parse({ name: 'fw', file, definitions: [], sets: createSetStore(), mapping: {} })
  const atLines = firewalls
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(({ code, line }) => line !== undefined && code !== 'asa/interface-without-address')
  return atLines.map(({ message, line }) => `${line}: ${message}`)
}

const ROUTE = 'route inside 10.9.0.0 255.255.0.0 10.1.0.2 1\n'

test.each([
  ['one route', ROUTE, []],
  ['two routes that are used', `${ROUTE}route inside 10.9.0.0 255.255.0.0 10.1.0.3 1\n`, []],
  [
    'a route in reserve',
    `${ROUTE}route inside 10.9.0.0 255.255.0.0 10.1.0.3 254\n`,
    [/^4: the route by `inside` is taken as not in use/],
  ],
  ['a routed address of a transparent firewall', 'firewall transparent\n', [/^7: the firewall is transparent/]],
  [
    'translation at an interface that is not in the text',
    'object network O\n host 10.1.0.10\n nat (inside,outside) static 192.0.2.1\n',
    [/^5: the translation names the interface `outside`/],
  ],
])('%s', (_, more, expected) => {
  const found = told(more)
  expect(found).toHaveLength(expected.length)
  for (const [i, pattern] of expected.entries()) expect(found[i]).toMatch(pattern)
})
