import { describe, expect, test } from 'vitest'
import { lookalikes } from '../../src/source/lookalike.ts'
import { configuration, everyCommand, PROJECT, SERVERS } from './every-command.ts'

/** Zero-width, direction, tag, control and escape characters, a filler and half a character. */
const mark = '\u200b\u202e\u{e0041}\u001b[2J\u0007\u3164\ufeff\u2028\u00ad\u180e'
const escaped = JSON.stringify(mark).slice(1, -1)
const SEEN = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*$/u

describe('what is not seen is never written as it is', () => {
  test.each([
    [
      'in a configuration',
      configuration(
        `object network O${mark}P\n host 10.1.0.9\naccess-list D remark a${mark}b\naccess-list D extended permit tcp object O${mark}P any eq 80\n` +
          `frob${mark}nicate x${mark}y\naccess-list D extended permit tcp any any eq x${mark}y\nobject-group network G${mark}H\n network-object object U${mark}V\naccess-list D extended permit ip object-group G${mark}H any`,
      ),
      PROJECT,
    ],
    [
      'in a table',
      `Name,Source,Destination,Service,Action,N${mark}ew\nr${mark}1,192.168.10.11,10.1.0.10,tcp/443,allow,x${mark}\nr2,U${mark}V,10.1.0.10,s${mark}vc,allow,\n`,
      `version: 1\norganization: "Co${escaped}rp"\nzones:\n  "d${escaped}mz": { networks: [192.168.10.0/24] }\n  inside: { networks: [10.1.0.0/16] }\nfirewalls:\n  - name: "f${escaped}w"\n    config: fw\n    otherwise: deny\nservers: servers.csv\n`,
    ],
  ])('%s', async (_title, fw, project) => {
    const left = await everyCommand({
      'emmental.yaml': project,
      fw,
      before: configuration(''),
      'servers.csv': `${SERVERS}C${mark}AS2,192.168.10.12,CAS\nDC${mark}2,10.1.0.11,DC\n`,
      'change.txt': `access-list D line 1 extended permit tcp any any eq 8${mark}0\n`,
    })
    for (const { call, written } of left) {
      for (const line of written.split('\n')) expect(line, call).toMatch(SEEN)
    }
  })
})

test('names that differ in nothing that is seen are pairs', () => {
  expect(lookalikes(['dc1', 'DC1', 'dc1\u200b', 'd\u{e0041}c1', 'dc1', 'dc\u00a01', 'dc 1'])).toEqual([
    ['dc1', 'dc1\u200b'],
    ['dc1', 'd\u{e0041}c1'],
    ['dc\u00a01', 'dc 1'],
  ])
})

test('and are warned of: servers, and names that a table uses and defines', async () => {
  const [of] = await everyCommand({ fw: configuration(''), 'servers.csv': `${SERVERS}DC1\u200b,10.1.0.11,DC\n` }, [
    ['analyze', 'fw', '--servers', 'servers.csv'],
  ])
  expect(of?.written).toMatch(/two servers look alike and are not the same: `DC1` and\s+`DC1\\u\{200b\}`/)
  const project =
    'version: 1\nfirewalls:\n  - config: fw\n    objects: [objects.csv]\n    otherwise: deny\nservers: servers.csv\n'
  const [table] = await everyCommand(
    {
      'emmental.yaml': project,
      fw: 'Source,Destination,Service,Action\nDCS\u200b,10.1.0.10,tcp/443,allow\n',
      'objects.csv': 'Name,Type,Address\nDCS,host,10.1.0.11\n',
    },
    [['parse', '.']],
  )
  expect(table?.written).toMatch(/two names of the table look alike and are not the same: `DCS` and\s+`DCS\\u\{200b\}`/)
})
