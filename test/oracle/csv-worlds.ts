import fc from 'fast-check'

/** Random rule tables as plain data, with the text that a spreadsheet would hold. The evaluator reads the data alone. */
export interface CsvWorld {
  readonly rules: readonly CsvWorldRule[]
  readonly order: 'rows' | 'priority' | 'deny-overrides'
  readonly delimiter: ',' | ';' | '\t'
  readonly listSeparator: ';' | '|' | '\n' | ','
  readonly otherwise: 'permit' | 'deny' | undefined
  /** Group g holds hosts and perhaps a name that nobody defines; group 1 also holds group 0. */
  readonly groups: readonly { readonly hosts: readonly number[]; readonly unknown: boolean }[]
}

export interface CsvWorldRule {
  readonly action: 'permit' | 'deny'
  readonly disabled: boolean
  readonly condition: boolean
  readonly priority: number
  readonly sourceZones: readonly string[]
  readonly destinationZones: readonly string[]
  readonly source: CsvSide
  readonly destination: CsvSide
  readonly services: readonly CsvService[]
}

/** Values of an address cell; none means any. */
export interface CsvSide {
  readonly negated: boolean
  readonly values: readonly (
    | { readonly kind: 'host'; readonly host: number }
    | { readonly kind: 'group'; readonly group: number }
    | { readonly kind: 'unknown' }
  )[]
}

export type CsvService =
  | { readonly kind: 'any' }
  | { readonly kind: 'ports'; readonly protocol: 6 | 17; readonly first: number; readonly last: number }
  | { readonly kind: 'icmp' }

export const CSV_HOSTS = 4
export const CSV_ZONES: string[] = ['a', 'b', 'c']
/** Protocol, destination port or type, source port or code. */
export const CSV_POINTS: readonly (readonly [number, number, number])[] = [
  ...[6, 17].flatMap((protocol) => [1, 2, 3, 4, 5, 6].map((port) => [protocol, port, 50000] as const)),
  [1, 8, 0],
  [47, 0, 0],
]

const host = fc.nat(CSV_HOSTS - 1)

const side: fc.Arbitrary<CsvSide> = fc.record({
  negated: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
  values: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('host' as const), host }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('group' as const), group: fc.nat(1) }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'unknown' as const }) },
    ),
    { maxLength: 3 },
  ),
})

const service: fc.Arbitrary<CsvService> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'any' as const }) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom<6 | 17>(6, 17), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 }))
      .map(([protocol, first, more]) => ({ kind: 'ports' as const, protocol, first, last: first + more })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'icmp' as const }) },
)

const zones = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray(CSV_ZONES, { minLength: 1 }))
const rarely = fc.integer({ min: 0, max: 7 }).map((n) => n === 0)

const rule: fc.Arbitrary<CsvWorldRule> = fc.record({
  action: fc.constantFrom<'permit' | 'deny'>('permit', 'deny'),
  disabled: rarely,
  condition: rarely,
  priority: fc.integer({ min: 1, max: 1000 }),
  sourceZones: zones,
  destinationZones: zones,
  source: side,
  destination: side,
  services: fc.array(service, { minLength: 1, maxLength: 3 }),
})

export const csvWorld: fc.Arbitrary<CsvWorld> = fc.record({
  rules: fc.uniqueArray(rule, { minLength: 1, maxLength: 7, selector: ({ priority }) => priority }),
  order: fc.constantFrom<CsvWorld['order']>('rows', 'priority', 'deny-overrides'),
  delimiter: fc.constantFrom<CsvWorld['delimiter']>(',', ';', '\t'),
  listSeparator: fc.constantFrom<CsvWorld['listSeparator']>(';', '|', '\n', ','),
  otherwise: fc.constantFrom<CsvWorld['otherwise']>('permit', 'deny', undefined),
  groups: fc.array(fc.record({ hosts: fc.uniqueArray(host, { minLength: 1, maxLength: 3 }), unknown: rarely }), {
    minLength: 2,
    maxLength: 2,
  }),
})

export function addressText(h: number): string {
  return `10.0.0.${h + 1}`
}

function cell(text: string, delimiter: string): string {
  return text.includes(delimiter) || /["\n;|,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The rule table, and the table of its groups. */
export function printCsv(world: CsvWorld): { rules: string; objects: string } {
  const { rules, objects } = csvCells(world)
  return { rules: csvText(rules, world.delimiter), objects: csvText(objects, ',') }
}

/** Rows of cells as the text of a table; `raw` cells are written as they stand, whatever they hold. */
export function csvText(
  rows: readonly (readonly string[])[],
  delimiter: string,
  raw: (row: number, column: number) => boolean = () => false,
): string {
  const lines = rows.map((cells, r) =>
    cells.map((text, c) => (raw(r, c) ? text : cell(text, delimiter))).join(delimiter),
  )
  return `${lines.join('\n')}\n`
}

/** Both tables as rows of cells, the first of which is the header. Groups are called by `nameOf`. */
export function csvCells(
  world: CsvWorld,
  nameOf: (group: number) => string = (group) => `G${group}`,
): { rules: string[][]; objects: string[][] } {
  const list = (values: readonly string[]): string => (values.length === 0 ? 'any' : values.join(world.listSeparator))
  const values = (one: CsvSide): string =>
    list(
      one.values.map((value) => {
        if (value.kind === 'host') return addressText(value.host)
        return value.kind === 'group' ? nameOf(value.group) : 'NOBODY'
      }),
    )
  const services = (all: readonly CsvService[]): string =>
    list(
      all.map((one) => {
        if (one.kind === 'any') return 'any'
        return one.kind === 'icmp' ? 'icmp' : `${one.protocol === 6 ? 'tcp' : 'udp'}/${one.first}-${one.last}`
      }),
    )
  const header = [
    'Priority',
    'Enabled',
    'Source Zone',
    'Source',
    'Source Negated',
    'Destination Zone',
    'Destination',
    'Destination Negated',
    'Service',
    'User',
    'Action',
  ]
  const rows = world.rules.map((one) => [
    String(one.priority),
    one.disabled ? 'no' : 'yes',
    list(one.sourceZones),
    values(one.source),
    one.source.negated ? 'yes' : 'no',
    list(one.destinationZones),
    values(one.destination),
    one.destination.negated ? 'yes' : 'no',
    services(one.services),
    one.condition ? 'somebody' : 'any',
    one.action === 'permit' ? 'Allow' : 'Deny',
  ])
  const members = world.groups.map(({ hosts, unknown }, g) => {
    const own = hosts.map(addressText)
    return [nameOf(g), 'group', [...own, ...(g === 1 ? [nameOf(0)] : []), ...(unknown ? ['NOBODY'] : [])].join(';')]
  })
  return { rules: [header, ...rows], objects: [['Name', 'Type', 'Value'], ...members] }
}
