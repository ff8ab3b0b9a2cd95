import { describe, expect, test } from 'vitest'
import { asaDialect } from '../../../parsers/asa/asa.ts'
import type { Firewall } from '../../../src/model/firewall.ts'
import { createSetStore, type SetStore } from '../../../src/model/set-store.ts'
import { SourceText } from '../../../src/source/source-text.ts'
import { decidePassage } from '../../support/decide-passage.ts'

function read(text: string): { firewall: Firewall; sets: SetStore; codes: string[] } {
  const sets = createSetStore()
  const file = { source: new SourceText('fw.cfg', new TextEncoder().encode(text)), encoding: 'utf-8' as const }
  const { firewalls, diagnostics } = asaDialect.parse({ name: 'fw', file, definitions: [], sets, mapping: {} })
  return { firewall: firewalls[0]!, sets, codes: diagnostics.map(({ code }) => code) }
}

/** Both readings of one packet: `permit`, `deny` or `unknown`. */
function ask({ firewall, sets }: ReturnType<typeof read>, ingress: string, egress: string, port: number): string {
  const packet = {
    protocol: 6,
    source: 0x0a000001,
    destination: 0x0a010001,
    destinationField: port,
    sourceField: 50000,
  }
  const passage = firewall.passage(ingress, egress, 4)
  const sure = decidePassage(passage, packet, sets, 'pessimistic').action
  return sure === decidePassage(passage, packet, sets, 'optimistic').action ? sure : 'unknown'
}

const LIST =
  'access-list L extended permit tcp any any eq 443\naccess-group L in interface dmz\nroute inside 10.1.0.0 255.255.0.0 10.1.0.254\n'

describe('interfaces that are known by name only', () => {
  test('their lists refuse for certain, and permit only if equal levels are no obstacle', () => {
    const alone = read(LIST)
    expect(alone.codes).toContain('asa/interfaces-assumed')
    expect(alone.firewall.interfaces.map(({ name }) => name)).toEqual(['dmz', 'inside'])
    expect(ask(alone, 'dmz', 'inside', 443)).toBe('unknown')
    expect(ask(alone, 'dmz', 'inside', 80)).toBe('deny')
    expect(ask(alone, 'inside', 'dmz', 443)).toBe('unknown')
    expect(ask(read(`${LIST}same-security-traffic permit inter-interface\n`), 'dmz', 'inside', 443)).toBe('permit')
  })
})

describe('lines that may undo others leave what they touch open', () => {
  const whole = `interface Ethernet0/0\n nameif dmz\n security-level 50\ninterface Ethernet0/1\n nameif inside\n security-level 100\n${LIST}`
  test.each([
    ['nothing more', '', 'permit', 'deny'],
    ['a list taken away', 'no access-list L extended permit tcp any any eq 443', 'unknown', 'unknown'],
    ['a binding taken away', 'no access-group L in interface dmz', 'unknown', 'unknown'],
    ['every list wiped, and so its bindings', 'clear configure access-list', 'deny', 'deny'],
    ['something wiped that nobody knows', 'clear configure frobnication', 'unknown', 'unknown'],
    ['translations in use forgotten', 'clear xlate', 'permit', 'deny'],
    ['a statement that nobody knows', 'access-frobnicate dmz', 'unknown', 'unknown'],
    ['a default of no consequence', 'no snmp-server location', 'permit', 'deny'],
    ['names of hosts to watch', 'dynamic-filter updater-client enable', 'permit', 'deny'],
    ['a filter of listed addresses, which is a caveat', 'dynamic-filter drop blacklist', 'permit', 'deny'],
    ['PIX conduits', 'conduit permit tcp any any', 'permit', 'unknown'],
  ])('%s', (_, line, https, http) => {
    const found = read(`${whole}${line}\n`)
    expect([ask(found, 'dmz', 'inside', 443), ask(found, 'dmz', 'inside', 80)]).toEqual([https, http])
  })

  test('clearing first is how scripts begin', () => {
    expect(ask(read(`clear configure access-list\n${whole}`), 'dmz', 'inside', 443)).toBe('permit')
  })
})

describe('address translation and what stands beside the lists', () => {
  const base = `ASA Version 9.12(4)\ninterface Ethernet0/0\n nameif dmz\n security-level 50\ninterface Ethernet0/1\n nameif inside\n security-level 100\naccess-list L extended permit ip any any\naccess-group L in interface dmz\nobject network DC\n host 10.1.0.1\nobject network OTHER\n host 10.1.0.2\nobject network CAS\n host 10.0.0.1\n`
  test.each([
    ['a static of the destination', 'object network DC\n nat (inside,dmz) static 10.0.0.99', 'deny'],
    ['a static of another host', 'object network OTHER\n nat (inside,dmz) static 10.0.0.99', 'permit'],
    ['a static between other interfaces', 'object network DC\n nat (inside,outside) static 10.0.0.99', 'permit'],
    ['an identity', 'object network DC\n nat (inside,dmz) static 10.1.0.1', 'permit'],
    ['dynamic translation of the source', 'object network CAS\n nat (dmz,inside) dynamic interface', 'deny'],
    [
      'an exemption in front of a static',
      'nat (dmz,inside) source static CAS CAS destination static DC DC\nobject network DC\n nat (inside,dmz) static 10.0.0.99',
      'permit',
    ],
    [
      'an exemption behind it',
      'nat (inside,dmz) after-auto source static DC DC\nobject network DC\n nat (inside,dmz) static 10.0.0.99',
      'deny',
    ],
  ])('%s', (_, nat, verdict) => {
    expect(ask(read(`${base}${nat}\n`), 'dmz', 'inside', 443)).toBe(verdict)
  })

  test('before 8.3: a static, an exemption, and translation as a duty', () => {
    const old = base.replace('9.12(4)', '8.2(5)')
    expect(
      ask(read(`${old}static (inside,dmz) 10.0.0.99 10.1.0.1 netmask 255.255.255.255\n`), 'dmz', 'inside', 443),
    ).toBe('deny')
    expect(
      ask(read(`${old}static (inside,dmz) 10.1.0.1 10.1.0.1 netmask 255.255.255.255\n`), 'dmz', 'inside', 443),
    ).toBe('permit')
    expect(ask(read(`${old}nat-control\n`), 'dmz', 'inside', 443)).toBe('deny')
    const exempt =
      'access-list N extended permit ip host 10.0.0.1 host 10.1.0.1\nnat (dmz) 0 access-list N\nnat (dmz) 1 0.0.0.0 0.0.0.0\n'
    expect(ask(read(`${old}${exempt}`), 'dmz', 'inside', 443)).toBe('permit')
    // Without `outside` the statement is about ways down, and there it asks for a pool.
    const pool = 'nat (dmz) 1 0.0.0.0 0.0.0.0\nglobal (inside) 1 interface\n'
    expect(ask(read(`${old}nat (dmz) 1 0.0.0.0 0.0.0.0\n`), 'dmz', 'inside', 443)).toBe('permit')
    expect(ask(read(`${old}${pool}`), 'dmz', 'inside', 443)).toBe('permit')
    expect(ask(read(`${old}${pool.replace('0.0.0.0\n', '0.0.0.0 outside\n')}`), 'dmz', 'inside', 443)).toBe('deny')
    expect(ask(read(`${old}nat (inside) 1 0.0.0.0 0.0.0.0\n`), 'inside', 'dmz', 443)).toBe('deny')
  })

  test('inspection of mail leaves port 25 open, where it is switched on', () => {
    const inspected = `${base}policy-map P\n class inspection_default\n  inspect esmtp\n`
    expect(ask(read(inspected), 'dmz', 'inside', 25)).toBe('permit')
    expect(ask(read(`${inspected}service-policy P global\n`), 'dmz', 'inside', 25)).toBe('unknown')
    expect(ask(read(`${inspected}service-policy P global\n`), 'dmz', 'inside', 443)).toBe('permit')
  })

  test('a module that may drop, and an interface that does not forward', () => {
    const handed = `${base}policy-map P\n class ALL\n  sfr fail-open\n`
    expect(ask(read(handed), 'dmz', 'inside', 443)).toBe('permit')
    const active = read(`${handed}service-policy P global\n`)
    expect(ask(active, 'dmz', 'inside', 443)).toBe('permit')
    expect(active.firewall.caveats?.map(({ id }) => id)).toEqual(['module'])
    const small = (line: string): string =>
      `interface Vlan1\n nameif inside\n security-level 100\ninterface Vlan2\n${line} nameif dmz\n security-level 50\naccess-list L extended permit ip any any\naccess-group L in interface dmz\n`
    expect(ask(read(small('')), 'dmz', 'inside', 443)).toBe('permit')
    expect(ask(read(small(' no forward interface Vlan1\n')), 'dmz', 'inside', 443)).toBe('deny')
    expect(ask(read(small(' no forward interface Vlan1\n')), 'inside', 'dmz', 443)).toBe('permit')
  })
})
