import { type Family, familyOf } from '../model/address.ts'
import type { PlacedAddress } from '../model/network.ts'
import type { Flavour } from '../model/packet.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { Decider, Decision } from '../reach/first-match.ts'
import { tellingFlavour } from '../reach/goal.ts'
import type { PairReach, Placed } from '../reach/host-reach.ts'
import type { Inquiry } from './access.ts'
import type { AddressPair } from './answers.ts'
import { caveatsOnWays, sharingCaveat } from './caveats.ts'
import type { CaveatRef, RuleRef, Status } from './result.ts'
import { distinctRefs } from './rule-ref.ts'

/** Why a pair of addresses has its status; pairs that are alike in all of this share one object. */
export interface PairReason {
  readonly status: Status
  readonly found: PairReach
  readonly goal: ServiceSet
  /** A packet that is refused, or of which the input does not decide. */
  readonly flavour?: Flavour
  /** Restricted only: what refuses that packet. */
  readonly refusal?: Placed<Decision>
  /** The permits that open it, the line that refuses the packet, or the lines that would settle it. */
  readonly rules: readonly RuleRef[]
  /** The zone of both, where both stand in one network. */
  readonly zone?: string
  readonly caveats: readonly CaveatRef[]
}

/** What decides a pair: the rules, and the packet that shows it. */
interface Deciding {
  readonly flavour?: Flavour
  readonly refusal?: Placed<Decision>
  readonly deciders: readonly Placed<Decider>[]
}

/** Explains pairs of addresses, many from one host at a time. */
export class PairReasons {
  readonly #inquiry: Inquiry
  readonly #known = new Map<string, PairReason>()
  readonly #flavours = new Map<string, Flavour>()
  readonly #ids = new ObjectIds()

  constructor(inquiry: Inquiry) {
    this.#inquiry = inquiry
  }

  /** One reason for each of the pairs, which all begin at the host. */
  of(host: PlacedAddress, pairs: readonly AddressPair[]): PairReason[] {
    const deciding = new Map([
      ...this.#restricted(host, pairs),
      ...this.#undetermined(host, pairs),
      ...this.#unrestricted(host, pairs),
    ])
    return pairs.map((pair) => this.#reason(host, pair, deciding.get(pair) ?? { deciders: [] }))
  }

  #restricted(host: PlacedAddress, pairs: readonly AddressPair[]): [AddressPair, Deciding][] {
    const { reach, network } = this.#inquiry
    const asked = withStatus(pairs, 'restricted').map((pair) => ({
      pair,
      flavour: this.#flavourOf(network.sets.services.subtract(pair.goal, pair.found.possible), familyOf(host.address)),
    }))
    const flavours = asked.map(({ flavour }) => flavour)
    const places = asked.map(({ pair }) => pair.to.place)
    const found = asked.length === 0 ? [] : reach.deniedBy(host, 'source', places, flavours)
    return asked.map(({ pair, flavour }, i) => {
      const refusal = found[i]
      return refusal === undefined
        ? [pair, { flavour, deciders: [] }]
        : [pair, { flavour, refusal, deciders: [{ hop: refusal.hop, what: refusal.what.decider }] }]
    })
  }

  #undetermined(host: PlacedAddress, pairs: readonly AddressPair[]): [AddressPair, Deciding][] {
    const { reach, network } = this.#inquiry
    const asked = withStatus(pairs, 'undetermined')
    const disputed = asked.map(({ goal, found }) => network.sets.services.subtract(goal, found.certain))
    const found = asked.length === 0 ? [] : reach.undecidedBy(host, 'source', placesOf(asked), disputed)
    return asked.map((pair, i) => [
      pair,
      {
        flavour: this.#flavourOf(disputed[i] ?? pair.goal, familyOf(host.address)),
        deciders: found[i] ?? [],
      },
    ])
  }

  #unrestricted(host: PlacedAddress, pairs: readonly AddressPair[]): [AddressPair, Deciding][] {
    const asked = withStatus(pairs, 'unrestricted')
    const goals = asked.map(({ goal }) => goal)
    const found =
      asked.length === 0 ? [] : this.#inquiry.reach.surelyPermittedBy(host, 'source', placesOf(asked), goals)
    return asked.map((pair, i) => [
      pair,
      { deciders: (found[i] ?? []).map(({ hop, what }) => ({ hop, what: what.decider })) },
    ])
  }

  #reason(host: PlacedAddress, { found, goal, status, to }: AddressPair, deciding: Deciding): PairReason {
    const { network, refs } = this.#inquiry
    const { deciders, ...shown } = deciding
    const ends = { source: host.address, destination: to.place.address }
    const caveats = caveatsOnWays(found.ways.ways, ends, found.exposed.possible, network.sets)
    const zone = found.ways.kind === 'same-network' ? host.zone : undefined
    const key = [
      familyOf(host.address),
      this.#ids.of(found),
      zone === undefined ? '' : JSON.stringify(zone),
      ...deciders.map(({ hop, what }) => `${this.#ids.of(hop)} ${this.#ids.ofDecider(what)}`),
      '|',
      ...caveats.map((one) => this.#ids.of(one)),
    ].join()
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const fresh: PairReason = {
      ...shown,
      status,
      found,
      goal,
      ...(zone === undefined ? {} : { zone }),
      rules: distinctRefs(deciders.map(({ hop, what }) => refs.of(hop.firewall, what))),
      caveats: found.ways.sharing === undefined ? caveats : [...caveats, sharingCaveat(found.ways.sharing)],
    }
    this.#known.set(key, fresh)
    return fresh
  }

  #flavourOf(set: ServiceSet, family: Family): Flavour {
    const key = `${family} ${set.id}`
    const known = this.#flavours.get(key)
    if (known !== undefined) return known
    const fresh = tellingFlavour(set, family, this.#inquiry.network.sets.services)
    this.#flavours.set(key, fresh)
    return fresh
  }
}

function withStatus(pairs: readonly AddressPair[], status: Status): AddressPair[] {
  return pairs.filter((pair) => pair.status === status)
}

function placesOf(pairs: readonly AddressPair[]): PlacedAddress[] {
  return pairs.map(({ to }) => to.place)
}

/** Numbers for objects, so that keys are short. */
export class ObjectIds {
  readonly #objects = new Map<object, number>()

  of(object: object): number {
    const known = this.#objects.get(object) ?? this.#objects.size
    this.#objects.set(object, known)
    return known
  }

  ofDecider(decider: Decider): string {
    return decider.kind === 'row' ? `${this.of(decider.table)}.${decider.row}` : String(this.of(decider.otherwise))
  }
}
