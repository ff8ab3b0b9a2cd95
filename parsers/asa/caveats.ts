import { type AddressRanges, ANY_ADDRESS, isNoAddress } from '../../src/model/address-set.ts'
import { type Caveat, DCERPC_PINHOLES } from '../../src/model/firewall.ts'
import { TCP, UDP } from '../../src/model/protocol.ts'
import { RuleTable } from '../../src/model/rule-table.ts'
import type { ServiceSet } from '../../src/model/service-set.ts'
import { classMatches, hasServicePolicy } from './class-matches.ts'
import type { AsaStatement } from './config.ts'
import type { ListContext } from './lists/convert-list.ts'
import { scopesOf } from './lists/scopes.ts'
import { skipsLists } from './tunnels.ts'

/** What inspections do to traffic that Exchange and its clients use; the other engines concern none of it. */
const INSPECTIONS: ReadonlyMap<
  string,
  readonly [id: string, protocol: number, ports: readonly [number, number], text: string]
> = new Map([
  [
    'dcerpc',
    [
      DCERPC_PINHOLES,
      TCP,
      [135, 135],
      'dcerpc inspection opens the port that an endpoint mapper answers, so whoever may use TCP 135 may use dynamic RPC too',
    ],
  ],
  ['dns', ['inspect-dns', UDP, [53, 53], 'dns inspection may drop or rewrite answers (length, guards, translation)']],
  ['netbios', ['inspect-netbios', UDP, [137, 138], 'netbios inspection may rewrite addresses within the packets']],
  ['http', ['inspect-http', TCP, [80, 80], 'http inspection may drop requests that it takes for malformed']],
  ['im', ['inspect-im', TCP, [1, 65535], 'instant messenger inspection may drop what it takes for a chat']],
])

const MODULES = new Set(['ips', 'sfr', 'cxsc', 'csc'])

type Place = Pick<Caveat, 'ingress' | 'egress'>

interface Scope {
  readonly source?: AddressRanges
  readonly destination?: AddressRanges
  readonly service?: ServiceSet
}

/** What the stages do not show, each with the packets that it is about. */
export function caveatsOf(context: ListContext): Caveat[] {
  const builder = new CaveatBuilder(context)
  for (const statement of context.config.doubts) builder.add(statement)
  builder.addZones()
  return builder.found
}

class CaveatBuilder {
  readonly found: Caveat[] = []
  readonly #context: ListContext
  readonly #hasPolicy: boolean
  readonly #classes: ReturnType<typeof classMatches>

  constructor(context: ListContext) {
    this.#context = context
    const { doubts } = context.config
    this.#classes = classMatches(doubts)
    this.#hasPolicy = hasServicePolicy(doubts)
  }

  add(statement: AsaStatement): void {
    const { words, line } = statement
    const { services } = this.#context.sets
    switch (words[0]) {
      case 'inspect':
      case 'fixup': {
        const known = INSPECTIONS.get(words[1] ?? '')
        if (known === undefined || (words[0] === 'inspect' && !this.#hasPolicy)) return
        const [id, protocol, ports, text] = known
        this.#push(id, text, line, {}, { service: services.ports(protocol, ports) })
        return
      }
      case 'tcp-state-bypass':
        if (this.#hasPolicy)
          this.#byClass(
            statement,
            'tcp-state-bypass',
            'TCP state bypass lets packets within a connection pass by the lists alone, without checking its state',
            TCP,
          )
        return
      case 'filter':
        this.#filter(statement)
        return
      case 'dynamic-filter':
        this.#push('dynamic-filter', 'the botnet filter may drop packets to and from listed addresses', line, {}, {})
        return
      case 'aaa':
        this.#aaa(statement)
        return
      case 'per-user-override':
        this.#push(
          'per-user-override',
          'a list that is downloaded for a user may take the place of the interface list',
          line,
          { ingress: words[1] ?? '' },
          {},
        )
        return
      case 'remote-access':
      case 'tunnel':
        this.#tunnel(statement)
        return
      case 'tunnel-route':
        return
      default:
        if (MODULES.has(words[0] ?? '') && this.#hasPolicy) {
          this.#byClass(
            statement,
            'module',
            `the policy hands packets to a module (\`${words[0]}\`) that may drop them`,
            undefined,
          )
        }
    }
  }

  /** Members of one traffic zone share their connections, so packets may enter by another member's lists. */
  addZones(): void {
    for (const { zoneMember, nameif, line } of this.#context.config.interfaces) {
      if (zoneMember === undefined || nameif === undefined) continue
      const text = `\`${nameif}\` is a member of the traffic zone \`${zoneMember}\`: packets may enter by another member and meet its lists`
      this.#push('traffic-zone', text, line, { ingress: nameif }, {})
    }
  }

  #push(id: string, text: string, line: number, place: Place, ...scopes: readonly Scope[]): void {
    const { source: file, sets } = this.#context
    const rows = new RuleTable('caveat', file)
    for (const { source = ANY_ADDRESS, destination = ANY_ADDRESS, service = sets.services.all } of scopes) {
      if (isNoAddress(source) || isNoAddress(destination)) continue
      rows.add({
        action: 'permit',
        source: sets.addresses.intern(source),
        destination: sets.addresses.intern(destination),
        service: sets.services.idOf(service),
        line,
      })
    }
    if (rows.rowCount > 0) this.found.push({ id, text, line, ...place, rows })
  }

  /** A statement within a class of a policy concerns what the class matches, if that is a list; else everything. */
  #byClass({ words, line }: AsaStatement, id: string, text: string, protocol: number | undefined): void {
    const name = words.at(-1) ?? ''
    const { services } = this.#context.sets
    const limit = protocol === undefined ? services.all : services.protocols([protocol, protocol])
    const matches = this.#classes.get(name) ?? []
    const list = matches.length === 1 && matches[0]?.words[2] === 'access-list' ? matches[0].words[3] : undefined
    const scopes = list === undefined ? undefined : scopesOf(this.#context, list)
    const limited = (scopes ?? [{} as Scope]).map((scope) => ({
      ...scope,
      service: services.intersect(scope.service ?? services.all, limit),
    }))
    this.#push(id, text, line, {}, ...limited)
  }

  /** `filter url http A MASK B MASK`: a server elsewhere decides about requests. */
  #filter({ words, line }: AsaStatement): void {
    const { addresses, sets } = this.#context
    const at = words.findIndex((word, i) => i > 1 && addresses.masked(word, words[i + 1] ?? '') !== undefined)
    const source = at < 0 ? undefined : addresses.masked(words[at] ?? '', words[at + 1] ?? '')?.most
    const destination = at < 0 ? undefined : addresses.masked(words[at + 2] ?? '', words[at + 3] ?? '')?.most
    this.#push(
      'filter',
      `\`filter ${words[1] ?? ''}\` may refuse requests`,
      line,
      {},
      {
        ...(source === undefined ? {} : { source }),
        ...(destination === undefined ? {} : { destination }),
        service: sets.services.protocols([TCP, TCP]),
      },
    )
  }

  #aaa({ words, line }: AsaStatement): void {
    const at = words.indexOf('match')
    const text = 'the packets have to be authenticated first'
    const scopes = at < 0 ? undefined : scopesOf(this.#context, words[at + 1] ?? '')
    const ingress = at < 0 ? words[3] : words[at + 2]
    this.#push('aaa', text, line, ingress === undefined ? {} : { ingress }, ...(scopes ?? [{}]))
  }

  /** Where tunnels end, what comes out of them skips the interface lists, unless that is switched off. */
  #tunnel({ words, line }: AsaStatement): void {
    const [, ingress = '', ...lists] = words
    if (!skipsLists(this.#context.config)) return
    const text =
      'what comes out of a tunnel that ends here skips the lists (`sysopt connection permit-vpn`, on by default); only a vpn-filter or a user’s list limits it'
    const scopes = lists.map((list) => scopesOf(this.#context, list))
    const known = scopes.flatMap((some) => some ?? [])
    const isOpen = lists.length === 0 || scopes.includes(undefined)
    const turned = known.map(({ source, destination, service }) => ({
      source: destination,
      destination: source,
      service,
    }))
    this.#push('vpn', text, line, { ingress }, ...(isOpen ? [{}] : turned))
  }
}
