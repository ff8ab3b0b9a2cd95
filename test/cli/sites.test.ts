import { describe, expect, test } from 'vitest'
import type { Analysis, Finding } from '../../src/analysis/result.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { scratchFolders } from './scratch.ts'

/** Handing requests on between sites: site A behind `dmz`, site B behind `inside`. */
const CONFIG = `ASA Version 9.12(4)
${DMZ_INSIDE}access-group D in interface dmz
`

const call = scratchFolders()

async function findings(
  servers: readonly string[],
  rules: readonly string[],
  kinds: RegExp = /^proxy-/,
): Promise<Finding[]> {
  const files = {
    'fw.cfg': `${CONFIG}${rules.map((rule) => `access-list D extended ${rule}\n`).join('')}`,
    'servers.csv': `${['name,address,roles,site,version,environment', ...servers].join('\n')}\n`,
  }
  const words = ['analyze', 'fw.cfg', '--servers', 'servers.csv', '--format', 'json']
  const analysis = JSON.parse((await call(files, words)).stdout) as Analysis
  return analysis.findings.filter(({ id }) => kinds.test(id))
}

const A1 = 'A1,192.168.10.11,CAS,A,2010'
const B1 = 'B1,10.1.0.11,CAS;MBX,B,2010'
const B2 = 'B2,10.1.0.12,CAS,B,2010'
const DC = 'DC,10.1.0.10,DC,B,'

describe('requests that are handed on between sites', () => {
  test('a pair that works hides one that is refused', async () => {
    expect(await findings([A1, B1, B2, DC], ['permit tcp any host 10.1.0.11 eq 443'])).toMatchObject([
      {
        id: 'proxy-partial',
        severity: 'error',
        subject: 'A to B',
        message: 'from site A to site B 1 of 2 pairs are refused: A1 to B2 (TCP 443); A1 to B1 works and hides it',
        locations: [{ text: 'implicit deny' }],
      },
    ])
  })

  test('where none works the sites are apart', async () => {
    const found = await findings([A1, B1, DC], ['deny tcp any any eq 443', 'permit ip any any'])
    expect(found).toMatchObject([{ id: 'proxy-blocked', subject: 'A to B', locations: [{ line: 11 }] }])
  })

  test('where all work there is nothing to say, and what is undecided is no refusal', async () => {
    expect(await findings([A1, B1, B2, DC], ['permit tcp any any eq 443'])).toEqual([])
    expect(await findings([A1, B1, DC], ['permit tcp any any eq 443 time-range T'])).toEqual([])
  })

  test('from 2013 on requests go to Mailbox servers by the back-end port', async () => {
    const newer = ['A1,192.168.10.11,CAS,A,2013', 'B1,10.1.0.11,MBX,B,2013', 'B2,10.1.0.12,CAS,B,2013', DC]
    expect(await findings(newer, ['permit tcp any any eq 443'])).toMatchObject([
      {
        id: 'proxy-blocked',
        message: 'from site A to site B 1 of 1 pairs are refused: A1 to B1 (TCP 444)',
      },
    ])
    expect(await findings(newer, ['permit tcp any any eq 444'])).toEqual([])
  })

  test('mail, POP3 and IMAP4 are asked about where requests pass at all', async () => {
    const both = ['A1,192.168.10.11,MBX,A,2019', 'B1,10.1.0.11,MBX,B,2019', 'B2,10.1.0.12,MBX,B,2019', DC]
    const kinds = /^(?:proxy-|mail-|pop-)/
    const rules = ['permit tcp any any eq 444', 'permit tcp any any eq 2525', 'permit tcp any host 10.1.0.11 eq 1993']
    expect(await findings(both, rules, kinds)).toMatchObject([
      {
        id: 'mail-not-handed-on',
        severity: 'warning',
        message: 'from site A to site B 2 of 4 pairs are refused: A1 to B1, B2 (TCP 475); A1 to B1 works and hides it',
      },
      {
        id: 'pop-imap-not-handed-on',
        severity: 'note',
        message:
          'from site A to site B 3 of 4 pairs are refused: A1 to B1, B2 (TCP 1995) and B2 (TCP 1993); A1 to B1 works and hides it',
      },
    ])
    const blocked = await findings(both, ['permit tcp any any eq 2525'], kinds)
    expect(blocked.map(({ id }) => id)).toEqual(['proxy-blocked'])
  })

  test('one site, and servers without a site, are not asked', async () => {
    const one = [A1.replace(',A,', ',B,'), B1, DC]
    expect(await findings(one, ['deny ip any any'])).toEqual([])
    expect(await findings([A1.replace(',A,', ',,'), B1, DC], ['deny ip any any'])).toEqual([])
  })
})

describe('servers of one site', () => {
  const SITE = /^(?:split-site|backup-cas|test-cas)$/
  const OPEN = ['permit ip any any']
  const inside = ['B1,10.1.0.11,CAS,B,2010', 'B2,10.1.0.12,CAS,B,2010', DC]

  test('servers that are alike, and single ones, are no finding', async () => {
    expect(await findings(inside, OPEN, SITE)).toEqual([])
    expect(await findings([A1, 'B1,10.1.0.11,MBX,B,2010', DC], OPEN, SITE)).toEqual([])
  })

  test('different networks, and different proxies, split a site', async () => {
    const apart = [...inside, 'B3,192.168.10.13,CAS,B,2010']
    expect(await findings(apart, OPEN, SITE)).toMatchObject([
      {
        id: 'split-site',
        subject: 'B',
        message: 'the Client Access servers of site B differ: B1, B2 in inside (internal); B3 in dmz (internal)',
      },
    ])
    const proxy = [...inside, 'P,192.168.10.9,reverse-proxy,,']
    expect(await findings(proxy, ['permit tcp any host 10.1.0.11 eq 443'], SITE)).toMatchObject([
      {
        message:
          'the Client Access servers of site B differ: B1 in inside (internal, TCP 443 from zone dmz and P); B2 in inside (internal)',
        locations: [{ text: 'implicit deny' }, { line: 11 }],
        subject: 'B',
      },
    ])
  })

  test('a role on a Mailbox server beside dedicated ones, and a test server among others', async () => {
    const servers = [
      'B1,10.1.0.11,CAS;MBX,B,2010',
      'B2,10.1.0.12,CAS,B,2010,production',
      'B3,10.1.0.13,CAS,B,2010,test',
      DC,
    ]
    const found = await findings(servers, OPEN, SITE)
    expect(found.map(({ id, subject }) => [id, subject])).toEqual([
      ['test-cas', 'B3'],
      ['backup-cas', 'B1'],
    ])
  })
})

describe('publishing through a reverse proxy', () => {
  const PUBLISHED = /^published/
  const servers = ['P,192.168.10.9,reverse-proxy,,', 'B1,10.1.0.11,CAS,B,2010', DC]

  test('one port to each Client Access server is the supported design', async () => {
    expect(await findings(servers, ['permit tcp host 192.168.10.9 host 10.1.0.11 eq 443'], PUBLISHED)).toMatchObject([
      { id: 'published', severity: 'note', message: 'P reaches B1 by TCP 443 alone' },
    ])
  })

  test('whatever else is open is named with its rules', async () => {
    const rules = ['permit tcp any host 10.1.0.11 eq 443', 'permit tcp any any eq 3389', 'permit icmp any any']
    expect(await findings(servers, rules, PUBLISHED)).toMatchObject([
      { id: 'published-too-wide', subject: 'P', locations: [{ line: 12 }, { line: 13 }] },
    ])
  })

  test('a proxy that reaches none publishes nothing', async () => {
    expect(await findings(servers, ['deny ip any any'], PUBLISHED)).toEqual([])
  })
})
