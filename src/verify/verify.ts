import { isClientAccess, isPeerOf } from '../exchange/roles.ts'
import { familyOf, parseAddress } from '../model/address.ts'
import type { Certificate, CertifiedPacket, Claim, HopClaim, PairClaim, WayClaim } from '../model/certificate.ts'
import type { Firewall, Stage } from '../model/firewall.ts'
import type { Attachment, Network, PlacedAddress, Server } from '../model/network.ts'
import { allWays, wayKey } from './all-ways.ts'
import { coverAll, goalBoxes, meets } from './boxes.ts'
import { type Ends, fateAt, pairText, placeText, wrongWithCover } from './check-stages.ts'
import { StageRows } from './stage-rows.ts'

/** What the check of a certificate found. */
export interface Verification {
  /** Claims that hold, by what they say. */
  readonly confirmed: Readonly<Record<Claim['status'], number>>
  /** What does not hold, each with the claim; none: everything holds. */
  readonly refuted: readonly string[]
  /** Ways between zones that the claims rest on, found again from the project: zones and firewalls. */
  readonly ways: readonly string[]
}

/** Checks every claim of a certificate against the network, and that no claim is missing, without the engines. */
export function verify(network: Network, certificate: Certificate): Verification {
  return new Checker(network, certificate).run()
}

class Checker {
  readonly #network: Network
  readonly #certificate: Certificate
  readonly #rows: StageRows
  readonly #refuted: string[] = []
  readonly #ways = new Set<string>()

  constructor(network: Network, certificate: Certificate) {
    this.#network = network
    this.#certificate = certificate
    this.#rows = new StageRows(network.sets)
  }

  run(): Verification {
    const confirmed = { unrestricted: 0, restricted: 0, undetermined: 0 }
    const claims = new Map<string, Claim>()
    for (const claim of this.#certificate.claims) {
      const key = keyOf(claim)
      if (claims.has(key)) this.#refuted.push(`${titleOf(claim)}: is claimed twice`)
      claims.set(key, claim)
    }
    for (const wanted of this.#wanted()) {
      const claim = claims.get(keyOf(wanted))
      claims.delete(keyOf(wanted))
      const wrong = claim === undefined ? 'nothing is claimed' : this.#wrongWith(claim, wanted)
      if (wrong !== undefined) this.#refuted.push(`${titleOf(wanted)}: ${wrong}`)
      else if (claim !== undefined) confirmed[claim.status]++
    }
    for (const claim of claims.values()) this.#refuted.push(`${titleOf(claim)}: is no access that was to be judged`)
    this.#checkVerdict()
    return { confirmed, refuted: this.#refuted, ways: [...this.#ways].sort() }
  }

  /** Every Client Access server with every peer in both directions. */
  *#wanted(): Generator<Wanted> {
    const { servers } = this.#network
    for (const server of servers.filter(isClientAccess)) {
      for (const peer of servers.filter((other) => isPeerOf(server, other))) {
        yield { server: server.name, peer: peer.name, direction: 'to', from: server, to: peer }
        yield { server: server.name, peer: peer.name, direction: 'from', from: peer, to: server }
      }
    }
  }

  #checkVerdict(): void {
    const { verdict, claims } = this.#certificate
    const statuses = new Set(claims.map(({ status }) => status))
    const worst = statuses.has('restricted') ? 'perimeter' : statuses.has('undetermined') ? 'undetermined' : 'internal'
    const isEmpty = claims.length === 0
    if (verdict !== worst || isEmpty) this.#refuted.push(`the verdict ${verdict} does not follow from the claims`)
  }

  #wrongWith(claim: Claim, wanted: Wanted): string | undefined {
    const asked = pairsOf(wanted)
    const pairs = claim.pairs.map((pair) => ({ pair, places: asked.find((one) => isPair(one, pair)) }))
    const stranger = pairs.find(({ places }) => places === undefined)
    if (stranger !== undefined) {
      return `${stranger.pair.source} to ${stranger.pair.destination} are no addresses of the two in one family`
    }
    if (claim.status === 'unrestricted') {
      const missing = asked.find((one) => !claim.pairs.some((pair) => isPair(one, pair)))
      if (missing !== undefined) return `${pairText(endsOf(missing))} is not proved`
      if (asked.length === 0) return 'there is no pair of addresses that could prove it'
    }
    if (claim.status === 'restricted' && pairs.length === 0) return 'no refused packet is given'
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
    if (packet === undefined) return status === 'restricted' ? 'no packet is given' : undefined
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
    // Of too many ways none is told.
    if (wanted === undefined) return given.length === 0 ? undefined : 'there are too many ways to be told apart'
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

  #attachment({ firewall }: HopClaim): Attachment | undefined {
    return this.#network.attachments.find((one) => one.firewall.name === firewall)
  }

  #stages(hop: HopClaim, { from }: Places): readonly Stage[] {
    const firewall: Firewall | undefined = this.#attachment(hop)?.firewall
    return firewall?.passage(hop.ingress, hop.egress, familyOf(from.address)) ?? []
  }
}

interface Wanted extends Pick<Claim, 'server' | 'peer' | 'direction'> {
  readonly from: Server
  readonly to: Server
}

interface Places {
  readonly from: PlacedAddress
  readonly to: PlacedAddress
}

function pairsOf({ from, to }: Wanted): Places[] {
  return from.addresses.flatMap((source) =>
    to.addresses
      .filter(({ address }) => familyOf(address) === familyOf(source.address))
      .map((destination) => ({ from: source, to: destination })),
  )
}

function isPair({ from, to }: Places, { source, destination }: PairClaim): boolean {
  return parseAddress(source) === from.address && parseAddress(destination) === to.address
}

const NOWHERE: Ends = { source: 0, destination: 0 }

function endsOf({ from, to }: Places): Ends {
  return { source: from.address, destination: to.address }
}

function pointOf({ protocol, destinationField, sourceField }: CertifiedPacket) {
  return [protocol, protocol, destinationField, destinationField, sourceField, sourceField] as const
}

function keyOf({ server, peer, direction }: Pick<Claim, 'server' | 'peer' | 'direction'>): string {
  return JSON.stringify([server, peer, direction])
}

function titleOf({ server, peer, direction }: Pick<Claim, 'server' | 'peer' | 'direction'>): string {
  return `${server} ${direction} ${peer}`
}

/** The first complaint of several. */
function first<T>(items: readonly T[], wrongWith: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const wrong = wrongWith(item, index)
    if (wrong !== undefined) return wrong
  }
  return undefined
}
