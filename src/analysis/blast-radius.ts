import { isClientAccess } from '../exchange/roles.ts'
import { familyOf } from '../model/address.ts'
import type { Server } from '../model/network.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { Inquiry } from './access.ts'
import type { BlastRadius, ReachedServer } from './exposure-result.ts'
import { zonesOf } from './perimeter.ts'
import { compareText } from './rule-ref.ts'
import { countPorts, servicesOf } from './services-of.ts'

/** What can be reached from each Client Access server, from what is reached from there, and so on. */
export function blastRadii(inquiry: Inquiry): BlastRadius[] {
  const steps = new Steps(inquiry)
  return inquiry.network.servers.filter(isClientAccess).map((server) => steps.radius(server))
}

/** One server that another can open a TCP or UDP port of. */
interface Step {
  readonly to: Server
  readonly openTcpPorts: number
  readonly openUdpPorts: number
  readonly certain: boolean
}

class Steps {
  readonly #inquiry: Inquiry
  readonly #known = new Map<Server, readonly Step[]>()

  constructor(inquiry: Inquiry) {
    this.#inquiry = inquiry
  }

  radius(server: Server): BlastRadius {
    const surely = this.#reached(server, ({ certain }) => certain)
    const reached = Array.from(
      this.#reached(server, () => true),
      ([to, { step, from, steps }]): ReachedServer => ({
        server: to.name,
        zones: zonesOf(to),
        roles: to.roles,
        steps,
        from: from.name,
        openTcpPorts: step.openTcpPorts,
        openUdpPorts: step.openUdpPorts,
        certain: surely.has(to),
      }),
    ).sort((a, b) => a.steps - b.steps || compareText(a.server, b.server))
    const { servers } = this.#inquiry.network
    return { server: server.name, zones: zonesOf(server), reached, safe: servers.length - 1 - reached.length }
  }

  /** Breadth first, so that every server is reached in the fewest steps. */
  #reached(
    start: Server,
    counts: (step: Step) => boolean,
  ): Map<Server, { readonly step: Step; readonly from: Server; readonly steps: number }> {
    const found = new Map<Server, { step: Step; from: Server; steps: number }>()
    let ring: readonly Server[] = [start]
    for (let steps = 1; ring.length > 0; steps++) {
      const next: Server[] = []
      for (const from of ring) {
        for (const step of this.#from(from)) {
          if (step.to === start || found.has(step.to) || !counts(step)) continue
          found.set(step.to, { step, from, steps })
          next.push(step.to)
        }
      }
      ring = next
    }
    return found
  }

  #from(server: Server): readonly Step[] {
    const known = this.#known.get(server)
    if (known !== undefined) return known
    const { network, reach } = this.#inquiry
    const { services } = network.sets
    const others = network.servers.filter((other) => other !== server)
    const opened = new Map(others.map((other) => [other, { possible: services.none, certain: services.none }]))
    for (const host of server.addresses) {
      const asked = others.flatMap((other) =>
        other.addresses
          .filter(({ address }) => familyOf(address) === familyOf(host.address))
          .map((place) => ({ other, place })),
      )
      const found = reach.reach(
        host,
        'source',
        asked.map(({ place }) => place),
      )
      for (const [i, { other }] of asked.entries()) {
        const known = opened.get(other)
        const pair = found[i]
        // Where no way is known nothing is claimed.
        if (known === undefined || pair === undefined || pair.ways.ways.length === 0) continue
        known.possible = services.union(known.possible, pair.exposed.possible)
        known.certain = services.union(known.certain, pair.exposed.certain)
      }
    }
    const steps = Array.from(opened, ([to, { possible, certain }]) => this.#stepOf(to, possible, certain)).filter(
      (step) => step !== undefined,
    )
    this.#known.set(server, steps)
    return steps
  }

  #stepOf(to: Server, possible: ServiceSet, certain: ServiceSet): Step | undefined {
    const { services } = this.#inquiry.network.sets
    const ports = (set: ServiceSet): readonly [number, number] => {
      const { tcp, udp } = servicesOf(set, services.all, services)
      return [countPorts(tcp), countPorts(udp)]
    }
    const [openTcpPorts, openUdpPorts] = ports(possible)
    if (openTcpPorts + openUdpPorts === 0) return undefined
    return { to, openTcpPorts, openUdpPorts, certain: ports(certain).some((count) => count > 0) }
  }
}
