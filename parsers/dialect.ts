import type { Firewall } from '../src/model/firewall.ts'
import type { AddedPermits } from '../src/model/permits-in-front.ts'
import type { SetStore } from '../src/model/set-store.ts'
import type { Encoding } from '../src/source/decode.ts'
import type { Diagnostic } from '../src/source/diagnostic.ts'
import type { SourceText } from '../src/source/source-text.ts'
import type { CsvMapping } from './csv/mapping.ts'

/** A file that was read and decoded, not yet understood. */
export interface DecodedFile {
  readonly source: SourceText
  readonly encoding: Encoding
}

/** What a dialect is given. It reads no file itself. */
export interface DialectInput {
  /** The firewall's name: from the project file, or from the file's name. */
  readonly name: string
  readonly file: DecodedFile
  /** Further files with definitions of objects and groups. */
  readonly definitions: readonly DecodedFile[]
  /** Where the result's sets live. */
  readonly sets: SetStore
  /** For rule tables: what the header does not say. */
  readonly mapping: CsvMapping
  /** The moment for which rules with a schedule are decided, in ISO 8601; without it they stay uncertain. */
  readonly at?: string
}

/**
 * What a dialect made of it. Parsing does not throw: if any diagnostic is an error the input is refused and
 * `firewalls` is not to be used.
 */
export interface DialectResult {
  readonly firewalls: readonly Firewall[]
  readonly diagnostics: readonly Diagnostic[]
}

/** A kind of firewall text. Adding one is adding a folder and a line in `dialects.ts`. */
export interface Dialect {
  readonly name: string
  /** How sure the dialect is that the text is its own, 0 (no) to 1, from the first lines alone, with the evidence in words. */
  recognise(file: DecodedFile): { readonly confidence: number; readonly evidence: string }
  parse(input: DialectInput): DialectResult
  /** The text as it is after a change: commands for a configuration, rows for a table. Not to be used if a diagnostic is an error. */
  change(text: SourceText, script: SourceText, target: ChangeTarget): ChangedText
  /** The lines that make these edits, as `change` takes them; absent where the dialect cannot write its own text. */
  propose?(firewall: Firewall, edits: ProposedEdits): readonly string[]
}

/** What a proposal changes in one text. */
export interface ProposedEdits {
  readonly permits: readonly AddedPermits[]
  /** Lines of the text, from 1, that make packets arrive otherwise than they were sent; those that can be are turned off. */
  readonly altering: readonly number[]
}

/** What a change is for. */
export interface ChangeTarget {
  /** The name under which the text is read as a firewall. */
  readonly name: string
  /** The firewall that is meant, where the text holds several. */
  readonly device?: string
}

/** A text that was changed, and what there is to say about the change. */
export interface ChangedText {
  readonly source: SourceText
  readonly diagnostics: readonly Diagnostic[]
}
