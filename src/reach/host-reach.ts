import { familyOf } from '../model/address.ts'
import { append } from '../model/append.ts'
import type { Firewall, Stage } from '../model/firewall.ts'
import type { Network, PlacedAddress } from '../model/network.ts'
import type { Flavour } from '../model/packet.ts'
import type { ServiceSet, ServiceSetStore } from '../model/service-set.ts'
import type { Decider, Decision } from './first-match.ts'
import { HostClasses } from './host-classes.ts'
import { HostIndex, type Side } from './host-index.ts'
import {
  certainSlices,
  decidedAtStage,
  isStageUncertain,
  permittedAtStage,
  permittingSlices,
  type Slice,
  uncertainFor,
} from './host-pairs.ts'
import type { Facing } from './host-walk.ts'
import { type Purpose, stageFor } from './purpose.ts'
import type { Hop, Way, Ways } from './way.ts'
import { WayFinder } from './ways.ts'

/** What gets from one address to another. */
export interface PairReach {
  /** Permitted whatever the uncertain rules mean, over every way. */
  readonly certain: ServiceSet
  /** Permitted at most, over some way. */
  readonly possible: ServiceSet
  /** The same for what can open a connection at all, altered on the way or to a translated address. */
  readonly exposed: { readonly certain: ServiceSet; readonly possible: ServiceSet }
  readonly ways: Ways
}

/** One way with what permits the goal at each stage. */
export type ProvedWay = readonly {
  readonly hop: Hop
  readonly stages: readonly { readonly stage: Stage; readonly slices: readonly Slice[] }[]
}[]

/** A decider and where on the way it stands. */
export interface Placed<T> {
  readonly hop: Hop
  readonly what: T
}

/** What is permitted for each other host, in both readings. */
interface Reading {
  readonly certain: readonly ServiceSet[]
  readonly possible: readonly ServiceSet[]
}

/** INVARIANT(one-if-equal): where no stage tells the purposes apart both are one object. */
type Readings = Readonly<Record<Purpose, Reading>>

/** Others that share their ways, hence every stage. */
interface Group {
  readonly ways: Ways
  readonly facing: Facing
  /** For each of the facing's others, its positions in the list that was asked about. */
  readonly positions: readonly (readonly number[])[]
}

/** The engine for pairs of hosts: one host against many others, in either direction. */
export class HostReach {
  readonly #services: ServiceSetStore
  readonly #index: HostIndex
  readonly #ways: WayFinder
  readonly #asked = new Set<Firewall>()
  /** Answers by side, host and other: verdict, zones and exposure ask for the same pairs. */
  readonly #known: Readonly<Record<Side, WeakMap<PlacedAddress, Map<PlacedAddress, PairReach>>>> = {
    source: new WeakMap(),
    destination: new WeakMap(),
  }
  /** Equal answers are one object: by ways, and by the ids of what they hold. */
  readonly #answers = new Map<Ways, Map<string, PairReach>>()
  readonly #places: readonly PlacedAddress[]
  readonly #grouped: boolean
  #classes: HostClasses | undefined
  readonly #representatives = new WeakMap<PlacedAddress, PlacedAddress>()

  /** `grouped: false` asks every address itself: the answers are the same, which a test holds. */
  constructor(network: Network, { grouped = true }: { readonly grouped?: boolean } = {}) {
    this.#grouped = grouped
    this.#places = network.servers.flatMap(({ addresses }) => addresses)
    this.#services = network.sets.services
    this.#index = new HostIndex(
      network.sets.addresses,
      this.#places.map(({ address }) => address),
    )
    this.#ways = new WayFinder(network)
  }

  /** The firewalls that stood on some way of a question so far. */
  get asked(): ReadonlySet<Firewall> {
    return this.#asked
  }

  /** The address that is asked in place of this one, as nothing tells the two apart. */
  representativeOf(place: PlacedAddress): PlacedAddress {
    if (!this.#grouped) return place
    const known = this.#representatives.get(place)
    if (known !== undefined) return known
    this.#classes ??= new HostClasses(this.#index, this.#ways, this.#places)
    const found = this.#classes.representativeOf(place)
    this.#representatives.set(place, found)
    return found
  }

  /** What gets between the host and each of the others, all of one address family. Equal answers are one object. */
  reach(asked: PlacedAddress, side: Side, facing: readonly PlacedAddress[]): PairReach[] {
    const host = this.representativeOf(asked)
    const others = facing.map((other) => this.representativeOf(other))
    const ofSide = this.#known[side]
    const known = ofSide.get(host) ?? new Map<PlacedAddress, PairReach>()
    ofSide.set(host, known)
    const open = [...new Set(others.filter((other) => !known.has(other)))]
    for (const [i, found] of this.#reach(host, side, open).entries()) known.set(open[i]!, found)
    return others.map((other) => known.get(other)!)
  }

  #reach(host: PlacedAddress, side: Side, others: readonly PlacedAddress[]): PairReach[] {
    const result: PairReach[] = []
    for (const group of this.#groups(host, side, others)) {
      const found = this.#overWays(group, host)
      for (const [p, positions] of group.positions.entries()) {
        for (const at of positions) {
          result[at] = this.#answer({
            certain: found.access.certain[p]!,
            possible: found.access.possible[p]!,
            exposed: { certain: found.exposure.certain[p]!, possible: found.exposure.possible[p]! },
            ways: group.ways,
          })
        }
      }
    }
    return result
  }

  #answer(found: PairReach): PairReach {
    const ofWays = this.#answers.get(found.ways) ?? new Map<string, PairReach>()
    this.#answers.set(found.ways, ofWays)
    const { certain, possible, exposed } = found
    const key = `${certain.id} ${possible.id} ${exposed.certain.id} ${exposed.possible.id}`
    const known = ofWays.get(key)
    if (known !== undefined) return known
    ofWays.set(key, found)
    return found
  }

  /** Over several ways every one must permit it for certain, and some one permits it at most. */
  #overWays({ ways: { ways }, facing }: Group, host: PlacedAddress): Readings {
    const services = this.#services
    const start: Reading = {
      certain: facing.others.map(() => (ways.length === 0 ? services.none : services.all)),
      possible: facing.others.map(() => (ways.length === 0 ? services.all : services.none)),
    }
    const join = (found: Reading, over: Reading): Reading => ({
      certain: found.certain.map((set, p) => services.intersect(set, over.certain[p]!)),
      possible: found.possible.map((set, p) => services.union(set, over.possible[p]!)),
    })
    let access = start
    let exposure = start
    for (const way of ways) {
      for (const { firewall } of way) this.#asked.add(firewall)
      const over = this.#overWay(facing, way, host)
      const isSame = exposure === access && over.exposure === over.access
      access = join(access, over.access)
      exposure = isSame ? access : join(exposure, over.exposure)
    }
    return { access, exposure }
  }

  /** Which rule denies one packet per pair in the optimistic reading, on the first way; undefined where it passes. */
  deniedBy(
    host: PlacedAddress,
    side: Side,
    others: readonly PlacedAddress[],
    flavours: readonly (Flavour | undefined)[],
  ): (Placed<Decision> | undefined)[] {
    const result: (Placed<Decision> | undefined)[] = others.map(() => undefined)
    for (const group of this.#groups(host, side, others)) {
      const asked = group.positions.map((positions) => flavours[positions[0]!])
      for (const { hop, stage } of stagesOn(group.ways.ways[0] ?? [], host)) {
        const decisions = decidedAtStage(group.facing, stage, asked, this.#services, 'optimistic')
        for (const [p, decision] of decisions.entries()) {
          if (decision?.action !== 'deny') continue
          asked[p] = undefined
          for (const at of group.positions[p]!) result[at] = { hop, what: decision }
        }
      }
    }
    return result
  }

  /** The uncertain rules that may decide some of the disputed services of each pair, on any way. */
  undecidedBy(
    host: PlacedAddress,
    side: Side,
    others: readonly PlacedAddress[],
    disputed: readonly ServiceSet[],
  ): Placed<Decider>[][] {
    return this.#collect(host, side, others, 'access', disputed, (facing, stage, limits) =>
      isStageUncertain(stage) ? uncertainFor(facing, stage, limits, this.#services) : [],
    )
  }

  /** The stages that do not certainly permit all of the given services of each pair, on any way. */
  narrowedBy(
    host: PlacedAddress,
    side: Side,
    others: readonly PlacedAddress[],
    goals: readonly ServiceSet[],
  ): Placed<Stage>[][] {
    return this.#collect(host, side, others, 'access', goals, (facing, stage, limits) =>
      permittedAtStage(facing, stage, this.#services, 'pessimistic').map((permitted, p) =>
        this.#services.subtract(limits[p]!, permitted) === this.#services.none ? [] : [stage],
      ),
    )
  }

  /** The rows that permit the given services of each pair for certain: by way, hop and stage. */
  provedBy(
    host: PlacedAddress,
    side: Side,
    others: readonly PlacedAddress[],
    goals: readonly ServiceSet[],
  ): ProvedWay[][] {
    const result: ProvedWay[][] = others.map(() => [])
    for (const { ways, facing, positions } of this.#groups(host, side, others)) {
      const asked = positions.map((at) => goals[at[0]!]!)
      for (const way of ways.ways) {
        const proved = way.map((hop) => ({
          hop,
          stages: hop.firewall
            .passage(hop.ingress, hop.egress, familyOf(host.address))
            .map((stage) => ({ stage, slices: certainSlices(facing, stage, asked, this.#services) })),
        }))
        for (const [p, at] of positions.entries()) {
          const own = proved.map(({ hop, stages }) => ({
            hop,
            stages: stages.map(({ stage, slices }) => ({ stage, slices: slices[p]! })),
          }))
          for (const position of at) result[position]!.push(own)
        }
      }
    }
    return result
  }

  /** The rules that permit the given services of each pair for certain, on any way; what only looks whether packets are altered is left out. */
  surelyPermittedBy(
    host: PlacedAddress,
    side: Side,
    others: readonly PlacedAddress[],
    goals: readonly ServiceSet[],
  ): Placed<Slice>[][] {
    return this.#collect(host, side, others, 'access', goals, (facing, stage, limits) =>
      stage.isGate === true || stage.concern !== undefined ? [] : certainSlices(facing, stage, limits, this.#services),
    )
  }

  /** The rules that open the given services of each pair, on any way, in the optimistic reading. */
  permittedBy(
    host: PlacedAddress,
    side: Side,
    others: readonly PlacedAddress[],
    within: readonly ServiceSet[],
  ): Placed<Slice>[][] {
    return this.#collect(host, side, others, 'exposure', within, (facing, stage, limits) =>
      stage.isGate === true ? [] : permittingSlices(facing, stage, limits, this.#services),
    )
  }

  #collect<T>(
    host: PlacedAddress,
    side: Side,
    others: readonly PlacedAddress[],
    purpose: Purpose,
    limits: readonly ServiceSet[],
    find: (facing: Facing, stage: Stage, limits: readonly ServiceSet[]) => readonly (readonly T[])[],
  ): Placed<T>[][] {
    const result: Placed<T>[][] = others.map(() => [])
    for (const group of this.#groups(host, side, others)) {
      const asked = group.positions.map((positions) => limits[positions[0]!]!)
      for (const way of group.ways.ways) {
        for (const { hop, stage: any } of stagesOn(way, host)) {
          const stage = stageFor(any, purpose)
          if (stage === undefined) continue
          for (const [p, found] of find(group.facing, stage, asked).entries()) {
            for (const at of group.positions[p]!)
              append(
                result[at]!,
                found.map((what) => ({ hop, what })),
              )
          }
        }
      }
    }
    return result
  }

  #overWay(facing: Facing, way: Way, host: PlacedAddress): Readings {
    const services = this.#services
    const all = facing.others.map(() => services.all)
    const narrow = (found: Reading, permitted: Reading): Reading => ({
      certain: found.certain.map((set, p) => services.intersect(set, permitted.certain[p]!)),
      possible: found.possible.map((set, p) => services.intersect(set, permitted.possible[p]!)),
    })
    let access: Reading = { certain: all, possible: all }
    // Most stages count for both; then the answers are one object, and found once.
    let exposure = access
    for (const { stage } of stagesOn(way, host)) {
      const permitted = this.#permitted(facing, stage)
      const before = access
      access = narrow(access, permitted)
      const exposing = stageFor(stage, 'exposure')
      if (exposing === stage) exposure = exposure === before ? access : narrow(exposure, permitted)
      else if (exposing !== undefined) exposure = narrow(exposure, this.#permitted(facing, exposing))
    }
    return { access, exposure }
  }

  #permitted(facing: Facing, stage: Stage): Reading {
    const certain = permittedAtStage(facing, stage, this.#services, 'pessimistic')
    if (!isStageUncertain(stage)) return { certain, possible: certain }
    return { certain, possible: permittedAtStage(facing, stage, this.#services, 'optimistic') }
  }

  #groups(host: PlacedAddress, side: Side, others: readonly PlacedAddress[]): Group[] {
    const members = new Map<Ways, Map<number, number[]>>()
    for (const [at, other] of others.entries()) {
      if (familyOf(other.address) !== familyOf(host.address)) throw new RangeError('a pair has one address family')
      const ways = side === 'source' ? this.#ways.between(host, other) : this.#ways.between(other, host)
      const hosts = members.get(ways) ?? new Map<number, number[]>()
      members.set(ways, hosts)
      const number = this.#index.numberOf(other.address)
      const positions = hosts.get(number)
      if (positions === undefined) hosts.set(number, [at])
      else positions.push(at)
    }
    const number = this.#index.numberOf(host.address)
    return Array.from(members, ([ways, hosts]) => {
      const numbers = [...hosts.keys()].sort((a, b) => a - b)
      const facing: Facing = { index: this.#index, host: number, side, others: numbers }
      return { ways, facing, positions: numbers.map((other) => hosts.get(other)!) }
    })
  }
}

function* stagesOn(way: Way, host: PlacedAddress): Generator<{ hop: Hop; stage: Stage }> {
  for (const hop of way) {
    for (const stage of hop.firewall.passage(hop.ingress, hop.egress, familyOf(host.address))) yield { hop, stage }
  }
}
