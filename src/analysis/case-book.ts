import { familyOf } from '../model/address.ts'
import type { Server } from '../model/network.ts'
import type { Packet } from '../model/packet.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { Hop, Ways } from '../reach/way.ts'
import type { Inquiry } from './access.ts'
import { distinctCaveats } from './caveats.ts'
import { networkRefs, placementRef } from './network-refs.ts'
import { ObjectIds, type PairReason, PairReasons } from './pair-reasons.ts'
import type { Case, Reason, RuleRef, Services, Status, WaysRef } from './result.ts'
import { distinctRefs } from './rule-ref.ts'
import { portsOnlyText } from './services-missing.ts'
import { packetRefOf, servicesOf } from './services-of.ts'

/** Why two servers are as they are: the reasons of their pairs of addresses, by the positions of these. */
interface ServerReason {
  readonly pairs: readonly { readonly reason: PairReason; readonly sourceAt: number; readonly destinationAt: number }[]
  readonly status: Status
  /** Equal for equal cases. */
  readonly key: string
}

/** The distinct answers between servers, each explained once. */
export class CaseBook {
  readonly cases: Case[] = []
  readonly #inquiry: Inquiry
  /** By number of the source's group, then of the destination's. */
  readonly #reasons: (readonly (ServerReason | undefined)[] | undefined)[] = []
  readonly #pairReasons: PairReasons
  readonly #serverReasons = new Map<string, ServerReason>()
  readonly #numbers = new Map<string, number>()
  readonly #ids = new ObjectIds()
  readonly #refIds = new Map<string, number>()

  constructor(inquiry: Inquiry) {
    this.#inquiry = inquiry
    this.#pairReasons = new PairReasons(inquiry)
  }

  /** The number of the case between two servers; its packets are those of the first pair that is asked for. */
  numberOf(from: Server, to: Server): number {
    const reason = this.#reasonOf(from, to)
    const known = this.#numbers.get(reason.key)
    if (known !== undefined) return known
    const number = this.cases.push(this.#caseOf(reason, from, to)) - 1
    this.#numbers.set(reason.key, number)
    return number
  }

  /** Why two servers are as they are, without a place in the book. */
  reasonOf(from: Server, to: Server): Reason {
    return this.#caseOf(this.#reasonOf(from, to), from, to).reason
  }

  #reasonOf(from: Server, to: Server): ServerReason {
    const { answers } = this.#inquiry
    const source = answers.groupOf(from)
    const row = this.#reasons[source] ?? this.#reasonsFrom(source)
    this.#reasons[source] = row
    const reason = row[answers.groupOf(to)]
    if (reason === undefined) throw new RangeError(`there is no answer from ${from.name} to ${to.name}`)
    return reason
  }

  /** From one group to every group. */
  #reasonsFrom(source: number): ServerReason[] {
    const { answers } = this.#inquiry
    const parts = Array.from({ length: answers.groupCount }, (): ServerReason['pairs'][number][] => [])
    for (const [sourceAt, host] of answers.firstOf(source).addresses.entries()) {
      const pairs = answers.pairsFrom(host, sourceAt, answers.addressesOf(familyOf(host.address)))
      for (const [i, reason] of this.#pairReasons.of(host, pairs).entries()) {
        const to = pairs[i]?.to
        if (to !== undefined) parts[to.group]?.push({ reason, sourceAt, destinationAt: to.at })
      }
    }
    return parts.map((pairs) => this.#joined(pairs))
  }

  #joined(pairs: ServerReason['pairs']): ServerReason {
    const key = pairs
      .map(({ reason, sourceAt, destinationAt }) => `${this.#ids.of(reason)} ${sourceAt} ${destinationAt}`)
      .join()
    const known = this.#serverReasons.get(key)
    if (known !== undefined) return known
    const all = pairs.map(({ reason }) => reason)
    const status = statusOfAll(all.map((one) => one.status))
    const told = { ...this.#toldOf(all, status), rules: this.#rulesOf(all, status).map((ref) => this.#refId(ref)) }
    const fresh: ServerReason = { pairs, status, key: JSON.stringify(told) }
    this.#serverReasons.set(key, fresh)
    return fresh
  }

  /** Equal references have one number. */
  #refId({ firewall, file, list, line, text }: RuleRef): number {
    const key = JSON.stringify([firewall, file, list, line, text])
    const known = this.#refIds.get(key) ?? this.#refIds.size
    this.#refIds.set(key, known)
    return known
  }

  /** All of a case that does not depend on which servers are asked for. */
  #toldOf(pairs: readonly PairReason[], status: Status) {
    const { services } = this.#inquiry.network.sets
    const all = (part: (pair: PairReason) => ServiceSet): ServiceSet =>
      pairs.length === 0
        ? services.none
        : pairs.reduce((set, pair) => services.intersect(set, part(pair)), services.all)
    const shown = (set: ServiceSet, isAll: boolean): Services => ({
      ...servicesOf(set, services.all, services),
      all: isAll && pairs.length > 0,
    })
    const first = pairs.find((pair) => pair.status === status)
    const portsOnly = pairs
      .filter((pair) => pair.status === 'restricted')
      .map(({ goal, found }) => portsOnlyText(goal, found.possible, services))
    // Said only where it is so of every pair that is restricted.
    const isPortsOnly = portsOnly.length > 0 && portsOnly.every((one) => one !== undefined)
    const text = textOf(pairs, isPortsOnly ? portsOnly : [])
    const caveats = distinctCaveats(pairs.flatMap((pair) => pair.caveats))
    return {
      status,
      permitted: shown(
        all(({ found }) => found.certain),
        status === 'unrestricted',
      ),
      possible: shown(
        all(({ found }) => found.possible),
        status !== 'restricted',
      ),
      text,
      isPortsOnly,
      at: atOf(first?.refusal?.hop),
      path: [...new Set(pairs.flatMap(({ found }) => (found.ways.ways[0] ?? []).map((hop) => hop.firewall.name)))],
      ways: pairs.length === 0 ? [NO_COMMON_FAMILY] : distinctWays(pairs.map(({ found }) => found.ways)),
      ...(caveats.length === 0 ? {} : { caveats }),
    }
  }

  #rulesOf(pairs: readonly PairReason[], status: Status): RuleRef[] {
    const of = pairs.filter((pair) => pair.status === status)
    if (status === 'restricted') return of.slice(0, 1).flatMap(({ rules }) => [...rules])
    const { network } = this.#inquiry
    return distinctRefs(
      of.flatMap(({ rules, found, zone }) => {
        const placed = found.ways.evidence.map(placementRef)
        return [...rules, ...(zone !== undefined && placed.length === 0 ? networkRefs(network, zone) : placed)]
      }),
    )
  }

  #caseOf({ pairs, status }: ServerReason, from: Server, to: Server): Case {
    const { refs } = this.#inquiry
    const all = pairs.map(({ reason }) => reason)
    const { text, isPortsOnly, at, permitted, possible, path, ways, caveats } = this.#toldOf(all, status)
    const telling = pairs.find(({ reason }) => reason.status === status)
    const packet = telling === undefined ? undefined : packetOf(telling, from, to)
    const refusal = telling?.reason.refusal
    const rules =
      status === 'restricted' && refusal !== undefined && packet !== undefined
        ? [refs.of(refusal.hop.firewall, refusal.what.decider, packet)]
        : this.#rulesOf(all, status)
    return {
      status,
      permitted,
      possible,
      reason: { rules, ...(text === undefined ? {} : { text }), ...(isPortsOnly ? { portsOnly: true } : {}) },
      ...(status === 'restricted' && packet !== undefined
        ? { witness: { packet: packetRefOf(packet), ...(at === undefined ? {} : { at }) } }
        : {}),
      ...(status === 'undetermined' && packet !== undefined ? { undecidedPacket: packetRefOf(packet) } : {}),
      path,
      ways,
      ...(caveats === undefined ? {} : { caveats }),
    }
  }
}

function packetOf(
  { reason, sourceAt, destinationAt }: ServerReason['pairs'][number],
  from: Server,
  to: Server,
): Packet | undefined {
  const source = from.addresses[sourceAt]?.address
  const destination = to.addresses[destinationAt]?.address
  if (reason.flavour === undefined || source === undefined || destination === undefined) return undefined
  return { ...reason.flavour, source, destination }
}

/** One restriction restricts, and without any pair there is nothing to prove. */
function statusOfAll(statuses: readonly Status[]): Status {
  if (statuses.includes('restricted')) return 'restricted'
  return statuses.length > 0 && statuses.every((status) => status === 'unrestricted') ? 'unrestricted' : 'undetermined'
}

function textOf(pairs: readonly PairReason[], open: readonly (string | undefined)[]): string | undefined {
  if (pairs.length === 0) return NO_COMMON_FAMILY.note
  const notes = pairs.map(({ found, zone }) =>
    zone === undefined ? found.ways.note : `both stand in zone ${zone}: no firewall between`,
  )
  const texts = [...new Set([...open, ...notes])].filter((text) => text !== undefined)
  return texts.length === 0 ? undefined : texts.join('; ')
}

function atOf(
  hop: Hop | undefined,
): { firewall: string; dialect: string; ingress: string; egress: string } | undefined {
  if (hop === undefined) return undefined
  const { firewall, ingress, egress } = hop
  return { firewall: firewall.name, dialect: firewall.dialect, ingress, egress }
}

const NO_COMMON_FAMILY = {
  kind: 'no-common-family',
  note: 'no address family in common: there is nothing to ask about',
  evidence: [],
} as const

function distinctWays(all: readonly Ways[]): WaysRef[] {
  const distinct = new Map<string, WaysRef>()
  for (const { kind, note, evidence } of new Set(all)) {
    const ref: WaysRef = { kind, evidence, ...(note === undefined ? {} : { note }) }
    distinct.set(JSON.stringify(ref), ref)
  }
  return [...distinct.values()]
}
