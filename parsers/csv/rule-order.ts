import type { Diagnostic } from '../../src/source/diagnostic.ts'
import type { CsvMapping } from './mapping.ts'
import type { CsvRule } from './rule-reader.ts'

/** Rules in the order in which the first match decides, how they are evaluated in words, and what is wrong with it. */
export interface OrderedRules {
  readonly rules: readonly CsvRule[]
  readonly evaluation: string
  readonly problems: readonly Diagnostic[]
  /** Numbers are missing between the first and the last rule: the table may be filtered. */
  readonly hasGaps: boolean
}

/** Turns every way of evaluation into a first-match order. */
export function orderRules(
  rules: readonly CsvRule[],
  numbered: boolean,
  mapping: CsvMapping,
  file: string,
  allNumbers: readonly number[],
): OrderedRules {
  const done = (ordered: readonly CsvRule[], evaluation: string): OrderedRules => ({
    rules: ordered,
    evaluation,
    problems: [],
    hasGaps: false,
  })
  switch (mapping.evaluation) {
    case 'priority': {
      if (!numbered) return { ...done(rules, 'first match, by priority'), problems: [noNumbers(file)] }
      return done(
        rules.toSorted((a, b) => a.number - b.number || a.line - b.line),
        'first match, by the priority column (stated)',
      )
    }
    case 'deny-overrides':
      return done(
        [...rules.filter(({ action }) => action === 'deny'), ...rules.filter(({ action }) => action === 'permit')],
        'a deny overrides every permit (stated)',
      )
    case 'allow-union':
      return done(rules, 'everything that some rule permits (stated)')
    case 'first-match':
      return { ...done(rules, 'first match, by row (stated)'), hasGaps: numbered && hasGaps(allNumbers) }
    default:
      return {
        ...done(rules, 'first match, by row'),
        problems: numbered ? orderProblems(rules, file) : [],
        hasGaps: numbered && hasGaps(allNumbers),
      }
  }
}

function noNumbers(file: string): Diagnostic {
  return {
    code: 'csv/no-priority',
    severity: 'error',
    file,
    message: 'the rules are to be evaluated by priority, but no column holds numbers',
    expected: 'a column of numbers',
    mend: 'name it: `columns: { order: NAME OF THE COLUMN }`',
  }
}

/** Numbers that fall or repeat speak against the order of the rows. */
function orderProblems(rules: readonly CsvRule[], file: string): Diagnostic[] {
  for (const [i, rule] of rules.entries()) {
    const before = rules[i - 1]
    if (before === undefined || rule.number > before.number) continue
    const how = rule.number === before.number ? 'twice' : `behind ${before.number}`
    return [
      {
        code: 'csv/order',
        severity: 'error',
        file,
        line: rule.line,
        message: `the rule number ${rule.number} stands ${how}, so the order of the rows may not be the order of the rules`,
        expected: 'rising numbers, or a word on how the rules are evaluated',
        mend: 'add `evaluation: priority` if the numbers decide, or `evaluation: first-match` if the rows do',
      },
    ]
  }
  return []
}

/** Consecutive numbers with some missing; numbers that rise in steps (10, 20, …) say nothing. */
function hasGaps(numbers: readonly number[]): boolean {
  const distinct = [...new Set(numbers)].filter((number) => number > 0).sort((a, b) => a - b)
  if (distinct.length < 3) return false
  const steps = distinct.slice(1).map((number, i) => number - distinct[i]!)
  return steps.filter((step) => step === 1).length * 2 > steps.length && steps.some((step) => step > 1)
}
