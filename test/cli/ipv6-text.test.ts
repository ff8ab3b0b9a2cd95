import { expect, test } from 'vitest'
import { scratchFolders } from './scratch.ts'

/** RFC 5952, section 6: a port behind an IPv6 address needs brackets, in whatever the packet is told. */
const run = scratchFolders()

const config = (port: number): string => `ASA Version 9.12(4)
interface GigabitEthernet0/0
 nameif dmz
 security-level 50
 ipv6 address 2001:db8:1::1/64
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ipv6 address 2001:db8:2::1/64
access-list D extended permit tcp host 2001:db8:1::10 host 2001:db8:2::10 range 443 ${port}
access-list D extended deny tcp any6 host 2001:db8:2::10 range 444 450
access-list D extended permit ip any6 any6
access-group D in interface dmz
`
const files = {
  'before.cfg': config(445),
  'after.cfg': config(444),
  'servers.csv': 'name,address,roles\nCAS,2001:db8:1::10,CAS\nDC,2001:db8:2::10,DC\n',
}

test.each([
  ['diff', ['diff', 'before.cfg', 'after.cfg']],
  ['diff as Markdown', ['diff', 'after.cfg', 'before.cfg', '--format', 'markdown', '--servers', 'servers.csv']],
  ['lint', ['lint', 'before.cfg']],
  ['trace', ['trace', 'before.cfg', '2001:db8:1::10', '2001:db8:2::10', 'tcp/443']],
])('%s writes IPv6 endpoints in brackets', async (_name, words) => {
  const { stdout } = await run(files, words)
  const plain = stdout.replaceAll(/&#(\d+);/g, (_all, code) => String.fromCodePoint(Number(code)))
  expect(plain).toMatch(/\[2001:db8:2::10\]:44[345]/)
  expect(plain).not.toMatch(/2001:db8:2::10:\d/)
})
