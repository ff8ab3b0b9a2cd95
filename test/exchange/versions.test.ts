import { describe, expect, test } from 'vitest'
import { SUPPORT_STATEMENTS, supportStatement } from '../../src/exchange/support.ts'
import { everyMailboxIsClientAccess, parseVersion } from '../../src/exchange/versions.ts'

describe('parseVersion', () => {
  test.each([
    ['Version 6.5 (Build 7638.2)', '2003', '6.5.7638.2'],
    ['Version 8.3 (Build 83.6)', '2007', '8.3.83.6'],
    ['Version 14.3 (Build 123.4)', '2010', '14.3.123.4'],
    ['Version 15.0 (Build 1497.2)', '2013', '15.0.1497.2'],
    ['Version 15.1 (Build 2507.6)', '2016', '15.1.2507.6'],
    ['Version 15.2 (Build 986.5)', '2019', '15.2.986.5'],
    ['Version 15.2 (Build 2561.99)', '2019', '15.2.2561.99'],
    ['Version 15.2 (Build 2562.17)', 'SE', '15.2.2562.17'],
    ['15.02.1118.007', '2019', '15.2.1118.7'],
    ['15.02.2562.017', 'SE', '15.2.2562.17'],
    ['15.2.2562.17', 'SE', '15.2.2562.17'],
    ['15.02.2562.017 ', 'SE', '15.2.2562.17'],
    ['15.2', '2019', undefined],
    ['2016', '2016', undefined],
    ['Exchange 2010', '2010', undefined],
    ['Exchange2010 SP3', '2010', undefined],
    ['SE', 'SE', undefined],
    ['Exchange Server Subscription Edition', 'SE', undefined],
  ] as const)('%s is %s', (text, family, build) => {
    expect(parseVersion(text)).toEqual(build === undefined ? { family } : { family, build })
  })

  test.each([
    '',
    '2012',
    'Windows Server 2016',
    '2010 or 2013',
    'Version 16.0 (Build 1.1)',
    '0.1 (8.0.535.0)',
    '120160',
  ])('%j is none', (text) => expect(parseVersion(text)).toBeUndefined())

  test('every Mailbox server has Client Access from 2016 on', () =>
    expect((['2003', '2007', '2010', '2013', '2016', '2019', 'SE'] as const).map(everyMailboxIsClientAccess)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
      true,
    ]))
})

describe('support statements', () => {
  test.each([
    ['2003', 'A front-end server'],
    ['2010', 'A Client Access server in a perimeter'],
    ['SE', 'Nothing may restrict'],
    [undefined, 'Nothing may restrict'],
  ] as const)('%s', (family, start) => expect(supportStatement(family).statement.startsWith(start)).toBe(true))

  test.each([
    ['2003', false],
    ['2007', false],
    ['2010', false],
    ['2013', true],
    ['2016', true],
    ['2019', true],
    ['SE', true],
  ] as const)('%s names Skype for Business: %s', (family, names) => {
    const { statement, namesSkypeForBusiness } = supportStatement(family)
    expect(namesSkypeForBusiness).toBe(names)
    expect(statement.includes('Skype for Business')).toBe(names)
  })

  test('each generation has one, each with a source', () => {
    expect(SUPPORT_STATEMENTS.flatMap(({ families }) => families)).toEqual([
      '2000',
      '2003',
      '2007',
      '2010',
      '2013',
      '2016',
      '2019',
      'SE',
    ])
    for (const { sources } of SUPPORT_STATEMENTS) {
      expect(sources).not.toEqual([])
      for (const { title, url } of sources) {
        expect(title).not.toMatch(/https?:/)
        expect(new URL(url).protocol).toBe('https:')
      }
    }
  })
})
