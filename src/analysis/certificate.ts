import { isDomainController, isInnerExchange, isPeerOf } from '../exchange/roles.ts'
import { familyOf } from '../model/address.ts'
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
import type { Network, Server } from '../model/network.ts'
import type { Flavour, Packet } from '../model/packet.ts'
import { boxesOf } from '../model/service-boxes.ts'
import { type Decider, type Decision, decideStage } from '../reach/first-match.ts'
import { tellingFlavour } from '../reach/goal.ts'
import type { Slice } from '../reach/host-pairs.ts'
import type { Placed, ProvedWay } from '../reach/host-reach.ts'
import type { Way } from '../reach/way.ts'
import { createInquiry, type Inquiry, type Pair, packetOf, pairsOf, statusOfPairs } from './access.ts'
import { groupBy } from './group-by.ts'
import type { Analysis } from './result.ts'

/** Writes down why each answer of an analysis holds, and what follows, so that it can be checked without the engines. */
export function certify(
  network: Network,
  analysis: Analysis,
  inputs: readonly CertifiedInput[],
  at: string | undefined,
): Certificate {
  const { version, profile, verdict, letter, home, servers } = analysis
  const maker = new CertificateMaker(createInquiry(network, profile))
  const claims = maker.claims()
  return {
    schema: 'emmental/certificate/2',
    version,
    profile,
    ...(at === undefined ? {} : { at }),
    verdict,
    letter,
    home,
    inputs,
    servers: servers.map((one) => ({
      name: one.name,
      verdict: one.verdict,
      letter: one.letter,
      cutOffFrom: one.cutOffFrom,
    })),
    claims,
    covers: maker.covers,
  }
}

/** Two servers that stand for all that are told alike. */
interface Asked {
  readonly from: Server
  readonly to: Server
  /** All that `to` stands for. */
  readonly alike: readonly Server[]
}

type Proof = Pick<Claim, 'status' | 'pairs'>

class CertificateMaker {
  readonly covers: StageCover[] = []
  readonly #inquiry: Inquiry
  readonly #known = new Map<Stage, Map<string, number>>()

  constructor(inquiry: Inquiry) {
    this.#inquiry = inquiry
  }

  /** Of all domain controllers and Exchange servers that are peers. Servers of which the same is said share a claim. */
  claims(): Claim[] {
    const { network, answers } = this.#inquiry
    const servers = network.servers.filter((server) => isInnerExchange(server) || isDomainController(server))
    const groups = [...groupBy(servers, (server) => answers.groupOf(server)).values()]
    const claims = new Map<string, Claim & { readonly from: string[] }>()
    for (const group of groups) {
      const names = group.map(({ name }) => name)
      for (const [key, { to, ...proof }] of this.#claimsFrom(group, groups)) {
        const known = claims.get(key)
        if (known === undefined) claims.set(key, { from: [...names], to, ...proof })
        else known.from.push(...names)
      }
    }
    return [...claims.values()]
  }

  /** What is said of a group, by everything that is said. */
  #claimsFrom(group: readonly Server[], groups: readonly (readonly Server[])[]): Map<string, Omit<Claim, 'from'>> {
    const asked = groups.flatMap((others) => askedOf(group, others))
    const said = new Map<string, { readonly proof: Proof; readonly about: Set<readonly Server[]> }>()
    for (const [from, own] of groupBy(asked, (one) => one.from)) {
      const peers = own.map(({ to }) => to)
      for (const [i, proof] of this.#proofsOf(from, peers).entries()) {
        const key = JSON.stringify(proof)
        const known = said.get(key) ?? { proof, about: new Set() }
        said.set(key, known)
        const alike = own[i]?.alike
        if (alike !== undefined) known.about.add(alike)
      }
    }
    // A claim is about peers: who is none to itself may stand anywhere, and where most stand it shares most claims.
    if (asked.every(({ alike }) => alike !== group)) largest(said)?.about.add(group)
    return new Map(
      Array.from(said, ([key, { proof, about }]) => {
        const to = groups.filter((one) => about.has(one)).flatMap((one) => one.map(({ name }) => name))
        return [JSON.stringify([to, key]), { to, ...proof }]
      }),
    )
  }

  #proofsOf(server: Server, peers: readonly Server[]): Proof[] {
    const pairs = pairsOf(this.#inquiry, server, peers, 'to')
    const byPeer = groupBy(pairs, ({ peer }) => peer)
    const proofs = this.#proofs(pairs)
    const refusals = this.#refusals(pairs)
    return peers.map((peer): Proof => {
      const own = byPeer.get(peer) ?? []
      const status = statusOfPairs(own)
      const told = status === 'unrestricted' ? own : own.filter((pair) => pair.status === status).slice(0, 1)
      return {
        status,
        pairs: told.map((pair) => ({
          source: server.addresses.indexOf(pair.host),
          destination: peer.addresses.indexOf(pair.other),
          ...this.#proofOfPair(pair, proofs.get(pair) ?? [], refusals.get(pair)),
        })),
      }
    })
  }

  /** What proves the pairs that are unrestricted, host by host. */
  #proofs(pairs: readonly Pair[]): Map<Pair, readonly ProvedWay[]> {
    const proofs = new Map<Pair, readonly ProvedWay[]>()
    const proved = pairs.filter(({ status }) => status === 'unrestricted')
    for (const [host, own] of groupBy(proved, (pair) => pair.host)) {
      const found = this.#inquiry.reach.provedBy(
        host,
        'source',
        own.map(({ other }) => other),
        own.map(({ goal }) => goal),
      )
      for (const [i, pair] of own.entries()) proofs.set(pair, found[i] ?? [])
    }
    return proofs
  }

  /** What refuses the telling packet of each pair that is restricted, on its first way, host by host. */
  #refusals(pairs: readonly Pair[]): Map<Pair, Placed<Decision>> {
    const refusals = new Map<Pair, Placed<Decision>>()
    const restricted = pairs.filter(({ status }) => status === 'restricted')
    for (const [host, own] of groupBy(restricted, (pair) => pair.host)) {
      const found = this.#inquiry.reach.deniedBy(
        host,
        'source',
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

  #proofOfPair(
    pair: Pair,
    proof: readonly ProvedWay[],
    refusal: Placed<Decision> | undefined,
  ): Pick<PairClaim, 'packet' | 'ways'> {
    const { ways } = pair.found.ways
    if (pair.status === 'unrestricted') return { ways: proof.map((way) => this.#proofOf(way)) }
    const flavour = this.#flavourOf(pair)
    const packet = packetOf(pair, 'to', flavour)
    const claimed: CertifiedPacket = {
      protocol: flavour.protocol,
      destinationField: flavour.destinationField,
      sourceField: flavour.sourceField,
    }
    return {
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

/** What is said about the most groups. */
function largest<T extends { readonly about: ReadonlySet<unknown> }>(said: ReadonlyMap<string, T>): T | undefined {
  let found: T | undefined
  for (const one of said.values()) if (found === undefined || one.about.size > found.about.size) found = one
  return found
}

/** The first two servers of two groups that are peers; none if none are. */
function askedOf(group: readonly Server[], alike: readonly Server[]): Asked[] {
  for (const from of group) {
    const to = alike.find((other) => isPeerOf(from, other))
    if (to !== undefined) return [{ from, to, alike }]
  }
  return []
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
