import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { showable } from '../../src/source/redact.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import { columnOf, type TableRow } from '../shared/table.ts'
import { type ColumnSight, isIdleValue, type Look } from './column-values.ts'
import { type ColumnField, type HeaderColumn, isDangerous, normaliseHeader } from './header.ts'
import type { CsvField } from './mapping.ts'

/** Meanings of which a column may not be passed over without a reason. */
const DECIDING: ReadonlySet<ColumnField> = new Set<ColumnField>([
  'enabled',
  'disabled',
  'action',
  'sourceZone',
  'destinationZone',
  'source',
  'destination',
  'sourceExcept',
  'destinationExcept',
  'sourceNegated',
  'destinationNegated',
  'serviceNegated',
  'protocol',
  'service',
  'sourcePort',
  'destinationPort',
  'fromPort',
  'toPort',
  'peer',
  'condition',
  'inspection',
  'direction',
  'interface',
  'family',
  'translation',
  'ruleType',
])

/** A column as the project file may name it: by its header where that is unmistakable, else by its position. */
export function columnKey({ header, index }: HeaderColumn, columns: readonly HeaderColumn[]): string {
  const text = header.trim()
  const name = normaliseHeader(text)
  const isPlain = /^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]{1,60}$/.test(text)
  if (!isPlain || columns.some((one) => one.index !== index && normaliseHeader(one.header) === name)) {
    return String(index + 1)
  }
  return `'${text.replaceAll("'", "''")}'`
}

/** The reasons that the mends show, for a column that is passed over and for titles; who copies one has given none. */
const EXAMPLE_REASON = 'why it says nothing about traffic'
export const EXAMPLE_OF_TITLES = 'why the titles limit no rule'

export function isExampleReason(reason: string): boolean {
  return [EXAMPLE_REASON, EXAMPLE_OF_TITLES].includes(reason.trim())
}

/** How to pass a column over that looks as if it decided: the reason is told in every report. */
export function passOver(column: HeaderColumn, columns: readonly HeaderColumn[]): string {
  return `\`ignoreColumns: [{ column: ${columnKey(column, columns)}, reason: '${EXAMPLE_REASON}' }]\``
}

/** What has to be asked and told about columns that take no part in the rules, by their names and values. */
export function columnQuestions(
  source: SourceText,
  { headerRow, columns }: { readonly headerRow: TableRow; readonly columns: readonly HeaderColumn[] },
  sights: readonly ColumnSight[],
): Diagnostic[] {
  return sights.flatMap((sight): Diagnostic[] => {
    const { column, values } = sight
    if (values === 0) return []
    const asked = questionOf(sight, columns)
    const at = { file: source.name, line: headerRow.line, column: columnOf(source, headerRow, column.index) }
    if (asked !== undefined) return [{ ...at, severity: 'error', ...asked }]
    const told = remarkOf(sight, columns)
    return told === undefined ? [] : [{ ...at, severity: 'warning', ...told }]
  })
}

type Words = Pick<Diagnostic, 'code' | 'message' | 'expected' | 'mend'>

function questionOf(sight: ColumnSight, columns: readonly HeaderColumn[]): Words | undefined {
  const { column, look } = sight
  const name = normaliseHeader(column.header)
  const shown = shownColumn(column)
  const looks = look === undefined ? 'looks as if it decided traffic' : looksLike(sight, look)
  if (column.passedOver !== undefined) return passedOverQuestion(sight, columns, column.passedOver)
  if (column.field === 'context') {
    if (look !== 'actions') return undefined
    return {
      code: 'csv/unknown-column',
      message: `${shown} was taken for a place, but it ${looks}`,
      expected: 'columns with a known meaning',
      mend: meaningOf(sight, columns),
    }
  }
  // A column of numbers without a name may as well hold marks.
  if (column.field === 'order' || column.field === 'id') {
    if (look === undefined || look === 'ports' || name !== '') return undefined
  }
  if (look === undefined && (column.field !== undefined || !isDangerous(name))) return undefined
  if (column.field === undefined && isUnusedSwitch(sight, name)) return undefined
  return {
    code: 'csv/unknown-column',
    message: `${shown} is ${column.field === undefined ? 'not known' : 'not read'} and ${looks}`,
    expected: 'columns with a known meaning',
    mend: `${meaningOf(sight, columns)}; only if it decides nothing, say why: ${passOver(column, columns)}`,
  }
}

/** A column that the project file passes over, and that looks as if it decided. */
function passedOverQuestion(
  sight: ColumnSight,
  columns: readonly HeaderColumn[],
  { field, reason }: NonNullable<HeaderColumn['passedOver']>,
): Words | undefined {
  const { column, look } = sight
  const name = normaliseHeader(column.header)
  const shown = shownColumn(column)
  const looks = look === undefined ? 'looks as if it decided traffic' : looksLike(sight, look)
  const decides = (field !== undefined && DECIDING.has(field)) || look !== undefined || isDangerous(name)
  if (decides && reason !== undefined && isExampleReason(reason)) {
    return {
      code: 'csv/example-reason',
      message: `the reason why ${shown} is passed over is that of the example`,
      expected: 'why this column decides nothing',
      mend: `${meaningOf(sight, columns)}; if it really decides nothing, write why in your own words`,
    }
  }
  if (!decides || reason !== undefined || isUnusedSwitch(sight, name)) return undefined
  return {
    code: 'csv/ignored-column',
    message: `${shown} is to be passed over, but it ${field !== undefined && look === undefined ? `means ${field}` : looks}`,
    expected: 'columns that say nothing about traffic, or the reason why this one does not',
    mend: `${meaningOf(sight, columns)}; if it really decides nothing, say why: ${passOver(column, columns)}`,
  }
}

/** A negation that no rule makes use of says nothing; nor does `quick` where every rule is. */
function isUnusedSwitch({ allNo, allYes }: ColumnSight, name: string): boolean {
  return (allNo && isIdleValue(name, 'no')) || (allYes && isIdleValue(name, 'yes'))
}

function remarkOf(sight: ColumnSight, columns: readonly HeaderColumn[]): Words | undefined {
  const { column, values, look } = sight
  const rules = values === 1 ? 'one row has' : `${values} rows have`
  const { passedOver, field } = column
  if (passedOver !== undefined) {
    const isPlain = passedOver.field === undefined && look === undefined
    if (passedOver.reason === undefined || isPlain) return undefined
    return {
      code: 'csv/passed-over',
      message: `${shownColumn(column)} was passed over as the project file says (${showable(passedOver.reason).slice(0, 120)}), although it looks as if it decided traffic; ${rules} a value there`,
    }
  }
  if (field !== undefined || isUnusedSwitch(sight, normaliseHeader(column.header))) return undefined
  return {
    code: 'csv/unknown-values',
    message: `${shownColumn(column)} is not known and may narrow the rules; ${rules} a value there and ${values === 1 ? 'is' : 'are'} uncertain`,
    expected: 'columns with a known meaning',
    mend: `say what it means under \`columns:\` (\`condition\` if it narrows the rules), or \`ignoreColumns: [${columnKey(column, columns)}]\` if it says nothing about traffic`,
  }
}

function shownColumn({ header, index }: HeaderColumn): string {
  const text = showable(header.trim().replace(/\s+/g, ' '))
  return text === '' ? `column ${index + 1}, which has no header,` : `the column \`${text.slice(0, 60)}\``
}

const LOOKS: Readonly<Record<Look, string>> = {
  addresses: 'addresses',
  services: 'services',
  ports: 'numbers, such as ports',
  protocols: 'protocols',
  zones: 'zones of this table',
  actions: 'actions',
  switches: 'yes and no, or on and off',
}

function looksLike({ examples }: ColumnSight, look: Look): string {
  const shown = examples.map((text) => `\`${showable(text.replace(/\s+/g, ' ')).slice(0, 30)}\``).join(', ')
  return `holds ${LOOKS[look]} (${shown})`
}

/** The key that gives a column its meaning, by what it looks like and what the table still lacks. */
function meaningOf({ column, look, isRising }: ColumnSight, columns: readonly HeaderColumn[]): string {
  const name = normaliseHeader(column.header)
  const key = columnKey(column, columns)
  if (/\b(?:tcp|udp|icmp)\b/.test(name) && (look === 'ports' || look === 'services' || look === 'switches')) {
    return `write protocol and ports of each rule into one column of services, such as \`tcp/389; udp/53\`, and remove ${shownColumn(column)}`
  }
  const fields = fieldsFor(look, name, new Set(columns.map(({ field }) => field)), isRising)
  if (fields.length === 0) return 'say what it means under `columns:`'
  return `say what it means: ${fields.map((field) => `\`columns: { ${field}: ${key} }\`${WHEN[field] ?? ''}`).join(' or ')}`
}

/** When a meaning is right that does not say so itself. */
const WHEN: Readonly<Partial<Record<CsvField, string>>> = {
  sourceExcept: ' if the rule does not hold for these sources',
  destinationExcept: ' if it does not hold for these destinations',
  condition: ' if it narrows the rule in another way',
}

/** Names of columns of what a rule does not hold for. */
const EXCEPT = /exclu|excep|ausnahm|ausgenommen|\baußer\b|\bsauf\b|\bsalvo\b/

/** The meanings that a column of this look may have: none that another column has already. */
function fieldsFor(
  look: Look | undefined,
  name: string,
  taken: ReadonlySet<ColumnField | undefined>,
  isRising: boolean,
): CsvField[] {
  const isSource = /\bsource|\bsrc|\bfrom\b|quell|origen|origine|\bvon\b/.test(name)
  const isDestination = /\bdest|\bdst|\bto\b|ziel|destin|\bnach\b/.test(name)
  const bySide = (source: CsvField, destination: CsvField): CsvField[] => {
    const sides = isSource === isDestination ? [source, destination] : [isSource ? source : destination]
    return sides.filter((field) => !taken.has(field))
  }
  const orCondition = (fields: readonly CsvField[]): CsvField[] => (fields.length === 0 ? ['condition'] : [...fields])
  const exceptions = (): CsvField[] => [...bySide('sourceExcept', 'destinationExcept'), 'condition']
  switch (look) {
    case 'addresses': {
      const fields = EXCEPT.test(name) ? exceptions() : bySide('source', 'destination')
      return fields.length > 0 ? fields : ['condition', ...bySide('sourceExcept', 'destinationExcept')]
    }
    case 'zones':
      return orCondition(bySide('sourceZone', 'destinationZone'))
    case 'ports':
      return numberFields(name, taken, isRising, orCondition(bySide('sourcePort', 'destinationPort')).toReversed())
    case 'services':
      if (!taken.has('service')) return ['service']
      return /port|puerto/.test(name) && !taken.has('destinationPort')
        ? ['destinationPort', 'condition']
        : ['condition']
    case 'protocols':
      return taken.has('protocol') ? ['condition'] : ['protocol']
    case 'actions':
      return taken.has('action') ? ['condition'] : ['action']
    case 'switches':
      if (/negat|\bnot\b|not$|invert|exclu|except/.test(name))
        return orCondition(bySide('sourceNegated', 'destinationNegated'))
      if (/disab|inact|deakt|désact|desact/.test(name)) return ['disabled']
      return /enab|activ|aktiv|status|state|stat|estado|état|zustand|habilit|live/.test(name)
        ? ['enabled']
        : ['condition', 'enabled', 'disabled']
    default:
      return EXCEPT.test(name) ? exceptions() : ['condition']
  }
}

/** Numbers: those of the rules, ports where the table has none yet or the name says so, or something else. */
function numberFields(
  name: string,
  taken: ReadonlySet<ColumnField | undefined>,
  isRising: boolean,
  ports: readonly CsvField[],
): CsvField[] {
  const saysOrder = /^(?:#|no|nr|num|number|rank|weight|sort|seq\w*|prio\w*)$/.test(name)
  if (saysOrder && !taken.has('order')) return ['order']
  const hasServices = taken.has('service') || taken.has('destinationPort') || taken.has('fromPort')
  const others = hasServices && !/port|puerto/.test(name) ? (['condition'] as const) : ports
  return isRising && !taken.has('order') ? ['order', ...others] : [...others]
}
