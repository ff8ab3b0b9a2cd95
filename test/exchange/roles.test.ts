import { describe, expect, test } from 'vitest'
import {
  isClientAccess,
  isDomainController,
  isExchangeServer,
  isPeerOf,
  parseRole,
  parseRoles,
  peerExclusion,
  ROLES,
} from '../../src/exchange/roles.ts'
import type { Role, Server } from '../../src/model/network.ts'

function server(name: string, roles: readonly Role[], more: Partial<Server> = {}): Server {
  return { name, roles, addresses: [{ address: 1, zone: 'inside' }], file: 'servers.csv', line: 2, ...more }
}

describe('parseRole', () => {
  test.each([
    ['CAS', 'client-access'],
    ['ClientAccess', 'client-access'],
    ['Client Access', 'client-access'],
    ['client-access', 'client-access'],
    ['MBX', 'mailbox'],
    ['HT', 'hub-transport'],
    ['HubTransport', 'hub-transport'],
    ['UM', 'unified-messaging'],
    ['ET', 'edge-transport'],
    ['Edge', 'edge-transport'],
    ['dc', 'domain-controller'],
    ['Domain_Controller', 'domain-controller'],
    ['GC', 'global-catalog'],
    ['RODC', 'read-only-domain-controller'],
    ['LB', 'load-balancer'],
    ['Lync', 'skype-for-business'],
    ['Lync Server', 'skype-for-business'],
    ['SfB', 'skype-for-business'],
    ['S4B', 'skype-for-business'],
    ['Skype for Business Server', 'skype-for-business'],
    ['Hybrid Agent', 'hybrid-agent'],
    ['OOS', 'office-online-server'],
    ['Office Online Server', 'office-online-server'],
    ['Office Web Apps', 'office-online-server'],
  ] as const)('%s is %s', (text, role) => expect(parseRole(text)).toBe(role))

  test.each(ROLES.map((role) => [role]))('%s is itself', (role) => expect(parseRole(role)).toBe(role))

  test.each(['', 'CA', 'constructor', '__proto__', 'mailboxes', 'exchange', 'hybrid'])('%j names no role', (text) =>
    expect(parseRole(text)).toBeUndefined(),
  )
})

describe('parseRoles', () => {
  test('reads what Exchange prints, each role once', () =>
    expect(parseRoles('Mailbox, ClientAccess, UnifiedMessaging, HubTransport, CAS')).toEqual({
      roles: ['client-access', 'mailbox', 'hub-transport', 'unified-messaging'],
      unknown: [],
    }))

  test('tells where an unknown role begins', () =>
    expect(parseRoles('dc; postman ;gc')).toEqual({
      roles: ['domain-controller', 'global-catalog'],
      unknown: [{ text: 'postman', offset: 4 }],
    }))

  test.each(['', ' ; ', ',,'])('%j holds none', (text) => expect(parseRoles(text)).toEqual({ roles: [], unknown: [] }))
})

describe('what a server is', () => {
  test.each([
    [['client-access'], undefined, true],
    [['client-access', 'hub-transport'], 'Version 8.3 (Build 83.6)', true],
    [['mailbox'], 'Version 14.3 (Build 123.4)', false],
    [['mailbox'], 'Version 15.0 (Build 1497.2)', false],
    [['mailbox'], 'Version 15.1 (Build 2507.6)', true],
    [['mailbox'], '2019', true],
    [['mailbox'], 'SE', true],
    [['mailbox'], undefined, false],
    [['edge-transport'], '2019', false],
    [['domain-controller'], '2019', false],
  ] as const)('%j of version %s: Client Access %s', (roles, version, expected) =>
    expect(isClientAccess(server('a', roles, version === undefined ? {} : { version }))).toBe(expected),
  )

  test.each([
    [['domain-controller'], true],
    [['global-catalog'], true],
    [['read-only-domain-controller'], false],
    [['read-only-domain-controller', 'global-catalog'], false],
    [['dns'], false],
  ] as const)('%j: domain controller %s', (roles, expected) =>
    expect(isDomainController(server('a', roles))).toBe(expected),
  )

  test.each([
    [['mailbox'], true],
    [['edge-transport'], true],
    [['unified-messaging'], true],
    [['load-balancer', 'reverse-proxy', 'dns', 'other', 'domain-controller'], false],
  ] as const)('%j: Exchange server %s', (roles, expected) =>
    expect(isExchangeServer(server('a', roles))).toBe(expected),
  )
})

describe('peers of a Client Access server', () => {
  const cas = server('CAS1', ['client-access'], { organization: 'Contoso', site: 'HQ' })

  test.each([
    ['a domain controller of another site', server('dc', ['domain-controller'], { site: 'Branch' }), true, undefined],
    ['a global catalog', server('gc', ['global-catalog']), true, undefined],
    ['a Mailbox server', server('mbx', ['mailbox']), true, undefined],
    ['another Client Access server', server('cas2', ['client-access']), true, undefined],
    ['Edge Transport', server('edge', ['edge-transport']), false, 'edge-excluded'],
    ['Edge Transport on a domain controller', server('e', ['edge-transport', 'domain-controller']), true, undefined],
    ['a read-only domain controller', server('rodc', ['read-only-domain-controller']), false, 'rodc-excluded'],
    ['Mailbox on a read-only one', server('m', ['mailbox', 'read-only-domain-controller']), true, undefined],
    ['another organisation', server('x', ['mailbox'], { organization: 'Fabrikam' }), false, 'other-organization'],
    ['the same organisation', server('x', ['mailbox'], { organization: 'CONTOSO' }), true, undefined],
    ['a reverse proxy', server('rp', ['reverse-proxy']), false, undefined],
    ['Skype for Business', server('sfb', ['skype-for-business']), false, undefined],
    [
      'Skype for Business on a domain controller',
      server('s', ['skype-for-business', 'global-catalog']),
      true,
      undefined,
    ],
    ['a hybrid agent', server('h', ['hybrid-agent']), false, undefined],
    ['Office Online Server', server('o', ['office-online-server']), false, undefined],
    ['itself', cas, false, undefined],
    ['itself in other letters', server('cas1', ['client-access']), false, undefined],
  ] as const)('%s', (_title, other, isPeer, exclusion) => {
    expect(isPeerOf(cas, other)).toBe(isPeer)
    expect(peerExclusion(cas, other)).toBe(exclusion)
  })
})
