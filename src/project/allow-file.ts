import type { SourceText } from '../source/source-text.ts'
import type { Complaints, Located } from './complaints.ts'
import { parseYaml, type YamlNode } from './yaml-document.ts'
import { YamlReader } from './yaml-reading.ts'

/** An accepted change as the file states it. */
export interface AllowEntry {
  readonly kind: 'verdict' | 'hole' | 'difference'
  readonly subject: string
  readonly id?: string
  readonly reason: string
  /** YYYY-MM-DD. */
  readonly until: string
}

const KINDS: readonly AllowEntry['kind'][] = ['verdict', 'hole', 'difference']
export const ALLOW_KEYS: readonly string[] = ['kind', 'subject', 'id', 'reason', 'until']
const EXAMPLE = 'a list of `{ kind: hole, subject: DC1, reason: …, until: 2027-01-31 }`'

/** Reads the file of `--allow`. What is wrong is complained about; throws InputError. */
export function readAllowFile(source: SourceText, complaints: Complaints): readonly AllowEntry[] {
  complaints.projectFile = source.name
  const reader = new YamlReader(source.name, complaints)
  const root = parseYaml(source, complaints)
  complaints.refuse()
  if (root?.kind !== 'list') {
    reader.wrongType(root ?? { kind: 'map', entries: [], line: 1, column: 1 }, 'the file of accepted changes', EXAMPLE)
    complaints.refuse()
    return []
  }
  const entries = root.items.map((item) => readEntry(reader, item)).filter((entry) => entry !== undefined)
  complaints.refuse()
  return entries
}

function readEntry(reader: YamlReader, item: YamlNode): AllowEntry | undefined {
  const fields = reader.fields(item, 'an accepted change', ALLOW_KEYS, ['kind', 'subject', 'reason', 'until'])
  const text = (key: string, expected: string): Located<string> | undefined => {
    const value = fields?.get(key)?.value
    return value === undefined ? undefined : reader.text(value, `\`${key}\``, expected)
  }
  const kind = text('kind', KINDS.join(', '))
  const subject = text('subject', 'a server, a zone, or `zone to zone`')
  const reason = text('reason', 'a sentence')
  const until = text('until', 'a day as YYYY-MM-DD')
  const id = text('id', 'a kind of hole')
  const known = KINDS.find((one) => one === kind?.value)
  if (kind !== undefined && known === undefined) {
    reader.complaints.error(
      'allow/kind',
      { file: reader.file, line: kind.line, column: kind.column },
      {
        message: 'nothing of this kind can be accepted',
        found: kind.value,
        expected: KINDS.join(', '),
        mend: 'write one of these',
      },
    )
  }
  if (until !== undefined && !isDay(until.value)) {
    reader.complaints.error(
      'allow/until',
      { file: reader.file, line: until.line, column: until.column },
      {
        message: 'this is no day',
        found: until.value,
        expected: 'a day as YYYY-MM-DD',
        mend: 'write the last day on which the change is accepted',
      },
    )
  }
  if (known === undefined || subject === undefined || reason === undefined || until === undefined) return undefined
  return {
    kind: known,
    subject: subject.value,
    reason: reason.value,
    until: until.value,
    ...(id === undefined ? {} : { id: id.value }),
  }
}

/** Whether a text is a day of the calendar, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const [, year, month, day] = match.map(Number) as [number, number, number, number]
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
