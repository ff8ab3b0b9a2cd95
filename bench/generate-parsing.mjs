import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { LineFile } from './line-file.mjs'
import { seededRandom } from './random.mjs'

const NAMEIFS = [
  'outside',
  'dmz',
  'dmz2',
  'partner',
  'voice',
  'wifi',
  'lab',
  'backup',
  'users',
  'servers',
  'mgmt-net',
  'inside',
]
const PORTS = ['eq https', 'eq ldap', 'eq 135', 'eq 445', 'range 49152 65535', 'eq 3268', 'gt 1023', 'eq smtp', 'eq 88']

/** Writes fw.cfg of a parsing case into the folder; the same case gives the same bytes. */
export function generateParsing(testCase, folder) {
  mkdirSync(folder, { recursive: true })
  const file = new LineFile(join(folder, 'fw.cfg'))
  testCase.write((text) => file.line(text), seededRandom(testCase.entries))
  file.close()
}

const octets = (random) => `${random.between(1, 250)}.${random.between(0, 255)}.${random.between(1, 254)}`
const host = (random) => `10.${octets(random)}`

function writeHead(line) {
  line(': Saved')
  line('ASA Version 9.12(4)')
  line('hostname fw-core')
  line('enable password 8Ry2YjIyt7RRXU24 encrypted')
  line('names')
  for (const [i, nameif] of NAMEIFS.entries()) {
    line(`interface GigabitEthernet0/${i}`)
    line(` nameif ${nameif}`)
    line(` security-level ${Math.round((100 * i) / (NAMEIFS.length - 1))}`)
    line(` ip address 10.${i}.0.1 255.255.0.0 standby 10.${i}.0.2`)
    line('!')
  }
}

function writeTail(line) {
  for (const nameif of NAMEIFS) line(`access-group ${nameif}_in in interface ${nameif}`)
  line('route outside 0.0.0.0 0.0.0.0 10.0.0.254 1')
  line('aaa-server TACACS protocol tacacs+')
  line('aaa-server TACACS (inside) host 10.11.5.5')
  line(' key S3cretKey')
  line('snmp-server community PubL1c')
  line('crypto map M 10 set peer 198.51.100.9')
  line('tunnel-group 198.51.100.9 ipsec-attributes')
  line(' ikev1 pre-shared-key Shar3d')
  line('class-map inspection_default')
  line(' match default-inspection-traffic')
  line('policy-map global_policy')
  line(' class inspection_default')
  for (const engine of ['dns preset_dns_map', 'ftp', 'netbios', 'sunrpc', 'tftp']) line(`  inspect ${engine}`)
  line('service-policy global_policy global')
  line('Cryptochecksum:1f2e3d4c5b6a79880796a5b4c3d2e1f0')
  line(': end')
}

const OBJECTS = 40_000
const NETWORK_GROUPS = 3_000
const SERVICE_GROUPS = 500

/** A configuration in the shape of a real one: objects, nested groups, remarks, entries of every form, translation. */
export function writeRealShape(line, random) {
  writeHead(line)
  for (let i = 0; i < OBJECTS; i++) {
    line(`object network obj-${i}`)
    const kind = random.between(0, 9)
    if (kind < 7) line(` host ${host(random)}`)
    else if (kind < 9) line(` subnet 10.${random.between(1, 250)}.${random.between(0, 255)}.0 255.255.255.0`)
    else line(` range 10.${random.between(1, 250)}.7.10 10.251.7.200`)
  }
  for (let i = 0; i < SERVICE_GROUPS; i++) {
    line(`object-group service svc-${i} tcp`)
    for (let n = random.between(2, 12); n > 0; n--)
      line(` port-object ${n % 3 === 0 ? 'range 6000 6010' : `eq ${random.between(1, 9000)}`}`)
  }
  for (let i = 0; i < NETWORK_GROUPS; i++) {
    line(`object-group network net-${i}`)
    line(` description request ${random.between(1000, 99999)}`)
    for (let n = random.between(2, 20); n > 0; n--) line(` network-object object obj-${random.between(0, OBJECTS - 1)}`)
    if (i > 0 && i % 4 === 0) line(` group-object net-${random.between(0, i - 1)}`)
  }
  const operand = () => {
    const kind = random.between(0, 9)
    if (kind < 3) return `object obj-${random.between(0, OBJECTS - 1)}`
    if (kind < 5) return `object-group net-${random.between(0, NETWORK_GROUPS - 1)}`
    if (kind < 8) return `host ${host(random)}`
    return kind === 8 ? `10.${random.between(1, 250)}.0.0 255.255.0.0` : 'any'
  }
  const service = () => {
    const kind = random.between(0, 9)
    if (kind < 6) return ['tcp', PORTS[random.between(0, PORTS.length - 1)]]
    if (kind < 7) return ['tcp', `object-group svc-${random.between(0, SERVICE_GROUPS - 1)}`]
    if (kind < 8) return ['udp', 'eq domain']
    return kind === 8 ? ['icmp', 'echo'] : ['ip', '']
  }
  const options = ['', '', '', '', ' log', ' log warnings', ' inactive', ' time-range NIGHT']
  line('time-range NIGHT')
  line(' periodic daily 22:00 to 23:59')
  for (const nameif of NAMEIFS) {
    for (let i = 0; i < REAL_SHAPE_ENTRIES / NAMEIFS.length; i++) {
      if (i % 6 === 0)
        line(
          `access-list ${nameif}_in remark Request ${random.between(1000, 99999)} of team ${random.between(1, 60)}, see the form`,
        )
      const [protocol, ports] = service()
      const action = random.between(0, 9) === 0 ? 'deny' : 'permit'
      const text = `${action} ${protocol} ${operand()} ${operand()}${ports === '' ? '' : ` ${ports}`}`
      line(`access-list ${nameif}_in extended ${text}${options[random.between(0, options.length - 1)]} `)
    }
  }
  for (let i = 0; i < 200; i++)
    line(
      `nat (inside,outside) source static obj-${i} obj-${i} destination static obj-${i + 1} obj-${i + 1} no-proxy-arp route-lookup`,
    )
  for (let i = 0; i < 500; i++) {
    line(`object network obj-${1000 + i}`)
    line(` nat (inside,outside) static 198.51.${i >> 7}.${(i & 127) + 1}`)
  }
  writeTail(line)
}

export const REAL_SHAPE_ENTRIES = 720_000

/** The expanded print of a list, behind a prompt, with the configuration but its entries in front. */
export function writeCapture(line, random, rows) {
  writeHead(line)
  writeTail(line)
  const hash = () => `0x${random.between(0, 0xffffff).toString(16).padStart(8, '0')}`
  line('fw-core# show access-list')
  line(`access-list dmz_in; ${rows} elements; name hash: 0x4d2ab1c3`)
  let number = 0
  for (let written = 0; written < rows; ) {
    number++
    if (number % 9 === 0) line(`access-list dmz_in line ${number} remark Request ${random.between(1000, 99999)}`)
    else if (number % 5 === 0) {
      line(
        `access-list dmz_in line ${number} extended permit object-group svc-${number} host ${host(random)} object-group net-${number} (hitcnt=12) ${hash()} `,
      )
      for (let i = 0; i < 9; i++, written++) {
        line(
          `  access-list dmz_in line ${number} extended permit tcp host ${host(random)} host ${host(random)} ${PORTS[i]} (hitcnt=${i}) ${hash()} `,
        )
      }
    } else {
      written++
      line(
        `access-list dmz_in line ${number} extended permit tcp host ${host(random)} 10.${random.between(1, 250)}.0.0 255.255.0.0 eq https log informational interval 300 (hitcnt=0) ${hash()} `,
      )
    }
  }
}
