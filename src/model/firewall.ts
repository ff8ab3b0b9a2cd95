import type { Diagnostic } from '../source/diagnostic.ts'
import type { SourceText } from '../source/source-text.ts'
import type { Address, Family, Prefix } from './address.ts'
import type { AddressRanges } from './address-set.ts'
import type { Slide } from './address-slide.ts'
import type { RedirectedBox, TranslatedBox } from './box-translation.ts'
import type { ImportReport } from './import-report.ts'
import type { LineAccount } from './line-account.ts'
import type { Packet } from './packet.ts'
import type { PacketBox } from './packet-box.ts'
import type { Action, RuleTable } from './rule-table.ts'

/** A point where a firewall meets a network, by the name that its own text uses (ASA: nameif; CSV: zone or interface). */
export interface FirewallInterface {
  readonly name: string
  /** Networks behind it, from its own address and from routes; empty where the text names none. */
  readonly networks: readonly Prefix[]
  /** What puts each of the networks there; absent: its own address, at `line`. */
  readonly sources?: readonly NetworkSource[]
  /** Shut down, for management only, or without an address: no packet passes through it. */
  readonly noTransit?: boolean
  /** Ports of a bridge whose address this is: hosts of its network stand behind one of them. */
  readonly ports?: readonly string[]
  /** One port of a bridge that has a name and networks of its own. */
  readonly isPort?: boolean
  /**
   * The firewall lets packets out by the interface that they came in by, so it may decide between networks behind it that
   * different routers lead to. `to-translate`: it does so for whatever stands there.
   */
  readonly turnsBack?: 'by-permission' | 'to-translate'
  /** Tunnels that end here: what they carry passes the firewall although both ends may lie behind this interface. */
  readonly tunnels?: readonly Tunnel[]
  /** 0 to 100 on devices that have such levels. */
  readonly securityLevel?: number
  /** Line of the file that introduces it, from 1. */
  readonly line: number
}

/** What a text says about a network behind an interface. */
export interface NetworkSource {
  readonly prefix: Prefix
  /** `connected`: the interface's own address; `route`: a static route; `learned`: a route that the device is told at run time. */
  readonly kind: 'connected' | 'route' | 'learned'
  /** Line of the file, from 1. */
  readonly line: number
  /** The router that a route leads to; undefined where the text does not say it. */
  readonly nextHop?: Address
}

/** Where the packets of a tunnel enter and leave the firewall. */
export interface Tunnel {
  /** The hosts at its far end; undefined: the text does not say. */
  readonly beyond?: AddressRanges
  readonly line: number
}

/** A line that places a network which cannot be read from it. */
export interface PlacementGap {
  /** The interface that the network is behind, if the line says it. */
  readonly interface?: string
  /** `address`: of an interface; `dynamic`: an address that is assigned at run time; `route`: a static route. */
  readonly what: 'address' | 'dynamic' | 'route'
  /** Holds every address of the network. */
  readonly within: Prefix
  /** Line of the file, from 1. */
  readonly line: number
}

/** What applies when no rule of a stage's tables matches. An `unknown` action is uncertain and gives its reason. */
export interface Otherwise {
  readonly action: Action
  /** For people: `implicit deny`, `security level 50 to 100`, … */
  readonly text: string
  /** The list whose end this is, if it is the end of one. */
  readonly list?: string
  readonly line?: number
  readonly uncertain?: string
}

/**
 * One decision on the way through a firewall: the tables are read in order as one list, the first matching row
 * decides, and `otherwise` applies when none matches.
 */
export interface Stage {
  /** For people: `in-list of dmz`, `out-list of inside`, `security levels`. */
  readonly name: string
  readonly tables: readonly RuleTable[]
  readonly otherwise: Otherwise
  /** What the stage asks, if not whether the packet may pass. */
  readonly concern?: Concern
  /** The stage can refuse, but what it lets by was opened elsewhere. */
  readonly isGate?: true
  /** The stage reads a packet's addresses as they arrive, not as they are after translation (ASA before 8.3). */
  readonly readsArrival?: true
  /** The stage reads the source as it leaves, after translation (out-lists of an ASA before 8.3). */
  readonly readsDeparture?: true
  /**
   * How the stage decides connections to the translated address of a host, told by the host's real address. Made when
   * asked for, and the same object each time.
   */
  readonly published?: () => Stage
}

/**
 * `opening`: whether a connection may be opened to the host at all, which says nothing about answers. `own-address`: whether a host can be reached by its own address, not only by a translated one. `untranslated`: whether
 * what passes keeps its addresses. `unaltered`: whether inspection lets it arrive as it was sent.
 */
export type Concern = 'opening' | 'own-address' | 'untranslated' | 'unaltered'

/** The stages that a new connection passes from one interface to another; every one must permit it. */
export type Passage = readonly Stage[]

/** A packet that address translation sends elsewhere, by a statement of the text. */
export interface Redirection {
  /** The packet with its real destination, as it leaves the translation. */
  readonly packet: Packet
  /** The interface behind which the real host is; undefined where only routes tell. */
  readonly egress?: string
  readonly line: number
  /** Why it is not certain that the packet is redirected so, or that it passes. */
  readonly uncertain?: string
  /** What the packet becomes is certain all the same, so what refuses it then does so for sure. */
  readonly isSettled?: true
}

/** What the source address of a packet becomes on its way out. */
export interface SourceTranslation {
  /** The address, or in words where it is one of several. */
  readonly to: string
  readonly line: number
  readonly uncertain?: string
}

/** The id of caveats about inspection that opens the port which an RPC endpoint mapper answers. */
export const DCERPC_PINHOLES = 'dcerpc-pinholes'

/** Something that a verdict about certain packets does not show: they pass or not as said, but … */
export interface Caveat {
  /** A stable word: `dcerpc-pinholes`, `vpn`, `tcp-state-bypass`, … */
  readonly id: string
  readonly text: string
  readonly line: number
  /** The interfaces by which the packets enter and leave; undefined: any. */
  readonly ingress?: string
  readonly egress?: string
  /** The packets that it is about: a rule of one row, whose action says nothing. */
  readonly rows: RuleTable
}

/** One step from a rule to what it says: an object or group and the member that matched. */
export interface GroupStep {
  readonly line: number
  readonly text: string
}

/** A name that the text defines and nobody uses. */
export interface UnusedName {
  readonly kind: 'list' | 'object' | 'group'
  readonly name: string
  readonly line: number
}

/** An entry of a list that matches nothing. */
export interface SilentEntry {
  readonly table: RuleTable
  readonly line: number
  /** Switched off; the same as an earlier one (`twin`), so that the device does not store it; or of something that holds nothing. */
  readonly why: 'inactive' | 'duplicate' | 'empty'
  readonly twin?: number
}

/** What of a text takes no part in any decision. */
export interface Hygiene {
  readonly unused: readonly UnusedName[]
  readonly silent: readonly SilentEntry[]
}

/** A firewall as its export describes it, in no vendor's terms. */
export interface Firewall {
  readonly name: string
  readonly dialect: string
  /** The generation of the dialect that the text is of, in the dialect's own word. */
  readonly edition?: string
  readonly source: SourceText
  /** Empty for an export that names no interfaces or zones: then it stands between every two zones. */
  readonly interfaces: readonly FirewallInterface[]
  /** Its rules hold for zones, too, that it does not name: `passage` takes any name. */
  readonly holdsBeyond?: boolean
  /** The firewall's own addresses: packets to them are not transit. */
  readonly ownAddresses: readonly Address[]
  /** Lines that place networks which are not known. */
  readonly gaps?: readonly PlacementGap[]
  /** Lines by which it learns routes from other routers; such routes are not in the text. */
  readonly learns?: readonly number[]
  /** Every rule list of the text, bound to an interface or not, in the order of the text. */
  readonly tables: readonly RuleTable[]
  /**
   * The stages for a new connection of one address family between two interfaces, by name (both '' where the export
   * names none). Throws RangeError for an unknown name. The same arguments give the same object.
   */
  passage(ingress: string, egress: string, family: Family): Passage
  /** Through which objects and groups a row matches a packet; empty where the row says it itself. */
  groupPath(table: RuleTable, row: number, packet: Packet): readonly GroupStep[]
  /** Where a packet that enters by an interface goes by address translation; absent where nothing is translated. */
  redirect?(ingress: string, packet: Packet): Redirection | undefined
  /** What its source address becomes; the packet has its real destination, `arrival` the one that it was sent to. */
  translateSource?(ingress: string, egress: string, packet: Packet, arrival: Packet): SourceTranslation | undefined
  /** What `redirect` says of each packet of a box, as disjoint parts that cover it. */
  redirectBox?(ingress: string, box: PacketBox): readonly RedirectedBox[]
  /** What `translateSource` says of each packet of a box that arrives so and whose destinations were moved so. */
  translateBox?(ingress: string, egress: string, arrival: PacketBox, moved: Slide | undefined): readonly TranslatedBox[]
  /** Whether replies to such a packet pass as part of its connection; absent: replies always do. */
  keepsState?(packet: Packet): boolean
  readonly caveats?: readonly Caveat[]
  /** Time ranges of rules that ended before the moment that was asked about; the rules match nothing any more. */
  readonly expired?: readonly { readonly name: string; readonly line: number; readonly end: string }[]
  /** What takes no part; found when asked for. */
  hygiene?(): Hygiene
  /** How often the device counted a match of the row, where the text says it. */
  hits?(table: RuleTable, row: number): number | undefined
  /** One account per file that the firewall was read from. */
  readonly accounts: readonly LineAccount[]
  readonly importReport?: ImportReport
  readonly diagnostics: readonly Diagnostic[]
}
