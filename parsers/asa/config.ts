import type { Family, Prefix } from '../../src/model/address.ts'
import type { Capture } from './input/capture.ts'
import type { TimeRange } from './schedule/time-range.ts'

/** The generations of the text, which read the same words differently. */
export type Era = 'pix6' | 'asa7' | 'asa8.3' | 'asa9' | 'fwsm'

export interface InterfaceAddress {
  readonly own: boolean
  readonly text: string
  /** Empty where the address brings its length, or none is needed. */
  readonly mask: string
  readonly line: number
  readonly family: Family
  /** Of one link only: no other network reaches it. */
  readonly isLocal?: true
}

export interface AsaInterface {
  readonly hardware: string
  readonly line: number
  nameif?: string
  level?: number
  shutdown: boolean
  managementOnly: boolean
  /** Own addresses with their networks, and addresses of the failover peer. */
  addresses: InterfaceAddress[]
  /** Addresses that come from elsewhere (DHCP, PPPoE, autoconfiguration); `setroute` takes the default route with them. */
  dynamic: { readonly family: Family; readonly setsRoute: boolean; readonly line: number }[]
  bridgeGroup?: string
  zoneMember?: string
  /** Its level stands in a line that cannot be read. */
  levelUnread?: UnreadLine
  /** A line of its block that cannot be read: it may name, place, level or switch off the interface. */
  unread?: UnreadLine
  /** Known only by its name in other statements: its level and networks are not in the text. */
  readonly assumed?: boolean
}

/** A line of the file that is not understood and may decide something, as far as it may be shown. */
export interface UnreadLine {
  readonly line: number
  readonly text: string
}

/** A line of a definition, kept as words until everything is read. */
export interface MemberLine {
  readonly line: number
  readonly words: readonly string[]
}

export type GroupKind = 'network' | 'service' | 'protocol' | 'icmp-type' | 'user' | 'security' | 'network-service'

export interface AsaGroup {
  readonly name: string
  readonly kind: GroupKind
  /** `tcp`, `udp` or `tcp-udp` of a port group. */
  readonly ports?: string
  readonly line: number
  readonly members: MemberLine[]
}

export interface AsaObject {
  readonly name: string
  readonly kind: 'network' | 'service'
  readonly line: number
  /** The statement that says what it is; a later one replaces it. */
  value?: MemberLine
}

/** An access list: its lines in order, remarks included, as numbers of lines of the file. */
export interface AsaList {
  readonly name: string
  /** An `ipv6 access-list`, whose `any` is IPv6. */
  readonly ipv6: boolean
  lines: number[]
  /** While the text is read, where lines were put in, from 0, by their index in `lines`; then the lines are in order. */
  places?: Map<number, number>
  /** For rows that `show access-list` printed: the device's number of each. */
  readonly numbers?: readonly number[]
  /** A line of the list of which the place, or the rest, cannot be read: nothing of the list is sure. */
  unread?: number
}

export interface AsaBinding {
  readonly list: string
  readonly line: number
}

export interface AsaRoute {
  readonly interfaceName: string
  readonly prefix: Prefix
  readonly line: number
  /** The router that it leads to, as it is written. */
  readonly gateway: string
  /** Of routes to one network the lowest counts; the others stand by (command reference, "route": 1 if not given). */
  readonly metric: number
}

/** A static route that cannot be read. */
export interface UnreadRoute {
  readonly interfaceName: string
  /** As it is written, without its mask. */
  readonly network: string
  readonly family: Family
  readonly line: number
}

/** A statement kept as words until everything is read. */
export interface AsaStatement {
  readonly line: number
  readonly words: readonly string[]
  /** The network object that the statement stands in. */
  readonly object?: string
}

/** A statement that is not modelled or not understood: what it may touch is left open. */
export interface AsaDoubt extends UnreadLine {
  /** By which interface the packets enter or leave that it is about; undefined: any. */
  readonly interface?: string
  /** It is about packets that leave by an interface by which they may not: between equal levels, or back out. */
  readonly isSameSecurity?: true
  /** An entry of which the list is not known: it is about what the entry matches. */
  readonly entry?: string
}

/** The ASA's own model of its text: definitions may come late, be opened again and be nested. */
export interface AsaConfig {
  version?: { readonly product: string; readonly major: number; readonly minor: number }
  hostname?: string
  readonly interfaces: AsaInterface[]
  readonly names: Map<string, string>
  readonly objects: Map<string, AsaObject>
  readonly groups: Map<string, AsaGroup>
  readonly lists: Map<string, AsaList>
  /** Names of ethertype lists, the line of an explicit `deny any`, which drops IP too, and one that is not understood. */
  readonly ethertypes: Map<string, { denyLine?: number; openLine?: number }>
  /** What `show access-list` printed, by list. */
  readonly captures: Map<string, Capture>
  readonly inbound: Map<string, AsaBinding>
  readonly outbound: Map<string, AsaBinding>
  readonly inbound6: Map<string, AsaBinding>
  readonly outbound6: Map<string, AsaBinding>
  global?: AsaBinding
  interInterface: boolean
  intraInterface: boolean
  readonly routes: AsaRoute[]
  readonly unreadRoutes: UnreadRoute[]
  /** Lines by which the device learns routes from others. */
  readonly learns: number[]
  /** `firewall transparent`: interfaces have no addresses of their own. */
  transparent: boolean
  /** `nat`, `static` and `global`. */
  readonly translations: AsaStatement[]
  natControl?: { readonly line: number }
  /** A line that only PIX up to 6.3 has, and whether any entry says `extended`, which it never does. */
  pix6Line?: number
  hasExtended: boolean
  /** PIX 6: permits and denies with the destination first. */
  readonly conduits: number[]
  readonly timeRanges: Map<string, TimeRange>
  /** `clock timezone`, in minutes east of UTC, and whether `clock summer-time` is set. */
  timeZone?: number
  summerTime: boolean
  /** Statements that may decide traffic in ways that are worked out for each pair of interfaces. */
  readonly doubts: AsaStatement[]
  /** The first of the statements that are not modelled or not understood; more of them say nothing new. */
  readonly open: AsaDoubt[]
  /** The first line outside of every block that is not understood: it may have been a route, or the header of an interface. */
  lost?: UnreadLine
  /** `clock` is said in a line that cannot be read. */
  clockUnread?: UnreadLine
}

export function emptyConfig(): AsaConfig {
  return {
    interfaces: [],
    names: new Map(),
    objects: new Map(),
    groups: new Map(),
    lists: new Map(),
    ethertypes: new Map(),
    captures: new Map(),
    inbound: new Map(),
    outbound: new Map(),
    inbound6: new Map(),
    outbound6: new Map(),
    hasExtended: false,
    summerTime: false,
    interInterface: false,
    intraInterface: false,
    routes: [],
    unreadRoutes: [],
    learns: [],
    transparent: false,
    translations: [],
    conduits: [],
    timeRanges: new Map(),
    doubts: [],
    open: [],
  }
}

/** PIX, FWSM and ASA before 8.3. */
export function isOld(era: Era): boolean {
  return era === 'pix6' || era === 'asa7' || era === 'fwsm'
}

/** The ports of a bridge that `interface BVI…` is the address of: those with a name that are not shut down. */
export function bridgePorts({ hardware }: AsaInterface, { interfaces }: Pick<AsaConfig, 'interfaces'>): AsaInterface[] {
  const number = /^bvi\s*(\d+)$/i.exec(hardware)?.[1]
  if (number === undefined) return []
  return interfaces.filter((one) => one.bridgeGroup === number && one.nameif !== undefined && !one.shutdown)
}

/**
 * The interface that is shut down, so that this one carries nothing: itself, or the one of which it is a part (general
 * configuration guide, "VLAN subinterfaces": the physical interface has to be enabled).
 */
export function downBy(one: AsaInterface, { interfaces }: Pick<AsaConfig, 'interfaces'>): AsaInterface | undefined {
  if (one.shutdown) return one
  const parent = /^(.+)\.\d+$/.exec(one.hardware)?.[1]?.toLowerCase()
  return parent === undefined
    ? undefined
    : interfaces.find(({ hardware, shutdown }) => shutdown && hardware.toLowerCase() === parent)
}
