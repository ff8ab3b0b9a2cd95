import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { formatPrefix } from '../../src/model/address.ts'
import { Complaints } from '../../src/project/complaints.ts'
import { CSV_FIELDS, MAPPING_KEYS } from '../../src/project/csv-mapping.ts'
import { FIREWALL_KEYS, FORMATS } from '../../src/project/firewall-entry.ts'
import {
  PATH_KEYS,
  PROJECT_KEYS,
  type ProjectFile,
  readProjectFile,
  ZONE_KEYS,
} from '../../src/project/project-file.ts'
import { SERVER_KEYS } from '../../src/project/server-entry.ts'
import { complaintsOf, sourceOf } from './project-world.ts'

function read(text: string): ProjectFile {
  return readProjectFile(sourceOf('emmental.yaml', text), new Complaints())
}

/** Every key that there is, once. */
const FULL = `$schema: ./node_modules/emmental/schemas/project-1.schema.json
version: 1
organization: Contoso
zones:
  inside: { networks: [10.0.0.0/8, "2001:db8::/32"] }
  dmz: { networks: 192.168.10.0/24 }
  outside: { networks: [any] }
  lab:
firewalls:
  - name: fw1
    config: fw1.cfg
    format: asa
    zones: { DMZ-A: dmz, 1: inside }
  - config: rules.csv
    objects: [objects.csv, groups.csv]
    columns: { source: Src Addr, destination: 3, service: [Proto, 7] }
    ignoreColumns: [User]
    encoding: windows-1252
    delimiter: tab
    headerLine: 3
    listSeparator: " "
    evaluation: first-match
    otherwise: deny
    action: permit
    blank: { source: any, service: refuse }
    words: { permit: [ja], deny: nein }
    services: { RPC: [tcp/135, tcp/49152-65535], __proto__: udp/53 }
    addresses: { DCs: [10.1.1.10, 10.1.1.11] }
    complete: true
servers:
  - servers.csv
  - { name: CAS1, address: 192.168.10.11, roles: [CAS, HT], site: HQ, version: 2010, environment: prod, organization: Contoso }
paths:
  - { between: [dmz, inside], through: [fw1] }
`

describe('a project file with every key', () => {
  const project = read(FULL)

  test('zones', () =>
    expect(
      project.zones?.map(({ name, networks, catchAll }) => [
        name.value,
        networks?.map(({ value }) => formatPrefix(value)),
        catchAll,
      ]),
    ).toEqual([
      ['inside', ['10.0.0.0/8', '2001:db8::/32'], false],
      ['dmz', ['192.168.10.0/24'], false],
      ['outside', [], true],
      ['lab', undefined, false],
    ]))

  test('firewalls', () => {
    const [asa, csv] = project.firewalls
    expect([asa?.name?.value, asa?.config.value, asa?.format]).toEqual(['fw1', 'fw1.cfg', 'asa'])
    expect([...(asa?.zones ?? [])].map(([name, zone]) => [name, zone.value])).toEqual([
      ['DMZ-A', 'dmz'],
      ['1', 'inside'],
    ])
    expect(csv?.objects.map(({ value }) => value)).toEqual(['objects.csv', 'groups.csv'])
    expect({ ...csv?.mapping, services: Object.entries(csv?.mapping.services ?? {}) }).toEqual({
      columns: { source: 'Src Addr', destination: 3, service: ['Proto', 7] },
      ignoreColumns: ['User'],
      encoding: 'windows-1252',
      delimiter: 'tab',
      headerLine: 3,
      listSeparator: ' ',
      evaluation: 'first-match',
      otherwise: 'deny',
      action: 'permit',
      blank: { source: 'any', service: 'refuse' },
      words: { permit: ['ja'], deny: ['nein'] },
      services: [
        ['RPC', ['tcp/135', 'tcp/49152-65535']],
        ['__proto__', ['udp/53']],
      ],
      addresses: { DCs: ['10.1.1.10', '10.1.1.11'] },
      complete: true,
    })
  })

  test('names that every object inherits mean nothing in it', () => {
    expect(project.firewalls[1]?.mapping.services?.['constructor']).toBeUndefined()
    expect({}).not.toHaveProperty('0')
  })

  test('servers and paths', () => {
    expect(project.serverFiles).toEqual([{ value: 'servers.csv', line: 31, column: 5 }])
    expect(project.servers).toMatchObject([{ line: 32, site: 'HQ', version: '2010', environment: 'prod' }])
    expect(project.servers[0]?.roles.map(({ text, column }) => [text, column])).toEqual([
      ['CAS', 51],
      ['HT', 56],
    ])
    expect(project.paths.map(({ between, through }) => [between.map((zone) => zone.value), through[0]?.value])).toEqual(
      [[['dmz', 'inside'], 'fw1']],
    )
  })
})

describe('the JSON Schema', () => {
  const schema = JSON.parse(readFileSync('schemas/project-1.schema.json', 'utf8'))
  const keysOf = (name: string): string[] =>
    Object.keys(name === '' ? schema.properties : schema.$defs[name].properties)
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)

  test.each<[string, readonly string[]]>([
    ['', PROJECT_KEYS],
    ['zone', ZONE_KEYS],
    ['firewall', FIREWALL_KEYS],
    ['server', SERVER_KEYS],
    ['path', PATH_KEYS],
    ['columns', CSV_FIELDS],
  ])('has the same keys as the validator: %s', (name, keys) =>
    expect(keysOf(name).toSorted()).toEqual([...keys].toSorted()),
  )

  test('has the same words', () => {
    expect(schema.$defs.firewall.properties.format.enum).toEqual([...FORMATS])
    expect(MAPPING_KEYS.every((key) => FIREWALL_KEYS.includes(key))).toBe(true)
  })

  test('accepts the full example', () => {
    validate(parse(FULL))
    expect(validate.errors ?? []).toEqual([])
  })

  const base = { version: 1, firewalls: [{ config: 'a.cfg' }], servers: 's.csv' }
  test.each<[string, unknown]>([
    ['an unknown key', { ...base, server: 's.csv' }],
    ['no servers', { version: 1, firewalls: base.firewalls }],
    ['no firewalls', { ...base, firewalls: [] }],
    ['a version to come', { ...base, version: 2 }],
    ['zones as a list', { ...base, zones: ['inside'] }],
    ['a firewall as text', { ...base, firewalls: ['a.cfg'] }],
    ['an unknown format', { ...base, firewalls: [{ config: 'a', format: 'pix' }] }],
    ['an unknown delimiter', { ...base, firewalls: [{ config: 'a', delimiter: '\t' }] }],
    ['a column of no meaning', { ...base, firewalls: [{ config: 'a', columns: { src: 'x' } }] }],
    ['three ends of a path', { ...base, paths: [{ between: ['a', 'b', 'c'], through: [] }] }],
    ['a server without roles', { ...base, servers: [{ name: 'a', address: '10.1.1.1' }] }],
    ['a line before the first', { ...base, firewalls: [{ config: 'a', headerLine: 0 }] }],
  ])('refuses what the validator refuses: %s', (_title, value) => {
    expect(validate(value)).toBe(false)
    expect(() => read(JSON.stringify(value))).toThrow()
  })

  test('accepts what the validator accepts', () => {
    expect(validate(base)).toBe(true)
    expect(read(JSON.stringify(base)).firewalls).toHaveLength(1)
  })
})

const BASE = 'version: 1\nfirewalls: [{ config: a.cfg }]\nservers: s.csv\n'

describe('what is wrong with a project file', () => {
  test.each<[string, string, string]>([
    [
      'an unknown key',
      `${BASE}zonse: {}\n`,
      `emmental.yaml:4:1: error: \`zonse\` is no key of the project file [project/unknown-key]
  expected: \`$schema\`, \`version\`, \`organization\`, \`zones\`, \`firewalls\`, \`servers\`, \`settings\` or \`paths\`
  mend:     write \`zones\``,
    ],
    [
      'a key far from all others',
      `${BASE}password: hunter2\n`,
      `emmental.yaml:4:1: error: \`password\` is no key of the project file [project/unknown-key]
  expected: \`$schema\`, \`version\`, \`organization\`, \`zones\`, \`firewalls\`, \`servers\`, \`settings\` or \`paths\`
  mend:     remove the key`,
    ],
    [
      'an unknown key of a firewall',
      'version: 1\nfirewalls:\n  - config: a.cfg\n    delimeter: ","\nservers: s.csv\n',
      `emmental.yaml:4:5: error: \`delimeter\` is no key of a firewall [project/unknown-key]
  expected: ${FIREWALL_KEYS.slice(0, -1)
    .map((key) => `\`${key}\``)
    .join(', ')} or \`complete\`
  mend:     write \`delimiter\``,
    ],
    [
      'a missing key',
      'version: 1\nservers: s.csv\n',
      `emmental.yaml:1:1: error: the project file has no key \`firewalls\` [project/missing-key]
  expected: the keys \`version\`, \`firewalls\` or \`servers\`
  mend:     add \`firewalls:\``,
    ],
    [
      'a wrong type',
      `version: 1\nfirewalls: fw1.cfg\nservers: s.csv\n`,
      `emmental.yaml:2:12: error: \`firewalls\` has the wrong form [project/wrong-type]
  found:    the text \`fw1.cfg\`
  expected: a list with at least one \`- config: FILE\`
  mend:     write it in this form`,
    ],
    [
      'nothing where something is due',
      `version: 1\nfirewalls:\n  - config:\nservers: s.csv\n`,
      `emmental.yaml:3:12: error: \`config\` has the wrong form [project/wrong-type]
  found:    nothing
  expected: the path of an export
  mend:     write a value, or remove the key`,
    ],
    [
      'a version to come',
      BASE.replace('1', '2'),
      `emmental.yaml:1:10: error: \`version\` has the wrong form [project/wrong-type]
  found:    the number \`2\`
  expected: the number 1, the version of the project file's form
  mend:     write it in this form`,
    ],
    [
      'a key twice',
      `${BASE}servers: t.csv\n`,
      `emmental.yaml:4:1: error: the key \`servers\` is given twice [project/key-twice]
  found:    first in line 3
  expected: each key once
  mend:     remove one of the two, or join their values`,
    ],
    [
      'host bits',
      `${BASE}zones:\n  dmz: { networks: [192.168.10.7/24] }\n`,
      `emmental.yaml:5:21: error: the network \`192.168.10.7/24\` has host bits [project/host-bits]
  expected: the first address of a network and its length
  mend:     write \`192.168.10.0/24\` for the network, or the address alone for one host`,
    ],
    [
      'no network',
      `${BASE}zones:\n  dmz: { networks: [dmz-net] }\n`,
      `emmental.yaml:5:21: error: \`dmz-net\` is no network [project/not-a-network]
  expected: an address, a network such as \`10.0.0.0/8\` or \`2001:db8::/32\`, or \`any\`
  mend:     write the network with its length`,
    ],
    [
      'an unknown word',
      'version: 1\nfirewalls: [{ config: a, format: ASA }]\nservers: s.csv\n',
      `emmental.yaml:2:34: error: \`format\` cannot be \`ASA\` [project/unknown-word]
  expected: \`asa\` or \`csv\`
  mend:     write \`asa\``,
    ],
    [
      'bad indentation',
      'version: 1\nfirewalls:\n  - config: a\n bad\n',
      `emmental.yaml:4:1: error: the file is not valid YAML [project/yaml-syntax]
  found:    All mapping items must start at the same column
  expected: one YAML 1.2 document
  mend:     mend the indentation or the quotes at this place`,
    ],
    [
      'a tag',
      'version: 1\nfirewalls: !secret fw\nservers: s\n',
      `emmental.yaml:2:12: error: the file is not valid YAML [project/yaml-syntax]
  found:    Unresolved tag: !secret
  expected: one YAML 1.2 document
  mend:     mend the indentation or the quotes at this place`,
    ],
    [
      'a list at the top',
      '- version: 1\n',
      `emmental.yaml:1:1: error: the project file has the wrong form [project/wrong-type]
  found:    a list of 1
  expected: a map with the keys \`$schema\`, \`version\`, \`organization\`, \`zones\`, \`firewalls\`, \`servers\`, \`settings\` or \`paths\`
  mend:     write it in this form`,
    ],
    [
      'one end of a path',
      `${BASE}paths:\n  - between: [dmz]\n    through: [fw1]\n`,
      `emmental.yaml:5:14: error: \`between\` has the wrong form [project/wrong-type]
  found:    a list of 1
  expected: the names of two zones
  mend:     write it in this form`,
    ],
  ])('%s', (_title, text, expected) =>
    expect(complaintsOf((complaints) => readProjectFile(sourceOf('emmental.yaml', text), complaints))).toBe(expected),
  )

  test('aliases are written out', () => {
    const project = read(
      'version: 1\nfirewalls: &f [{ config: a.cfg }]\nservers: s.csv\nzones: { a: { networks: &n [10.0.0.0/8] }, b: { networks: *n } }\n',
    )
    expect(project.zones?.map(({ networks }) => networks?.length)).toEqual([1, 1])
  })

  test.each([
    [
      'aliases that multiply',
      `version: 1\na: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.replace(
        /./g,
        (c) =>
          `${c}: &${c} [${Array(10)
            .fill(`*${String.fromCharCode(c.charCodeAt(0) - 1)}`)
            .join()}]\n`,
      )}`,
    ],
    ['an alias of itself', 'a: &a [*a]\n'],
    ['many levels', `a: ${'['.repeat(60)}${']'.repeat(60)}\n`],
    ['very many levels', `a: ${'['.repeat(100_000)}\n`],
    ['a file of a megabyte', `a: ${'x'.repeat(1_100_000)}\n`],
  ])('does not fall for %s', (_title, text) => {
    expect(complaintsOf((complaints) => readProjectFile(sourceOf('emmental.yaml', text), complaints))).toMatch(
      /\[project\/(?:too-deep|too-large|yaml-syntax)\]/,
    )
  })
})
