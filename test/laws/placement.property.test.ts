import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddress } from '../../src/model/address.ts'
import { type Answers, answersOf } from '../support/asa-answers.ts'

const RUNS = Number(process.env['ORACLE_RUNS'] ?? 150)

/** Behind each interface a connected network and one that a static route leads to; two hosts in each, and two elsewhere. */
const SITES = ['dmz', 'inside', 'core'] as const
const HOSTS = [
  '10.1.0.10',
  '10.1.0.11',
  '10.2.0.10',
  '10.3.0.10',
  '172.16.1.10',
  '172.16.2.10',
  '172.16.3.10',
  '192.0.2.10',
  '192.0.2.11',
].map((text) => parseAddress(text)!)

interface Config {
  readonly lines: readonly string[]
  readonly hasDefault: boolean
}

const config: fc.Arbitrary<Config> = fc
  .record({
    levels: fc.uniqueArray(fc.constantFrom(10, 30, 50, 70, 90), { minLength: 3, maxLength: 3 }),
    lists: fc.array(fc.constantFrom('permit ip any any', 'deny ip any any', 'permit tcp any any', undefined), {
      minLength: 4,
      maxLength: 4,
    }),
    hasDefault: fc.boolean(),
    hasAggregate: fc.boolean(),
    isLearning: fc.nat(3).map((n) => n === 0),
    isTurning: fc.nat(3).map((n) => n === 0),
    sameLevel: fc.boolean(),
  })
  .map(({ levels, lists, hasDefault, hasAggregate, isLearning, isTurning, sameLevel }) => ({
    hasDefault: hasDefault || hasAggregate,
    lines: [
      'ASA Version 9.12(4)',
      ...SITES.flatMap((name, i) => [
        `interface GigabitEthernet0/${i}`,
        ` nameif ${name}`,
        ` security-level ${levels[i]}`,
        ` ip address 10.${i + 1}.0.1 255.255.0.0`,
      ]),
      'interface GigabitEthernet0/3',
      ' nameif outside',
      ' security-level 0',
      ' ip address 203.0.113.1 255.255.255.0',
      ...(sameLevel ? ['same-security-traffic permit inter-interface'] : []),
      ...(isTurning ? ['same-security-traffic permit intra-interface'] : []),
      ...[...SITES, 'outside'].flatMap((name, i) => {
        const entry = lists[i]
        return entry === undefined
          ? []
          : [`access-list L${i} extended ${entry}`, `access-group L${i} in interface ${name}`]
      }),
      ...SITES.map((name, i) => `route ${name} 172.16.${i + 1}.0 255.255.255.0 10.${i + 1}.0.254 1`),
      ...(hasAggregate ? ['route inside 172.16.0.0 255.240.0.0 10.2.0.253 1'] : []),
      ...(hasDefault ? ['route outside 0.0.0.0 0.0.0.0 203.0.113.254 1'] : []),
      ...(isLearning ? ['router ospf 1', ' network 10.1.0.0 255.255.0.0 area 0'] : []),
    ],
  }))

/** What cannot be read where an address, a mask or a name of an interface stands. */
const garbage = fc.constantFrom(
  'x.x.x.x',
  '172.16.x.1',
  '255.255.255.O',
  '***',
  '<removed>',
  '10.2.x.0',
  'no-such',
  '10.300.0.1',
)

function answers({ lines }: { readonly lines: readonly string[] }): Answers | undefined {
  return answersOf(`${lines.join('\n')}\n`, HOSTS, [])
}

/** Pairs that turned from restricted to unrestricted or back. */
function turned(before: Answers, after: Answers, isFlip: (a: string, b: string) => boolean): string[] {
  return [...before].flatMap(([pair, was]) => {
    const is = after.get(pair) ?? '?'
    return isFlip(was, is) ? [`${pair}: ${was} became ${is}`] : []
  })
}

test('a word of a line that places a network, made unreadable, turns no answer into its opposite', () => {
  let seen = 0
  fc.assert(
    fc.property(config, fc.nat(), fc.nat(), garbage, (drawn, line, word, text) => {
      const placing = drawn.lines.flatMap((one, i) => (/^( ip address|route) /.test(one) ? [i] : []))
      const at = placing[line % placing.length]!
      const words = drawn.lines[at]!.trim().split(' ')
      const changed = words.with(words[0] === 'ip' ? 2 + (word % 2) : 1 + (word % 3), text)
      const indent = words[0] === 'ip' ? ' ' : ''
      const before = answers(drawn)
      const after = answers({ lines: drawn.lines.with(at, indent + changed.join(' ')) })
      if (before === undefined || after === undefined) return
      seen++
      const isFlip = (a: string, b: string): boolean => a !== '?' && b !== '?' && a !== b
      expect(
        turned(before, after, isFlip),
        `${drawn.lines[at]} became ${changed.join(' ')}\n${drawn.lines.join('\n')}`,
      ).toEqual([])
    }),
    { numRuns: RUNS },
  )
  expect(seen).toBeGreaterThan(0)
})

test('a route taken away puts no two servers into one network', () => {
  let seen = 0
  fc.assert(
    fc.property(config, fc.nat(2), (drawn, site) => {
      const name = SITES[site]!
      const left = drawn.lines.filter((one) => !one.startsWith(`route ${name} 172.16.${site + 1}.`))
      // What a wider route of the text then says is said by the text.
      if (left.some((one) => one.startsWith('route inside 172.16.0.0'))) return
      const before = answers(drawn)
      const after = answers({ lines: left })
      if (before === undefined || after === undefined) return
      seen++
      const host = `172.16.${site + 1}.10`
      const lonely = (pair: string): boolean => pair.includes(host) && (pair.includes('192.0.2.') || !drawn.hasDefault)
      const flips = turned(before, after, (a, b) => a !== '+' && b === '+').filter(lonely)
      expect(flips, left.join('\n')).toEqual([])
    }),
    { numRuns: RUNS },
  )
  expect(seen).toBeGreaterThan(0)
})

test('the names of interfaces decide nothing', () => {
  const renamed = (text: string): string =>
    text.replace(
      /\b(dmz|inside|core|outside)\b/g,
      (name) => ({ dmz: 'host', inside: 'any', core: 'X-9', outside: 'dmz' })[name]!,
    )
  fc.assert(
    fc.property(config, ({ lines }) => {
      expect(answers({ lines: lines.map(renamed) })).toEqual(answers({ lines }))
    }),
    { numRuns: RUNS },
  )
})
