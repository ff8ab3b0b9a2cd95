import { describe, expect, test } from 'vitest'
import type { ExposureMap } from '../../src/analysis/exposure-result.ts'
import { validator } from '../schemas/validate.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { scratchFolders } from './scratch.ts'

/** Whole networks as sources, from the file to the map of exposure. */
const CONFIG = `ASA Version 9.12(4)
${DMZ_INSIDE}access-group D in interface dmz
access-group I in interface inside
`
const SERVERS =
  'name,address,roles\nCAS1,192.168.10.11,CAS\nWEB1,192.168.10.20,other\nDC1,10.1.0.10,DC\nMBX1,10.1.0.20,MBX\n'

const call = scratchFolders()

async function textOf(rules: string, ...options: readonly string[]): Promise<string> {
  const files = { 'fw.cfg': `${CONFIG}${rules}`, 'servers.csv': SERVERS }
  return (await call(files, ['exposure', 'fw.cfg', '--servers', 'servers.csv', ...options])).stdout
}

async function mapOf(rules: string): Promise<ExposureMap> {
  const map = JSON.parse(await textOf(rules, '--format', 'json')) as ExposureMap
  const check = validator('exposure-1')
  check(map)
  expect(check.errors ?? []).toEqual([])
  return map
}

const CLOSED = 'access-list I extended deny ip any any\n'

describe('from any address of a network', () => {
  test('who can use a hole is counted, whether a server stands there or not', async () => {
    const rules = `${CLOSED}access-list D extended permit tcp host 192.168.10.99 host 10.1.0.10 eq 135
access-list D extended permit tcp 192.168.10.0 255.255.255.128 host 10.1.0.10 eq 445
access-list D extended permit tcp host 192.168.10.11 host 10.1.0.10 range 1024 65535
`
    const { exposure } = await mapOf(rules)
    expect(exposure).toHaveLength(1)
    expect(exposure[0]).toMatchObject({ fromZone: 'dmz', toZone: 'inside', server: 'DC1', address: '10.1.0.10' })
    expect(
      exposure[0]!.blocks.map(({ networks, addresses, holes }) => [
        networks.join(),
        addresses.ipv4,
        holes.map(({ id, rules }) => `${id} ${rules.map(({ line }) => line).join('+')}`).join(),
      ]),
    ).toEqual([
      [
        '192.168.10.0/32,192.168.10.2-192.168.10.10,192.168.10.12-192.168.10.98,192.168.10.100-192.168.10.127',
        125,
        'smb 14',
      ],
      ['192.168.10.11/32', 1, 'smb 14,dynamic-rpc 15'],
      ['192.168.10.99/32', 1, 'rpc-endpoint-mapper 13,smb 14'],
    ])
    expect(exposure[0]!.usable).toEqual([
      { id: 'smb', protocol: 'tcp', addresses: { ipv4: 127, ipv6: '0' } },
      { id: 'dynamic-rpc', protocol: 'tcp', addresses: { ipv4: 1, ipv6: '0' } },
      { id: 'rpc-endpoint-mapper', protocol: 'tcp', addresses: { ipv4: 1, ipv6: '0' } },
    ])
  })

  test('the rules that open most come first, a later one that adds nothing does not come at all', async () => {
    const rules = `${CLOSED}access-list D extended permit tcp any any eq 443
access-list D extended permit tcp any any range 1024 65535
access-list D extended permit tcp host 192.168.10.11 any eq 443
`
    const { rules: opening } = await mapOf(rules)
    expect(opening.map(({ rule, ports, servers }) => [rule.line, ports, servers])).toEqual([
      [14, 2 * 64512, 2],
      [13, 2, 2],
    ])
  })

  test('what hangs on a line that is not settled is at most open', async () => {
    const { exposure } = await mapOf(
      `${CLOSED}access-list D extended permit tcp any host 10.1.0.10 eq 445 time-range T\n`,
    )
    expect(exposure[0]?.blocks).toMatchObject([{ certain: false, holes: [{ id: 'smb', certain: false }] }])
  })
})

describe('if a Client Access server is taken', () => {
  const rules = `access-list D extended permit tcp host 192.168.10.11 host 10.1.0.10 eq 135
access-list I extended permit ip host 10.1.0.20 any
`
  test('servers are reached straight, in their own network and over others', async () => {
    const { taken } = await mapOf(rules)
    expect(taken).toHaveLength(1)
    expect(taken[0]!.safe).toBe(0)
    expect(
      taken[0]!.reached.map(({ server, steps, from, openTcpPorts }) => [server, steps, from, openTcpPorts]),
    ).toEqual([
      ['DC1', 1, 'CAS1', 1],
      ['WEB1', 1, 'CAS1', 65536],
      ['MBX1', 2, 'DC1', 65536],
    ])
  })

  test('what is in no reach is counted', async () => {
    const { taken } = await mapOf(`${CLOSED}access-list D extended deny ip any any\n`)
    expect(taken[0]).toMatchObject({ safe: 2, reached: [{ server: 'WEB1' }] })
  })

  test('what only an unsettled line opens is in reach at most', async () => {
    const open = `${CLOSED}access-list D extended permit tcp host 192.168.10.11 host 10.1.0.10 eq 135 time-range T\n`
    const { taken } = await mapOf(open)
    expect(taken[0]!.reached.map(({ server, certain }) => [server, certain])).toEqual([
      ['DC1', false],
      ['WEB1', true],
      ['MBX1', false],
    ])
  })
})

test('the report says who, what and by which lines', async () => {
  const rules = `${CLOSED}access-list D extended permit tcp 192.168.10.0 255.255.255.128 host 10.1.0.10 eq 445\n`
  const text = await textOf(rules)
  expect(text).toContain(`dmz → inside: DC1 (10.1.0.10)
  from 127 (192.168.10.0/32, 192.168.10.2-192.168.10.127):
    Service  Ports    Opened by
    SMB      tcp 445  fw.cfg:13
`)
  expect(text).toContain(
    '1 port of 1 server, from 127 addresses of dmz\n  fw.cfg:13  access-list D extended permit tcp',
  )
  expect(text).toContain('CAS1 (dmz): 3 servers in reach, 0 beyond')
})
