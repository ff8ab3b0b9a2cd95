import { describe, expect, test } from 'vitest'
import type { Analysis, Finding } from '../../src/analysis/result.ts'
import { DMZ_INSIDE } from '../support/interfaces.ts'
import { scratchFolders } from './scratch.ts'

/** Settings of client access services, from exports to findings. */
const FILES = {
  'fw.cfg': `ASA Version 9.12(4)
${DMZ_INSIDE}`,
  'servers.csv':
    'name,address,roles,site\nCAS1,10.1.0.11,CAS,A\nCAS2,10.1.0.12,CAS,A\nCAS3,10.1.0.13,CAS,A\nBR1,10.1.0.14,CAS,B\nDC1,10.1.0.10,DC,A\n',
}
const PROJECT = 'version: 1\nfirewalls:\n  - config: fw.cfg\nservers: servers.csv\nsettings: [owa.csv]\n'

const call = scratchFolders()

async function findings(table: string): Promise<Finding[]> {
  const files = { ...FILES, 'emmental.yaml': PROJECT, 'owa.csv': table }
  const ran = await call(files, ['analyze', '--format', 'json'])
  expect(ran.stdout).not.toBe('')
  return (JSON.parse(ran.stdout) as Analysis).findings.filter(({ id }) => id.startsWith('settings-'))
}

const HEAD = '"Name","Server","InternalUrl","ExternalUrl","BasicAuthentication","InternalAuthenticationMethods","Guid"'
const row = (server: string, ...cells: readonly string[]): string =>
  ['owa (Default Web Site)', server, ...cells].map((cell) => `"${cell}"`).join(',')
const table = (...rows: readonly string[]): string => `#TYPE System.Object\n${HEAD}\n${rows.join('\n')}\n`

const URL = 'https://mail.contoso.com/owa'

describe('settings of the servers of one site', () => {
  test('alike are those that mean the same', async () => {
    const found = await findings(
      table(
        row('CAS1', 'https://cas1.contoso.com/owa', URL, 'True', '{Basic, Fba}', 'g1'),
        row('CAS2', 'https://CAS2.contoso.com:443/owa/', `${URL}/`.toUpperCase(), 'true', 'Fba, Basic', 'g2'),
        row('CAS3', 'https://cas3/owa', URL, 'True', '{Basic; Fba}', 'g3').replace('cas3/owa', 'cas3.contoso.com/owa'),
        // Another site has its own.
        row('BR1', 'https://br1/owa', '', 'False', '{Basic}', 'g4'),
      ),
    )
    expect(found).toEqual([])
  })

  test('what differs is told column by column, with the lines', async () => {
    const found = await findings(
      table(
        row('CAS1', URL, URL, 'True', 'x', 'g'),
        row('CAS2', URL, URL, 'False', 'x', 'g'),
        row('CAS3', URL, '', 'True', 'x', 'g'),
      ),
    )
    expect(found).toMatchObject([
      {
        id: 'settings-differ',
        severity: 'warning',
        subject: 'A owa (Default Web Site) BasicAuthentication',
        message: 'owa (Default Web Site): BasicAuthentication differs in site A: True on CAS1, CAS3; False on CAS2',
        locations: [{ file: 'owa.csv', line: 3 }, { line: 4, text: 'BasicAuthentication: False' }, { line: 5 }],
      },
      {
        message: `owa (Default Web Site): ExternalUrl differs in site A: ${URL} on CAS1, CAS2; empty on CAS3`,
      },
    ])
  })

  test('a collection that the export does not show is not compared; a server without a row is told', async () => {
    const type = 'Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]'
    const found = await findings(
      table(row('CAS1', URL, URL, 'True', type, 'g'), row('cas2.contoso.com', URL, URL, 'True', '{Basic}', 'g')),
    )
    expect(found).toMatchObject([
      {
        id: 'settings-missing',
        message: 'owa (Default Web Site): no settings of CAS3, which is in site A with others',
      },
    ])
  })

  test('Autodiscover of Get-ClientAccessServer goes by name', async () => {
    const uri = 'https://cas/autodiscover.xml'
    const found = await findings(
      `Name,Fqdn,AutoDiscoverServiceInternalUri\nCAS1,x,${uri}\nCAS2,x,${uri}\nCAS3,x,https://other/autodiscover.xml\n`,
    )
    expect(found).toMatchObject([{ subject: 'A Autodiscover AutoDiscoverServiceInternalUri' }])
  })
})

describe('what is no export of settings', () => {
  test.each([
    ['a table of servers', 'Name,Fqdn\nCAS1,x\n'],
    [
      'the formatting of a console view',
      '"ClassId2e4f51ef21dd47e99d3c952918aff9cd","Server","InternalUrl"\n"x","y","z"\n',
    ],
  ])('%s is refused with place and mend', async (_, text) => {
    const ran = await call({ ...FILES, 'emmental.yaml': PROJECT, 'owa.csv': text }, ['analyze'])
    expect([ran.exitCode, ran.stdout]).toEqual([3, ''])
    expect(ran.stderr).toContain('owa.csv:1:')
    expect(ran.stderr).toContain('settings/no-header')
    expect(ran.stderr).toContain('mend:')
  })

  test('a server that the inventory does not know is told', async () => {
    const ran = await call(
      { ...FILES, 'emmental.yaml': PROJECT, 'owa.csv': table(row('GONE', URL, URL, 'True', 'x', 'g')) },
      ['analyze'],
    )
    expect(ran.stderr).toContain('no server of the inventory is called `GONE`')
  })
})
