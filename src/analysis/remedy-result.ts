import type { Profile, RuleRef, Verdict } from './result.ts'

/** What would mend a network: both ways, each checked by analysing the changed network. Types only. */
export interface Remedy {
  readonly schema: 'emmental/remedy/1'
  readonly version: string
  readonly profile: Profile
  /** Client Access servers that are not internal. Without any there is nothing to propose. */
  readonly servers: readonly string[]
  /** What is open today from where they stand. */
  readonly before: Openness
  readonly proposals: readonly Proposal[]
}

export interface Proposal {
  /** `any-any`: the permits that support asks for. `move-inside`: the servers inside, published through a reverse proxy. */
  readonly id: 'any-any' | 'move-inside'
  /** Of the changed network. */
  readonly verdict: Verdict
  /** What is left, and no permit mends. */
  readonly left: readonly Left[]
  readonly moves: readonly Move[]
  readonly permits: readonly AddedPermit[]
  /** The lines to enter, by firewall. */
  readonly changes: readonly FirewallChange[]
  /** Rules that name nobody but servers that have gone. */
  readonly needless: readonly RuleRef[]
  readonly after: Openness
}

/** What servers in the networks in question can open to servers in other networks, added up. */
export interface Openness {
  /** The servers that are counted as sources. */
  readonly from: readonly string[]
  /** Servers of other zones of which some port is open. */
  readonly servers: number
  /** Of these, those that are open to every IP packet. */
  readonly wholly: number
  /** TCP and UDP ports, counted for each server and zone. */
  readonly tcpPorts: number
  readonly udpPorts: number
}

export interface Move {
  readonly server: string
  readonly fromZones: readonly string[]
  readonly toZones: readonly string[]
  readonly from: readonly string[]
  /** Free addresses, as an example. */
  readonly to: readonly string[]
}

export interface AddedPermit {
  readonly firewall: string
  /** The list that it goes to the top of; absent where an interface has no list. */
  readonly list?: string
  readonly ingress: string
  readonly egress: string
  readonly protocol: 'ip' | 'tcp'
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  /** Destination port, 0 to 65535. */
  readonly port?: number
}

export interface FirewallChange {
  readonly firewall: string
  readonly dialect: string
  readonly lines: readonly string[]
  /** Why the text did not take the lines; then there are none, and the answers are those without them. */
  readonly refused?: string
}

export interface Left {
  readonly server: string
  readonly peer: string
  readonly direction: 'to' | 'from'
  readonly status: 'restricted' | 'undetermined'
  readonly because: readonly RuleRef[]
  readonly note?: string
}
