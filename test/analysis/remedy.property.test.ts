import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asaDialect } from '../../parsers/asa/asa.ts'
import { createInquiry } from '../../src/analysis/access.ts'
import { analyze } from '../../src/analysis/analyze.ts'
import { opennessOf } from '../../src/analysis/remedy/openness.ts'
import { remedyOf } from '../../src/analysis/remedy/remedy.ts'
import type { Proposal } from '../../src/analysis/remedy-result.ts'
import type { Verdict } from '../../src/analysis/result.ts'
import { parseAddress, parsePrefix } from '../../src/model/address.ts'
import type { Network, Role, Server } from '../../src/model/network.ts'
import { createSetStore, type SetStore } from '../../src/model/set-store.ts'
import { editorOf } from '../../src/project/edit-text.ts'
import { SourceText } from '../../src/source/source-text.ts'
import { printAsa } from '../oracle/asa-printer.ts'
import { asaWorld, hostAddress, INTERFACES } from '../oracle/asa-worlds.ts'
import { natWorld, printNat } from '../oracle/nat-worlds.ts'
import { oldNatWorld, printOldNat } from '../oracle/old-nat-worlds.ts'

/**
 * What a proposal claims is what the text says with its lines in it: the lines are entered into the text, the text is
 * written out and read by itself, and the answers are compared.
 */
const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 20) }
const WORST: readonly Verdict[] = ['internal', 'undetermined', 'perimeter']

const INSPECTION = `policy-map global_policy
 class inspection_default
  inspect esmtp
service-policy global_policy global
`

interface Inventory {
  readonly hosts: readonly number[]
  readonly roles: readonly Role[]
}

const inventory: fc.Arbitrary<Inventory> = fc.record({
  hosts: fc.uniqueArray(fc.nat(8), { minLength: 3, maxLength: 5 }),
  roles: fc
    .array(fc.constantFrom<Role>('client-access', 'mailbox', 'domain-controller', 'reverse-proxy'), {
      minLength: 3,
      maxLength: 3,
    })
    .map((more) => ['client-access', 'domain-controller', ...more]),
})

function serversOf({ hosts, roles }: Inventory): Server[] {
  return hosts.map((host, i) => ({
    name: `S${i}`,
    roles: [roles[i] ?? 'other'],
    addresses: [{ address: hostAddress(host), zone: `if${host % INTERFACES}` }],
    file: 'servers.csv',
    line: i + 2,
  }))
}

function sourceOf(text: string): SourceText {
  return new SourceText('world.cfg', new TextEncoder().encode(text))
}

function inputOf(text: string, sets: SetStore) {
  return {
    name: 'fw',
    file: { source: sourceOf(text), encoding: 'utf-8' as const },
    definitions: [],
    sets,
    mapping: {},
  }
}

function networkOf(text: string, servers: readonly Server[], sets: SetStore) {
  const input = inputOf(text, sets)
  const { firewalls } = asaDialect.parse(input)
  const names = Array.from({ length: INTERFACES }, (_, i) => `if${i}`)
  const network: Network = {
    sets: input.sets,
    zones: names.map((name, i) => ({ name, networks: [prefixOf(`10.0.${i}.0/24`)], catchAll: false })),
    servers,
    attachments: [{ firewall: firewalls[0]!, interfacesByZone: new Map(names.map((name) => [name, [name]])) }],
    paths: [],
  }
  return { network, editText: editorOf(asaDialect, input, firewalls) }
}

function prefixOf(text: string) {
  const parsed = parsePrefix(text)
  if (parsed.kind === 'invalid') throw new RangeError(text)
  return parsed.prefix
}

/** The text as it is written out with the lines of a proposal in it. */
function entered(text: string, { changes }: Proposal): string {
  const lines = changes.flatMap((change) => change.lines)
  const { source, diagnostics } = asaDialect.change(sourceOf(text), sourceOf(`${lines.join('\n')}\n`), { name: 'fw' })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return Array.from({ length: source.lineCount }, (_, i) => `${source.rawLine(i + 1)}\n`).join('')
}

/** The servers as they stand after a proposal, and those that are counted as sources. */
function movedBy({ moves, after }: Proposal, servers: readonly Server[]): { servers: Server[]; sources: Server[] } {
  const placed = servers.map((server): Server => {
    const move = moves.find((one) => one.server === server.name)
    if (move === undefined) return server
    const zone = move.toZones[0]!
    return { ...server, addresses: move.to.map((address) => ({ address: parseAddress(address)!, zone })) }
  })
  const added = after.from
    .filter((name) => !placed.some((one) => one.name === name))
    .map((name): Server => {
      const address = Number(parseAddress(name.split(' ').at(-1) ?? ''))
      const roles: readonly Role[] = ['reverse-proxy']
      return { name, roles, addresses: [{ address, zone: `if${(address >>> 8) & 255}` }], file: 'servers.csv', line: 1 }
    })
  const all = [...placed, ...added]
  return { servers: all, sources: after.from.map((name) => all.find((one) => one.name === name)!) }
}

function check(text: string, drawn: Inventory): void {
  const servers = serversOf(drawn)
  const sets = createSetStore()
  const { network, editText } = networkOf(text, servers, sets)
  const before = analyze(network, { profile: 'any', version: 'test' }).verdict
  for (const proposal of remedyOf(network, 'any', 'test', editText).proposals) {
    const after = movedBy(proposal, servers)
    const changed = networkOf(entered(text, proposal), after.servers, sets).network
    const { verdict } = analyze(changed, { profile: 'any', version: 'test' })
    expect(proposal.changes.filter(({ refused }) => refused !== undefined)).toEqual([])
    expect([proposal.id, proposal.verdict]).toEqual([proposal.id, verdict])
    expect(WORST.indexOf(verdict)).toBeLessThanOrEqual(WORST.indexOf(before))
    expect(proposal.after).toEqual(opennessOf(createInquiry(changed, 'any'), after.sources))
    if (proposal.id === 'any-any') checkOthers(network, changed, servers)
  }
}

/** Pairs of hosts of which one is no server open what they opened before. */
function checkOthers(before: Network, after: Network, servers: readonly Server[]): void {
  const hosts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 30, 31, 32]
  const everywhere = serversOf({ hosts, roles: [] })
  const inquiries = [before, after].map((network) => createInquiry({ ...network, servers: everywhere }, 'any'))
  const places = everywhere.flatMap(({ addresses }) => addresses)
  const isServer = (address: unknown): boolean =>
    servers.some(({ addresses }) => addresses.some((place) => place.address === address))
  for (const from of places) {
    const others = places.filter((to) => to.zone !== from.zone && !(isServer(from.address) && isServer(to.address)))
    const [old, now] = inquiries.map(({ reach }) =>
      reach.reach(from, 'source', others).map(({ exposed }) => [exposed.certain.id, exposed.possible.id]),
    )
    expect(now).toEqual(old)
  }
}

describe('a proposal claims what the changed text says', () => {
  test.each([
    ['lists of 9.x', asaWorld.map(printAsa)],
    ['lists of 9.x with inspection', asaWorld.map((world) => `${printAsa(world)}${INSPECTION}`)],
    ['translation of 9.x', natWorld.map(printNat)],
    ['translation of 8.2', oldNatWorld.map(printOldNat)],
    ['translation of 8.2 with inspection', oldNatWorld.map((world) => `${printOldNat(world)}${INSPECTION}`)],
  ])('%s', (_, texts) => fc.assert(fc.property(texts, inventory, check), RUNS), 120_000)
})

/** A server's own address in one network is where another host is published: what it sends there does not stay with it. */
test('a permit for a group of servers opens nothing to a host behind the address of one of them', () => {
  const text = `ASA Version 8.2(5)
interface GigabitEthernet0/0
 nameif if0
 security-level 0
 ip address 10.0.0.1 255.255.255.0
interface GigabitEthernet0/1
 nameif if1
 security-level 0
 ip address 10.0.1.1 255.255.255.0
interface GigabitEthernet0/2
 nameif if2
 security-level 50
 ip address 10.0.2.1 255.255.255.0
access-list L extended permit udp any any eq 80
access-group L in interface if0
access-group L in interface if1
access-group L in interface if2
no nat-control
static (if2,if0) 10.0.0.10 10.0.2.10 netmask 255.255.255.255
`
  check(text, { hosts: [0, 1, 5], roles: ['client-access', 'domain-controller', 'client-access'] })
})
