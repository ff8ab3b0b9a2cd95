import type { SourceText } from '../../../src/source/source-text.ts'
import type { Era } from '../config.ts'
import type { Block, Document } from './document.ts'

/** The configuration so far, and the mode that the last command left. */
export interface ScriptState {
  readonly document: Document
  /** Of the device; undefined for a text that holds none. */
  readonly era: Era | undefined
  /** The block that commands belong to. */
  block: Block | undefined
  /** A header within the block: the class of a policy map. */
  inner: string | undefined
}

/** One command of the script. */
export interface Edit {
  readonly script: SourceText
  readonly line: number
  /** Without blanks at the ends. */
  readonly bare: string
  readonly words: readonly string[]
}

/** What the device would not accept, or what cannot be applied exactly. */
export class Refusal extends Error {
  readonly expected: string | undefined
  readonly mend: string | undefined

  constructor(message: string, expected?: string, mend?: string) {
    super(message)
    this.expected = expected
    this.mend = mend
  }
}

/** A line as it is compared: blanks once. */
export function plain(text: string): string {
  return text.trim().split(/\s+/).join(' ')
}

/** The address that a `name` statement gives to an alias. */
export function nameResolver({ statements }: Document): (alias: string) => string | undefined {
  const names = new Map<string, string>()
  for (const { text, isGone } of statements) {
    const match = isGone ? null : /^\s*name (\S+) (\S+)/.exec(text)
    if (match !== null) names.set(match[2] ?? '', match[1] ?? '')
  }
  return (alias) => names.get(alias)
}
