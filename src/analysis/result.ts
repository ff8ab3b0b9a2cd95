import type { ImportReport } from '../model/import-report.ts'
import type { InputFile } from '../model/input-file.ts'
import type { PlacementRef, WayKind } from '../model/placement.ts'

/** The contract: what an analysis says, for every report format and for programs. Types only. */
export type Verdict = 'internal' | 'perimeter' | 'undetermined'
export type Status = 'unrestricted' | 'restricted' | 'undetermined'
/** Which packets "unrestricted" asks for: every IP packet, or all TCP, UDP and ICMP. */
export type Profile = 'any' | 'tcp-udp-icmp'

export interface Analysis {
  readonly schema: 'emmental/analysis/2'
  readonly version: string
  readonly organization?: string
  readonly profile: Profile
  /** The worst over the Exchange servers. */
  readonly verdict: Verdict
  /** The worst over the Exchange servers by the letter of the definition. */
  readonly letter: Verdict
  /** Names of the home's domain controllers. */
  readonly home: readonly string[]
  /** Every Exchange server but Edge Transport, Client Access servers first. */
  readonly servers: readonly ServerVerdict[]
  /** Each distinct answer once, in the order in which the servers' access first meets it. */
  readonly cases: readonly Case[]
  readonly zones: readonly ZoneVerdict[]
  readonly exposure: readonly Exposure[]
  readonly findings: readonly Finding[]
  /** What Microsoft supports, for each generation of Exchange among the servers. */
  readonly support: readonly Support[]
  readonly remarks: readonly Remark[]
  readonly inputs: readonly InputCoverage[]
}

export interface Support {
  /** The generations that it speaks of: `Exchange 2016, 2019 and SE`. */
  readonly name: string
  readonly statement: string
  readonly sources: readonly { readonly title: string; readonly url: string }[]
}

/** A result with what is to be known of its input: every warning and note, and the files that it was made from. */
export type Reported<T> = T & {
  readonly remarks: readonly Remark[]
  readonly inputs: readonly InputFile[]
}

/** A warning or note on the input; equal ones are one. */
export interface Remark {
  readonly severity: 'warning' | 'note'
  /** Stable name, `area/what`. */
  readonly code: string
  readonly message: string
  readonly file?: string
  /** The first place that it concerns: line and column from 1. */
  readonly line?: number
  readonly column?: number
  readonly found?: string
  readonly expected?: string
  readonly mend?: string
  /** Whether an answer is other, or less sure, than it would be without the cause; absent where it may be. */
  readonly affectsAnswer?: boolean
  /** How many places it concerns, if there are several. */
  readonly count?: number
  /** Their lines, ascending, the first thousand. */
  readonly lines?: readonly number[]
}

export interface ServerVerdict {
  readonly name: string
  readonly addresses: readonly string[]
  /** The zones of its addresses, each once. */
  readonly zones: readonly string[]
  readonly site?: string
  readonly roles: readonly string[]
  /** Whether clients connect to it. */
  readonly clientAccess: boolean
  readonly verdict: Verdict
  /** The verdict by the letter of the definition: every peer counts. */
  readonly letter: Verdict
  /** Peers that it is restricted to or from and that stand in a perimeter network themselves, or outside the home. */
  readonly cutOffFrom: readonly string[]
  readonly access: readonly Access[]
}

/** The peers of a server that share one answer in one direction. */
export interface Access {
  /** `to`: from the server to the peer. */
  readonly direction: 'to' | 'from'
  /** Position in `cases`. */
  readonly case: number
  readonly peers: readonly string[]
}

/** What can be opened from one server to another, equal in everything but the names. */
export interface Case {
  readonly status: Status
  /** Certain, in every reading. */
  readonly permitted: Services
  /** At most, in the optimistic reading. */
  readonly possible: Services
  readonly reason: Reason
  /** Restricted only: a packet of the first pair of the case. */
  readonly witness?: Witness
  /** Undetermined only: a packet of the first pair on which the two readings part. */
  readonly undecidedPacket?: PacketRef
  /** Firewalls crossed, in order; empty only where both stand in one network. */
  readonly path: readonly string[]
  /** How the two come together, once for each answer that their pairs of addresses have. */
  readonly ways: readonly WaysRef[]
  /** What the status does not show. */
  readonly caveats?: readonly CaveatRef[]
}

/** Why an answer is what it is. */
export interface Reason {
  /**
   * Restricted: the line that refuses the witness. Unrestricted: the permits that open it, or the lines that place both in one
   * network. Undetermined: the lines that would settle it.
   */
  readonly rules: readonly RuleRef[]
  /** What no line says. */
  readonly text?: string
  /** Restricted only: every TCP and UDP packet is open, but not every other one. */
  readonly portsOnly?: true
}

export interface WaysRef {
  /** `no-common-family`: there is no pair of addresses to ask about. */
  readonly kind: WayKind | 'no-common-family'
  /** What places both in one network, or leaves open where they stand. */
  readonly evidence: readonly PlacementRef[]
  /** Why there is no way, or not one alone, and how to settle it. */
  readonly note?: string
}

/** A packet that is refused; the reason's one rule is what refuses it. */
export interface Witness {
  readonly packet: PacketRef
  /** Where the packet meets the firewall that refuses it. */
  readonly at?: {
    readonly firewall: string
    readonly dialect: string
    readonly ingress: string
    readonly egress: string
  }
}

/** Destination ports that at least one source port may open. */
export interface Services {
  /** Every IP packet. */
  readonly all: boolean
  readonly tcp: readonly (readonly [number, number])[]
  readonly udp: readonly (readonly [number, number])[]
  /** ICMP types, for at least one code. */
  readonly icmp: readonly (readonly [number, number])[]
  /** Other IP protocol numbers, never 1, 6 or 17. */
  readonly protocols: readonly (readonly [number, number])[]
}

export interface PacketRef {
  /** The protocol's name, or its number if it has none. */
  readonly protocol: string | number
  readonly source: string
  readonly destination: string
  readonly sourcePort?: number
  readonly destinationPort?: number
  readonly icmpType?: number
  readonly icmpCode?: number
}

export interface RuleRef {
  readonly firewall: string
  readonly list?: string
  /** Line of the file, from 1. */
  readonly line?: number
  /** The device's own number. */
  readonly aceLine?: number
  readonly file?: string
  /** The line's text, or what decides in its place: `implicit deny`, `security level 50 to 100`, … */
  readonly text: string
  /** What it means that this line decides, where its text does not say it. */
  readonly meaning?: string
  /** How often the device counted a match, where the input says it. */
  readonly hits?: number
  /** Objects and groups through which the line matches. */
  readonly through?: readonly { readonly line: number; readonly text: string }[]
  /** Why the line is uncertain, and so what would settle it. */
  readonly uncertain?: string
}

export interface ZoneVerdict {
  readonly name: string
  readonly networks: readonly string[]
  readonly verdict: Verdict
  readonly pockets: readonly Pocket[]
}

/** Addresses of a zone that share one verdict, the one that a Client Access server there would get. */
export interface Pocket {
  readonly networks: readonly string[]
  readonly verdict: Verdict
  /** Servers of the inventory that stand in it. */
  readonly servers: readonly string[]
  /** Perimeter only: a packet of one address of the pocket that is refused. */
  readonly witness?: PocketWitness
  /** Undetermined only: what keeps the answer open, if it is not a line of the text. */
  readonly note?: string
}

export interface PocketWitness {
  readonly peer: string
  /** `to`: from the address of the pocket to the peer. */
  readonly direction: 'to' | 'from'
  readonly packet: PacketRef
  readonly decidedBy: RuleRef
}

/** Every zone judged, and the private addresses that no zone names. */
export interface ZoneMap {
  readonly schema: 'emmental/zones/1'
  readonly version: string
  readonly profile: Profile
  readonly zones: readonly ZoneVerdict[]
  /** Private addresses of no stated network, as they are judged behind the zone that holds the rest. */
  readonly unlabelled: readonly ZoneVerdict[]
}

/** What the Client Access servers of one zone can open to one server of another. */
export interface Exposure {
  readonly fromZone: string
  readonly toZone: string
  readonly server: string
  /** Where there are more than 500 entries: every server that is open alike, `server` first. Else absent. */
  readonly servers?: readonly string[]
  readonly roles: readonly string[]
  /** At most, in the optimistic reading. */
  readonly services: Services
  readonly holes: readonly Hole[]
  /** How many of the 65,536 TCP ports. */
  readonly openTcpPorts: number
  readonly openUdpPorts: number
  readonly caveats?: readonly CaveatRef[]
}

export interface Hole {
  /** `rpc-endpoint-mapper`, `netbios-session`, `smb`, `dynamic-rpc`, … */
  readonly id: string
  readonly ports: readonly (readonly [number, number])[]
  readonly protocol: 'tcp' | 'udp'
  /** Whether it is open in the pessimistic reading too. */
  readonly certain: boolean
  readonly rules: readonly RuleRef[]
}

export interface Finding {
  readonly id: string
  readonly severity: 'error' | 'warning' | 'note'
  readonly message: string
  readonly subject?: string
  readonly locations: readonly RuleRef[]
}

/** A file and what became of its lines. Of files that are no firewall exports every line is read, or the file is refused. */
export interface InputCoverage extends InputFile {
  /** Of firewall exports and their tables. */
  readonly dialect?: string
  readonly modelled: number
  readonly irrelevant: number
  readonly notUnderstood: readonly LineNote[]
  readonly import?: ImportReport
}

export interface LineNote {
  readonly line: number
  readonly text: string
  readonly reason: string
}

/** What becomes of one packet. */
export interface Trace {
  readonly schema: 'emmental/trace/1'
  readonly packet: PacketRef
  readonly from: { readonly name: string; readonly zone: string }
  readonly to: { readonly name: string; readonly zone: string }
  readonly verdict: 'permit' | 'deny' | 'unknown'
  readonly hops: readonly TraceHop[]
  /** The answer, if the packet is let through. */
  readonly reply?: ReplyRef
  readonly note?: string
}

export interface TraceHop {
  readonly firewall: string
  readonly dialect: string
  readonly ingress: string
  readonly egress: string
  readonly verdict: 'permit' | 'deny' | 'unknown'
  readonly decidedBy: RuleRef
  readonly undecided?: readonly RuleRef[]
  /** What address translation makes of the packet, in order. */
  readonly translations?: readonly TranslationRef[]
  readonly caveats?: readonly CaveatRef[]
}

/** One address of a packet that a statement alters. */
export interface TranslationRef {
  readonly what: 'source' | 'destination'
  /** With the port, where that is altered too. */
  readonly from: string
  readonly to: string
  readonly rule: RuleRef
}

/** Something that the answer does not show, with the line that brings it; `meaning` says what. */
export interface CaveatRef extends RuleRef {
  /** `dcerpc-pinholes`, `vpn`, `tcp-state-bypass`, … */
  readonly id: string
}

/** What becomes of the answer to a packet that was let through. */
export interface ReplyRef {
  readonly packet: PacketRef
  readonly verdict: 'permit' | 'deny' | 'unknown'
  /** Where it is not let through as part of its connection. */
  readonly decidedBy?: RuleRef
}
