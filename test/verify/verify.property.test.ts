import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyze.ts'
import { certify } from '../../src/analysis/certificate.ts'
import { isDomainController } from '../../src/exchange/roles.ts'
import type { Certificate, CertifiedServer, Claim } from '../../src/model/certificate.ts'
import type { Network } from '../../src/model/network.ts'
import { certificateJson } from '../../src/report/json/certificate.ts'
import { readCertificate } from '../../src/verify/read-certificate.ts'
import { verify } from '../../src/verify/verify.ts'
import { type World, world } from '../oracle/worlds.ts'
import { networkOf } from '../support/world-network.ts'

const RUNS = { numRuns: Number(process.env['ORACLE_RUNS'] ?? 150) }

/** Every second server is a Client Access server, the others are domain controllers. */
function peopled(drawn: World): Network {
  const network = networkOf(drawn)
  const servers = network.servers.map((server, i) => ({
    ...server,
    roles: [i % 2 === 0 ? ('client-access' as const) : ('domain-controller' as const)],
  }))
  return { ...network, servers }
}

function certified(network: Network): Certificate {
  return certify(network, analyze(network, { profile: 'any', version: '0' }), [], undefined)
}

function refutedOf(network: Network, certificate: Certificate): readonly string[] {
  return verify(network, certificate).refuted
}

test('what the engines find is confirmed without them, also after it was written and read', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(world, (drawn) => {
      const network = peopled(drawn)
      const certificate = certified(network)
      expect(refutedOf(network, certificate)).toEqual([])
      expect(readCertificate(certificateJson(certificate))).toEqual(certificate)
      for (const { status } of certificate.claims) seen.set(status, (seen.get(status) ?? 0) + 1)
    }),
    RUNS,
  )
  expect([...seen.keys()].sort()).toEqual(['restricted', 'undetermined', 'unrestricted'])
})

function changed(certificate: Certificate, at: number, change: (claim: Claim) => Claim): Certificate {
  return { ...certificate, claims: certificate.claims.map((claim, i) => (i === at ? change(claim) : claim)) }
}

test('a claim that says more than was proved is refuted', () => {
  fc.assert(
    fc.property(world, fc.nat(), (drawn, pick) => {
      const network = peopled(drawn)
      const certificate = certified(network)
      fc.pre(certificate.claims.length > 0)
      const at = pick % certificate.claims.length
      const claim = certificate.claims[at]!
      for (const status of ['unrestricted', 'restricted', 'undetermined'] as const) {
        if (status === claim.status) continue
        expect(
          refutedOf(
            network,
            changed(certificate, at, (one) => ({ ...one, status })),
          ),
        ).not.toEqual([])
      }
      const nothingSaid = changed(certificate, at, (one) => ({ ...one, status: 'undetermined', pairs: [] }))
      expect(refutedOf(network, nothingSaid)).not.toEqual([])
      const without = { ...certificate, claims: certificate.claims.filter((_, i) => i !== at) }
      expect(refutedOf(network, without)).not.toEqual([])
      const twice = { ...certificate, claims: [...certificate.claims, claim] }
      expect(refutedOf(network, twice)).not.toEqual([])
      if (claim.status !== 'undetermined') {
        const noWays = changed(certificate, at, (one) => ({
          ...one,
          pairs: one.pairs.map((pair) => ({ ...pair, ways: [] })),
        }))
        expect(refutedOf(network, noWays)).not.toEqual([])
      }
    }),
    RUNS,
  )
})

/** Conclusions of which one thing is changed, each with what was changed. */
function* otherConclusions(certificate: Certificate, network: Network, pick: number): Generator<[string, Certificate]> {
  const { home, servers } = certificate
  const controllers = network.servers.filter(isDomainController).map(({ name }) => name)
  const one = controllers[pick % controllers.length]!
  const otherHome = controllers.filter((name) => (name === one) !== home.includes(name))
  yield ['home', { ...certificate, home: otherHome }]
  const at = pick % servers.length
  const put = (change: Partial<CertifiedServer>): Certificate => ({
    ...certificate,
    servers: servers.map((server, i) => (i === at ? { ...server, ...change } : server)),
  })
  const server = servers[at]!
  for (const verdict of ['internal', 'perimeter', 'undetermined'] as const) {
    if (verdict !== certificate.verdict) yield ['verdict', { ...certificate, verdict }]
    if (verdict !== certificate.letter) yield ['letter', { ...certificate, letter: verdict }]
    if (verdict !== server.verdict) yield ['verdict of a server', put({ verdict })]
    if (verdict !== server.letter) yield ['letter of a server', put({ letter: verdict })]
  }
  const stranger = network.servers.find(({ name }) => !server.cutOffFrom.includes(name))!
  yield ['one more that is cut off', put({ cutOffFrom: [...server.cutOffFrom, stranger.name] })]
  if (server.cutOffFrom.length > 0) yield ['one fewer that is cut off', put({ cutOffFrom: server.cutOffFrom.slice(1) })]
  yield ['a server less', { ...certificate, servers: servers.filter((_, i) => i !== at) }]
  yield ['a server twice', { ...certificate, servers: [...servers, server] }]
  const i = pick % certificate.claims.length
  const { from, to } = certificate.claims[i]!
  const peer = to.find((name) => name !== from[0])
  if (peer === undefined) return
  yield ['a pair less', changed(certificate, i, (one) => ({ ...one, to: to.filter((name) => name !== peer) }))]
}

test('a conclusion that does not follow from the claims is refuted', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(world, fc.nat(), (drawn, pick) => {
      const network = peopled(drawn)
      for (const [what, other] of otherConclusions(certified(network), network, pick)) {
        expect(refutedOf(network, other), what).not.toEqual([])
        seen.set(what, (seen.get(what) ?? 0) + 1)
      }
    }),
    RUNS,
  )
  expect(seen.get('one fewer that is cut off')).toBeGreaterThan(0)
  expect(seen.size).toBe(10)
})

test('a proof of which a part is taken away, or a way, is refuted', () => {
  let parts = 0
  let ways = 0
  fc.assert(
    fc.property(world, fc.nat(), fc.nat(), fc.nat(), (drawn, c, p, b) => {
      const network = peopled(drawn)
      const certificate = certified(network)
      for (const [at, claim] of certificate.claims.entries()) {
        if ((claim.pairs[0]?.ways.length ?? 0) < 2) continue
        ways++
        const fewer = changed(certificate, at, (one) => ({
          ...one,
          pairs: one.pairs.map((pair) => ({ ...pair, ways: pair.ways.slice(1) })),
        }))
        expect(refutedOf(network, fewer)).not.toEqual([])
      }
      if (certificate.covers.length === 0) return
      const index = c % certificate.covers.length
      const cover = certificate.covers[index]!
      const part = p % cover.parts.length
      const box = b % cover.parts[part]!.boxes.length
      const cut = cover.parts.map((one, i) =>
        i === part ? { ...one, boxes: one.boxes.filter((_, j) => j !== box) } : one,
      )
      const covers = certificate.covers.map((one, i) => (i === index ? { parts: cut } : one))
      expect(refutedOf(network, { ...certificate, covers })).not.toEqual([])
      parts++
    }),
    RUNS,
  )
  expect(parts).toBeGreaterThan(RUNS.numRuns / 10)
  expect(ways).toBeGreaterThan(0)
})
