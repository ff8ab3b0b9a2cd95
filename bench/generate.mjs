import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CAS_COUNT, PEER_COUNT } from './cases.mjs'
import { LineFile } from './line-file.mjs'
import { seededRandom } from './random.mjs'

const LISTS = [
  { name: 'dmz_access_in', interface: 'dmz', share: 40 },
  { name: 'inside_access_in', interface: 'inside', share: 30 },
  { name: 'outside_access_in', interface: 'outside', share: 20 },
  { name: 'partner_access_in', interface: 'partner', share: 10 },
]

/**
 * Writes the case's project into the folder: fw.cfg, servers.csv and emmental.yaml. The same case gives the same
 * bytes. The configuration gets its name last, so that a generator that was interrupted leaves nothing half done.
 */
export function generate(testCase, folder) {
  mkdirSync(folder, { recursive: true })
  const random = seededRandom(testCase.entries + (testCase.expandsOver ?? 0))
  const file = new LineFile(join(folder, 'fw.cfg'))
  const line = (text) => file.line(text)
  const groups = testCase.expandsOver === undefined ? simpleGroups : wideGroups
  const ace = testCase.expandsOver === undefined ? simpleEntry : groupEntry
  writeHead(line)
  const catalogue = groups(random, line)
  let expanded = 0
  for (const list of LISTS) {
    const count = Math.round((testCase.entries * list.share) / 100)
    for (let i = 1; i < count; i++) {
      if (i % 20 === 1)
        line(`access-list ${list.name} remark Request ${random.between(1000, 99999)} of team ${random.between(1, 60)}`)
      const entry = ace(random, catalogue)
      expanded += entry.size
      line(`access-list ${list.name} extended ${entry.text} `)
    }
    line(`access-list ${list.name} extended deny ip any any log `)
  }
  writeTail(line)
  if (testCase.expandsOver !== undefined && expanded <= testCase.expandsOver) {
    throw new Error(`the groups multiply out to ${expanded} entries only`)
  }
  writeServers(join(folder, 'servers.csv'))
  writeFileSync(join(folder, 'emmental.yaml'), PROJECT)
  file.close()
}

const PROJECT = `version: 1
organization: Contoso
zones:
  inside: { networks: [10.0.0.0/8] }
  dmz: { networks: [172.20.0.0/16] }
  partner: { networks: [192.168.0.0/16] }
  outside: { networks: [any] }
firewalls:
  - { name: fw, config: fw.cfg, format: asa }
servers: servers.csv
`

function writeHead(line) {
  line(': Saved')
  line('ASA Version 9.12(4) ')
  line('hostname fw')
  line('names')
  const interfaces = [
    ['outside', 0, '198.51.100.2 255.255.255.0'],
    ['dmz', 50, '172.20.0.1 255.255.0.0'],
    ['partner', 20, '192.168.0.1 255.255.0.0'],
    ['inside', 100, '10.0.0.1 255.255.255.0'],
  ]
  for (const [i, [name, level, address]] of interfaces.entries()) {
    line(`!\ninterface GigabitEthernet0/${i}\n nameif ${name}\n security-level ${level}\n ip address ${address} `)
  }
  line('!')
}

function writeTail(line) {
  for (const { name, interface: at } of LISTS) line(`access-group ${name} in interface ${at}`)
  line('route inside 10.0.0.0 255.0.0.0 10.0.0.254 1')
  line('route outside 0.0.0.0 0.0.0.0 198.51.100.1 1')
  line(': end')
}

const casAddress = (i) => `172.20.0.${11 + i}`
const peerAddress = (i) => `10.${1 + (i % 5)}.${Math.floor(i / 100)}.${10 + (i % 100)}`

function writeServers(path) {
  const rows = ['name,address,roles,site,version']
  for (let i = 0; i < CAS_COUNT; i++) rows.push(`CAS${i},${casAddress(i)},client-access,S${i % 5},14.3`)
  for (let i = 0; i < PEER_COUNT; i++) {
    const isController = i % 5 === 0
    const roles = isController ? 'domain-controller;global-catalog' : 'mailbox'
    rows.push(`${isController ? 'DC' : 'MBX'}${i},${peerAddress(i)},${roles},S${i % 5},${isController ? '' : '14.3'}`)
  }
  writeFileSync(path, `${rows.join('\n')}\n`)
}

/** An address of the networks that the firewall joins; a few are servers of the inventory. */
function hostAddress(random) {
  const kind = random.below(100)
  if (kind < 2) return casAddress(random.below(CAS_COUNT))
  if (kind < 6) return peerAddress(random.below(PEER_COUNT))
  if (kind < 20) return `192.168.${random.below(256)}.${random.between(1, 254)}`
  if (kind < 30) return `172.20.${random.between(1, 255)}.${random.between(1, 254)}`
  return `10.${random.below(256)}.${random.below(256)}.${random.between(1, 254)}`
}

function network(random) {
  const kind = random.below(10)
  if (kind === 0) return `10.${random.below(256)}.0.0 255.255.0.0`
  if (kind < 3) return `10.${random.below(256)}.${random.below(16) * 16}.0 255.255.240.0`
  if (kind < 5) return `192.168.${random.below(256)}.0 255.255.255.0`
  if (kind < 7) return `10.${random.below(256)}.${random.below(256)}.${random.below(16) * 16} 255.255.255.240`
  return `10.${random.below(256)}.${random.below(256)}.0 255.255.255.0`
}

/** Objects and groups of the usual kind and number: some hundred, most of them small. */
function simpleGroups(random, line) {
  const objects = Array.from({ length: 400 }, (_, i) => {
    line(`object network SRV-${i}\n host ${hostAddress(random)}`)
    return `SRV-${i}`
  })
  const networks = Array.from({ length: 300 }, (_, i) => {
    line(`object-group network GRP-${i}`)
    for (let n = random.between(2, 12); n > 0; n--) {
      line(random.percent(60) ? ` network-object host ${hostAddress(random)}` : ` network-object ${network(random)}`)
    }
    if (i > 20 && random.percent(20)) line(` group-object GRP-${random.below(20)}`)
    return `GRP-${i}`
  })
  return { objects, networks }
}

const PORTS = [
  'https',
  'www',
  'ssh',
  '3389',
  'domain',
  'smtp',
  'ldap',
  '445',
  '135',
  '1433',
  '8080',
  '8443',
  '88',
  '3268',
  '5985',
]

function simpleEntry(random, { objects, networks }) {
  const action = random.percent(88) ? 'permit' : 'deny'
  const operand = () => {
    const kind = random.below(100)
    if (kind < 50) return `host ${hostAddress(random)}`
    if (kind < 78) return network(random)
    if (kind < 84) return 'any'
    if (kind < 92) return `object ${random.pick(objects)}`
    return `object-group ${random.pick(networks)}`
  }
  const [source, destination] = [operand(), operand()]
  const kind = random.below(100)
  const tail = random.percent(10) ? ' log' : random.percent(1) ? ' inactive' : ''
  const head = (protocol) => `${action} ${protocol} ${source} ${destination}`
  if (kind < 4 && source !== 'any' && destination !== 'any') return { text: `${head('ip')}${tail}`, size: 1 }
  if (kind < 10)
    return { text: `${head('icmp')} ${random.pick(['echo', 'echo-reply', 'unreachable'])}${tail}`, size: 1 }
  if (kind < 12) return { text: `${head(random.pick(['esp', 'gre', 'ospf', '132']))}${tail}`, size: 1 }
  return { text: `${head(kind < 35 ? 'udp' : 'tcp')} ${ports(random, kind < 35)}${tail}`, size: 1 }
}

function ports(random, udp) {
  const kind = random.below(100)
  if (kind < 12) {
    const first = random.between(1024, 60000)
    return `range ${first} ${first + random.between(1, 5000)}`
  }
  if (kind < 15) return `gt ${random.pick([1023, 49151])}`
  if (kind < 30) return `eq ${random.between(1024, 65535)}`
  return `eq ${udp ? random.pick(['domain', 'ntp', 'snmp', '88', '389', 'syslog']) : random.pick(PORTS)}`
}

/** Few but wide groups: every entry that names two of them and a service group stands for some ten thousand. */
function wideGroups(random, line) {
  const networks = Array.from({ length: 400 }, (_, i) => {
    line(`object-group network WIDE-${i}`)
    const size = random.between(50, 90)
    for (let n = 0; n < size; n++) {
      line(random.percent(70) ? ` network-object host ${hostAddress(random)}` : ` network-object ${network(random)}`)
    }
    return { name: `WIDE-${i}`, size }
  })
  for (let i = 0; i < 100; i++) {
    const [a, b] = [random.pick(networks), random.pick(networks)]
    line(`object-group network NEST-${i}\n group-object ${a.name}\n group-object ${b.name}`)
    networks.push({ name: `NEST-${i}`, size: a.size })
  }
  const services = Array.from({ length: 60 }, (_, i) => {
    line(`object-group service SVC-${i}`)
    const size = random.between(2, 6)
    for (let n = 0; n < size; n++) {
      const udp = random.percent(40)
      line(` service-object ${udp ? 'udp' : 'tcp'} destination ${ports(random, udp)} `)
    }
    return { name: `SVC-${i}`, size }
  })
  return { networks, services }
}

function groupEntry(random, { networks, services }) {
  const [source, destination, service] = [random.pick(networks), random.pick(networks), random.pick(services)]
  const action = random.percent(88) ? 'permit' : 'deny'
  const text = `${action} object-group ${service.name} object-group ${source.name} object-group ${destination.name}`
  return { text, size: source.size * destination.size * service.size }
}
