import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../../src/model/address.ts'
import { answersOf, type Point } from '../../support/asa-answers.ts'

const CAS = parseAddress('192.168.1.10')!
const DC = parseAddress('10.1.0.10')!
const MAIL: Point = [6, 25, 50000]
const SMB: Point = [6, 445, 50000]

/** Two interfaces of one level, and what stands between their blocks and the list. */
const text = (more: string, list: string): string => `ASA Version 9.8(4)
hostname fw1
interface GigabitEthernet0/0
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/1
 nameif dmz
 security-level 100
 ip address 192.168.1.1 255.255.255.0
same-security-traffic permit inter-interface
${more}${list}access-group dmz_in in interface dmz
: end
`
const LIST = 'access-list dmz_in extended deny tcp any any eq 25\naccess-list dmz_in extended permit ip any any\n'

/** `+` permitted, `-` refused, `?` open: everything, mail and SMB from the dmz to the inside. */
function ask(config: string): string {
  const answers = answersOf(config, [CAS, DC], [MAIL, SMB])
  if (answers === undefined) return 'refused'
  return ['all', MAIL.join('/'), SMB.join('/')].map((what) => answers.get(`192.168.1.10 > 10.1.0.10 ${what}`)).join('')
}

describe('a statement is told by its word', () => {
  test.each([
    ['as it is printed', '', LIST],
    ['an entry indented behind a statement that begins no block', 'ftp mode passive\n', ` ${LIST}`],
    ['an entry indented by a tab', 'ftp mode passive\n', `\t${LIST}`],
    ['an entry indented below a block that decides nothing', 'group-policy G attributes\n', ` ${LIST}`],
    ['an entry behind an ordinary sub-command of webvpn', 'webvpn\n certificate-group-map MAP 10 STAFF\n', LIST],
    [
      'an entry behind a certificate without its end',
      'crypto ca certificate chain C\n certificate 01\n  30820269\n',
      LIST,
    ],
    [
      'capital letters',
      '',
      LIST.replace('access-list', 'ACCESS-LIST').replace('extended deny tcp', 'EXTENDED DENY TCP'),
    ],
    ['sub-commands without their blanks', 'group-policy G attributes\nvpn-tunnel-protocol ikev2\n', LIST],
    ['a list called like a setting', '', LIST.replaceAll('dmz_in', 'mode')],
    ['a list and an interface called like options', '', LIST.replaceAll('dmz_in', 'control-plane')],
  ])('%s', (_, more, list) => {
    const name = /access-list (\S+) /i.exec(list)![1]!
    expect(ask(text(more, list).replace('access-group dmz_in', `access-group ${name}`))).toBe('--+')
  })

  test('what follows the last interface is no sub-command of it', () => {
    const more = 'ip verify reverse-path interface dmz\n'
    const config = text('', LIST).replace('same-security-traffic', `${more}same-security-traffic`)
    expect(ask(config.replace('255.255.255.0\n', '255.255.255.0\nipv6 route inside ::/0 2001:db8::1\n'))).toBe('--+')
  })

  test('an interface that is opened again adds up', () => {
    const again = 'interface GigabitEthernet0/1\n'
    const config = text('', LIST).replace(' ip address 192.168', `!\n${again} ip address 192.168`)
    expect(ask(config)).toBe('--+')
  })
})

describe('a later line of an interface takes the place of an earlier one', () => {
  const ALL = 'access-list dmz_in extended permit ip any any\n'
  const again = (lines: string): string => `interface GigabitEthernet0/1\n${lines}`
  test.each([
    [
      'the level goes back to its default',
      again(' no security-level\n'),
      'access-group dmz_in in interface dmz\n',
      '---',
    ],
    ['the name goes', again(' no nameif\n'), '', 'refused'],
    ['the address goes', again(' no ip address\n'), '', 'refused'],
    ['another address', again(' ip address 192.168.20.1 255.255.255.0\n'), '', 'refused'],
    ['the same address', again(' ip address 192.168.1.1 255.255.255.0\n'), '', '+++'],
    ['an address of the other family', again(' ipv6 address 2001:db8::1/64\n'), '', '+++'],
  ])('%s', (_, more, without, expected) => {
    expect(ask(text(more, ALL).replace(without, ''))).toBe(expected)
  })
})

describe('names of interfaces are not case-sensitive', () => {
  test('in a binding', () => {
    expect(ask(text('', LIST).replace('interface dmz\n', 'interface DMZ\n'))).toBe('--+')
  })

  test('of two bindings of one side the later one counts', () => {
    const more = 'access-list open extended permit ip any any\naccess-group open in interface Dmz\n'
    expect(ask(text(more, LIST))).toBe('--+')
  })

  test('in a translation', () => {
    const open = LIST.split('\n')[1]!
    const more = 'object network DC\n host 10.1.0.10\n nat (Inside,DMZ) static 192.168.1.99\n'
    expect(ask(text(more, `${open}\n`))).toBe(ask(text(more.toLowerCase().replaceAll('dc', 'DC'), `${open}\n`)))
    expect(ask(text(more, `${open}\n`))).not.toBe('+++')
  })
})

describe('what cannot be read leaves open what hangs on it', () => {
  test.each([
    ['nothing', '', LIST, '--+'],
    ['a statement that nobody knows', 'frobnicate dmz\n', LIST, '???'],
    [
      'an entry of a list whose name is masked',
      'access-list <removed> extended deny tcp any any eq 445\n',
      LIST,
      '--?',
    ],
    [
      'an entry whose place is masked',
      '',
      `${LIST}access-list dmz_in line ** extended deny tcp any any eq 445\n`,
      '???',
    ],
    ['the word in front of a place', '', `${LIST}access-list dmz_in *** 1 extended deny tcp any any eq 445\n`, '???'],
    ['that word misspelt', '', `${LIST}access-list dmz_in lime 1 extended deny tcp any any eq 445\n`, '???'],
    ['the action of an entry at the end', '', `${LIST}access-list dmz_in extended *** tcp any any eq 445\n`, '--+'],
    ['an option of a binding', '', LIST, '???', 'in interface dmz', 'in interface dmz <removed>'],
    ['the interface of a binding', '', LIST, '???', 'in interface dmz', 'in interface ***'],
    ['the list of a binding', '', LIST, '???', 'access-group dmz_in', 'access-group ***'],
    ['what same levels may do', '', LIST, '???', 'permit inter-interface', 'permit ***'],
    ['a sub-command of an interface', '', LIST, '???', ' nameif dmz', ' nameif dmz\n <removed>'],
    [
      'what an address line says, so the server is in no network',
      '',
      LIST,
      'refused',
      ' ip address 192',
      ' ip *** 192',
    ],
    ['a member of an object', 'object network O\n <removed> 10.1.1.1\n', LIST, '???'],
    ['a negation', 'no same-frobnication\n', LIST, '???'],
  ])('%s', (_, more, list, expected, from = '', to = '') => {
    expect(ask(text(more, list).replace(from, to))).toBe(expected)
  })

  test('a level that cannot be read decides only what levels decide', () => {
    const config = text('', LIST).replace('security-level 100\n ip address 192', 'security-level xx\n ip address 192')
    expect(ask(config)).toBe('--+')
    expect(ask(config.replace('access-group dmz_in in interface dmz\n', ''))).toBe('???')
    // Were the levels equal, nothing would pass; what the list refuses is refused all the same.
    expect(ask(config.replace('same-security-traffic permit inter-interface\n', ''))).toBe('--?')
  })
})

describe('inspection of mail alters what its class matches', () => {
  const policy = (match: string, engine: string): string =>
    `class-map C\n match ${match}\npolicy-map P\n class C\n  inspect ${engine}\nservice-policy P global\n`
  const open = LIST.split('\n')[1]!
  test.each([
    ['default-inspection-traffic', 'esmtp', '??+'],
    ['default-inspection-traffic', 'smtp', '??+'],
    ['port tcp eq 445', 'esmtp', '?+?'],
    ['any', 'esmtp', '???'],
    ['default-inspection-traffic', 'dns', '+++'],
    ['default-inspection-traffic', 'frobnication', '???'],
  ])('class of %s, inspect %s', (match, engine, expected) => {
    expect(ask(text(policy(match, engine), `${open}\n`))).toBe(expected)
  })

  test.each([
    ['smtp 25', '??+'],
    ['smtp 445', '?+?'],
    ['smtp 25-26', '??+'],
    ['http 80', '+++'],
  ])('fixup protocol %s', (fixup, expected) => {
    expect(ask(text(`fixup protocol ${fixup}\n`, `${open}\n`))).toBe(expected)
  })
})

describe('what a pair of interfaces does not show', () => {
  const inside = 'object network ALL\n subnet 0.0.0.0 0.0.0.0\nobject network NET\n subnet 192.0.0.0 255.0.0.0\n'
  const crypto =
    'access-list VPN extended permit ip 10.1.0.0 255.255.255.0 192.168.1.0 255.255.255.0\ncrypto map M 10 match address VPN\ncrypto map M interface dmz\n'
  const filter = 'group-policy G attributes\n vpn-filter value F\n'
  const third = (shutdown: string): string =>
    `interface GigabitEthernet0/2\n${shutdown} no nameif\ninterface GigabitEthernet0/2.40\n vlan 40\n nameif other\n security-level 100\n ip address 172.16.40.1 255.255.255.0\n`
  const permit = LIST.split('\n')[1]!
  test.each([
    ['nothing', '', `${permit}\n`, '+++'],
    ['a tunnel whose packets skip the list', crypto, LIST, '??+'],
    ['a tunnel whose packets do not', `${crypto}no sysopt connection permit-vpn\n`, LIST, '--+'],
    ['a tunnel with a filter', `${crypto}${filter}`, `${permit}\n`, '???'],
    ['a host that is shunned', 'shun 192.168.1.10 0.0.0.0 0 0 0\n', `${permit}\n`, '???'],
    ['a host that is shunned, and mail refused', 'shun 192.168.1.10\n', LIST, '--?'],
    ['another host that is shunned', 'shun 192.168.1.11\n', `${permit}\n`, '+++'],
    ['a host that is shunned elsewhere', 'shun 192.168.1.10 interface inside\n', `${permit}\n`, '+++'],
    ['`established` between equal levels', 'established tcp 135 0 permitto tcp 1024-65535\n', LIST, '--+'],
    ['a filter of tunnels that end nowhere', filter, `${permit}\n`, '+++'],
    [
      'translation that sends packets elsewhere',
      `${third('')}${inside}nat (dmz,other) source static NET NET destination static ALL ALL\n`,
      `${permit}\n`,
      '???',
    ],
    [
      'translation that asks the routes',
      `${third('')}${inside}nat (dmz,other) source static NET NET destination static ALL ALL route-lookup\n`,
      `${permit}\n`,
      '+++',
    ],
  ])('%s', (_, more, list, expected) => {
    expect(ask(text(more, list))).toBe(expected)
  })

  test.each([
    ['8.2(5)', 'nat (inside) 0 access-list X\n', '+'],
    ['8.2(5)', 'nat (inside) 1 0 0\n', '?'],
    ['8.2(5)', 'nat (inside) 1 0 0\nstatic (inside,inside) 10.0.0.0 10.0.0.0 netmask 255.0.0.0\n', '+'],
    ['9.8(4)', '', '+'],
  ])('two networks behind one interface of %s, and `%s`', (version, nat, expected) => {
    const more = `same-security-traffic permit intra-interface\nroute inside 10.9.0.0 255.255.0.0 10.1.0.2\naccess-list X extended permit ip any any\n${nat}`
    const config = text(more, LIST).replace('9.8(4)', version)
    const ends = [DC, parseAddress('10.9.0.10')!]
    expect(answersOf(config, ends, [])?.get('10.1.0.10 > 10.9.0.10 all')).toBe(expected)
  })

  test.each([
    ['established tcp 135 0 permitto tcp 1024-65535\n', '-??'],
    ['established udp 135 0 permitto udp 0\n', '---'],
    ['established <removed> 135 0\n', '-??'],
    ['', '---'],
  ])('upwards `%s` may let in what the list refuses', (more, expected) => {
    const config = text(more, LIST.replace('permit ip any any', 'deny ip any any'))
    const upwards = config.replace(' nameif dmz\n security-level 100', ' nameif dmz\n security-level 50')
    expect(ask(upwards)).toBe(expected)
  })

  test('a part of an interface that is shut down carries nothing', () => {
    const ends = [CAS, parseAddress('172.16.40.10')!]
    const all = (shutdown: string): string | undefined =>
      answersOf(text(third(shutdown), `${permit}\n`), ends, [])?.get('192.168.1.10 > 172.16.40.10 all')
    expect([all(''), all(' shutdown\n')]).toEqual(['+', '-'])
  })
})
