import type { InputKind } from './input-file.ts'

/**
 * A proof of an analysis that can be checked without the engines that found it: for each answer the rows that permit every part
 * of what was asked, or the packet and the row that refuses it, and what follows from all answers. Plain data; places are texts as reports
 * show them.
 */
export interface Certificate {
  readonly schema: 'emmental/certificate/2'
  readonly version: string
  readonly profile: 'any' | 'tcp-udp-icmp'
  /** The moment for which schedules were decided, if one was stated. */
  readonly at?: string
  /** The worst over the Exchange servers. */
  readonly verdict: CertifiedVerdict
  /** The worst by the letter of the definition. */
  readonly letter: CertifiedVerdict
  /** The domain controllers of the home, in the order of the server list. */
  readonly home: readonly string[]
  readonly inputs: readonly CertifiedInput[]
  /** Every Exchange server but Edge Transport, Client Access servers first, else in the order of the server list. */
  readonly servers: readonly CertifiedServer[]
  readonly claims: readonly Claim[]
  /** Proofs of stages, shared by the pairs that they hold for. */
  readonly covers: readonly StageCover[]
}

export type CertifiedVerdict = 'internal' | 'perimeter' | 'undetermined'

/** What follows for an Exchange server. */
export interface CertifiedServer {
  readonly name: string
  readonly verdict: CertifiedVerdict
  readonly letter: CertifiedVerdict
  /** In the order of the server list. */
  readonly cutOffFrom: readonly string[]
}

export interface CertifiedInput {
  readonly file: string
  readonly kind: InputKind
  /** Of the bytes of the file, in hexadecimal. */
  readonly sha256: string
}

/** What is said of new connections from each of some servers to each of others that is its peer. */
export interface Claim {
  /** Names. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly status: 'unrestricted' | 'restricted' | 'undetermined'
  /** Unrestricted: every pair of addresses. Restricted: one pair that is. Undetermined: one pair, or none if there is nothing to ask. */
  readonly pairs: readonly PairClaim[]
}

export interface PairClaim {
  /** Position from 0 among the addresses of each server that is said to send. */
  readonly source: number
  /** The same of each server that is said to be reached. */
  readonly destination: number
  /** Restricted: the packet that is refused. Undetermined: a packet of which the input does not decide. */
  readonly packet?: CertifiedPacket
  readonly ways: readonly WayClaim[]
}

export interface CertifiedPacket {
  /** 0 to 255. */
  readonly protocol: number
  /** Destination port, ICMP type, or 0. */
  readonly destinationField: number
  /** Source port, ICMP code, or 0. */
  readonly sourceField: number
}

/** One way of a pair: the firewalls crossed, in order. */
export interface WayClaim {
  readonly hops: readonly HopClaim[]
}

export interface HopClaim {
  readonly firewall: string
  readonly ingress: string
  readonly egress: string
  /** Unrestricted: for each stage of the passage the index of its cover. */
  readonly covers?: readonly number[]
  /** Restricted: the stage that refuses the packet, if it is refused at this hop. */
  readonly refusal?: { readonly stage: number; readonly by: RowPlace }
}

/** The row that decides: the index of its table in the stage and the row from 0, or the end of the stage. */
export type RowPlace =
  | {
      readonly table: number
      readonly row: number
      readonly file: string
      readonly line: number
      readonly text: string
    }
  | { readonly end: true; readonly text: string }

/** What a stage permits for certain, part by part. */
export interface StageCover {
  readonly parts: readonly CoverPart[]
}

export interface CoverPart {
  readonly by: RowPlace
  /** Products of ranges, both ends inclusive: first and last protocol, destination field, source field. */
  readonly boxes: readonly Box[]
}

export type Box = readonly [number, number, number, number, number, number]
