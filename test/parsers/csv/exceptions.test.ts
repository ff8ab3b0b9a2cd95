import { describe, expect, test } from 'vitest'
import type { CsvMapping } from '../../../parsers/csv/mapping.ts'
import { askCsv, errorsOf, readCsv } from '../../support/csv-table.ts'

/** Columns of addresses that a rule does not hold for, and what is offered for columns that are not known. */
const DENY: CsvMapping = { otherwise: 'deny' }
const H = 'No.,Name,Source,Destination,Service,Action'

const mendsOf = (header: string, ...values: readonly string[]): string => {
  const rows = values.map((value, i) => `${i + 1},r,any,any,any,allow,${value}\n`).join('')
  const { diagnostics } = readCsv(`${H},${header}\n${rows}`, DENY)
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ mend }) => mend)
    .join()
}

describe('a column of exceptions', () => {
  test.each(['Source Exclusions', 'Excluded Sources', 'Source Except'])('%s takes sources out', (header) => {
    const table = readCsv(`${H},${header}\n1,all,any,any,any,allow,10.1.0.10\n2,b,10.1.0.11,any,any,deny,\n`, DENY)
    expect(askCsv(table, '10.1.0.10 10.0.0.1 tcp/1')).toBe('deny end')
    expect(askCsv(table, '10.1.0.12 10.0.0.1 tcp/1')).toBe('permit 2')
  })

  test('of destinations, several and as groups', () => {
    const table = readCsv(`${H},Destination Exclusions\n1,all,any,10.0.0.0/8,any,allow,"10.1.0.10; DCs"\n`, {
      ...DENY,
      addresses: { DCs: ['10.2.0.0/24'] },
    })
    expect(askCsv(table, '1.1.1.1 10.1.0.10 tcp/1')).toBe('deny end')
    expect(askCsv(table, '1.1.1.1 10.2.0.9 tcp/1')).toBe('deny end')
    expect(askCsv(table, '1.1.1.1 10.1.0.11 tcp/1')).toBe('permit 2')
  })

  test('of a negated source takes out of the rest', () => {
    const header = 'Source,Source Negated,Excluded Sources,Destination,Service,Action'
    const table = readCsv(`${header}\n10.0.0.1,yes,10.0.0.2,any,any,allow\n`, DENY)
    const answers = [1, 2, 3].map((host) => askCsv(table, `10.0.0.${host} 1.1.1.1 tcp/1`))
    expect(answers).toEqual(['deny end', 'deny end', 'permit 2'])
  })

  test('with a name that nobody defines leaves the rule open', () => {
    const table = readCsv(`${H},Excluded Sources\n1,all,any,any,any,allow,DCS\n`, DENY)
    expect(askCsv(table, '1.1.1.1 2.2.2.2 tcp/1')).toBe('unknown')
  })

  test('that says yes and no is no such column, and the mend works', () => {
    const table = `${H},Source excluded\n1,all,10.0.0.1,any,any,allow,yes\n`
    expect(errorsOf(readCsv(table, DENY))[0]).toContain('csv/exceptions')
    const mended = readCsv(table, { ...DENY, columns: { sourceNegated: 7 } })
    expect(askCsv(mended, '10.0.0.1 10.0.0.9 tcp/1')).toBe('deny end')
    expect(askCsv(mended, '10.0.0.2 10.0.0.9 tcp/1')).toBe('permit 2')
  })

  test('that takes everything out is refused', () => {
    expect(errorsOf(readCsv(`${H},Excluded Sources\n1,all,any,any,any,allow,any\n`, DENY))[0]).toContain(
      'takes-all-out',
    )
  })
})

describe('what is offered is no meaning that another column has', () => {
  test.each(['Exclude', 'Exceptions', 'Ausnahmen', 'Sauf', 'Excepto', 'Peer Addresses'])('%s', (header) => {
    const mend = mendsOf(header, '10.1.0.10')
    expect(mend).toContain(`columns: { sourceExcept: '${header}' }`)
    expect(mend).toContain(`columns: { destinationExcept: '${header}' }`)
    expect(mend).toContain(`columns: { condition: '${header}' }`)
    expect(mend).not.toMatch(/\{ (?:source|destination):/)
  })

  test('and what is offered works', () => {
    const table = `${H},Exclude\n1,all,any,any,any,allow,10.1.0.10\n`
    const ask = (columns: CsvMapping['columns']): string =>
      askCsv(readCsv(table, { ...DENY, columns: columns! }), '10.1.0.10 10.0.0.1 tcp/1')
    expect(ask({ sourceExcept: 'Exclude' })).toBe('deny end')
    expect(ask({ destinationExcept: 'Exclude' })).toBe('permit 2')
    expect(ask({ condition: 'Exclude' })).toBe('unknown')
  })

  test('numbers beside services are no ports', () => {
    expect(mendsOf('Weightage', '46', '0')).toMatch(/^say what it means: `columns: \{ condition: 'Weightage' \}`/)
    expect(mendsOf('Weightage', '46', '0')).not.toContain('destinationPort')
  })
})

test.each(['DSCP', 'ToS', 'Translated Source', 'Source NAT', 'Translated Destination'])(
  'a rule with a value under %s is open',
  (header) => {
    const table = readCsv(`${H},${header}\n1,all,any,any,any,allow,46\n`, DENY)
    expect(askCsv(table, '10.1.0.10 10.0.0.1 tcp/1')).toBe('unknown')
  },
)

describe('columns of numbers', () => {
  test.each([
    'N°',
    'Nº',
    'Lfd. Nr.',
    '#',
    'Num.',
    'Núm.',
    'Numéro',
    'Pos.',
    'Rang',
    'Ordre',
    'Reihenfolge',
    'Regel-Nr.',
    'N° de règle',
    'Orden',
    'Priorität',
  ])('%s', (header) => {
    const table = `${header};Source;Destination;Service;Action\n1;any;any;tcp/25;deny\n2;any;any;any;allow\n`
    expect(askCsv(readCsv(table, DENY), '1.1.1.1 2.2.2.2 tcp/25')).toBe('deny 2')
    expect(errorsOf(readCsv(table.replace('\n2;', '\n1;'), DENY))[0]).toContain('csv/order')
  })

  test('one that nobody knows and that rises is offered as that of the rules', () => {
    const table = 'Wave;Source;Destination;Protocol;Action\n1;any;any;tcp;allow\n2;any;any;ip;allow\n'
    const [error] = readCsv(table, DENY).diagnostics.filter(({ severity }) => severity === 'error')
    expect(error?.mend).toMatch(/^say what it means: `columns: \{ order: 'Wave' \}`/)
  })
})

test('headers of a French and a Spanish table', () => {
  const french = 'N°;Adresse source;Adresse destination;Protocole;Port destination;Action\n1;any;10.0.0.1;tcp;25;deny\n'
  expect(askCsv(readCsv(french, { otherwise: 'permit' }), '1.1.1.1 10.0.0.1 tcp/25')).toBe('deny 2')
  const spanish = 'Nº;Origen;Destino;Servicio;Acción\n1;any;10.0.0.1;tcp/25;deny\n'
  expect(askCsv(readCsv(spanish, { otherwise: 'permit' }), '1.1.1.1 10.0.0.1 tcp/25')).toBe('deny 2')
})

describe('the protocol 0', () => {
  const table = 'Source,Destination,Protocol,Port,Action\nany,any,6,25,deny\nany,any,0,0,allow\n'

  test('is asked about, with mends that work', () => {
    expect(errorsOf(readCsv(table, DENY))[0]).toContain('csv/protocol-zero 3:9')
    const every = readCsv(table, { ...DENY, words: { any: ['0'] } })
    expect(askCsv(every, '1.1.1.1 2.2.2.2 tcp/26')).toBe('permit 3')
    const named = readCsv(table.replace('0,0,', 'hopopt,,'), DENY)
    expect(askCsv(named, '1.1.1.1 2.2.2.2 tcp/26')).toBe('deny end')
    expect(askCsv(named, '1.1.1.1 2.2.2.2 0')).toBe('permit 3')
  })

  test('also in a table of services', () => {
    const services = 'name,protocol,destination port\nALL,0,\n'
    const rules = 'Source,Destination,Service,Action\nany,any,ALL,allow\n'
    expect(errorsOf(readCsv(rules, DENY, [services]))[0]).toContain('the protocol 0 may be HOPOPT')
  })
})
