import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LineFile } from './line-file.mjs'
import { seededRandom } from './random.mjs'

/**
 * One list of plain entries, of the forms that every peer reads rightly (fwbuilder's import takes a protocol by number for
 * `ip any any` and passes over `inactive`): TCP and UDP, hosts and networks, destination ports. Of ten entries about one is
 * covered by one earlier entry, and one by the two halves that stand before it.
 */
export function generateHygiene({ entries }, folder) {
  const rules = [...rulesOf(entries, seededRandom(entries))]
  const file = new LineFile(join(folder, 'fw.cfg'))
  for (const line of HEAD) file.line(line)
  for (const rule of rules) file.line(textOf(rule))
  for (const line of TAIL) file.line(line)
  file.close()
  writeFileSync(join(folder, 'question.smt2'), questions(rules.slice(0, QUESTIONS_MAX)))
}

/** More than the solver answers in its time. */
export const QUESTIONS_MAX = 20_000

/** The line of the first entry, from 1. */
export const FIRST_LINE = 11

const HEAD = `: Saved
ASA Version 9.12(4)
hostname fw
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 192.0.2.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100`.split('\n')
const TAIL = ['access-group outside_in in interface outside', ': end']

function* rulesOf(count, random) {
  const earlier = []
  let left = count
  while (left > 0) {
    const kind = random.below(100)
    const base = earlier.length > 0 && kind < 10 ? narrower(random.pick(earlier), random) : fresh(random)
    const halves = kind >= 10 && kind < 20 && left > 2 ? halvesOf(base) : undefined
    for (const rule of halves === undefined ? [base] : [...halves, base]) {
      earlier.push(rule)
      left--
      yield rule
    }
  }
}

function fresh(random) {
  const low = random.between(1024, 60_000)
  return {
    action: random.percent(80) ? 'permit' : 'deny',
    protocol: random.percent(75) ? 'tcp' : 'udp',
    from: network(random, random.pick([24, 24, 28, 32])),
    to: network(random, random.pick([16, 20, 24, 32])),
    ports: random.percent(60) ? [low, low] : [low, low + random.between(1, 5000)],
  }
}

function network(random, prefix) {
  const size = 2 ** (32 - prefix)
  return { first: 10 * 2 ** 24 + Math.floor(random.below(2 ** 24) / size) * size, prefix }
}

/** A rule inside the given one, with an action of its own. */
function narrower(rule, random) {
  return {
    ...rule,
    action: random.percent(50) ? 'permit' : 'deny',
    from: inside(rule.from, random),
    to: inside(rule.to, random),
    ports: [rule.ports[0], random.between(rule.ports[0], rule.ports[1])],
  }
}

function inside({ first, prefix }, random) {
  const longer = Math.min(32, prefix + random.below(5))
  const size = 2 ** (32 - longer)
  return { first: first + random.below(2 ** (longer - prefix)) * size, prefix: longer }
}

/** Two rules that cover the given one together and neither alone; none for a rule from a single host. */
function halvesOf(rule) {
  const { first, prefix } = rule.from
  if (prefix === 32) return undefined
  const half = prefix + 1
  return [first, first + 2 ** (32 - half)].map((start) => ({ ...rule, from: { first: start, prefix: half } }))
}

function textOf({ action, protocol, from, to, ports: [low, high] }) {
  const service = low === high ? `eq ${low}` : `range ${low} ${high}`
  return `access-list outside_in extended ${action} ${protocol} ${address(from)} ${address(to)} ${service}`
}

function address({ first, prefix }) {
  return prefix === 32 ? `host ${dotted(first)}` : `${dotted(first)} ${dotted(2 ** 32 - 2 ** (32 - prefix))}`
}

const dotted = (value) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')

/** For an SMT solver, of each rule: is there a packet that it matches and none before it? */
function questions(rules) {
  const bits = (value, width) => `(_ bv${value} ${width})`
  const within = (name, first, last, width) =>
    `(bvuge ${name} ${bits(first, width)}) (bvule ${name} ${bits(last, width)})`
  const lines = [
    '(declare-const s (_ BitVec 32))',
    '(declare-const t (_ BitVec 32))',
    '(declare-const d (_ BitVec 16))',
    '(declare-const p (_ BitVec 8))',
  ]
  for (const { protocol, from, to, ports } of rules) {
    const net = (name, { first, prefix }) => within(name, first, first + 2 ** (32 - prefix) - 1, 32)
    const number = bits(protocol === 'tcp' ? 6 : 17, 8)
    const match = `(and (= p ${number}) ${net('s', from)} ${net('t', to)} ${within('d', ports[0], ports[1], 16)})`
    lines.push('(push)', `(assert ${match})`, '(check-sat)', '(pop)', `(assert (not ${match}))`)
  }
  return `${lines.join('\n')}\n`
}
