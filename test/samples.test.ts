import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { analyze } from '../src/analysis/analyze.ts'
import type { Analysis, Profile } from '../src/analysis/result.ts'
import { nodeFiles } from '../src/cli/node-files.ts'
import { InputReader } from '../src/project/input-reader.ts'
import { loadProject } from '../src/project/load.ts'
import { accessesOf, accessOf } from './support/accesses.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

function analysisOf(sample: string, profile: Profile = 'any'): Analysis {
  const { network } = loadProject({ reader: new InputReader(nodeFiles(ROOT)), targets: [`samples/${sample}`] })
  return analyze(network, { profile, version: '0' })
}

const single = (...ports: readonly number[]): [number, number][] => ports.map((port) => [port, port])
const HIGH: [number, number] = [1024, 65535]
const ALL: [number, number][] = [[0, 65535]]

describe('contoso', () => {
  let analysis: Analysis

  beforeAll(() => {
    analysis = analysisOf('contoso')
  })

  test('four of ten Client Access servers stand in a perimeter network, and six inside are cut off from them', () => {
    expect([analysis.verdict, analysis.letter]).toEqual(['perimeter', 'perimeter'])
    expect(analysis.home).toEqual(['A-DC01', 'A-DC02', 'A-DC03', 'B-DC01', 'B-DC02'])
    const clientAccess = analysis.servers.filter((server) => server.clientAccess)
    expect(clientAccess.map(({ name, verdict, letter }) => `${name} ${verdict} ${letter}`).toSorted()).toEqual([
      'A-CASX01 perimeter perimeter',
      'A-CASX02 perimeter perimeter',
      'A-HUBCAS01 internal perimeter',
      'A-HUBCAS02 internal perimeter',
      'A-TCAS01 internal perimeter',
      'B-CASX01 perimeter perimeter',
      'B-CASX02 perimeter perimeter',
      'B-HUBCAS01 internal perimeter',
      'B-HUBCAS02 internal perimeter',
      'B-MBX02 internal perimeter',
    ])
    const inside = analysis.servers.filter(({ verdict }) => verdict === 'internal')
    expect(inside.length).toBe(6 + 5)
    for (const { cutOffFrom } of inside) expect(cutOffFrom).toEqual(['A-CASX01', 'A-CASX02', 'B-CASX01', 'B-CASX02'])
    expect(analysis.zones.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'inside internal',
      'extranet-a perimeter',
      'extranet-b perimeter',
    ])
  })

  test('the Edge server and the read-only domain controller are no peers', () => {
    const peers = new Set(accessesOf(analysis).map(({ peer }) => peer))
    expect(peers.has('A-EDGE01')).toBe(false)
    expect(peers.has('B-RODC01')).toBe(false)
    expect(peers.size).toBe(5 + 5 + 9 + 1)
  })

  test('nothing passes from one extranet to the other', () => {
    for (const [from, to] of [
      ['A-CASX01', 'B-CASX01'],
      ['B-CASX02', 'A-CASX02'],
    ] as const) {
      const { status, possible, path } = accessOf(analysis, from, to, 'to')
      expect(status).toBe('restricted')
      expect(possible).toEqual({ all: false, tcp: [], udp: [], icmp: [], protocols: [] })
      expect(path).toEqual(from === 'A-CASX01' ? ['fw-a', 'fw-b'] : ['fw-b', 'fw-a'])
    }
  })

  test.each([
    ['A-CASX01', 'A-MBX01', [...single(135, 139, 445), HIGH], [[137, 138]], single(0, 3, 8, 11)],
    [
      'A-CASX02',
      'A-DC03',
      [...single(53, 88, 135, 139, 389, 445, 464, 636), HIGH],
      [...single(53, 88, 123), [137, 138], ...single(389, 445, 464)],
      single(0, 3, 8, 11),
    ],
    ['A-CASX02', 'B-HUBCAS02', single(80, 443), [], single(0, 3, 8, 11)],
    ['B-CASX01', 'A-MBX02', [...single(135, 139, 445), HIGH], [], []],
    ['B-CASX01', 'B-MBX01', [...single(135, 139, 445), HIGH], [], single(8)],
    ['B-CASX02', 'A-HUBCAS01', single(80, 443), [], []],
    [
      'B-CASX02',
      'B-DC02',
      [...single(53, 88, 135, 139, 389, 445, 464, 636), HIGH],
      [...single(53, 88, 123), [137, 138], ...single(389, 464)],
      single(8),
    ],
    [
      'A-HUBCAS01',
      'A-CASX01',
      [
        [0, 19],
        [22, 22],
        [24, 65535],
      ],
      ALL,
      [[0, 255]],
    ],
    ['A-TCAS01', 'A-CASX01', single(80, 443), [], [[0, 255]]],
  ] as const)('the holes from %s to %s', (from, to, tcp, udp, icmp) => {
    const { status, permitted, possible } = accessOf(analysis, from, to, 'to')
    expect(status).toBe('restricted')
    expect(permitted).toEqual({ all: false, tcp, udp, icmp, protocols: [] })
    expect(possible).toEqual(permitted)
  })

  test('inside the data centres nothing stands between', () => {
    expect(accessOf(analysis, 'A-HUBCAS01', 'B-MBX02', 'to').status).toBe('unrestricted')
    expect(accessOf(analysis, 'B-HUBCAS01', 'A-DC03', 'from').status).toBe('unrestricted')
  })
})

describe('internal', () => {
  test('every Client Access server reaches every peer without restriction, and the reverse', () => {
    const analysis = analysisOf('internal')
    const access = accessesOf(analysis)
    const odd = access.filter(({ status }) => status !== 'unrestricted')
    expect(odd.map(({ server, direction, peer, status }) => [server, direction, peer, status])).toEqual([])
    expect(access.length).toBe(analysis.servers.length * 2 * 11)
    expect(analysis.verdict).toBe('internal')
    const clientAccess = analysis.servers.filter((server) => server.clientAccess)
    expect(clientAccess.map(({ name }) => name).toSorted()).toEqual(['CAS01', 'CAS02', 'CAS03'])
  })
})

describe('csv', () => {
  test.each(['any', 'tcp-udp-icmp'] as const)('one domain controller makes the difference (%s)', (profile) => {
    const analysis = analysisOf('csv', profile)
    expect(analysis.verdict).toBe('perimeter')
    for (const { name } of analysis.servers.filter((server) => server.clientAccess)) {
      const odd = accessesOf(analysis).filter(({ server, status }) => server === name && status !== 'unrestricted')
      expect(odd.map(({ direction, peer, status }) => [direction, peer, status])).toEqual([
        ['to', 'DC03', 'restricted'],
      ])
    }
    const { permitted, witness } = accessOf(analysis, 'MX-FE01', 'DC03', 'to')
    expect(permitted).toEqual({ all: false, tcp: ALL, udp: ALL, icmp: [], protocols: [] })
    expect(witness?.decidedBy?.text).toContain('Clean-up')
  })
})

describe('the mistakes of the article', () => {
  const kinds = (sample: string): string[] => [...new Set(analysisOf(sample).findings.map(({ id }) => id))].sort()
  const refused = (sample: string, id: string): string =>
    analysisOf(sample)
      .findings.filter((finding) => finding.id === id)
      .map(({ message }) => message)
      .join('\n')

  test('all of them are found', () => {
    expect(kinds('contoso')).toEqual([
      'backup-cas',
      'cas-in-perimeter',
      'cut-off',
      'edge-excluded',
      'open-to-internet',
      'proxy-partial',
      'published-too-wide',
      'rodc-excluded',
      'settings-differ',
      'split-site',
      'swiss-cheese',
      'test-cas',
    ])
    // ActiveSync from the extranet of the one data centre to that of the other, while the pair that was meant works.
    expect(refused('contoso', 'proxy-partial')).toMatch(
      /A-CASX01, A-CASX02 to [^;]*B-CASX01, B-CASX02 \(TCP 443\).*A-HUBCAS01 to B-MBX02 works and hides it/,
    )
  })

  test('none of them is left where they are mended', () => {
    expect(kinds('contoso-mended')).toEqual(['edge-excluded', 'published', 'rodc-excluded'])
    expect(analysisOf('contoso-mended').verdict).toBe('internal')
  })
})

test.each(['contoso', 'contoso-mended', 'internal', 'csv'])(
  'every line of %s that could decide traffic is understood',
  (sample) => {
    const notes = analysisOf(sample).inputs.flatMap(({ file, notUnderstood }) =>
      notUnderstood.map(({ line, text, reason }) => `${file}:${line} ${text} (${reason})`),
    )
    expect(notes).toEqual([])
  },
)
