import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LineFile } from './line-file.mjs'
import { seededRandom } from './random.mjs'

/**
 * A large organisation behind one firewall of some 600 lines: 400 Exchange servers and 500 domain controllers in six zones. The
 * entries name networks, groups and, for every seventh server, the server itself, so that few servers are alike in everything.
 */
const ZONES = [
  { name: 'outside', level: 0, net: '198.51.100' },
  { name: 'extranet', level: 30, net: '172.20.0' },
  { name: 'branches', level: 60, net: '10.60.0' },
  { name: 'messaging', level: 80, net: '10.80.0' },
  { name: 'directory', level: 90, net: '10.90.0' },
  { name: 'inside', level: 100, net: '10.100.0' },
]
const EXCHANGE_ZONES = ['extranet', 'branches', 'messaging', 'inside']
const CONTROLLER_ZONES = ['branches', 'directory', 'inside']

/** Writes the case's project into the folder: fw.cfg, servers.csv and emmental.yaml. The same case gives the same bytes. */
export function generateOrganization({ exchange, controllers, lines }, folder) {
  mkdirSync(folder, { recursive: true })
  const servers = [
    ...serversOf(exchange, EXCHANGE_ZONES, (i) => ({
      name: `EX${i}`,
      roles: i % 2 === 0 ? 'CAS;MBX' : 'MBX',
      version: '14.3',
    })),
    ...serversOf(controllers, CONTROLLER_ZONES, (i) => ({ name: `DC${i}`, roles: 'DC;GC', version: '' })),
  ]
  const rows = servers.map(({ name, address, roles, site, version }) => [name, address, roles, site, version].join())
  writeFileSync(join(folder, 'servers.csv'), `${['name,address,roles,site,version', ...rows].join('\n')}\n`)
  const zones = ZONES.map(({ name, net }) => {
    const networks = name === 'outside' ? 'any' : `${net.split('.').slice(0, 2).join('.')}.0.0/16`
    return `  ${name}: { networks: [${networks}] }`
  })
  const project = [
    'version: 1',
    'zones:',
    ...zones,
    'firewalls:',
    '  - { name: fw, config: fw.cfg, format: asa }',
    'servers: servers.csv',
  ]
  writeFileSync(join(folder, 'emmental.yaml'), `${project.join('\n')}\n`)
  writeConfiguration(new LineFile(join(folder, 'fw.cfg')), servers, lines)
}

function serversOf(count, zones, of) {
  return Array.from({ length: count }, (_, i) => {
    const zone = zones[i % zones.length]
    const { net } = ZONES.find(({ name }) => name === zone)
    const base = net.split('.').slice(0, 2).join('.')
    const server = of(i)
    const third = (server.name.startsWith('DC') ? 100 : 1) + Math.floor(i / 200)
    return { ...server, zone, site: `S${i % 6}`, address: `${base}.${third}.${10 + (i % 200)}` }
  })
}

function writeConfiguration(file, servers, lines) {
  const random = seededRandom(lines)
  let written = 0
  const line = (text) => {
    written += text.split('\n').length
    file.line(text)
  }
  line('ASA Version 9.12(4)')
  for (const [i, { name, level, net }] of ZONES.entries()) {
    const mask = name === 'outside' ? '255.255.255.0' : '255.255.0.0'
    line(`interface GigabitEthernet0/${i}\n nameif ${name}\n security-level ${level}\n ip address ${net}.1 ${mask}`)
  }
  line('object-group network CONTROLLERS')
  for (const net of ['10.60', '10.90', '10.100'])
    for (const third of [100, 101, 102]) line(` network-object ${net}.${third}.0 255.255.255.0`)
  line(
    'object-group service AD tcp\n port-object eq 88\n port-object eq 135\n port-object eq 389\n port-object eq 445\n port-object eq 3268\n port-object range 49152 65535',
  )
  const lists = ZONES.map(({ name }) => ({ name, entries: [] }))
  const add = (zone, text) => lists.find(({ name }) => name === zone).entries.push(text)
  for (const zone of ['branches', 'messaging', 'directory', 'inside'])
    add(zone, 'deny tcp any 172.20.0.0 255.255.0.0 eq telnet')
  add('extranet', 'permit tcp any object-group CONTROLLERS object-group AD')
  const named = servers.filter((_, i) => i % 7 === 0)
  const room = lines - written - 60
  for (let i = 0; i < room; i++) {
    const { zone, address } = named[i % named.length]
    const target = servers[random.below(servers.length)]
    const what = `tcp host ${address} host ${target.address} eq ${1024 + random.below(5000)}`
    add(zone, zone === 'extranet' ? `permit ${what}` : `deny ${what}`)
  }
  for (const zone of ['branches', 'messaging', 'directory', 'inside']) add(zone, 'permit ip any any')
  for (const { name, entries } of lists) {
    for (const entry of entries) line(`access-list ${name}_in extended ${entry}`)
    line(`access-list ${name}_in extended deny ip any any`)
    line(`access-group ${name}_in in interface ${name}`)
  }
  file.close()
}
