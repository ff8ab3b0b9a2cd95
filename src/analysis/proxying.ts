import { type ProxiedService, type ProxyPort, proxyPorts } from '../exchange/proxying.ts'
import { familyOf } from '../model/address.ts'
import { append } from '../model/append.ts'
import type { PlacedAddress, Server } from '../model/network.ts'
import { type Flavour, USUAL_SOURCE_PORT } from '../model/packet.ts'
import { TCP } from '../model/protocol.ts'
import type { ServiceSet } from '../model/service-set.ts'
import type { Inquiry } from './access.ts'
import { groupBy } from './group-by.ts'
import type { RuleRef } from './result.ts'

/** One server that cannot hand requests on to another, in another site, by one port. */
export interface RefusedPair {
  readonly from: Server
  readonly to: Server
  readonly port: number
  /** What refuses it. */
  readonly refusedBy?: RuleRef
}

/** All pairs from one AD site to another, for services that are told together. */
export interface ProxyRoute {
  readonly fromSite: string
  readonly toSite: string
  readonly services: readonly ProxiedService[]
  /** How many pairs of servers and ports there are. */
  readonly asked: number
  /** One that is open. */
  readonly working?: { readonly from: Server; readonly to: Server }
  readonly refused: readonly RefusedPair[]
}

/** Services that are told together; where no web request passes, nobody asks about the rest. */
const TOGETHER: readonly (readonly ProxiedService[])[] = [['http'], ['smtp'], ['pop3', 'imap4']]

/** For every ordered pair of AD sites, which servers cannot hand requests on to which; without refusals nothing is told. */
export function proxyRoutes(inquiry: Inquiry): ProxyRoute[] {
  const sited = inquiry.network.servers.filter(({ site }) => site !== undefined && site !== '')
  const bySite = groupBy(sited, ({ site = '' }) => site)
  const asking = new Asking(inquiry)
  return [...bySite].flatMap(([fromSite, sources]) =>
    [...bySite].flatMap(([toSite, targets]): ProxyRoute[] => {
      if (fromSite === toSite) return []
      const rows = sources.map((from) => asking.rowOf(from, targets))
      const routes: ProxyRoute[] = []
      for (const services of TOGETHER) {
        const tally = asking.tally(rows, services)
        if (tally.refused.length === 0) continue
        routes.push({ fromSite, toSite, services, ...tally })
        if (tally.working === undefined && services.includes('http')) break
      }
      return routes
    }),
  )
}

function isOneOrganization(a: Server, b: Server): boolean {
  return a.organization === undefined || b.organization === undefined || a.organization === b.organization
}

/** One address of a target, asked from one address of the source. */
interface Asked {
  readonly to: Server
  readonly host: PlacedAddress
  readonly other: PlacedAddress
  readonly certain: ServiceSet
  readonly possible: ServiceSet
}

/** One source and what was asked of its targets. */
interface Row {
  readonly from: Server
  readonly targets: readonly {
    readonly to: Server
    readonly ports: readonly ProxyPort[]
    readonly asked: readonly Asked[]
  }[]
}

class Asking {
  readonly #inquiry: Inquiry
  /** By what the answer depends on: versions and roles of both. */
  readonly #ports = new Map<string, readonly ProxyPort[]>()
  readonly #kinds = new Map<Server, string>()
  /** Whether a set holds a port. */
  readonly #held = new Map<number, Map<ServiceSet, boolean>>()

  constructor(inquiry: Inquiry) {
    this.#inquiry = inquiry
  }

  rowOf(from: Server, targets: readonly Server[]): Row {
    const wanted = targets
      .filter((to) => isOneOrganization(from, to))
      .map((to) => ({ to, ports: this.#portsOf(from, to) }))
      .filter(({ ports }) => ports.length > 0)
    const servers = wanted.map(({ to }) => to)
    const asked = groupBy(
      from.addresses.flatMap((host) => this.#askedFrom(host, servers)),
      ({ to }) => to,
    )
    return { from, targets: wanted.map((one) => ({ ...one, asked: asked.get(one.to) ?? [] })) }
  }

  /** A pair is open if some address of the one opens the port of some address of the other. */
  tally(rows: readonly Row[], services: readonly ProxiedService[]): Pick<ProxyRoute, 'asked' | 'working' | 'refused'> {
    let count = 0
    let working: ProxyRoute['working']
    const refused: RefusedPair[] = []
    for (const { from, targets } of rows) {
      const own: { pair: RefusedPair; asked: Asked }[] = []
      for (const { to, ports, asked } of targets) {
        for (const { service, port } of ports) {
          if (!services.includes(service)) continue
          count++
          const [first] = asked
          if (asked.some(({ certain }) => this.#holds(certain, port))) working ??= { from, to }
          else if (first !== undefined && !asked.some(({ possible }) => this.#holds(possible, port))) {
            own.push({ pair: { from, to, port }, asked: first })
          }
        }
      }
      append(refused, this.#withLines(own))
    }
    return { asked: count, ...(working === undefined ? {} : { working }), refused }
  }

  /** Pairs of one source with the lines that refuse them; each of its addresses is asked once. */
  #withLines(refused: readonly { pair: RefusedPair; asked: Asked }[]): RefusedPair[] {
    const { reach, refs } = this.#inquiry
    return [...groupBy(refused, ({ asked }) => asked.host)].flatMap(([host, some]) => {
      const flavours = some.map(
        ({ pair }): Flavour => ({ protocol: TCP, destinationField: pair.port, sourceField: USUAL_SOURCE_PORT }),
      )
      const others = some.map(({ asked }) => asked.other)
      const denied = reach.deniedBy(host, 'source', others, flavours)
      return some.map(({ pair, asked }, i): RefusedPair => {
        const [place, flavour] = [denied[i], flavours[i]]
        if (place === undefined || flavour === undefined) return pair
        const packet = { ...flavour, source: host.address, destination: asked.other.address }
        return { ...pair, refusedBy: refs.of(place.hop.firewall, place.what.decider, packet) }
      })
    })
  }

  #portsOf(from: Server, to: Server): readonly ProxyPort[] {
    const key = `${this.#kindOf(from)} ${this.#kindOf(to)}`
    const known = this.#ports.get(key)
    if (known !== undefined) return known
    const ports = proxyPorts(from, to)
    this.#ports.set(key, ports)
    return ports
  }

  #kindOf(server: Server): string {
    const known = this.#kinds.get(server)
    if (known !== undefined) return known
    const kind = JSON.stringify([server.version, server.roles])
    this.#kinds.set(server, kind)
    return kind
  }

  #askedFrom(host: PlacedAddress, targets: readonly Server[]): Asked[] {
    const family = familyOf(host.address)
    const facing = targets.flatMap((to) =>
      to.addresses.filter(({ address }) => familyOf(address) === family).map((other) => ({ to, other })),
    )
    const others = facing.map(({ other }) => other)
    return this.#inquiry.reach.reach(host, 'source', others).flatMap(({ exposed }, i) => {
      const one = facing[i]
      return one === undefined ? [] : [{ ...one, host, certain: exposed.certain, possible: exposed.possible }]
    })
  }

  #holds(set: ServiceSet, port: number): boolean {
    const held = this.#held.get(port) ?? new Map<ServiceSet, boolean>()
    this.#held.set(port, held)
    const known = held.get(set)
    if (known !== undefined) return known
    const holds = this.#inquiry.network.sets.services.space.contains(set, [TCP, port, USUAL_SOURCE_PORT])
    held.set(set, holds)
    return holds
  }
}
