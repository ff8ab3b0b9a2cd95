import { describe, expect, test } from 'vitest'
import { suggest } from '../../src/source/suggest.ts'

const ROLES = ['client-access', 'mailbox', 'hub-transport', 'edge-transport', 'domain-controller', 'dns']

describe('suggest', () => {
  test.each([
    ['mailbx', ROLES, 'mailbox'],
    ['Mailbox', ROLES, 'mailbox'],
    ['clientaccess', ROLES, 'client-access'],
    ['domain-controler', ROLES, 'domain-controller'],
    ['dsn', ROLES, undefined],
    ['dn', ROLES, 'dns'],
    ['x', ['y'], undefined],
    ['', ROLES, undefined],
    ['printer', ROLES, undefined],
    ['mailbox-srv', ROLES, undefined],
    ['abx', ['aba', 'abc'], undefined],
    ['abcd', ['abce', 'abc'], undefined],
    ['abx', ['abxy', 'abx', 'aby'], 'abx'],
    ['zone', ['zones', 'zones'], 'zones'],
    ['__proto_', ['__proto__'], '__proto__'],
    ['word', [], undefined],
  ])('%j among %j is %j', (word, known, expected) => expect(suggest(word, known)).toBe(expected))

  test('a megabyte is no trouble', () => {
    expect(suggest('x'.repeat(1_000_000), ROLES)).toBeUndefined()
  })
})
