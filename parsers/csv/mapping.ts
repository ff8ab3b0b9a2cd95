/** What a column of a rule table can mean. */
export type CsvField =
  | 'order'
  | 'id'
  | 'name'
  | 'enabled'
  | 'disabled'
  | 'action'
  | 'sourceZone'
  | 'destinationZone'
  | 'source'
  | 'destination'
  | 'sourceExcept'
  | 'destinationExcept'
  | 'sourceNegated'
  | 'destinationNegated'
  | 'protocol'
  | 'service'
  | 'sourcePort'
  | 'destinationPort'
  | 'condition'
  | 'direction'
  | 'comment'
  | 'hits'

/** A column by its header or its position from 1; the reason confirms that it decides nothing although it looks so. */
export type IgnoredColumn = string | number | { readonly column: string | number; readonly reason: string }

/**
 * What the user says about a rule table where the table does not say it itself: part of the firewall's entry in
 * `emmental.yaml`. Everything is optional; what is left out is recognised, or asked for, never guessed.
 */
export interface CsvMapping {
  /** Meaning → the column's header text, or its position from 1. */
  readonly columns?: Readonly<Partial<Record<CsvField, string | number | readonly (string | number)[]>>>
  /** Columns that say nothing about traffic; one that looks otherwise needs a reason, which every report tells. */
  readonly ignoreColumns?: readonly IgnoredColumn[]
  readonly encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  readonly delimiter?: ',' | ';' | '|' | 'tab'
  /** Line of the file that holds the headers, from 1. */
  readonly headerLine?: number
  /** What separates the values in one cell. */
  readonly listSeparator?: string
  /** How the rules decide. */
  readonly evaluation?: 'first-match' | 'priority' | 'deny-overrides' | 'allow-union'
  /** What applies when no rule matches. */
  readonly otherwise?: 'deny' | 'permit'
  /** The action of every row, for a table that has no action column. */
  readonly action?: 'permit' | 'deny'
  /** What an empty cell means, by field. Without a word an empty match cell is asked about. */
  readonly blank?: Readonly<Partial<Record<CsvField, 'any' | 'none' | 'above' | 'refuse'>>>
  /** Words of this file for the two actions, for "any", and for switched on and off. */
  readonly words?: Readonly<Partial<Record<'permit' | 'deny' | 'any' | 'enabled' | 'disabled', readonly string[]>>>
  /** What a word such as `RPC` stands for: services in the notation `tcp/49152-65535`. */
  readonly services?: Readonly<Record<string, readonly string[]>>
  /** What a name stands for: addresses, prefixes, ranges. */
  readonly addresses?: Readonly<Record<string, readonly string[]>>
  /**
   * What the titles between the rules say: `all`, that they only group them, or those titles below which the rules of this
   * firewall stand. Every report tells the reason.
   */
  readonly sections?: { readonly applies: 'all' | readonly string[]; readonly reason: string }
  /** Whether the table holds every rule, although its numbering has gaps or it looks filtered. */
  readonly complete?: boolean
}
