import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import { isEmptyCell } from './cells.ts'
import { columnKey, passOver } from './column-questions.ts'
import { type HeaderColumn, normaliseHeader } from './header.ts'

/** Words that say that a rule holds wherever the table does. */
const EVERYWHERE = new Set(['policy targets', 'any', 'all', 'shared', '*', 'global', 'dfw', 'distributed_firewall'])

/** Columns that say on which devices a rule is installed: even one value may be another device. */
const INSTALLATIONS = new Set([
  'install on',
  'installed on',
  'installation',
  'applied to',
  'applied on',
  'enforced on',
  'target',
  'targets',
  'target devices',
  'scope',
])

const INWARDS = /^(?:in(?:bound|coming|gress)?|ingress|eingehend|entrant|entrante|->)$/
const OUTWARDS = /^(?:out(?:bound|going)?|egress|ausgehend|sortant|saliente)$/

/** What must be asked about columns that say where, or in which direction, a rule holds. */
export function contextQuestions(
  file: string,
  columns: readonly HeaderColumn[],
  contexts: ReadonlyMap<HeaderColumn, ReadonlySet<string>>,
): Diagnostic[] {
  return [...contexts].flatMap(([column, values]) => {
    const named = [...values].filter((value) => !isEmptyCell(value) && !EVERYWHERE.has(value.toLowerCase()))
    if (named.length === 0) return []
    const question = questionOf(column, columns, values, named)
    if (question === undefined) return []
    const [message, expected, mend] = question
    return [{ code: 'csv/several-contexts', severity: 'error' as const, file, message, expected, mend }]
  })
}

type Question = readonly [message: string, expected: string, mend: string]

function questionOf(
  column: HeaderColumn,
  columns: readonly HeaderColumn[],
  values: ReadonlySet<string>,
  named: readonly string[],
): Question | undefined {
  const header = showable(column.header).trim()
  const key = columnKey(column, columns)
  const shown = [...values]
    .slice(0, 4)
    .map((value) => `\`${showable(value).slice(0, 40)}\``)
    .join(', ')
  const severalValues = `the column \`${header}\` has several values (${shown}), so the rules may belong to different firewalls or directions`
  if (column.field === 'interface') {
    return [
      values.size > 1 ? severalValues : `the column \`${header}\` binds the rules to ${shown}`,
      'the zones between which each rule holds',
      `say what it binds: \`columns: { sourceZone: ${key} }\` for the interface that a packet comes in by, \`destinationZone\` for the one that it leaves by; only if every rule holds everywhere, say why: ${passOver(column, columns)}`,
    ]
  }
  if (column.field === 'direction' || column.field === 'ruleType') {
    const words = named.map((value) => value.toLowerCase())
    const strange = words.find((word) => !INWARDS.test(word) && !OUTWARDS.test(word))
    if (strange !== undefined) {
      return [
        `the column \`${header}\` says \`${showable(strange).slice(0, 40)}\`, which may mean that a rule holds in both directions`,
        'rules that hold from their source to their destination',
        'write a rule for both directions as two rows, the second with source and destination exchanged, and remove the column',
      ]
    }
    if (words.every((word) => INWARDS.test(word)) || words.every((word) => OUTWARDS.test(word))) {
      if (named.length === values.size) return undefined
    }
    return [
      severalValues,
      'the rules of one firewall in one direction of evaluation',
      `split the table; only if all rows are evaluated together, say why: ${passOver(column, columns)}`,
    ]
  }
  if (values.size > 1) {
    return [
      severalValues,
      'the rules of one firewall in one direction of evaluation',
      `split the table, or add \`ignoreColumns: [${key}]\` if all rows belong together`,
    ]
  }
  if (!INSTALLATIONS.has(normaliseHeader(column.header))) return undefined
  return [
    `the column \`${header}\` limits the rules to ${shown}, which may not be this firewall`,
    'the rules of one firewall in one direction of evaluation',
    `add \`ignoreColumns: [${key}]\` if that is this firewall`,
  ]
}
