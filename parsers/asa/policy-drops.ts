import { TCP, UDP } from '../../src/model/protocol.ts'
import { classMatches, hasServicePolicy } from './class-matches.ts'
import type { AsaInterface, AsaStatement } from './config.ts'
import type { DoubtContext } from './doubt-context.ts'
import type { ListScope } from './lists/scopes.ts'
import { isUnreadable } from './statements/block.ts'

/** Packets that may be dropped, the line that says so, and why. */
export interface Drop extends Partial<ListScope> {
  readonly line: number
  readonly reason: string
}

/**
 * What policies, maps of inspections, signatures and redirections to caches may drop of what the lists let through. To which
 * interface a policy is bound is not weighed.
 */
export class PolicyDrops {
  readonly #context: DoubtContext
  readonly #hasPolicy: boolean
  readonly #dropsSignatures: boolean
  readonly #classes: ReturnType<typeof classMatches>
  /** Maps that refuse more than their inspection alone, with the line that says so. */
  readonly #strictMaps: ReadonlyMap<string, number>

  constructor(context: DoubtContext) {
    const { doubts } = context.config
    this.#context = context
    this.#classes = classMatches(doubts)
    this.#hasPolicy = hasServicePolicy(doubts)
    this.#dropsSignatures = doubts.some(({ words }) => words[0] === 'audit-drops')
    const strict = doubts.filter(({ words }) => words[0] === 'strict-map').toReversed()
    this.#strictMaps = new Map(strict.map(({ words, line }) => [words[1] ?? '', line]))
  }

  /** What may be dropped of the packets that enter by an interface. */
  at(ingress: AsaInterface): readonly Drop[] {
    return this.#context.config.doubts.flatMap((statement) => this.#of(statement, ingress))
  }

  #of({ words, line }: AsaStatement, ingress: AsaInterface): readonly Drop[] {
    const [what, name = '', className = '', ...options] = words
    const { services } = this.#context.sets
    const isHere = name === ingress.nameif || isUnreadable(name)
    switch (what) {
      case 'inspect': {
        const map = options.find((option) => this.#strictMaps.has(option))
        if (map === undefined || !this.#hasPolicy) return []
        const reason = `the map \`${map}\` may refuse what \`inspect ${name}\` looks at`
        const at = this.#strictMaps.get(map) ?? line
        return this.#scopesOfClass(className, name).map((scope) => ({ ...scope, line: at, reason }))
      }
      case 'class-drops': {
        const reason = `the policy drops what the class \`${className}\` matches: ${name}`
        return this.#hasPolicy ? this.#scopesOfClass(className).map((scope) => ({ ...scope, line, reason })) : []
      }
      case 'tcp-map': {
        const at = this.#strictMaps.get(name)
        if (at === undefined || !this.#hasPolicy) return []
        const reason = `the map \`${name}\` drops or changes some TCP packets`
        const tcp = services.protocols([TCP, TCP])
        return this.#scopesOfClass(className).map(({ service = tcp, ...scope }) => ({
          ...scope,
          service: services.intersect(service, tcp),
          line: at,
          reason,
        }))
      }
      case 'wccp': {
        // The standard service redirects HTTP (general configuration guide, "WCCP"); what the others redirect the cache says.
        const service = className === 'web-cache' ? services.ports(TCP, [80, 80]) : services.all
        return isHere
          ? [{ service, line, reason: '`wccp` may hand the packet to a cache in place of its destination' }]
          : []
      }
      case 'audit-interface': {
        const reason = '`ip audit` drops what its signatures match, pings and fragments among them'
        return isHere && this.#dropsSignatures ? [{ line, reason }] : []
      }
      default:
        return []
    }
  }

  /** The packets that a class matches, as far as one list or the ports of the default class tell. */
  #scopesOfClass(name: string, engine?: string): readonly Partial<ListScope>[] {
    const matches = this.#classes.get(name) ?? []
    const [, , what = '', list = ''] = matches[0]?.words ?? []
    if (matches.length === 1 && what === 'access-list') return this.#context.scopesOf(list) ?? [{}]
    const isDefault = what === 'default-inspection-traffic' || (matches.length === 0 && name === 'inspection_default')
    const ports = isDefault && engine !== undefined ? ENGINE_PORTS.get(engine) : undefined
    if (ports === undefined) return [{}]
    const [protocol, ...range] = ports
    return [{ service: this.#context.sets.services.ports(protocol, range) }]
  }
}

/** Where the default class looks for what an inspection reads (`match default-inspection-traffic`, command reference). */
const ENGINE_PORTS: ReadonlyMap<string, readonly [protocol: number, first: number, last: number]> = new Map([
  ['dcerpc', [TCP, 135, 135]],
  ['dns', [UDP, 53, 53]],
  ['ftp', [TCP, 21, 21]],
  ['http', [TCP, 80, 80]],
  ['ils', [TCP, 389, 389]],
  ['netbios', [UDP, 137, 138]],
  ['rsh', [TCP, 514, 514]],
  ['rtsp', [TCP, 554, 554]],
  ['snmp', [UDP, 161, 162]],
  ['sqlnet', [TCP, 1521, 1521]],
  ['tftp', [UDP, 69, 69]],
])
