import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../../src/model/address.ts'
import { answersOf, type Point } from '../../support/asa-answers.ts'

/** The lists permit everything; what stands beside them may not. */
const BASE = `ASA Version 9.8(4)
interface GigabitEthernet0/0
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/1
 nameif dmz
 security-level 50
 ip address 192.168.1.1 255.255.255.0
access-list dmz_in extended permit ip any any
access-group dmz_in in interface dmz
`
const CAS = '192.168.1.10'
const DC = '10.1.0.10'
const WEB: Point = [6, 80, 50000]
const LDAP: Point = [6, 389, 50000]

/** From the server in the DMZ: to all, to its web port and to LDAP. */
function from(text: string): string {
  const answers = answersOf(BASE + text, [parseAddress(CAS)!, parseAddress(DC)!], [WEB, LDAP])
  return ['all', WEB.join('/'), LDAP.join('/')].map((what) => answers?.get(`${CAS} > ${DC} ${what}`)).join('')
}

const policy = (...lines: readonly string[]): string =>
  `policy-map P\n${lines.map((line) => ` ${line}\n`).join('')}service-policy P global\n`

describe('beside the lists', () => {
  test.each([
    ['nothing', '', '+++'],
    ['a rate', policy('class class-default', ' police input 8000000 conform-action transmit'), '+++'],
    ['a rate of nothing', policy('class class-default', ' police input 8000 conform-action drop'), '???'],
    [
      'a rate of nothing for a list',
      `access-list W extended permit tcp any any eq 80\nclass-map W\n match access-list W\n${policy('class W', ' police input 8000 conform-action drop')}`,
      '??+',
    ],
    ['a map that is not used', 'policy-map type inspect http H\n match request method post\n  reset\n', '+++'],
    [
      'a map that refuses requests',
      `policy-map type inspect http H\n match request method post\n  drop-connection\n${policy('class inspection_default', ' inspect http H')}`,
      '??+',
    ],
    [
      'a map that limits lengths, as every configuration has',
      `policy-map type inspect dns preset_dns_map\n parameters\n  message-length maximum 512\n${policy('class inspection_default', ' inspect dns preset_dns_map')}`,
      '+++',
    ],
    ['an old map', `snmp-map S\n deny version 1\n${policy('class inspection_default', ' inspect snmp S')}`, '?++'],
    [
      'a TCP map that allows',
      `tcp-map T\n exceed-mss allow\n${policy('class class-default', ' set connection advanced-options T')}`,
      '+++',
    ],
    [
      'a TCP map that drops',
      `tcp-map T\n syn-data drop\n${policy('class class-default', ' set connection advanced-options T')}`,
      '???',
    ],
    ['signatures that warn', 'ip audit name A attack action alarm\nip audit interface dmz A\n', '+++'],
    ['signatures that drop', 'ip audit name A info action drop\nip audit interface dmz A\n', '???'],
    ['signatures of another interface', 'ip audit name A info action drop\nip audit interface inside A\n', '+++'],
    ['a cache', 'wccp web-cache\nwccp interface dmz web-cache redirect in\n', '??+'],
    ['a cache for other services', 'wccp 61\nwccp interface dmz 61 redirect in\n', '???'],
    ['a cache elsewhere', 'wccp web-cache\nwccp interface inside web-cache redirect in\n', '+++'],
    ['a route to nowhere within a network', `route Null0 ${DC} 255.255.255.255 1\n`, '???'],
    ['a route to nowhere beside it', 'route Null0 10.1.0.11 255.255.255.255 1\n', '+++'],
  ])('%s', (_, text, expected) => expect(from(text)).toBe(expected))

  test('other routing tables', () => {
    const text = BASE.replace(' nameif dmz', ' vrf forwarding B\n nameif dmz')
    const answers = answersOf(text, [parseAddress(CAS)!, parseAddress(DC)!], [])
    expect(answers?.get(`${CAS} > ${DC} all`)).toBe('?')
  })
})
