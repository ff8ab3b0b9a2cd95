import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printAsa } from '../oracle/asa-printer.ts'
import { asaWorld, hostAddress } from '../oracle/asa-worlds.ts'
import { natWorld, printNat } from '../oracle/nat-worlds.ts'
import { oldNatWorld, printOldNat } from '../oracle/old-nat-worlds.ts'
import { type Answers, answersOf, type Point } from '../support/asa-answers.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 40) }

/** Words that mean something else somewhere in the text, and names that no table of a program should trip over. */
const WORDS = (
  'log echo any4 any6 eq neq gt lt range network host inactive object object-group in out global extended permit deny ' +
  'remark line tcp udp ip icmp icmp-type esp www https domain echo-reply unreachable subnet fqdn service source ' +
  'destination static dynamic nat after-auto unidirectional dns time-range interval description control-plane ' +
  'per-user-override nameif shutdown security-level ipv6 access-list access-group route match class policy-map inspect ' +
  'esmtp alert-interval mode commit compiled rule-engine standard webtype ethertype any-host 110 25 80 443 65535 99999 ' +
  '10.0.0.10 255.255.255.255 10.0.2.0/24 netmask access no exit end quit default disable informational ' +
  '__proto__ constructor toString hasOwnProperty LOG Permit certificate banner version'
).split(' ')
/** In a statement of translation these may stand in the place of a name. */
const TAKEN_BY_NAT = ['any', 'interface', 'pat-pool', '10.0.0.10', '255.255.255.255']
const HOSTS = [0, 1, 2, 3, 4, 5, 12, 13].map((host) => hostAddress(host))
const POINTS: readonly Point[] = [
  [6, 80, 50000],
  [6, 135, 1024],
  [17, 1023, 80],
  [1, 8, 0],
  [1, 0, 0],
  [47, 0, 0],
]

/** The names of the worlds: objects, groups, lists, interfaces, the time range, and the group that is not defined. */
const NAME = /(?<=[\s(,])(?:[ogpsqnLX]\d+|if\d|T|a\d-\d-\d|MISSING)(?=[\s),]|$)/gm

/**
 * Gives every name of the text one of the words instead, each its own. Objects of the same addresses that are translated
 * are tried in the order of their names, which stays.
 */
function renamed(text: string, words: readonly string[]): string {
  const names = [...new Set(text.match(NAME))]
  const given = names.map((_, i) => words[i % words.length]! + '_'.repeat(Math.floor(i / words.length)))
  const ordered = names.flatMap((name, i) => (/^n\d/.test(name) ? [{ name, word: given[i]! }] : []))
  const inOrder = ordered.map(({ word }) => word).sort(byCode)
  const by = new Map(names.map((name, i) => [name, given[i]!]))
  for (const [i, { name }] of ordered.sort((a, b) => byCode(a.name, b.name)).entries()) by.set(name, inOrder[i]!)
  return text.replace(NAME, (name) => by.get(name)!)
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const shuffled = (words: readonly string[]): fc.Arbitrary<string[]> =>
  fc.shuffledSubarray([...words], { minLength: words.length })

function compare(text: string, words: readonly string[], may: (before: string, after: string) => boolean): void {
  const other = renamed(text, words)
  const [before, after] = [answersOf(text, HOSTS, POINTS), answersOf(other, HOSTS, POINTS)]
  expect(after === undefined, other).toBe(before === undefined)
  for (const [question, answer] of before ?? (new Map() as Answers)) {
    const now = after!.get(question)!
    if (!may(answer, now)) expect.unreachable(`${question} was ${answer}, is ${now}\n${text}\n${other}`)
  }
}

const same = (before: string, after: string): boolean => before === after

describe('a name is free text: what objects, groups, lists, interfaces and time ranges are called changes nothing', () => {
  test('lists and groups', () => {
    fc.assert(
      fc.property(asaWorld, shuffled([...WORDS, 'any', 'interface']), (world, words) =>
        compare(printAsa(world), words, same),
      ),
      RUNS,
    )
  })

  test('translation of 8.3 and later', () => {
    fc.assert(
      fc.property(natWorld, shuffled(WORDS.filter((word) => !TAKEN_BY_NAT.includes(word))), (world, words) =>
        compare(printNat(world), words, same),
      ),
      RUNS,
    )
  })

  test('translation of 8.3 and later, with names that a statement there takes for a word: unchanged or undetermined', () => {
    fc.assert(
      fc.property(natWorld, shuffled([...TAKEN_BY_NAT, 'log', 'eq']), (world, words) =>
        compare(printNat(world), words, (before, after) => after === '?' || before === after),
      ),
      RUNS,
    )
  })

  test('translation before 8.3', () => {
    fc.assert(
      fc.property(oldNatWorld, shuffled([...WORDS, 'interface']), (world, words) =>
        compare(printOldNat(world), words, same),
      ),
      RUNS,
    )
  })
})
