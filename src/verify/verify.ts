import { isDomainController, isInnerExchange, isPeerOf } from '../exchange/roles.ts'
import { familyOf } from '../model/address.ts'
import type { Box, Certificate, CertifiedPacket, Claim, HopClaim, PairClaim, WayClaim } from '../model/certificate.ts'
import type { Firewall, Stage } from '../model/firewall.ts'
import type { Attachment, Network, PlacedAddress, Server } from '../model/network.ts'
import { allWays, hopsOf, wayKey } from './all-ways.ts'
import { coverAll, goalBoxes, meets, withoutAll } from './boxes.ts'
import { type Ends, fateAt, pairText, placeText, refusedAt, wrongWithCover } from './check-stages.ts'
import { StageRows } from './stage-rows.ts'
import { conclude, wrongConclusions } from './verdicts.ts'

/** What the check of a certificate found. */
export interface Verification {
  /** Ordered pairs of servers of which what is claimed holds, by what it is. */
  readonly confirmed: Readonly<Record<Claim['status'], number>>
  /** What does not hold, each with the claim; none: everything holds. */
  readonly refuted: readonly string[]
  /** Ways between zones that the claims rest on, found again from the project: zones and firewalls. */
  readonly ways: readonly string[]
}

/** Checks every claim of a certificate against the network, that none is missing, and what is said to follow from them, without the engines. */
export function verify(network: Network, certificate: Certificate): Verification {
  return new Checker(network, certificate).run()
}

class Checker {
  readonly #network: Network
  /** All servers that the verdict rests on. */
  readonly #servers: readonly Server[]
  readonly #certificate: Certificate
  readonly #rows: StageRows
  readonly #refuted: string[] = []
  readonly #ways = new Set<string>()

  constructor(network: Network, certificate: Certificate) {
    this.#network = network
    this.#servers = network.servers.filter((server) => isInnerExchange(server) || isDomainController(server))
    this.#certificate = certificate
    this.#rows = new StageRows(network.sets)
  }

  run(): Verification {
    const confirmed = { unrestricted: 0, restricted: 0, undetermined: 0 }
    const claims = this.#claims()
    const claimOf = (from: Server, to: Server): Claim | undefined => claims.get(from.name)?.get(to.name)
    for (const wanted of this.#wanted()) {
      const claim = claimOf(wanted.from, wanted.to)
      const wrong = claim === undefined ? 'nothing is claimed' : this.#wrongWith(claim, wanted)
      if (wrong !== undefined) this.#refuted.push(`${wanted.from.name} to ${wanted.to.name}: ${wrong}`)
      else if (claim !== undefined) confirmed[claim.status]++
    }
    const found = conclude(this.#servers, (from, to) => claimOf(from, to)?.status ?? 'undetermined')
    this.#refuted.push(...wrongConclusions(this.#certificate, found))
    return { confirmed, refuted: this.#refuted, ways: [...this.#ways].sort() }
  }

  /** The claims by the names of who sends and who is reached. */
  #claims(): Map<string, Map<string, Claim>> {
    const claims = new Map(this.#servers.map(({ name }) => [name, new Map<string, Claim>()]))
    for (const claim of this.#certificate.claims) {
      const wrong = enter(claim, claims)
      if (wrong !== undefined) this.#refuted.push(wrong)
    }
    return claims
  }

  /** Every domain controller and Exchange server with every peer that it has among them. */
  *#wanted(): Generator<Wanted> {
    for (const from of this.#servers) {
      for (const to of this.#servers) if (isPeerOf(from, to)) yield { from, to }
    }
  }

  #wrongWith(claim: Claim, wanted: Wanted): string | undefined {
    const asked = pairsOf(wanted)
    const pairs = claim.pairs.map((pair) => ({ pair, places: asked.find((one) => isPair(one, pair)) }))
    const stranger = pairs.find(({ places }) => places === undefined)
    if (stranger !== undefined) {
      const { source, destination } = stranger.pair
      return `address ${source} of the one and ${destination} of the other are none of one family`
    }
    if (claim.status === 'unrestricted') {
      const missing = asked.find((one) => !claim.pairs.some((pair) => isPair(one, pair)))
      if (missing !== undefined) return `${pairText(endsOf(missing))} is not proved`
      if (asked.length === 0) return 'there is no pair of addresses that could prove it'
    }
    if (claim.status === 'restricted' && pairs.length === 0) return 'no refused packet is given'
    if (claim.status === 'undetermined') {
      if (pairs.length === 0 && asked.length > 0) return 'nothing shows that it is undetermined'
      const refused = asked.find((one) => this.#isRefused(one))
      if (refused !== undefined) return `${pairText(endsOf(refused))} is restricted for certain`
    }
    for (const { pair, places } of pairs) {
      const wrong = places === undefined ? undefined : this.#wrongWithPair(claim.status, pair, places)
      if (wrong !== undefined) return `${pairText(places === undefined ? NOWHERE : endsOf(places))}: ${wrong}`
    }
    return undefined
  }

  #wrongWithPair(status: Claim['status'], pair: PairClaim, places: Places): string | undefined {
    const goal = goalBoxes(this.#certificate.profile, familyOf(places.from.address))
    const isDecided = status !== 'undetermined'
    if (isDecided && pair.ways.length === 0) return 'no way is given'
    const wrongWays = this.#wrongWithWays(pair, places)
    if (wrongWays !== undefined) return wrongWays
    if (status === 'unrestricted') return first(pair.ways, (way) => this.#wrongWithProof(way, places, goal))
    const { packet } = pair
    if (packet === undefined) return pair.ways.length > 0 ? 'no packet is given' : undefined
    if (!goal.some((box) => meets(box, pointOf(packet)) && coverAll([box], [pointOf(packet)]))) {
      return 'the packet is none of those that were asked for'
    }
    if (status === 'restricted') return first(pair.ways, (way) => this.#wrongWithRefusal(way, packet, places))
    return this.#wrongWithDoubt(pair.ways, packet, places)
  }

  /** The ways of the claim are all that there are, each once. */
  #wrongWithWays(pair: PairClaim, { from, to }: Places): string | undefined {
    const wanted = allWays(this.#network, from, to)
    const given = pair.ways.map(({ hops }) => wayKey(hops))
    // Of ways that are not settled, and of too many, none is told.
    if (wanted === undefined) {
      return given.length === 0
        ? undefined
        : 'the input does not settle where the two stand, or there are too many ways'
    }
    if (new Set(given).size !== given.length) return 'a way is given twice'
    if (given.length !== wanted.size || !given.every((way) => wanted.has(way))) {
      return `the ways given are not those between zone ${from.zone} and zone ${to.zone}`
    }
    for (const { hops } of pair.ways) {
      const over = hops.length === 0 ? 'no firewall' : hops.map(({ firewall }) => firewall).join(', ')
      this.#ways.add(
        from.zone === to.zone ? `within zone ${from.zone}: ${over}` : `zone ${from.zone} to zone ${to.zone}: ${over}`,
      )
    }
    return undefined
  }

  #wrongWithProof({ hops }: WayClaim, places: Places, goal: ReturnType<typeof goalBoxes>): string | undefined {
    return first(hops, (hop) => {
      const stages = this.#stages(hop, places)
      const { covers = [] } = hop
      if (covers.length !== stages.length)
        return `${hop.firewall} has ${stages.length} stages, ${covers.length} are proved`
      return first(stages, (stage, s) => {
        const cover = this.#certificate.covers[covers[s] ?? -1]
        if (cover === undefined) return `${hop.firewall}: there is no proof for ${stage.name}`
        const wrong = wrongWithCover(stage, cover, goal, endsOf(places), this.#rows)
        return wrong === undefined ? undefined : `${hop.firewall}: ${wrong}`
      })
    })
  }

  #wrongWithRefusal({ hops }: WayClaim, packet: CertifiedPacket, places: Places): string | undefined {
    const refusing = hops.filter(({ refusal }) => refusal !== undefined)
    const [hop] = refusing
    if (hop?.refusal === undefined) return 'a way refuses nothing'
    const { stage: index, by } = hop.refusal
    const stage = this.#stages(hop, places)[index]
    if (stage === undefined) return `${hop.firewall} has no stage ${index}`
    const found = fateAt(stage, packet, endsOf(places), this.#rows)
    if (found.fate !== 'deny') return `${hop.firewall} does not refuse the packet for certain at ${stage.name}`
    const isSame =
      found.by === 'end'
        ? 'end' in by
        : !('end' in by) &&
          by.table === found.by.tableIndex &&
          by.row === found.by.row &&
          by.line === found.by.table.line(found.by.row)
    return isSame ? undefined : `${hop.firewall}: it is not ${placeText(by)} that refuses the packet`
  }

  /** Not refused over every way for certain, and not permitted over every way for certain. */
  #wrongWithDoubt(ways: readonly WayClaim[], packet: CertifiedPacket, places: Places): string | undefined {
    const fates = ways.map(({ hops }) => {
      const all = hops.flatMap((hop) =>
        this.#stages(hop, places).map((stage) => fateAt(stage, packet, endsOf(places), this.#rows).fate),
      )
      return all.includes('deny') ? 'deny' : all.includes('open') ? 'open' : 'permit'
    })
    if (fates.length === 0) return undefined
    if (fates.every((fate) => fate === 'permit')) return 'the packet is permitted for certain'
    return fates.every((fate) => fate === 'deny') ? 'the packet is refused for certain' : undefined
  }

  /** Whether some packet that is asked for is refused over every way for certain. */
  #isRefused(places: Places): boolean {
    const ways = allWays(this.#network, places.from, places.to)
    if (ways === undefined || ways.size === 0) return false
    let refused: readonly Box[] = goalBoxes(this.#certificate.profile, familyOf(places.from.address))
    for (const way of ways) {
      let left = refused
      const onWay: Box[] = []
      for (const hop of hopsOf(way)) {
        for (const stage of this.#stages(hop, places)) {
          const boxes = refusedAt(stage, left, endsOf(places), this.#rows)
          onWay.push(...boxes)
          left = withoutAll(left, boxes)
        }
      }
      refused = onWay
      if (refused.length === 0) return false
    }
    return true
  }

  #attachment({ firewall }: HopClaim): Attachment | undefined {
    return this.#network.attachments.find((one) => one.firewall.name === firewall)
  }

  #stages(hop: HopClaim, { from }: Places): readonly Stage[] {
    const firewall: Firewall | undefined = this.#attachment(hop)?.firewall
    return firewall?.passage(hop.ingress, hop.egress, familyOf(from.address)) ?? []
  }
}

interface Wanted {
  readonly from: Server
  readonly to: Server
}

/** A pair of addresses, and where the two stand among those of their servers. */
interface Places {
  readonly from: PlacedAddress
  readonly to: PlacedAddress
  readonly sourceAt: number
  readonly destinationAt: number
}

function pairsOf({ from, to }: Wanted): Places[] {
  return from.addresses.flatMap((source, sourceAt) =>
    to.addresses.flatMap((destination, destinationAt) =>
      familyOf(destination.address) === familyOf(source.address)
        ? [{ from: source, to: destination, sourceAt, destinationAt }]
        : [],
    ),
  )
}

function isPair({ sourceAt, destinationAt }: Places, { source, destination }: PairClaim): boolean {
  return sourceAt === source && destinationAt === destination
}

const NOWHERE: Ends = { source: 0, destination: 0 }

function endsOf({ from, to }: Places): Ends {
  return { source: from.address, destination: to.address }
}

function pointOf({ protocol, destinationField, sourceField }: CertifiedPacket) {
  return [protocol, protocol, destinationField, destinationField, sourceField, sourceField] as const
}

/** Enters a claim for all that it names; says what is wrong with that. */
function enter(claim: Claim, claims: ReadonlyMap<string, Map<string, Claim>>): string | undefined {
  const stranger = [...claim.from, ...claim.to].find((name) => !claims.has(name))
  if (stranger !== undefined) return `${stranger}: is no server that the verdict rests on`
  for (const from of claim.from) {
    const known = claims.get(from)
    for (const to of claim.to) {
      if (known?.has(to)) return `${from} to ${to}: is claimed twice`
      known?.set(to, claim)
    }
  }
  return undefined
}

/** The first complaint of several. */
function first<T>(items: readonly T[], wrongWith: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const wrong = wrongWith(item, index)
    if (wrong !== undefined) return wrong
  }
  return undefined
}
