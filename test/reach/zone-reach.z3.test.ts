import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAddress, parseAddress, parsePrefix } from '../../src/model/address.ts'
import { addressesOfPrefix } from '../../src/model/address-set.ts'
import { goalOf } from '../../src/reach/goal.ts'
import { WayFinder } from '../../src/reach/ways.ts'
import { ZoneReach } from '../../src/reach/zone-reach.ts'
import { smallNetwork } from '../support/small-network.ts'

/** The same zone questions to z3, as formulas over bit vectors. Skipped, and said so, where z3 is not installed. */
const RUNS = Number(process.env['ORACLE_RUNS'] ?? 60)
const ZONE = '10.0.0.0/20'
const HOST = '10.9.0.1'
const isInstalled = spawnSync('z3', ['--version']).status === 0

interface Rule {
  readonly action: 'permit' | 'deny'
  readonly uncertain: boolean
  readonly source: { readonly first: number; readonly length: number }
  readonly protocol: 'any' | 'tcp' | 'udp' | 'icmp' | 'gre'
  readonly ports: readonly [number, number]
}

const NUMBERS = { tcp: 6, udp: 17, icmp: 1, gre: 47 } as const
const ZONE_FIRST = 0x0a000000

const rule: fc.Arbitrary<Rule> = fc
  .record({
    action: fc.constantFrom('permit' as const, 'permit' as const, 'deny' as const),
    uncertain: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
    length: fc.constantFrom(16, 20, 21, 22, 24, 32),
    offset: fc.integer({ min: 0, max: 0xfff }),
    protocol: fc.constantFrom(
      'any' as const,
      'any' as const,
      'tcp' as const,
      'udp' as const,
      'icmp' as const,
      'gre' as const,
    ),
    range: fc.constantFrom<[number, number]>([0, 65535], [0, 1023], [1024, 65535], [135, 135], [1, 200], [100, 65535]),
  })
  .map(({ action, uncertain, length, offset, protocol, range }): Rule => {
    const size = 2 ** (32 - length)
    const first = Math.floor((ZONE_FIRST + offset) / size) * size
    const ports: readonly [number, number] =
      protocol === 'icmp' ? [Math.min(range[0], 255), Math.min(range[1], 255)] : range
    return { action, uncertain, source: { first, length }, protocol, ports }
  })

/** Mostly permits that hold the zone only together, sometimes with everything permitted at the end. */
const rules = fc
  .tuple(fc.array(rule, { minLength: 1, maxLength: 14 }), fc.boolean())
  .map(([list, open]): readonly Rule[] => (open ? [...list, EVERYTHING] : list))
const EVERYTHING: Rule = {
  action: 'permit',
  uncertain: false,
  source: { first: ZONE_FIRST, length: 20 },
  protocol: 'any',
  ports: [0, 65535],
}

function textOf({ action, uncertain, source, protocol, ports }: Rule): string {
  const service = protocol === 'any' || protocol === 'gre' ? protocol : `${protocol}/${ports[0]}-${ports[1]}`
  return `${uncertain ? '?' : ''}${action} ${formatAddress(source.first)}/${source.length} any ${service}`
}

const bits = (value: number, width: number): string => `(_ bv${value} ${width})`
const between = (name: string, first: number, last: number, width: number): string =>
  `(and (bvuge ${name} ${bits(first, width)}) (bvule ${name} ${bits(last, width)}))`

function matches({ source, protocol, ports }: Rule): string {
  const parts = [between('s', source.first, source.first + 2 ** (32 - source.length) - 1, 32)]
  if (protocol !== 'any') parts.push(`(= p ${bits(NUMBERS[protocol], 8)})`)
  if (protocol !== 'any' && protocol !== 'gre') parts.push(between('d', ports[0], ports[1], 16))
  return `(and true ${parts.join(' ')})`
}

/** First match as nested ite, in one reading; nothing matches: refused. */
function permitted(list: readonly Rule[], reading: 'pessimistic' | 'optimistic'): string {
  const counts = list.filter(
    ({ uncertain, action }) => !uncertain || (reading === 'optimistic') === (action === 'permit'),
  )
  return counts.reduceRight((rest, one) => `(ite ${matches(one)} ${one.action === 'permit'} ${rest})`, 'false')
}

/** A packet of the zone, of the kind that "unrestricted" asks for. */
const PACKET = `(and ${between('s', ZONE_FIRST, ZONE_FIRST + 0xfff, 32)}
  (ite (or (= p ${bits(6, 8)}) (= p ${bits(17, 8)}) (= p ${bits(132, 8)}))
    (and (not (= d ${bits(0, 16)})) (not (= c ${bits(0, 16)})))
    (ite (or (= p ${bits(1, 8)}) (= p ${bits(58, 8)}))
      (and (bvule d ${bits(255, 16)}) (bvule c ${bits(255, 16)}))
      (and (= d ${bits(0, 16)}) (= c ${bits(0, 16)})))))`

/** Whether z3 finds a refused packet, for each list and reading. */
function askSolver(lists: readonly (readonly Rule[])[]): boolean[] {
  const questions = lists.flatMap((list) =>
    (['pessimistic', 'optimistic'] as const).map(
      (reading) => `(push)\n(assert (not ${permitted(list, reading)}))\n(check-sat)\n(pop)`,
    ),
  )
  const declared = `(declare-const s (_ BitVec 32))\n(declare-const p (_ BitVec 8))\n(declare-const d (_ BitVec 16))\n(declare-const c (_ BitVec 16))\n(assert ${PACKET})`
  const { stdout } = spawnSync('z3', ['-in'], {
    input: `${declared}\n${questions.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  const answers = stdout.trim().split('\n')
  expect(answers.every((answer) => answer === 'sat' || answer === 'unsat')).toBe(true)
  return answers.map((answer) => answer === 'sat')
}

/** Whether the engine finds one, in both readings. */
function askEngine(list: readonly Rule[]): [boolean, boolean] {
  const network = smallNetwork(
    [{ name: 'fw', zones: ['a', 'b'], rules: { 'a>b': list.map(textOf) } }],
    [`H client-access b ${HOST}`],
  )
  const { services } = network.sets
  const host = { address: parseAddress(HOST)!, zone: 'b' }
  const parsed = parsePrefix(ZONE)
  if (parsed.kind !== 'prefix') throw new Error(ZONE)
  const part = { addresses: addressesOfPrefix(parsed.prefix), family: 4, side: 'source' } as const
  const { ways } = new WayFinder(network).between({ address: ZONE_FIRST, zone: 'a' }, host)
  const blocks = new ZoneReach(network.sets, [host], 'access').blocks(part, ways, host)!
  const goal = goalOf('any', 4, services)
  const isShort = (set: (typeof blocks)[number]['certain']): boolean => services.subtract(goal, set) !== services.none
  return [blocks.some(({ certain }) => isShort(certain)), blocks.some(({ possible }) => isShort(possible))]
}

describe.skipIf(!isInstalled)(`zone questions to z3${isInstalled ? '' : ' (skipped: z3 is not installed)'}`, () => {
  test('z3 and the engine agree on every zone, in both readings', () => {
    const seed = Number(process.env['ORACLE_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    const lists = fc.sample(rules, { numRuns: RUNS, seed })
    const answers = askSolver(lists)
    const disagreements = lists.flatMap((list, i) => {
      const [pessimistic, optimistic] = askEngine(list)
      const agrees = pessimistic === answers[2 * i] && optimistic === answers[2 * i + 1]
      return agrees ? [] : [list.map(textOf)]
    })
    expect(disagreements, `ORACLE_SEED=${seed}`).toEqual([])
    // Both answers have to come up, or nothing was asked.
    expect(new Set(answers).size).toBe(2)
  })
})
