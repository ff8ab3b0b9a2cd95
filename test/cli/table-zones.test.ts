import { describe, expect, test } from 'vitest'
import { scratchFolders } from './scratch.ts'

/** A rule for any zone of a table holds for every zone of the project, also for those that no rule names. */
const call = scratchFolders()

const SERVERS = 'name,address,roles\nCAS1,192.168.1.10,client-access\nDC1,10.1.0.10,domain-controller\n'
const ZONES =
  'zones:\n  dmz: { networks: [192.168.1.0/24] }\n  inside: { networks: [10.1.0.0/24] }\n  outside: { networks: [any] }\n'
const H = 'No.,Source Zone,Source,Destination Zone,Destination,Service,Action\n'

function files(rules: string, further = ''): Record<string, string> {
  return {
    'rules.csv': H + rules,
    'servers.csv': SERVERS,
    'emmental.yaml': `version: 1\n${ZONES}firewalls:\n  - { name: fw, config: rules.csv, format: csv, otherwise: deny }\n${further}servers: servers.csv\n`,
  }
}

describe('a zone that no rule names', () => {
  test('is refused what a rule for any zone refuses', async () => {
    const input = files('1,any,any,inside,any,tcp/25,deny\n2,any,any,any,any,any,allow\n')
    const { stdout } = await call(input, ['analyze', '--quiet'])
    expect(stdout).toMatch(/^PERIMETER/)
  })

  test('is open where rules for any zone open everything', async () => {
    const input = files('1,outside,any,any,any,any,deny\n2,any,any,any,any,any,allow\n')
    const { stdout, exitCode } = await call(input, ['analyze', '--quiet'])
    expect(stdout).toMatch(/^INTERNAL/)
    expect(exitCode).toBe(0)
  })

  test('stays unconnected where every rule names its zones, and no mend takes the rules away', async () => {
    const { stdout, exitCode } = await call(files('1,outside,any,inside,any,tcp/25,deny\n'), [
      'analyze',
      '--format',
      'json',
    ])
    expect(exitCode).toBe(11)
    expect(stdout).toContain('no firewall connects zone dmz with zone inside')
    expect(stdout).not.toContain('into one zone')
  })

  test('belongs to the firewall that names it, if one does', async () => {
    const input = {
      ...files(
        '1,any,any,inside,any,any,allow\n',
        '  - { name: front, config: front.csv, format: csv, otherwise: deny }\n',
      ),
      'front.csv': `${H}1,dmz,any,outside,any,any,allow\n`,
    }
    const { stdout } = await call(input, ['trace', 'CAS1', 'DC1', 'tcp/389'])
    expect(stdout).toContain('no firewall connects zone dmz with zone inside')
  })
})
