import type { Hole, RuleRef, Services } from './result.ts'

/** What whole networks can open, and what follows if a server is taken. Types only. */
export interface ExposureMap {
  readonly schema: 'emmental/exposure/1'
  readonly version: string
  readonly exposure: readonly ZoneExposure[]
  /** The rules that open most, widest first. */
  readonly rules: readonly OpeningRule[]
  readonly taken: readonly BlastRadius[]
}

/** How many addresses a set holds. */
export interface AddressCount {
  readonly ipv4: number
  /** Decimal digits, as there are up to 2^128. */
  readonly ipv6: string
}

/** What the addresses of one zone can open to one address of a server in another. */
export interface ZoneExposure {
  readonly fromZone: string
  readonly toZone: string
  readonly server: string
  readonly address: string
  readonly roles: readonly string[]
  /** Every address from which anything is open, by what is; the others can open nothing. */
  readonly blocks: readonly ExposedBlock[]
  /** From how many addresses any port of a hole is open. */
  readonly usable: readonly UsableHole[]
  /** Why something is left open, if it is. */
  readonly note?: string
}

export interface ExposedBlock {
  readonly networks: readonly string[]
  readonly addresses: AddressCount
  /** Where all of the addresses are those of listed machines: their names. */
  readonly machines?: readonly string[]
  /** At most, in the optimistic reading. */
  readonly services: Services
  /** Whether all of it is open in the pessimistic reading too. */
  readonly certain: boolean
  readonly holes: readonly Hole[]
}

export interface UsableHole {
  readonly id: string
  readonly protocol: Hole['protocol']
  readonly addresses: AddressCount
}

/** What one rule lets through, summed over the servers that it opens. */
export interface OpeningRule {
  readonly rule: RuleRef
  readonly fromZones: readonly string[]
  readonly servers: number
  /** TCP and UDP ports, counted for each server address. */
  readonly ports: number
  /** The addresses that the rule lets through. */
  readonly addresses: AddressCount
}

/** What whoever takes a Client Access server can reach from it. */
export interface BlastRadius {
  readonly server: string
  readonly zones: readonly string[]
  /** Servers of the inventory in reach, nearest first. */
  readonly reached: readonly ReachedServer[]
  /** How many servers of the inventory are beyond reach. */
  readonly safe: number
}

export interface ReachedServer {
  readonly server: string
  readonly zones: readonly string[]
  readonly roles: readonly string[]
  /** 1: straight from the server that is taken; more: by taking servers on the way. */
  readonly steps: number
  /** The server from which the last step is made. */
  readonly from: string
  readonly openTcpPorts: number
  readonly openUdpPorts: number
  /** Whether it is in reach in the pessimistic reading too. */
  readonly certain: boolean
}
