import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { CsvMapping } from './mapping.ts'
import type { Product } from './products.ts'
import type { CsvRule } from './rule-reader.ts'

/** Rules in the order in which the first match decides, how they are evaluated in words, and what is wrong with it. */
export interface OrderedRules {
  readonly rules: readonly CsvRule[]
  readonly evaluation: string
  readonly problems: readonly Diagnostic[]
  /** Numbers that are missing, unless the user says that the table is complete: it may be filtered. */
  readonly gaps: readonly Gap[]
}

/** Numbers that no row has, and the number of the rule in front of which they are missing. */
export interface Gap {
  readonly first: number
  readonly last: number
}

export interface OrderInput {
  /** Name of the file, for messages. */
  readonly file: string
  readonly rules: readonly CsvRule[]
  /** Whether a column of numbers was found. */
  readonly isNumbered: boolean
  /** Numbers of all rows that are rules, also of those that are switched off; 0 for none. */
  readonly numbers: readonly number[]
  readonly mapping: CsvMapping
  readonly product: Product | undefined
  /** Whether a rule matches every packet for certain. */
  readonly matchesAll: (rule: CsvRule) => boolean
}

/** Turns every way of evaluation into a first-match order. */
export function orderRules(input: OrderInput): OrderedRules {
  const { mapping, product, rules } = input
  const how = mapping.evaluation === undefined ? 'as this product does' : 'stated'
  const done = (
    ordered: readonly CsvRule[],
    evaluation: string,
    problems: readonly Diagnostic[] = [],
  ): OrderedRules => ({
    rules: ordered,
    evaluation,
    problems,
    gaps: [],
  })
  switch (mapping.evaluation ?? product?.evaluation) {
    case 'priority':
      return done(byPriority(rules), `first match, by the priority column (${how})`, priorityProblems(input))
    case 'deny-overrides':
      return done(
        [...rules.filter(({ action }) => action === 'deny'), ...rules.filter(({ action }) => action === 'permit')],
        `a deny overrides every permit (${how})`,
      )
    case 'allow-union':
      return done(rules, `everything that some rule permits (${how})`, denyProblems(input))
    case 'first-match':
      return { ...done(rules, 'first match, by row (stated)'), gaps: gapsOf(input) }
    default:
      return {
        ...done(rules, 'first match, by row', orderProblems(input)),
        gaps: gapsOf(input),
      }
  }
}

function byPriority(rules: readonly CsvRule[]): readonly CsvRule[] {
  const isSorted = rules.every((rule, i) => i === 0 || rules[i - 1]!.number <= rule.number)
  return isSorted ? rules : rules.toSorted((a, b) => a.number - b.number || a.line - b.line)
}

function priorityProblems({ file, rules, isNumbered, mapping, matchesAll }: OrderInput): Diagnostic[] {
  const ask = (
    line: number | undefined,
    code: string,
    message: string,
    expected: string,
    mend: string,
  ): Diagnostic[] => [
    { code: `csv/${code}`, severity: 'error', file, ...(line === undefined ? {} : { line }), message, expected, mend },
  ]
  if (!isNumbered) {
    return ask(
      undefined,
      'no-priority',
      'the rules are to be evaluated by priority, but no column holds numbers',
      'a column of numbers',
      'name it: `columns: { order: NAME OF THE COLUMN }`',
    )
  }
  const without = rules.find(({ number }) => number === 0)
  if (without !== undefined) {
    return ask(
      without.line,
      'no-priority',
      'the rule has no priority',
      'a number in every row',
      'write its priority, or say `evaluation: first-match` if the rows decide',
    )
  }
  const seen = new Map<number, CsvRule>()
  for (const rule of rules) {
    const other = seen.get(rule.number)
    if (other === undefined) seen.set(rule.number, rule)
    else if (other.action !== rule.action) {
      return ask(
        rule.line,
        'priority-twice',
        `the priority ${rule.number} stands also in line ${other.line}, with another action`,
        'one priority for each rule',
        'say which rule comes first by other numbers, or `evaluation: deny-overrides`',
      )
    }
  }
  const first = byPriority(rules)[0]
  if (mapping.evaluation === 'priority' && rules.length > 1 && first !== undefined && matchesAll(first)) {
    return ask(
      first.line,
      'priority-direction',
      `the lowest number, ${first.number}, is that of a rule that matches everything, so no other rule would ever decide: here the highest number may come first`,
      'a rule for everything that comes last',
      'if the highest number decides first, sort the rows by falling numbers and say `evaluation: first-match`; if the lowest does, remove the rules that never decide',
    )
  }
  return []
}

/** A table of which every row permits cannot hold rows that deny. */
function denyProblems({ file, rules }: OrderInput): Diagnostic[] {
  const deny = rules.find(({ action }) => action === 'deny')
  if (deny === undefined) return []
  return [
    {
      code: 'csv/deny-in-union',
      severity: 'error',
      file,
      line: deny.line,
      message: 'the rule denies, but everything that some rule permits is to be permitted',
      expected: 'rules that permit',
      mend: 'say `evaluation: deny-overrides` or `first-match`',
    },
  ]
}

/** Numbers that fall or repeat speak against the order of the rows; so does an export that sorts its rows. */
function orderProblems({ file, rules, isNumbered, product }: OrderInput): Diagnostic[] {
  const expected = 'rising numbers, or a word on how the rules are evaluated'
  if (product?.losesOrder === true && rules.length > 1) {
    return [
      {
        code: 'csv/order',
        severity: 'error',
        file,
        message: `a table of this kind (${product.name}) is sorted by number, so the order of the rules is not in it`,
        expected: 'the rules in the order in which the device evaluates them',
        mend: 'bring the rows into that order and add `evaluation: first-match`',
      },
    ]
  }
  let before = 0
  for (const rule of isNumbered ? rules : []) {
    if (rule.number === 0) continue
    if (rule.number > before) {
      before = rule.number
      continue
    }
    const how = rule.number === before ? 'twice' : `behind ${before}`
    return [
      {
        code: 'csv/order',
        severity: 'error',
        file,
        line: rule.line,
        message: `the rule number ${rule.number} stands ${how}, so the order of the rows may not be the order of the rules`,
        expected,
        mend: 'add `evaluation: priority` if the lowest number decides first, or `evaluation: first-match` if the rows do',
      },
    ]
  }
  return []
}

/**
 * Missing numbers among consecutive ones, and in front of the first; numbers that rise in steps (10, 20, …) miss none, and
 * start with the step or with a round number.
 */
function gapsOf({ isNumbered, numbers, mapping }: OrderInput): Gap[] {
  if (!isNumbered || mapping.complete === true) return []
  const distinct = [...new Set(numbers)].filter((number) => number > 0).sort((a, b) => a - b)
  const [first] = distinct
  if (first === undefined) return []
  const gaps = distinct.flatMap((number, i): Gap[] => {
    const before = distinct[i - 1]
    return before === undefined || number === before + 1 ? [] : [{ first: before + 1, last: number - 1 }]
  })
  const areConsecutive = distinct.length > 1 && 2 * (distinct.length - 1 - gaps.length) >= distinct.length - 1
  const front = first === 1 || (!areConsecutive && isStart(distinct, first)) ? [] : [{ first: 1, last: first - 1 }]
  return distinct.length > 2 && areConsecutive ? [...front, ...gaps] : front
}

/** Whether numbers that are not consecutive may begin with this one: with their step, or with 10, 100, … */
function isStart(distinct: readonly number[], first: number): boolean {
  const isRound = /^10+$/.test(String(first))
  const step = distinct.reduce((sum, number, i) => (i === 0 ? 0 : gcd(sum, number - distinct[i - 1]!)), 0)
  return isRound || first === step
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}
