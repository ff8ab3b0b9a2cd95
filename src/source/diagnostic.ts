import { redactSentence, showable } from './redact.ts'

/** What a reader of the input file should know about it. Errors refuse the input; warnings and notes never do. */
export interface Diagnostic {
  /** Stable name, `area/what`, for example `csv/unknown-action`; programs branch on it, never on the sentence. */
  readonly code: string
  readonly severity: 'error' | 'warning' | 'note'
  /** The file's name as the user gave it. */
  readonly file: string
  /** 1-based; absent where the whole file is meant. */
  readonly line?: number
  /** 1-based, in UTF-16 units of the line as it stands. */
  readonly column?: number
  /** One sentence without full stop: what is the matter. User text in backquotes, already free of secrets. */
  readonly message: string
  /** What stands there, where the sentence does not say it. */
  readonly found?: string
  readonly expected?: string
  /** What the user can do, as an instruction. */
  readonly mend?: string
}

/** The input (exit 3) or the call or project file (exit 2) cannot be accepted. Carries every reason found. */
export class InputError extends Error {
  readonly diagnostics: readonly Diagnostic[]
  readonly exitCode: 2 | 3

  constructor(exitCode: 2 | 3, diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => diagnostic.message).join('; '))
    this.name = 'InputError'
    this.diagnostics = diagnostics
    this.exitCode = exitCode
  }
}

/** A diagnostic as lines of text: `file:line:column: severity: message [code]`, then found, expected and mend. */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { line, column, severity, code } = diagnostic
  const [file, message, found, expected, mend] = [
    showable(diagnostic.file),
    redactSentence(diagnostic.message),
    ...[diagnostic.found, diagnostic.expected, diagnostic.mend].map((text) =>
      text === undefined ? undefined : redactSentence(text),
    ),
  ]
  const place = [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')
  const lines = [`${place}: ${severity}: ${message} [${code}]`]
  if (found !== undefined) lines.push(`  found:    ${found}`)
  if (expected !== undefined) lines.push(`  expected: ${expected}`)
  if (mend !== undefined) lines.push(`  mend:     ${mend}`)
  return lines.join('\n')
}

/** A diagnostic and every line of its file where the same is said. */
export interface Merged {
  readonly diagnostic: Diagnostic
  readonly count: number
  /** Ascending; empty where the whole file is meant. */
  readonly lines: readonly number[]
}

/** The order of places. Ties keep their order. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted(
    (a, b) => compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  )
}

/**
 * Warnings and notes that say the same of a file as one, in the order of their first places. What is said twice of the
 * same place (a file that was read for both sides of a comparison) counts once.
 */
export function mergeRemarks(diagnostics: readonly Diagnostic[]): Merged[] {
  const merged = new Map<string, { diagnostic: Diagnostic; places: Set<string>; lines: Set<number> }>()
  for (const diagnostic of inOrder(diagnostics)) {
    const { line, column, ...rest } = diagnostic
    const key = JSON.stringify([
      rest.code,
      rest.severity,
      rest.file,
      rest.message,
      rest.found,
      rest.expected,
      rest.mend,
    ])
    const known = merged.get(key) ?? { diagnostic, places: new Set(), lines: new Set() }
    merged.set(key, known)
    known.places.add(`${line}:${column}`)
    if (line !== undefined) known.lines.add(line)
  }
  return Array.from(merged.values(), ({ diagnostic, places, lines }) => ({
    diagnostic,
    count: places.size,
    lines: [...lines],
  }))
}

const SHOWN_PER_CODE_MAX = 20

/** Many diagnostics in the order of their places; after twenty of one code the rest are counted. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const sorted = inOrder(diagnostics)
  const shown = new Map<string, number>()
  const lines: string[] = []
  for (const diagnostic of sorted) {
    const count = (shown.get(diagnostic.code) ?? 0) + 1
    shown.set(diagnostic.code, count)
    if (count <= SHOWN_PER_CODE_MAX) lines.push(renderDiagnostic(diagnostic))
  }
  for (const [code, count] of shown) {
    if (count > SHOWN_PER_CODE_MAX) lines.push(`… and ${count - SHOWN_PER_CODE_MAX} more of ${code}`)
  }
  return lines.join('\n')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
