import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyze.ts'
import { certify } from '../../src/analysis/certificate.ts'
import type { Certificate, Claim } from '../../src/model/certificate.ts'
import type { Network } from '../../src/model/network.ts'
import { certificateJson } from '../../src/report/certificate-json.ts'
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
      for (const status of ['unrestricted', 'restricted'] as const) {
        if (status === claim.status) continue
        expect(
          refutedOf(
            network,
            changed(certificate, at, (one) => ({ ...one, status })),
          ),
        ).not.toEqual([])
      }
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
