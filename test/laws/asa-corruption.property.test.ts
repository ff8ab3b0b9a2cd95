import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Address, parseAddress } from '../../src/model/address.ts'
import { printAsa } from '../oracle/asa-printer.ts'
import { asaWorld, hostAddress } from '../oracle/asa-worlds.ts'
import { natWorld, printNat } from '../oracle/nat-worlds.ts'
import { oldNatWorld, printOldNat } from '../oracle/old-nat-worlds.ts'
import { type Answers, answersOf, type Point } from '../support/asa-answers.ts'
import { readCases } from '../support/case-file.ts'
import { corrupt, KINDS } from '../support/corrupt.ts'

const LONG = process.env['ORACLE_RUNS']
/** The short run draws the same worlds each time; `ORACLE_RUNS` asks for as many new ones. */
const RUNS = LONG === undefined ? { numRuns: 40, seed: 20261125 } : { numRuns: Number(LONG) }
/** Corruptions of each text. */
const EACH = 8

const HOSTS = [0, 1, 2, 3, 4, 5, 12, 13].map((host) => hostAddress(host))
const POINTS: readonly Point[] = [
  [6, 80, 50000],
  [6, 25, 50000],
  [6, 135, 1024],
  [17, 1023, 80],
  [1, 8, 0],
  [47, 0, 0],
]

/** What a configuration has beside lists and translation, so that it can be corrupted, too. */
const BESIDE = `names
name 10.0.0.10 alias
object-group network REOPENED
 network-object host 10.0.0.11
route if0 10.1.0.0 255.255.0.0 10.0.0.254 1
route if0 0.0.0.0 0.0.0.0 10.0.0.253
route if1 10.0.2.128 255.255.255.128 10.0.1.254
ssh 10.0.0.0 255.255.255.0 if0
crypto ca certificate chain CHAIN
 certificate 0a1b2c3d
    30820269 30820131 a0030201 02020101 300d0609 2a864886 f70d0101
    0b050030 3a
  quit
object-group network REOPENED
 network-object host 10.0.1.10
access-list VPN extended permit ip 10.0.0.0 255.255.255.0 host 10.0.1.10
crypto map TUNNELS 10 match address VPN
crypto map TUNNELS 10 set peer 192.0.2.1
crypto map TUNNELS interface if1
group-policy STAFF attributes
 vpn-filter value VPN
webvpn
 certificate-group-map MAP 10 STAFF
class-map inspection_default
 match default-inspection-traffic
policy-map type inspect dns preset_dns_map
 parameters
  message-length maximum 512
policy-map global_policy
 class inspection_default
  inspect dns preset_dns_map
  inspect esmtp
  inspect icmp
service-policy global_policy global
banner motd access-list nobody permit ip any any
username admin password secret encrypted
username admin attributes
 service-type admin
telnet timeout 5
`

const isName = (word: string): boolean =>
  /^(?:[ogpsqnLX]\d+|if\d|T|a\d-\d-\d|MISSING|VPN|TUNNELS|alias|\((?:if\d|any)(?:,(?:if\d|any))?\)|REOPENED|global_policy|inspection_default)$/.test(
    word,
  )

/** One line changed may leave answers open, or the text unread, but turns none. */
function check(
  text: string,
  hosts: readonly Address[],
  changes: readonly (readonly [number, number])[],
  named: (word: string) => boolean,
): void {
  const before = answersOf(text, hosts, POINTS)
  if (before === undefined) return
  for (const [line, number] of changes) {
    const found = corrupt(text, line, number, named)
    if (found === undefined) continue
    for (const [question, now] of answersOf(found.text, hosts, POINTS) ?? (new Map() as Answers)) {
      const was = before.get(question)
      if (now !== '?' && now !== was) expect.unreachable(`${found.what}\n${question} was ${was}, is ${now}\n${text}`)
    }
  }
}

const changes = fc.array(fc.tuple(fc.nat(999), fc.nat(KINDS * 60)), { minLength: EACH, maxLength: EACH })

/** In front of everything that binds and ends. */
function withMore(text: string): string {
  return text.replace('\ntime-range T\n', `\n${BESIDE}time-range T\n`)
}

describe('a corrupted line turns no answer: it stays, is left open, or the text is refused', () => {
  test('lists and groups', () => {
    fc.assert(
      fc.property(asaWorld, changes, (world, drawn) => check(withMore(printAsa(world)), HOSTS, drawn, isName)),
      RUNS,
    )
  })

  test('translation of 8.3 and later', () => {
    fc.assert(
      fc.property(natWorld, changes, (world, drawn) => check(withMore(printNat(world)), HOSTS, drawn, isName)),
      RUNS,
    )
  })

  test('translation before 8.3', () => {
    fc.assert(
      fc.property(oldNatWorld, changes, (world, drawn) => check(withMore(printOldNat(world)), HOSTS, drawn, isName)),
      RUNS,
    )
  })

  test('the cases of the other tests', () => {
    const addresses = ['172.16.10.25', '172.16.10.26', '172.16.20.25', '10.10.1.10', '10.10.2.20', '198.51.100.7']
    const hosts = [...addresses, '2001:db8:10::25', '2001:db8:1::10'].map((text) => parseAddress(text)!)
    const texts = ['tricky', 'eras'].flatMap((name) =>
      readCases(`test/cases/asa/${name}.txt`).flatMap(({ configs }) => [...configs.values()]),
    )
    const isAnyName = (word: string): boolean => /[A-Z_]|^(?:outside|inside|dmz2?|mgmt|dmz_in)$|^\(/.test(word)
    fc.assert(
      fc.property(fc.constantFrom(...texts), changes, (text, drawn) => check(text, hosts, drawn, isAnyName)),
      RUNS,
    )
  })
})
