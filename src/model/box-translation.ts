import type { Address } from './address.ts'
import type { Slide } from './address-slide.ts'
import type { PacketBox } from './packet-box.ts'

/** One destination port that becomes another, 0 to 65535. */
export interface PortChange {
  readonly protocol: number
  readonly from: number
  readonly to: number
}

/** Packets of which one statement says alike where they go; without `redirection` they go where they were sent. */
export interface RedirectedBox {
  /** As they were sent. */
  readonly box: PacketBox
  readonly redirection?: BoxRedirection
}

/** What `Redirection` says of one packet, for a box of them. */
export interface BoxRedirection {
  /** Undefined where the text does not say which host is meant. */
  readonly destination?: Slide
  readonly port?: PortChange
  /** The interface behind which the real hosts are; undefined where only routes tell. */
  readonly egress?: string
  readonly line: number
  readonly uncertain?: string
  readonly isSettled?: true
}

/** What the sources of packets become: they move together, all become one address, or one of several that `text` names. */
export type SourceChange =
  | { readonly kind: 'slide'; readonly slide: Slide }
  | { readonly kind: 'one'; readonly address: Address }
  | { readonly kind: 'several'; readonly text: string }

/** Packets whose sources one statement translates alike on their way out; without `source` they keep them. */
export interface TranslatedBox {
  /** As they arrived. */
  readonly box: PacketBox
  readonly source?: { readonly change: SourceChange; readonly line: number; readonly uncertain?: string }
}
