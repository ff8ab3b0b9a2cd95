import { type AddressRanges, ANY_ADDRESS } from '../../src/model/address-set.ts'
import type { AsaConfig, AsaInterface } from './config.ts'
import type { ListScope } from './lists/scopes.ts'
import { isUnreadable } from './statements/block.ts'

/** Packets that tunnels of the firewall may carry between two interfaces, told by their inner addresses. */
export interface TunnelTraffic {
  readonly line: number
  readonly source: AddressRanges
  readonly destination: AddressRanges
}

const EVERYTHING = { source: ANY_ADDRESS, destination: ANY_ADDRESS }

type ScopesOf = (list: string) => readonly ListScope[] | undefined

/** What comes out of the tunnels that end on the ingress; from those of which no list says what they carry, nothing is sure. */
export function outOfTunnels(config: AsaConfig, scopesOf: ScopesOf, ingress: AsaInterface): TunnelTraffic[] {
  return intoTunnels(config, scopesOf, ingress).map(({ line, source, destination }) => ({
    line,
    source: destination,
    destination: source,
  }))
}

/** What goes into the tunnels that end on the egress. An interface that is a tunnel itself says by its routes what it carries. */
export function intoTunnels(config: AsaConfig, scopesOf: ScopesOf, egress: AsaInterface): TunnelTraffic[] {
  const virtual = isTunnel(egress) ? [{ line: egress.line, ...EVERYTHING }] : []
  return [...virtual, ...carried(config, scopesOf, egress)]
}

/** Unless that is switched off, what comes out of a tunnel skips the lists (`sysopt connection permit-vpn`, on by default and then not printed; command reference). */
export function skipsLists({ doubts }: AsaConfig): boolean {
  return doubts.findLast(({ words }) => words[0] === 'permit-vpn')?.words[1] !== 'off'
}

function isTunnel({ hardware }: AsaInterface): boolean {
  return /^tunnel\s*\d+$/i.test(hardware)
}

/** A list that is not in the text, or whose name cannot be read, may hold anything. */
function carried({ doubts }: AsaConfig, scopesOf: ScopesOf, { nameif }: AsaInterface): TunnelTraffic[] {
  const here = doubts.filter(
    ({ words: [word, name = ''] }) => word === 'tunnel' && (name === nameif || isUnreadable(name)),
  )
  return here.flatMap(({ words, line }) =>
    words
      .slice(2)
      .flatMap((list): readonly Omit<ListScope, 'service'>[] => scopesOf(list) ?? [EVERYTHING])
      .map(({ source, destination }) => ({ line, source, destination })),
  )
}
