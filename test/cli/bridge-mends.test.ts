import { expect, test } from 'vitest'
import { scratchFolders } from './scratch.ts'

/** Two servers behind the two ports of a bridge without a name: the text places neither, and what is told settles it. */
const call = scratchFolders()

const port = (number: number, name: string, level: number): string =>
  `interface GigabitEthernet0/${number}\n nameif ${name}\n bridge-group 1\n security-level ${level}\n`
const FW = `ASA Version 9.8(4)
firewall transparent
${port(0, 'in1', 100)}${port(1, 'in2', 50)}interface BVI1
 ip address 192.168.10.1 255.255.255.0
access-list D extended permit ip any any
access-group D in interface in2
`
const SERVERS = 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,192.168.10.20,DC\n'
const project = (in1: string, in2: string): string =>
  `version: 1\nzones:\n  in1: { networks: [${in1}] }\n  in2: { networks: [${in2}] }\nfirewalls:\n  - config: fw.cfg\nservers: servers.csv\n`

test('the mends for the ports of a bridge lead to an answer', async () => {
  const files = { 'fw.cfg': FW, 'servers.csv': SERVERS }
  const asked = await call(files, ['analyze', 'fw.cfg', '--servers', 'servers.csv'])
  expect([asked.exitCode, asked.stdout]).toEqual([3, ''])
  expect(asked.stderr).toContain('state all zones in emmental.yaml, this one with the networks behind it')
  const both = project('192.168.10.0/24', '192.168.10.0/24')
  const refused = await call({ ...files, 'emmental.yaml': both }, ['analyze'])
  expect([refused.exitCode, refused.stdout]).toEqual([2, ''])
  const [, named = ''] = /name in one of the two only .*: `\{ networks: \[(\S+)\] \}`/.exec(refused.stderr) ?? []
  expect(named).toBe('192.168.10.11/32')
  const mended = await call({ ...files, 'emmental.yaml': project(named, '192.168.10.0/24') }, ['analyze', '--quiet'])
  expect(mended.stdout).toBe('INTERNAL: the one Client Access server has unrestricted access both ways\n')
  const closed = { ...files, 'fw.cfg': FW.replace('permit ip', 'deny ip') }
  const denied = await call({ ...closed, 'emmental.yaml': project(named, '192.168.10.0/24') }, ['analyze', '--quiet'])
  expect(denied.exitCode).toBe(10)
})
