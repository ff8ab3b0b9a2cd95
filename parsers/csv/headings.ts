import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { redactText, showable } from '../../src/source/redact.ts'
import type { TableRow } from '../shared/table.ts'
import { EXAMPLE_OF_TITLES, isExampleReason } from './column-questions.ts'
import type { CsvMapping } from './mapping.ts'
import type { ReadConditions } from './row-conditions.ts'
import { headsOff } from './switched-off.ts'

/** Words of titles that say no more than that rules follow, and numbers of pages. */
const PLAIN =
  /^(?:(?:the |die |les |las )?(?:firewall |access |security |filter |all )?(?:rules?|rulebase|rule base|ruleset|rule set|policy|policies)|(?:alle |firewall-?|filter-?)?regeln|regelwerk|règles|reglas|(?:page|seite|página) \d+(?: ?(?:of|von|de|sur|\/) ?\d+)?)$/

/** What a title above the whole table has to say until its rules hold in a part of the places only. */
const NARROWS =
  /\S\s*(?:->|=>|→|⇒|»|>)\s*\S|\b(?:only|nur|seulement|uniquement|solo|sólo|solamente|inbound|outbound|incoming|outgoing|ingress|egress|eingehend\w*|ausgehend\w*|entrante?s?|sortante?s?|salientes?|applies to|apply to|gilt|gelten|s appliquent?|se aplican?)\b/

const SHOWN_MOST = 4

interface Title {
  readonly line: number
  readonly text: string
}

/**
 * Titles between the rules. One may say that the rules below it are off, or where they hold: between two zones, on another
 * device, in one direction. That cannot be told by its words, so unless the project says what the titles are, or the product
 * is known to use them for display, the rules below a title are uncertain.
 */
export class Headings {
  /** Rules below titles that the project says are not those of this firewall. */
  leftOut = 0
  readonly #mapping: CsvMapping
  readonly #groupOnly: boolean
  readonly #titles: Title[] = []
  readonly #opening = new Map<Title, number>()
  #current: { readonly title: Title; readonly isOff: boolean; readonly reason: string } | undefined
  #isElsewhere = false

  /** `groupOnly`: the product's titles are for display. */
  constructor(mapping: CsvMapping, groupOnly: boolean) {
    this.#mapping = mapping
    this.#groupOnly = groupOnly
  }

  /** A row above rules which is none; `typeColumn` where a cell of that column calls it a section. */
  title(row: TableRow, typeColumn: number | undefined): void {
    const title = titleOf(row, typeColumn)
    this.#titles.push(title)
    const applies = this.#mapping.sections?.applies
    const isListed = Array.isArray(applies) && applies.some((one: string) => isSame(one, title.text))
    this.#isElsewhere = Array.isArray(applies) && !isListed
    const isOff = !isListed && row.cells.some(headsOff)
    const mayNarrow = applies === undefined && !(this.#groupOnly && typeColumn !== undefined) && !isPlain(title.text)
    this.#current = isOff || mayNarrow ? { title, isOff, reason: reasonOf(title, isOff) } : undefined
  }

  /** A row above the header: what one of them says holds until the first title. */
  preface(row: TableRow): void {
    if (this.#current !== undefined) return
    const title = titleOf(row)
    const isOff = row.cells.some(headsOff)
    const narrows = this.#mapping.sections === undefined && NARROWS.test(wordsOf(title.text))
    if (isOff || narrows) this.#current = { title, isOff, reason: reasonOf(title, isOff) }
  }

  /** Whether the rules below the last title are those of another place. */
  get isElsewhere(): boolean {
    return this.#isElsewhere
  }

  /** The conditions of a rule at this place, with what the title above it adds; counts the rule. */
  withReason(read: ReadConditions): ReadConditions {
    const current = this.#current
    if (current === undefined) return read
    const { title, isOff, reason } = current
    if (!isOff) this.#opening.set(title, (this.#opening.get(title) ?? 0) + 1)
    const bases = read.basis === undefined ? [title.text] : [read.basis, title.text]
    return { conditions: [...read.conditions, reason], basis: JSON.stringify(bases) }
  }

  /** What is asked and told about the titles, once for the table. */
  questions(file: string): Diagnostic[] {
    const { sections } = this.#mapping
    if (sections !== undefined) return this.#answered(file, sections)
    const [first] = this.#opening.keys()
    if (first === undefined) return []
    const rules = [...this.#opening.values()].reduce((sum, count) => sum + count, 0)
    return [
      {
        code: 'csv/titles',
        severity: 'warning',
        file,
        line: first.line,
        message: `${rules === 1 ? 'one rule stands' : `${rules} rules stand`} below a title that may say where or when rules hold (${shown([...this.#opening.keys()])}) and ${rules === 1 ? 'is' : 'are'} uncertain`,
        expected: 'titles of which it is known what they mean',
        mend: `if they only group the rules, say \`sections: { applies: all, reason: '${EXAMPLE_OF_TITLES}' }\`; if some of them head the rules of this firewall, between all of its zones, name those: \`sections: { applies: [${quoted(first.text)}], reason: … }\`, and the rules below the others are left out`,
      },
    ]
  }

  #answered(file: string, { applies, reason }: NonNullable<CsvMapping['sections']>): Diagnostic[] {
    if (isExampleReason(reason)) {
      return [
        {
          code: 'csv/example-reason',
          severity: 'error',
          file,
          message: 'the reason under `sections` is that of the example',
          expected: 'why the titles of this table limit no rule',
          mend: 'write the reason in your own words; every report tells it',
        },
      ]
    }
    const strange =
      applies === 'all' ? undefined : applies.find((one) => !this.#titles.some(({ text }) => isSame(one, text)))
    if (strange !== undefined) {
      return [
        {
          code: 'csv/no-such-title',
          severity: 'error',
          file,
          message: `the project file names the title ${quoted(strange)} under \`sections\`, which is not in the table`,
          expected: this.#titles.length === 0 ? 'a table with titles' : `titles such as ${shown(this.#titles)}`,
          mend: 'correct the name, or leave `sections` out',
        },
      ]
    }
    if (this.#titles.length === 0) return []
    const how =
      applies === 'all'
        ? `the titles between the rules (${shown(this.#titles)}) limit none of them`
        : `only the rules below ${shown(this.#titles.filter(({ text }) => applies.some((one) => isSame(one, text))))} and above the first title are those of this firewall; rules left out: ${this.leftOut}`
    const why = showable(redactText(reason)).slice(0, 120)
    return [{ code: 'csv/sections', severity: 'warning', file, message: `${how}, as the project file says (${why})` }]
  }
}

function titleOf({ line, cells }: TableRow, typeColumn?: number): Title {
  const text = cells
    .map((cell, i) => (i === typeColumn ? '' : cell).replace(/\s+/g, ' ').trim())
    .filter((cell) => cell !== '')
    .join(' ')
  return { line, text }
}

function isSame(one: string, other: string): boolean {
  return one.replace(/\s+/g, ' ').trim().toLowerCase() === other.toLowerCase()
}

/** Whether a title names nothing: signs, or words that say that rules follow. */
function isPlain(text: string): boolean {
  return !/[\p{L}\p{N}]/u.test(text) || PLAIN.test(wordsOf(text))
}

/** In lower case, without the signs around. */
function wordsOf(text: string): string {
  return /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su.exec(text.slice(0, 200).toLowerCase())?.[0] ?? ''
}

function reasonOf({ line }: Title, isOff: boolean): string {
  return isOff
    ? `the heading in line ${line} says that the rules below it are switched off or not in force`
    : `the title in line ${line} may say where or when the rules below it hold`
}

function quoted(text: string): string {
  return `'${showable(redactText(text)).slice(0, 60).replaceAll("'", "''")}'`
}

function shown(titles: readonly Title[]): string {
  const texts = [...new Set(titles.map(({ text }) => `\`${showable(redactText(text)).slice(0, 40)}\``))]
  return `${texts.slice(0, SHOWN_MOST).join(', ')}${texts.length > SHOWN_MOST ? ', …' : ''}`
}
