import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LineFile } from './line-file.mjs'

/**
 * A zone that is permitted everything only by all entries together: bricks of source ranges × port bands, each band shifted by
 * half a brick, for TCP and UDP; every other protocol has an entry of its own. No entry covers another one's part.
 */
export function generateBricks({ bands, columns }, folder) {
  const bricks = [...bricksOf(bands, columns)]
  const file = new LineFile(join(folder, 'fw.cfg'))
  for (const line of HEAD) file.line(line)
  const names = new Map()
  for (const { first, last } of bricks) {
    const key = `${first}-${last}`
    if (names.has(key)) continue
    names.set(key, `SRC-${names.size}`)
    file.line(`object network ${names.get(key)}`)
    file.line(` range ${dotted(first)} ${dotted(last)}`)
  }
  for (const { protocol, first, last, low, high } of bricks) {
    file.line(
      `access-list dmz_in extended permit ${protocol} object ${names.get(`${first}-${last}`)} any range ${low} ${high}`,
    )
  }
  for (const protocol of OTHER_PROTOCOLS) file.line(`access-list dmz_in extended permit ${protocol} any any`)
  for (const line of TAIL) file.line(line)
  file.close()
  writeFileSync(join(folder, 'servers.csv'), SERVERS)
  writeFileSync(join(folder, 'emmental.yaml'), PROJECT)
  writeFileSync(join(folder, 'question.smt2'), formula(bricks))
}

const ZONE_FIRST = 172 * 2 ** 24 + 20 * 2 ** 16
const ZONE_SIZE = 65536
const OTHER_PROTOCOLS = Array.from({ length: 256 }, (_, number) => number).filter((n) => n !== 6 && n !== 17)

function* bricksOf(bands, columns) {
  const width = ZONE_SIZE / columns
  const height = 65536 / bands
  for (const protocol of ['tcp', 'udp']) {
    for (let band = 0; band < bands; band++) {
      const [low, high] = [Math.round(band * height), Math.round((band + 1) * height) - 1]
      const shift = band % 2 === 0 ? 0 : width / 2
      for (let column = band % 2 === 0 ? 0 : -1; column < columns; column++) {
        const first = Math.max(0, Math.round(column * width + shift))
        const last = Math.min(ZONE_SIZE, Math.round((column + 1) * width + shift)) - 1
        if (first > last) continue
        yield { protocol, first: ZONE_FIRST + first, last: ZONE_FIRST + last, low: Math.max(low, 0), high }
      }
    }
  }
}

const dotted = (address) => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')

const HEAD = `: Saved
ASA Version 9.12(4)
hostname fw
interface GigabitEthernet0/0
 nameif dmz
 security-level 50
 ip address 172.20.0.1 255.255.0.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.0.0.1 255.0.0.0`.split('\n')

const TAIL = `access-list inside_in extended permit ip any any
access-group dmz_in in interface dmz
access-group inside_in in interface inside
: end`.split('\n')

const SERVERS = 'name,address,roles\nCAS1,172.20.0.11,client-access\nDC1,10.0.0.10,domain-controller\n'
const PROJECT = `version: 1
zones:
  dmz: { networks: [172.20.0.0/16] }
  inside: { networks: [10.0.0.0/8] }
firewalls:
  - config: fw.cfg
servers: servers.csv
`

/** The same question to an SMT solver: is there a packet from the zone that no entry permits? */
function formula(bricks) {
  const bits = (value, width) => `(_ bv${value} ${width})`
  const within = (name, first, last, width) =>
    `(bvuge ${name} ${bits(first, width)}) (bvule ${name} ${bits(last, width)})`
  const lines = [
    '(declare-const s (_ BitVec 32))',
    '(declare-const p (_ BitVec 8))',
    '(declare-const d (_ BitVec 16))',
    `(assert (and ${within('s', ZONE_FIRST, ZONE_FIRST + ZONE_SIZE - 1, 32)}))`,
    '(assert (or (= p (_ bv6 8)) (= p (_ bv17 8))))',
    '(assert (not (= d (_ bv0 16))))',
  ]
  for (const { protocol, first, last, low, high } of bricks) {
    const number = protocol === 'tcp' ? 6 : 17
    lines.push(
      `(assert (not (and (= p ${bits(number, 8)}) ${within('s', first, last, 32)} ${within('d', low, high, 16)})))`,
    )
  }
  return `${lines.join('\n')}\n(check-sat)\n`
}
