import type { SourceText } from '../src/source/source-text.ts'
import type { DecodedFile, Dialect } from './dialect.ts'

/** Which dialect a file is, or what it looks like instead. The evidence is in words, for people. */
export type Detection =
  | { readonly kind: 'dialect'; readonly dialect: Dialect; readonly evidence: string }
  | { readonly kind: 'unknown'; readonly looksLike: string; readonly evidence: string; readonly mend: string }

/** A dialect that is less sure than this is not asked to parse the file. */
const CONFIDENCE_MIN = 0.3
const LINES_READ_MAX = 400

/** Chooses the dialect that is surest; texts that are plainly something else are refused before any dialect is asked. */
export function detect(file: DecodedFile, dialects: readonly Dialect[]): Detection {
  const head = headOf(file.source)
  for (const { looksLike, sign, mend } of STRANGERS) {
    const match = sign.exec(head)
    if (match !== null) return { kind: 'unknown', looksLike, evidence: evidenceAt(file.source, head, match), mend }
  }
  let best: { dialect: Dialect; confidence: number; evidence: string } | undefined
  const doubts: string[] = []
  for (const dialect of dialects) {
    const { confidence, evidence } = dialect.recognise(file)
    doubts.push(`${dialect.name}: ${evidence}`)
    if (best === undefined || confidence > best.confidence) best = { dialect, confidence, evidence }
  }
  if (best !== undefined && best.confidence >= CONFIDENCE_MIN) return { kind: 'dialect', ...best }
  return {
    kind: 'unknown',
    looksLike: isProse(head) ? 'text in sentences' : 'no export that is known',
    evidence: doubts.join('; '),
    mend: 'export the running configuration as text or the rules as CSV; if it is one of these, say so with `format:` in emmental.yaml',
  }
}

interface Stranger {
  readonly looksLike: string
  readonly sign: RegExp
  readonly mend: string
}

const AS_CSV = 'export the rules as CSV'

/** What is often given instead, by a sign that no firewall text or rule table has. */
const STRANGERS: readonly Stranger[] = [
  {
    looksLike: 'a web page (HTML)',
    sign: /^\s*<(?:!doctype\s+html|html|head|body|table)\b/i,
    mend: 'save the export itself, not the page that shows it',
  },
  { looksLike: 'an XML document', sign: /^\s*<(?:\?xml\b|[a-z][\w:.-]*(?:\s[^>]*)?>)/i, mend: AS_CSV },
  { looksLike: 'a JSON document', sign: /^\s*(?:\{\s*["}]|\[\s*[[{"])/, mend: AS_CSV },
  { looksLike: 'a document in rich text format', sign: /^\s*\{\\rtf/, mend: 'save it as plain text' },
  {
    looksLike: 'a FortiGate configuration',
    sign: /^[ \t]*config (?:firewall \w+|system \w+|vdom)[ \t\r]*$/im,
    mend: AS_CSV,
  },
  {
    looksLike: 'a Junos configuration',
    sign: /^set (?:security (?:policies|zones)|interfaces \S+ unit|system host-name)\b/m,
    mend: AS_CSV,
  },
  {
    looksLike: 'rules of iptables',
    sign: /^(?:\*(?:filter|nat|mangle|raw)|:(?:INPUT|FORWARD|OUTPUT) |-A (?:INPUT|FORWARD|OUTPUT) )/m,
    mend: 'no dialect reads them yet; write the rules as CSV',
  },
  {
    looksLike: 'a project file of Emmental',
    sign: /^firewalls:[ \t]*(?:[[#&]|\r?$)/m,
    mend: 'name it alone, with the ending `.yaml`',
  },
  {
    looksLike: 'a log of connections',
    sign: /^.{0,80}%(?:ASA|PIX|FWSM)-\d-\d{6}:/m,
    mend: 'give the running configuration: `show running-config`',
  },
]

function headOf(source: SourceText): string {
  const lines: string[] = []
  for (let line = 1; line <= Math.min(source.lineCount, LINES_READ_MAX); line++) {
    lines.push(source.rawLine(line).slice(0, 1000))
  }
  return lines.join('\n')
}

/** The line that gave it away, safe to show. */
function evidenceAt(source: SourceText, head: string, match: RegExpExecArray): string {
  const start = match.index + (match[0].length - match[0].trimStart().length)
  const line = head.slice(0, start).split('\n').length
  const shown = source.shownLine(line)
  return `line ${line}: ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}`
}

function isSentence(line: string): boolean {
  return /[.!?:]$/.test(line.trimEnd()) && /\p{Ll}{2} \p{Ll}{2,40} /u.test(line)
}

/** Several lines that begin with a capital letter, hold words in small letters and end like sentences. */
function isProse(head: string): boolean {
  const lines = head.split('\n').filter((line) => line.trim() !== '')
  const sentences = lines.filter((line) => isSentence(line))
  return lines.length > 0 && sentences.length > 0.3 * lines.length
}
