import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Certificate } from '../../src/model/certificate.ts'
import { validator } from '../schemas/validate.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { type Ran, runCli } from './run-cli.ts'

/** Certificates from the command line: written, checked, tampered with. */
const FW = `ASA Version 9.12(4)
${DMZ_INSIDE}access-list D extended permit tcp any host 10.1.0.10
access-list D extended permit ip any host 10.1.0.10
access-list D extended permit ip any host 10.1.0.20 time-range T
access-list D extended permit tcp any any eq 443
access-group D in interface dmz
`
const SERVERS = 'name,address,roles\nCAS1,192.168.10.11,CAS\nDC1,10.1.0.10,DC\nDC2,10.1.0.20,DC\nMBX1,10.1.0.30,MBX\n'

let cwd = ''
let certificate: Certificate

beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'emmental-verify-'))
  writeFileSync(path.join(cwd, 'fw.cfg'), FW)
  writeFileSync(path.join(cwd, 'servers.csv'), SERVERS)
  const ran = await runCli(['analyze', 'fw.cfg', '--servers', 'servers.csv', '--certificate', 'proof.json', '-q'], {
    cwd,
  })
  expect(ran.exitCode).toBe(10)
  certificate = JSON.parse(readFileSync(path.join(cwd, 'proof.json'), 'utf8')) as Certificate
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

function verified(file = 'proof.json'): Promise<Ran> {
  return runCli(['verify', file, 'fw.cfg', '--servers', 'servers.csv'], { cwd })
}

function tampered(change: (certificate: Certificate) => unknown): Promise<Ran> {
  writeFileSync(path.join(cwd, 'tampered.json'), JSON.stringify(change(structuredClone(certificate))))
  return verified('tampered.json')
}

test('a certificate keeps to its schema and holds', async () => {
  const check = validator('certificate-2')
  check(certificate)
  expect(check.errors ?? []).toEqual([])
  expect(certificate.claims.map(({ from, to, status }) => `${from.join()} to ${to.join()} ${status}`)).toEqual([
    'CAS1 to CAS1,DC1 unrestricted',
    'CAS1 to DC2 undetermined',
    'CAS1 to MBX1 restricted',
    'DC1,DC2,MBX1 to CAS1 unrestricted',
    'DC1,DC2,MBX1 to DC1,DC2,MBX1 unrestricted',
  ])
  expect(certificate).toMatchObject({ verdict: 'perimeter', letter: 'perimeter', home: ['DC1', 'DC2'] })
  expect(certificate.servers).toEqual([
    { name: 'CAS1', verdict: 'perimeter', letter: 'perimeter', cutOffFrom: [] },
    { name: 'MBX1', verdict: 'perimeter', letter: 'perimeter', cutOffFrom: [] },
  ])
  const ran = await verified()
  expect([ran.exitCode, ran.stderr]).toEqual([0, ''])
  expect(ran.stdout).toContain('CONFIRMED: the verdict PERIMETER (profile any) holds')
  expect(ran.stdout).toContain('10 proved unrestricted, 1 refuted by a packet, 1 left open')
  expect(ran.stdout).toContain(
    '2 domain controllers in the home; Exchange servers: 2 perimeter, 0 undetermined, 0 internal',
  )
  expect(ran.stdout).toContain('zone dmz to zone inside: fw')
})

test('the proof names the rows, part by part', () => {
  const [hop] = certificate.claims[0]!.pairs[0]!.ways[0]!.hops
  const cover = certificate.covers[hop!.covers![0]!]!
  expect(cover.parts.map(({ by }) => ('end' in by ? by.text : by.line))).toEqual([10, 11])
  expect(cover.parts[0]!.boxes).toEqual([[6, 6, 1, 65535, 1, 65535]])
})

/** Sets what stands at a place of the certificate; undefined takes the last item of a list away. */
function put(root: unknown, place: string, value: unknown): unknown {
  const keys = place.split('.')
  const last = keys.pop()!
  const holder = keys.reduce((at, key) => (at as Record<string, unknown>)[key], root) as Record<string, unknown>
  if (value === undefined) (holder[last] as unknown[]).pop()
  else holder[last] = value
  return root
}

const PACKET = { protocol: 6, destinationField: 1, sourceField: 1 }
const OTHER_ROW = { table: 0, row: 0, file: 'x', line: 10, text: 'x' }

describe('what was changed is refuted, with the reason', () => {
  test.each<[string, string, unknown, RegExp]>([
    ['a claim left out', 'claims', undefined, /DC2 to MBX1: nothing is claimed/],
    ['a pair left out', 'claims.4.to', ['DC1', 'MBX1'], /DC1 to DC2: nothing is claimed/],
    ['a pair twice', 'claims.4.to', ['DC1', 'DC2', 'MBX1', 'CAS1'], /DC1 to CAS1: is claimed twice/],
    ['a stranger', 'claims.4.to', ['DC1', 'DC2', 'MBX1', 'X'], /X: is no server that the verdict rests on/],
    ['a status', 'claims.2.status', 'unrestricted', /CAS1 to MBX1: .*0 are proved/],
    ['another status', 'claims.0.status', 'restricted', /CAS1 to DC1: .*no packet is given/],
    ['a doubt', 'claims.3', { status: 'undetermined' }, /permitted for certain/],
    ['a restriction called a doubt', 'claims.2.status', 'undetermined', /CAS1 to MBX1: .* is restricted for certain/],
    ['a doubt without a packet', 'claims.1.pairs', [], /CAS1 to DC2: nothing shows that it is undetermined/],
    ['the verdict', 'verdict', 'internal', /the verdict internal does not follow from the claims: it is perimeter/],
    ['the letter', 'letter', 'undetermined', /the letter undetermined does not follow/],
    ['the home', 'home', ['DC1'], /the home does not follow from the claims: it is DC1, DC2/],
    ['the verdict of a server', 'servers.1.verdict', 'undetermined', /MBX1: the verdict undetermined does not follow/],
    ['the letter of a server', 'servers.1.letter', 'internal', /MBX1: the letter internal does not follow/],
    ['a server that is cut off', 'servers.1.cutOffFrom', ['CAS1'], /MBX1: what it is cut off from .*: it is nobody/],
    ['a server left out', 'servers', undefined, /MBX1: its verdict is missing/],
    ['a part of a proof', 'covers.0.parts', undefined, /do not hold all of what was asked/],
    ['a row', 'covers.0.parts.0.by.row', 3, /does not hold its part/],
    ['a packet', 'claims.2.pairs.0.packet.destinationField', 443, /does not refuse the packet for certain/],
    ['a packet not asked about', 'claims.2.pairs.0.packet.destinationField', 0, /none of those that were asked for/],
    ['the row that refuses', 'claims.2.pairs.0.ways.0.hops.0.refusal.by', OTHER_ROW, /it is not line 10/],
    ['an address', 'claims.2.pairs.0.source', 1, /address 1 of the one and 0 of the other are none of one family/],
    ['a way', 'claims.0.pairs.0.ways.0.hops', [], /the ways given are not those/],
  ])('%s', async (_, place, value, reason) => {
    const ran = await tampered((one) => {
      if (place !== 'claims.3') return put(one, place, value)
      put(one, 'claims.3.pairs.0.packet', PACKET)
      return put(one, 'claims.3.status', 'undetermined')
    })
    expect([ran.exitCode, ran.stdout]).toEqual([3, ''])
    expect(ran.stderr).toMatch(reason)
    expect(ran.stderr).toContain('the certificate does not hold')
  })
})

describe('where the input does not settle the place of a server', () => {
  const list = 'name,address,roles\nCAS1,10.1.0.11,CAS\nDC1,10.1.0.10,DC\nDC2,172.16.0.10,DC\n'
  const words = ['fw.cfg', '--servers', 'far.csv']
  let proof: Certificate

  beforeAll(async () => {
    writeFileSync(path.join(cwd, 'far.csv'), list)
    const text = `${FW}route dmz 0.0.0.0 0.0.0.0 192.168.10.254\nrouter ospf 1\n network 10.1.0.0 255.255.0.0 area 0\n`
    writeFileSync(path.join(cwd, 'fw-far.cfg'), text)
    words[0] = 'fw-far.cfg'
    await runCli(['analyze', ...words, '--certificate', 'far.json', '-q'], { cwd })
    proof = JSON.parse(readFileSync(path.join(cwd, 'far.json'), 'utf8')) as Certificate
  })

  test('nothing is claimed of it but that', async () => {
    expect(proof.claims.find(({ to }) => to.includes('DC2'))).toMatchObject({
      status: 'undetermined',
      pairs: [{ ways: [] }],
    })
    expect(proof.servers).toMatchObject([{ verdict: 'undetermined' }])
    expect((await runCli(['verify', 'far.json', ...words], { cwd })).exitCode).toBe(0)
  })

  test.each(['unrestricted', 'restricted'] as const)('whoever claims that it is %s is refuted', async (status) => {
    const hops = [{ firewall: 'fw', ingress: 'inside', egress: 'dmz', covers: [] }]
    const claims = proof.claims.map((one) =>
      one.status === 'undetermined'
        ? { ...one, status, pairs: one.pairs.map((it) => ({ ...it, ways: [{ hops }] })) }
        : one,
    )
    writeFileSync(path.join(cwd, 'sure.json'), JSON.stringify({ ...proof, claims }))
    const ran = await runCli(['verify', 'sure.json', ...words], { cwd })
    expect(ran.exitCode).toBe(3)
    expect(ran.stderr).toMatch(/CAS1 to DC2: .*the input does not settle where the two stand/)
  })
})

describe('what is no certificate of these files', () => {
  test.each([
    ['no JSON', 'PK\u0003\u0004', 'the file is no JSON'],
    ['another form', '{"schema":"emmental/analysis/2"}', 'no certificate of a version that is known'],
    ['an earlier form', '{"schema":"emmental/certificate/1"}', 'make it again with `analyze --certificate`'],
    [
      'a missing list',
      '{"schema":"emmental/certificate/2","version":"0","profile":"any","verdict":"internal","letter":"internal","home":[],"inputs":[],"servers":[]}',
      '`claims` is missing',
    ],
    [
      'a strange value',
      '{"schema":"emmental/certificate/2","version":"0","profile":"__proto__","verdict":"internal"}',
      'one of any, tcp-udp-icmp',
    ],
    [
      'numbers beyond',
      '{"schema":"emmental/certificate/2","version":"0","profile":"any","verdict":"internal","letter":"internal","home":[],"inputs":[],"servers":[],"claims":[],"covers":[{"parts":[{"by":{"end":true,"text":"x"},"boxes":[[0,1e9,0,0,0,0]]}]}]}',
      'from 0 to 65535',
    ],
  ])('%s', async (_, text, reason) => {
    writeFileSync(path.join(cwd, 'none.json'), text)
    const ran = await verified('none.json')
    expect([ran.exitCode, ran.stdout]).toEqual([3, ''])
    expect(ran.stderr).toContain(reason)
  })

  test('a file that has changed since', async () => {
    writeFileSync(path.join(cwd, 'fw2.cfg'), `${FW}! a remark\n`)
    const ran = await runCli(['verify', 'proof.json', 'fw2.cfg', '--servers', 'servers.csv'], { cwd })
    expect([ran.exitCode, ran.stdout]).toEqual([3, ''])
    expect(ran.stderr).toContain('fw.cfg: the certified file is not among the inputs, or has changed')
  })

  test('a certificate that is not there, and none at all', async () => {
    expect((await verified('gone.json')).exitCode).toBe(2)
    expect((await runCli(['verify'], { cwd })).exitCode).toBe(2)
  })

  test('a certificate does not overwrite an input', async () => {
    const ran = await runCli(['analyze', 'fw.cfg', '--servers', 'servers.csv', '--certificate', 'fw.cfg'], { cwd })
    expect(ran.exitCode).toBe(2)
    expect(readFileSync(path.join(cwd, 'fw.cfg'), 'utf8')).toBe(FW)
  })
})
