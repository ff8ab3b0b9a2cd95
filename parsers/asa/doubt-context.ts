import type { AddressRanges } from '../../src/model/address-set.ts'
import type { ServiceSet } from '../../src/model/service-set.ts'
import type { SetStore } from '../../src/model/set-store.ts'
import type { SourceText } from '../../src/source/source-text.ts'
import type { AsaConfig, AsaInterface, Era } from './config.ts'
import type { ListScope } from './lists/scopes.ts'
import type { AddressResolver } from './names/resolve-addresses.ts'

/** What is read of a text before it is asked which packets its other statements may touch. */
export interface DoubtContext {
  readonly config: AsaConfig
  readonly era: Era
  readonly source: SourceText
  readonly sets: SetStore
  readonly addresses: AddressResolver
  /** Statements that were expected to be understood and were not, with the reason. */
  readonly unread: readonly Unread[]
  /** What the entry of a list, from its action on, matches at most. */
  entryMatch(text: string): {
    readonly source: AddressRanges
    readonly destination: AddressRanges
    readonly service: ServiceSet
  }
  /** What the permits of a list may match; undefined if the list is not in the text. */
  scopesOf(list: string): readonly ListScope[] | undefined
  /** The addresses that the text's own routes and networks put behind an interface. */
  behind(one: AsaInterface): AddressRanges
}

/** A statement of translation that is not understood. */
export interface Unread {
  readonly line: number
  readonly reason: string
  /** The interfaces that it names, if it does: real and mapped. */
  readonly interfaces?: readonly [string, string]
}
