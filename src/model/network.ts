import type { Address, Prefix } from './address.ts'
import type { Firewall } from './firewall.ts'
import type { SetStore } from './set-store.ts'

/** What a server does; the words of `servers.csv`. */
export type Role =
  | 'client-access'
  | 'mailbox'
  | 'hub-transport'
  | 'unified-messaging'
  | 'edge-transport'
  | 'domain-controller'
  | 'global-catalog'
  | 'read-only-domain-controller'
  | 'dns'
  | 'reverse-proxy'
  | 'load-balancer'
  | 'skype-for-business'
  | 'hybrid-agent'
  | 'office-online-server'
  | 'other'

/** A named set of networks behind one or more interfaces. */
export interface Zone {
  readonly name: string
  readonly networks: readonly Prefix[]
  /** It also holds every address that no other zone holds. */
  readonly catchAll: boolean
  /** Where the project states its networks; absent: they are those of its interfaces. */
  readonly stated?: readonly StatedNetwork[]
}

/** A network of a zone as the project file states it. */
export interface StatedNetwork {
  /** Undefined for `any`. */
  readonly prefix?: Prefix
  readonly file: string
  /** Line of the file, from 1. */
  readonly line: number
}

export interface PlacedAddress {
  readonly address: Address
  /** Name of the zone that holds it. */
  readonly zone: string
  /** That it stands there is the premise of the question, not something to be shown. */
  readonly isPremise?: true
}

/** A machine of the inventory. INVARIANT(placed): it has at least one address, and each is in exactly one zone. */
export interface Server {
  readonly name: string
  readonly addresses: readonly PlacedAddress[]
  readonly roles: readonly Role[]
  readonly site?: string
  readonly version?: string
  readonly environment?: string
  readonly organization?: string
  readonly file: string
  readonly line: number
}

/** A firewall in its place: the names of its interfaces by zone. */
export interface Attachment {
  readonly firewall: Firewall
  /** Zone name → the firewall's interfaces there. Empty: the firewall stands between every two zones. */
  readonly interfacesByZone: ReadonlyMap<string, readonly string[]>
  /** Interfaces that carry packets but are in no zone of the project. */
  readonly leftOut?: readonly string[]
}

/** A way that the project file states: the firewalls crossed between two zones, in order from the first zone. */
export interface DeclaredPath {
  readonly between: readonly [string, string]
  readonly through: readonly string[]
}

/** A setting of one client access service of a server, as an export of Exchange shows it. */
export interface ServerSetting {
  /** Name of the server in the inventory. */
  readonly server: string
  /** `owa (Default Web Site)`, `Autodiscover`, … */
  readonly service: string
  /** The column of the export. */
  readonly name: string
  readonly value: string
  readonly file: string
  /** Line of the file, from 1. */
  readonly line: number
}

export interface Network {
  readonly organization?: string
  readonly sets: SetStore
  readonly zones: readonly Zone[]
  readonly servers: readonly Server[]
  readonly attachments: readonly Attachment[]
  readonly paths: readonly DeclaredPath[]
  /** Settings to be compared within each site, if exports of them are given. */
  readonly settings?: readonly ServerSetting[]
}
