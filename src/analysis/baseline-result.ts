import type { RuleRef, Status, Verdict } from './result.ts'

/** What is new against an earlier analysis, and what has gone. Types only. */
export interface Baseline {
  readonly schema: 'emmental/baseline/1'
  readonly version: string
  /** The file of the earlier analysis, as the call names it. */
  readonly baseline: string
  readonly was: Verdict
  readonly is: Verdict
  readonly added: readonly BaselineItem[]
  readonly gone: readonly BaselineItem[]
}

/** Something that an analysis says. */
export interface BaselineItem {
  readonly kind: 'server' | 'zone' | 'access' | 'hole' | 'finding'
  readonly subject: string
  readonly text: string
  readonly rules: readonly RuleRef[]
}

/** What of an earlier analysis is compared; an analysis of today has all of it. */
export interface BaselineSource {
  readonly verdict: Verdict
  readonly servers: readonly {
    readonly name: string
    readonly verdict: Verdict
    readonly access: readonly {
      readonly direction: 'to' | 'from'
      readonly case: number
      readonly peers: readonly string[]
    }[]
  }[]
  readonly cases: readonly { readonly status: Status; readonly reason: { readonly rules: readonly RuleRef[] } }[]
  readonly zones: readonly { readonly name: string; readonly verdict: Verdict }[]
  readonly exposure: readonly {
    readonly fromZone: string
    readonly server: string
    readonly servers?: readonly string[]
    readonly holes: readonly {
      readonly id: string
      readonly protocol: 'tcp' | 'udp'
      readonly ports: readonly (readonly [number, number])[]
      /** Whether it is open in the pessimistic reading too. */
      readonly certain: boolean
      readonly rules: readonly RuleRef[]
    }[]
  }[]
  readonly findings: readonly {
    readonly id: string
    readonly message: string
    readonly subject?: string
    readonly locations: readonly RuleRef[]
  }[]
}
