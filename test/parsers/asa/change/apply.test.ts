import { describe, expect, test } from 'vitest'
import { applyScript } from '../../../../parsers/asa/change/apply.ts'
import { SourceText } from '../../../../src/source/source-text.ts'

/** Commands against configurations, as a device takes them (editing rules of the ASA). */
const CONFIG = `ASA Version 9.12(4)
name 10.1.0.9 FILES
interface GigabitEthernet0/0
 nameif dmz
 security-level 50
 ip address 192.168.10.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 shutdown
object network DC
 host 10.1.0.10
object network SPARE
 host 10.1.0.99
object-group network SERVERS
 network-object object DC
 network-object host 10.1.0.20
object-group service WEB tcp
 port-object eq www
 port-object range 8080 8090
time-range NIGHT
 periodic daily 22:00 to 23:59
access-list D remark the directory
access-list D extended permit tcp any object-group SERVERS eq ldap log notifications
access-list D extended permit tcp host 192.168.10.11 10.1.0.0 255.255.0.0 eq https inactive
access-list D extended deny ip any any
access-list I extended permit ip any any
nat (dmz,inside) source static DC DC
nat (dmz,inside) source dynamic SPARE interface
access-group D in interface dmz
route inside 10.2.0.0 255.255.0.0 10.1.0.254 1
policy-map global_policy
 class inspection_default
  inspect ftp
  inspect dns preset_dns_map
service-policy global_policy global
: end
`
const source = (name: string, text: string): SourceText => new SourceText(name, new TextEncoder().encode(text))

function apply(script: string, config = CONFIG): { text: string; errors: string[]; notes: string[]; places: string[] } {
  const changed = applyScript(source('fw.cfg', config), source('change.txt', script), { name: 'fw' })
  const lines = Array.from({ length: changed.source.lineCount }, (_, i) => i + 1)
  const told = (severity: string): string[] =>
    changed.diagnostics
      .filter((one) => one.severity === severity)
      .map(({ line, message }) => (line === undefined ? message : `${line}: ${message}`))
  return {
    text: lines.map((line) => changed.source.rawLine(line)).join('\n'),
    errors: told('error'),
    notes: told('note'),
    places: lines.map((line) => changed.source.placeOf(line)).map(({ file, line }) => `${file}:${line}`),
  }
}

/** The lines of the result that the configuration did not have, and those that it has no more. */
function changes(script: string, config = CONFIG): string[] {
  const { text, errors } = apply(script, config)
  expect(errors).toEqual([])
  const [old, now] = [config.trimEnd().split('\n'), text.split('\n')]
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ]
}

test('a host by the alias that `name` gives it is a host', () => {
  expect(changes('access-list D extended permit ip any host FILES')).toEqual([
    '+access-list D extended permit ip any host FILES',
  ])
})

describe('what a device does', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'an entry goes to the end',
      'access-list D extended permit udp any any eq 53',
      ['+access-list D extended permit udp any any eq 53'],
    ],
    [
      'an entry that is there is not added, whatever its words',
      'access-list D permit tcp any object-group SERVERS eq 389',
      [],
    ],
    [
      'without `inactive` it is switched on',
      'access-list D extended permit tcp 192.168.10.11 255.255.255.255 10.1.0.0 255.255.0.0 eq 443',
      [
        '-access-list D extended permit tcp host 192.168.10.11 10.1.0.0 255.255.0.0 eq https inactive',
        '+access-list D extended permit tcp 192.168.10.11 255.255.255.255 10.1.0.0 255.255.0.0 eq 443',
      ],
    ],
    [
      'with a time range it is another one',
      'access-list D extended deny ip any any time-range NIGHT',
      ['+access-list D extended deny ip any any time-range NIGHT'],
    ],
    [
      'an entry is removed by its meaning',
      'no access-list D extended permit tcp any object-group SERVERS range 389 389',
      ['-access-list D extended permit tcp any object-group SERVERS eq ldap log notifications'],
    ],
    ['or by its line', 'no access-list D line 4 extended deny ip any any', ['-access-list D extended deny ip any any']],
    [
      'a list goes with its bindings',
      'clear configure access-list D',
      [
        '-access-list D remark the directory',
        '-access-list D extended permit tcp any object-group SERVERS eq ldap log notifications',
        '-access-list D extended permit tcp host 192.168.10.11 10.1.0.0 255.255.0.0 eq https inactive',
        '-access-list D extended deny ip any any',
        '-access-group D in interface dmz',
      ],
    ],
    [
      'a binding takes the place of the one before',
      'access-group I in interface dmz',
      ['-access-group D in interface dmz', '+access-group I in interface dmz'],
    ],
    ['a binding is removed', 'no access-group D in interface dmz', ['-access-group D in interface dmz']],
    [
      'a group gets members and loses them',
      'object-group network SERVERS\nnetwork-object host FILES\nno network-object host 10.1.0.20',
      ['- network-object host 10.1.0.20', '+ network-object host FILES'],
    ],
    [
      'ports are compared by number',
      'object-group service WEB tcp\n no port-object eq 80\n port-object eq https',
      ['- port-object eq www', '+ port-object eq https'],
    ],
    [
      'an object gets another value',
      'object network DC\n subnet 10.1.0.0 255.255.255.0',
      ['- host 10.1.0.10', '+ subnet 10.1.0.0 255.255.255.0'],
    ],
    [
      'and its translation',
      'object network DC\n nat (inside,dmz) static 192.168.10.200',
      ['+ nat (inside,dmz) static 192.168.10.200'],
    ],
    [
      'a new object, a new group, a new entry',
      'object network NEW\n host 10.1.0.50\nobject-group network ALL\n group-object SERVERS\n network-object object NEW\naccess-list D line 1 extended permit ip any object-group ALL',
      [
        '+access-list D extended permit ip any object-group ALL',
        '+object network NEW',
        '+ host 10.1.0.50',
        '+object-group network ALL',
        '+ group-object SERVERS',
        '+ network-object object NEW',
      ],
    ],
    [
      'a group that nobody uses goes',
      'no object-group service WEB tcp',
      ['-object-group service WEB tcp', '- port-object eq www', '- port-object range 8080 8090'],
    ],
    [
      'a level, an address, and an interface that comes up',
      'interface GigabitEthernet0/1\n security-level 90\n ip address 10.1.0.1 255.255.0.0\n no shutdown',
      ['- security-level 100', '- shutdown', '+ security-level 90', '+ ip address 10.1.0.1 255.255.0.0'],
    ],
    [
      'routes',
      'route inside 10.3.0.0 255.255.0.0 10.1.0.254\nno route inside 10.2.0.0 255.255.0.0 10.1.0.254',
      ['-route inside 10.2.0.0 255.255.0.0 10.1.0.254 1', '+route inside 10.3.0.0 255.255.0.0 10.1.0.254'],
    ],
    [
      'a translation goes',
      'no nat (dmz,inside) source dynamic SPARE interface',
      ['-nat (dmz,inside) source dynamic SPARE interface'],
    ],
    [
      'inspection',
      'policy-map global_policy\n class inspection_default\n  no inspect ftp\n  inspect esmtp',
      ['-  inspect ftp', '+  inspect esmtp'],
    ],
    [
      'levels that are alike',
      'same-security-traffic permit inter-interface',
      ['+same-security-traffic permit inter-interface'],
    ],
    [
      'a schedule',
      'time-range NIGHT\n no periodic daily 22:00 to 23:59\n absolute end 18:00 31 december 2026',
      ['- periodic daily 22:00 to 23:59', '+ absolute end 18:00 31 december 2026'],
    ],
    [
      'what is typed around it',
      'fw# configure terminal\nfw(config)# access-list I extended deny ip any any\nfw(config)# end\nfw# write memory\n! done\n',
      ['+access-list I extended deny ip any any'],
    ],
    ['what decides no traffic', 'logging host inside 10.1.0.5\nno snmp-server location', []],
  ])('%s', (_, script, expected) => {
    expect(changes(script)).toEqual(expected)
  })

  test('`line N` counts remarks, and what comes later moves down', () => {
    const { text } = apply(
      'access-list D line 2 extended permit icmp any any\naccess-list D line 2 remark ping\naccess-list D line 99 extended permit gre any any',
    )
    expect(text.split('\n').filter((line) => line.startsWith('access-list D'))).toEqual([
      'access-list D remark the directory',
      'access-list D remark ping',
      'access-list D extended permit icmp any any',
      'access-list D extended permit tcp any object-group SERVERS eq ldap log notifications',
      'access-list D extended permit tcp host 192.168.10.11 10.1.0.0 255.255.0.0 eq https inactive',
      'access-list D extended deny ip any any',
      'access-list D extended permit gre any any',
    ])
  })

  test('manual translation has its order', () => {
    const { text } = apply(
      'nat (dmz,inside) 2 source static SPARE SPARE\nnat (dmz,inside) source static DC SPARE\nnat (dmz,inside) after-auto source dynamic any interface',
    )
    expect(text.split('\n').filter((line) => line.startsWith('nat'))).toEqual([
      'nat (dmz,inside) source static DC DC',
      'nat (dmz,inside) source static SPARE SPARE',
      'nat (dmz,inside) source dynamic SPARE interface',
      'nat (dmz,inside) source static DC SPARE',
      'nat (dmz,inside) after-auto source dynamic any interface',
    ])
  })

  test('every line is known by its own place', () => {
    const { places, text } = apply('! a remark\naccess-list D line 1 extended permit icmp any any')
    const at = text.split('\n').indexOf('access-list D extended permit icmp any any')
    expect(places[at]).toBe('change.txt:2')
    expect(places[at + 1]).toBe('fw.cfg:23')
    expect(places[0]).toBe('fw.cfg:1')
  })

  test('on a PIX the short form removes a list', () => {
    const pix = 'PIX Version 6.3(5)\naccess-list D permit tcp any any eq 80\naccess-list E deny ip any any\n'
    expect(changes('no access-list D', pix)).toEqual(['-access-list D permit tcp any any eq 80'])
  })

  test('what is passed over is counted', () => {
    expect(apply('logging enable\nsnmp-server location here').notes).toEqual([
      '2 commands of the script decide no traffic and were passed over',
    ])
  })
})

describe('what a device refuses', () => {
  test.each([
    [
      'an entry that is not there',
      'no access-list D extended permit tcp any any eq 22',
      'the list `D` has no such entry',
    ],
    ['another entry at the line', 'no access-list D line 2 extended deny ip any any', 'another entry stands at line 2'],
    ['the short form', 'no access-list D', 'incomplete on a device from 7.0 on'],
    [
      'a group that is not there',
      'access-list D extended permit ip any object-group NOBODY',
      'there is no object-group `NOBODY`',
    ],
    [
      'an object that is not there',
      'access-list D extended permit ip any object NOBODY',
      'there is no object `NOBODY`',
    ],
    ['a list that is not there', 'access-group X in interface dmz', 'there is no access list `X`'],
    ['an interface that is not there', 'access-group D in interface lan', 'there is no interface `lan`'],
    ['a binding that is not there', 'no access-group I in interface dmz', 'the list is not bound so'],
    ['a group in use', 'no object-group network SERVERS', '`SERVERS` is in use'],
    ['an object in use', 'no object network DC', '`DC` is in use'],
    ['an object that translation uses', 'no object network SPARE', '`SPARE` is in use'],
    [
      'the last member of a group in use',
      'object-group network SERVERS\nno network-object object DC\nno network-object host 10.1.0.20',
      'the group would be empty',
    ],
    [
      'a member that is not there',
      'object-group network SERVERS\nno network-object host 10.1.0.21',
      'has no such line',
    ],
    ['a member of another kind', 'object-group network SERVERS\nport-object eq 80', 'does not belong into a group'],
    ['a group within itself', 'object-group network SERVERS\ngroup-object SERVERS', 'cannot hold itself'],
    ['a name that something else has', 'object-group service SERVERS', 'is there as something else'],
    ['a member outside of a group', 'network-object host 10.1.0.21', 'is not understood'],
    ['no action', 'access-list D extended allow ip any any', 'says `permit`, `deny` or `remark`'],
    ['a line number that is none', 'access-list D line 0 extended permit ip any any', 'a number from 1'],
    ['a statement that is not there', 'no route inside 10.9.0.0 255.255.0.0 10.1.0.254', 'no such line'],
    ['an unknown command', 'frobnicate all', 'is not understood'],
    ['a whole configuration cleared', 'clear configure all', 'cannot be applied'],
    ['another name of an interface', 'interface GigabitEthernet0/0\nnameif dmz2', 'another name'],
    ['an interface that the text does not have', 'interface GigabitEthernet0/7', 'no such interface'],
    [
      'a schedule in use',
      'access-list D extended permit gre any any time-range NIGHT\nno time-range NIGHT',
      '`NIGHT` is in use',
    ],
    [
      'an object where an address is expected',
      'access-list D extended permit ip any host DC',
      '`DC` is no address: it is an object',
    ],
    ['a name that nothing has', 'access-list D extended permit ip host NOBODY any', '`NOBODY` is no address'],
    ['an object in an object', 'object network NEW\nhost DC', '`DC` is no address: it is an object'],
    ['a group among hosts', 'object-group network SERVERS\nnetwork-object host SERVERS', 'it is an object-group'],
    ['a wildcard of IOS', 'object network NEW\nsubnet 10.1.0.0 0.0.255.255', 'is no network mask'],
    ['a protocol that is none', 'access-list D extended permit tpc any any', '`tpc` is no protocol'],
    ['a port that is none', 'access-list D extended permit tcp any any eq htps', '`htps` is no port'],
    ['half a range', 'access-list D extended permit tcp any any range 10', 'a port is expected'],
    ['a schedule that is not there', 'access-list D extended permit ip any any time-range DAY', 'no time range `DAY`'],
    ['a schedule that is none', 'time-range DAY\nperiodic never', 'this is no time'],
    ['a service that is none', 'object service S\nservice tpc', '`tpc` is no protocol'],
    ['a member that is no port', 'object-group service WEB tcp\nport-object eq htps', '`htps` is no port'],
    ['a type of ICMP that is none', 'object-group icmp-type I\nicmp-object ekko', '`ekko` is no type'],
    [
      'translation of an interface that is not there',
      'object network DC\nnat (dmz,out) static 1.2.3.4',
      'no interface `out`',
    ],
    ['a route of an interface that is not there', 'route out 10.9.0.0 255.255.0.0 10.1.0.254', 'no interface `out`'],
    ['translation as before 8.3', 'static (inside,dmz) 192.168.10.9 10.1.0.9', 'of versions before 8.3'],
    ['more behind a binding', 'access-group D in interface dmz too', '`too` is not understood'],
    ['a class that is not entered', 'policy-map global_policy\ninspect ftp', 'a class has to be entered'],
  ])('%s', (_, script, message) => {
    const { errors } = apply(script)
    const last = script.split('\n').length
    expect(errors).toEqual([expect.stringContaining(message)])
    expect(errors[0]).toMatch(new RegExp(`^${last}: `))
  })

  test('every refusal is told at once, and secrets and strange signs are not', () => {
    const { diagnostics } = applyScript(
      source('fw.cfg', CONFIG),
      source(
        'change.txt',
        `no access-list X extended permit ip any any\nfrob password s3cret\u0007\n${'x'.repeat(1 << 20)}\nno object-group network __proto__\n`,
      ),
      { name: 'fw' },
    )
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toHaveLength(4)
    expect(JSON.stringify(diagnostics)).not.toContain('s3cret')
    expect(JSON.stringify(diagnostics).length).toBeLessThan(4000)
  })
})
