import { isPeerOf } from '../exchange/roles.ts'
import { familyOf, formatAddress } from '../model/address.ts'
import type {
  Certificate,
  CertifiedInput,
  CertifiedPacket,
  Claim,
  CoverPart,
  HopClaim,
  PairClaim,
  RowPlace,
  StageCover,
  WayClaim,
} from '../model/certificate.ts'
import type { Stage } from '../model/firewall.ts'
import type { Network, PlacedAddress, Server } from '../model/network.ts'
import type { Flavour, Packet } from '../model/packet.ts'
import { boxesOf } from '../model/service-boxes.ts'
import { type Decider, type Decision, decideStage } from '../reach/first-match.ts'
import { tellingFlavour } from '../reach/goal.ts'
import type { Slice } from '../reach/host-pairs.ts'
import type { Placed, ProvedWay } from '../reach/host-reach.ts'
import type { Way } from '../reach/way.ts'
import {
  createInquiry,
  type Direction,
  type Inquiry,
  type Pair,
  packetOf,
  pairsOf,
  sideOf,
  statusOfPairs,
} from './access.ts'
import { groupBy } from './group-by.ts'
import type { Analysis } from './result.ts'
import { verdictOf } from './standing.ts'

/** Writes down why each answer of an analysis holds, so that it can be checked without the engines. */
export function certify(
  network: Network,
  analysis: Analysis,
  inputs: readonly CertifiedInput[],
  at: string | undefined,
): Certificate {
  const maker = new CertificateMaker(createInquiry(network, analysis.profile))
  const judged = new Set(analysis.servers.filter((server) => server.clientAccess).map(({ name }) => name))
  const claims = network.servers.filter(({ name }) => judged.has(name)).flatMap((server) => maker.claims(server))
  return {
    schema: 'emmental/certificate/1',
    version: analysis.version,
    profile: analysis.profile,
    ...(at === undefined ? {} : { at }),
    // By the letter, as that is what the claims show.
    verdict: claims.length === 0 ? 'undetermined' : verdictOf(claims.map(({ status }) => status)),
    inputs,
    claims,
    covers: maker.covers,
  }
}

class CertificateMaker {
  readonly covers: StageCover[] = []
  readonly #inquiry: Inquiry
  readonly #known = new Map<Stage, Map<string, number>>()

  constructor(inquiry: Inquiry) {
    this.#inquiry = inquiry
  }

  claims(server: Server): Claim[] {
    const peers = this.#inquiry.network.servers.filter((other) => isPeerOf(server, other))
    return (['to', 'from'] as const).flatMap((direction) => {
      const pairs = pairsOf(this.#inquiry, server, peers, direction)
      const byPeer = groupBy(pairs, ({ peer }) => peer)
      const proofs = this.#proofs(pairs, direction)
      const refusals = this.#refusals(pairs, direction)
      return peers.map((peer): Claim => {
        const own = byPeer.get(peer) ?? []
        const status = statusOfPairs(own)
        const told = status === 'unrestricted' ? own : own.filter((pair) => pair.status === status).slice(0, 1)
        return {
          server: server.name,
          peer: peer.name,
          direction,
          status,
          pairs: told.map((pair) => this.#pairClaim(pair, direction, proofs.get(pair) ?? [], refusals.get(pair))),
        }
      })
    })
  }

  /** What proves the pairs that are unrestricted, host by host. */
  #proofs(pairs: readonly Pair[], direction: Direction): Map<Pair, readonly ProvedWay[]> {
    const proofs = new Map<Pair, readonly ProvedWay[]>()
    const proved = pairs.filter(({ status }) => status === 'unrestricted')
    for (const [host, own] of groupBy(proved, (pair) => pair.host)) {
      const found = this.#inquiry.reach.provedBy(
        host,
        sideOf(direction),
        own.map(({ other }) => other),
        own.map(({ goal }) => goal),
      )
      for (const [i, pair] of own.entries()) proofs.set(pair, found[i] ?? [])
    }
    return proofs
  }

  /** What refuses the telling packet of each pair that is restricted, on its first way, host by host. */
  #refusals(pairs: readonly Pair[], direction: Direction): Map<Pair, Placed<Decision>> {
    const refusals = new Map<Pair, Placed<Decision>>()
    const restricted = pairs.filter(({ status }) => status === 'restricted')
    for (const [host, own] of groupBy(restricted, (pair) => pair.host)) {
      const found = this.#inquiry.reach.deniedBy(
        host,
        sideOf(direction),
        own.map(({ other }) => other),
        own.map((pair) => this.#flavourOf(pair)),
      )
      for (const [i, pair] of own.entries()) {
        const refusal = found[i]
        if (refusal !== undefined) refusals.set(pair, refusal)
      }
    }
    return refusals
  }

  /** A packet that is refused, or of which the input does not decide. */
  #flavourOf({ status, found, goal, host }: Pair): Flavour {
    const { services } = this.#inquiry.network.sets
    const open = status === 'restricted' ? found.possible : found.certain
    return tellingFlavour(services.subtract(goal, open), familyOf(host.address), services)
  }

  #pairClaim(
    pair: Pair,
    direction: Direction,
    proof: readonly ProvedWay[],
    refusal: Placed<Decision> | undefined,
  ): PairClaim {
    const [source, destination] = direction === 'to' ? [pair.host, pair.other] : [pair.other, pair.host]
    const ends = { source: shown(source), destination: shown(destination) }
    const { ways } = pair.found.ways
    if (pair.status === 'unrestricted') return { ...ends, ways: proof.map((way) => this.#proofOf(way)) }
    const flavour = this.#flavourOf(pair)
    const packet = packetOf(pair, direction, flavour)
    const claimed: CertifiedPacket = {
      protocol: flavour.protocol,
      destinationField: flavour.destinationField,
      sourceField: flavour.sourceField,
    }
    return {
      ...ends,
      packet: claimed,
      ways: ways.map((way, i) => {
        if (pair.status !== 'restricted') return plainWay(way)
        return i === 0 && refusal !== undefined ? refusedWay(way, packet, refusal) : this.#refusalOf(way, packet)
      }),
    }
  }

  #proofOf(way: ProvedWay): WayClaim {
    return {
      hops: way.map(({ hop, stages }) => ({
        firewall: hop.firewall.name,
        ingress: hop.ingress,
        egress: hop.egress,
        covers: stages.map(({ stage, slices }) => this.#coverOf(stage, slices)),
      })),
    }
  }

  #coverOf(stage: Stage, slices: readonly Slice[]): number {
    const { services } = this.#inquiry.network.sets
    const key = slices
      .map(
        ({ decider, services: set }) =>
          `${decider.kind === 'row' ? `${tableOf(stage, decider)}:${decider.row}` : 'end'} ${set.id}`,
      )
      .join()
    const ofStage = this.#known.get(stage) ?? new Map<string, number>()
    this.#known.set(stage, ofStage)
    const known = ofStage.get(key)
    if (known !== undefined) return known
    const parts = slices.map(
      ({ decider, services: set }): CoverPart => ({ by: placeOf(stage, decider), boxes: boxesOf(set, services) }),
    )
    const index = this.covers.push({ parts }) - 1
    ofStage.set(key, index)
    return index
  }

  /** The first stage on the way that refuses the packet in every reading. */
  #refusalOf(way: Way, packet: Packet): WayClaim {
    let isRefused = false
    const hops = way.map(({ firewall, ingress, egress }): HopClaim => {
      const hop = { firewall: firewall.name, ingress, egress }
      if (isRefused) return hop
      for (const [index, stage] of firewall.passage(ingress, egress, familyOf(packet.source)).entries()) {
        const { action, decider } = decideStage(stage, packet, this.#inquiry.network.sets, 'optimistic')
        if (action !== 'deny') continue
        isRefused = true
        return { ...hop, refusal: { stage: index, by: placeOf(stage, decider) } }
      }
      return hop
    })
    return { hops }
  }
}

function plainWay(way: Way): WayClaim {
  return { hops: way.map(({ firewall, ingress, egress }) => ({ firewall: firewall.name, ingress, egress })) }
}

/** The way with the refusal in its place. */
function refusedWay(way: Way, packet: Packet, { hop: at, what: { decider } }: Placed<Decision>): WayClaim {
  return {
    hops: way.map((hop): HopClaim => {
      const { firewall, ingress, egress } = hop
      const claim = { firewall: firewall.name, ingress, egress }
      if (hop !== at) return claim
      const passage = firewall.passage(ingress, egress, familyOf(packet.source))
      const index = passage.findIndex((stage) =>
        decider.kind === 'row' ? stage.tables.includes(decider.table) : decider.stage === stage,
      )
      const stage = passage[index]
      return stage === undefined ? claim : { ...claim, refusal: { stage: index, by: placeOf(stage, decider) } }
    }),
  }
}

function tableOf(stage: Stage, decider: Extract<Decider, { kind: 'row' }>): number {
  return stage.tables.indexOf(decider.table)
}

function placeOf(stage: Stage, decider: Decider): RowPlace {
  if (decider.kind === 'end') return { end: true, text: decider.otherwise.text }
  const { table, row } = decider
  const line = table.line(row)
  return { table: tableOf(stage, decider), row, file: table.source.name, line, text: table.source.shownLine(line) }
}

function shown({ address }: PlacedAddress): string {
  return formatAddress(address)
}
