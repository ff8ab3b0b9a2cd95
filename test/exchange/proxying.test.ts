import { expect, test } from 'vitest'
import { proxyPorts } from '../../src/exchange/proxying.ts'
import type { Role, Server } from '../../src/model/network.ts'

function server(roles: readonly Role[], version?: string): Server {
  const own = version === undefined ? {} : { version }
  return { name: 'a', roles, addresses: [{ address: 1, zone: 'inside' }], file: 'servers.csv', line: 2, ...own }
}

const CAS: readonly Role[] = ['client-access']
const MBX: readonly Role[] = ['mailbox']
const BOTH: readonly Role[] = ['client-access', 'mailbox']

test.each([
  ['2007', CAS, '2007', CAS, 'http 443'],
  ['2010', CAS, '2007', CAS, 'http 443'],
  ['2010', CAS, '2010', CAS, 'http 443, pop3 995, imap4 993'],
  [undefined, CAS, undefined, BOTH, 'http 443, pop3 995, imap4 993'],
  ['2010', CAS, '2010', MBX, ''],
  ['2010', MBX, '2010', CAS, ''],
  ['2003', MBX, '2003', MBX, ''],
  ['2013', CAS, '2010', CAS, 'http 443, pop3 995, imap4 993'],
  ['2010', CAS, '2013', MBX, ''],
  ['2013', CAS, '2013', MBX, 'http 444, smtp 25, pop3 1995, imap4 1993'],
  ['2013', CAS, '2013', BOTH, 'http 444, smtp 2525, pop3 1995, imap4 1993'],
  ['2013', MBX, '2013', MBX, 'smtp 475'],
  ['2013', CAS, '2013', CAS, ''],
  ['2016', MBX, '2019', MBX, 'http 444, smtp 2525, pop3 1995, imap4 1993, smtp 475'],
  ['SE', MBX, 'SE', MBX, 'http 444, smtp 2525, pop3 1995, imap4 1993, smtp 475'],
] as const)('%s %j hands on to %s %j by %s', (source, from, target, to, expected) => {
  const ports = proxyPorts(server(from, source), server(to, target))
  expect(ports.map(({ service, port }) => `${service} ${port}`).join(', ')).toBe(expected)
})
