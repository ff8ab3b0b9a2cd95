import { asaDialect } from '../../parsers/asa/asa.ts'
import { type Address, familyOf, formatAddress } from '../../src/model/address.ts'
import type { Network } from '../../src/model/network.ts'
import { createSetStore } from '../../src/model/set-store.ts'
import { assemble } from '../../src/project/assemble.ts'
import { Complaints } from '../../src/project/complaints.ts'
import type { ListedServer } from '../../src/project/inventory.ts'
import { HostReach } from '../../src/reach/host-reach.ts'
import { InputError } from '../../src/source/diagnostic.ts'
import { SourceText } from '../../src/source/source-text.ts'

/** Protocol, destination port or ICMP type, source port or code. */
export type Point = readonly [number, number, number]

/** What is said of one pair: of everything (`all`), and of each point; `?` is undetermined. */
export type Answers = ReadonlyMap<string, '+' | '-' | '?'>

/** The network that `analyze fw.cfg` builds of a text, each host a server; undefined if the input is refused. */
export function networkOfText(text: string, hosts: readonly Address[]): Network | undefined {
  const sets = createSetStore()
  const source = new SourceText('fw.cfg', new TextEncoder().encode(text))
  const file = { source, encoding: 'utf-8' as const }
  const { firewalls, diagnostics } = asaDialect.parse({ name: 'fw', file, definitions: [], sets, mapping: {} })
  if (diagnostics.some(({ severity }) => severity === 'error')) return undefined
  const target = { file: 'fw.cfg' }
  const config = { path: 'fw.cfg', name: 'fw.cfg', kind: 'firewall' as const, what: 'a firewall export' }
  const request = { name: 'fw', config, objects: [], target }
  const servers = hosts.map((address, i): ListedServer => {
    const cell = { text: formatAddress(address), line: i + 2, column: 1 }
    const listed = [{ address, file: 'servers.csv', cell }]
    return { name: `h${i}`, addresses: listed, roles: ['other'], file: 'servers.csv', line: i + 2 }
  })
  const read = firewalls.map((firewall) => ({ firewall, request, editText: () => undefined }))
  try {
    return assemble({ sets, firewalls: read, servers, asksNothing: true, inventory: target }, new Complaints())
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** The answer to every pair of hosts of one family, both ways, as far as the text is accepted. */
export function answersOf(text: string, hosts: readonly Address[], points: readonly Point[]): Answers | undefined {
  const network = networkOfText(text, hosts)
  if (network === undefined) return undefined
  const { services } = network.sets
  const reach = new HostReach(network)
  const answers = new Map<string, '+' | '-' | '?'>()
  const places = network.servers.flatMap(({ addresses }) => addresses)
  for (const from of places) {
    const others = places.filter((to) => to !== from && familyOf(to.address) === familyOf(from.address))
    for (const [i, { certain, possible }] of reach.reach(from, 'source', others).entries()) {
      const pair = `${formatAddress(from.address)} > ${formatAddress(others[i]!.address)}`
      const goal = services.all
      const isAll = services.subtract(goal, certain) === services.none
      answers.set(`${pair} all`, isAll ? '+' : services.subtract(goal, possible) === services.none ? '?' : '-')
      for (const point of points) {
        const isSure = services.space.contains(certain, point)
        answers.set(`${pair} ${point.join('/')}`, isSure ? '+' : services.space.contains(possible, point) ? '?' : '-')
      }
    }
  }
  return answers
}
