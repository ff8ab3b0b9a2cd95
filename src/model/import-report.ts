/** How a rule file in table form was read, told before any verdict. */
export interface ImportReport {
  readonly encoding: string
  /** `,` `;` `|` or `tab`. */
  readonly delimiter: string
  /** Line of the header row, from 1. */
  readonly headerLine: number
  readonly columns: readonly ColumnUse[]
  /** How the rules are evaluated, in words, for example `first match, by row`. */
  readonly evaluation: string
  /** What applies when no rule matches, in words, and where that is known from. */
  readonly otherwise: string
  readonly rulesRead: number
  readonly rulesDisabled: number
  /** Rules that depend on a condition (application, user, schedule …) or hold something unresolved. */
  readonly rulesUncertain: number
  readonly rowsPassedOver: number
  /** Names that no definition resolves, most used first. */
  readonly unknownNames: readonly { readonly name: string; readonly rules: number; readonly lines: readonly number[] }[]
  readonly notes: readonly string[]
}

export interface ColumnUse {
  /** From 1. */
  readonly position: number
  readonly header: string
  /** The meaning it was given, or undefined if it is not read. */
  readonly field?: string
  /** Why it is not read. */
  readonly ignored?: string
}
